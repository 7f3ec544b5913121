#include "lineage/lost_place.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "sql/walk.hpp"

namespace tollgate::lineage {

namespace {

using sql::Query;

constexpr int deepest_star = 1000;

/// One select item.
struct Item {
  const Query* query = nullptr;
  std::size_t index = 0;
  const sql::Output& output() const { return query->outputs[index]; }
};

std::optional<std::size_t> index_of(const Query& query, std::string_view name) {
  const auto found = std::ranges::find(query.outputs, name, &sql::Output::name);
  if (found == query.outputs.end()) return std::nullopt;
  return static_cast<std::size_t>(found - query.outputs.begin());
}

/// What a star hands on: the item of the query that it reads; nothing where that is none.
std::optional<Item> beneath(const Item& item) {
  if (item.query->command == Query::Command::set_operation) return Item{item.query->left, item.index};
  const sql::Output& output = item.output();
  const sql::Expr* value = output.from_star ? output.value : nullptr;
  for (int depth = 0; value != nullptr && depth < deepest_star; ++depth) {
    if (value->kind != sql::ExprKind::column || value->column.levels_up != 0) return std::nullopt;
    const sql::RangeEntry* const entry = sql::entry_of(*item.query, value->column);
    if (entry == nullptr) return std::nullopt;
    const auto attribute = static_cast<std::size_t>(value->column.attribute);
    if (entry->kind != sql::RangeEntry::Kind::join) {
      return entry->query == nullptr || entry->self_reference ? std::nullopt
                                                              : std::optional(Item{entry->query, attribute});
    }
    value = entry->columns[attribute].value;
  }
  return std::nullopt;
}

/// Where it is written out.
Item written(Item item) {
  for (int depth = 0; depth < deepest_star; ++depth) {
    const auto next = beneath(item);
    if (!next || next->query == nullptr || next->index >= next->query->outputs.size()) break;
    item = *next;
  }
  return item;
}

class Search {
 public:
  Search(const Query& base, const Query& head) : x_base(base), x_head(head) {}

  int run(std::string_view column) const {
    const auto lost = index_of(x_base, column);
    if (!lost) return -1;
    const Item stood = written({&x_base, *lost});
    for (std::size_t before = *lost; before-- > 0;) {
      const auto neighbour = on_head(before, stood.query);
      if (!neighbour) continue;
      const Item next{neighbour->query, neighbour->index + 1};
      const bool replaced = next.index < next.query->outputs.size() && !index_of(x_base, next.output().name);
      return (replaced ? next : *neighbour).output().location;
    }
    for (std::size_t after = *lost + 1; after < x_base.outputs.size(); ++after) {
      const auto neighbour = on_head(after, stood.query);
      if (!neighbour) continue;
      const Item first{neighbour->query, 0};
      return first.output().location;
    }
    return x_head.location;
  }

 private:
  /// Of another column of base's select list, where it is written in the same list as the lost one.
  std::optional<Item> on_head(std::size_t other, const Query* list) const {
    if (written({&x_base, other}).query != list) return std::nullopt;
    const auto index = index_of(x_head, x_base.outputs[other].name);
    if (!index) return std::nullopt;
    return written({&x_head, *index});
  }

  const Query& x_base;
  const Query& x_head;
};

}  // namespace

int place_of_lost(const sql::Analysis& base, const sql::Analysis& head, std::string_view column) {
  if (base.query() == nullptr || head.query() == nullptr) return -1;
  return Search(*base.query(), *head.query()).run(column);
}

}  // namespace tollgate::lineage
