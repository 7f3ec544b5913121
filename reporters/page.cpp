#include "reporters/page.hpp"

#include <algorithm>
#include <vector>

#include "reporters/escape.hpp"
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

std::string Page::painted(std::string_view text, Ink ink) const {
  if (!x_color || ink == Ink::plain || text.empty()) return std::string(text);
  return std::string(start_of(ink)) + std::string(text) + "\x1b[0m";
}

void Page::section(std::string_view title) {
  x_text += '\n';
  line(0, title, Ink::bold, "");
}

void Page::line(std::size_t indent, std::string_view lead, Ink ink, std::string_view rest) {
  const std::string safe_lead = visible(lead);
  const std::string between = lead.empty() || rest.empty() ? "" : " ";
  const std::vector<std::string> lines = wrap(safe_lead + between + visible_lines(rest), x_width - indent, 2);
  bool first = true;
  for (const std::string& text : lines) {
    // A lead that had to be broken or cut takes its whole line with it.
    const std::size_t inked = !first                                              ? 0
                              : text.compare(0, safe_lead.size(), safe_lead) == 0 ? safe_lead.size()
                                                                                  : text.size();
    x_text += std::string(indent, ' ') + painted(text.substr(0, inked), ink) + text.substr(inked) + '\n';
    first = false;
  }
}

void Page::exact(std::string_view text) {
  x_text += text;
  x_text += '\n';
}

}  // namespace tollgate::reporters
