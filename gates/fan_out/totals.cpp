#include "gates/fan_out/totals.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
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

/// What a value makes of rows that repeat: nothing of them, something that is no total (an average, a quotient), a
/// total.
enum class Adding : std::uint8_t { none, other, total };

Adding adding_of(const sql::Expr& aggregate) {
  return aggregate.name == "sum" || aggregate.name == "count" ? Adding::total : Adding::other;
}

bool divides(const sql::Expr& part) {
  return part.kind == sql::ExprKind::operation && (part.name == "/" || part.name == "%");
}

/// What one query makes of rows that repeat in what it reads.
struct Made {
  bool rows = false;           ///< they repeat in its own rows
  std::vector<Adding> adding;  ///< by output: how its value adds them up
};

class Statement {
 public:
  explicit Statement(const std::vector<bool>& carriers, const lineage::Graph& graph)
      : x_carriers(carriers), x_graph(graph) {}

  const Made& of(const Query& query) {
    if (const auto known = x_made.find(&query); known != x_made.end()) return known->second;
    Made& made = x_made[&query];  // a recursive term finds this, still empty
    made.adding.assign(query.outputs.size(), Adding::none);
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
        made.adding[i] = std::max(made.adding[i], inner.adding[i]);
      }
    }
  }

  void of_select(const Query& query, Made& made) {
    const bool given = std::ranges::any_of(query.entries, [&](const RangeEntry& entry) { return repeats(entry); });
    for (std::size_t i = 0; i < query.outputs.size(); ++i) {
      if (query.outputs[i].value != nullptr) made.adding[i] = added_by(query, *query.outputs[i].value, given);
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

  Adding added_by(const Query& query, const sql::Expr& value, bool given) {
    Adding most = Adding::none;
    sql::for_each_within(value, [&](const sql::Expr& part) {
      if (divides(part)) {
        for (const sql::Expr* operand : part.args) {
          if (added_by(query, *operand, given) != Adding::none) most = std::max(most, Adding::other);
        }
        return false;
      }
      if (given && adds_up(part)) most = std::max(most, adding_of(part));
      const bool own = part.kind == sql::ExprKind::column && part.column.levels_up == 0 && part.column.entry >= 0;
      if (own) {
        const RangeEntry& entry = query.entries[static_cast<std::size_t>(part.column.entry)];
        most = std::max(most, handed_on(query, entry, part.column.attribute));
      }
      return true;
    });
    return most;
  }

  Adding handed_on(const Query& query, const RangeEntry& entry, int attribute) {
    const auto at = static_cast<std::size_t>(attribute);
    if (attribute < 0) return Adding::none;
    if (entry.kind == RangeEntry::Kind::join) {
      const bool merged = at < entry.columns.size() && entry.columns[at].value != nullptr;
      return merged ? added_by(query, *entry.columns[at].value, false) : Adding::none;
    }
    if (entry.query == nullptr || entry.self_reference) return Adding::none;
    const Made& inner = of(*entry.query);
    return at < inner.adding.size() ? inner.adding[at] : Adding::none;
  }

  const std::vector<bool>& x_carriers;
  const lineage::Graph& x_graph;
  std::unordered_map<const Query*, Made> x_made;
};

Totals totals_of(lineage::RelationId id, const lineage::Relation& relation, const Made& made) {
  Totals totals{id, {}, {}};
  for (std::size_t i = 0; i < made.adding.size() && i < relation.column_count; ++i) {
    if (made.adding[i] == Adding::none) continue;
    totals.columns.push_back(relation.first_column + static_cast<lineage::ColumnId>(i));
    if (made.adding[i] == Adding::total) totals.sums.push_back(totals.columns.back());
  }
  return totals;
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
      if (Totals totals = totals_of(id, relation, made); !totals.columns.empty()) found.push_back(std::move(totals));
    });
  }
  return found;
}

}  // namespace tollgate::gates::fan_out
