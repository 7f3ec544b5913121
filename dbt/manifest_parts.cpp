#include <algorithm>
#include <array>
#include <utility>

#include "dbt/fields.hpp"
#include "dbt/manifest.hpp"

namespace tollgate::dbt {

namespace {

struct ConstraintDraft {
  Constraint constraint;
  std::string to;
  std::vector<std::string> to_columns;
};

constexpr auto constraint_fields = std::to_array<Field<ConstraintDraft>>({
    {"type", [](const JsonValue& value, ConstraintDraft& to) { to.constraint.type = value.text(); }},
    {"expression", [](const JsonValue& value, ConstraintDraft& to) { to.constraint.expression = value.text(); }},
    {"columns", [](const JsonValue& value, ConstraintDraft& to) { to.constraint.columns = value.texts(); }},
    {"to", [](const JsonValue& value, ConstraintDraft& to) { to.to = value.text(); }},
    {"to_columns", [](const JsonValue& value, ConstraintDraft& to) { to.to_columns = value.texts(); }},
});

Constraint finish(ConstraintDraft draft) {
  if (draft.constraint.expression.empty() && !draft.to.empty()) {
    std::string columns;
    for (const std::string& column : draft.to_columns) columns += (columns.empty() ? "" : ", ") + column;
    draft.constraint.expression = draft.to + " (" + columns + ")";
  }
  return std::move(draft.constraint);
}

void read_column_config(const JsonValue& value, Column& column) {
  value.each_field([&](std::string_view key, const JsonValue& member) {
    if (key == "tags") merge_tags(column.tags, member);
    if (key == "meta") merge_meta(column.meta, member);
  });
}

constexpr auto column_fields = std::to_array<Field<Column>>({
    {"name", [](const JsonValue& value, Column& to) { to.name = value.text(); }},
    {"description", [](const JsonValue& value, Column& to) { to.description = value.long_text(); }},
    {"meta",
     [](const JsonValue& value, Column& to) {
       Meta meta = read_meta(value);
       to.meta.merge(meta);  // config.meta, when it was read before, stays on top
     }},
    {"data_type", [](const JsonValue& value, Column& to) { to.data_type = value.text(); }},
    {"constraints", [](const JsonValue& value, Column& to) { to.constraints = read_constraints(value); }},
    {"config", read_column_config},
    {"tags", [](const JsonValue& value, Column& to) { merge_tags(to.tags, value); }},
});

}  // namespace

Meta read_meta(const JsonValue& object) {
  Meta meta;
  merge_meta(meta, object);
  return meta;
}

void merge_meta(Meta& into, const JsonValue& object) {
  object.each_field(
      [&](std::string_view key, const JsonValue& value) { into.insert_or_assign(std::string(key), value.plain()); });
}

void merge_tags(std::vector<std::string>& into, const JsonValue& value) {
  for (std::string& tag : value.text_or_texts()) into.push_back(std::move(tag));
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

std::vector<Constraint> read_constraints(const JsonValue& list) {
  std::vector<Constraint> constraints;
  list.each_element([&](const JsonValue& element) {
    ConstraintDraft draft;
    read_fields(element, constraint_fields, draft);
    constraints.push_back(finish(std::move(draft)));
  });
  return constraints;
}

std::vector<Column> read_columns(const JsonValue& value) {
  std::vector<Column> columns;
  auto read_column = [&](std::string_view key, const JsonValue& member) {
    Column column;
    read_fields(member, column_fields, column);
    if (column.name.empty()) column.name = key;
    columns.push_back(std::move(column));
  };
  if (value.is_list()) {  // no dbt 1 writes it so; costs nothing to take
    value.each_element([&](const JsonValue& element) { read_column({}, element); });
  } else {
    value.each_field(read_column);
  }
  columns.shrink_to_fit();  // a project holds tens of thousands, and none is added any more
  return columns;
}

DependsOn read_depends_on(const JsonValue& object) {
  constexpr auto fields = std::to_array<Field<DependsOn>>({
      {"macros", [](const JsonValue& value, DependsOn& to) { to.macros = value.texts(); }},
      {"nodes", [](const JsonValue& value, DependsOn& to) { to.nodes = value.texts(); }},
  });
  DependsOn depends_on;
  read_fields(object, fields, depends_on);
  return depends_on;
}

}  // namespace tollgate::dbt
