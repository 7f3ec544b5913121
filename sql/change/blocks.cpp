#include "sql/change/blocks.hpp"

#include <algorithm>

#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

bool contains(const TermList& list, const Term* term) {
  return std::any_of(list.begin(), list.end(), [&](const Term* other) { return other->raw == term->raw; });
}

void add_once(TermList& list, const Term* term) {
  if (!contains(list, term)) list.push_back(term);
}

bool varies(const Term& term) {
  return term.tag != Tag::constant && term.has(trait::column | trait::fickle | trait::subquery | trait::opaque |
                                               trait::aggregate | trait::window | trait::unknown_function);
}

// Whether an aggregate, a window or a cut of this query sees the order in which rows come in.
bool sees_order(const Expr& value) {
  return any_within(value, [](const Expr& part) {
    const bool unordered = (part.kind == ExprKind::aggregate && part.order.empty()) ||
                           (part.kind == ExprKind::window && part.over != nullptr && part.over->order.empty());
    return unordered && !is_order_free(part.name);
  });
}

bool sees_order(const Query& query) {
  const bool cut = query.limit != nullptr || query.offset != nullptr || (query.distinct && !query.distinct_on.empty());
  const auto sees = [](const Expr* value) { return value != nullptr && sees_order(*value); };
  return cut || sees(query.having) ||
         std::any_of(query.outputs.begin(), query.outputs.end(),
                     [&](const Output& each) { return sees(each.value); }) ||
         std::any_of(query.order_by.begin(), query.order_by.end(), [&](const SortKey& key) { return sees(key.value); });
}

}  // namespace

bool is_fickle(const Group& group) {
  const auto item = [](const Item& input) {
    return (input.block != nullptr && input.block->fickle) ||
           std::any_of(input.calls.begin(), input.calls.end(),
                       [](const Term* call) { return call->has(trait::fickle); }) ||
           std::any_of(input.sides.begin(), input.sides.end(), [](const Group& side) { return is_fickle(side); });
  };
  return std::any_of(group.items.begin(), group.items.end(), item) ||
         std::any_of(group.conditions.begin(), group.conditions.end(),
                     [](const Term* condition) { return condition->has(trait::fickle); }) ||
         std::any_of(group.optionals.begin(), group.optionals.end(),
                     [](const Optional& optional) { return is_fickle(optional.group); });
}

namespace {

bool is_fickle(const Block& block) {
  const auto drawn = [](const Term* term) { return term != nullptr && term->has(trait::fickle); };
  const auto any_drawn = [&](const TermList& list) { return std::any_of(list.begin(), list.end(), drawn); };
  return is_fickle(block.from) || any_drawn(block.keys) || any_drawn(block.having) || any_drawn(block.distinct_on) ||
         any_drawn(block.order) || drawn(block.limit) || drawn(block.offset) ||
         std::any_of(block.outputs.begin(), block.outputs.end(),
                     [](const BlockOutput& output) { return output.value->has(trait::fickle); }) ||
         std::any_of(block.branches.begin(), block.branches.end(),
                     [](const Block* branch) { return branch->fickle; }) ||
         std::any_of(block.rows.begin(), block.rows.end(), any_drawn);
}

}  // namespace

bool is_plain(const Block& block) {
  return block.kind == Block::Kind::select && !block.grouped && !block.distinct && block.distinct_on.empty() &&
         block.order.empty() && block.limit == nullptr && block.offset == nullptr && block.set_calls.empty() &&
         block.unknown_calls.empty() && !block.windows && !block.doubtful &&
         std::none_of(block.outputs.begin(), block.outputs.end(),
                      [](const BlockOutput& output) { return output.value->has(trait::fickle); });
}

Block& BlockMaker::new_block() {
  Block& block = x_blocks.emplace_back();
  block.number = static_cast<int>(x_blocks.size());
  return block;
}

const Block* BlockMaker::run() {
  const Query* const query = x_analysis.query();
  if (query == nullptr) return nullptr;
  Frame frame{query};
  Block* const block = make(frame);
  seal(*block);
  for (std::size_t i = 0; i < x_blocks.size(); ++i)  // sealing makes further blocks
    if (!x_blocks[i].consumed) seal(x_blocks[i]);
  return block;
}

