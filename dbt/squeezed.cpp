#include "dbt/squeezed.hpp"

#include <cctype>

#include "core/lower.hpp"
#include "sql/opaque_text.hpp"

namespace tollgate::dbt {

namespace {

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

/// dbt runs Jinja within a comment of SQL as well.
bool runs(std::string_view comment) {
  return comment.find("{{") != std::string_view::npos || comment.find("{%") != std::string_view::npos;
}

/// Behind blanks and comments of both languages.
std::size_t end_of_nothing(std::string_view code, std::size_t at) {
  while (at < code.size()) {
    const std::size_t comment = sql::end_of_comment(code, at);
    if (is_blank(code[at])) {
      ++at;
    } else if (comment != at && !runs(code.substr(at, comment - at))) {
      at = comment;
    } else if (code.substr(at, 2) == "{#") {
      const std::size_t end = code.find("#}", at + 2);
      at = end == std::string_view::npos ? code.size() : end + 2;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace

std::string squeezed(std::string_view code) {
  std::string out;
  for (std::size_t at = end_of_nothing(code, 0); at < code.size(); at = end_of_nothing(code, at)) {
    std::size_t end = sql::end_of_opaque(code, at);
    if (end == at) {
      while (end < code.size() && sql::continues_name(code[end])) ++end;
      if (end == at) ++end;
    }
    if (!out.empty()) out += ' ';
    out.append(code.substr(at, end - at));
    at = end;
  }
  return out;
}

bool mentions(std::string_view code, std::string_view name) {
  if (name.empty()) return false;
  const std::string text = lowered(code);
  const std::string wanted = lowered(name);
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    const bool begins = at == 0 || !sql::continues_name(text[at - 1]);
    if (begins && (end == text.size() || !sql::continues_name(text[end]))) return true;
  }
  return false;
}

}  // namespace tollgate::dbt
