#include "cli/page_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reporters/utf8.hpp"
#include "reporters/wording.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::cli {

namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t longest_short_cell = 24;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// `[text](address)` to its text, `**word**` to the word; names keep their back quotes.
std::string inline_text(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    const std::size_t middle = rest.find("](");
    const std::size_t end = rest.find(')', middle == std::string_view::npos ? 0 : middle);
    const bool is_link = rest.front() == '[' && middle != std::string_view::npos && end != std::string_view::npos &&
                         rest.substr(1, middle - 1).find_first_of("[]") == std::string_view::npos;
    if (is_link) {
      plain += rest.substr(1, middle - 1);
      at += end;
    } else if (rest.starts_with("**")) {
      ++at;
    } else if (!rest.starts_with("\\|")) {  // a bar within a cell
      plain += rest.front();
    }
  }
  return plain;
}

std::string without_back_quotes(std::string text) {
  std::erase(text, '`');
  return text;
}

/// Of `| a | b \| c |`.
std::vector<std::string> cells_of(std::string_view row) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t at = 1; at < row.size(); ++at) {
    if (row[at] == '|' && row[at - 1] != '\\') {
      cells.push_back(inline_text(trimmed(cell)));
      cell.clear();
    } else {
      cell += row[at];
    }
  }
  return cells;
}

bool is_rule_of_table(std::string_view line) { return line.find_first_not_of("|-: ") == std::string_view::npos; }

class Page {
 public:
  explicit Page(std::size_t width) : x_width(std::max(width, narrowest)) {}

  void take(std::string_view line) {
    if (line.starts_with("```")) return turn_fence();
    if (x_in_fence) return exact("    " + std::string(line));
    if (line.starts_with("<!--")) return;
    if (line.starts_with('|')) return take_row(line);
    end_table();
    if (trimmed(line).empty()) return gap();
    if (line.starts_with('#')) return take_heading(line);
    if (line.starts_with("    ") && x_paragraph.empty()) return exact(std::string(line));
    if (is_item(line)) end_paragraph();
    if (x_paragraph.empty()) x_indent = line.size() - line.substr(line.find_first_not_of(' ')).size();
    x_paragraph += (x_paragraph.empty() ? "" : " ") + std::string(trimmed(line));
  }

  std::string text() && {
    end_table();
    end_paragraph();
    return std::move(x_text);
  }

 private:
  static bool is_item(std::string_view line) {
    const std::string_view text = trimmed(line);
    return text.starts_with("* ") || text.starts_with("- ");
  }

  void exact(const std::string& line) {
    end_paragraph();
    x_text += line + "\n";
  }

  void gap() {
    end_paragraph();
    if (!x_text.empty() && !x_text.ends_with("\n\n")) x_text += "\n";
  }

  void turn_fence() {
    end_paragraph();
    x_in_fence = !x_in_fence;
  }

  void wrapped(const std::string& text, std::size_t indent, std::size_t hanging) {
    for (const std::string& line : reporters::wrap(text, x_width - indent, hanging))
      x_text += std::string(indent, ' ') + line + "\n";
  }

  void end_paragraph() {
    if (x_paragraph.empty()) return;
    wrapped(inline_text(x_paragraph), x_indent, is_item(x_paragraph) ? 2 : 0);
    x_paragraph.clear();
  }

  void take_heading(std::string_view line) {
    gap();
    const std::size_t level = line.find_first_not_of('#');
    const std::string title = without_back_quotes(inline_text(trimmed(line.substr(level))));
    x_text += title + "\n";
    if (level <= 2) x_text += std::string(reporters::display_width(title), level == 1 ? '=' : '-') + "\n";
  }

  void take_row(std::string_view line) {
    end_paragraph();
    if (is_rule_of_table(line)) return;
    if (x_columns.empty()) {
      x_columns = cells_of(line);
    } else {
      tell_row(cells_of(line));
    }
  }

  /// The name and what is short, then what is long; the first long cell is what the row is about and needs no title.
  void tell_row(const std::vector<std::string>& cells) {
    std::vector<std::string> facts;
    std::vector<std::string> sentences;
    for (std::size_t i = 1; i < std::min(cells.size(), x_columns.size()); ++i) {
      if (cells[i].empty()) continue;
      if (reporters::display_width(cells[i]) <= longest_short_cell && i + 1 < cells.size()) {
        facts.push_back(x_columns[i] + " " + without_back_quotes(cells[i]));
      } else {
        sentences.push_back((sentences.empty() ? "" : x_columns[i] + ": ") + cells[i]);
      }
    }
    std::string head = cells.empty() ? std::string() : without_back_quotes(cells.front());
    if (!facts.empty()) head += " (" + reporters::joined(facts, ", ") + ")";
    wrapped(head, 2, 2);
    for (const std::string& sentence : sentences) wrapped(sentence, 6, 0);
  }

  void end_table() { x_columns.clear(); }

  std::size_t x_width;
  std::string x_text;
  std::string x_paragraph;
  std::size_t x_indent = 0;
  std::vector<std::string> x_columns;
  bool x_in_fence = false;
};

}  // namespace

std::string page_text(std::string_view markdown, std::size_t width) {
  Page page(width);
  while (!markdown.empty()) {
    const std::size_t end = std::min(markdown.find('\n'), markdown.size());
    page.take(markdown.substr(0, end));
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
  }
  return std::move(page).text();
}

}  // namespace tollgate::cli