Block* BlockMaker::make(Frame& frame) {
  const Query& query = *frame.query;
  Block& block = new_block();
  constexpr int most_numbers = 20'000;
  if (x_numbers > most_numbers) x_too_large = true;
  if (x_too_large) block.doubtful = true;
  for (const Cte* cte : query.ctes) x_owners[cte->query] = &frame;
  frame.bindings.resize(query.entries.size());
  frame.hidden.resize(query.entries.size());
  if (x_too_large) {
    for (const Output& output : query.outputs) block.outputs.push_back({output.name, terms.opaque(), output.type});
  } else if (query.command == Query::Command::set_operation) {
    set_operation(frame, block);
  } else if (query.command == Query::Command::values) {
    values(frame, block);
  } else if (query.command == Query::Command::select) {
    select(frame, block);
  } else {
    block.doubtful = true;
    for (const Output& output : query.outputs) block.outputs.push_back({output.name, terms.opaque(), output.type});
  }
  block.correlated = block.correlated || frame.correlated;
  block.doubtful = block.doubtful || query.locks_rows;
  block.fickle = is_fickle(block);
  return &block;
}

bool BlockMaker::doubtful() const {
  return x_too_large || x_drawn_twice || std::any_of(x_blocks.begin(), x_blocks.end(), [](const Block& block) {
           return block.doubtful && !block.consumed;
         });
}

void BlockMaker::select(Frame& frame, Block& block) {
  const Query& query = *frame.query;
  frame.order_counts = sees_order(query) || (frame.read_in_order && query.order_by.empty());
  if (query.from.size() == 1 && query.from.front()->leaf()) {
    const int entry = query.from.front()->entry;
    const RangeEntry& range = query.entries[static_cast<std::size_t>(entry)];
    if (Block* const inner = block_of(frame, range, may_wrap(query))) {
      if (wrap(frame, block, *inner)) return;
      place(frame, entry, *inner, block.from);
    } else {
      leaf(frame, entry, block.from);
    }
  } else {
    from(frame, block);
  }
  add_condition(frame, query.where, block.from.conditions);
  outputs(frame, block);
  group(frame, block);
  distinct(frame, block);
  order_and_limit(frame, block);
}

void BlockMaker::group(Frame& frame, Block& block) {
  const Query& query = *frame.query;
  block.grouped = query.aggregated || query.group.present;
  if (query.group.sets) {
    block.sets = query.group.sets_text;
    block.keys = expressions(frame).of(query.group.keys);
  } else {
    for (const Term* key : expressions(frame).of(query.group.keys)) add_once(block.keys, key);
    const bool any_varies =
        std::any_of(block.keys.begin(), block.keys.end(), [](const Term* key) { return varies(*key); });
    const auto constant = [&](const Term* key) { return any_varies && !varies(*key); };
    block.keys.erase(std::remove_if(block.keys.begin(), block.keys.end(), constant), block.keys.end());
  }
  add_condition(frame, query.having, block.having);
}

void BlockMaker::outputs(Frame& frame, Block& block) {
  const Query& query = *frame.query;
  ExpressionTerms make_term = expressions(frame);
  for (const Output& output : query.outputs)
    block.outputs.push_back(
        {output.name, output.value == nullptr ? terms.opaque() : make_term.of(*output.value), output.type});
  for (const OpenStar& star : query.open_stars) {
    const auto entry = static_cast<std::size_t>(star.entry);
    if (star.entry < 0 || entry >= frame.hidden.size()) continue;
    if (frame.hidden[entry].empty()) block.hidden.push_back({star.before, terms.opaque()});
    for (const Term* value : frame.hidden[entry]) block.hidden.push_back({star.before, value});
  }
  note_set_calls(block);
}

void BlockMaker::note_set_calls(Block& block) {
  for (const BlockOutput& output : block.outputs) {
    block.windows = block.windows || output.value->has(trait::window);
    if (!output.value->has(trait::set_returning | trait::unknown_function)) continue;
    visit_terms(*output.value, [&](const Term& term) {
      if (term.own_set) add_once(block.set_calls, &term);
      if (term.own_unknown) add_once(block.unknown_calls, &term);
    });
  }
}

void BlockMaker::distinct(Frame& frame, Block& block) {
  const Query& query = *frame.query;
  if (!query.distinct) return;
  if (!query.distinct_on.empty()) {
    for (const Term* key : expressions(frame).of(query.distinct_on)) add_once(block.distinct_on, key);
    return;
  }
  TermList values;
  for (const BlockOutput& output : block.outputs) add_once(values, output.value);
  for (const HiddenOutputs& hidden : block.hidden) add_once(values, hidden.value);
  const auto listed = [&](const Term* key) { return contains(values, key); };
  if (block.grouped) {  // rows of a full group key are distinct already
    const bool told_apart = block.sets.empty() && std::all_of(block.keys.begin(), block.keys.end(), listed);
    block.distinct = !told_apart || !block.set_calls.empty() || !block.unknown_calls.empty();
    return;
  }
  const auto fickle = [](const Term* value) { return value->has(trait::fickle | trait::window); };
  const bool groups = block.set_calls.empty() && block.unknown_calls.empty() &&
                      std::none_of(values.begin(), values.end(), fickle) && !values.empty();
  if (!groups) {
    block.distinct = true;
    return;
  }
  const bool any_varies = std::any_of(values.begin(), values.end(), [](const Term* value) { return varies(*value); });
  for (const Term* value : values)
    if (!any_varies || varies(*value)) block.keys.push_back(value);
  block.grouped = true;
}

