// Conditions, sub-queries of expressions, and what settles once a block is complete.
#include <algorithm>

#include "sql/change/blocks.hpp"

namespace tollgate::sql {

bool rejects_null(const Term& condition, const std::function<bool(const Term&)>& is_leaf) {
  if (condition.is(Tag::both))
    return std::any_of(condition.kids.begin(), condition.kids.end(),
                       [&](const Term* kid) { return rejects_null(*kid, is_leaf); });
  if (condition.is(Tag::either))
    return std::all_of(condition.kids.begin(), condition.kids.end(),
                       [&](const Term* kid) { return rejects_null(*kid, is_leaf); });
  if (condition.is(Tag::special))
    return condition.text == "is not null" && is_null_with(*condition.kids[0], is_leaf) &&
           !(condition.kids[0]->is(Tag::special));
  return is_null_with(condition, is_leaf);
}

namespace {

void dedupe(TermList& conditions) {
  std::sort(conditions.begin(), conditions.end(), [](const Term* a, const Term* b) { return a->raw < b->raw; });
  conditions.erase(
      std::unique(conditions.begin(), conditions.end(), [](const Term* a, const Term* b) { return a->raw == b->raw; }),
      conditions.end());
}

bool needs_only(const Term& value, const TermList& keys, std::unordered_set<const Term*>& seen) {
  if (!seen.insert(&value).second) return true;
  for (const Term* key : keys)
    if (key->raw == value.raw) return true;
  if (value.is(Tag::column) || value.is(Tag::aggregate) || value.is(Tag::subquery) || value.is(Tag::opaque))
    return false;
  if (value.has(trait::fickle | trait::unknown_function) && value.kids.empty()) return false;
  return std::all_of(value.kids.begin(), value.kids.end(),
                     [&](const Term* kid) { return needs_only(*kid, keys, seen); });
}

/// LIMIT of a whole number that is not 0 ('0' and 0.4 are 0 to it).
bool keeps_a_row(const Term& limit) {
  return limit.is(Tag::constant) && limit.text.find_first_not_of("0123456789") == std::string_view::npos &&
         limit.text.find_first_not_of('0') != std::string_view::npos;
}

template <typename T>
void move_all(std::vector<T>& source, std::vector<T>& target) {
  target.insert(target.end(), std::make_move_iterator(source.begin()), std::make_move_iterator(source.end()));
  source.clear();
}

}  // namespace

void BlockMaker::add_condition(Frame& frame, const Expr* condition, TermList& into) {
  if (condition == nullptr) return;
  Terms::conjuncts_of(filter(terms.as_filter(expressions(frame).of(*condition))), into);
}

// Only truth counts: x IN (SELECT y …) holds where a row with y = x exists, nulls included. Not so under NOT.
const Term* BlockMaker::filter(const Term* condition) {
  if (condition->is(Tag::both) || condition->is(Tag::either)) {
    TermList parts;
    for (const Term* kid : condition->kids) parts.push_back(filter(kid));
    return condition->is(Tag::both) ? terms.all_of(parts) : terms.any_of(parts);
  }
  if (condition->is(Tag::subquery) && condition->text == "any =") return as_existence(*condition);
  return condition;
}

const Term* BlockMaker::as_existence(const Term& membership) {
  Block& source = x_blocks[static_cast<std::size_t>(membership.block->number) - 1];
  if (source.sealed || source.consumed || source.doubtful || source.fickle ||
      source.outputs.size() < membership.kids.size())
    return &membership;
  TermList values;
  for (const BlockOutput& output : source.outputs) values.push_back(output.value);
  const bool outputs_made = std::none_of(values.begin(), values.end(), [](const Term* value) {
    return value->has(trait::window | trait::aggregate | trait::set_returning | trait::unknown_function |
                      trait::fickle);
  });
  // Which of its rows are kept is decided before any is compared.
  const bool cut = source.limit != nullptr || source.offset != nullptr || !source.distinct_on.empty();
  Block& found = existence(source);
  if (cut || !is_plain(found) || !outputs_made || !source.having.empty()) {
    Item item;
    item.kind = Item::Kind::derived;
    item.number = ++x_numbers;
    item.block = &source;
    seal(source);
    Block& around = new_block();
    around.correlated = true;
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = item_column(item.number, static_cast<int>(i), {}, values[i]->type);
    around.from.items.push_back(std::move(item));
    found.consumed = true;
    for (std::size_t i = 0; i < membership.kids.size(); ++i)
      Terms::conjuncts_of(terms.operation("=", {membership.kids[i], values[i]}, "boolean"), around.from.conditions);
    seal(around);
    return terms.subquery("exists", {}, &around, Hasher{}.add(static_cast<std::uint64_t>(around.number)).digest(),
                          "boolean", 0);
  }
  source.consumed = true;
  for (std::size_t i = 0; i < membership.kids.size(); ++i)
    Terms::conjuncts_of(terms.operation("=", {membership.kids[i], values[i]}, "boolean"), found.from.conditions);
  return existence_of(found);
}

// A block of which it only counts whether it has a row: neither outputs nor what folds rows together matter.
Block& BlockMaker::existence(Block& block) {
  Block& found = new_block();
  const int number = found.number;
  found = block;
  found.number = number;
  if (found.kind != Block::Kind::select) return found;
  const bool may_empty = found.offset != nullptr || (found.limit != nullptr && !keeps_a_row(*found.limit));
  if (may_empty || !found.set_calls.empty() || !found.unknown_calls.empty()) return found;
  found.limit = nullptr;
  found.order.clear();
  found.distinct_on.clear();
  found.distinct = false;
  if (found.grouped && !found.keys.empty() && found.sets.empty() && found.having.empty()) {
    found.grouped = false;
    found.keys.clear();
  }
  if (found.grouped) return found;
  found.outputs.clear();
  found.hidden.clear();
  found.windows = false;
  return found;
}

// Of a block that is complete: an outer join of which nothing is read leaves no row out.
void BlockMaker::drop_unread_side(Block& existence) {
  if (!is_plain(existence) || existence.from.optionals.size() != 1) return;
  std::unordered_set<int> numbers;
  collect_numbers(existence.from.optionals.front().group, numbers);
  numbers.insert(existence.from.optionals.front().number);
  Optional optional = std::move(existence.from.optionals.front());
  existence.from.optionals.clear();
  if (is_read(existence, numbers)) existence.from.optionals.push_back(std::move(optional));
}

const Term* BlockMaker::subquery(Frame& frame, const Expr& expr, const TermList& left) {
  if (expr.query == nullptr) return terms.opaque();
  Frame inner{expr.query, &frame, expr.subquery_form == SubqueryForm::array};
  Block* block = make(inner);
  const auto term = [&](std::string form) {
    const Digest raw = Hasher{}.add(static_cast<std::uint64_t>(block->number)).digest();
    std::uint16_t traits = block->doubtful ? trait::opaque : std::uint16_t{0};
    if (block->fickle) traits |= trait::fickle;
    return terms.subquery(terms.keep(std::move(form)), left, block, raw, expr.type, traits);
  };
  switch (expr.subquery_form) {
    case SubqueryForm::exists: {
      Block& found = existence(*block);
      block->consumed = true;
      block = &found;
      drop_unread_side(*block);
      seal(*block);
      return term("exists");
    }
    case SubqueryForm::scalar:
      seal(*block);
      return term("scalar");
    case SubqueryForm::array:
      seal(*block);
      return term("array");
    case SubqueryForm::any: {
      const bool plain = expr.name == "=" || expr.name.empty();
      if (!plain) seal(*block);
      return term("any " + std::string(plain ? "=" : expr.name));
    }
    case SubqueryForm::all: {
      const bool not_in = expr.name == "<>" || expr.name == "!=";
      if (!not_in) seal(*block);
      return not_in ? terms.negation(term("any =")) : term("all " + std::string(expr.name));
    }
    default:
      seal(*block);
      return term("row " + std::string(expr.name));
  }
}

namespace {

bool is_generated(const Group& group) {
  const auto items = std::all_of(group.items.begin(), group.items.end(), [](const Item& item) {
    if (item.kind == Item::Kind::derived) return item.block->generated;
    return item.kind == Item::Kind::function;
  });
  return items && std::all_of(group.optionals.begin(), group.optionals.end(),
                              [](const Optional& optional) { return is_generated(optional.group); });
}

}  // namespace

void BlockMaker::seal(Block& block) {
  if (block.sealed) return;
  block.sealed = true;
  block.generated = block.kind != Block::Kind::select || is_generated(block.from);
  if (block.kind != Block::Kind::select) {
    for (const Block* branch : block.branches) {
      seal(x_blocks[static_cast<std::size_t>(branch->number) - 1]);
      block.generated = block.generated && branch->generated;
    }
    block.generated = block.generated && !block.recursive;
    return;
  }
  having_as_where(block);
  take_missing(block);
  settle(block.from);
  take_single_rows(block.from);
  take_found(block);
  tie_equal_columns(block.from);
  dedupe(block.having);
}

void BlockMaker::having_as_where(Block& block) {
  if (!block.grouped || block.keys.empty() || !block.sets.empty()) return;
  TermList kept;
  for (const Term* condition : block.having) {
    std::unordered_set<const Term*> seen;
    (needs_only(*condition, block.keys, seen) ? block.from.conditions : kept).push_back(condition);
  }
  block.having = std::move(kept);
}

void BlockMaker::settle(Group& group) {
  require(group);
  for (Item& item : group.items)
    for (Group& side : item.sides) settle(side);
  for (Optional& optional : group.optionals) settle(optional.group);
  look_up(group);
  drop_implied(group);
}

void BlockMaker::require(Group& group) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < group.optionals.size(); ++i) {
      std::unordered_set<int> numbers;
      collect_numbers(group.optionals[i].group, numbers);
      numbers.insert(group.optionals[i].number);
      const auto of_the_side = [&](const Term& term) {
        return (term.is(Tag::column) || term.is(Tag::nullable)) && numbers.count(term.input) > 0;
      };
      const bool asked = std::any_of(group.conditions.begin(), group.conditions.end(),
                                     [&](const Term* condition) { return rejects_null(*condition, of_the_side); });
      if (!asked) continue;
      Optional taken = std::move(group.optionals[i]);
      group.optionals.erase(group.optionals.begin() + static_cast<std::ptrdiff_t>(i));
      x_required.insert(taken.number);
      move_all(taken.group.items, group.items);
      move_all(taken.group.optionals, group.optionals);
      move_all(taken.group.conditions, group.conditions);
      changed = true;
      break;
    }
  }
}

