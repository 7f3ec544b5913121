// FROM: joins become bags of inputs, optional sides and conditions; plain sub-selects are dissolved.
#include <algorithm>

#include "sql/change/blocks.hpp"

namespace tollgate::sql {

void collect_numbers(const Group& group, std::unordered_set<int>& into) {
  for (const Item& item : group.items) {
    into.insert(item.number);
    into.insert(item.side_numbers.begin(), item.side_numbers.end());
    for (const Group& side : item.sides) collect_numbers(side, into);
  }
  for (const Optional& optional : group.optionals) {
    into.insert(optional.number);
    collect_numbers(optional.group, into);
  }
}

void BlockMaker::from(Frame& frame, Block& block) {
  const Query& query = *frame.query;
  Entries required;
  if (query.where != nullptr) collect_required(query, *query.where, required);
  for (const JoinTree* root : query.from) join(frame, *root, required, block.from);
}

void BlockMaker::join(Frame& frame, const JoinTree& tree, const Entries& required, Group& into) {
  if (tree.leaf()) return leaf(frame, tree.entry, into);
  if (tree.type == JoinType::full) return full_join(frame, tree, into);
  if (tree.type == JoinType::left || tree.type == JoinType::right) return outer_join(frame, tree, required, into);
  Entries inner = required;
  if (tree.condition != nullptr) collect_required(*frame.query, *tree.condition, inner);
  for (const UsingKey& key : tree.keys)
    for (const Expr* side : {key.left, key.right})
      if (side != nullptr) add_strict(*frame.query, *side, inner, 0);
  join(frame, *tree.left, inner, into);
  join(frame, *tree.right, inner, into);
  join_conditions(frame, tree, into.conditions);
}

namespace {

bool any_required(const JoinTree& tree, const std::unordered_set<int>& required) {
  if (tree.leaf()) return required.count(tree.entry) > 0;
  return any_required(*tree.left, required) || any_required(*tree.right, required);
}

/// Those of joins as well.
void entries_of(const JoinTree& tree, std::vector<int>& into) {
  if (tree.entry >= 0) into.push_back(tree.entry);
  if (tree.leaf()) return;
  entries_of(*tree.left, into);
  entries_of(*tree.right, into);
}

}  // namespace

void BlockMaker::outer_join(Frame& frame, const JoinTree& tree, const Entries& required, Group& into) {
  const bool left = tree.type == JoinType::left;
  const JoinTree& added = left ? *tree.right : *tree.left;
  const bool inner = any_required(added, required);
  Optional optional{inner ? 0 : ++x_numbers, {}};
  Group& group = inner ? into : optional.group;
  Entries matched = required;
  if (tree.condition != nullptr) collect_required(*frame.query, *tree.condition, matched);
  const Entries& kept = inner ? matched : required;
  // Lateral references go from right to left: the left side is bound first, whichever is kept.
  join(frame, *tree.left, left ? kept : matched, left ? into : group);
  join(frame, *tree.right, left ? matched : kept, left ? group : into);
  join_conditions(frame, tree, group.conditions);
  if (inner) return;
  make_nullable(frame, added, optional.number, optional.group);
  into.optionals.push_back(std::move(optional));
}

void BlockMaker::full_join(Frame& frame, const JoinTree& tree, Group& into) {
  Item item;
  item.kind = Item::Kind::full;
  item.number = ++x_numbers;
  item.name = "full join";
  item.location = tree.location;
  item.sides.resize(2);
  join(frame, *tree.left, {}, item.sides[0]);
  join(frame, *tree.right, {}, item.sides[1]);
  join_conditions(frame, tree, item.on);
  item.side_numbers = {++x_numbers, ++x_numbers};
  make_nullable(frame, *tree.left, item.side_numbers[0], item.sides[0]);
  make_nullable(frame, *tree.right, item.side_numbers[1], item.sides[1]);
  into.items.push_back(std::move(item));
}

void BlockMaker::join_conditions(Frame& frame, const JoinTree& tree, TermList& into) {
  add_condition(frame, tree.condition, into);
  ExpressionTerms make_term = expressions(frame);
  for (const UsingKey& key : tree.keys) {
    const Term* const left = key.left == nullptr ? terms.opaque() : make_term.of(*key.left);
    const Term* const right = key.right == nullptr ? terms.opaque() : make_term.of(*key.right);
    into.push_back(terms.operation("=", {left, right}, "boolean"));
  }
  const auto open = [&](const JoinTree& side) {
    std::vector<int> entries;
    entries_of(side, entries);
    return std::any_of(entries.begin(), entries.end(),
                       [&](int entry) { return frame.query->entries[static_cast<std::size_t>(entry)].open; });
  };
  if (tree.natural && (open(*tree.left) || open(*tree.right))) into.push_back(terms.opaque());
}

// What is computed within the optional side is null where no row of it matched.
void BlockMaker::make_nullable(Frame& frame, const JoinTree& tree, int number, const Group& group) {
  std::unordered_set<int> numbers;
  collect_numbers(group, numbers);
  const auto of_the_side = [&](const Term& term) {
    return (term.is(Tag::column) || term.is(Tag::nullable)) && numbers.count(term.input) > 0;
  };
  std::vector<int> entries;
  entries_of(tree, entries);
  for (const int entry : entries) {
    const auto at = static_cast<std::size_t>(entry);
    if (frame.query->entries[at].kind == RangeEntry::Kind::join) {
      frame.bindings[at].clear();  // made again when asked for
      continue;
    }
    for (const Term*& value : frame.bindings[at])
      if (!is_null_with(*value, of_the_side)) value = terms.nullable(number, value);
  }
}

void BlockMaker::leaf(Frame& frame, int entry, Group& into) {
  const RangeEntry& range = frame.query->entries[static_cast<std::size_t>(entry)];
  if (range.kind == RangeEntry::Kind::relation) return relation(frame, entry, into);
  if (Block* const inner = block_of(frame, range, false)) return place(frame, entry, *inner, into);
  function(frame, entry, into);
}

void BlockMaker::relation(Frame& frame, int entry, Group& into) {
  const RangeEntry& range = frame.query->entries[static_cast<std::size_t>(entry)];
  Item item;
  item.number = ++x_numbers;
  item.relation = range.relation;
  item.name = range.written_name;
  item.location = range.location;
  if (range.sampled) {
    item.shape.emplace_back("sampled");
    item.calls = expressions(frame).of(range.functions);
  }
  bind(frame, entry, item);
  into.items.push_back(std::move(item));
}

void BlockMaker::function(Frame& frame, int entry, Group& into) {
  const RangeEntry& range = frame.query->entries[static_cast<std::size_t>(entry)];
  Item item;
  item.kind = range.self_reference ? Item::Kind::itself : Item::Kind::function;
  item.number = ++x_numbers;
  item.name = range.alias;
  item.location = range.location;
  if (range.self_reference) {
    const auto own =
        std::find(x_recursive.rbegin(), x_recursive.rend(), range.cte == nullptr ? nullptr : range.cte->query);
    item.shape.push_back("itself " + std::to_string(own - x_recursive.rbegin()));
  } else {
    item.calls = expressions(frame).of(range.functions);
    if (range.ordinality) item.shape.emplace_back("ordinality");
    const bool known = range.kind == RangeEntry::Kind::function && !range.functions.empty();
    if (!known) item.calls.push_back(terms.opaque());
    for (const RangeColumn& column : range.columns) {
      const bool by_name = column.value != nullptr && column.value->kind == ExprKind::field;
      item.shape.push_back((by_name ? std::string(column.value->name) + " " : "") + std::string(column.type));
    }
  }
  bind(frame, entry, item);
  into.items.push_back(std::move(item));
}

void BlockMaker::bind(Frame& frame, int entry, const Item& item) {
  const auto at = static_cast<std::size_t>(entry);
  const RangeEntry& range = frame.query->entries[at];
  const bool by_name = item.kind == Item::Kind::relation;
  TermList& columns = frame.bindings[at];
  for (std::size_t i = 0; i < range.columns.size(); ++i) {
    const bool declared = by_name && range.relation != nullptr && i < range.relation->columns.size();
    const std::string_view name = declared ? std::string_view(range.relation->columns[i].name) : range.columns[i].name;
    columns.push_back(
        item_column(item.number, by_name ? -1 : static_cast<int>(i), by_name ? name : "", range.columns[i].type));
  }
  if (range.open) frame.hidden[at].push_back(item_column(item.number, -1, "*", {}));
}

// Where a query is read: dissolved when it only selects, else an input of its own.
void BlockMaker::place(Frame& frame, int entry, Block& inner, Group& into) {
  const auto at = static_cast<std::size_t>(entry);
  const RangeEntry& range = frame.query->entries[at];
  constexpr int many = 500;
  constexpr std::size_t most_inputs = 40;  // more would make joins that are only compared slowly
  const std::size_t inputs = inner.from.items.size() + inner.from.optionals.size();
  const bool dissolve = is_plain(inner) && !inner.sealed && !range.sampled &&
                        (inputs < 2 || (x_numbers < many && inputs + into.items.size() <= most_inputs));
  if (dissolve) {
    inner.consumed = true;
    for (const BlockOutput& output : inner.outputs) frame.bindings[at].push_back(output.value);
    for (const HiddenOutputs& hidden : inner.hidden) frame.hidden[at].push_back(hidden.value);
    const auto move_all = [](auto& source, auto& target) {
      target.insert(target.end(), std::make_move_iterator(source.begin()), std::make_move_iterator(source.end()));
    };
    move_all(inner.from.items, into.items);
    move_all(inner.from.optionals, into.optionals);
    move_all(inner.from.conditions, into.conditions);
    return;
  }
  if (range.cte != nullptr) {
    const auto defined = x_owners.find(range.query);
    Frame* const owner = defined == x_owners.end() ? &frame : defined->second;
    owner->ctes[frame.order_counts ? 1 : 0].emplace(range.cte, &inner);
    for (Frame* reader = &frame; inner.correlated && reader != nullptr && reader != owner; reader = reader->around)
      reader->correlated = true;
  }
  seal(inner);
  Item item;
  item.kind = Item::Kind::derived;
  item.number = ++x_numbers;
  item.name = range.alias;
  item.block = &inner;
  item.location = range.location;
  for (std::size_t i = 0; i < inner.outputs.size(); ++i) {
    const BlockOutput& output = inner.outputs[i];
    const std::uint16_t traits = output.value != nullptr && is_rank(*output.value) ? trait::rank : std::uint16_t{0};
    frame.bindings[at].push_back(item_column(item.number, static_cast<int>(i), {}, output.type, traits));
  }
  if (!inner.hidden.empty()) frame.hidden[at].push_back(item_column(item.number, -1, "*", {}));
  into.items.push_back(std::move(item));
}

// Null when the entry is no query. `for_itself`: it may be changed by who asks; else one that is shared will do.
Block* BlockMaker::block_of(Frame& frame, const RangeEntry& entry, bool for_itself) {
  if (entry.query == nullptr || entry.self_reference) return nullptr;
  const bool queried = entry.kind == RangeEntry::Kind::subquery || entry.kind == RangeEntry::Kind::cte ||
                       entry.kind == RangeEntry::Kind::values;
  if (!queried) return nullptr;
  Frame* around = &frame;
  if (entry.cte != nullptr) {
    const auto owner = x_owners.find(entry.query);
    if (owner != x_owners.end()) around = owner->second;
    if (!for_itself) {
      Block* mine = nullptr;
      for (const bool in_order : {false, true}) {
        const auto known = around->ctes[in_order ? 1 : 0].find(entry.cte);
        if (known == around->ctes[in_order ? 1 : 0].end()) continue;
        x_drawn_twice = x_drawn_twice || known->second->fickle;
        if (in_order == frame.order_counts) mine = known->second;
      }
      if (mine != nullptr) return mine;
    }
  }
  if (entry.cte != nullptr && entry.cte->recursive) x_recursive.push_back(entry.query);
  Frame inner{entry.query, around, frame.order_counts};
  Block* const block = make(inner);
  if (entry.cte != nullptr && entry.cte->recursive) {
    x_recursive.pop_back();
    // SEARCH and CYCLE add columns and order that the branches do not show
    if (entry.cte->columns.size() > block->outputs.size()) block->doubtful = true;
  }
  if (entry.cte != nullptr && !x_read.insert(entry.cte).second && block->fickle) x_drawn_twice = true;
  return block;
}

const Term* BlockMaker::item_column(int number, int index, std::string_view name, std::string_view type,
                                    std::uint16_t traits) {
  const auto position = static_cast<std::uint64_t>(static_cast<std::uint32_t>(index));
  const Digest raw = Hasher{}.add("column").add(static_cast<std::uint64_t>(number)).add(position).add(name).digest();
  return terms.column(number, index, name, type, raw, traits);
}

const Term* BlockMaker::column(Frame& frame, const Expr& expr) {
  const ColumnRef& ref = expr.column;
  Frame* home = &frame;
  for (int level = ref.levels_up; level > 0 && home->around != nullptr; --level) {
    home->correlated = true;
    home = home->around;
  }
  const auto entry = static_cast<std::size_t>(ref.entry);
  if (ref.entry < 0 || entry >= home->query->entries.size() || ref.attribute < 0) return terms.opaque();
  const RangeEntry& range = home->query->entries[entry];
  const auto attribute = static_cast<std::size_t>(ref.attribute);
  if (range.kind == RangeEntry::Kind::join) {
    TermList& made = home->bindings[entry];
    if (made.size() < range.columns.size()) made.resize(range.columns.size());
    if (attribute >= made.size() || range.columns[attribute].value == nullptr) return terms.opaque();
    if (made[attribute] == nullptr) {
      const Term* const value = expressions(*home).of(*range.columns[attribute].value);
      home->bindings[entry][attribute] = value;
      return value;
    }
    return made[attribute];
  }
  const TermList& bound = home->bindings[entry];
  if (attribute < bound.size()) return bound[attribute];
  // a column that an open star hides
  const TermList& hidden = home->hidden[entry];
  if (attribute >= range.columns.size() || hidden.size() != 1 || !hidden[0]->is(Tag::column)) return terms.opaque();
  return item_column(hidden[0]->input, -1, range.columns[attribute].name, range.columns[attribute].type);
}

ExpressionTerms BlockMaker::expressions(Frame& frame) {
  return {terms, [this, &frame](const Expr& expr) { return column(frame, expr); },
          [this, &frame](const Expr& expr, const TermList& left) { return subquery(frame, expr, left); }};
}

}  // namespace tollgate::sql
