// Joins that only ask whether a row exists, as EXISTS; and columns that are equal to each other, however that is
// written. What is in doubt stays as it was, and is told as changed.
#include <algorithm>
#include <array>
#include <map>

#include "sql/change/blocks.hpp"

namespace tollgate::sql {

namespace {

using Numbers = std::unordered_set<int>;

/// Whether a block, or a query beneath it, reads a column of these inputs.
class Readers {
 public:
  explicit Readers(const Numbers& inputs) : x_inputs(inputs) {}

  bool of(const Block& block) {
    if (!x_seen.insert(&block).second) return x_found;
    add(block.from);
    for (const TermList* list :
         {&block.keys, &block.having, &block.distinct_on, &block.order, &block.set_calls, &block.unknown_calls})
      add(*list);
    add(block.limit);
    add(block.offset);
    for (const BlockOutput& output : block.outputs) add(output.value);
    for (const HiddenOutputs& hidden : block.hidden) add(hidden.value);
    for (const TermList& row : block.rows) add(row);
    for (const Block* branch : block.branches) of(*branch);
    return x_found;
  }

  bool of(const Term& value) {
    add(&value);
    return x_found;
  }

 private:
  void add(const Term* value) {
    if (value == nullptr || x_found) return;
    visit_terms(*value, [this](const Term& term) {
      x_found = x_found || (term.input >= 0 && x_inputs.count(term.input) > 0);
      if (term.block != nullptr && !x_found) of(*term.block);
    });
  }
  void add(const TermList& list) {
    for (const Term* value : list) add(value);
  }
  void add(const Group& group) {
    for (const Item& item : group.items) {
      add(item.calls);
      add(item.on);
      for (const Group& side : item.sides) add(side);
      if (item.block != nullptr) of(*item.block);
    }
    for (const Optional& optional : group.optionals) add(optional.group);
    add(group.conditions);
  }

