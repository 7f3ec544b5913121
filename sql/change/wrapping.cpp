// `select … from (query) q` where the query can't be dissolved: it becomes the query itself with other outputs.
#include <algorithm>

#include "sql/change/blocks.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

bool calls_window(const Expr& value) {
  return any_within(value, [](const Expr& part) {
    return part.kind == ExprKind::window || (part.kind == ExprKind::function && !part.known);
  });
}

bool calls_windows(const Query& query) {
  return std::any_of(query.outputs.begin(), query.outputs.end(),
                     [](const Output& output) { return output.value != nullptr && calls_window(*output.value); });
}

// All columns of the only input, in order, as they are.
bool hands_on(const Query& query, const Block& inner) {
  if (query.outputs.size() != inner.outputs.size()) return false;
  const int entry = query.from.front()->entry;
  for (std::size_t i = 0; i < query.outputs.size(); ++i) {
    const Expr* const value = query.outputs[i].value;
    if (value == nullptr || value->kind != ExprKind::column) return false;
    const ColumnRef wanted{0, entry, static_cast<int>(i)};
    if (!(value->column == wanted)) return false;
  }
  return inner.hidden.size() == query.open_stars.size();
}

}  // namespace

bool BlockMaker::may_wrap(const Query& query) const {
  constexpr int many = 500;  // from here on blocks that are read twice are shared, not made again
  return x_numbers < many && !query.aggregated && !query.group.present && query.distinct_on.empty() &&
         !query.returns_sets && !query.locks_rows;
}

bool BlockMaker::can_wrap(const Query& query, const Block& inner) const {
  if (!may_wrap(query) || inner.doubtful) return false;
  const bool cuts = query.limit != nullptr || query.offset != nullptr;
  const bool is_cut =
      inner.limit != nullptr || inner.offset != nullptr || !inner.distinct_on.empty() || !inner.order.empty();
  if (cuts && is_cut) return false;
  const bool filters = query.where != nullptr;
  if (query.distinct) {  // SELECT DISTINCT over a UNION ALL is a UNION
    const bool united = inner.kind == Block::Kind::set_operation && inner.set_operator == SetOperator::union_;
    return united && !inner.recursive && !is_cut && !cuts && !filters && hands_on(query, inner);
  }
  const bool select = inner.kind == Block::Kind::select;
  if (!select || !inner.set_calls.empty() || !inner.unknown_calls.empty() || inner.distinct)
    return !filters && !cuts && hands_on(query, inner);
  if (is_cut || inner.windows) return !filters && !calls_windows(query);
  return inner.grouped && !(query.returns_sets);
}

bool BlockMaker::wrap(Frame& frame, Block& block, Block& inner) {
  const Query& query = *frame.query;
  if (is_plain(inner) || inner.sealed || !can_wrap(query, inner)) return false;
  const int entry = query.from.front()->entry;
  const auto at = static_cast<std::size_t>(entry);
  const int number = block.number;
  block = inner;
  block.number = number;
  inner.consumed = true;
  for (const BlockOutput& output : inner.outputs) frame.bindings[at].push_back(output.value);
  for (const HiddenOutputs& hidden : inner.hidden) frame.hidden[at].push_back(hidden.value);
  block.outputs.clear();
  block.hidden.clear();
  block.set_calls.clear();
  block.unknown_calls.clear();
  if (query.distinct) block.all = false;
  add_condition(frame, query.where, block.having);
  outputs(frame, block);
  if (block.limit == nullptr && block.offset == nullptr && block.distinct_on.empty() && block.order.empty() &&
      block.kind == Block::Kind::select)
    order_and_limit(frame, block);
  return true;
}

}  // namespace tollgate::sql
