// A text page for people: indented, wrapped, coloured lines, never wider than asked for. Makes every text that it is
// given safe to show and free of GitHub workflow commands; colour is its own SGR sequences and nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/reporter.hpp"

namespace tollgate::reporters {

enum class Ink { plain, bold, red, yellow, green, cyan };

class Page {
 public:
  explicit Page(const RenderStyle& style);

  /// An empty line and a bold title.
  void section(std::string_view title);
  /// A paragraph that begins with a coloured word or phrase.
  void line(std::size_t indent, std::string_view lead, Ink ink, std::string_view rest);
  void line(std::size_t indent, std::string_view text) { line(indent, "", Ink::plain, text); }
  /// A line as it is: the caller has made it safe to show and kept it within width().
  void exact(const std::string& text);

  std::size_t width() const { return x_width; }
  const std::string& text() const { return x_text; }

 private:
  /// The line with GitHub workflow commands broken, still within the width.
  std::string harmless(const std::string& line) const;
  std::string painted(const std::string& line, std::string_view lead, Ink ink) const;

  std::string x_text;
  std::size_t x_width;
  bool x_color;
};

}  // namespace tollgate::reporters
