#include "cli/init/files_of_dbt.hpp"

#include <algorithm>
#include <optional>

#include "core/error.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::cli::init {

namespace {

using policy::Entry;
using policy::Node;

const Node* find(const Node& map, std::string_view key) {
  for (const Entry& entry : map.entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

/// A list of texts, or one text.
std::vector<std::string> texts(const Node& node) {
  std::vector<std::string> found;
  if (node.is_scalar() && !node.text.empty()) found.push_back(node.text);
  for (const Node& item : node.items) {
    if (item.is_scalar()) found.push_back(item.text);
  }
  return found;
}

/// The first of the keys that is there; `source-paths` and `data-paths` are of dbt before 1.0.
void read_paths(const Node& root, std::initializer_list<std::string_view> keys, std::vector<std::string>& paths) {
  for (const std::string_view key : keys) {
    const Node* node = find(root, key);
    if (node == nullptr) continue;
    std::vector<std::string> written;
    for (std::string path : texts(*node)) {
      while (path.ends_with('/')) path.pop_back();
      if (path.starts_with("./")) path.erase(0, 2);
      const bool plain = !path.empty() && path.find("{{") == std::string::npos && !path.starts_with("/");
      if (plain && !path.starts_with("..")) written.push_back(path);
    }
    if (!written.empty()) paths = std::move(written);
    return;
  }
}

/// `models: {shop: {staging: {+tags: […]}}}`: the folder's name is the key, whatever starts with + is a setting.
void read_tags(const Node& map, const std::string& folder, FolderTags& tags) {
  for (const Entry& entry : map.entries) {
    if (entry.key == "tags" || entry.key == "+tags") {
      for (std::string& tag : texts(entry.value)) {
        if (tag.find("{{") == std::string::npos) tags[folder].push_back(std::move(tag));
      }
    } else if (entry.value.is_map() && !entry.key.starts_with('+')) {
      read_tags(entry.value, folder + "/" + entry.key, tags);
    }
  }
}

void read_text(const Node& root, std::string_view key, std::string& into) {
  const Node* node = find(root, key);
  if (node != nullptr && node->is_scalar() && node->text.find("{{") == std::string::npos) into = node->text;
}

}  // namespace

ReadProjectFile read_project_file(std::string_view text, const std::string& path) {
  policy::Problems problems(path, "dbt project");
  const std::optional<Node> root = policy::read_yaml(text, problems);
  if (!root || !root->is_map()) {
    const std::vector<Diagnostic> told = problems.sorted();
    throw Error(ErrorKind::usage, told.empty() ? Diagnostic{"no YAML mapping: expected name, profile, model-paths",
                                                            "is this the file that dbt reads?",
                                                            {path, 1, 1}}
                                               : told.front());
  }
  ReadProjectFile read;
  read_text(*root, "name", read.file.name);
  read_text(*root, "profile", read.file.profile);
  read_text(*root, "target-path", read.file.target_path);
  read_paths(*root, {"model-paths", "source-paths"}, read.file.model_paths);
  read_paths(*root, {"seed-paths", "data-paths"}, read.file.seed_paths);
  read_paths(*root, {"snapshot-paths"}, read.file.snapshot_paths);
  const Node* models = find(*root, "models");
  const Node* own = models == nullptr ? nullptr : find(*models, read.file.name);
  if (own == nullptr) return read;
  for (const std::string& folder : read.file.model_paths) read_tags(*own, folder, read.tags);
  return read;
}

ProfileFile read_profile_file(std::string_view text, const std::string& profile) {
  ProfileFile file;
  policy::Problems problems("profiles.yml", "profiles file");
  const std::optional<Node> root = policy::read_yaml(text, problems);
  const Node* own = root ? find(*root, profile) : nullptr;
  const Node* outputs = own == nullptr ? nullptr : find(*own, "outputs");
  if (outputs == nullptr) return file;
  for (const Entry& target : outputs->entries) {
    file.targets.push_back(target.key);
    if (file.adapter.empty()) read_text(target.value, "type", file.adapter);
  }
  return file;
}

}  // namespace tollgate::cli::init
