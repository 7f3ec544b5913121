#include "dbt/line_changes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tollgate::dbt {
namespace {

constexpr std::size_t most_pairs = 4'000'000;
constexpr std::string_view blanks = " \t\r\n\f\v";

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

// The parts of base and head that are left after their common first and last lines.
struct Middle {
  std::vector<std::string_view> base, head;
  std::size_t before = 0;  // lines in front
};

Middle middle_of(std::string_view base_text, std::string_view head_text) {
  const auto base = lines_of(base_text);
  const auto head = lines_of(head_text);
  const std::size_t shorter = std::min(base.size(), head.size());
  std::size_t front = 0;
  while (front < shorter && base[front] == head[front]) ++front;
  std::size_t back = 0;
  while (back < shorter - front && base[base.size() - 1 - back] == head[head.size() - 1 - back]) ++back;
  const auto cut = [&](const std::vector<std::string_view>& lines) {
    return std::vector(lines.begin() + static_cast<std::ptrdiff_t>(front),
                       lines.end() - static_cast<std::ptrdiff_t>(back));
  };
  return {cut(base), cut(head), front};
}

// Lengths of the longest common subsequence of the rest of base from i and of head from j.
class CommonLengths {
 public:
  explicit CommonLengths(const Middle& middle) : x_width(middle.head.size() + 1) {
    const std::size_t rows = middle.base.size();
    const std::size_t columns = middle.head.size();
    if (columns != 0 && rows > most_pairs / columns) return;  // too large: nothing in common
    x_lengths.assign((rows + 1) * x_width, 0);
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        cell(i, j) =
            middle.base[i] == middle.head[j] ? cell(i + 1, j + 1) + 1 : std::max(cell(i + 1, j), cell(i, j + 1));
      }
    }
  }

  std::uint32_t at(std::size_t i, std::size_t j) const { return x_lengths.empty() ? 0 : x_lengths[i * x_width + j]; }
  bool known() const { return !x_lengths.empty(); }

 private:
  std::uint32_t& cell(std::size_t i, std::size_t j) { return x_lengths[i * x_width + j]; }

  std::size_t x_width;
  std::vector<std::uint32_t> x_lengths;
};

// One place where base lines went and head lines came.
void add_place(std::vector<LineChange>& changes, const Middle& middle, std::size_t from_base, std::size_t to_base,
               std::size_t from_head, std::size_t to_head) {
  if (from_base == to_base && from_head == to_head) return;
  const std::size_t first = changes.size();
  for (std::size_t j = from_head; j < to_head; ++j) {
    changes.push_back({static_cast<int>(middle.before + j + 1), std::string(middle.head[j]), {}});
  }
  if (first == changes.size()) changes.push_back({static_cast<int>(middle.before + from_head + 1), {}, {}});
  for (std::size_t i = from_base; i < to_base; ++i) {
    if (i > from_base) changes[first].deleted += '\n';
    changes[first].deleted += middle.base[i];
  }
}

// Comments and the inside of strings as blanks, lines kept: what is left is code.
class CodeOnly {
 public:
  explicit CodeOnly(std::string_view text) : x_text(text) {
    while (x_at < x_text.size()) {
      if (starts("--")) {
        blank_until("\n", false);
      } else if (starts("/*")) {
        blank_until("*/", true);
      } else if (starts("{#")) {
        blank_until("#}", true);
      } else if (starts("'")) {
        blank_string();
      } else {
        x_code += x_text[x_at++];
      }
    }
  }

  const std::string& text() const { return x_code; }

 private:
  bool starts(std::string_view mark) const { return x_text.substr(x_at, mark.size()) == mark; }

  // The quotes stay: a string is code, its words are not.
  void blank_string() {
    const std::size_t opening = x_at;
    blank_until("'", true);
    x_code[opening] = '\'';
  }

  void blank_until(std::string_view end, bool with_end) {
    const std::size_t found = x_text.find(end, x_at + end.size());
    const std::size_t stop = found == std::string_view::npos ? x_text.size() : found + (with_end ? end.size() : 0);
    for (; x_at < stop; ++x_at) x_code += x_text[x_at] == '\n' ? '\n' : ' ';
  }

  std::string_view x_text;
  std::string x_code;
  std::size_t x_at = 0;
};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// Whether a whole word of the line is one of these; words joined by blanks count as one.
bool has_word(const std::string& line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string::npos; at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word(line[at - 1])) && (end == line.size() || !is_word(line[end]))) return true;
  }
  return false;
}

// What moves rows, the likeliest cause of a wrong count first.
constexpr std::array<std::array<std::string_view, 4>, 8> row_words{{{"join", "lateral", "", ""},
                                                                    {"unnest", "generate_series", "", ""},
                                                                    {"where", "having", "qualify", ""},
                                                                    {"group by", "distinct", "", ""},
                                                                    {"union", "intersect", "except", ""},
                                                                    {"on", "using", "and", "or"},
                                                                    {"from", "ref", "source", ""},
                                                                    {"limit", "offset", "fetch", ""}}};
constexpr std::size_t plain_code = row_words.size();
constexpr std::size_t no_code = plain_code + 1;

// Lower is better.
std::size_t rank(std::string_view code) {
  std::string line(code);
  for (char& c : line) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (std::size_t i = 0; i < row_words.size(); ++i) {
    for (const std::string_view word : row_words[i]) {
      if (!word.empty() && has_word(line, word)) return i;
    }
  }
  return line.find_first_not_of(blanks) == std::string::npos ? no_code : plain_code;
}

}  // namespace

std::vector<LineChange> changed_lines(std::string_view base, std::string_view head) {
  const Middle middle = middle_of(base, head);
  const CommonLengths common(middle);
  std::vector<LineChange> changes;
  std::size_t i = 0;
  std::size_t j = 0;
  std::size_t place_i = 0;
  std::size_t place_j = 0;
  while (common.known() && i < middle.base.size() && j < middle.head.size()) {
    if (middle.base[i] == middle.head[j]) {
      add_place(changes, middle, place_i, i, place_j, j);
      place_i = ++i;
      place_j = ++j;
    } else if (common.at(i + 1, j) >= common.at(i, j + 1)) {
      ++i;
    } else {
      ++j;
    }
  }
  add_place(changes, middle, place_i, middle.base.size(), place_j, middle.head.size());
  const auto last_line = std::max(1, static_cast<int>(lines_of(head).size()));
  for (LineChange& change : changes) change.line = std::min(change.line, last_line);
  return changes;
}

int line_of_change(std::string_view base, std::string_view head) {
  const std::string code = CodeOnly(head).text();
  const auto code_lines = lines_of(code);
  int best_line = 1;
  std::size_t best = 2 * (no_code + 1);
  const auto offer = [&](std::size_t value, int line) {
    if (value >= best) return;
    best = value;
    best_line = line;
  };
  for (const LineChange& change : changed_lines(base, head)) {
    const auto at = static_cast<std::size_t>(change.line - 1);
    if (!change.text.empty() && at < code_lines.size()) offer(2 * rank(code_lines[at]), change.line);
    // What is gone has no line of its own, so it comes second to a line that says the like.
    if (!change.deleted.empty()) offer(2 * rank(CodeOnly(change.deleted).text()) + 1, change.line);
    offer(2 * no_code + 1, change.line);
  }
  return best_line;
}

int leading_lines(std::string_view file_text) {
  const std::size_t first = file_text.find_first_not_of(blanks);
  const auto stripped = file_text.substr(0, first == std::string_view::npos ? 0 : first);
  return static_cast<int>(std::count(stripped.begin(), stripped.end(), '\n'));
}

}  // namespace tollgate::dbt
