#include "lineage/inlined.hpp"

#include <algorithm>

#include "core/lower.hpp"
#include "sql/opaque_text.hpp"
#include "sql/parse.hpp"

namespace tollgate::lineage {

namespace {

/// Reads on from a place in the text; every step skips blanks and comments first.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : x_text(text) {}

  std::size_t at() const { return x_at; }

  void skip_blanks() { x_at = sql::end_of_blanks(x_text, x_at); }

  bool take_keyword(std::string_view word) {
    skip_blanks();
    if (lowered(x_text.substr(x_at, word.size())) != word) return false;
    const std::size_t end = x_at + word.size();
    if (end < x_text.size() && sql::continues_name(x_text[end])) return false;
    x_at = end;
    return true;
  }

  bool take(char wanted) {
    skip_blanks();
    if (x_at >= x_text.size() || x_text[x_at] != wanted) return false;
    ++x_at;
    return true;
  }

  /// A name as PostgreSQL folds it; empty when none stands here.
  std::string take_name() {
    skip_blanks();
    std::size_t end = x_at;
    if (end < x_text.size() && x_text[end] == '"') {
      end = sql::end_of_opaque(x_text, end);
    } else {
      while (end < x_text.size() && sql::continues_name(x_text[end])) ++end;
    }
    const auto parts = sql::split_relation_name(x_text.substr(x_at, end - x_at));
    x_at = end;
    return parts && parts->size() == 1 ? parts->front() : std::string();
  }

  /// From an opening parenthesis to behind the one that closes it.
  bool take_parentheses() {
    if (!take('(')) return false;
    for (int depth = 1; x_at < x_text.size();) {
      const std::size_t end = sql::end_of_opaque(x_text, x_at);
      if (end != x_at) {
        x_at = end;
        continue;
      }
      const char c = x_text[x_at++];
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) return true;
    }
    return false;
  }

 private:
  std::string_view x_text;
  std::size_t x_at = 0;
};

bool take_inlined(Scanner& scanner, const InlinedNames& names) {
  return names.contains(scanner.take_name()) && scanner.take_keyword("as") && scanner.take_parentheses();
}

void blank(std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
  }
}

}  // namespace

std::vector<InlinedText> inlined_in(std::string_view compiled) {
  std::vector<InlinedText> found;
  if (compiled.find(inlined_prefix) == std::string_view::npos) return found;
  Scanner scanner(compiled);
  if (!scanner.take_keyword("with")) return found;
  scanner.take_keyword("recursive");
  do {
    std::string name = scanner.take_name();
    if (!name.starts_with(inlined_prefix) || !scanner.take_keyword("as")) break;
    scanner.skip_blanks();
    const std::size_t open = scanner.at();
    if (!scanner.take_parentheses()) break;
    found.push_back({std::move(name), open + 1, scanner.at() - 1});
  } while (scanner.take(','));
  return found;
}

std::string without_inlined(std::string_view compiled, const InlinedNames& names) {
  std::string text(compiled);
  if (names.empty() || compiled.find(inlined_prefix) == std::string_view::npos) return text;
  Scanner scanner(compiled);
  scanner.skip_blanks();
  const std::size_t with = scanner.at();
  if (!scanner.take_keyword("with")) return text;
  scanner.take_keyword("recursive");
  for (std::size_t first = scanner.at(); take_inlined(scanner, names);) {
    const std::size_t end = scanner.at();
    if (!scanner.take(',')) {
      blank(text, with, end);
      return text;
    }
    blank(text, first, scanner.at());
  }
  return text;
}

}  // namespace tollgate::lineage
