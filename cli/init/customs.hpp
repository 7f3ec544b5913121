// The words by which dbt projects say what a folder, a model or a tag is: dbt's own customs and those around it. Pure;
// knows no project.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tollgate::cli::init {

/// The strictest first: a model that two layers select belongs to the stricter one.
inline constexpr std::array<std::string_view, 4> layer_names{"metrics", "marts", "intermediate", "staging"};

/// A beginning of models' names and the layer that it says.
struct Prefix {
  std::string_view prefix;
  std::string_view layer;
};
std::span<const Prefix> known_prefixes();

/// One of the four layers, by exactly its name; else empty.
std::string_view exact_layer(std::string_view word);
/// `layer:staging`, `layer_staging`, `staging`; else empty.
std::string_view layer_of_tag(std::string_view tag);
/// The outermost folder of the path, below its first `below` parts, that says a layer, and which; one of dbt's own four
/// words goes before all others.
std::optional<std::pair<std::string, std::string_view>> folder_that_says(const std::string& path, std::size_t below);

/// The parts of a path, and the first of them together again.
std::vector<std::string> components(const std::string& path);
std::string joined(const std::vector<std::string>& parts, std::size_t count);

}  // namespace tollgate::cli::init
