#include "sql/differing_part.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "sql/change/excerpt.hpp"
#include "sql/value_twist.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {

std::vector<const Query*> branches_of(const Query& query) {
  std::vector<const Query*> branches;
  std::vector<const Query*> open{&query};
  while (!open.empty()) {
    const Query* const one = open.back();
    open.pop_back();
    if (one->command != Query::Command::set_operation) {
      branches.push_back(one);
      continue;
    }
    for (const Query* side : {one->right, one->left}) {
      if (side != nullptr) open.push_back(side);
    }
  }
  return branches;
}

std::optional<ValueIn> value_behind(const ValueIn& at) {
  const Query* const owner = outward(*at.query, at.value->column.levels_up);
  const RangeEntry* const entry = owner == nullptr ? nullptr : entry_of(*owner, at.value->column);
  if (entry == nullptr) return std::nullopt;
  const auto attribute = static_cast<std::size_t>(at.value->column.attribute);
  if (entry->kind == RangeEntry::Kind::join) {
    const Expr* const merged = entry->columns[attribute].value;
    return merged == nullptr ? std::nullopt : std::optional(ValueIn{owner, merged});
  }
  if (entry->query == nullptr || entry->self_reference || entry->query->command != Query::Command::select)
    return std::nullopt;
  if (attribute >= entry->query->outputs.size()) return std::nullopt;
  const Expr* const value = entry->query->outputs[attribute].value;
  return value == nullptr ? std::nullopt : std::optional(ValueIn{entry->query, value});
}

std::optional<std::size_t> output_index(const Query& query, std::string_view output) {
  const auto found =
      std::find_if(query.outputs.begin(), query.outputs.end(), [&](const Output& one) { return one.name == output; });
  if (found == query.outputs.end()) return std::nullopt;
  return static_cast<std::size_t>(found - query.outputs.begin());
}

namespace {

/// Statements that need more are too large to be told in a line.
constexpr int most_steps = 100'000;

/// Two places that stand for each other; null: they agree.
struct Pair {
  ValueIn before, after;
  int base_location = -1, head_location = -1;
  bool differs() const { return before.value != nullptr; }
};

/// The set operation whose column it is.
const Query* set_operation_behind(const ValueIn& at) {
  const Query* const owner = outward(*at.query, at.value->column.levels_up);
  const RangeEntry* const entry = owner == nullptr ? nullptr : entry_of(*owner, at.value->column);
  if (entry == nullptr || entry->query == nullptr || entry->self_reference) return nullptr;
  return entry->query->command == Query::Command::set_operation ? entry->query : nullptr;
}

bool is_column(const ValueIn& at) { return at.value->kind == ExprKind::column; }

/// What two expressions of one kind say themselves, apart from their parts.
bool say_the_same(const Expr& a, const Expr& b) {
  const auto flags = [](const Expr& e) {
    return std::tuple(e.kind, e.form, e.subquery_form, e.distinct, e.star, e.within_group, e.variadic, e.has_operand,
                      e.has_else, e.name, e.text, e.args.size(), e.conditions.size(), e.order.size(),
                      e.filter != nullptr, e.over != nullptr);
  };
  if (flags(a) != flags(b)) return false;
  return a.kind != ExprKind::cast || a.type == b.type;
}

bool same_direction(const SortKey& a, const SortKey& b) {
  return a.descending == b.descending && a.nulls_first == b.nulls_first && a.using_operator == b.using_operator;
}

class Search {
 public:
  Search(const Analysis& base, const Analysis& head) : x_base(base), x_head(head) {}

  Pair of(ValueIn before, ValueIn after) {
    const auto key = std::pair(before.value, after.value);
    if (const auto known = x_known.find(key); known != x_known.end()) return known->second;
    if (--x_steps < 0) return {};
    Pair found = compared(before, after);
    x_known.emplace(key, found);
    return found;
  }

  Pair of_outputs(const Query& before, const Query& after, std::size_t base_index, std::size_t head_index) {
    const auto base = branches_of(before);
    const auto head = branches_of(after);
    for (std::size_t i = 0; i < base.size() && base.size() == head.size(); ++i) {
      if (base_index >= base[i]->outputs.size() || head_index >= head[i]->outputs.size()) continue;
      const Expr* const one = base[i]->outputs[base_index].value;
      const Expr* const other = head[i]->outputs[head_index].value;
      if (one == nullptr || other == nullptr) continue;
      if (Pair found = of({base[i], one}, {head[i], other}); found.differs()) return found;
    }
    return {};
  }

