// The statement: what flows into its columns (lineage/values.hpp), and what decides its rows. The latter is kept once
// for the statement, never copied onto every column (that would be quadratic).
#include "sql/lineage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "sql/lineage/values.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

bool is_assigning(const Query& query) {
  return query.command == Query::Command::insert || query.command == Query::Command::update ||
         query.command == Query::Command::merge;
}

bool modifies(const Query& query) { return is_assigning(query) || query.command == Query::Command::delete_; }

bool star_over(const Query& query) {
  return std::any_of(query.outputs.begin(), query.outputs.end(), [](const Output& o) { return o.from_star; });
}

ColumnLineage column_of(std::string_view name, std::string_view type, int location, const Flow& flow) {
  return {std::string(name), std::string(type), kind_of(flow), flow.sources, flow.resolved, location, flow.missing};
}

class Fold {
 public:
  Fold(const Analysis& analysis, const PassageOf* passage_of) : x_analysis(analysis), x_values(passage_of) {}

  StatementLineage run() {
    const Query* const query = x_analysis.query();
    if (query == nullptr) return {};
    read(*query);
    for (auto met = x_values.take_subqueries(); !met.empty(); met = x_values.take_subqueries()) {
      for (const Query* subquery : met) read(*subquery);
    }
    StatementLineage result;
    if (is_assigning(*query)) {
      add_assigned(*query, result);
    } else if (query->command != Query::Command::delete_) {
      const Flows& flows = x_values.outputs_of(*query);
      for (std::size_t i = 0; i < flows.size() && i < query->outputs.size(); ++i) {
        const Output& output = query->outputs[i];
        result.columns.push_back(column_of(output.name, output.type, output.location, flows[i]));
      }
    }
    for (const ColumnLineage& column : result.columns) add_indirect_of(column.sources);
    tidy(x_influences);
    result.influences = std::move(x_influences);
    result.base_columns = x_values.take_base_columns();
    for (const RangeEntry* entry : x_analysis.relations()) result.tables.push_back(entry->relation->name);
    std::sort(result.tables.begin(), result.tables.end());
    result.tables.erase(std::unique(result.tables.begin(), result.tables.end()), result.tables.end());
    result.open = x_open_star;
    return result;
  }

 private:
  // Only what is not also direct: a column that is a source stays one.
  void add_indirect_of(const Sources& sources) {
    for (const Source& source : sources) {
      const RoleMask indirect = source.roles & static_cast<RoleMask>(~role::direct);
      if (indirect != 0) x_influences.push_back({source.column, indirect});
    }
  }

  void influence(const Flow& flow, RoleMask as) {
    for (const Source& source : flow.sources) x_influences.push_back({source.column, as});
    if (x_influences.size() > 4096 && x_influences.size() > 2 * x_tidied) {
      tidy(x_influences);
      x_tidied = x_influences.size();
    }
  }

  void influence(const Query& query, const Expr* value, RoleMask as) {
    if (value != nullptr) influence(x_values.flow_of(query, *value), as);
  }

  // The target columns in the order first assigned; what ON CONFLICT or another action of MERGE puts there joins them.
  void add_assigned(const Query& query, StatementLineage& result) {
    std::map<std::string_view, std::size_t> at;
    std::vector<std::string_view> names;
    std::vector<int> locations;
    Flows flows;
    for (const Assignment& assignment : query.assignments) {
      const auto [position, added] = at.try_emplace(assignment.column, flows.size());
      if (added) {
        flows.emplace_back();
        names.push_back(assignment.column);
        locations.push_back(assignment.location);
      }
      add_branch(flows[position->second], x_values.assigned(query, assignment), added);
    }
    for (std::size_t i = 0; i < flows.size(); ++i) {
      result.columns.push_back(column_of(names[i], "", locations[i], flows[i]));
    }
  }

  // Everything that decides rows in a query that is read, and in the queries of its FROM. Once per query.
  void read(const Query& query) {
    if (!x_read.insert(&query).second) return;
    for (const Cte* cte : query.ctes) {
      if (cte->query != nullptr && modifies(*cte->query)) read(*cte->query);
    }
    if (query.source != nullptr) read(*query.source);
    for (const RangeEntry& entry : query.entries) read_entry(query, entry);
    for_each_join(query, [&](const JoinTree& join) { read_join(query, join); });
    influence(query, query.where, role::filter);
    influence(query, query.having, role::filter);
    for (const Expr* key : query.group.keys) influence(query, key, role::group_by);
    for (const Expr* key : query.distinct_on) influence(query, key, role::distinct);
    for (const SortKey& key : query.order_by) influence(query, key.value, role::sort);
    for (const Expr* filter : query.other_filters) influence(query, filter, role::filter);
    if (query.command == Query::Command::set_operation) return read_branches(query);
    x_values.outputs_of(query);
    if (modifies(query)) {
      for (const Assignment& assignment : query.assignments) x_values.assigned(query, assignment);
    }
  }

  void read_entry(const Query& query, const RangeEntry& entry) {
    if (entry.query != nullptr && !entry.self_reference) read(*entry.query);
    if (entry.kind == RangeEntry::Kind::function || entry.sampled) {
      for (const Expr* call : entry.functions) influence(query, call, role::join);
    }
    if (entry.kind == RangeEntry::Kind::relation && entry.open) x_open_star = x_open_star || star_over(query);
  }

  void read_join(const Query& query, const JoinTree& join) {
    influence(query, join.condition, role::join);
    for (const UsingKey& key : join.keys) {
      influence(query, key.left, role::join);
      influence(query, key.right, role::join);
    }
  }

  void read_branches(const Query& query) {
    std::vector<const Query*> open{query.left, query.right};
    while (!open.empty()) {
      const Query* const branch = open.back();
      open.pop_back();
      if (branch == nullptr) continue;
      if (branch->command != Query::Command::set_operation) {
        read(*branch);
      } else if (x_read.insert(branch).second) {
        open.push_back(branch->left);
        open.push_back(branch->right);
        for (const Cte* cte : branch->ctes) {
          if (cte->query != nullptr && modifies(*cte->query)) read(*cte->query);
        }
        influence_of_order(*branch);
      }
    }
    influence_of_order(query);
  }

  // What a set operation is sorted by; the leftmost branch stands for all.
  void influence_of_order(const Query& query) {
    if (query.order_outputs.empty()) return;  // the way to the leftmost branch of each of 1,000 is long
    const Query* leftmost = &query;
    while (leftmost->command == Query::Command::set_operation && leftmost->left != nullptr) leftmost = leftmost->left;
    for (const int output : query.order_outputs) {
      if (output >= 0) influence(x_values.output_of(*leftmost, output), role::sort);
    }
  }

  const Analysis& x_analysis;
  ValueFold x_values;
  Sources x_influences;  // not tidy until the end
  std::size_t x_tidied = 0;
  std::unordered_set<const Query*> x_read;
  bool x_open_star = false;
};

}  // namespace

std::string_view to_string(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::identity:
      return "identity";
    case ColumnKind::derived:
      return "derived";
    case ColumnKind::aggregate:
      return "aggregate";
    case ColumnKind::constant:
      break;
  }
  return "constant";
}

StatementLineage lineage_of(const Analysis& analysis) { return Fold(analysis, nullptr).run(); }

StatementLineage lineage_of(const Analysis& analysis, const PassageOf& passage_of) {
  return Fold(analysis, &passage_of).run();
}

std::string full_name(const BaseColumn& column) { return fmt::format("{}.{}", column.relation_name, column.column); }

}  // namespace tollgate::sql
