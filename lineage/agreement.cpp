#include "lineage/agreement.hpp"

#include <algorithm>
#include <string>

#include "lineage/columns.hpp"

namespace tollgate::lineage {

namespace {

class Comparison {
 public:
  Comparison(const GraphStore& store, const Relation& relation, const std::vector<sql::KnownColumn>& built,
             std::vector<Disagreement>& found)
      : x_relation(relation),
        x_derived(std::span(store.columns).subspan(relation.first_column, relation.column_count)),
        x_built(built),
        x_found(found) {}

  void run() {
    const std::size_t before = x_found.size();
    for (const Column& column : x_derived) compare(column);
    if (!x_relation.open) {
      for (const sql::KnownColumn& column : x_built) {
        if (find(column.name) == nullptr) add(Disagreement::Kind::missing_in_sql, column.name, "", column.type);
      }
    }
    const bool same_names = std::none_of(x_found.begin() + static_cast<std::ptrdiff_t>(before), x_found.end(),
                                         [](const Disagreement& d) { return d.kind != Disagreement::Kind::type; });
    if (same_names && !x_relation.open) compare_order();
  }

 private:
  const Column* find(const std::string& name) const {
    const auto at = std::ranges::find(x_derived, name, &Column::name);
    return at == x_derived.end() ? nullptr : &*at;
  }

  void compare(const Column& column) {
    const auto built = std::ranges::find(x_built, column.name, &sql::KnownColumn::name);
    if (built == x_built.end()) {
      add(Disagreement::Kind::missing_in_catalogue, column.name, column.type, "");
    } else if (!column.type.empty() && !built->type.empty() && column.type != built->type) {
      add(Disagreement::Kind::type, column.name, column.type, built->type);
    }
  }

  void compare_order() {
    for (std::size_t i = 0; i < x_derived.size() && i < x_built.size(); ++i) {
      if (x_derived[i].name == x_built[i].name) continue;
      const auto built = std::ranges::find(x_built, x_derived[i].name, &sql::KnownColumn::name) - x_built.begin();
      add(Disagreement::Kind::order, x_derived[i].name, std::to_string(i + 1), std::to_string(built + 1));
      return;  // the first tells it; the rest follows from it
    }
  }

  void add(Disagreement::Kind kind, const std::string& column, std::string derived, std::string catalogued) {
    x_found.push_back({x_relation.unique_id, kind, column, std::move(derived), std::move(catalogued)});
  }

  const Relation& x_relation;
  std::span<const Column> x_derived;
  const std::vector<sql::KnownColumn>& x_built;
  std::vector<Disagreement>& x_found;
};

}  // namespace

std::vector<Disagreement> find_disagreements(const GraphStore& store, const GraphInput& input) {
  std::vector<Disagreement> found;
  if (!input.catalog_is_current) return found;
  for (const auto& [id, index] : store.ids) {
    const Relation& relation = store.relations[index];
    if (relation.origin != Origin::sql) continue;
    const ColumnList built = built_columns(input, id);
    if (built.origin != Origin::none) Comparison(store, relation, built.columns, found).run();
  }
  return found;
}

}  // namespace tollgate::lineage
