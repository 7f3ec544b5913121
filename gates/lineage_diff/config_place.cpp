#include "gates/lineage_diff/config_place.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "dbt/yaml_entries.hpp"
#include "gates/lineage_diff/config_call.hpp"

namespace tollgate::gates::columns {

namespace {

constexpr std::string_view project_file = "dbt_project.yml";
constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

int lines_before(std::string_view text, std::size_t at) {
  return static_cast<int>(std::ranges::count(text.substr(0, at), '\n'));
}

bool is_yaml(std::string_view path) { return path.ends_with(".yml") || path.ends_with(".yaml"); }

/// `key: value`, also as `+key:`, `pre_hook:` and after `config: {` or a dash.
std::optional<std::string_view> value_in_line(std::string_view line, std::string_view key) {
  std::string other(key);
  std::ranges::replace(other, '-', '_');
  for (const std::string& name : {std::string(key), other}) {
    for (std::size_t at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1)) {
      const bool begins = at == 0 || std::string_view(" +{,\"'-\t").find(line[at - 1]) != std::string_view::npos;
      const std::size_t colon = line.find_first_not_of(" \"'", at + name.size());
      if (begins && colon != std::string_view::npos && line[colon] == ':') return trimmed(line.substr(colon + 1));
    }
  }
  return std::nullopt;
}

/// The lines of a text with their 1-based numbers, without comments.
std::vector<std::pair<int, std::string_view>> lines_of(std::string_view text, dbt::LineRange within) {
  std::vector<std::pair<int, std::string_view>> lines;
  for (int number = 1; !text.empty() && number <= within.last; ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (number >= within.first && !trimmed(line).empty() && !trimmed(line).starts_with('#')) {
      lines.emplace_back(number, line);
    }
  }
  return lines;
}

/// 0 where no line has the key.
int line_with_key(std::string_view text, dbt::LineRange within, std::string_view key) {
  for (const auto& [number, line] : lines_of(text, within)) {
    if (value_in_line(line, key)) return number;
  }
  return 0;
}

std::string_view section_of(const dbt::Node& node) {
  if (node.type == dbt::ResourceType::snapshot) return "snapshots";
  return node.type == dbt::ResourceType::seed ? "seeds" : "models";
}

bool is_of_project(const dbt::Node& node, const Context& context) {
  return node.package.empty() || context.head->metadata.project_name.empty() ||
         node.package == context.head->metadata.project_name;
}

/// A key of dbt_project.yml that encloses the line looked at.
struct Opened {
  std::size_t indent = 0;
  std::string_view name;
};

/// `models: shop: marts:` encloses what is called models, shop, marts, fct_trips.
bool leads_to(const std::vector<Opened>& open, const std::vector<std::string>& path) {
  if (open.size() > path.size()) return false;
  return std::ranges::equal(open, std::vector(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(open.size())),
                            [](const Opened& key, const std::string& name) { return key.name == name; });
}

/// What a line says of a list or a value: `delete from x` of `  - "delete from x"` and of `key: delete from x`.
std::string_view said_in(std::string_view line, std::string_view key) {
  if (const auto held = value_in_line(line, key)) line = *held;
  const std::size_t first = line.find_first_not_of(" \t\r-\"'");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r\"'") - first + 1);
}

}  // namespace

std::optional<std::string> text_of_file(const Context& context, const std::string& project_path) {
  if (!context.read_file) return std::nullopt;
  return context.read_file(context.project_prefix + project_path);
}

std::optional<Location> place_in_code(const Target& target, const Context& context, std::string_view key) {
  const auto head = config_argument(target.head->raw_code, key);
  if (!head && !config_argument(target.base->raw_code, key)) return std::nullopt;
  Location place = target.location;
  if (!head) return place;
  const int line = lines_before(target.head->raw_code, head->at) + 1;
  const auto text = text_of_file(context, target.head->original_file_path);
  if (!text || !is_of_project(*target.head, context)) {
    if (target.head->type == dbt::ResourceType::model) place = {place.path, line + target.lines_before_code, 0};
    return place;
  }
  const std::size_t start = text->find(trimmed(target.head->raw_code));  // a snapshot is one block of its file
  if (start == std::string::npos) return place;
  const std::size_t first = std::min(target.head->raw_code.find_first_not_of(blanks), head->at);
  place.line = lines_before(*text, start + head->at - first) + 1;
  place.column = 0;
  return place;
}

std::optional<Location> place_in_properties(const Target& target, const Context& context, std::string_view key) {
  const dbt::Node& node = *target.head;
  const std::string& file = is_yaml(node.original_file_path) ? node.original_file_path : node.patch_path;
  if (file.empty() || !is_of_project(node, context)) return std::nullopt;
  const auto text = text_of_file(context, file);
  if (!text) return std::nullopt;
  const auto entry = dbt::find_entry(*text, dbt::all_lines(*text), section_of(node), node.name);
  if (!entry) return std::nullopt;
  const int line = line_with_key(*text, *entry, key);
  if (line == 0) return std::nullopt;
  return Location{context.project_prefix + file, line, 0};
}

std::optional<Location> place_in_project(const Target& target, const Context& context, std::string_view key,
                                         std::string_view value) {
  const auto text = text_of_file(context, std::string(project_file));
  if (!text || !is_of_project(*target.head, context)) return std::nullopt;
  std::vector<std::string> path{std::string(section_of(*target.head))};
  path.insert(path.end(), target.head->fqn.begin(), target.head->fqn.end());
  Location place{context.project_prefix + std::string(project_file), 1, 0};
  std::vector<Opened> open;
  std::size_t deepest = 0;
  for (const auto& [number, line] : lines_of(*text, dbt::all_lines(*text))) {
    const std::size_t indent = line.find_first_not_of(' ');
    while (!open.empty() && open.back().indent >= indent) open.pop_back();
    const auto held = value_in_line(line, key);
    const bool says = held && !value.empty() && (held->empty() || held->find(value) != std::string_view::npos);
    if (says && open.size() > deepest && leads_to(open, path)) {
      deepest = open.size();
      place.line = number;
    }
    open.push_back({indent, trimmed(line.substr(indent, line.find(':', indent) - indent))});
  }
  return place;
}

Location place_of_run_hook(const Context& context, std::string_view key, std::string_view sql) {
  const auto text = text_of_file(context, std::string(project_file));
  if (!text) return {};
  Location place{context.project_prefix + std::string(project_file), 1, 0};
  const auto lines = dbt::find_key(*text, dbt::all_lines(*text), key);
  if (!lines) return place;
  place.line = lines->first;
  for (const auto& [number, line] : lines_of(*text, *lines)) {
    const std::string_view said = said_in(line, key);
    if (sql.empty() || said.empty() || !sql.starts_with(said)) continue;
    place.line = number;
    break;
  }
  return place;
}

}  // namespace tollgate::gates::columns
