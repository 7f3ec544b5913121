#include "reporters/escape.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reporters/utf8.hpp"

namespace tollgate::reporters {

namespace {

void append_visible(std::string& out, char32_t point) {
  if (!is_unsafe_to_show(point)) return append_utf8(out, point);
  switch (point) {
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += point < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(point))
                           : fmt::format("\\u{{{:x}}}", static_cast<unsigned>(point));
  }
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

bool is_graphic_ascii(char c) { return c > 0x20 && c < 0x7F; }

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

/// XML 1.0 (fifth edition), production 2: Char. Surrogates are already U+FFFD.
bool is_xml_character(char32_t point) {
  if (point < 0x20) return point == '\t' || point == '\n' || point == '\r';
  return point != 0xFFFE && point != 0xFFFF;
}

/// Appends one XML character; `as_reference` says which of TAB, LF, CR must not be written as they are.
void append_xml(std::string& out, char32_t point, std::string_view as_reference) {
  switch (point) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\t':
    case '\n':
    case '\r':
      if (as_reference.find(static_cast<char>(point)) == std::string_view::npos) break;
      out += fmt::format("&#{};", static_cast<unsigned>(point));
      return;
    default:
      break;
  }
  if (point > 0x20 && is_unsafe_to_show(point)) {
    out += fmt::format("&#x{:x};", static_cast<unsigned>(point));
  } else {
    append_utf8(out, point);
  }
}

/// The text with the second character of each `::` that begins a line and of each `##[` replaced.
std::string with_broken_commands(std::string_view text, std::string_view second_colon, std::string_view second_hash) {
  std::string out;
  bool line_begins = true;  // nothing but white space so far; what is not ASCII may be white space for the runner
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char before = i > 0 ? text[i - 1] : '\n';
    if (c == ':' && before == ':' && line_begins) {
      out += second_colon;
    } else if (c == '#' && before == '#' && text.substr(i + 1, 1) == "[") {
      out += second_hash;
    } else {
      out += c;
    }
    if (c == '\n' || c == '\r') {
      line_begins = true;
    } else if (is_graphic_ascii(c) && c != ':') {
      line_begins = false;
    }
  }
  return out;
}

std::string xml_escaped(std::string_view text, std::string_view as_reference) {
  std::string out;
  each_code_point(text, [&](char32_t point) {
    if (is_xml_character(point)) append_xml(out, point, as_reference);
  });
  // A report that is printed into a GitHub log must not hold a command either.
  return with_broken_commands(out, "&#58;", "&#35;");
}

/// Zero-width space, as Renovate and Dependabot use it to keep GitHub from linking.
constexpr std::string_view no_link = "&#8203;";

void append_markdown(std::string& out, char32_t point) {
  switch (point) {
    case '\\':
    case '`':
    case '*':
    case '_':
    case '[':
    case ']':
    case '~':
      out += '\\';
      out += static_cast<char>(point);
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '&':
      out += "&amp;";
      break;
    case '|':
      out += "&#124;";
      break;
    case '$':
      out += "&#36;";
      break;
    case '@':
    case '#':
      out += static_cast<char>(point);
      out += no_link;
      break;
    default:
      append_utf8(out, point);
  }
}

/// Whether GitHub could begin to link here: `://`, `www.` and `GH-1`.
bool may_link(std::string_view before, char32_t next) {
  const auto ends_with = [&](std::string_view tail) {
    return before.size() >= tail.size() && before.substr(before.size() - tail.size()) == tail;
  };
  if (next == '/') return ends_with(":");
  if (next == '.') return ends_with("www") || ends_with("WWW") || ends_with("Www");
  return is_digit(next) && (ends_with("GH-") || ends_with("gh-") || ends_with("Gh-") || ends_with("gH-"));
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  each_code_point(text, [&out](char32_t point) { append_visible(out, point); });
  return out;
}

std::string visible_lines(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (end != std::string_view::npos && !line.empty() && line.back() == '\r') line.remove_suffix(1);
    out += visible(line);
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string github_data(std::string_view text) {
  std::string out(text);
  replace_all(out, "%", "%25");  // first: the runner turns %25 back last
  replace_all(out, "\r", "%0D");
  replace_all(out, "\n", "%0A");
  return out;
}

std::string github_property(std::string_view text) {
  std::string out = github_data(text);
  replace_all(out, ":", "%3A");
  replace_all(out, ",", "%2C");
  return out;
}

std::string without_github_commands(std::string_view text) { return with_broken_commands(text, " :", " #"); }

std::string printable_json(std::string dumped) {
  replace_all(dumped, "\x7f", "\\u007f");   // the one control character that nlohmann leaves
  replace_all(dumped, "##[", "#\\u0023[");  // `##[` does not occur outside of a string
  return dumped + "\n";
}

std::string markdown_text(std::string_view text) {
  std::string out;
  each_code_point(text, [&out](char32_t point) {
    if (point == '\n') point = ' ';
    if (point == '/' && out.find_first_not_of(' ') == std::string::npos) {
      out += "&#47;";
      return;
    }
    if (may_link(out, point)) out += no_link;
    if (is_unsafe_to_show(point)) {
      std::string shown;
      append_visible(shown, point);
      out += '\\' + shown;  // the backslash of `\x1b` is text
    } else {
      append_markdown(out, point);
    }
  });
  return out;
}

std::string markdown_code(std::string_view text) { return "<code>" + markdown_text(text) + "</code>"; }

std::string markdown_fence(std::string_view text, std::string_view language) {
  const std::string shown = visible_lines(text);
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fence + std::string(language) + "\n" + shown + (shown.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string mermaid_text(std::string_view text) {
  std::string escaped;
  for (const char c : visible(text)) {
    if (c == '"') {
      escaped += "#quot;";
    } else if (std::string_view("#<>&`\\[]{}|").find(c) != std::string_view::npos) {
      escaped += "#" + std::to_string(static_cast<int>(c)) + ";";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/:@,+";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

std::string xml_text(std::string_view text) { return xml_escaped(text, "\r"); }

std::string xml_attribute(std::string_view text) { return xml_escaped(text, "\r\n\t"); }

}  // namespace tollgate::reporters
