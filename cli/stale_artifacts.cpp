#include "cli/stale_artifacts.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>

#include "change/git.hpp"
#include "cli/changed_variables.hpp"

namespace tollgate::cli {

namespace {

constexpr std::string_view blanks = " \t\r\n\f\v";
constexpr std::string_view stale = "its file differs from what the head's manifest was made of; run dbt compile again";
constexpr std::string_view removed =
    "this change removes its file, and the head's manifest has it; run dbt compile again";
constexpr std::string_view unknown =
    "this change adds the file, and the head's manifest has no model of it; run dbt compile again";
constexpr std::string_view base_of_head =
    "this change edits its file, and base's manifest has the text of after the change: check the base commit out and "
    "make base's artifacts there";

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

using Files = std::vector<change::ChangedFile>;

bool is_removed(const Files& files, const std::string& path) {
  return std::ranges::any_of(files, [&](const change::ChangedFile& file) {
    return file.removed ? file.path == path : file.base_path == path && file.path != path;
  });
}

bool is_own_model(const dbt::Node& node, const std::string& project) {
  return node.type == dbt::ResourceType::model && node.package == project;
}

/// The folders of `model-paths`, with a slash at their ends: what a model's path in the project has before its path
/// among the models.
std::set<std::string> folders_of_models(const dbt::Project& side) {
  std::set<std::string> folders;
  for (const auto& [id, node] : side.nodes) {
    const std::string& path = node.original_file_path;
    if (!is_own_model(node, side.metadata.project_name) || node.path.empty() || !path.ends_with(node.path)) continue;
    const std::string folder = path.substr(0, path.size() - node.path.size());
    if (folder.ends_with('/')) folders.insert(folder);
  }
  return folders;
}

/// Files of models that the change brings or takes, and what is made of them.
class ChangedModels {
 public:
  ChangedModels(const Artifacts& artifacts, const Circumstances& known)
      : x_base(artifacts.base), x_head(artifacts.head), x_known(known) {}

  void tell(std::vector<Outcome>& outcomes) const {
    tell_base_of_head(outcomes);
    tell_new_files(outcomes);
  }

 private:
  const Files& files() const { return x_known.pull_request.facts.files.value; }
  std::string path_of(const dbt::Node& node, const dbt::Project& side) const {
    return repository_path(x_known.place, side.metadata.project_name, node.package, node.original_file_path);
  }

  /// Base's artifacts that were made of this change's own files would show that nothing has changed.
  void tell_base_of_head(std::vector<Outcome>& outcomes) const {
    if (files().empty() || !x_known.place.repository_root || x_known.commits.base.empty()) return;
    for (const auto& [id, base] : x_base.nodes) {
      if (!is_own_model(base, x_base.metadata.project_name) || !has_text(base)) continue;
      const dbt::Node* const head = x_head.find_node(id);
      if (head == nullptr || as_dbt_keeps_it(head->raw_code) != as_dbt_keeps_it(base.raw_code)) continue;
      const std::string path = path_of(base, x_base);
      if (std::ranges::find(files(), path, &change::ChangedFile::path) == files().end()) continue;
      const auto before = change::show_file(*x_known.place.repository_root, x_known.commits.base, before_of(path));
      if (before && as_dbt_keeps_it(*before) == as_dbt_keeps_it(base.raw_code)) continue;
      outcomes.push_back({"artifacts", id, Status::errored, std::string(base_of_head)});
    }
  }

  std::string before_of(const std::string& path) const {
    const auto file = std::ranges::find(files(), path, &change::ChangedFile::path);
    return file->base_path.empty() ? path : file->base_path;
  }

  /// A file among those of the models that the change adds, and of which the head's manifest has nothing.
  void tell_new_files(std::vector<Outcome>& outcomes) const {
    const auto is_new = [](const change::ChangedFile& file) { return !file.removed && file.base_path != file.path; };
    if (std::ranges::none_of(files(), is_new)) return;
    const std::set<std::string> folders = folders_of_models(x_head);
    const auto is_within = [&](const std::string& path) {
      return std::ranges::any_of(
          folders, [&](const std::string& folder) { return path.starts_with(x_known.place.prefix + folder); });
    };
    std::set<std::string> known;
    for (const auto& [id, node] : x_head.nodes) known.insert(path_of(node, x_head));
    for (const change::ChangedFile& file : files()) {
      const bool model = file.path.ends_with(".sql") || file.path.ends_with(".py");
      if (!is_new(file) || !model || !is_within(file.path) || known.contains(file.path)) continue;
      if (is_disabled(file.path) || !read_repository_file(x_known.place, file.path)) continue;
      outcomes.push_back({"artifacts", file.path, Status::errored, std::string(unknown)});
    }
  }

  bool is_disabled(const std::string& path) const {
    const std::string file = path.substr(path.rfind('/') + 1);
    const std::string name = "." + file.substr(0, file.rfind('.'));
    return std::ranges::any_of(x_head.disabled, [&](const std::string& id) {
      return id.ends_with(name) || id.find(name + ".v") != std::string::npos;
    });
  }

  const dbt::Project& x_base;
  const dbt::Project& x_head;
  const Circumstances& x_known;
};

}  // namespace

std::vector<Outcome> stale_models(const Artifacts& artifacts, const Circumstances& known) {
  std::vector<Outcome> outcomes;
  const std::string& project = artifacts.head.metadata.project_name;
  for (const auto& [id, node] : artifacts.head.nodes) {
    if (!is_own_model(node, project) || !has_text(node)) continue;
    const std::string path = repository_path(known.place, project, node.package, node.original_file_path);
    const auto text = read_repository_file(known.place, path);
    const bool differs = text && as_dbt_keeps_it(*text) != as_dbt_keeps_it(node.raw_code);
    const bool gone = !text && is_removed(known.pull_request.facts.files.value, path);
    if (differs || gone) outcomes.push_back({"artifacts", id, Status::errored, std::string(differs ? stale : removed)});
  }
  ChangedModels(artifacts, known).tell(outcomes);
  std::ranges::move(uncompiled_with_edited_variables(artifacts), std::back_inserter(outcomes));
  return outcomes;
}

}  // namespace tollgate::cli
