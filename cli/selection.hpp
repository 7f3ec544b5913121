// Which models the gates look at: changed ones and those below them, narrowed by --select.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/inputs.hpp"
#include "core/report.hpp"

namespace tollgate::cli {

/// A selected model with the two sides and its settings. `change` is null for models that are only downstream.
struct SelectedNode {
  SelectedModel model;
  const dbt::Node* base = nullptr;
  const dbt::Node* head = nullptr;
  const dbt::Change* change = nullptr;
  Location location;
  ModelSettings settings;
  int lines_before_code = 0;       ///< of its file before raw_code, which dbt strips of outer white space
  bool tests_changed = false;      ///< the change takes something from its dbt tests
  bool tests_only = false;         ///< nothing else: `declarations_only` holds as well
  bool declarations_only = false;  ///< neither changed nor below: only for gates that need declarations
};

/// Sorted by unique_id. Throws Error (unjudged) when --select is given and the change touches models but none of them
/// is selected, or when a selector names nothing in either project. `all`: every model of the head, those that the
/// change does not touch as `declarations_only`.
std::vector<SelectedNode> select_models(const Artifacts& artifacts, const Policy& policy, const ProjectPlace& place,
                                        const std::vector<std::string>& selectors, bool all = false);

/// Whether any of the texts that --select was given selects what has that key.
bool matches_any(const std::vector<std::string>& selectors, const ModelKey& key, const Policy& policy);

/// Throws Error (unjudged): --select is given, the change touches models, and none of them is selected.
[[noreturn]] void refuse_empty_selection();

/// What a policy's selectors see of a metric, semantic model or saved query: id, name, package and file.
ModelKey key_of(const dbt::SemanticNode& node);

/// Keys of all models, seeds and snapshots of the head.
std::vector<ModelKey> model_keys(const dbt::Project& project);

/// `tollgate check --explain-selection`: each model with its reasons, then the totals.
std::string explain_selection(const Artifacts& artifacts, const std::vector<SelectedNode>& selected);

}  // namespace tollgate::cli
