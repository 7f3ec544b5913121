#include "policy/layer_patches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "policy/map_reader.hpp"
#include "policy/merge_windows.hpp"
#include "policy/selectors.hpp"
#include "policy/values.hpp"

namespace tollgate::policy {

namespace {

constexpr std::size_t longest_name = 64;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

void read_review(const Node& node, const std::string& what, LayerPatch& patch, Problems& problems) {
  MapReader reader(node, what, problems);
  if (const Node* value = reader.find("approvals")) {
    if (const auto read = read_integer(*value, what + ".approvals", {0, 20}, "people", problems))
      patch.approvals = Placed<std::int64_t>{*read, value->mark};
  }
  if (const Node* value = reader.find("by")) {
    auto roles = read_texts(*value, what + ".by", problems);
    const bool good = roles && std::all_of(roles->begin(), roles->end(), is_name);
    if (roles && !good)
      problems.add(value->mark, what + ".by: a role has letters, digits, - and _ only",
                   "e.g. peer, senior-data-engineer");
    if (good) patch.by = Placed<std::vector<std::string>>{std::move(*roles), value->mark};
  }
  for (const auto& [key, field] : {std::pair("author_may_review", &patch.author_may_review),
                                   std::pair("approvals_follow_head", &patch.approvals_follow_head)}) {
    const Node* value = reader.find(key);
    const auto read = value == nullptr ? std::nullopt : read_bool(*value, what + "." + key, problems);
    if (read) *field = Placed<bool>{*read, value->mark};
  }
  reader.finish();
}

void read_rollback(const Node& node, const std::string& what, LayerPatch& patch, Problems& problems) {
  using std::chrono::hours;
  using std::chrono::minutes;
  const auto read = read_duration(node, what, minutes(1), hours(24 * 365), problems);
  if (read) patch.rollback_sla = {std::chrono::duration_cast<std::chrono::seconds>(*read), node.mark};
}

void read_waiver_lifetime(const Node& node, const std::string& what, LayerPatch& patch, Problems& problems) {
  using std::chrono::days;
  const auto read = read_duration(node, what, days(1), days(3650), problems);
  if (!read) return;
  if (*read % days(1) != std::chrono::milliseconds(0)) {
    problems.add(node.mark, what + ": not a whole number of days", "a waiver ends with a day; write e.g. 90d");
    return;
  }
  patch.waiver_lifetime = {std::chrono::duration_cast<std::chrono::seconds>(*read), node.mark};
}

/// The keys that a layer and `defaults` share.
void read_common(MapReader& reader, const std::string& what, std::span<const Gate* const> gates, LayerPatch& patch,
                 Problems& problems) {
  if (const Node* value = reader.find("gates"))
    patch.gates = read_gates(*value, what + ".gates", gates, Off::allowed, problems);
  if (const Node* value = reader.find("review")) read_review(*value, what + ".review", patch, problems);
  if (const Node* value = reader.find("merge_window"))
    read_merge_window(*value, what + ".merge_window", patch.merge_window, patch.closed, problems);
  if (const Node* value = reader.find("rollback_sla")) read_rollback(*value, what + ".rollback_sla", patch, problems);
  if (const Node* value = reader.find("waiver_lifetime"))
    read_waiver_lifetime(*value, what + ".waiver_lifetime", patch, problems);
}

LayerPatch read_layer(const Entry& entry, std::span<const Gate* const> gates, Problems& problems) {
  LayerPatch patch;
  patch.name = entry.key;
  patch.mark = entry.mark;
  const std::string what = "layers." + (is_name(entry.key) ? entry.key : in_quotes(entry.key));
  if (!is_name(entry.key)) {
    problems.add(entry.mark, fmt::format("{}: a layer's name has letters, digits, - and _ only", what), "e.g. staging");
  } else if (entry.key == unknown_layer) {
    problems.add(entry.mark, "layers.unknown: this name is taken: it stands for the models that no layer selects",
                 "their settings are the strictest of all layers; give the layer another name");
  }
  MapReader reader(entry.value, what, problems);
  if (const Node* value = reader.find("inherits")) {
    if (auto name = read_text(*value, what + ".inherits", problems)) patch.inherits = {std::move(*name), value->mark};
  }
  if (const Node* value = reader.find("select")) {
    patch.select = {read_selector(*value, what + ".select", problems).value_or(Selector{}), value->mark};
  }
  read_common(reader, what, gates, patch, problems);
  reader.finish();
  return patch;
}

OverridePatch read_override(const Node& node, const std::string& what, Selector select, bool named,
                            std::span<const Gate* const> gates, Problems& problems) {
  OverridePatch patch{{std::move(select), node.mark}, {}};
  MapReader reader(node, what, problems);
  if (!named) {
    const Node* value = reader.find("select");
    auto read = value == nullptr ? std::nullopt : read_selector(*value, what + ".select", problems);
    if (value == nullptr && reader.is_map())
      problems.add(node.mark, what + ": no `select`", "say which models it is for");
    if (read) patch.select = {std::move(*read), value->mark};
  }
  const Node* value = reader.find("gates");
  if (value != nullptr) patch.gates = read_gates(*value, what + ".gates", gates, Off::refused, problems);
  if (value == nullptr && reader.is_map())
    problems.add(node.mark, what + ": no `gates`", "say what is different for these models");
  reader.finish();
  return patch;
}

/// `models` is a list with a `select` each, or a mapping by model name.
std::vector<OverridePatch> read_models(const Node& node, std::span<const Gate* const> gates, Problems& problems) {
  std::vector<OverridePatch> patches;
  if (!node.is_list() && !node.is_map()) expected(node, "models", "a list, or a mapping by model name", problems);
  for (const Node& item : node.items)
    patches.push_back(read_override(item, fmt::format("models.{}", patches.size()), {}, false, gates, problems));
  for (const Entry& entry : node.entries) {
    Selector select;
    select.name = {entry.key};
    patches.push_back(read_override(entry.value, fmt::format("models.{}", in_quotes(entry.key)), std::move(select),
                                    true, gates, problems));
  }
  return patches;
}

}  // namespace

const LayerPatch* LayerDocument::find(std::string_view name) const {
  const auto found =
      std::find_if(layers.begin(), layers.end(), [&](const LayerPatch& layer) { return layer.name == name; });
  return found == layers.end() ? nullptr : &*found;
}

LayerDocument read_layers(const Node* defaults, const Node* layers, const Node* models, const std::string& origin,
                          std::span<const Gate* const> gates, Problems& problems) {
  LayerDocument document;
  const std::string before = origin.empty() ? std::string() : origin + ", ";
  document.defaults.from = origin.empty() ? "defaults" : origin;
  if (defaults != nullptr) {
    document.defaults.mark = defaults->mark;
    MapReader reader(*defaults, "defaults", problems);
    read_common(reader, "defaults", gates, document.defaults, problems);
    reader.finish();
  }
  if (layers != nullptr) {
    const MapReader must_be_a_map(*layers, "layers", problems);
    if (layers->is_map() && layers->entries.empty())
      problems.add(layers->mark, "layers: the mapping is empty", "delete the key to get the layers of the preset");
    for (const Entry& entry : layers->entries) {
      LayerPatch patch = read_layer(entry, gates, problems);
      patch.from = before + "layer " + entry.key;
      if (is_name(entry.key)) document.layers.push_back(std::move(patch));
    }
  }
  if (models != nullptr) document.models = read_models(*models, gates, problems);
  return document;
}

}  // namespace tollgate::policy
