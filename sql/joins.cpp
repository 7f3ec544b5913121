#include "sql/joins.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "sql/change/excerpt.hpp"
#include "sql/joins/conditions.hpp"
#include "sql/joins/items.hpp"
#include "sql/joins/scope.hpp"
#include "sql/joins/uniqueness.hpp"

namespace tollgate::sql {

namespace {

constexpr std::size_t most_inputs = 200;  ///< CTEs that are read twice each would double at every level

/// A sub-query that hands on rows of its FROM one by one.
bool only_selects(const Query& query) {
  return query.command == Query::Command::select && !query.aggregated && !query.group.present && !query.distinct &&
         query.limit == nullptr && query.offset == nullptr && !query.returns_sets && !query.from.empty();
}

Collapse collapse_of(const Query& query) {
  if (query.aggregated || query.group.present) return Collapse::grouped;
  if (query.distinct) return Collapse::distinct;
  return query.limit != nullptr || query.offset != nullptr ? Collapse::limited : Collapse::none;
}

/// One SELECT, its FROM seen through sub-queries that only select.
class ListMaker {
 public:
  ListMaker(std::string_view text, JoinList& list) : x_text(text), x_list(list), x_scope(list.inputs) {}

  void run(const Query& query) {
    x_list.collapse = collapse_of(query);
    x_list.location = query.location;
    Frame& frame = x_frames.emplace_back(Frame{&query, {}});
    frame.bindings.resize(query.entries.size());
    read_from(frame);
    settle_pool();
    std::vector<Touched> touched;
    for (const Condition& condition : x_conditions) touched.push_back(touched_by(condition, x_scope));
    for (std::size_t i = 0; i < x_list.joins.size(); ++i) {
      note_filters(x_conditions, touched, binding_of(x_items[i]), x_list.joins[i]);
    }
  }

 private:
  using Condition = JoinCondition;

  void read_from(Frame& frame) {
    for (const JoinTree* root : frame.query->from) walk(frame, *root);
    add_conjuncts(frame, frame.query->where, x_pool, false);
    add_conjuncts(frame, frame.query->where, x_conditions, false);
  }

  void walk(Frame& frame, const JoinTree& tree) {
    if (tree.leaf()) {
      const bool drives = x_list.inputs.empty();
      ++frame.steps;
      place(frame, tree.entry, drives);
      if (drives) x_places.clear();
      if (!drives) add_join(frame, tree, JoinType::cross, {});
      return;
    }
    JoinType type = tree.type;
    const JoinTree* first = tree.left;
    const JoinTree* second = tree.right;
    // The kept side drives, where the other one is a single item.
    const bool turn = type == JoinType::right && tree.left->leaf() && x_list.inputs.empty();
    if (turn) std::swap(first, second);
    if (turn) type = JoinType::left;
    walk(frame, *first);
    if (type == JoinType::right) type = JoinType::full;  // keeps rows of both sides, as far as can be told here
    std::vector<Condition> conditions = conditions_of(frame, tree);
    x_conditions.insert(x_conditions.end(), conditions.begin(), conditions.end());
    ++frame.steps;
    place_right(frame, *second);
    x_turned = turn;
    if (type == JoinType::left || type == JoinType::full) {
      add_join(frame, *second, type, conditions, tree.location);
    } else {
      add_join(frame, *second, JoinType::cross, {}, tree.location);
      x_pool.insert(x_pool.end(), conditions.begin(), conditions.end());
    }
  }

  void place_right(Frame& frame, const JoinTree& tree) {
    if (tree.leaf()) return place(frame, tree.entry, false);
    const int input = new_input("joined items", nullptr);
    x_list.inputs.back().filters_told = false;
    for (const int entry : items_of(tree)) frame.bindings[static_cast<std::size_t>(entry)].input = input;
  }

  int new_input(std::string name, const KnownRelation* relation) {
    JoinInput& input = x_list.inputs.emplace_back();
    input.name = std::move(name);
    input.relation = relation;
    return static_cast<int>(x_list.inputs.size()) - 1;
  }

  /// An item that drives is seen through with all its joins, another one only where it is one relation.
  void place(Frame& frame, int index, bool drives) {
    const RangeEntry& entry = frame.query->entries[static_cast<std::size_t>(index)];
    Binding& binding = frame.bindings[static_cast<std::size_t>(index)];
    x_places.push_back(entry.location);
    if (entry.kind == RangeEntry::Kind::relation) {
      binding.input = new_input(entry.relation->name, entry.relation);
      if (entry.sampled) x_list.inputs.back().filters_told = false;
      return;
    }
    const bool seen_through = entry.query != nullptr && !entry.self_reference && only_selects(*entry.query) &&
                              x_list.inputs.size() < most_inputs && x_frames.size() < most_inputs &&
                              (drives || is_single(*entry.query));
    if (!seen_through) {
      const bool named = entry.kind == RangeEntry::Kind::cte || entry.alias.empty();
      binding.input = new_input(std::string(named ? entry.written_name : entry.alias), nullptr);
      return;
    }
    Frame& inner = x_frames.emplace_back(Frame{entry.query, {}});
    inner.bindings.resize(entry.query->entries.size());
    binding.inner = &inner;
    if (drives) return read_from(inner);
    place(inner, entry.query->from.front()->entry, false);
    add_conjuncts(inner, entry.query->where, x_right_filters, false);
  }

