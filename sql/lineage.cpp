// The fold: each query that is read is folded once, bottom-up; a CTE used n times costs once. What steers rows is kept
// once for the statement, never copied onto every column (that would be quadratic).
#include "sql/lineage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "sql/builtins.hpp"
#include "sql/flow.hpp"

namespace tollgate::sql {
namespace {

using Flows = std::vector<Flow>;

// Interns base columns in the order in which they are met.
class BaseColumns {
 public:
  std::uint32_t id_of(const RangeEntry& entry, int attribute) {
    const KnownRelation* const relation = entry.relation;
    const bool declared = static_cast<std::size_t>(attribute) < relation->columns.size();
    const std::string_view name = declared
                                      ? std::string_view(relation->columns[static_cast<std::size_t>(attribute)].name)
                                      : entry.columns[static_cast<std::size_t>(attribute)].name;
    const auto [at, added] = x_ids[relation].try_emplace(name, static_cast<std::uint32_t>(columns.size()));
    if (added) columns.push_back({relation, relation->name, name});
    return at->second;
  }

  std::vector<BaseColumn> columns;

 private:
  std::unordered_map<const KnownRelation*, std::unordered_map<std::string_view, std::uint32_t>> x_ids;
};

class Fold {
 public:
  explicit Fold(const Analysis& analysis) : x_analysis(analysis) {}

  StatementLineage run() {
    const Query* const query = x_analysis.query();
    if (query == nullptr) return {};
    read(*query);
    StatementLineage result;
    if (is_assigning(*query)) {
      add_assigned(*query, result);
    } else if (query->command != Query::Command::delete_) {
      const Flows& flows = outputs_of(*query);
      for (std::size_t i = 0; i < flows.size() && i < query->outputs.size(); ++i) {
        const Output& output = query->outputs[i];
        result.columns.push_back(column_of(output.name, output.type, output.location, flows[i]));
      }
    }
    for (const ColumnLineage& column : result.columns) add_indirect_of(column.sources);
    tidy(x_influences);
    result.influences = std::move(x_influences);
    result.base_columns = std::move(x_columns.columns);
    for (const RangeEntry* entry : x_analysis.relations()) result.tables.push_back(entry->relation->name);
    std::sort(result.tables.begin(), result.tables.end());
    result.tables.erase(std::unique(result.tables.begin(), result.tables.end()), result.tables.end());
    result.open = x_open_star;
    return result;
  }

 private:
  static bool is_assigning(const Query& query) {
    return query.command == Query::Command::insert || query.command == Query::Command::update ||
           query.command == Query::Command::merge;
  }

  static ColumnLineage column_of(std::string_view name, std::string_view type, int location, const Flow& flow) {
    ColumnLineage column{std::string(name), std::string(type), kind_of(flow), flow.sources, flow.resolved, location};
    return column;
  }

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
    if (value != nullptr) influence(flow_of(query, *value), as);
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
      add_branch(flows[position->second], assigned(query, assignment), added);
    }
    for (std::size_t i = 0; i < flows.size(); ++i) {
      result.columns.push_back(column_of(names[i], "", locations[i], flows[i]));
    }
  }

  Flow assigned(const Query& query, const Assignment& assignment) {
    if (assignment.value != nullptr) return flow_of(query, *assignment.value);
    if (assignment.from_output < 0 || query.source == nullptr) return constant_flow();
    return output_of(*query.source, assignment.from_output);
  }

  // Everything that decides rows in a query that is read, and in the queries beneath it. Once per query.
  void read(const Query& query) {
    if (!x_read.insert(&query).second) return;
    for (const Cte* cte : query.ctes) {
      if (cte->query != nullptr && modifies(*cte->query)) read(*cte->query);
    }
    if (query.source != nullptr) read(*query.source);
    for (const RangeEntry& entry : query.entries) read_entry(query, entry);
    for (const JoinTree* root : query.from) read_join(query, *root);
    influence(query, query.where, role::filter);
    influence(query, query.having, role::filter);
    for (const Expr* key : query.group.keys) influence(query, key, role::group_by);
    for (const Expr* key : query.distinct_on) influence(query, key, role::distinct);
    for (const SortKey& key : query.order_by) influence(query, key.value, role::sort);
    for (const Expr* filter : query.other_filters) influence(query, filter, role::filter);
    if (query.command == Query::Command::set_operation) return read_branches(query);
    outputs_of(query);
    if (modifies(query)) {
      for (const Assignment& assignment : query.assignments) assigned(query, assignment);
    }
  }

