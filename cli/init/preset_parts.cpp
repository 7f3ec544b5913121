#include "cli/init/preset_parts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/init/yaml_text.hpp"
#include "core/error.hpp"
#include "policy/presets.hpp"

namespace tollgate::cli::init {

using policy::Entry;
using policy::Node;

namespace {

std::string inherited(const Node& layer) {
  const Node* name = find(layer, "inherits");
  return name == nullptr ? std::string() : name->text;
}

}  // namespace

const Node* find(const Node& map, std::string_view key) {
  const auto at = std::ranges::find_if(map.entries, [&](const Entry& entry) { return entry.key == key; });
  return at == map.entries.end() ? nullptr : &at->value;
}

Node preset_document(const std::string& name) {
  policy::Problems problems("preset " + name);
  std::optional<Node> root = policy::read_yaml(policy::preset_text(name), problems);
  if (!root) throw Error(ErrorKind::usage, {"no preset " + name, "there are strict, standard and lenient", {}});
  return *root;
}

Node own_part(const Node& layers, const std::string& name, const std::string& under) {
  const Node* layer = find(layers, name);
  if (layer == nullptr) return {};
  const std::string next = inherited(*layer);
  Node own = *layer;
  std::erase_if(own.entries, [](const Entry& entry) { return entry.key == "inherits" || entry.key == "select"; });
  if (next.empty() || next == under) return own;
  return laid_over(own_part(layers, next, under), own);
}

std::string nearest_found(const Node& layers, const FoundLayer& of, const FoundLayers& found) {
  for (std::string name = of.like;;) {
    const Node* layer = find(layers, name);
    name = layer == nullptr ? std::string() : inherited(*layer);
    if (name.empty()) return name;
    const auto is_it = [&](const FoundLayer& known) { return known.name == name; };
    if (std::ranges::any_of(found.layers, is_it)) return name;
  }
}

FoundLayers usual_layers(const Node& layers) {
  FoundLayers usual;
  for (const Entry& entry : layers.entries) {
    FoundLayer layer;
    layer.name = layer.like = entry.key;
    const Node* select = find(entry.value, "select");
    const Node* path = select == nullptr ? nullptr : find(*select, "path");
    if (path == nullptr) continue;
    for (const Node& item : path->items) layer.select.path.push_back(item.text);
    usual.layers.push_back(std::move(layer));
  }
  return usual;
}

}  // namespace tollgate::cli::init
