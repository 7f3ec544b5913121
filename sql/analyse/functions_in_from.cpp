// Functions in FROM, XMLTABLE and JSON_TABLE (parse_clause.c: transformRangeFunction, transformRangeTableFunc;
// parse_relation.c: addRangeTableEntryForFunction). They are always lateral.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {
namespace {

// unnest(a, b) in FROM is ROWS FROM (unnest(a), unnest(b)).
bool is_wide_unnest(const Node& node) {
  if (!node.is(Kind::FuncCall) || node.list(Key::args).size() < 2) return false;
  const Nodes name = node.list(Key::funcname);
  return name.size() == 1 && string_of(*name.front()) == "unnest" && !node.flag(Key::func_variadic) &&
         !node.flag(Key::agg_distinct) && node.node(Key::over) == nullptr && node.node(Key::agg_filter) == nullptr;
}

// The columns defined for it take what has their name; of other functions, what stands at their position.
bool reads_by_name(const Expr& call) {
  constexpr std::array<std::string_view, 4> names{"json_to_record", "json_to_recordset", "jsonb_to_record",
                                                  "jsonb_to_recordset"};
  return call.kind == ExprKind::function && std::find(names.begin(), names.end(), call.name) != names.end();
}

}  // namespace

Analyser::ExprList Analyser::calls_of(const Node& item) {
  if (!is_wide_unnest(item)) return {expression(item)};
  ExprList calls;
  for (const Node* arg : item.list(Key::args)) {
    Expr& one = make(ExprKind::function, item.location());
    one.name = "unnest";
    one.set_returning = true;
    one.args = keep({expression(*arg)});
    one.type = call_type(one);
    calls.push_back(&one);
  }
  return calls;
}

// CheckAttributeNamesTypes; addRangeTableEntryForFunction.
void Analyser::check_definitions(const Node& node, Nodes definitions, const Expr& call) {
  if (definitions.empty()) return;
  const auto name_taken = [&](std::size_t at) {
    return std::any_of(
        definitions.begin(), definitions.begin() + static_cast<std::ptrdiff_t>(at),
        [&](const Node* other) { return other->text(Key::colname) == definitions[at]->text(Key::colname); });
  };
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (!name_taken(i)) continue;
    const std::string_view name = definitions[i]->text(Key::colname);
    refuse(definitions[i]->location(), fmt::format("column name \"{}\" specified more than once", name));
  }
  const bool of_the_server = call.kind == ExprKind::function && call.known && !is_declared(call.name);
  if (of_the_server && call.type != "record" && is_builtin_type(call.type)) {
    refuse(call.location, "a column definition list is only allowed for functions returning \"record\"");
  }
  if (node.flag(Key::ordinality) && !node.list(Key::coldeflist).empty()) {
    refuse(call.location, "WITH ORDINALITY cannot be used with a column definition list");
  }
}

void Analyser::add_definitions(Nodes definitions, const Expr* call, RangeEntry& entry) {
  const bool by_name = reads_by_name(*call);
  for (const Node* definition : definitions) {
    const Node* const type_node = definition->node(Key::typeName);
    const std::string_view name = definition->text(Key::colname);
    const std::string_view type = type_node == nullptr ? std::string_view() : type_name(*type_node);
    const Expr* const value = by_name ? simple(ExprKind::field, definition->location(), name, {call}, type) : call;
    entry.columns.own().push_back({name, type, value});
  }
}

void Analyser::add_function_columns(const Node* call_node, const Expr* call, Nodes definitions, RangeEntry& entry,
                                    std::string_view only_alias) {
  if (!definitions.empty()) return add_definitions(definitions, call, entry);
  if (call->kind == ExprKind::column || call->kind == ExprKind::constant || call->kind == ExprKind::unresolved) {
    entry.columns.own().push_back({only_alias.empty() ? std::string_view("column") : only_alias, call->type, call});
    return;
  }
  if (const auto fields = fields_of_call(*call)) {
    const bool one = fields->size() == 1;
    for (const FieldInfo& field : *fields) {
      // A single OUT parameter gives its name to the column, whatever the alias.
      entry.columns.own().push_back({one && field.name.empty() ? only_alias : field.name, field.type, call});
    }
    return;
  }
  if (call->kind == ExprKind::function && !call->known) {
    // It may return a row of any shape; the first column takes the alias if it returns one value.
    entry.open = true;
    return;
  }
  if (call->type == "record" && call->kind == ExprKind::function) {
    if (call->known && !is_declared(call->name)) {
      refuse(call->location, "a column definition list is required for functions returning \"record\"");
    }
    entry.open = true;
    return;
  }
  std::string_view name = only_alias;
  if (name.empty() && call_node != nullptr) name = output_name(*call_node);
  entry.columns.own().push_back({name, call->type, call});
}

