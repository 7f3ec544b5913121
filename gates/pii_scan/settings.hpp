// What pii-scan is told about the project as a whole: which words are tags, and what sanitises. Models with the same
// words are judged together. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/option.hpp"
#include "gates/pii_scan/sanitizers.hpp"
#include "gates/pii_scan/tags.hpp"

namespace tollgate::pii_scan {

struct Settings {
  std::vector<std::string> meta_keys, meta_values, tags, sanitizers;
  friend bool operator<(const Settings& a, const Settings& b);
};

Settings settings_of(const Options& options);
/// The usual ones where the settings name none.
TagKeys keys_of(const Settings& settings);
/// Throws Error (usage) for a sanitizer that cannot be read.
Sanitizers sanitizers_of(const Settings& settings);

}  // namespace tollgate::pii_scan
