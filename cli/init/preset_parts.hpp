// A preset's YAML, taken apart for `tollgate init`: what it says of each layer, when some of its layers are left out.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "cli/init/layers.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::cli::init {

/// The value of a key, or null.
const policy::Node* find(const policy::Node& map, std::string_view key);
/// Throws Error (usage) for a name that no preset has.
policy::Node preset_document(const std::string& name);
/// What the preset says of a layer beyond what the nearest layer that was found, `under`, says already.
policy::Node own_part(const policy::Node& layers, const std::string& name, const std::string& under);
/// The nearest layer that this one inherits from in the preset and that was found; empty: none.
std::string nearest_found(const policy::Node& layers, const FoundLayer& of, const FoundLayers& found);
/// The preset's own layers, for a project that has no model yet.
FoundLayers usual_layers(const policy::Node& layers);

}  // namespace tollgate::cli::init
