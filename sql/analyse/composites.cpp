// Fields of rows (parse_func.c: ParseComplexProjection; parse_target.c: expandRecordVariable): a row that was built in
// a sub-query is followed to where it was built.
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

constexpr int deepest_chase = 100;

// "a text, b numeric(10,2)": names and types.
template <typename Add>
void split_columns(std::string_view list, const Add& add) {
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && list[i] == '(') ++depth;
    if (i < list.size() && list[i] == ')') --depth;
    if (i < list.size() && (list[i] != ',' || depth > 0)) continue;
    std::string_view item = list.substr(start, i - start);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    start = i + 1;
    if (item.empty()) continue;
    std::size_t space = item.find(' ');
    if (item.front() == '"') space = item.find(' ', item.find('"', 1));
    std::string_view name = item.substr(0, space);
    if (name.size() > 1 && name.front() == '"') name = name.substr(1, name.size() - 2);
    add(name, space == std::string_view::npos ? std::string_view() : item.substr(space + 1));
  }
}

}  // namespace

// A relation is also a type of its rows.
const KnownRelation* Analyser::composite(std::string_view type) const {
  if (type.empty() || type == "record" || type == "unknown") return nullptr;
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= type.size();) {
    const std::size_t dot = std::min(type.find('.', start), type.size());
    parts.push_back(type.substr(start, dot - start));
    start = dot + 1;
  }
  if (parts.size() > 3 || (parts.size() == 1 && is_builtin_type(type))) return nullptr;
  return x_schema.find(parts);
}

std::optional<std::vector<Analyser::FieldInfo>> Analyser::fields_of_type(std::string_view type) {
  const KnownRelation* const relation = composite(type);
  if (relation == nullptr || relation->open) return std::nullopt;
  std::vector<FieldInfo> fields;
  for (const KnownColumn& column : relation->columns) fields.push_back({column.name, canonical_type(column.type)});
  return fields;
}

// Of a call that returns rows: what its OUT columns are, or the fields of its type.
std::optional<std::vector<Analyser::FieldInfo>> Analyser::fields_of_call(const Expr& value) {
  if (value.kind == ExprKind::function) {
    if (const FunctionSignature* signature = signature_of(value);
        signature != nullptr && !signature->out_columns.empty()) {
      std::vector<FieldInfo> fields;
      split_columns(signature->out_columns, [&](std::string_view name, std::string_view type) {
        fields.push_back({name, type});
      });
      return fields;
    }
  }
  return fields_of_type(value.type);
}

std::optional<std::vector<Analyser::FieldInfo>> Analyser::fields_of_output(const Query& query, std::size_t output,
                                                                           int depth) {
  const Query* at = &query;
  while (at->command == Query::Command::set_operation && at->left != nullptr) at = at->left;
  if (at->command == Query::Command::values) {
    if (at->rows.empty() || output >= at->rows.front().size()) return std::nullopt;
    return fields_of(*at, *at->rows.front()[output], depth + 1);
  }
  if (output >= at->outputs.size() || at->outputs[output].value == nullptr) return std::nullopt;
  return fields_of(*at, *at->outputs[output].value, depth + 1);
}

std::optional<std::vector<Analyser::FieldInfo>> Analyser::fields_of_column(const Query& query, const ColumnRef& ref,
                                                                           int depth) {
  const Query* const owner = outward(query, ref.levels_up);
  const RangeEntry* const entry = owner == nullptr ? nullptr : entry_of(*owner, ref);
  if (entry == nullptr) return std::nullopt;
  const auto attribute = static_cast<std::size_t>(ref.attribute);
  switch (entry->kind) {
    case RangeEntry::Kind::subquery:
    case RangeEntry::Kind::values:
    case RangeEntry::Kind::cte:
      if (entry->query == nullptr) return std::nullopt;
      return fields_of_output(*entry->query, attribute, depth);
    case RangeEntry::Kind::join:
      if (entry->columns[attribute].value == nullptr) return std::nullopt;
      return fields_of(*owner, *entry->columns[attribute].value, depth + 1);
    default:
      return std::nullopt;
  }
}

std::optional<std::vector<Analyser::FieldInfo>> Analyser::fields_of(const Query& query, const Expr& value, int depth) {
  if (depth > deepest_chase) return std::nullopt;
  std::vector<FieldInfo> fields;
  switch (value.kind) {
    case ExprKind::whole_row:
      for (const Expr* arg : value.args) fields.push_back({arg->name, arg->type});
      return fields;
    case ExprKind::row:
      for (std::size_t i = 0; i < value.args.size(); ++i) {
        fields.push_back({x_store.keep(fmt::format("f{}", i + 1)), value.args[i]->type});
      }
      return fields;
    case ExprKind::column:
      if (auto typed = fields_of_type(value.type)) return typed;
      return fields_of_column(query, value.column, depth);
    case ExprKind::function:
      return fields_of_call(value);
    default:
      return fields_of_type(value.type);
  }
}

const Expr* Analyser::field_at(const Expr& value, std::size_t index, const FieldInfo& info, int location) {
  if (value.kind == ExprKind::whole_row && index < value.args.size()) return value.args[index];
  Expr& expr = make(ExprKind::field, location);
  expr.name = info.name;
  expr.type = info.type;
  expr.args = keep({&value});
  expr.column.attribute = static_cast<int>(index);
  return &expr;
}

// (value).name
const Expr* Analyser::field(const Expr& value, std::string_view name, int location) {
  if (value.kind == ExprKind::whole_row) {
    const Expr* found = nullptr;
    for (const Expr* arg : value.args) {
      if (arg->name != name) continue;
      if (found != nullptr) {
        problem(ProblemKind::ambiguous_column, name, location,
                fmt::format("column reference \"{}\" is ambiguous", name));
        return unresolved(location, name);
      }
      found = arg;
    }
    if (found != nullptr) return found;
  }
  const auto fields = fields_of(*x_scope->query, value);
  for (std::size_t i = 0; fields && i < fields->size(); ++i) {
    if ((*fields)[i].name == name) return field_at(value, i, (*fields)[i], location);
  }
  const bool row = fields || value.type == "record" || value.kind == ExprKind::whole_row;
  if (const Expr* const call = call_on_row(name, value, row, location)) return call;
  Expr& expr = make(ExprKind::field, location);
  expr.name = name;
  expr.args = keep({&value});
  expr.column.attribute = -1;
  if (value.kind == ExprKind::unresolved) return &expr;
  const bool scalar = !row && is_builtin_type(value.type);
  if (!fields && !scalar && value.type != "record") return &expr;
  Problem& found = problem(
      ProblemKind::unknown_column, name, location,
      scalar ? fmt::format("column notation .{} applied to type {}, which is not a composite type", name, value.type)
             : fmt::format("column \"{}\" not found in data type {}", name, value.type));
  if (fields) {
    for (const FieldInfo& info : *fields) found.in_scope.emplace_back(info.name);
  }
  expr.kind = ExprKind::unresolved;
  return &expr;
}

}  // namespace tollgate::sql
