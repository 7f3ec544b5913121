#include "gates/test_places.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "dbt/line_changes.hpp"
#include "dbt/squeezed.hpp"
#include "dbt/test_lines.hpp"
#include "dbt/yaml_entries.hpp"

namespace tollgate::gates::tests {

namespace {

using dbt::LineRange;

std::string path_in_repository(const std::string& package, const std::string& file, const Context& context) {
  const std::string& project = context.head->metadata.project_name;
  const bool installed = !project.empty() && !package.empty() && package != project;
  return context.project_prefix + (installed ? "dbt_packages/" + package + "/" : std::string()) + file;
}

std::optional<std::string> text_of(const std::string& path, const Context& context) {
  return context.read_file ? context.read_file(path) : std::nullopt;
}

/// The first of these lines that names it, else the first of all.
int line_naming(std::string_view yaml, LineRange lines, std::string_view name) {
  for (int number = 1; !yaml.empty() && number <= lines.last; ++number) {
    const std::string_view line = yaml.substr(0, yaml.find('\n'));
    if (number >= lines.first && dbt::mentions(line.substr(0, line.find(" #")), name)) return number;
    yaml.remove_prefix(std::min(line.size() + 1, yaml.size()));
  }
  return lines.first;
}

int line_in_yaml(std::string_view yaml, const dbt::TestChange& change, const Context& context) {
  std::optional<LineRange> lines = dbt::tested_lines(yaml, change, *context.head);
  if (!lines) return 0;
  if (!change.column.empty()) {
    if (const auto column = dbt::find_entry(yaml, *lines, "columns", change.column)) lines = column;
  }
  if (change.loss != dbt::TestLoss::changed) return lines->first;
  if (change.kind == "unit test") {
    const std::string_view what = change.differences.front().what;
    const auto part = dbt::find_key(yaml, *lines, what.substr(0, what.find(' ')));
    return part ? part->first : lines->first;
  }
  return line_naming(yaml, *lines, change.kind.substr(change.kind.rfind('.') + 1));
}

bool is_yaml(std::string_view path) { return path.ends_with(".yml") || path.ends_with(".yaml"); }

/// Of a macro `test_unique`, which is written `{% test unique(…) %}`, or as a macro of its whole name.
int line_of_macro(std::string_view text, const dbt::TestChange& change) {
  const std::string name = change.name.substr(change.name.rfind('.') + 1);
  const LineRange all = dbt::all_lines(text);
  const int line = line_naming(text, all, name);
  if (line > 1 || !name.starts_with("test_")) return line;
  return line_naming(text, all, std::string_view(name).substr(5));
}

}  // namespace

Location place_of(const dbt::TestChange& change, const Context& context) {
  Location place{path_in_repository(change.package, change.original_file_path, context), 1, 0};
  const std::optional<std::string> text = text_of(place.path, context);
  if (change.original_file_path.empty() || !text) return {};
  if (change.loss == dbt::TestLoss::macro) {
    place.line = line_of_macro(*text, change);
  } else if (is_yaml(place.path)) {
    place.line = line_in_yaml(*text, change, context);
    if (place.line == 0) return {};  // its entry moved or went, and the model's own file is there
  } else {
    place.line = std::max(change.line, 1) + dbt::leading_lines(*text);
  }
  return place;
}

}  // namespace tollgate::gates::tests
