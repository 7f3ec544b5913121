#include "gates/gone_columns.hpp"

#include <algorithm>

#include "core/lower.hpp"
#include "dbt/squeezed.hpp"
#include "lineage/difference.hpp"
#include "lineage/graph.hpp"

namespace tollgate::gates {

namespace {

using lineage::Difference;
using lineage::DifferenceKind;

/// Follows a column that a star handed on to the model whose own text made it another.
class Search {
 public:
  explicit Search(const Context& context)
      : x_base(*context.base_lineage), x_head(*context.head_lineage), x_found(*context.lineage_differences) {}

  std::optional<GoneColumn> of(std::string_view unique_id, std::string_view column) const {
    const lineage::Relation* const head = x_head.find(unique_id);
    const auto before = x_base.find(unique_id, column);
    if (head == nullptr || head->open || !before || x_head.find(unique_id, column)) return std::nullopt;
    const std::string& name = x_base.columns()[*before].name;
    if (const Difference* const own = difference_of(unique_id, name)) {
      const bool renamed = own->kind == DifferenceKind::renamed;
      return GoneColumn{name, renamed ? own->column : std::string(), head->name, own->cause};
    }
    for (const lineage::Edge& source : x_base.columns()[*before].sources) {
      const lineage::Column& above = x_base.columns()[source.column];
      const std::string& parent = x_base.relations()[above.relation].unique_id;
      if (above.name != name || parent == unique_id) continue;
      auto found = of(parent, name);
      if (!found) continue;
      if (!found->now.empty() && !x_head.find(unique_id, found->now)) found->now.clear();
      return found;
    }
    return GoneColumn{name, {}, head->name, lineage::column_cause(unique_id, name)};
  }

  std::vector<GoneColumn> all(std::string_view unique_id) const {
    std::vector<GoneColumn> gone;
    const lineage::Relation* const base = x_base.find(unique_id);
    if (base == nullptr) return gone;
    for (const lineage::Column& column : x_base.columns_of(*base)) {
      if (auto found = of(unique_id, column.name)) gone.push_back(std::move(*found));
    }
    return gone;
  }

 private:
  const Difference* difference_of(std::string_view unique_id, const std::string& column) const {
    const auto found = std::ranges::find_if(x_found.differences, [&](const Difference& difference) {
      if (difference.unique_id != unique_id) return false;
      return difference.kind == DifferenceKind::lost
                 ? difference.column == column
                 : difference.kind == DifferenceKind::renamed && difference.before == column;
    });
    return found == x_found.differences.end() ? nullptr : &*found;
  }

  const lineage::Graph& x_base;
  const lineage::Graph& x_head;
  const lineage::Differences& x_found;
};

bool has_graphs(const Context& context) {
  return context.base_lineage != nullptr && context.head_lineage != nullptr && context.lineage_differences != nullptr;
}

/// The model's own text named it on base, and does no more.
std::optional<GoneColumn> gone_from_text(const Context& context, std::string_view unique_id, std::string_view column) {
  const dbt::Node* const base = context.base == nullptr ? nullptr : context.base->find_node(unique_id);
  const dbt::Node* const head = context.head->find_node(unique_id);
  if (base == nullptr || head == nullptr || !base->compiled || !head->compiled) return std::nullopt;
  if (!dbt::mentions(base->compiled_code, column) || dbt::mentions(head->compiled_code, column)) return std::nullopt;
  return GoneColumn{std::string(column), {}, head->name, lineage::column_cause(unique_id, column)};
}

}  // namespace

std::optional<GoneColumn> gone_column(const Context& context, std::string_view unique_id, std::string_view column) {
  if (column.empty()) return std::nullopt;
  if (!has_graphs(context)) return gone_from_text(context, unique_id, column);
  const Search search(context);
  if (auto found = search.of(unique_id, column)) return found;
  return search.of(unique_id, lowered(column));  // people write names in any case of letters
}

std::vector<GoneColumn> gone_columns(const Context& context, std::string_view unique_id) {
  return has_graphs(context) ? Search(context).all(unique_id) : std::vector<GoneColumn>{};
}

}  // namespace tollgate::gates
