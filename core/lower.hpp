// Words compared without case: ASCII letters only, whatever the locale, so that a run says the same everywhere.
#pragma once

#include <string>
#include <string_view>

namespace tollgate {

/// A to Z become a to z; every other byte stays.
inline std::string lowered(std::string_view text) {
  std::string low(text);
  for (char& c : low) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return low;
}

}  // namespace tollgate
