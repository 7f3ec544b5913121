#include "cli/changed_variables.hpp"

#include <algorithm>

#include "change/git.hpp"
#include "dbt/variables.hpp"

namespace tollgate::cli {

namespace {

constexpr std::string_view not_compiled =
    "it or a macro that it calls reads a variable, this change edits `vars` of dbt_project.yml, and head did not "
    "compile it: run `dbt compile` (with --defer and --state, as the build) after the build";

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

/// `vars:`, also with quotes or with a blank before the colon.
bool opens_variables(std::string_view line) {
  const std::string_view key = line.substr(0, line.find(':'));
  const std::size_t first = key.find_first_not_of("\"'");
  const std::size_t last = key.find_last_not_of("\"' \t");
  return first != std::string_view::npos && key.size() < line.size() && key.substr(first, last + 1 - first) == "vars";
}

}  // namespace

std::string variables_in(std::string_view project_yml) {
  std::string found;
  bool within = false;
  while (!project_yml.empty()) {
    const std::size_t end = std::min(project_yml.find('\n'), project_yml.size());
    const std::string_view line = code_of(project_yml.substr(0, end));
    project_yml.remove_prefix(std::min(end + 1, project_yml.size()));
    if (is_comment(line)) continue;
    const bool goes_on = line.front() == ' ' || line.front() == '\t' || line.front() == '}';
    within = goes_on ? within : opens_variables(line);
    if (within) found.append(line).append("\n");
  }
  return found;
}

bool edits_variables(const Circumstances& known) {
  if (!known.place.repository_root || known.commits.base.empty()) return false;
  const std::string path = known.place.prefix + "dbt_project.yml";
  const auto after = read_repository_file(known.place, path);
  if (!after) return false;
  const auto before = change::show_file(*known.place.repository_root, known.commits.base, path);
  return before && variables_in(*before) != variables_in(*after);
}

std::vector<Outcome> uncompiled_with_edited_variables(const Artifacts& artifacts) {
  std::vector<Outcome> outcomes;
  if (!artifacts.head.variables_edited) return outcomes;
  for (const std::string& id : artifacts.changes.only_base_compiled) {
    const dbt::Node* const node = artifacts.head.find_node(id);
    if (node == nullptr || !dbt::reads_variables(*node, artifacts.head)) continue;
    outcomes.push_back({"artifacts", id, Status::errored, std::string(not_compiled)});
  }
  return outcomes;
}

}  // namespace tollgate::cli