Analyser::FromItem Analyser::function_item(const Node& node) {
  const Held<bool> lateral(x_scope->lateral_active, true);
  const Held<Clause> clause(x_scope->clause, Clause::from_function);
  RangeEntry entry;
  entry.kind = RangeEntry::Kind::function;
  entry.lateral = true;
  const Node* const alias = node.node(Key::alias);
  const Nodes items = node.list(Key::functions);
  ExprList calls;
  for (const Node* item : items) {
    const Nodes cells = item->list(Key::items);
    if (cells.empty()) continue;
    const Node& call_node = *cells.front();
    const ExprList made = calls_of(call_node);
    Nodes definitions = cells.size() > 1 && cells[1]->is(Kind::List) ? cells[1]->list(Key::items) : Nodes();
    if (items.size() == 1 && made.size() == 1 && !node.list(Key::coldeflist).empty()) {
      definitions = node.list(Key::coldeflist);
    }
    const bool only = items.size() == 1 && made.size() == 1 && alias != nullptr;
    for (const Expr* call : made) {
      check_definitions(node, definitions, *call);
      add_function_columns(&call_node, call, definitions, entry, only ? alias->text(Key::aliasname) : "");
      calls.push_back(call);
    }
    if (entry.location < 0) entry.location = call_node.location();
    if (entry.alias.empty()) entry.alias = output_name(call_node);
  }
  entry.functions = keep(calls);
  entry.ordinality = node.flag(Key::ordinality);
  if (entry.ordinality) entry.columns.own().push_back({"ordinality", "bigint", nullptr});
  const bool was_open = entry.open;
  apply_alias(entry, alias);
  if (was_open && alias != nullptr && !alias->list(Key::colnames).empty()) {
    // The alias list names all columns of an unknown function that people care for.
    for (RangeColumn& column : entry.columns.own()) {
      if (column.value == nullptr && !calls.empty() && column.name != "ordinality") column.value = calls.front();
    }
    entry.open = false;
  } else if (was_open && entry.columns.empty() && !calls.empty()) {
    entry.columns.own().push_back({entry.alias, {}, calls.front()});
  }
  const int added = add_entry(std::move(entry));
  if (was_open) x_scope->widths.back() = x_scope->query->entries.back().columns.size();
  return leaf(added);
}

Analyser::FromItem Analyser::table_function_item(const Node& node) {
  const Held<bool> lateral(x_scope->lateral_active, true);
  const Held<Clause> clause(x_scope->clause, Clause::from_function);
  const bool json = node.is(Kind::JsonTable);
  RangeEntry entry;
  entry.kind = RangeEntry::Kind::table_function;
  entry.lateral = true;
  entry.location = node.location();
  entry.alias = json ? "json_table" : "xmltable";
  const ExprList args = json ? json_table_inputs(node) : xml_table_inputs(node);
  entry.functions = keep(args);
  if (json) {
    const Expr* const value = simple(ExprKind::other, node.location(), entry.alias, args, {});
    json_table_columns(node.list(Key::columns), value, entry);
  } else {
    xml_table_columns(node.list(Key::columns), args, entry);
  }
  apply_alias(entry, node.node(Key::alias));
  return leaf(add_entry(std::move(entry)));
}

Analyser::ExprList Analyser::xml_table_inputs(const Node& node) {
  ExprList args;
  for (const Key key : {Key::docexpr, Key::rowexpr}) {
    if (const Node* arg = node.node(key)) args.push_back(expression(*arg));
  }
  for (const Node* space : node.list(Key::namespaces)) {
    if (const Node* value = space->node(Key::val)) args.push_back(expression(*value));
  }
  return args;
}

void Analyser::xml_table_columns(Nodes columns, const ExprList& args, RangeEntry& entry) {
  for (const Node* column : columns) {
    const Node* const type = column->node(Key::typeName);
    ExprList inputs = args;
    for (const Key key : {Key::colexpr, Key::coldefexpr}) {
      if (const Node* input = column->node(key)) inputs.push_back(expression(*input));
    }
    const std::string_view result = type == nullptr ? std::string_view("integer") : type_name(*type);
    const Expr* const value = simple(ExprKind::other, column->location(), "xmltable", inputs, result);
    const std::string_view name = column->text(Key::colname);
    const bool taken = std::any_of(entry.columns.begin(), entry.columns.end(),
                                   [&](const RangeColumn& other) { return other.name == name; });
    if (taken) refuse(column->location(), fmt::format("column name \"{}\" is not unique", name));
    entry.columns.own().push_back({name, result, value});
  }
}

Analyser::ExprList Analyser::json_table_inputs(const Node& node) {
  ExprList args;
  if (const Node* context = node.node(Key::context_item)) collect_operands(*context, args);
  for (const Node* passed : node.list(Key::passing)) collect_operands(*passed, args);
  return args;
}

void Analyser::json_table_columns(Nodes columns, const Expr* value, RangeEntry& entry) {
  for (const Node* column : columns) {
    const std::string_view type = column->text(Key::coltype);
    if (type == "JTC_NESTED") {
      json_table_columns(column->list(Key::columns), value, entry);
      continue;
    }
    const Node* const declared = column->node(Key::typeName);
    const bool counts = type == "JTC_FOR_ORDINALITY";
    entry.columns.own().push_back(
        {column->text(Key::name),
         declared == nullptr ? std::string_view(counts ? "integer" : "") : type_name(*declared), value});
  }
}

}  // namespace tollgate::sql
