#include "cli/semantic_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "core/listing.hpp"
#include "dbt/yaml_entries.hpp"

namespace tollgate::cli {

namespace {

using Ids = std::set<std::string, std::less<>>;

/// What a metric stands on, directly or through others of its kind.
struct Footing {
  Ids semantics;  ///< itself included
  Ids models;
};

/// dbt refuses circles; what was visited is not entered again all the same.
void collect(const dbt::Project& project, const std::string& id, Footing& footing) {
  Ids visited;
  std::vector<std::string> todo{id};
  while (!todo.empty()) {
    const std::string next = std::move(todo.back());
    todo.pop_back();
    if (!visited.insert(next).second) continue;
    const auto node = project.semantics.find(next);
    if (node == project.semantics.end()) {
      footing.models.insert(next);
    } else {
      footing.semantics.insert(next);
      todo.insert(todo.end(), node->second.depends_on.begin(), node->second.depends_on.end());
    }
  }
}

Footing footing_of(const Artifacts& artifacts, const std::string& id) {
  Footing footing;
  for (const dbt::Project* project : {&artifacts.base, &artifacts.head}) {
    if (project->semantics.contains(id)) collect(*project, id, footing);
  }
  return footing;
}

const dbt::SemanticNode* find(const dbt::Project& project, const std::string& id) {
  const auto found = project.semantics.find(id);
  return found == project.semantics.end() ? nullptr : &found->second;
}

/// By its file where a layer selects that, else as the strictest of the models that it reads.
ModelSettings settings_of(const dbt::SemanticNode& node, const Ids& models, const Artifacts& artifacts,
                          const Policy& policy) {
  ModelSettings settings = policy.settings_for(key_of(node));
  if (settings.layer != unknown_layer) return settings;
  bool found = false;
  for (const std::string& id : models) {
    const dbt::Node* model = artifacts.head.find_node(id);
    if (model == nullptr) model = artifacts.base.find_node(id);
    if (model == nullptr) continue;
    ModelSettings of_model = policy.settings_for(dbt::key_of(*model));
    if (found && of_model.review.approvals <= settings.review.approvals) continue;
    settings = std::move(of_model);
    found = true;
  }
  return settings;
}

std::string_view section_of(dbt::ResourceType type) {
  if (type == dbt::ResourceType::semantic_model) return "semantic_models";
  return type == dbt::ResourceType::saved_query ? "saved_queries" : "metrics";
}

void locate(SelectedSemantic& semantic, const dbt::SemanticNode& node, const ProjectPlace& place,
            const std::string& root_package) {
  semantic.location = {repository_path(place, root_package, node.package, node.original_file_path), 1, 0};
  semantic.yaml = read_repository_file(place, semantic.location.path).value_or(std::string());
  const auto entry = dbt::find_entry(semantic.yaml, dbt::all_lines(semantic.yaml), section_of(node.type), node.name);
  if (entry) semantic.location.line = entry->first;
}

bool any_in(const Ids& ids, const Ids& of) {
  return std::ranges::any_of(ids, [&](const std::string& id) { return of.contains(id); });
}

Ids all_semantics(const Artifacts& artifacts) {
  Ids ids;
  for (const dbt::Project* project : {&artifacts.base, &artifacts.head}) {
    for (const auto& [id, node] : project->semantics) ids.insert(id);
  }
  return ids;
}

Ids redefined_semantics(const Artifacts& artifacts, const Ids& all) {
  Ids redefined;
  for (const std::string& id : all) {
    const dbt::SemanticNode* base = find(artifacts.base, id);
    const dbt::SemanticNode* head = find(artifacts.head, id);
    if (base == nullptr || head == nullptr || base->definition != head->definition) redefined.insert(id);
  }
  return redefined;
}

std::vector<std::string> common(const Ids& ids, const Ids& of) {
  std::vector<std::string> both;
  std::ranges::set_intersection(ids, of, std::back_inserter(both));
  return both;
}

std::string reason_of(const SelectedSemantic& semantic, const Footing& footing, const Ids& redefined,
                      const Ids& touched) {
  if (semantic.base == nullptr) return "new";
  if (semantic.head == nullptr) return "removed";
  if (redefined.contains(semantic.id)) return "definition";
  const std::vector<std::string> under = common(footing.semantics, redefined);
  return "stands on " + listed(under.empty() ? common(footing.models, touched) : under);
}

Ids touched_models(const Artifacts& artifacts) {
  Ids touched;
  for (const dbt::Change& change : artifacts.changes.changed) touched.insert(change.unique_id);
  for (const dbt::Downstream& below : artifacts.changes.downstream) touched.insert(below.unique_id);
  return touched;
}

}  // namespace

std::vector<SelectedSemantic> select_semantics(const Artifacts& artifacts, const Policy& policy,
                                               const ProjectPlace& place, const std::vector<SelectedNode>& selected,
                                               const std::vector<std::string>& selectors) {
  const Ids ids = all_semantics(artifacts);
  const Ids redefined = redefined_semantics(artifacts, ids);
  const Ids touched = touched_models(artifacts);
  Ids selected_models;
  for (const SelectedNode& node : selected) {
    if (!node.tests_only) selected_models.insert(node.model.unique_id);  // its tests feed no metric
  }
  std::vector<SelectedSemantic> semantics;
  for (const std::string& id : ids) {
    SelectedSemantic semantic;
    semantic.id = id;
    semantic.base = find(artifacts.base, id);
    semantic.head = find(artifacts.head, id);
    const dbt::SemanticNode& known = semantic.head != nullptr ? *semantic.head : *semantic.base;
    const Footing footing = footing_of(artifacts, id);
    const bool named = selectors.empty() || matches_any(selectors, key_of(known), policy);
    const bool concerned = any_in(footing.semantics, redefined) || any_in(footing.models, touched);
    if (!any_in(footing.models, selected_models) && !(named && concerned)) continue;
    semantic.reason = reason_of(semantic, footing, redefined, touched);
    semantic.settings = settings_of(known, footing.models, artifacts, policy);
    locate(semantic, known, place, artifacts.head.metadata.project_name);
    semantics.push_back(std::move(semantic));
  }
  return semantics;
}

std::string explain_semantics(const std::vector<SelectedSemantic>& semantics) {
  std::size_t widest = 0;
  for (const SelectedSemantic& semantic : semantics) widest = std::max(widest, semantic.id.size());
  std::string text;
  for (const SelectedSemantic& semantic : semantics) {
    text += fmt::format("{:<11}  {:<{}}  {:<12}  {}\n", "definition", semantic.id, widest, semantic.settings.layer,
                        semantic.reason);
  }
  return text;
}

}  // namespace tollgate::cli
