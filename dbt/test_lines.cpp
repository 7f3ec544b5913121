#include "dbt/test_lines.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "dbt/squeezed.hpp"
#include "dbt/variables.hpp"

namespace tollgate::dbt {

namespace {

/// Those lines without what stands around them.
std::string text_of(std::string_view yaml, LineRange lines) {
  std::string text;
  for (int number = 1; !yaml.empty() && number <= lines.last; ++number) {
    const std::string_view line = yaml.substr(0, yaml.find('\n'));
    if (number >= lines.first) text.append(line).push_back('\n');
    yaml.remove_prefix(std::min(line.size() + 1, yaml.size()));
  }
  return text;
}

/// Of a unit test, the lines below that part of it; else all of the entry.
std::string part_of(const std::string& entry, const TestChange& change, std::string_view what) {
  if (change.kind != "unit test") return entry;
  const auto lines = find_key(entry, all_lines(entry), what.substr(0, what.find(' ')));
  return lines ? text_of(entry, *lines) : std::string();
}

/// Whether a line sets that key with Jinja that the environment alone may render otherwise.
bool sets_with_jinja(std::string_view entry, std::string_view key, const Project& head) {  // empty key: any
  while (!entry.empty()) {
    const std::string_view line = entry.substr(0, entry.find('\n'));
    const bool jinja = line.find("{{") != std::string_view::npos || line.find("{%") != std::string_view::npos;
    const bool edited = head.variables_edited && reads_variables(line);
    if (jinja && !edited && (key.empty() || mentions(line, key))) return true;
    entry.remove_prefix(std::min(line.size() + 1, entry.size()));
  }
  return false;
}

/// Texts of files, each read once.
class Files {
 public:
  explicit Files(const ReadYaml& read) : x_read(read) {}

  /// Empty: there is none, or it cannot be read.
  std::string entry_of(const TestChange& change, const Project& head) {
    const auto [file, is_new] = x_texts.try_emplace({change.package, change.original_file_path});
    if (is_new && x_read) file->second = x_read(change.package, change.original_file_path).value_or(std::string());
    const auto lines = tested_lines(file->second, change, head);
    return lines ? text_of(file->second, *lines) : std::string();
  }

 private:
  const ReadYaml& x_read;
  std::map<std::pair<std::string, std::string>, std::string> x_texts;
};

bool is_written_in_yaml(const TestChange& change) {
  return change.original_file_path.ends_with(".yml") || change.original_file_path.ends_with(".yaml");
}

/// True when nothing is left to tell.
bool drop_differences(TestChange& change, const Project& head, Files& base_files, Files& head_files) {
  if (!is_written_in_yaml(change) || change.loss == TestLoss::removed || change.loss == TestLoss::macro) return false;
  const std::string entry = head_files.entry_of(change, head);
  if (entry.empty()) return false;
  const std::string before = base_files.entry_of(change, head);
  if (!before.empty() && before != entry) return false;
  if (change.loss == TestLoss::disabled) return sets_with_jinja(entry, "enabled", head);
  const bool in_parts = change.kind == "unit test";
  std::erase_if(change.differences, [&](const TestDifference& d) {
    return sets_with_jinja(part_of(entry, change, d.what), in_parts ? std::string_view() : d.what, head);
  });
  return change.differences.empty();
}

}  // namespace

std::optional<LineRange> tested_lines(std::string_view yaml, const TestChange& change, const Project& head) {
  const LineRange all = all_lines(yaml);
  if (change.kind == "unit test") {
    if (const auto entry = find_entry(yaml, all, "unit_tests", change.name)) return entry;
  }
  if (const Node* node = head.find_node(change.guards)) {
    for (const std::string_view section : {"models", "seeds", "snapshots"}) {
      if (const auto entry = find_entry(yaml, all, section, node->name)) return entry;
    }
    return std::nullopt;
  }
  const auto source = head.sources.find(change.guards);
  if (source == head.sources.end()) return std::nullopt;
  const auto entry = find_entry(yaml, all, "sources", source->second.source_name);
  return entry ? find_entry(yaml, *entry, "tables", source->second.name) : entry;
}

void drop_environment_differences(std::vector<TestChange>& changes, const Project& head, const ReadYaml& read_base,
                                  const ReadYaml& read_head) {
  Files base_files(read_base), head_files(read_head);
  std::erase_if(changes, [&](TestChange& change) { return drop_differences(change, head, base_files, head_files); });
}

}  // namespace tollgate::dbt