void BlockMaker::order_and_limit(Frame& frame, Block& block) {
  const Query& query = *frame.query;
  ExpressionTerms make_term = expressions(frame);
  const auto is_all = [](const Term* term) { return term->is_constant("null"); };
  if (query.limit != nullptr) block.limit = make_term.of(*query.limit);
  if (block.limit != nullptr && is_all(block.limit)) block.limit = nullptr;
  if (query.offset != nullptr) block.offset = make_term.of(*query.offset);
  if (block.offset != nullptr && (is_all(block.offset) || block.offset->is_constant("0"))) block.offset = nullptr;
  block.with_ties = query.with_ties && block.limit != nullptr;
  const bool cut = block.limit != nullptr || block.offset != nullptr || !block.distinct_on.empty();
  if (!cut && !frame.read_in_order) return;
  TermList by;
  if (query.command == Query::Command::set_operation) {
    for (std::size_t i = 0; i < query.order_outputs.size() && i < query.order_by.size(); ++i) {
      const int output = query.order_outputs[i];
      const Term* const value = output < 0 ? terms.opaque() : item_column(0, output, {}, {});
      const SortKey& key = query.order_by[i];
      by.push_back(terms.sort_key(value, key.descending, key.nulls_first, key.using_operator));
    }
  } else {
    by = make_term.of(std::span<const SortKey>(query.order_by));
  }
  // Which row of each key is kept does not depend on the order of the keys; which keys come first does.
  const bool keys_in_order = block.limit != nullptr || block.offset != nullptr || frame.read_in_order;
  TermList seen = keys_in_order ? TermList() : block.distinct_on;
  for (const Term* key : by) {
    const Term* const value = key->kids[0];
    if (!varies(*value) || contains(seen, value)) continue;
    seen.push_back(value);
    block.order.push_back(key);
  }
}

void BlockMaker::set_operation(Frame& frame, Block& block) {
  const Query& query = *frame.query;
  block.kind = Block::Kind::set_operation;
  block.set_operator = query.set_operator;
  block.all = query.all;
  block.recursive = !x_recursive.empty() && x_recursive.back() == &query;
  add_branches(frame, *query.left, block);
  add_branches(frame, *query.right, block);
  for (const Output& output : query.outputs) block.outputs.push_back({output.name, terms.opaque(), output.type});
  for (std::size_t i = 0; i < block.outputs.size(); ++i)
    block.outputs[i].value = item_column(0, static_cast<int>(i), {}, block.outputs[i].type);
  for (const Block* branch : block.branches) {
    block.doubtful = block.doubtful || !branch->hidden.empty() || branch->outputs.size() != block.outputs.size();
    block.correlated = block.correlated || branch->correlated;
  }
  order_and_limit(frame, block);
}

// A UNION ALL within a UNION [ALL] is one list of branches; so is INTERSECT within INTERSECT.
void BlockMaker::add_branches(Frame& frame, const Query& query, Block& block) {
  Frame inner{&query, &frame};  // order within a branch is lost
  Block* const branch = make(inner);
  const bool mergeable = branch->kind == Block::Kind::set_operation && branch->set_operator == block.set_operator &&
                         block.set_operator != SetOperator::except && !branch->recursive && !block.recursive &&
                         branch->limit == nullptr && branch->offset == nullptr && !branch->doubtful &&
                         (branch->all == block.all || (branch->all && block.set_operator == SetOperator::union_));
  if (!mergeable) {
    block.branches.push_back(branch);
    return;
  }
  block.branches.insert(block.branches.end(), branch->branches.begin(), branch->branches.end());
  block.correlated = block.correlated || branch->correlated;
  branch->consumed = true;
}

void BlockMaker::values(Frame& frame, Block& block) {
  const Query& query = *frame.query;
  block.kind = Block::Kind::values;
  for (const Exprs& row : query.rows) block.rows.push_back(expressions(frame).of(row));
  for (std::size_t i = 0; i < query.outputs.size(); ++i) {
    const Output& output = query.outputs[i];
    block.outputs.push_back({output.name, item_column(0, static_cast<int>(i), {}, output.type), output.type});
  }
  order_and_limit(frame, block);
}

}  // namespace tollgate::sql
