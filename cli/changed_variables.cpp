#include "cli/changed_variables.hpp"

#include <algorithm>

#include "change/git.hpp"
#include "sql/opaque_text.hpp"

namespace tollgate::cli {

namespace {

constexpr std::string_view not_compiled =
    "it reads a variable, this change edits `vars` of dbt_project.yml, and head did not compile it: run `dbt compile` "
    "(with --defer and --state, as the build) after the build";

/// A line without what stands behind it: its comment, and blanks.
std::string_view code_of(std::string_view line) {
  const std::size_t comment = line.find(" #");
  if (comment != std::string_view::npos && line.find_first_of("'\"") == std::string_view::npos)
    line = line.substr(0, comment);
  const std::size_t last = line.find_last_not_of(" \t\r");
  return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
}

bool is_comment(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first == std::string_view::npos || line[first] == '#';
}

}  // namespace

bool reads_variables(std::string_view raw_code) {
  constexpr std::string_view call = "var(";
  for (std::size_t at = raw_code.find(call); at != std::string_view::npos; at = raw_code.find(call, at + 1)) {
    if (at == 0 || !sql::continues_name(raw_code[at - 1])) return true;
  }
  return false;
}

std::string variables_in(std::string_view project_yml) {
  std::string found;
  bool within = false;
  while (!project_yml.empty()) {
    const std::size_t end = std::min(project_yml.find('\n'), project_yml.size());
    const std::string_view line = code_of(project_yml.substr(0, end));
    project_yml.remove_prefix(std::min(end + 1, project_yml.size()));
    if (is_comment(line)) continue;
    const bool goes_on = line.front() == ' ' || line.front() == '\t' || line.front() == '}';
    within = goes_on ? within : line.starts_with("vars:") || line.starts_with("\"vars\"") || line.starts_with("'vars'");
    if (within) found.append(line).append("\n");
  }
  return found;
}

std::vector<Outcome> uncompiled_with_changed_variables(const Artifacts& artifacts, const Circumstances& known) {
  std::vector<Outcome> outcomes;
  std::vector<std::string> readers;
  for (const std::string& id : artifacts.changes.only_base_compiled) {
    const dbt::Node* const node = artifacts.head.find_node(id);
    if (node != nullptr && reads_variables(node->raw_code)) readers.push_back(id);
  }
  if (readers.empty() || !known.place.repository_root || known.commits.base.empty()) return outcomes;
  const std::string path = known.place.prefix + "dbt_project.yml";
  const auto before = change::show_file(*known.place.repository_root, known.commits.base, path);
  const auto after = read_repository_file(known.place, path);
  if (!before || !after || variables_in(*before) == variables_in(*after)) return outcomes;
  for (const std::string& id : readers) {
    outcomes.push_back({"artifacts", id, Status::errored, std::string(not_compiled)});
  }
  return outcomes;
}

}  // namespace tollgate::cli
