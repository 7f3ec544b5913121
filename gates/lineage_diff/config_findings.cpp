#include "gates/lineage_diff/config_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "core/listing.hpp"
#include "dbt/config_difference.hpp"
#include "dbt/variables.hpp"
#include "gates/lineage_diff/config_call.hpp"
#include "gates/lineage_diff/config_effects.hpp"
#include "gates/lineage_diff/config_place.hpp"
#include "gates/lineage_diff/hooks.hpp"
#include "gates/lineage_diff/rules.hpp"
#include "gates/lineage_diff/seed_types.hpp"
#include "gates/lineage_diff/wording.hpp"
#include "gates/outcomes.hpp"
#include "lineage/graph.hpp"

namespace tollgate::gates::columns {

namespace {

/// One setting of some models that says something else, in the same words and by the same edit.
struct Edit {
  ConfigEffect effect;
  std::vector<const Target*> targets;  ///< never empty; in order of unique_id
  std::optional<Location> place;       ///< nothing: neither in the models' own files nor in their YAML
};

bool is_hook(const ConfigEffect& effect) { return effect.key.ends_with("-hook"); }

/// A value in `config(...)` is rendered in the manifest: where both sides wrote the same, the environment made the
/// difference, or a variable. Hooks of dbt_project.yml are added to those of the file.
bool is_of_environment(const ConfigEffect& effect, const Target& target, const dbt::Project& project) {
  const auto base = config_argument(target.base->raw_code, effect.key);
  const auto head = config_argument(target.head->raw_code, effect.key);
  if (!base || !head || base->text != head->text) return false;
  if (project.variables_edited && dbt::reads_variables(head->text)) return false;
  return !is_hook(effect) || !is_literal(head->text);
}

/// What only another version of dbt writes into the manifest is no edit.
bool is_of_version(const ConfigEffect& effect, const Target& target, bool other_version) {
  if (!other_version) return false;
  const auto differences = dbt::config_differences(*target.base, *target.head, other_version);
  const auto found = std::ranges::find(differences, effect.key, &dbt::ConfigDifference::key);
  return found != differences.end() && found->only_version;
}

/// Some versions of dbt do not write what a project says of its nodes, or not where others do.
bool says_settings(const dbt::Project& project) {
  return std::ranges::any_of(project.nodes, [](const auto& entry) { return !entry.second.unrendered_config.empty(); });
}

bool other_versions(const Context& context) {
  return context.base->metadata.dbt_version != context.head->metadata.dbt_version;
}

std::vector<ConfigEffect> effects_on(const Target& target, const Context& context) {
  const Settings base(*target.base, *context.base);
  const Settings head(*target.head, *context.head);
  std::vector<ConfigEffect> effects = config_effects(base, head);
  for (ConfigEffect& effect : hook_effects(base, head)) effects.push_back(std::move(effect));
  for (ConfigEffect& effect : newly_typed_columns(target, context)) effects.push_back(std::move(effect));
  const bool other_version = other_versions(context);
  std::erase_if(effects, [&](const ConfigEffect& effect) {
    return is_of_environment(effect, target, *context.head) || is_of_version(effect, target, other_version);
  });
  return effects;
}

/// `column_types` of `column_types of code`.
std::string setting_of(const ConfigEffect& effect) { return effect.key.substr(0, effect.key.find(' ')); }

/// A key that the change makes comes with another grain: what it does is told by the rows, and what is left is that the
/// rows that are there have none.
void tell_new_key(ConfigEffect& effect, const Target& target, const Context& context) {
  if (effect.key != "unique_key" || context.base_lineage == nullptr || context.head_lineage == nullptr) return;
  const std::string& id = target.model->unique_id;
  for (const std::string& column : Settings(*target.head, *context.head).items("unique_key")) {
    const bool is_new = !context.base_lineage->find(id, column) && context.head_lineage->find(id, column);
    if (!is_new || target.head->type != dbt::ResourceType::model) continue;
    effect.rule = build_changed;
    effect.what = fmt::format(
        "{} is a new column; rows that are there have none and stay beside what is loaded again, until a full "
        "refresh",
        column);
    return;
  }
}

std::optional<Location> own_place(const Target& target, const Context& context, const std::string& key) {
  if (auto place = place_in_code(target, context, key)) return place;
  return place_in_properties(target, context, key);
}

class Edits {
 public:
  void add(ConfigEffect effect, const Target& target, std::optional<Location> place) {
    const auto [path, line] = place ? std::pair(place->path, place->line) : std::pair(std::string(), 0);
    const std::tuple key(effect.key, effect.rule, effect.base, effect.head, path, line);
    const auto [at, is_new] = x_index.emplace(key, x_edits.size());
    if (is_new) x_edits.push_back({std::move(effect), {}, std::move(place)});
    x_edits[at->second].targets.push_back(&target);
  }
  const std::vector<Edit>& all() const { return x_edits; }

 private:
  std::map<std::tuple<std::string, std::string_view, std::string, std::string, std::string, int>, std::size_t> x_index;
  std::vector<Edit> x_edits;
};

std::string names_of(const std::vector<const Target*>& targets) {
  if (targets.size() == 1) return targets.front()->model->name;
  std::vector<std::string> names;
  names.reserve(targets.size());
  for (const Target* target : targets) names.push_back(target->model->name);
  return fmt::format("{} models ({})", targets.size(), listed(names));
}

std::string message_of(const Edit& edit) { return names_of(edit.targets) + ": " + what_was_set(edit.effect); }

Location place_of(const Edit& edit, const Context& context) {
  if (edit.place) return *edit.place;
  const auto project = place_in_project(*edit.targets.front(), context, setting_of(edit.effect), edit.effect.head);
  if (project && (edit.targets.size() > 1 || project->line > 1)) return *project;
  return edit.targets.front()->location;
}

Finding finding_of(const Gate& gate, const Edit& edit, const Context& context) {
  const Target& first = *edit.targets.front();
  Finding finding = finding_about(gate, rule_called(edit.effect.rule), first, message_of(edit));
  finding.subject.relation = edit.effect.key;
  if (is_hook(edit.effect)) {
    finding.subject.relation += " " + shortened(edit.effect.head.empty() ? edit.effect.base : edit.effect.head);
  }
  finding.location = place_of(edit, context);
  if (edit.targets.size() > 1) {
    finding.evidence.push_back({"models", static_cast<std::int64_t>(edit.targets.size())});
  }
  return finding;
}

}  // namespace

std::string why_settings_are_not_compared(const Context& context) {
  if (!other_versions(context) || says_settings(*context.base) == says_settings(*context.head)) return {};
  return fmt::format(
      "settings and hooks of models are not compared: base was written by dbt {}, head by dbt {}, and one of them "
      "keeps no settings as they are written; write both manifests with one version",
      context.base->metadata.dbt_version, context.head->metadata.dbt_version);
}

std::vector<Finding> config_findings(const Gate& gate, const Context& context) {
  if (!why_settings_are_not_compared(context).empty()) return {};
  Edits edits;
  for (const Target& target : context.targets) {
    if (target.change == nullptr || target.base == nullptr || target.head == nullptr) continue;
    for (ConfigEffect& effect : effects_on(target, context)) {
      std::optional<Location> place = own_place(target, context, setting_of(effect));
      tell_new_key(effect, target, context);
      edits.add(std::move(effect), target, std::move(place));
    }
  }
  std::vector<Finding> findings;
  for (const Edit& edit : edits.all()) findings.push_back(finding_of(gate, edit, context));
  return findings;
}

}  // namespace tollgate::gates::columns