  static bool is_single(const Query& query) { return query.from.size() == 1 && query.from.front()->leaf(); }

  void add_join(Frame& frame, const JoinTree& item, JoinType type, const std::vector<Condition>& conditions,
                int location = -1) {
    Join& join = x_list.joins.emplace_back();
    join.type = type;
    join.input = static_cast<int>(x_list.inputs.size()) - 1;
    join.location = location;
    if (location < 0 && item.leaf())
      join.location = frame.query->entries[static_cast<std::size_t>(item.entry)].location;
    join.places = std::exchange(x_places, {});
    join.places.push_back(join.location);
    join.in_text.query = frame.query;
    join.in_text.step = frame.steps - 1;
    join.in_text.entry = item.leaf() ? item.entry : -1;
    join.in_text.turned = std::exchange(x_turned, false);
    join.in_text.lateral = item.leaf() && depends_on_others(frame.query->entries[static_cast<std::size_t>(item.entry)]);
    x_items.push_back({&frame, item.leaf() ? item.entry : -1, {}});
    for (const Condition& filter : std::exchange(x_right_filters, {})) add_filter(filter, join.input);
    for (const Condition& condition : conditions) add_condition(condition, x_list.joins.size() - 1);
    if (type != JoinType::cross) prove(x_list.joins.size() - 1);
  }

  // Conditions of inner joins and of WHERE belong to the last input that they are about.
  void settle_pool() {
    for (const Condition& condition : x_pool) {
      const auto [inputs, known] = touched_by(condition, x_scope);
      const int last = inputs.empty() ? -1 : *inputs.rbegin();
      Join* const join = known && last > 0 ? &x_list.joins[static_cast<std::size_t>(last) - 1] : nullptr;
      const bool inner = join != nullptr && (join->type == JoinType::cross || join->type == JoinType::inner);
      if (inner) {
        add_condition(condition, static_cast<std::size_t>(last) - 1);
      } else {
        add_row_filter(condition, known && inputs.size() == 1 && last == 0);
        if (join != nullptr && join->type == JoinType::left && inputs.size() == 1 &&
            (condition.value == nullptr || needs_values(*condition.value)))
          x_list.filters.back().undoes = last - 1;
      }
    }
    for (std::size_t i = 0; i < x_list.joins.size(); ++i) {
      Join& join = x_list.joins[i];
      if (join.type != JoinType::cross) continue;
      if (!join.keys.empty() || !join.others.empty()) join.type = JoinType::inner;
      prove(i);
    }
  }

  void add_row_filter(const Condition& condition, bool of_driving) {
    RowFilter filter;
    filter.excerpt = excerpt_of(condition, x_text);
    filter.location = place_of(condition);
    filter.query = condition.frame->query;
    if (of_driving) filter.sql = tell(condition, x_scope, 0).value_or("");
    x_list.filters.push_back(std::move(filter));
  }

  void add_filter(const Condition& condition, int input) {
    JoinInput& filtered = x_list.inputs[static_cast<std::size_t>(input)];
    if (auto text = tell(condition, x_scope, input)) {
      filtered.filters.push_back(std::move(*text));
    } else {
      filtered.filters_told = false;
    }
  }

  void add_condition(const Condition& condition, std::size_t at) {
    Join& join = x_list.joins[at];
    join.places.push_back(place_of(condition));
    const auto [inputs, known] = touched_by(condition, x_scope);
    if (known && inputs.size() == 1 && *inputs.begin() == join.input) {
      note_constant(condition, at);
      return add_filter(condition, join.input);
    }
    if (condition.left != nullptr && known && add_key(condition, at)) return;
    join.others.push_back(excerpt_of(condition, x_text));
  }