  static bool modifies(const Query& query) { return is_assigning(query) || query.command == Query::Command::delete_; }

  void read_entry(const Query& query, const RangeEntry& entry) {
    if (entry.query != nullptr && !entry.self_reference) read(*entry.query);
    if (entry.kind == RangeEntry::Kind::function || entry.sampled) {
      for (const Expr* call : entry.functions) influence(query, call, role::join);
    }
    if (entry.kind == RangeEntry::Kind::relation && entry.open) x_open_star = x_open_star || star_over(query);
  }

  static bool star_over(const Query& query) {
    return std::any_of(query.outputs.begin(), query.outputs.end(), [](const Output& o) { return o.from_star; });
  }

  void read_join(const Query& query, const JoinTree& root) {
    std::vector<const JoinTree*> open{&root};
    while (!open.empty()) {
      const JoinTree& join = *open.back();
      open.pop_back();
      if (join.leaf()) continue;
      influence(query, join.condition, role::join);
      for (const UsingKey& key : join.keys) {
        influence(query, key.left, role::join);
        influence(query, key.right, role::join);
      }
      open.push_back(join.left);
      open.push_back(join.right);
    }
  }

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
      if (output >= 0) influence(output_of(*leftmost, output), role::sort);
    }
  }

  Flow output_of(const Query& query, int output) {
    const Flows& flows = outputs_of(query);
    if (output >= 0 && static_cast<std::size_t>(output) < flows.size()) return flows[static_cast<std::size_t>(output)];
    Flow unknown;
    unknown.resolved = false;
    return unknown;
  }

  // References stay valid: an unordered_map never moves its values.
  const Flows& outputs_of(const Query& query) {
    if (const auto known = x_outputs.find(&query); known != x_outputs.end()) return known->second;
    Flows flows = fold_outputs(query);
    if (!x_rounds.empty()) x_rounds.back().push_back(&query);
    return x_outputs.insert_or_assign(&query, std::move(flows)).first->second;
  }

  Flows fold_outputs(const Query& query) {
    if (query.command == Query::Command::values) return fold_values(query);
    if (query.command == Query::Command::set_operation) return fold_branches(query);
    Flows flows;
    flows.reserve(query.outputs.size());
    for (const Output& output : query.outputs) {
      flows.push_back(output.value == nullptr ? constant_flow() : flow_of(query, *output.value));
    }
    return flows;
  }

  Flows fold_values(const Query& query) {
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

  Flows fold_branches(const Query& query) {
    const std::vector<Branch> branches = branches_of(query);
    Flows flows(query.outputs.size());
    bool first = true;
    for (const Branch& branch : branches) {
      const Flows& inner = outputs_of(*branch.query);
      for (std::size_t i = 0; i < flows.size() && i < inner.size(); ++i)
        add_unsorted(flows[i], inner[i], branch, first);
      first = first && branch.filters;
    }
    for (Flow& flow : flows) tidy(flow.sources);
    return flows;
  }

  static void add_unsorted(Flow& into, const Flow& flow, const Branch& branch, bool first) {
    into.resolved = into.resolved && flow.resolved;
    if (branch.filters) {
      for (const Source& source : flow.sources) into.sources.push_back({source.column, role::except_right});
      return;
    }
    into.sources.insert(into.sources.end(), flow.sources.begin(), flow.sources.end());
    into.plain = first ? flow.plain : into.plain && flow.plain;
    into.aggregate = into.aggregate || flow.aggregate;
    into.varies = into.varies || flow.varies;
  }

  static const Query* outward(const Query& query, int levels) {
    const Query* at = &query;
    for (; levels > 0 && at != nullptr; --levels) at = at->parent;
    return at;
  }

  Flow flow_of_column(const Query& query, const ColumnRef& column) {
    const Query* const owner = outward(query, column.levels_up);
    Flow unknown;
    unknown.resolved = false;
    if (owner == nullptr || column.entry < 0 || static_cast<std::size_t>(column.entry) >= owner->entries.size()) {
      return unknown;
    }
    const RangeEntry& entry = owner->entries[static_cast<std::size_t>(column.entry)];
    const auto attribute = static_cast<std::size_t>(column.attribute);
    if (column.attribute < 0 || attribute >= entry.columns.size()) return unknown;
    switch (entry.kind) {
      case RangeEntry::Kind::relation:
        return flow_of_base(entry, column.attribute);
      case RangeEntry::Kind::subquery:
      case RangeEntry::Kind::values:
        return entry.query == nullptr ? unknown : output_of(*entry.query, column.attribute);
      case RangeEntry::Kind::cte:
        return flow_of_cte(entry, column.attribute);
      default:
        break;
    }
    const Expr* const value = entry.columns[attribute].value;
    if (value == nullptr) return constant_flow();
    if (entry.kind == RangeEntry::Kind::join) return flow_of(*owner, *value);
    Flow flow;
    add_through(flow, flow_of(*owner, *value), role::transformation);
    flow.varies = true;
    return flow;
  }

  // `excluded.x` too: PostgreSQL holds it as a column of the target.
  Flow flow_of_base(const RangeEntry& entry, int attribute) {
    Flow flow = column_flow(x_columns.id_of(entry, attribute));
    const bool declared = static_cast<std::size_t>(attribute) < entry.relation->columns.size();
    if (!entry.known || (entry.open && !declared)) flow.resolved = false;
    return flow;
  }

  Flow flow_of_cte(const RangeEntry& entry, int attribute) {
    const Cte* const cte = entry.cte;
    if (cte == nullptr || cte->query == nullptr) return constant_flow();
    const std::size_t own = cte->query->outputs.size();
    if (static_cast<std::size_t>(attribute) >= own) return flow_of_added(entry, static_cast<std::size_t>(attribute));
    if (!cte->recursive) return output_of(*cte->query, attribute);
    const Flows& flows = recursive_outputs(*cte);
    return static_cast<std::size_t>(attribute) < flows.size() ? flows[static_cast<std::size_t>(attribute)]
                                                              : constant_flow();
  }

  // SEARCH and CYCLE columns derive from the listed ones.
  Flow flow_of_added(const RangeEntry& entry, std::size_t attribute) {
    Flow flow;
    flow.varies = true;
    if (attribute >= entry.cte->added_from.size()) return flow;
    for (const int from : entry.cte->added_from[attribute]) {
      add_through(flow, flow_of_cte(entry, from), role::transformation);
    }
    return flow;
  }

  // The least fixpoint: the term that is not recursive first, then both, until nothing is added. Masks only grow.
  const Flows& recursive_outputs(const Cte& cte) {
    const Query& query = *cte.query;
    if (const auto open = x_recursive.find(&query); open != x_recursive.end()) return open->second;
    if (const auto known = x_outputs.find(&query); known != x_outputs.end()) return known->second;
    x_recursive[&query] = query.left == nullptr ? Flows(query.outputs.size()) : Flows(outputs_of(*query.left));
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
      for (const Query* again : folded) {
        x_outputs.erase(again);
        x_read.erase(again);
      }
      x_recursive[&query] = std::move(next);
    }
    Flows flows = std::move(x_recursive[&query]);
    x_recursive.erase(&query);
    if (!x_rounds.empty()) x_rounds.back().push_back(&query);
    return x_outputs.insert_or_assign(&query, std::move(flows)).first->second;
  }

  static bool same_sources(const Flows& a, const Flows& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Flow& x, const Flow& y) { return x.sources == y.sources && x.resolved == y.resolved; });
  }

  Flow flow_of(const Query& query, const Expr& value) {
    switch (value.kind) {
      case ExprKind::column:
        return flow_of_column(query, value.column);
      case ExprKind::constant:
      case ExprKind::set_to_default:
        return constant_flow();
      case ExprKind::aggregate:
        return flow_of_aggregate(query, value);
      case ExprKind::window:
        return flow_of_window(query, value);
      case ExprKind::case_when:
        return flow_of_case(query, value);
      case ExprKind::subquery:
        return flow_of_subquery(query, value);
      case ExprKind::field:
        return flow_of_field(query, value);
      case ExprKind::grouping: {
        Flow flow;
        for (const Expr* arg : value.args) add_indirect(flow, flow_of(query, *arg), role::conditional);
        flow.varies = true;
        return flow;
      }
      default:
        return flow_through(query, value);
    }
  }

  // What a nested computation reads is what the outer one reads: one list for all of them, sorted once. A sum of n
  // columns is then linear.
  Flow flow_through(const Query& query, const Expr& value) {
    Flow flow;
    gather(query, value, flow);
    tidy(flow.sources);
    return flow;
  }

  void gather(const Query& query, const Expr& value, Flow& into) {
    for (const Expr* arg : value.args) {
      if (computes(arg->kind)) {
        gather(query, *arg, into);
      } else {
        append_through(into, flow_of(query, *arg), role::transformation);
      }
    }
    for (const Expr* condition : value.conditions) {
      append_indirect(into, flow_of(query, *condition), role::conditional);
    }
    const bool steady =
        value.kind == ExprKind::function && value.known && !value.set_returning && is_steady(value.name);
    const bool call = value.kind == ExprKind::function || value.kind == ExprKind::current;
    if ((call && !steady) || value.kind == ExprKind::parameter) into.varies = true;
    if (value.kind == ExprKind::unresolved) into.resolved = false;
  }

  /// The kinds that flow_of() leaves to flow_through().
  static bool computes(ExprKind kind) {
    switch (kind) {
      case ExprKind::column:
      case ExprKind::constant:
      case ExprKind::set_to_default:
      case ExprKind::aggregate:
      case ExprKind::window:
      case ExprKind::case_when:
      case ExprKind::subquery:
      case ExprKind::field:
      case ExprKind::grouping:
        return false;
      default:
        return true;
    }
  }

  static bool is_steady(std::string_view function) {
    const auto overloads = builtin_functions(function);
    return std::all_of(overloads.begin(), overloads.end(), [](const auto& f) { return f.volatility != 'v'; });
  }

  Flow flow_of_aggregate(const Query& query, const Expr& value) {
    Flow flow;
    for (const Expr* arg : value.args) add_through(flow, flow_of(query, *arg), role::aggregation);
    for (const SortKey& key : value.order) {
      const Flow sorted = flow_of(query, *key.value);
      if (value.within_group) {
        add_through(flow, sorted, role::aggregation);
      } else {
        add_indirect(flow, sorted, role::sort_in_aggregate);
      }
    }
    if (value.filter != nullptr) add_indirect(flow, flow_of(query, *value.filter), role::aggregate_filter);
    flow.aggregate = true;
    return flow;
  }

  Flow flow_of_window(const Query& query, const Expr& value) {
    Flow flow;
    const bool aggregate = is_aggregate(value.name);
    for (const Expr* arg : value.args) {
      add_through(flow, flow_of(query, *arg), aggregate ? role::aggregation : role::transformation);
    }
    if (value.over != nullptr) {
      for (const Expr* key : value.over->partition) add_indirect(flow, flow_of(query, *key), role::window);
      for (const SortKey& key : value.over->order) add_indirect(flow, flow_of(query, *key.value), role::window);
      for (const Expr* bound : {value.over->start, value.over->end}) {
        if (bound != nullptr) add_indirect(flow, flow_of(query, *bound), role::window);
      }
    }
    if (value.filter != nullptr) add_indirect(flow, flow_of(query, *value.filter), role::aggregate_filter);
    flow.aggregate = flow.aggregate || aggregate;
    flow.varies = true;
    return flow;
  }

  Flow flow_of_case(const Query& query, const Expr& value) {
    Flow flow;
    for (const Expr* result : value.args) add_through(flow, flow_of(query, *result), role::transformation);
    for (const Expr* test : value.conditions) add_indirect(flow, flow_of(query, *test), role::conditional);
    flow.varies = flow.varies || !value.conditions.empty();
    return flow;
  }

  Flow flow_of_subquery(const Query& query, const Expr& value) {
    Flow flow;
    flow.varies = true;
    for (const Expr* arg : value.args) add_through(flow, flow_of(query, *arg), role::transformation);
    if (value.query == nullptr) return flow;
    read(*value.query);
    const Flows& flows = outputs_of(*value.query);
    switch (value.subquery_form) {
      case SubqueryForm::exists:
        return flow;  // what it selects is never looked at
      case SubqueryForm::scalar:
        return flows.empty() ? flow : flows.front();
      case SubqueryForm::multi_assign:
        return output_of(*value.query, value.column.attribute);
      default:
        for (const Flow& compared : flows) add_through(flow, compared, role::transformation);
        return flow;
    }
  }

  // (rec).f follows the record to the field where it was built; else the whole record is the source.
  Flow flow_of_field(const Query& query, const Expr& value) {
    const Query* at = &query;
    const Expr* record = value.args.front();
    for (int steps = 0; record != nullptr && steps < deepest_tree; ++steps) {
      if (record->kind == ExprKind::whole_row || record->kind == ExprKind::row) {
        if (const Expr* field = field_in(*at, *record, value)) return flow_of(*at, *field);
        break;
      }
      record = record->kind == ExprKind::column ? built_at(at, record->column) : nullptr;
    }
    Flow flow;
    add_through(flow, flow_of(query, *value.args.front()), role::transformation);
    return flow;
  }

  // By position, since names may repeat.
  static const Expr* field_in(const Query& query, const Expr& record, const Expr& value) {
    const std::string_view name = value.name;
    const auto position = static_cast<std::size_t>(value.column.attribute);
    if (value.column.attribute >= 0 && position < record.args.size()) return record.args[position];
    for (std::size_t i = 0; i < record.args.size(); ++i) {
      const Expr& field = *record.args[i];
      if (record.kind == ExprKind::row) {
        if (name == fmt::format("f{}", i + 1)) return &field;
        continue;
      }
      const Query* const owner = outward(query, field.column.levels_up);
      if (field.kind != ExprKind::column || owner == nullptr) continue;
      const RangeEntry& entry = owner->entries[static_cast<std::size_t>(field.column.entry)];
      if (entry.columns[static_cast<std::size_t>(field.column.attribute)].name == name) return &field;
    }
    return nullptr;
  }

  // The expression that a column of a sub-select or CTE stands for, and the query it is in.
  static const Expr* built_at(const Query*& query, const ColumnRef& column) {
    const Query* const owner = outward(*query, column.levels_up);
    if (owner == nullptr || column.entry < 0 || static_cast<std::size_t>(column.entry) >= owner->entries.size()) {
      return nullptr;
    }
    const RangeEntry& entry = owner->entries[static_cast<std::size_t>(column.entry)];
    const auto attribute = static_cast<std::size_t>(column.attribute);
    if (entry.kind == RangeEntry::Kind::join) {
      query = owner;
      return attribute < entry.columns.size() ? entry.columns[attribute].value : nullptr;
    }
    const Query* const inner = entry.query;
    if (inner == nullptr || inner->command != Query::Command::select || attribute >= inner->outputs.size()) {
      return nullptr;
    }
    query = inner;
    return inner->outputs[attribute].value;
  }

  const Analysis& x_analysis;
  BaseColumns x_columns;
  Sources x_influences;  // not tidy until the end
  std::size_t x_tidied = 0;
  std::unordered_map<const Query*, Flows> x_outputs;
  std::unordered_set<const Query*> x_read;
  std::unordered_map<const Query*, Flows> x_recursive;  // being iterated
  std::vector<std::vector<const Query*>> x_rounds;      // folded in the round of each recursion under way
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

StatementLineage lineage_of(const Analysis& analysis) { return Fold(analysis).run(); }

std::string full_name(const BaseColumn& column) { return fmt::format("{}.{}", column.relation_name, column.column); }

}  // namespace tollgate::sql
