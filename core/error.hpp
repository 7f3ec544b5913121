// What went wrong while doing the work: one exception type with facts on it, caught around each gate and in main.
// A thing that is wrong with the change under review is a Finding, never an Error.
#pragma once

#include <exception>
#include <string>

namespace tollgate {

/// Where in a file something is. Lines and columns are 1-based; 0 means "not known".
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

/// One problem with an input, told so that a person can mend it.
/// Neither text may hold a secret or a cell of data.
struct Diagnostic {
  std::string message;  ///< what is wrong and what was expected
  std::string hint;     ///< what to do; may be empty
  Place place;
};

/// `file:line:column: message` and, on a line of its own, `  hint: …`.
std::string to_text(const Diagnostic& diagnostic);

enum class ErrorKind {
  usage,     ///< wrong usage, policy or waiver file: exit 2
  unjudged,  ///< something required could not be judged: exit 3
};

/// Could not do the work. Third-party exceptions become an Error in the file that owns the library.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, Diagnostic diagnostic);

  ErrorKind kind() const noexcept { return x_kind; }
  const Diagnostic& diagnostic() const noexcept { return x_diagnostic; }
  /// The same text as to_text(diagnostic()).
  const char* what() const noexcept override { return x_text.c_str(); }

 private:
  ErrorKind x_kind;
  Diagnostic x_diagnostic;
  std::string x_text;
};

}  // namespace tollgate