  /// An equality between the input and what came before.
  bool add_key(const Condition& condition, std::size_t at) {
    Join& join = x_list.joins[at];
    const Expr* right = condition.right;
    const Expr* left = condition.left;
    if (!x_scope.is_only_of(*condition.frame, *right, join.input)) std::swap(left, right);
    if (!x_scope.is_only_of(*condition.frame, *right, join.input)) return false;
    Touched touched;
    x_scope.touch(*condition.frame, *left, touched);
    const std::set<int>& lefts = touched.inputs;
    if (!touched.known || lefts.count(join.input) > 0) return false;
    JoinKey key;
    key.right_first = right == condition.left;
    if (condition.value != nullptr) {
      key.location = place_of(condition);
    } else {
      key.shared = shared_name(condition);
    }
    key.right = x_scope.tell(*condition.frame, *right, join.input).value_or("");
    key.right_name = excerpt_of(*right, x_text);
    key.right_name = column_name(*condition.frame->query, *right).value_or(key.right_name);
    if (const auto source = x_scope.column(*condition.frame, *right)) {
      key.right_attribute = source->attribute;
      key.right_name = name_of(*source, key.right_name);
    }
    if (lefts.size() == 1) {
      key.left_input = *lefts.begin();
      key.left = x_scope.tell(*condition.frame, *left, key.left_input).value_or("");
    }
    note_settled(*condition.frame, *right, at, nullptr);
    join.keys.push_back(std::move(key));
    return true;
  }

  std::string name_of(const InputColumn& source, const std::string& otherwise) const {
    const KnownRelation* const relation = x_list.inputs[static_cast<std::size_t>(source.input)].relation;
    const auto at = static_cast<std::size_t>(source.attribute);
    return relation != nullptr && at < relation->columns.size() ? relation->columns[at].name : otherwise;
  }

  void note_constant(const Condition& condition, std::size_t at) {
    if (condition.left == nullptr || condition.right == nullptr) return;
    if (condition.right->kind == ExprKind::constant)
      note_settled(*condition.frame, *condition.left, at, condition.right);
    if (condition.left->kind == ExprKind::constant)
      note_settled(*condition.frame, *condition.right, at, condition.left);
  }

  /// Uniqueness is asked of the item as FROM names it, so only its own columns count.
  void note_settled(const Frame& frame, const Expr& column, std::size_t at, const Expr* constant) {
    Item& item = x_items[at];
    if (item.frame != &frame || item.entry < 0) return;
    const auto ref = leaf_column(*frame.query, column);
    if (ref && ref->entry == item.entry) item.settled.emplace(ref->attribute, constant);
  }

  void prove(std::size_t at) {
    const Item& item = x_items[at];
    if (item.entry < 0) return;
    const RangeEntry& entry = item.frame->query->entries[static_cast<std::size_t>(item.entry)];
    const auto why = Uniqueness().of_entry(entry, item.settled);
    x_list.joins[at].unique = why.has_value();
    x_list.joins[at].evidence = why.value_or("");
  }

  struct Item {
    const Frame* frame = nullptr;
    int entry = -1;  ///< -1: not one
    Settled settled;
  };

  static const Binding* binding_of(const Item& item) {
    return item.entry < 0 ? nullptr : &item.frame->bindings[static_cast<std::size_t>(item.entry)];
  }

  std::string_view x_text;
  JoinList& x_list;
  Scope x_scope;
  std::deque<Frame> x_frames;
  std::vector<Condition> x_conditions;     ///< all of them, but those of items that are joined
  std::vector<Condition> x_pool;           ///< of inner joins and WHERE
  std::vector<Condition> x_right_filters;  ///< of the item just placed
  std::vector<int> x_places;               ///< likewise
  std::vector<Item> x_items;               ///< one per join
  bool x_turned = false;                   ///< the join to be added next is turned
};

/// Down through queries that only hand on what one other reads, to SELECTs and branches of UNION.
void collect(const Analysis& analysis, const Query& query, std::vector<JoinList>& lists) {
  if (query.command == Query::Command::set_operation && query.set_operator == SetOperator::union_) {
    for (const Query* branch : {query.left, query.right}) {
      if (branch != nullptr) collect(analysis, *branch, lists);
    }
    return;
  }
  if (query.command != Query::Command::select || query.from.empty()) return;
  const bool alone = query.from.size() == 1 && query.from.front()->leaf();
  const RangeEntry* const entry = alone ? &query.entries[static_cast<std::size_t>(query.from.front()->entry)] : nullptr;
  if (entry != nullptr && entry->query != nullptr && !entry->self_reference && only_selects(query) &&
      query.where == nullptr && entry->query->command == Query::Command::set_operation) {
    return collect(analysis, *entry->query, lists);
  }
  ListMaker(analysis.text(), lists.emplace_back()).run(query);
}

}  // namespace

JoinList joins_of(std::string_view text, const Query& select) {
  JoinList list;
  ListMaker(text, list).run(select);
  return list;
}

std::vector<JoinList> joins_of(const Analysis& analysis) {
  std::vector<JoinList> lists;
  if (analysis.query() != nullptr) collect(analysis, *analysis.query(), lists);
  return lists;
}

}  // namespace tollgate::sql
