// Edits of the definitions themselves, and who stands on what was edited.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dbt/yaml_entries.hpp"
#include "gates/each_target.hpp"
#include "gates/metric_definition_review/definition.hpp"
#include "gates/metric_definition_review/redefinition.hpp"

namespace tollgate::gates::metrics {

namespace {

constexpr std::size_t most_told = 3;
constexpr std::string_view measures = "measures";

/// The changes of one measure, dimension or entity; those of the node's own keys have an empty entry.
struct EditedEntry {
  std::string section, entry;
  std::vector<DefinitionChange> changes;
};

bool has_entries(const dbt::SemanticNode& node, const DefinitionChange& change) {
  const bool known = change.section == measures || change.section == "dimensions" || change.section == "entities";
  return node.type == dbt::ResourceType::semantic_model && known;
}

std::vector<EditedEntry> entries_of(const dbt::SemanticNode& node, std::vector<DefinitionChange> changes) {
  std::map<std::pair<std::string, std::string>, EditedEntry> entries;
  for (DefinitionChange& change : changes) {
    if (!has_entries(node, change)) change.section = change.entry = "";
    EditedEntry& entry = entries[{change.section, change.entry}];
    entry.section = change.section;
    entry.entry = change.entry;
    entry.changes.push_back(std::move(change));
  }
  std::vector<EditedEntry> list;
  for (auto& [key, entry] : entries) list.push_back(std::move(entry));
  return list;
}

std::string changes_text(const std::vector<DefinitionChange>& changes) {
  std::vector<std::string> told;
  for (std::size_t i = 0; i < std::min(changes.size(), most_told); ++i) told.push_back(to_text(changes[i]));
  std::string text = fmt::format("{}", fmt::join(told, "; "));
  if (changes.size() > most_told) text += fmt::format("; and {} more", changes.size() - most_told);
  return text;
}

Location place_of(const SemanticTarget& target, const EditedEntry& edited) {
  Location location = target.location;
  if (edited.entry.empty() || target.head == nullptr) return location;
  const auto outer = dbt::find_entry(target.yaml, dbt::all_lines(target.yaml), "semantic_models", node_of(target).name);
  const auto inner = outer ? dbt::find_entry(target.yaml, *outer, edited.section, edited.entry) : std::nullopt;
  if (inner) location.line = inner->first;
  return location;
}

using Ids = std::set<std::string, std::less<>>;

bool depends_on(const dbt::SemanticNode* node, std::string_view id) {
  return node != nullptr && std::ranges::find(node->depends_on, id) != node->depends_on.end();
}

/// Whether the target names what was edited in its own definition.
bool uses(const SemanticTarget& target, std::string_view id, const EditedEntry& edited) {
  for (const dbt::SemanticNode* node : {target.base, target.head}) {
    if (!depends_on(node, id)) continue;
    if (edited.entry.empty()) return true;
    if (edited.section == measures && measures_used(node->definition).contains(edited.entry)) return true;
  }
  return false;
}

/// Who stands on what was edited, nearest first: users of the entry, then users of those.
std::vector<const SemanticTarget*> standing_on(const Context& context, std::string_view id, const EditedEntry& edited) {
  std::vector<const SemanticTarget*> found;
  Ids known{std::string(id)};
  for (const SemanticTarget& target : context.semantics) {
    if (target.id != id && uses(target, id, edited)) found.push_back(&target);
  }
  for (const SemanticTarget* target : found) known.insert(std::string(target->id));
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const SemanticTarget& target : context.semantics) {
      if (known.contains(target.id)) continue;
      if (!depends_on(target.base, found[i]->id) && !depends_on(target.head, found[i]->id)) continue;
      known.insert(std::string(target.id));
      found.push_back(&target);
    }
  }
  return found;
}

Redefinition edit_of(const Context& context, const SemanticTarget& target, const EditedEntry& edited) {
  const std::string item = edited.entry.empty() ? "definition" : edited.section + "." + edited.entry;
  Redefinition edit{&changed_rule, {std::string(target.id), item}, place_of(target, edited), {}};
  if (!edited.entry.empty()) edit.item = item;
  const std::string what = changes_text(edited.changes);
  const std::string title = title_of(node_of(target));
  edit.concerned.push_back({&target, "is defined otherwise: " + what});
  for (const SemanticTarget* other : standing_on(context, target.id, edited)) {
    edit.concerned.push_back({other, fmt::format("stands on {}, which is defined otherwise: {}", title, what)});
  }
  // People know the metric, not the measure that it is made of.
  const auto metric = std::ranges::find_if(edit.concerned, [](const Concerned& concerned) {
    return node_of(*concerned.target).type == dbt::ResourceType::metric;
  });
  if (metric != edit.concerned.end()) std::rotate(edit.concerned.begin(), metric, metric + 1);
  return edit;
}

Redefinition came_or_went(const SemanticTarget& target) {
  const bool removed = target.head == nullptr;
  return {removed ? &removed_rule : &added_rule,
          {std::string(target.id), "definition"},
          target.location,
          {{&target, removed ? "is gone" : "is new"}}};
}

}  // namespace

std::string title_of(const dbt::SemanticNode& node) {
  std::string kind(to_string(node.type));
  std::ranges::replace(kind, '_', ' ');
  return kind + " " + node.name;
}

const dbt::SemanticNode& node_of(const SemanticTarget& target) {
  return target.head != nullptr ? *target.head : *target.base;
}

std::vector<Redefinition> edited_definitions(const Context& context, Unjudged& unjudged) {
  const bool other_version = context.base->metadata.dbt_version != context.head->metadata.dbt_version;
  std::vector<Redefinition> edits;
  for (const SemanticTarget& target : context.semantics) {
    require_time(context);
    if (target.base == nullptr || target.head == nullptr) {
      edits.push_back(came_or_went(target));
      continue;
    }
    try {
      auto changes = definition_changes(target.base->definition, target.head->definition, other_version);
      for (const EditedEntry& edited : entries_of(*target.head, std::move(changes))) {
        edits.push_back(edit_of(context, target, edited));
      }
    } catch (const Error& error) {
      const std::string reason = error.diagnostic().message + "; " + error.diagnostic().hint;
      unjudged.insert_or_assign(std::string(target.id), NotJudged{Status::errored, reason});
    }
  }
  return edits;
}

}  // namespace tollgate::gates::metrics
