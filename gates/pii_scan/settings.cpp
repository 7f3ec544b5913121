#include "gates/pii_scan/settings.hpp"

#include <tuple>
#include <utility>

#include "gates/pii_scan/options.hpp"

namespace tollgate::pii_scan {

bool operator<(const Settings& a, const Settings& b) {
  return std::tie(a.meta_keys, a.meta_values, a.tags, a.sanitizers) <
         std::tie(b.meta_keys, b.meta_values, b.tags, b.sanitizers);
}

Settings settings_of(const Options& options) {
  return {options[meta_keys], options[meta_values], options[tags], options[sanitizers]};
}

TagKeys keys_of(const Settings& settings) {
  TagKeys keys = usual_tag_keys();
  if (!settings.meta_keys.empty()) keys.meta_keys = settings.meta_keys;
  if (!settings.meta_values.empty()) keys.meta_values = settings.meta_values;
  if (!settings.tags.empty()) keys.tags = settings.tags;
  return keys;
}

Sanitizers sanitizers_of(const Settings& settings) {
  std::vector<DeclaredSanitizer> declared;
  for (const std::string& text : settings.sanitizers) declared.push_back(parse_sanitizer(text));
  return Sanitizers(std::move(declared));
}

}  // namespace tollgate::pii_scan
