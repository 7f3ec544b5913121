// Which partitions are read, and why all of them.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

constexpr std::size_t few_partitions = 3;

/// What one condition can do for pruning, the best first.
/// keeps: it names the key, and is right to leave nearly every partition: `<>`, `IS NOT NULL`.
enum class Use { prunes, at_run_time, hidden, keeps, none };

class Pruning {
 public:
  Pruning(const PlanView& plan, int scan, std::string_view key) : x_plan(plan), x_scan(scan) {
    x_hash = key.starts_with("HASH");
    for (const std::string_view column : partition_columns(key)) x_keys.emplace(column);
  }

  Use of(const Condition& part) const {
    if (part.kind == Condition::Kind::conjunction) {
      Use best = Use::none;
      for (const Condition& one : part.parts) best = std::min(best, of(one));
      return best;
    }
    if (part.kind == Condition::Kind::disjunction) {
      // Every arm has to prune.
      Use worst = Use::prunes;
      for (const Condition& arm : part.parts) worst = std::max(worst, of(arm));
      const bool lost = worst == Use::none && names_key(part) &&
                        std::none_of(part.parts.begin(), part.parts.end(),
                                     [&](const Condition& arm) { return of(arm) == Use::keeps; });
      return lost ? Use::hidden : worst;
    }
    if (!names_key(part)) return Use::none;
    if (part.kind == Condition::Kind::null_test) {
      return part.op == "is not null" ? Use::keeps : (part.left.bare ? Use::prunes : Use::hidden);
    }
    return part.kind == Condition::Kind::comparison ? of_comparison(part) : Use::hidden;
  }

 private:
  Use of_comparison(const Condition& part) const {
    const bool range = part.op == "<" || part.op == "<=" || part.op == ">" || part.op == ">=";
    if (part.op == "<>" || part.form == Condition::Form::all) return Use::keeps;
    for (const auto& [column, value] : {std::pair(&part.left, &part.right), std::pair(&part.right, &part.left)}) {
      if (!is_plain(*column, x_plan.relation(x_scan)) || x_keys.count(column->columns.front().column) == 0) continue;
      const bool own = std::any_of(value->columns.begin(), value->columns.end(),
                                   [&](const ColumnName& name) { return x_plan.reads(x_scan, name.alias); });
      if (own || value->subplan) return Use::hidden;
      if (part.op != "=" && (x_hash || !range)) return Use::hidden;
      // Looked up from the other side of a nested loop, it prunes once per row.
      return value->parameter || !value->columns.empty() ? Use::at_run_time : Use::prunes;
    }
    return Use::hidden;
  }

  bool names_key(const Condition& part) const {
    return std::any_of(part.columns.begin(), part.columns.end(), [&](const ColumnName& name) {
      return x_keys.count(name.column) > 0 && x_plan.reads(x_scan, name.alias);
    });
  }

  const PlanView& x_plan;
  int x_scan;
  bool x_hash = false;
  std::set<std::string, std::less<>> x_keys;
};

// The scan of a member, through what is pushed down onto it; -1: something else.
int scan_of(const PlanView& plan, int member) {
  while (member >= 0 && !plan.is_scan(member)) {
    const std::vector<int> below = plan.children(member);
    member = below.size() == 1 ? below.front() : -1;
  }
  return member;
}

std::size_t leaves(const PlanView& plan, const std::string& table, const CatalogueRelation& facts) {
  std::size_t direct = 0;
  bool nested = false;
  std::vector<std::string> open{table};
  std::set<std::string> seen;
  while (!open.empty()) {
    const std::string parent = std::move(open.back());
    open.pop_back();
    if (!seen.insert(parent).second) continue;
    for (const auto& [name, relation] : plan.catalogue().relations) {
      if (!relation.partition || relation.parent != parent) continue;
      if (relation.kind == 'p') {
        nested = true;
        open.push_back(name);
      } else {
        ++direct;
      }
    }
  }
  return nested ? direct : std::max(direct, static_cast<std::size_t>(std::max(0, facts.partitions)));
}