  const Numbers& x_inputs;
  std::unordered_set<const Block*> x_seen;
  bool x_found = false;
};

/// The side of `x = y` that is a column of the input, and the other one, which does not read it.
struct Pin {
  const Term* column = nullptr;
  const Term* value = nullptr;
};

Pin pin_of(const Term& condition, int input) {
  if (!condition.is(Tag::operation) || condition.text != "=" || condition.kids.size() != 2) return {};
  const Numbers inputs{input};
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    const Term* const column = condition.kids[i];
    const Term* const value = condition.kids[1 - i];
    if (!column->is(Tag::column) || column->input != input || column->index < 0) continue;
    if (value->has(trait::fickle | trait::opaque | trait::unknown_function) || Readers(inputs).of(*value)) continue;
    return {column, value};
  }
  return {};
}

/// Equality is transitive within one of these, and compares nothing else.
bool is_plainly_compared(std::string_view type) {
  constexpr std::array<std::string_view, 12> types{"smallint",
                                                   "integer",
                                                   "bigint",
                                                   "numeric",
                                                   "double precision",
                                                   "text",
                                                   "character varying",
                                                   "uuid",
                                                   "date",
                                                   "boolean",
                                                   "timestamp without time zone",
                                                   "timestamp with time zone"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_equality_of_columns(const Term& condition) {
  if (!condition.is(Tag::operation) || condition.text != "=" || condition.kids.size() != 2) return false;
  const Term& a = *condition.kids[0];
  const Term& b = *condition.kids[1];
  return a.is(Tag::column) && b.is(Tag::column) && a.type == b.type && is_plainly_compared(a.type);
}

}  // namespace

bool BlockMaker::is_read(const Block& block, const Numbers& inputs) const {
  Readers readers(inputs);
  if (readers.of(block)) return true;
  for (const auto& [number, row] : x_single_rows)
    if (readers.of(*row)) return true;
  return std::any_of(x_lookups.begin(), x_lookups.end(), [&](const auto& lookup) {
    return readers.of(*lookup.second.block) ||
           (lookup.second.unpinned != nullptr && readers.of(*lookup.second.unpinned));
  });
}

const Term* BlockMaker::existence_of(Block& block) {
  block.correlated = true;
  block.sealed = false;
  drop_unread_side(block);
  seal(block);
  return terms.subquery("exists", {}, &block, Hasher{}.add(static_cast<std::uint64_t>(block.number)).digest(),
                        "boolean", 0);
}

// `left join r on … where r.k is null`, for a k that no match leaves null, keeps each row without a match once: NOT
// EXISTS. Nothing else may read r.
void BlockMaker::take_missing(Block& block) {
  for (std::size_t i = 0; i < block.from.optionals.size();) {
    if (!take_missing(block, i)) ++i;
  }
}

bool BlockMaker::take_missing(Block& block, std::size_t index) {
  Numbers numbers;
  collect_numbers(block.from.optionals[index].group, numbers);
  numbers.insert(block.from.optionals[index].number);
  const TermList& on = block.from.optionals[index].group.conditions;
  const auto is_missing = [&](const Term* condition) {
    if (!condition->is(Tag::special) || condition->text != "is null") return false;
    const Term& key = *condition->kids[0];
    if (!key.is(Tag::column) || numbers.count(key.input) == 0 || !is_scalar_type(key.type)) return false;
    const auto same = [&](const Term& term) { return term.raw == key.raw; };
    return std::any_of(on.begin(), on.end(), [&](const Term* part) { return rejects_null(*part, same); });
  };
  TermList& conditions = block.from.conditions;
  const auto missing = std::find_if(conditions.begin(), conditions.end(), is_missing);
  const bool unclear = std::any_of(on.begin(), on.end(), [](const Term* condition) {
    return condition->has(trait::opaque | trait::unknown_function | trait::set_returning);
  });
  if (missing == conditions.end() || unclear || is_fickle(block.from.optionals[index].group) || block.doubtful)
    return false;
  const Term* const asked = *missing;
  const auto place = missing - conditions.begin();
  Optional optional = std::move(block.from.optionals[index]);
  block.from.optionals.erase(block.from.optionals.begin() + static_cast<std::ptrdiff_t>(index));
  conditions.erase(missing);
  if (is_read(block, numbers)) {
    conditions.insert(conditions.begin() + place, asked);
    block.from.optionals.insert(block.from.optionals.begin() + static_cast<std::ptrdiff_t>(index), std::move(optional));
    return false;
  }
  Block& matches = new_block();
  matches.from = std::move(optional.group);
  Block& found = existence(matches);
  matches.consumed = true;
  conditions.push_back(terms.negation(existence_of(found)));
  return true;
}

// A sub-query without repeated keys that is joined by all of a key, and of which nothing else is read, keeps each row
// with a match once: EXISTS.
void BlockMaker::take_found(Block& block) {
  for (std::size_t i = 0; i < block.from.items.size();) {
    if (!take_found(block, i)) ++i;
  }
}

bool BlockMaker::take_found(Block& block, std::size_t index) {
  const Item item = block.from.items[index];
  if (item.kind != Item::Kind::derived || block.doubtful) return false;
  const Block& inner = *item.block;
  if (inner.kind != Block::Kind::select || inner.fickle || inner.doubtful || inner.correlated) return false;
  const bool cut = inner.limit != nullptr || inner.offset != nullptr || !inner.distinct_on.empty();
  if (cut || !inner.order.empty()) return false;
  const bool plain_values = std::none_of(inner.outputs.begin(), inner.outputs.end(), [](const BlockOutput& output) {
    return output.value->has(trait::window | trait::aggregate | trait::set_returning | trait::unknown_function |
                             trait::fickle | trait::opaque);
  });
  const std::vector<std::vector<int>> keys = unique_outputs(inner);
  if (!plain_values || keys.empty() || block.from.items.size() < 2) return false;
  const Numbers numbers{item.number};
  TermList kept;
  std::vector<Pin> pins;
  for (const Term* condition : block.from.conditions) {
    if (!Readers(numbers).of(*condition)) {
      kept.push_back(condition);
      continue;
    }
    const Pin pin = pin_of(*condition, item.number);
    if (pin.column == nullptr || static_cast<std::size_t>(pin.column->index) >= inner.outputs.size()) return false;
    pins.push_back(pin);
  }
  const bool all_of_a_key = std::any_of(keys.begin(), keys.end(), [&](const std::vector<int>& key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [&](int output) {
      return std::any_of(pins.begin(), pins.end(), [&](const Pin& pin) {
        return pin.column->index == output && tells_apart(*pin.column, *pin.value, false);
      });
    });
  });
  if (!all_of_a_key) return false;
  TermList all = std::move(block.from.conditions);
  block.from.conditions = kept;
  block.from.items.erase(block.from.items.begin() + static_cast<std::ptrdiff_t>(index));
  Block& found = existence(x_blocks[static_cast<std::size_t>(inner.number) - 1]);
  if (is_read(block, numbers) || !is_plain(found)) {
    found.consumed = true;
    block.from.items.insert(block.from.items.begin() + static_cast<std::ptrdiff_t>(index), item);
    block.from.conditions = std::move(all);
    return false;
  }
  for (const Pin& pin : pins) {
    const Term* const value = inner.outputs[static_cast<std::size_t>(pin.column->index)].value;
    Terms::conjuncts_of(terms.operation("=", {pin.value, value}, "boolean"), found.from.conditions);
  }
  block.from.conditions.push_back(existence_of(found));
  return true;
}

// `a = b and b = c` is `a = b and a = c`: where only truth counts, three or more columns are all equal, in any order.
void BlockMaker::tie_equal_columns(Group& group) {
  for (Item& item : group.items)
    for (Group& side : item.sides) tie_equal_columns(side);
  for (Optional& optional : group.optionals) tie_equal_columns(optional.group);
  std::map<Digest, Digest> above;  // a forest: each column beneath one that is equal to it
  std::map<Digest, const Term*> columns;
  const auto root_of = [&](Digest at) {
    for (auto up = above.find(at); up != above.end() && up->second != at; up = above.find(at)) at = up->second;
    return at;
  };
  for (const Term* condition : group.conditions) {
    if (!is_equality_of_columns(*condition)) continue;
    for (const Term* column : condition->kids) {
      columns.emplace(column->raw, column);
      above.emplace(column->raw, column->raw);
    }
    above[root_of(condition->kids[0]->raw)] = root_of(condition->kids[1]->raw);
  }
  std::map<Digest, TermList> classes;
  for (const auto& [raw, column] : columns) classes[root_of(raw)].push_back(column);
  const auto is_tied = [&](const Term* condition) {
    return is_equality_of_columns(*condition) && classes[root_of(condition->kids[0]->raw)].size() > 2;
  };
  std::erase_if(group.conditions, is_tied);
  for (const auto& [root, members] : classes)
    if (members.size() > 2) group.conditions.push_back(terms.special("all equal", members, "boolean", true));
}

}  // namespace tollgate::sql
