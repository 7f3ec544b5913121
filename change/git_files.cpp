// Changed files and hunks, from one `git diff`: raw records tell the files, the patch after them the hunks, section by
// section in the same order. Lines of the patch itself are not kept.
#include <algorithm>
#include <charconv>
#include <utility>

#include "change/git_command.hpp"
#include "change/git_history.hpp"

namespace tollgate::change {

namespace {

constexpr std::string_view section_begins = "diff --git ";
constexpr std::string_view hunk_begins = "@@ ";
constexpr std::size_t kept_of_a_line = 200;

int number_at(std::string_view text, std::size_t& at) {
  int number = 0;
  const auto parsed = std::from_chars(text.data() + at, text.data() + text.size(), number);
  at = static_cast<std::size_t>(parsed.ptr - text.data());
  return number;
}

/// `@@ -3,0 +4,2 @@`; a count that is not there is 1.
Hunk hunk_of(std::string_view line) {
  std::size_t at = line.find('+');
  if (at == std::string_view::npos) return {};
  ++at;
  Hunk hunk{std::max(1, number_at(line, at)), 1};
  if (at < line.size() && line[at] == ',') hunk.count = number_at(line, ++at);
  return hunk;
}

/// First the raw records, `:modes ids STATUS NUL path NUL [new path NUL]`, an empty one, then lines of the patch.
class DiffReader {
 public:
  void read(std::string_view piece) {
    while (!piece.empty()) {
      const std::size_t end = piece.find(x_in_patch ? '\n' : '\0');
      const std::string_view part = piece.substr(0, end);
      // A line of the patch may be as long as a file; paths are kept whole.
      x_text.append(x_in_patch ? part.substr(0, kept_of_a_line - std::min(kept_of_a_line, x_text.size())) : part);
      if (end == std::string_view::npos) return;
      piece.remove_prefix(end + 1);
      const std::string text = std::exchange(x_text, {});
      if (x_in_patch) {
        read_line(text);
      } else {
        read_record(text);
      }
    }
  }

  std::vector<ChangedFile> files() {
    std::ranges::sort(x_files, [](const ChangedFile& a, const ChangedFile& b) { return a.path < b.path; });
    return std::move(x_files);
  }

 private:
  void read_record(const std::string& text) {
    if (text.empty()) {
      x_in_patch = true;
    } else if (text.front() == ':' && x_paths_to_come == 0) {
      begin_file(text);
    } else {
      read_path(text);
    }
  }

  void begin_file(const std::string& record) {
    x_status = record.substr(record.rfind(' ') + 1).front();
    x_paths_to_come = x_status == 'R' || x_status == 'C' ? 2 : 1;
    x_files.emplace_back();
    // A file that becomes a link is told as one that goes and one that comes.
    for (int i = 0; i < (x_status == 'T' ? 2 : 1); ++i) x_sections.push_back(x_files.size() - 1);
  }

  void read_path(const std::string& path) {
    if (x_paths_to_come == 0) return;
    ChangedFile& file = x_files.back();
    if (file.base_path.empty() && x_status != 'A') file.base_path = path;
    if (--x_paths_to_come == 0) file.path = path;
    if (x_status == 'C') file.base_path.clear();
    file.removed = x_status == 'D';
  }

  void read_line(std::string_view line) {
    if (line.starts_with(section_begins)) ++x_section;
    if (!line.starts_with(hunk_begins) || x_section == 0 || x_section > x_sections.size()) return;
    x_files[x_sections[x_section - 1]].hunks.push_back(hunk_of(line));
  }

  std::vector<ChangedFile> x_files;
  std::vector<std::size_t> x_sections;  // the file of each section of the patch
  std::size_t x_section = 0;
  std::string x_text;
  char x_status = 0;
  int x_paths_to_come = 0;
  bool x_in_patch = false;
};

}  // namespace

Files changed_files(const std::string& root, const std::string& base, const std::string& head) {
  DiffReader reader;
  ProcessInput input;
  input.on_output = [&](std::string_view piece) { reader.read(piece); };
  const ProcessResult result =
      git(root,
          {"diff", "--raw", "--patch", "-z", "-U0", "-M", "-l1000", "--no-color", "--no-ext-diff", "--no-textconv",
           "--no-relative", "--inter-hunk-context=0", "--diff-algorithm=myers", "--submodule=short",
           "--ignore-submodules=none", "-O/dev/null", base, head, "--"},
          input);
  Files files;
  if (result.exit_code == 0) {
    files.files = reader.files();
  } else {
    files.problem = result.errors.substr(0, result.errors.find('\n'));
    if (files.problem.empty()) files.problem = "git cannot compare base and head";
  }
  return files;
}

}  // namespace tollgate::change
