#include "sql/lineage/values.hpp"

#include <algorithm>

namespace tollgate::sql {
namespace {

struct Branch {
  const Query* query;
  bool filters;  // right of an EXCEPT
};

// The leaves of a tree of set operations from left to right, without recursion: 1,000 branches nest 1,000 deep.
std::vector<Branch> branches_of(const Query& query) {
  std::vector<Branch> open{{&query, false}};
  std::vector<Branch> leaves;
  while (!open.empty()) {
    const Branch branch = open.back();
    open.pop_back();
    const Query& inner = *branch.query;
    if (inner.command != Query::Command::set_operation || inner.left == nullptr || inner.right == nullptr) {
      leaves.push_back(branch);
      continue;
    }
    const bool except = inner.set_operator == SetOperator::except;
    open.push_back({inner.right, branch.filters || except});
    open.push_back({inner.left, branch.filters});
  }
  return leaves;
}

void add_unsorted(Flow& into, const Flow& flow, const Branch& branch, bool first) {
  into.resolved = into.resolved && flow.resolved;
  if (branch.filters) {
    for (const Source& source : flow.sources) into.sources.push_back({source.column, role::except_right, no_passage});
    return;
  }
  into.sources.insert(into.sources.end(), flow.sources.begin(), flow.sources.end());
  into.missing = std::max(into.missing, flow.missing);
  into.plain = first ? flow.plain : into.plain && flow.plain;
  into.aggregate = into.aggregate || flow.aggregate;
  into.varies = into.varies || flow.varies;
}

bool same_sources(const Flows& a, const Flows& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Flow& x, const Flow& y) {
    return x.sources == y.sources && x.resolved == y.resolved && x.missing == y.missing;
  });
}

}  // namespace

Flow ValueFold::output_of(const Query& query, int output) {
  const Flows& flows = outputs_of(query);
  if (output >= 0 && static_cast<std::size_t>(output) < flows.size()) return flows[static_cast<std::size_t>(output)];
  return unknown_flow();
}

const Flows& ValueFold::outputs_of(const Query& query) {
  if (const auto known = x_outputs.find(&query); known != x_outputs.end()) return known->second;
  Flows flows = fold_outputs(query);
  if (!x_rounds.empty()) x_rounds.back().push_back(&query);
  return x_outputs.insert_or_assign(&query, std::move(flows)).first->second;
}

Flows ValueFold::fold_outputs(const Query& query) {
  if (query.command == Query::Command::values) return fold_values(query);
  if (query.command == Query::Command::set_operation) return fold_branches(query);
  Flows flows;
  flows.reserve(query.outputs.size());
  for (const Output& output : query.outputs) {
    flows.push_back(output.value == nullptr ? constant_flow() : flow_of(query, *output.value));
  }
  return flows;
}

Flows ValueFold::fold_values(const Query& query) {
  Flows flows(query.outputs.size());
  bool first = true;
  for (const Exprs row : query.rows) {
    for (std::size_t i = 0; i < row.size() && i < flows.size(); ++i) {
      add_branch(flows[i], flow_of(query, *row[i]), first);
    }
    first = false;
  }
  return flows;
}

Flows ValueFold::fold_branches(const Query& query) {
  const std::vector<Branch> branches = branches_of(query);
  Flows flows(query.outputs.size());
  bool first = true;
  for (const Branch& branch : branches) {
    const Flows& inner = outputs_of(*branch.query);
    for (std::size_t i = 0; i < flows.size() && i < inner.size(); ++i) add_unsorted(flows[i], inner[i], branch, first);
    first = first && branch.filters;
  }
  for (Flow& flow : flows) tidy(flow.sources);
  return flows;
}

Flow ValueFold::assigned(const Query& query, const Assignment& assignment) {
  if (assignment.value != nullptr) return flow_of(query, *assignment.value);
  if (assignment.from_output < 0 || query.source == nullptr) return constant_flow();
  return output_of(*query.source, assignment.from_output);
}

// The least fixpoint: the term that is not recursive first, then both, until nothing is added. Masks only grow.
const Flows& ValueFold::recursive_outputs(const Cte& cte) {
  const Query& query = *cte.query;
  if (const auto open = x_recursive.find(&query); open != x_recursive.end()) return open->second;
  if (const auto known = x_outputs.find(&query); known != x_outputs.end()) return known->second;
  // What references within the first term read: they are refused, but they are there.
  x_recursive[&query] = Flows(query.outputs.size(), unknown_flow());
  if (query.left != nullptr) x_recursive[&query] = Flows(outputs_of(*query.left));
  for (;;) {
    x_rounds.emplace_back();
    Flows next = fold_branches(query);
    const bool settled = same_sources(next, x_recursive[&query]);
    const std::vector<const Query*> folded = std::move(x_rounds.back());
    x_rounds.pop_back();
    if (settled) {
      if (!x_rounds.empty()) x_rounds.back().insert(x_rounds.back().end(), folded.begin(), folded.end());
      break;
    }
    for (const Query* again : folded) x_outputs.erase(again);
    x_recursive[&query] = std::move(next);
  }
  Flows flows = std::move(x_recursive[&query]);
  x_recursive.erase(&query);
  if (!x_rounds.empty()) x_rounds.back().push_back(&query);
  return x_outputs.insert_or_assign(&query, std::move(flows)).first->second;
}

}  // namespace tollgate::sql
