#include "gates/pii_scan/level.hpp"

namespace tollgate::pii_scan {

std::string_view to_string(Level level) {
  switch (level) {
    case Level::clear:
      return "clear";
    case Level::pseudonymised:
      return "pseudonymised";
    case Level::reduced:
      return "reduced";
    case Level::raw:
      break;
  }
  return "raw";
}

std::string_view to_string(SanitizerClass sanitizer) {
  switch (sanitizer) {
    case SanitizerClass::destroy:
      return "destroy";
    case SanitizerClass::aggregate:
      return "aggregate";
    case SanitizerClass::partial:
      return "partial";
    case SanitizerClass::hash:
      return "hash";
    case SanitizerClass::noise:
      return "noise";
    case SanitizerClass::identity:
      break;
  }
  return "identity";
}

Level after(SanitizerClass sanitizer) {
  switch (sanitizer) {
    case SanitizerClass::destroy:
    case SanitizerClass::aggregate:
      return Level::clear;
    case SanitizerClass::hash:
      return Level::pseudonymised;
    case SanitizerClass::partial:
    case SanitizerClass::noise:
      return Level::reduced;
    case SanitizerClass::identity:
      break;
  }
  return Level::raw;
}

}  // namespace tollgate::pii_scan
