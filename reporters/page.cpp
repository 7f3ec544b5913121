#include "reporters/page.hpp"

#include <algorithm>
#include <vector>

#include "reporters/escape.hpp"
#include "reporters/utf8.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

namespace {

constexpr int narrowest = 40;

std::string_view start_of(Ink ink) {
  switch (ink) {
    case Ink::bold:
      return "\x1b[1m";
    case Ink::red:
      return "\x1b[1;31m";
    case Ink::yellow:
      return "\x1b[33m";
    case Ink::green:
      return "\x1b[1;32m";
    case Ink::cyan:
      return "\x1b[36m";
    case Ink::plain:
      break;
  }
  return "";
}

}  // namespace

Page::Page(const RenderStyle& style)
    : x_width(static_cast<std::size_t>(std::max(style.width, narrowest))), x_color(style.color) {}

std::string Page::painted(const std::string& line, std::string_view lead, Ink ink) const {
  const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
  if (!x_color || ink == Ink::plain || start == line.size()) return line;
  // A lead that had to be broken or cut takes its whole line with it.
  const std::size_t end = line.compare(start, lead.size(), lead) == 0 ? start + lead.size() : line.size();
  return line.substr(0, start) + std::string(start_of(ink)) + line.substr(start, end - start) + "\x1b[0m" +
         line.substr(end);
}

void Page::section(std::string_view title) {
  x_text += '\n';
  line(0, title, Ink::bold, "");
}

std::string Page::harmless(const std::string& line) const {
  std::string text = without_github_commands(line);
  while (display_width(text) > x_width && text.front() == ' ') text.erase(0, 1);
  return cut_middle(text, x_width);
}

void Page::line(std::size_t indent, std::string_view lead, Ink ink, std::string_view rest) {
  const std::string safe_lead = visible(lead);
  const std::string between = lead.empty() || rest.empty() ? "" : " ";
  const std::vector<std::string> lines = wrap(safe_lead + between + visible_lines(rest), x_width - indent, 2);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string text = harmless(std::string(indent, ' ') + lines[i]);
    x_text += (i == 0 ? painted(text, safe_lead, ink) : text) + '\n';
  }
}

void Page::exact(const std::string& text) { x_text += harmless(text) + '\n'; }

}  // namespace tollgate::reporters