  std::string text(const ValueIn& base) const { return excerpt_of(*base.value, *base.query, x_base.text()); }
  bool is_opposite(const ValueIn& base, const ValueIn& head) const {
    return sql::is_opposite(x_base, base, x_head, head);
  }
  std::string text_on_head(const ValueIn& head) const { return excerpt_of(*head.value, *head.query, x_head.text()); }

 private:
  static Pair here(const ValueIn& before, const ValueIn& after) {
    return {before, after, start_of(*before.value), start_of(*after.value)};
  }

  Pair compared(ValueIn before, ValueIn after) {
    if (is_column(before) || is_column(after)) return with_column(before, after);
    if (!say_the_same(*before.value, *after.value)) return here(before, after);
    if (before.value->query != nullptr && text(before) != text_on_head(after)) return here(before, after);
    return of_parts(before, after);
  }

  Pair with_column(const ValueIn& before, const ValueIn& after) {
    const auto base = is_column(before) ? value_behind(before) : std::optional(before);
    const auto head = is_column(after) ? value_behind(after) : std::optional(after);
    if (is_column(before) && is_column(after)) {
      if (base && head) return renamed(before, after, *base, *head);
      if (!base && !head) return of_relations(before, after);
    }
    if (!base || !head) {  // one side computes what the other reads
      if (is_column(before) && is_column(after)) return base ? of(*base, after) : of(before, *head);
      return here(before, after);
    }
    // The value of one side stands in a sub-query: told there where it is the same but for a part.
    Pair inside = of(*base, *head);
    const bool whole = inside.differs() && inside.before.value == base->value && inside.after.value == head->value;
    return whole ? here(before, after) : inside;
  }

  /// Another column is read, unless it only has another name there.
  Pair renamed(const ValueIn& before, const ValueIn& after, const ValueIn& base, const ValueIn& head) {
    Pair inside = of(base, head);
    const bool whole = inside.differs() && inside.before.value == base.value && inside.after.value == head.value;
    return whole && name_of(before).second != name_of(after).second ? here(before, after) : inside;
  }

  Pair of_relations(const ValueIn& before, const ValueIn& after) {
    const Query* const base = set_operation_behind(before);
    const Query* const head = set_operation_behind(after);
    if (base != nullptr && head != nullptr) {
      return of_outputs(*base, *head, static_cast<std::size_t>(before.value->column.attribute),
                        static_cast<std::size_t>(after.value->column.attribute));
    }
    return name_of(before) == name_of(after) ? Pair{} : here(before, after);
  }

  /// Of the relation, where there is one, and of the column.
  static std::pair<std::string_view, std::string_view> name_of(const ValueIn& at) {
    const Query* const owner = outward(*at.query, at.value->column.levels_up);
    const RangeEntry* const entry = owner == nullptr ? nullptr : entry_of(*owner, at.value->column);
    if (entry == nullptr) return {};
    const std::string_view relation = entry->relation == nullptr ? std::string_view() : entry->relation->name;
    return {relation, entry->columns[static_cast<std::size_t>(at.value->column.attribute)].name};
  }

  Pair of_parts(const ValueIn& before, const ValueIn& after) {
    std::vector<Pair> different;
    const auto compare = [&](const Expr* one, const Expr* other) {
      if (Pair found = of({before.query, one}, {after.query, other}); found.differs()) different.push_back(found);
    };
    const Expr& a = *before.value;
    const Expr& b = *after.value;
    for (std::size_t i = 0; i < a.args.size(); ++i) compare(a.args[i], b.args[i]);
    for (std::size_t i = 0; i < a.conditions.size(); ++i) compare(a.conditions[i], b.conditions[i]);
    if (a.filter != nullptr) compare(a.filter, b.filter);
    const bool own = compare_order(before, after, a.order, b.order, different);
    if (a.over != nullptr && compare_windows(before, after, different)) return around(before, after, different);
    if (own) return around(before, after, different);
    return one_of(before, after, different);
  }

