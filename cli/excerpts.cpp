#include "cli/excerpts.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;

constexpr int lines_around = 3;
constexpr std::uintmax_t largest_file = std::uintmax_t{4} << 20;
constexpr std::size_t longest_line = 500;  // bytes; a minified line hides the page around it
constexpr std::size_t most_lines = 20'000;

/// Code and its descriptions. A pull request can make the manifest name any file: not hidden ones (`.git/config` holds
/// the token of the checkout), not what dbt's connections are read from, not a seed, whose lines are data.
bool may_be_shown(const fs::path& way) {
  static constexpr std::array<std::string_view, 4> kinds{".sql", ".yml", ".yaml", ".py"};
  const bool hidden = std::ranges::any_of(way, [](const fs::path& part) { return part.string().starts_with('.'); });
  return !hidden && std::ranges::find(kinds, way.extension().string()) != kinds.end() &&
         way.stem().string() != "profiles";
}

/// The file, if it stands inside the root with all links followed, and may be shown.
std::optional<fs::path> inside(const fs::path& root, const std::string& relative) {
  std::error_code problem;
  const fs::path file = fs::canonical(root / relative, problem);
  if (problem || !fs::is_regular_file(file, problem) || fs::file_size(file, problem) > largest_file || problem) {
    return std::nullopt;
  }
  const fs::path way = file.lexically_relative(root);
  if (way.empty() || !may_be_shown(way)) return std::nullopt;  // `..` is hidden, too
  return file;
}

/// Cut at the start of a UTF-8 character.
std::string shortened(std::string line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.size() <= longest_line) return line;
  std::size_t end = longest_line;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
  return line.substr(0, end) + " …";
}

/// The lines of one file whose numbers are wanted.
std::vector<Excerpt> read_lines(const fs::path& file, const std::string& path, const std::set<int>& wanted) {
  std::vector<Excerpt> excerpts;
  std::ifstream text(file, std::ios::binary);
  int number = 0;
  int last_taken = -1;
  for (std::string line; number < *wanted.rbegin() && std::getline(text, line);) {
    ++number;
    if (!wanted.contains(number)) continue;
    if (excerpts.empty() || last_taken != number - 1) excerpts.push_back({path, number, {}});
    excerpts.back().lines.push_back(shortened(std::move(line)));
    last_taken = number;
  }
  return excerpts;
}

/// Line numbers by path, until there are enough.
std::map<std::string, std::set<int>> wanted_lines(const Report& report) {
  std::vector<const Finding*> order;
  for (const Finding& finding : report.findings) {
    if (!finding.location.path.empty()) order.push_back(&finding);
  }
  std::ranges::stable_sort(order, [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
  std::map<std::string, std::set<int>> wanted;
  std::size_t count = 0;
  for (const Finding* finding : order) {
    if (count >= most_lines) break;
    const int line = std::max(finding->location.line, 1);
    std::set<int>& lines = wanted[finding->location.path];
    for (int near = std::max(line - lines_around, 1); near <= line + lines_around; ++near) {
      if (lines.insert(near).second) ++count;
    }
  }
  return wanted;
}

}  // namespace

std::vector<Excerpt> excerpts_of(const Report& report, const ProjectPlace& place) {
  std::vector<Excerpt> excerpts;
  std::error_code problem;
  const fs::path root = fs::canonical(place.repository_root.value_or(place.directory), problem);
  if (problem) return excerpts;
  for (const auto& [path, lines] : wanted_lines(report)) {
    const std::optional<fs::path> file = inside(root, path);
    if (!file) continue;
    std::ranges::move(read_lines(*file, path, lines), std::back_inserter(excerpts));
  }
  return excerpts;
}

}  // namespace tollgate::cli
