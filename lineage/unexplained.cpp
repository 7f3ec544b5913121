#include "lineage/unexplained.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "dbt/rebuild.hpp"

namespace tollgate::lineage {

namespace {

using Kind = Disagreement::Kind;

class News {
 public:
  News(const Graph& base, const Graph& head) : x_base(base), x_head(head) {
    for (const Disagreement& d : base.disagreements()) x_on_base.insert({d.unique_id, d.kind, d.column});
  }

  CatalogueNews run() {
    CatalogueNews news;
    std::set<std::string> standing;
    std::set<std::string> older;
    for (const Disagreement& d : x_head.disagreements()) {
      if (stays_in_table(d)) continue;
      if (x_on_base.contains({d.unique_id, d.kind, d.column})) {
        standing.insert(d.unique_id);
      } else if (is_what_base_makes(d)) {
        older.insert(d.unique_id);
      } else {
        news.unexplained.push_back(d);
      }
    }
    news.as_on_base.assign(standing.begin(), standing.end());
    news.not_rebuilt.assign(older.begin(), older.end());
    return news;
  }

 private:
  bool stays_in_table(const Disagreement& d) const {
    const Relation* relation = x_head.find(d.unique_id);
    if (relation == nullptr) return false;
    const dbt::Node* const node = relation->node;
    if (node != nullptr && (dbt::is_rebuilt_whole(*node) || node->config.materialized == "materialized_view"))
      return false;
    return d.kind == Kind::order || d.kind == Kind::missing_in_sql;
  }

  const Column* on_base(const Disagreement& d) const {
    const auto id = x_base.find(d.unique_id, d.column);
    if (!id || x_base.columns()[*id].retained) return nullptr;
    return &x_base.columns()[*id];
  }

  /// What the catalogue says of that column is what base's SQL gives.
  bool is_what_base_makes(const Disagreement& d) const {
    const Relation* before = x_base.find(d.unique_id);
    if (before == nullptr || before->origin != Origin::sql) return false;
    const Column* column = on_base(d);
    switch (d.kind) {
      case Kind::missing_in_catalogue:
        return column == nullptr;
      case Kind::missing_in_sql:
        return column != nullptr || before->open;
      case Kind::type:
        return column != nullptr && (column->type.empty() || column->type == d.catalogued);
      case Kind::order:
        break;
    }
    return column != nullptr && std::to_string(column->position + 1) == d.catalogued;
  }

  const Graph& x_base;
  const Graph& x_head;
  std::set<std::tuple<std::string, Kind, std::string>> x_on_base;
};

}  // namespace

CatalogueNews catalogue_news(const Graph& base, const Graph& head) { return News(base, head).run(); }

}  // namespace tollgate::lineage
