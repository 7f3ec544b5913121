#include "cli/stale_artifacts.hpp"

#include <algorithm>
#include <string_view>

namespace tollgate::cli {

namespace {

constexpr std::string_view blanks = " \t\r\n\f\v";
constexpr std::string_view stale = "its file differs from what the head's manifest was made of; run dbt compile again";
constexpr std::string_view removed =
    "this change removes its file, and the head's manifest has it; run dbt compile again";

/// dbt keeps a file without the white space around it (dbt-core, clients/system.py, load_file_contents); line ends are
/// those of the checkout.
std::string as_dbt_keeps_it(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(blanks) + 1 - first);
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') kept += text[i];
  }
  return kept;
}

/// Some tools that write manifests leave the text out.
bool has_text(const dbt::Node& node) {
  return !node.raw_code.empty() && !std::string_view(node.raw_code).starts_with("--placeholder--");
}

bool is_removed(const change::PullRequest& facts, const std::string& path) {
  return std::ranges::any_of(facts.files.value, [&](const change::ChangedFile& file) {
    return file.removed ? file.path == path : file.base_path == path && file.path != path;
  });
}

}  // namespace

std::vector<Outcome> stale_models(const Artifacts& artifacts, const Circumstances& known) {
  std::vector<Outcome> outcomes;
  const std::string& project = artifacts.head.metadata.project_name;
  for (const auto& [id, node] : artifacts.head.nodes) {
    if (node.type != dbt::ResourceType::model || node.package != project || !has_text(node)) continue;
    const std::string path = repository_path(known.place, project, node.package, node.original_file_path);
    const auto text = read_repository_file(known.place, path);
    const bool differs = text && as_dbt_keeps_it(*text) != as_dbt_keeps_it(node.raw_code);
    const bool gone = !text && is_removed(known.pull_request.facts, path);
    if (differs || gone) outcomes.push_back({"artifacts", id, Status::errored, std::string(differs ? stale : removed)});
  }
  return outcomes;
}

}  // namespace tollgate::cli
