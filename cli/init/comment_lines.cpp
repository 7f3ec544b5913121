#include "cli/init/comment_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/init/yaml_text.hpp"

namespace tollgate::cli::init {

namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    found.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return found;
}

}  // namespace

Lines& Lines::add(std::string_view line) {
  x_text += line;
  x_text += '\n';
  return *this;
}

Lines& Lines::comment(std::string_view text, std::string_view indent) {
  std::string line;
  for (const std::string& word : words_of(comment_text(text))) {
    if (!line.empty() && indent.size() + line.size() + word.size() + 3 > widest) {
      add(fmt::format("{}# {}", indent, line));
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return add(fmt::format("{}# {}", indent, line));
}

}  // namespace tollgate::cli::init
