#include "gates/fan_out/totals.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "sql/builtins.hpp"
#include "sql/deep_stack.hpp"
#include "sql/walk.hpp"

namespace tollgate::gates::fan_out {

namespace {

using sql::Query;
using sql::RangeEntry;

/// Aggregates to which a row that stands there twice is the same as once.
constexpr std::array<std::string_view, 8> indifferent{"min",   "max",     "bool_and", "bool_or",
                                                      "every", "bit_and", "bit_or",   "any_value"};

bool adds_up(const sql::Expr& part) {
  const bool aggregate = part.kind == sql::ExprKind::aggregate || part.kind == sql::ExprKind::window;
  return aggregate && !part.distinct && std::ranges::find(indifferent, part.name) == indifferent.end() &&
         (part.kind == sql::ExprKind::aggregate || sql::is_aggregate(part.name));
}

/// What one query makes of rows that repeat in what it reads.
struct Made {
  bool rows = false;         ///< they repeat in its own rows
  std::vector<bool> adding;  ///< by output: its value adds them up
};

class Statement {
 public:
  explicit Statement(const std::vector<bool>& carriers, const lineage::Graph& graph)
      : x_carriers(carriers), x_graph(graph) {}

  const Made& of(const Query& query) {
    if (const auto known = x_made.find(&query); known != x_made.end()) return known->second;
    Made& made = x_made[&query];  // a recursive term finds this, still empty
    made.adding.assign(query.outputs.size(), false);
    if (query.command == Query::Command::set_operation) {
      of_branches(query, made);
    } else if (query.command == Query::Command::select) {
      of_select(query, made);
    }
    return made;
  }

 private:
  void of_branches(const Query& query, Made& made) {
    for (const Query* branch : {query.left, query.right}) {
      if (branch == nullptr) continue;
      const Made& inner = of(*branch);
      made.rows = made.rows || (inner.rows && query.all);
      for (std::size_t i = 0; i < made.adding.size() && i < inner.adding.size(); ++i) {
        if (inner.adding[i]) made.adding[i] = true;
      }
    }
  }

  void of_select(const Query& query, Made& made) {
    const bool given = std::ranges::any_of(query.entries, [&](const RangeEntry& entry) { return repeats(entry); });
    for (std::size_t i = 0; i < query.outputs.size(); ++i) {
      if (query.outputs[i].value != nullptr) made.adding[i] = is_adding(query, *query.outputs[i].value, given);
    }
    const bool collapsed = query.aggregated || query.group.present || query.distinct || query.limit != nullptr;
    made.rows = given && !collapsed;
  }

  bool repeats(const RangeEntry& entry) {
    if (entry.kind == RangeEntry::Kind::relation && entry.relation != nullptr) {
      const auto id = x_graph.id_of(entry.relation->identity);
      return id && x_carriers[*id];
    }
    return entry.query != nullptr && !entry.self_reference && of(*entry.query).rows;
  }

  bool is_adding(const Query& query, const sql::Expr& value, bool given) {
    return sql::any_within(value, [&](const sql::Expr& part) {
      if (given && adds_up(part)) return true;
      if (part.kind != sql::ExprKind::column || part.column.levels_up != 0 || part.column.entry < 0) return false;
      const RangeEntry& entry = query.entries[static_cast<std::size_t>(part.column.entry)];
      return hands_on(query, entry, part.column.attribute);
    });
  }

  bool hands_on(const Query& query, const RangeEntry& entry, int attribute) {
    const auto at = static_cast<std::size_t>(attribute);
    if (attribute < 0) return false;
    if (entry.kind == RangeEntry::Kind::join) {
      return at < entry.columns.size() && entry.columns[at].value != nullptr &&
             is_adding(query, *entry.columns[at].value, false);
    }
    if (entry.query == nullptr || entry.self_reference) return false;
    const Made& inner = of(*entry.query);
    return at < inner.adding.size() && inner.adding[at];
  }

  const std::vector<bool>& x_carriers;
  const lineage::Graph& x_graph;
  std::unordered_map<const Query*, Made> x_made;
};

std::vector<lineage::ColumnId> adding_columns(const lineage::Relation& relation, const Made& made) {
  std::vector<lineage::ColumnId> columns;
  for (std::size_t i = 0; i < made.adding.size() && i < relation.column_count; ++i) {
    if (made.adding[i]) columns.push_back(relation.first_column + static_cast<lineage::ColumnId>(i));
  }
  return columns;
}

}  // namespace

std::vector<Totals> totals_below(const lineage::Graph& graph, std::string_view unique_id) {
  std::vector<Totals> found;
  const auto start = graph.id_of(unique_id);
  if (!start) return found;
  std::vector<bool> carriers(graph.relations().size(), false);
  carriers[*start] = true;
  for (lineage::RelationId id = *start + 1; id < graph.relations().size(); ++id) {
    const lineage::Relation& relation = graph.relations()[id];
    const bool reads =
        std::ranges::any_of(relation.parents, [&](lineage::RelationId parent) { return carriers[parent]; });
    if (!reads || relation.analysis == nullptr || relation.analysis->query() == nullptr) continue;
    sql::run_on_deep_stack(sql::stack_to_walk(relation.analysis->text().size()), [&] {
      Statement statement(carriers, graph);
      const Made& made = statement.of(*relation.analysis->query());
      carriers[id] = made.rows;
      if (auto columns = adding_columns(relation, made); !columns.empty()) found.push_back({id, std::move(columns)});
    });
  }
  return found;
}

}  // namespace tollgate::gates::fan_out
