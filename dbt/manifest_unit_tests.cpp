#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "dbt/fields.hpp"
#include "dbt/manifest.hpp"
#include "dbt/squeezed.hpp"

namespace tollgate::dbt {

namespace {

/// What a null in a row is: of given rows dbt makes every column null that a row does not name.
enum class Nulls { are_values, are_as_not_named };

/// Rows as dbt writes them: those of CSV and of fixture files stand there as objects, as those of YAML do.
class Rows {
 public:
  explicit Rows(Nulls nulls) : x_nulls(nulls) {}

  void add(const JsonValue& row) {
    Meta cells;
    if (row.is_object()) {
      row.each_field([&](std::string_view column, const JsonValue& value) { add_cell(cells, column, value); });
    } else {
      cells.emplace("", row.compact());
    }
    if (x_rows.empty()) {
      for (const auto& [column, cell] : cells) append_quoted(x_compared, column);
    }
    x_rows.push_back(object_text(cells));
  }

  UnitTestRows take() {
    UnitTestRows rows;
    rows.count = x_rows.size();
    std::ranges::sort(x_rows);
    if (x_nulls == Nulls::are_values) x_rows.push_back(x_compared);  // dbt compares the columns of the first row
    std::string text;
    for (const std::string& row : x_rows) text += row + '\n';
    rows.digest = sha256_hex(text);
    for (const auto& [column, cells] : x_columns) rows.columns.emplace(column, sha256_hex(cells));
    return rows;
  }

 private:
  void add_cell(Meta& cells, std::string_view column, const JsonValue& value) {
    const bool is_null = value.is_null();
    if (is_null && x_nulls == Nulls::are_as_not_named) return;
    std::string cell = is_null ? "null" : "";
    if (!is_null) append_quoted(cell, value.plain());
    x_columns[std::string(column)] += std::to_string(x_rows.size()) + cell;
    cells.insert_or_assign(std::string(column), std::move(cell));
  }

  Nulls x_nulls;
  std::vector<std::string> x_rows;
  std::string x_compared;
  std::map<std::string, std::string> x_columns;
};

struct Table {
  std::string input, fixture;
  UnitTestRows rows;
};

/// An entry of `given`, or `expect`.
Table read_table(const JsonValue& value, Nulls nulls) {
  Table table;
  if (!value.is_object()) return table;
  value.each_field([&](std::string_view key, const JsonValue& member) {
    if (key == "input") table.input = member.plain();
    if (key == "fixture" && !member.is_null()) table.fixture = member.plain();
    if (key != "rows" || member.is_null()) return;
    if (member.is_list()) {
      Rows rows(nulls);
      member.each_element([&](const JsonValue& row) { rows.add(row); });
      table.rows = rows.take();
    } else {
      table.rows.digest = sha256_hex(squeezed(member.plain()));
    }
  });
  if (table.rows.digest.empty()) table.rows.digest = table.fixture;
  return table;
}

void read_given(const JsonValue& value, UnitTest& to) {
  value.each_element([&](const JsonValue& input) {
    Table table = read_table(input, Nulls::are_as_not_named);
    to.given.push_back({std::move(table.input), std::move(table.rows)});
  });
}

void read_overrides(const JsonValue& value, UnitTest& to) {
  Meta set;
  value.each_field([&](std::string_view kind, const JsonValue& values) {
    if (std::string text = values.compact(); !text.empty() && text != "{}") set.emplace(kind, std::move(text));
  });
  if (!set.empty()) to.overrides = sha256_hex(object_text(set));
}

constexpr auto unit_test_fields = std::to_array<Field<UnitTest>>({
    {"model", [](const JsonValue& value, UnitTest& to) { to.model = value.text(); }},
    {"name", [](const JsonValue& value, UnitTest& to) { to.name = value.text(); }},
    {"package_name", [](const JsonValue& value, UnitTest& to) { to.package = value.text(); }},
    {"original_file_path", [](const JsonValue& value, UnitTest& to) { to.original_file_path = value.text(); }},
    {"unique_id", [](const JsonValue& value, UnitTest& to) { to.unique_id = value.text(); }},
    {"depends_on", [](const JsonValue& value, UnitTest& to) { to.depends_on = read_depends_on(value).nodes; }},
    {"tested_node_unique_id", [](const JsonValue& value, UnitTest& to) { to.tested_node = value.text(); }},
    {"given", read_given},
    {"expect", [](const JsonValue& value, UnitTest& to) { to.expect = read_table(value, Nulls::are_values).rows; }},
    {"overrides", read_overrides},
    {"checksum", [](const JsonValue& value, UnitTest& to) { to.checksum = value.is_null() ? "" : value.plain(); }},
});

/// A unit test depends on its model only; with versions the id ends in `.v2` and the model's name stands before it.
std::string tested_node(const UnitTest& test) {
  for (const std::string& id : test.depends_on) {
    if (id.ends_with("." + test.model) || id.find("." + test.model + ".v") != std::string::npos) return id;
  }
  return {};
}

}  // namespace

void read_unit_tests(const JsonValue& object, Project& project) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    UnitTest test;
    read_fields(value, unit_test_fields, test);
    if (test.tested_node.empty()) test.tested_node = tested_node(test);
    add_entry(project.unit_tests, key, std::move(test), value);
  });
}

}  // namespace tollgate::dbt
