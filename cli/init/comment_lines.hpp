// The lines of a commented file, as they are put together. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tollgate::cli::init {

class Lines {
 public:
  static constexpr std::size_t widest = 118;

  Lines& add(std::string_view line = {});
  /// A comment, broken into lines; control characters are taken out.
  Lines& comment(std::string_view text, std::string_view indent = {});
  /// All lines, with a line feed behind each.
  const std::string& text() const { return x_text; }

 private:
  std::string x_text;
};

}  // namespace tollgate::cli::init
