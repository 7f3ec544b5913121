// What is provably unique from the text alone: GROUP BY, DISTINCT, DISTINCT ON, a global aggregate, LIMIT 1,
// row_number(); and what the caller's schema vouches for.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "sql/change/blocks.hpp"

namespace tollgate::sql {
namespace {

// The outputs that are these values, or nothing when one of them is not among the outputs.
bool outputs_of(const Block& block, std::span<const Term* const> values, std::vector<int>& into) {
  for (const Term* value : values) {
    const auto found = std::find_if(block.outputs.begin(), block.outputs.end(),
                                    [&](const BlockOutput& output) { return output.value->raw == value->raw; });
    if (found == block.outputs.end()) return false;
    into.push_back(static_cast<int>(found - block.outputs.begin()));
  }
  return true;
}

std::vector<int> all_outputs(const Block& block) {
  std::vector<int> all;
  for (std::size_t i = 0; i < block.outputs.size(); ++i) all.push_back(static_cast<int>(i));
  return all;
}

void add_numbered(const Block& block, std::vector<std::vector<int>>& keys) {
  for (std::size_t i = 0; i < block.outputs.size(); ++i) {
    const Term& value = *block.outputs[i].value;
    if (!value.is(Tag::window) || value.text != "row_number") continue;
    std::vector<int> key{static_cast<int>(i)};
    if (outputs_of(block, value.kids[1]->kids, key)) keys.push_back(std::move(key));
  }
}

}  // namespace

std::vector<std::vector<int>> unique_outputs(const Block& block) {
  std::vector<std::vector<int>> keys;
  if (!block.set_calls.empty() || !block.unknown_calls.empty() || block.doubtful) return keys;
  if (block.limit != nullptr && !block.with_ties && (block.limit->is_constant("1") || block.limit->is_constant("0")))
    keys.emplace_back();
  if (block.kind == Block::Kind::values) {
    if (block.rows.size() == 1) keys.emplace_back();
    return keys;
  }
  if (block.kind == Block::Kind::set_operation) {
    if (!block.all && !block.recursive && block.hidden.empty()) keys.push_back(all_outputs(block));
    return keys;
  }
  std::vector<int> key;
  if (block.grouped && block.sets.empty() && outputs_of(block, block.keys, key)) keys.push_back(key);
  key.clear();
  if (!block.distinct_on.empty() && outputs_of(block, block.distinct_on, key)) keys.push_back(key);
  if (block.distinct && block.hidden.empty()) keys.push_back(all_outputs(block));
  if (!block.grouped && block.from.items.empty() && block.from.optionals.empty()) keys.emplace_back();
  add_numbered(block, keys);
  return keys;
}

namespace {

/// Without modifiers: `numeric` of `numeric(10,2)`.
std::string bare(std::string_view type) {
  const std::size_t open = type.find('(');
  const std::size_t close = open == std::string_view::npos ? open : type.find(')', open);
  if (close == std::string_view::npos) return std::string(type);
  return std::string(type.substr(0, open)).append(type.substr(close + 1));
}

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

bool tells_apart(const Term& column, const Term& value, bool unknown) {
  bool collated = false;
  visit_terms(value, [&](const Term& term) {
    collated = collated || (term.is(Tag::special) && term.text.starts_with("collate"));
  });
  if (collated) return false;
  if (value.is(Tag::constant) && value.text.starts_with('\'')) return true;  // it is taken for the column's type
  if (column.type.empty() || value.type.empty()) return unknown;
  const std::string a = bare(column.type);
  const std::string b = bare(value.type);
  const auto both = [&](std::initializer_list<std::string_view> types) {
    return is_one_of(a, types) && is_one_of(b, types);
  };
  const bool inexact = is_one_of(a, {"real", "double precision"});
  return a == b || both({"smallint", "integer", "bigint", "numeric"}) ||
         both({"text", "character varying", "character"}) || both({"date", "timestamp without time zone"}) ||
         (is_one_of(a, {"smallint", "integer"}) && b == "double precision") ||
         (inexact && is_one_of(b, {"smallint", "integer", "bigint", "numeric", "real", "double precision"}));
}

bool is_single_row(const Block& block) {
  return block.kind == Block::Kind::select && block.grouped && block.keys.empty() && block.sets.empty() &&
         block.having.empty() && block.limit == nullptr && block.offset == nullptr && block.set_calls.empty() &&
         block.unknown_calls.empty() && block.hidden.empty() && !block.doubtful && !block.fickle;
}

namespace {

using Numbers = std::unordered_set<int>;

// Whether the value is settled by the row outside and the items that are settled already.
bool settled_by(const Term& value, const Numbers& inside, const Numbers& settled) {
  bool yes = true;
  visit_terms(value, [&](const Term& term) {
    const bool own = term.is(Tag::column) || term.is(Tag::nullable);
    if (own && inside.count(term.input) > 0 && settled.count(term.input) == 0) yes = false;
    if (term.is(Tag::subquery) || term.is(Tag::opaque)) yes = false;
  });
  return yes && !value.has(trait::fickle);
}

bool is_pinned(const Group& group, const Numbers& inside, const Numbers& settled,
               const std::function<bool(const Term&)>& is_column) {
  return std::any_of(group.conditions.begin(), group.conditions.end(), [&](const Term* condition) {
    if (!condition->is(Tag::operation) || condition->text != "=" || condition->kids.size() != 2) return false;
    const auto pins = [&](const Term* column, const Term* value) {
      return column->is(Tag::column) && is_column(*column) && tells_apart(*column, *value, true) &&
             settled_by(*value, inside, settled);
    };
    return pins(condition->kids[0], condition->kids[1]) || pins(condition->kids[1], condition->kids[0]);
  });
}

bool is_settled(const Group& group, const Item& item, const Numbers& inside, const Numbers& settled,
                std::string_view& evidence) {
  if (!item.shape.empty() || !item.calls.empty()) return false;
  if (item.kind == Item::Kind::derived) {
    for (const std::vector<int>& key : unique_outputs(*item.block)) {
      const bool all = std::all_of(key.begin(), key.end(), [&](int index) {
        return is_pinned(group, inside, settled,
                         [&](const Term& term) { return term.input == item.number && term.index == index; });
      });
      if (all) return true;
    }
    return false;
  }
  if (item.kind != Item::Kind::relation || item.relation == nullptr) return false;
  for (const std::vector<int>& key : item.relation->unique_keys) {
    const bool all = !key.empty() && std::all_of(key.begin(), key.end(), [&](int index) {
      const auto at = static_cast<std::size_t>(index);
      if (index < 0 || at >= item.relation->columns.size()) return false;
      const std::string_view name = item.relation->columns[at].name;
      return is_pinned(group, inside, settled,
                       [&](const Term& term) { return term.input == item.number && term.text == name; });
    });
    if (!all) continue;
    evidence = item.relation->key_evidence.empty() ? std::string_view("if the key holds")
                                                   : std::string_view(item.relation->key_evidence);
    return true;
  }
  return false;
}

}  // namespace

bool BlockMaker::at_most_one(const Group& group, std::string_view& evidence) const {
  if (!group.optionals.empty()) return false;
  Numbers inside;
  collect_numbers(group, inside);
  Numbers settled;
  for (bool changed = true; changed;) {
    changed = false;
    for (const Item& item : group.items) {
      if (settled.count(item.number) > 0 || !is_settled(group, item, inside, settled, evidence)) continue;
      settled.insert(item.number);
      changed = true;
    }
  }
  return settled.size() == group.items.size();
}

bool is_null_over_nothing(const Term& value) {
  return is_null_with(value, [](const Term& term) {
    return term.is(Tag::aggregate) && !term.own_unknown && is_order_free(term.text) && term.text != "count";
  });
}

// (select k, sum(x) … group by k) looked up by k = v is (select sum(x) … where k = v), where that is null over nothing.
const Block* BlockMaker::unpinned(const Block& block) {
  if (block.from.items.size() != 1 || !block.from.optionals.empty()) return nullptr;
  const Item& item = block.from.items.front();
  if (item.kind != Item::Kind::derived) return nullptr;
  const Block& inner = *item.block;
  const bool simple = inner.kind == Block::Kind::select && inner.grouped && !inner.keys.empty() && inner.sets.empty() &&
                      !inner.distinct && inner.limit == nullptr && inner.offset == nullptr && !inner.windows &&
                      inner.distinct_on.empty() && inner.set_calls.empty() && inner.unknown_calls.empty() &&
                      !inner.doubtful && inner.order.empty();
  if (!simple || block.from.conditions.size() != inner.keys.size()) return nullptr;
  Block& flat = new_block();
  flat.from = inner.from;
  TermList keys = inner.keys;
  for (const Term* condition : block.from.conditions) {
    if (!condition->is(Tag::operation) || condition->text != "=") return nullptr;
    const bool swapped = condition->kids[0]->input != item.number;
    const Term* const column = condition->kids[swapped ? 1 : 0];
    const Term* const value = condition->kids[swapped ? 0 : 1];
    if (!column->is(Tag::column) || column->input != item.number || column->index < 0) return nullptr;
    if (!settled_by(*value, {item.number}, {})) return nullptr;
    const Term* const key = inner.outputs[static_cast<std::size_t>(column->index)].value;
    const auto known =
        std::find_if(keys.begin(), keys.end(), [&](const Term* other) { return other->raw == key->raw; });
    if (known == keys.end()) return nullptr;
    keys.erase(known);
    flat.from.conditions.push_back(terms.operation("=", {key, value}, "boolean"));
  }
  flat.grouped = true;
  flat.having = inner.having;
  flat.sealed = true;
  flat.correlated = true;
  x_dissolved[item.number] = &inner;
  return &flat;
}

// Not within optional sides: what settles those (at_most_one) may rest on values that vary with it.
void BlockMaker::take_single_rows(Group& group) {
  std::vector<Item> kept;
  for (Item& item : group.items) {
    const bool plain = item.kind == Item::Kind::derived && item.shape.empty() && item.calls.empty();
    if (plain && is_single_row(*item.block)) {
      x_single_rows.emplace(item.number, item.block);
    } else {
      kept.push_back(std::move(item));
    }
  }
  group.items = std::move(kept);
}

const Block* BlockMaker::single_row(int number) const {
  const auto found = x_single_rows.find(number);
  return found == x_single_rows.end() ? nullptr : found->second;
}

const Lookup* BlockMaker::lookup(int number) const {
  const auto found = x_lookups.find(number);
  return found == x_lookups.end() ? nullptr : &found->second;
}

const Block* BlockMaker::dissolved(int number) const {
  const auto found = x_dissolved.find(number);
  return found == x_dissolved.end() ? nullptr : found->second;
}

}  // namespace tollgate::sql
