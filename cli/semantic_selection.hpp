// Which metrics, semantic models and saved queries a change touches, and whose settings they have. They are no models:
// no layer selects them by a relation of their own.
#pragma once

#include <string>
#include <vector>

#include "cli/selection.hpp"

namespace tollgate::cli {

struct SelectedSemantic {
  std::string id;
  const dbt::SemanticNode* base = nullptr;
  const dbt::SemanticNode* head = nullptr;
  ModelSettings settings;
  Location location;
  std::string reason;  ///< why it is selected, for a person
  std::string yaml;    ///< text of its file; empty when it cannot be read
};

/// Those whose definition differs, and those that stand on such a one or on a selected model, however far away; by
/// unique_id. Narrowed by --select as models are: named by it, or reading a model that is.
std::vector<SelectedSemantic> select_semantics(const Artifacts& artifacts, const Policy& policy,
                                               const ProjectPlace& place, const std::vector<SelectedNode>& selected,
                                               const std::vector<std::string>& selectors);

/// What `tollgate check --explain-selection` adds: each of them with its layer and reason.
std::string explain_semantics(const std::vector<SelectedSemantic>& semantics);

}  // namespace tollgate::cli