  /// Whether the direction of a key or their number differs: that is no part, and told with what is around it.
  bool compare_order(const ValueIn& before, const ValueIn& after, const Kept<SortKey>& base, const Kept<SortKey>& head,
                     std::vector<Pair>& different) {
    if (base.size() != head.size()) return true;
    bool turned = false;
    for (std::size_t i = 0; i < base.size(); ++i) {
      const ValueIn one{before.query, base[i].value};
      const ValueIn other{after.query, head[i].value};
      if (Pair found = of(one, other); found.differs()) different.push_back(found);
      if (same_direction(base[i], head[i])) continue;
      turned = true;
      different.push_back(here(one, other));
    }
    return turned;
  }

  /// A window is told whole, whatever of it differs: it says which rows stand before which.
  bool compare_windows(const ValueIn& before, const ValueIn& after, std::vector<Pair>& different) {
    const WindowSpec& a = *before.value->over;
    const WindowSpec& b = *after.value->over;
    const std::size_t known = different.size();
    bool differs = a.frame_options != b.frame_options || a.partition.size() != b.partition.size() ||
                   (a.start != nullptr) != (b.start != nullptr) || (a.end != nullptr) != (b.end != nullptr);
    differs = compare_order(before, after, a.order, b.order, different) || differs;
    const auto compare = [&](const Expr* one, const Expr* other) {
      if (one == nullptr || other == nullptr) return;
      if (Pair found = of({before.query, one}, {after.query, other}); found.differs()) different.push_back(found);
    };
    for (std::size_t i = 0; i < a.partition.size() && i < b.partition.size(); ++i)
      compare(a.partition[i], b.partition[i]);
    compare(a.start, b.start);
    compare(a.end, b.end);
    return differs || different.size() > known;
  }

  /// The expression itself, at the place of the first part that differs.
  Pair around(const ValueIn& before, const ValueIn& after, const std::vector<Pair>& different) const {
    if (text(before) == text_on_head(after)) return different.empty() ? Pair{} : different.front();
    Pair found = here(before, after);
    if (!different.empty() && different.front().head_location > found.head_location) {
      found.base_location = different.front().base_location;
      found.head_location = different.front().head_location;
    }
    return found;
  }

  Pair one_of(const ValueIn& before, const ValueIn& after, const std::vector<Pair>& different) const {
    if (different.empty()) return {};
    const auto same = [&](const Pair& other) {
      return other.before.value == different.front().before.value && other.after.value == different.front().after.value;
    };
    const auto bare = [](const ValueIn& one) { return one.value->kind == ExprKind::constant; };
    const bool says_nothing = bare(different.front().before) && bare(different.front().after);
    if (!says_nothing && std::all_of(different.begin(), different.end(), same)) return different.front();
    return around(before, after, different);
  }

  const Analysis& x_base;
  const Analysis& x_head;
  std::map<std::pair<const Expr*, const Expr*>, Pair> x_known;
  int x_steps = most_steps;
};

bool aggregates(const Expr& value) {
  return any_within(value, [](const Expr& e) { return e.kind == ExprKind::aggregate || e.kind == ExprKind::window; });
}

std::optional<DifferingPart> told(const Search& search, const Pair& found) {
  if (!found.differs()) return std::nullopt;
  DifferingPart part;
  part.before = search.text(found.before);
  part.after = search.text_on_head(found.after);
  if (part.before.empty() || part.after.empty() || part.before == part.after) return std::nullopt;
  part.base_location = found.base_location;
  part.head_location = found.head_location;
  part.aggregates = aggregates(*found.before.value) || aggregates(*found.after.value);
  part.constant = found.after.value->kind == ExprKind::constant;
  part.opposite = search.is_opposite(found.before, found.after);
  return part;
}

}  // namespace

std::optional<DifferingPart> differing_part(const Analysis& base, const Analysis& head, std::string_view output) {
  if (base.query() == nullptr || head.query() == nullptr) return std::nullopt;
  const auto before = output_index(*base.query(), output);
  const auto after = output_index(*head.query(), output);
  if (!before || !after) return std::nullopt;
  Search search(base, head);
  return told(search, search.of_outputs(*base.query(), *head.query(), *before, *after));
}

std::optional<DifferingPart> differing_part(const Analysis& base, const ValueIn& before, const Analysis& head,
                                            const ValueIn& after) {
  if (before.value == nullptr || after.value == nullptr) return std::nullopt;
  Search search(base, head);
  return told(search, search.of(before, after));
}

}  // namespace tollgate::sql
