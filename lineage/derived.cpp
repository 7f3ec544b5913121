#include "lineage/derived.hpp"

#include <utility>

#include "lineage/columns.hpp"
#include "sql/open_stars.hpp"

namespace tollgate::lineage {

namespace {

/// Where the item stands that names the value: behind `select * from final`, inside of `final`.
int place_of_item(const sql::Query& statement, std::size_t output) {
  const sql::Query* query = &statement;
  for (;;) {
    if (output >= query->outputs.size()) return -1;
    const sql::Output& item = query->outputs[output];
    const sql::Expr* value = item.value;
    if (!item.from_star || value == nullptr || value->kind != sql::ExprKind::column || value->column.levels_up != 0) {
      return item.location;
    }
    const sql::RangeEntry& entry = query->entries[static_cast<std::size_t>(value->column.entry)];
    const bool inside = entry.query != nullptr && !entry.self_reference &&
                        entry.query->command == sql::Query::Command::select && value->column.attribute >= 0;
    if (!inside || static_cast<std::size_t>(value->column.attribute) >= entry.query->outputs.size()) {
      return item.location;
    }
    output = static_cast<std::size_t>(value->column.attribute);
    query = entry.query;
  }
}

}  // namespace

Derived derive(const dbt::Node& node, const sql::Tree& tree, const sql::Schema& schema) {
  Derived derived;
  if (tree.statement() == nullptr) {
    derived.problem = "its compiled SQL holds no statement";
    return derived;
  }
  sql::Analysis analysis = sql::analyse_shared(tree, schema);
  if (analysis.query() == nullptr) {
    derived.problem = analysis.problems().empty() ? "its SQL is not understood" : analysis.problems().front().message;
  } else {
    derived = derive(node, analysis);
  }
  derived.analysis = std::move(analysis);
  return derived;
}

Derived derive(const dbt::Node& node, const sql::Analysis& analysis) {
  Derived derived;
  derived.lineage = sql::lineage_of(analysis);
  auto& columns = derived.lineage.columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (const int place = place_of_item(*analysis.query(), i); place >= 0) columns[i].location = place;
  }
  order_by_contract(columns, node);
  derived.open = sql::has_open_star(*analysis.query());
  return derived;
}

std::optional<FirstLook> first_look(const dbt::Node& node, const sql::Tree& tree, const sql::Schema& schema) {
  const Derived derived = derive(node, tree, schema);
  if (!derived.problem.empty()) return std::nullopt;
  FirstLook look{{}, derived.open};
  for (const sql::ColumnLineage& column : derived.lineage.columns) look.columns.push_back({column.name, column.type});
  return look;
}

}  // namespace tollgate::lineage
