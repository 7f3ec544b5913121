#include "core/error.hpp"

#include <utility>

namespace tollgate {

std::string to_text(const Diagnostic& diagnostic) {
  std::string text;
  const Place& place = diagnostic.place;
  if (!place.file.empty()) {
    text += place.file;
    if (place.line > 0) text += ":" + std::to_string(place.line);
    if (place.line > 0 && place.column > 0) text += ":" + std::to_string(place.column);
    text += ": ";
  }
  text += diagnostic.message;
  if (!diagnostic.hint.empty()) text += "\n  hint: " + diagnostic.hint;
  return text;
}

Error::Error(ErrorKind kind, Diagnostic diagnostic)
    : x_kind(kind), x_diagnostic(std::move(diagnostic)), x_text(to_text(x_diagnostic)) {}

}  // namespace tollgate