/// The scans of an Append that reads members of one partitioned table, all that were planned; empty: it is none.
std::vector<int> members_of(const PlanView& plan, int append) {
  std::vector<int> scans;
  for (const int child : plan.children(append)) {
    if (plan.node(child).relationship == "InitPlan" || plan.node(child).relationship == "SubPlan") continue;
    scans.push_back(scan_of(plan, child));
  }
  if (scans.size() < few_partitions || plan.node(append).number("Subplans Removed").value_or(0) > 0) return {};
  const bool alike = std::all_of(scans.begin(), scans.end(), [&](int scan) {
    return scan >= 0 && plan.partition_member(scan) && plan.table_name(scan) == plan.table_name(scans.front());
  });
  return alike ? scans : std::vector<int>();
}

// By an index: a little of every partition is read, none of them whole.
bool is_looked_up(const PlanView& plan, int scan) {
  const PlanNode& node = plan.node(scan);
  return !node.text("Index Cond").empty() || node.type == "Bitmap Heap Scan";
}

void tell(Situation& situation, Use use, int scan, const std::string& partition_key, std::size_t count) {
  const std::string name = situation.plan.called(scan);
  const auto keys = partition_columns(partition_key);
  const std::string key = keys.empty() ? partition_key : std::string(keys.front());
  const int location = situation.statement.condition_on(situation.plan.table_name(scan), key);
  if (use == Use::hidden) {
    PlanFinding& finding = situation.add(
        "partition-pruning-lost", name,
        fmt::format("all {} partitions of {} are read: the condition on its key {} ({}) cannot exclude any", count,
                    name, key, partition_key),
        fmt::format("compare the bare {} with constants{}", key,
                    partition_key.starts_with("HASH") ? ", by equality" : ", as a range"));
    finding.location = location;
    finding.evidence = {{"partitions", static_cast<std::int64_t>(count)}};
  } else if (use == Use::at_run_time) {
    PlanFinding& finding = situation.add(
        "partition-pruning-runtime-only", name,
        fmt::format("the partitions of {} are only excluded when the query runs: the plan counts all {}", name, count),
        fmt::format("nothing, if {} is meant to be compared with a value found at run time", key));
    finding.location = location;
  } else {
    situation.add("partition-full-scan", name,
                  fmt::format("all {} partitions of {} are read: no condition limits its key {}", count, name, key),
                  fmt::format("limit {} as well, if not every partition is meant", key));
  }
}

void judge(Situation& situation, int append) {
  const PlanView& plan = situation.plan;
  const std::vector<int> scans = members_of(plan, append);
  if (scans.empty()) return;
  const int scan = scans.front();
  const CatalogueRelation* const facts = plan.table(scan);
  if (facts == nullptr || facts->partition_key.empty()) return;
  if (scans.size() < leaves(plan, plan.table_name(scan), *facts)) return;
  const auto parts = plan.conjuncts(scan, {"Filter", "Index Cond", "Recheck Cond"});
  if (parts.empty()) return;
  const Pruning pruning(plan, scan, facts->partition_key);
  Use best = Use::none;
  Use worst = Use::prunes;
  for (const Condition* part : parts) {
    const Use use = pruning.of(*part);
    best = std::min(best, use);
    worst = std::max(worst, use);
  }
  if (best == Use::prunes || worst == Use::keeps) return;
  const bool whole = best == Use::keeps || best == Use::none;
  if (!whole || !std::all_of(scans.begin(), scans.end(), [&](int one) { return is_looked_up(plan, one); })) {
    tell(situation, best, scan, facts->partition_key, scans.size());
  }
}

}  // namespace

std::vector<std::string_view> partition_columns(std::string_view key) {
  std::vector<std::string_view> columns;
  const std::size_t open = key.find('(');
  const std::size_t close = key.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return columns;
  key = key.substr(open + 1, close - open - 1);
  while (!key.empty()) {
    const std::size_t comma = key.find(',');
    std::string_view one = key.substr(0, comma);
    while (one.starts_with(' ')) one.remove_prefix(1);
    // An operator class or a collation may follow.
    one = one.substr(0, one.find(' '));
    if (one.size() > 1 && one.front() == '"' && one.back() == '"') one = one.substr(1, one.size() - 2);
    if (!one.empty() && one.find('(') == std::string_view::npos) columns.push_back(one);
    if (comma == std::string_view::npos) break;
    key.remove_prefix(comma + 1);
  }
  return columns;
}

void find_partitions(Situation& situation) {
  for (int i = 0; i < situation.plan.size(); ++i) {
    if (situation.plan.is(i, "Append") || situation.plan.is(i, "Merge Append")) judge(situation, i);
  }
}

}  // namespace tollgate::explain
