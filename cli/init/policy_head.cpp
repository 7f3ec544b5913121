#include "cli/init/policy_head.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/listing.hpp"
#include "policy/presets.hpp"

namespace tollgate::cli::init {

namespace {

bool has_layer(const FoundLayers& found, const std::string& like) {
  return found.layout == Layout::empty ||
         std::ranges::any_of(found.layers, [&](const FoundLayer& layer) { return layer.like == like; });
}

std::size_t count_of(const std::vector<Unplaced>& unplaced) {
  std::size_t models = 0;
  for (const Unplaced& place : unplaced) models += place.models;
  return models;
}

std::string about_layers(const FoundLayers& found) {
  if (found.layout == Layout::folders) {
    return "layers: nothing here says which of them people read, so each has the demands of marts. Loosen those that "
           "only "
           "feed other models.";
  }
  const std::size_t models = count_of(found.unplaced);
  if (models == 0) return {};
  const bool others = found.layers.back().name == "others";
  return fmt::format("layers: {} model{} that no folder, name or tag places: {}.", models, models == 1 ? "" : "s",
                     others ? "see `others`" : "see the end of `layers`");
}

std::string about_windows(const FoundLayers& found, const Policy& preset) {
  for (const Layer& layer : preset.layers) {
    const bool windowed = !layer.merge_window.empty() && layer.merge_window != "any";
    if (windowed && has_layer(found, layer.name))
      return fmt::format("merge_window: \"{}\" is a guess; write your hours and your zone, e.g. Europe/Berlin.",
                         layer.merge_window);
  }
  return {};
}

std::string about_roles(const FoundLayers& found, const PolicyChoices& choices) {
  const std::vector<std::string> roles = roles_asked_for(found, choices);
  if (roles.empty()) return {};
  return fmt::format("tollgate-roles.yml: who is {}? Until it says so, nobody can approve what asks for them.",
                     listed(roles));
}

std::string about_adapter(const Survey& survey, const PolicyChoices& choices) {
  if (!survey.adapter.empty()) return {};
  return fmt::format(
      "the database: no manifest, profile or requirements file says which it is, and PostgreSQL is taken "
      "for granted. Where it is another one, take out {} and `warehouse`; the other gates ask none.",
      fmt::join(gates_by_need(choices).database, ", "));
}

std::string about_manifest(const Survey& survey, const FoundLayers& found) {
  if (!survey.manifest.empty() || found.layout == Layout::empty) return {};
  return "no manifest was there to read: after `dbt parse`, `tollgate init --beside` sees tags, packages and personal "
         "data, too.";
}

}  // namespace

std::vector<std::string> roles_asked_for(const FoundLayers& found, const PolicyChoices& choices) {
  std::vector<std::string> roles;
  for (const Layer& layer : policy::preset(choices.preset, choices.gates).layers) {
    if (!has_layer(found, layer.name)) continue;
    for (const std::string& role : layer.review.by) {
      if (role != "peer" && std::ranges::find(roles, role) == roles.end()) roles.push_back(role);
    }
  }
  std::ranges::sort(roles);
  return roles;
}

void write_head(const Survey& survey, const FoundLayers& found, const PolicyChoices& choices, Lines& out) {
  const Policy preset = policy::preset(choices.preset, choices.gates);
  out.comment(
      fmt::format("What a change must pass before it is merged: the preset `{}`, written out for this project by "
                  "tollgate init. It is yours to edit, and counts once it is merged.",
                  choices.preset));
  std::vector<std::string> first;
  for (std::string& point :
       std::vector<std::string>{about_adapter(survey, choices), about_layers(found), about_roles(found, choices),
                                about_windows(found, preset), about_manifest(survey, found)}) {
    if (!point.empty()) first.push_back(std::move(point));
  }
  if (!first.empty()) out.comment("First:");
  for (std::size_t i = 0; i < first.size(); ++i) out.comment(fmt::format("{}. {}", i + 1, first[i]), {});
  out.comment("`tollgate policy validate` checks it, `tollgate explain GATE` tells a gate's options and rules.");
}

}  // namespace tollgate::cli::init
