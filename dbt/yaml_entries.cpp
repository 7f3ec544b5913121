#include "dbt/yaml_entries.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace tollgate::dbt {

namespace {

struct Line {
  int number = 0;
  std::size_t indent = 0;           ///< of the first key: `- name: x` has its key two further than its dash
  std::optional<std::size_t> dash;  ///< where the dash stands
  std::string_view text;            ///< from the first key on
};

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \r") - first + 1);
}

/// Lines that say something, without blank ones and comments.
std::vector<Line> lines_of(std::string_view yaml, LineRange within) {
  std::vector<Line> lines;
  for (int number = 1; !yaml.empty() && number <= within.last; ++number) {
    const std::size_t end = std::min(yaml.find('\n'), yaml.size());
    const std::string_view whole = yaml.substr(0, end);
    yaml.remove_prefix(std::min(end + 1, yaml.size()));
    const std::size_t first = whole.find_first_not_of(' ');
    if (number < within.first || without_blanks(whole).empty() || whole[first] == '#') continue;
    Line line{number, first, std::nullopt, whole};
    if (whole.substr(first).starts_with("- ")) {
      line.dash = first;
      line.indent = std::min(whole.find_first_not_of(' ', first + 1), whole.size());
    }
    line.text = without_blanks(whole.substr(line.indent));
    lines.push_back(line);
  }
  return lines;
}

/// `name` or `"name"` or `'name'`, and nothing but a comment behind it.
bool is_name(std::string_view value, std::string_view name) {
  value = without_blanks(value.substr(0, value.find(" #")));
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
    value = value.substr(1, value.size() - 2);
  }
  return value == name;
}

constexpr std::string_view name_key = "name:";

/// `name: x`, or the name in `{name: x, …}`.
bool names(std::string_view text, std::string_view name) {
  if (text.starts_with(name_key)) return is_name(text.substr(name_key.size()), name);
  if (!text.starts_with('{')) return false;
  for (std::size_t at = text.find(name_key); at != std::string_view::npos; at = text.find(name_key, at + 1)) {
    const std::string_view before = without_blanks(text.substr(0, at));
    if (!before.ends_with('{') && !before.ends_with(',')) continue;
    const std::string_view value = text.substr(at + name_key.size());
    return is_name(value.substr(0, value.find_first_of(",}")), name);
  }
  return false;
}

using Lines = std::vector<Line>;

/// Behind the last line of the list below the key at `key`. A list may stand at the indentation of its key.
Lines::const_iterator end_of_section(Lines::const_iterator key, Lines::const_iterator end) {
  return std::find_if(key + 1, end, [&](const Line& line) {
    const std::size_t start = line.dash.value_or(line.indent);
    return start < key->indent || (start == key->indent && !line.dash);
  });
}

}  // namespace

LineRange all_lines(std::string_view yaml) { return {1, static_cast<int>(std::ranges::count(yaml, '\n')) + 1}; }

std::optional<LineRange> find_entry(std::string_view yaml, LineRange within, std::string_view section,
                                    std::string_view name) {
  const Lines lines = lines_of(yaml, within);
  if (lines.empty()) return std::nullopt;
  const std::string key = std::string(section) + ":";
  const auto at = std::ranges::find_if(lines, [&](const Line& line) {
    return line.indent == lines.front().indent && without_blanks(line.text.substr(0, line.text.find(" #"))) == key;
  });
  if (at == lines.end() || at + 1 == lines.end()) return std::nullopt;
  const auto end = end_of_section(at, lines.end());
  const std::optional<std::size_t> dash = (at + 1)->dash;
  for (auto item = at + 1; item < end; ++item) {
    if (!dash || item->dash != dash) continue;
    const auto next = std::find_if(item + 1, end, [&](const Line& line) { return line.dash == dash; });
    const bool named = std::any_of(item, next, [&](const Line& line) {
      return line.indent == item->indent && (line.number == item->number || !line.dash) && names(line.text, name);
    });
    if (named) return LineRange{item->number, (next - 1)->number};
  }
  return std::nullopt;
}

std::optional<LineRange> find_key(std::string_view yaml, LineRange within, std::string_view key) {
  const Lines lines = lines_of(yaml, within);
  const std::string start = std::string(key) + ":";
  const auto at = std::ranges::find_if(lines, [&](const Line& line) {
    return line.indent == lines.front().indent && (line.number == lines.front().number || !line.dash) &&
           line.text.starts_with(start);
  });
  if (at == lines.end()) return std::nullopt;
  const auto end = end_of_section(at, lines.end());
  return LineRange{at->number, (end - 1)->number};
}

}  // namespace tollgate::dbt
