#include "cli/init/customs.hpp"

#include <algorithm>
#include <filesystem>

#include "core/lower.hpp"

namespace tollgate::cli::init {

namespace {

namespace fs = std::filesystem;

struct Word {
  std::string_view word;
  std::string_view layer;
  bool at_any_depth = false;  ///< else only right below the models' folder: `raw` inside `quality` is another raw
};
/// Folder names: dbt's own guide ("How we structure our dbt projects"), its older forms, the medallion's three.
constexpr std::array<Word, 33> words{{
    {"metrics", "metrics", true},
    {"semantic_models", "metrics", true},
    {"semantic_layer", "metrics"},
    {"semantic", "metrics"},
    {"metric", "metrics"},
    {"kpis", "metrics"},
    {"marts", "marts", true},
    {"mart", "marts", true},
    {"datamarts", "marts"},
    {"datamart", "marts"},
    {"core", "marts"},
    {"gold", "marts"},
    {"reporting", "marts"},
    {"reports", "marts"},
    {"presentation", "marts"},
    {"dimensions", "marts"},
    {"dim", "marts"},
    {"facts", "marts"},
    {"fct", "marts"},
    {"intermediate", "intermediate", true},
    {"int", "intermediate", true},
    {"silver", "intermediate"},
    {"prep", "intermediate"},
    {"transform", "intermediate"},
    {"transformed", "intermediate"},
    {"staging", "staging", true},
    {"stage", "staging", true},
    {"stg", "staging", true},
    {"base", "staging", true},
    {"sources", "staging"},
    {"bronze", "staging"},
    {"raw", "staging"},
    {"landing", "staging"},
}};

/// Beginnings of models' names.
constexpr std::array<Prefix, 9> prefixes{{{"stg_", "staging"},
                                          {"staging_", "staging"},
                                          {"base_", "staging"},
                                          {"int_", "intermediate"},
                                          {"fct_", "marts"},
                                          {"fact_", "marts"},
                                          {"dim_", "marts"},
                                          {"mart_", "marts"},
                                          {"metric_", "metrics"}}};

enum class Depth { top, nested };
/// The layer that a folder's name stands for by dbt's customs (`stg`, `01_staging`, `common_mart`), or an empty text.
std::string_view layer_of_word(std::string_view word, Depth depth) {
  std::string low = lowered(word);
  low.erase(0, low.find_first_not_of("0123456789_-. "));
  const auto known = [&](std::string_view text) -> std::string_view {
    for (const Word& entry : words) {
      if (entry.word == text && (entry.at_any_depth || depth == Depth::top)) return entry.layer;
    }
    return {};
  };
  if (const std::string_view layer = known(low); !layer.empty()) return layer;
  const std::size_t last = low.find_last_of("_-");
  if (last == std::string::npos) return {};
  if (const std::string_view layer = known(std::string_view(low).substr(last + 1)); !layer.empty()) return layer;
  return known(std::string_view(low).substr(0, low.find_first_of("_-")));
}

}  // namespace

std::span<const Prefix> known_prefixes() { return prefixes; }

std::vector<std::string> components(const std::string& path) {
  std::vector<std::string> parts;
  for (const fs::path& part : fs::path(path)) parts.push_back(part.string());
  return parts;
}

std::string joined(const std::vector<std::string>& parts, std::size_t count) {
  std::string path;
  for (std::size_t i = 0; i < count; ++i) path += (i == 0 ? "" : "/") + parts[i];
  return path;
}

std::string_view exact_layer(std::string_view word) {
  const auto at = std::ranges::find(layer_names, word);
  return at == layer_names.end() ? std::string_view() : *at;
}

std::optional<std::pair<std::string, std::string_view>> folder_that_says(const std::string& path, std::size_t below) {
  const std::vector<std::string> parts = components(path);
  for (const bool exact : {true, false}) {
    for (std::size_t i = below; i + 1 < parts.size(); ++i) {
      const Depth depth = i == below ? Depth::top : Depth::nested;
      const std::string_view layer = exact ? exact_layer(lowered(parts[i])) : layer_of_word(parts[i], depth);
      if (!layer.empty()) return std::pair(joined(parts, i + 1), layer);
    }
  }
  return std::nullopt;
}

std::string_view layer_of_tag(std::string_view tag) {
  const std::string low = lowered(tag);
  std::string_view rest = low;
  for (const std::string_view start : {"layer:", "layer_", "layer-", "layer.", "layer/"}) {
    if (low.starts_with(start)) rest = std::string_view(low).substr(start.size());
  }
  return exact_layer(rest);
}

}  // namespace tollgate::cli::init