void BlockMaker::look_up(Group& group) {
  std::vector<Optional> kept;
  for (Optional& optional : group.optionals) {
    std::string_view evidence;
    if (!at_most_one(optional.group, evidence)) {
      kept.push_back(std::move(optional));
      continue;
    }
    std::unordered_set<int> numbers;
    collect_numbers(optional.group, numbers);
    numbers.insert(optional.number);
    Block& block = new_block();
    block.from = std::move(optional.group);
    block.sealed = true;
    block.correlated = true;
    const Lookup lookup{&block, unpinned(block), evidence};
    tie_equal_columns(block.from);
    for (const int number : numbers) x_lookups.insert_or_assign(number, lookup);
  }
  group.optionals = std::move(kept);
}

// `x is not null` where another condition is never true for a null x.
void BlockMaker::drop_implied(Group& group) {
  dedupe(group.conditions);
  TermList kept;
  for (const Term* condition : group.conditions) {
    bool implied = false;
    if (condition->is(Tag::special) && condition->text == "is not null" && is_scalar_type(condition->kids[0]->type)) {
      const Digest value = condition->kids[0]->raw;
      const auto same = [&](const Term& term) { return term.raw == value; };
      implied = std::any_of(group.conditions.begin(), group.conditions.end(),
                            [&](const Term* other) { return other != condition && rejects_null(*other, same); });
    }
    if (!implied) kept.push_back(condition);
  }
  group.conditions = std::move(kept);
}

}  // namespace tollgate::sql
