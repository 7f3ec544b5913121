// Collects every problem of a policy or waiver file, so that one run tells them all. Texts of the file are quoted
// through `in_quotes`, which cuts them short and never repeats what may hold a secret.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace tollgate::policy {

/// A position in the file; 1-based, 0 means not known.
struct Mark {
  int line = 0;
  int column = 0;
};

/// A value and where it was written.
template <class T>
struct Placed {
  T value{};
  Mark mark{};
};

class Problems {
 public:
  /// `kind` says what the file is, in messages: `policy`, `waiver file`.
  explicit Problems(std::string file, std::string kind = "policy") : x_file(std::move(file)), x_kind(std::move(kind)) {}

  void add(Mark mark, std::string message, std::string hint = {});
  const std::string& kind() const { return x_kind; }
  bool empty() const { return x_all.empty(); }
  std::size_t size() const { return x_all.size(); }
  Place place(Mark mark) const { return {x_file, mark.line, mark.column}; }
  /// In file order; after the 50th only how many more there are.
  std::vector<Diagnostic> sorted() const;

 private:
  std::string x_file;
  std::string x_kind;
  std::vector<Diagnostic> x_all;
};

/// The text in double quotes, for messages: control characters as `?`, at most 60 bytes. A text that may hold a secret
/// (a URL, a password) is told as `a text that is not repeated here`.
/// (Not `quoted`: for a std::string that would find std::quoted.)
std::string in_quotes(std::string_view text);
/// `did you mean "x"?`, else `known here: a, b, c`.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace tollgate::policy
