// GROUP BY with grouping sets, and windows (parse_clause.c: transformGroupClause, transformWindowDefinitions).
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

bool is_implicit_row(const Node& node) {
  return node.is(Kind::RowExpr) && node.text(Key::row_format) == "COERCE_IMPLICIT_CAST";
}

}  // namespace

void Analyser::group_clause(const Node& node) {
  const Nodes items = node.list(Key::groupClause);
  if (items.empty()) return;
  Grouping& group = x_scope->query->group;
  group.present = true;
  ExprList keys;
  std::vector<std::string> shapes;
  for (const Node* item : items) {
    group.sets = group.sets || item->is(Kind::GroupingSet);
    if (group.location < 0) group.location = item->location();
    std::string shape;
    group_item(*item, keys, shape);
    shapes.push_back(std::move(shape));
  }
  if (group.location < 0 && !keys.empty()) group.location = keys.front()->location;
  group.keys = keep(keys);
  const std::string_view distinct = node.flag(Key::groupDistinct) ? "distinct " : "";
  if (group.sets) group.sets_text = x_store.keep(fmt::format("{}{}", distinct, fmt::join(shapes, ",")));
  for (const Expr* key : keys) {
    bool aggregate = false;
    bool window = false;
    for_each_within(*key, [&](const Expr& value) {
      aggregate = aggregate || value.kind == ExprKind::aggregate;
      window = window || value.kind == ExprKind::window;
      if (value.kind == ExprKind::grouping) {
        refuse(value.location, "grouping operations are not allowed in GROUP BY");
      }
      return true;
    });
    if (aggregate) refuse(key->location, "aggregate functions are not allowed in GROUP BY");
    if (window) refuse(key->location, "window functions are not allowed in GROUP BY");
  }
}

int Analyser::group_key(const Node& item, ExprList& keys) {
  const Expr* const key = ordinal_or_name(item, Clause::group_by, "GROUP BY");
  if (key == nullptr) {
    x_scope->group_refused = true;
    return -1;
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (same(*x_scope->query, keys[i], key)) return static_cast<int>(i);
  }
  keys.push_back(key);
  return static_cast<int>(keys.size()) - 1;
}

// (a, b) stands for its fields.
void Analyser::group_item(const Node& item, ExprList& keys, std::string& shape) {
  if (item.is(Kind::GroupingSet)) return grouping_set(item, keys, shape);
  if (!is_implicit_row(item)) {
    shape += fmt::format("{}", group_key(item, keys));
    return;
  }
  shape += '(';
  bool first = true;
  for (const Node* field : item.list(Key::args)) {
    if (!first) shape += ',';
    first = false;
    group_item(*field, keys, shape);
  }
  shape += ')';
}

void Analyser::grouping_set(const Node& item, ExprList& keys, std::string& shape) {
  const std::string_view kind = item.text(Key::kind);
  shape += kind == "GROUPING_SET_ROLLUP" ? "rollup(" : kind == "GROUPING_SET_CUBE" ? "cube(" : "";
  shape += kind == "GROUPING_SET_SETS" ? "sets(" : kind == "GROUPING_SET_EMPTY" ? "(" : "";
  bool first = true;
  for (const Node* inner : item.list(Key::content)) {
    if (!first) shape += ',';
    first = false;
    group_item(*inner, keys, shape);
  }
  if (kind != "GROUPING_SET_SIMPLE") shape += ')';
}

Kept<SortKey> Analyser::sort_keys(Nodes items) {
  std::vector<SortKey> keys;
  for (const Node* item : items) {
    if (const Node* node = item->node(Key::node)) keys.push_back(sort_key(*item, expression(*node)));
  }
  return x_store.keep_list<SortKey>(keys);
}

void Analyser::window_clause(Nodes definitions) {
  for (const Node* definition : definitions) {
    const std::string_view name = definition->text(Key::name);
    const bool taken =
        std::any_of(x_windows->begin(), x_windows->end(), [&](const auto& w) { return w.first == name; });
    if (taken) refuse(definition->location(), fmt::format("window \"{}\" is already defined", name));
    const WindowSpec* const spec = window(*definition, true);
    x_windows->emplace_back(name, spec);
    x_scope->query->windows.push_back(spec);
  }
}

const WindowSpec* Analyser::named_window(std::string_view name, int location) {
  for (const auto& [known, spec] : x_windows == nullptr ? NamedWindows() : *x_windows) {
    if (known == name) return spec;
  }
  refuse(location, fmt::format("window \"{}\" does not exist", name));
  return nullptr;
}

// transformWindowDefinitions: a frame that counts in values or peers needs an order to count along.
void Analyser::check_frame(const WindowSpec& spec) {
  constexpr std::int64_t in_range = 0x02, in_groups = 0x08, start_offset = 0x2800, end_offset = 0x5000;
  const bool offset = (spec.frame_options & (start_offset | end_offset)) != 0;
  if ((spec.frame_options & in_range) != 0 && offset && spec.order.size() != 1) {
    refuse(spec.location, "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column");
  }
  if ((spec.frame_options & in_groups) != 0 && spec.order.empty()) {
    refuse(spec.location, "GROUPS mode requires an ORDER BY clause");
  }
}

// WINDOW w2 AS (w1 …), OVER (w1 …)
void Analyser::inherit(WindowSpec& spec, std::string_view base) {
  const WindowSpec* const known = named_window(base, spec.location);
  if (known == nullptr) return;
  constexpr std::int64_t default_frame = 1058;
  if (!spec.partition.empty()) {
    refuse(spec.location, fmt::format("cannot override PARTITION BY clause of window \"{}\"", base));
  }
  if (!spec.order.empty() && !known->order.empty()) {
    refuse(spec.location, fmt::format("cannot override ORDER BY clause of window \"{}\"", base));
  }
  if (known->frame_options != default_frame) {
    refuse(spec.location, fmt::format("cannot copy window \"{}\" because it has a frame clause", base));
  }
  spec.partition = known->partition;
  if (spec.order.empty()) spec.order = known->order;
  if (spec.name.empty()) spec.name = base;
}

const WindowSpec* Analyser::window(const Node& definition, bool named) {
  WindowSpec spec;
  spec.location = definition.location();
  spec.frame_options = definition.number(Key::frameOptions);
  if (!named && !definition.text(Key::name).empty()) {
    // OVER w: the window itself, frame and all.
    if (const WindowSpec* known = named_window(definition.text(Key::name), spec.location)) return known;
    return &x_store.make(spec);
  }
  if (named) spec.name = definition.text(Key::name);
  const Held<Clause> held(x_scope->clause, Clause::window);
  ExprList partition;
  for (const Node* key : definition.list(Key::partitionClause)) partition.push_back(expression(*key));
  spec.partition = keep(partition);
  spec.order = sort_keys(definition.list(Key::orderClause));
  spec.start = expression_or_null(definition.node(Key::startOffset));
  spec.end = expression_or_null(definition.node(Key::endOffset));
  for (const Expr* bound : {spec.start, spec.end}) {
    if (bound == nullptr) continue;
    for_each_within(*bound, [&](const Expr& value) {
      if (value.kind == ExprKind::column && value.column.levels_up == 0) {
        refuse(value.location, "the bounds of a window frame must not contain variables");
      }
      return true;
    });
  }
  if (const std::string_view base = definition.text(Key::refname); !base.empty()) inherit(spec, base);
  check_frame(spec);
  return &x_store.make(spec);
}

}  // namespace tollgate::sql
