// git-ai's notes (refs/notes/ai): which commits have one, then their texts in one go, cut at 4 MiB each: some hold
// whole transcripts, which nobody here reads on.
#include <charconv>
#include <map>
#include <utility>

#include "change/git_command.hpp"
#include "change/git_history.hpp"

namespace tollgate::change {

namespace {

constexpr const char* notes_ref = "refs/notes/ai";
constexpr std::size_t most_bytes = std::size_t{4} << 20U;

/// `<note> <commit>` lines of `git notes list`, of the commits that are asked for.
std::vector<std::pair<std::string, std::size_t>> notes_of(const std::string& listed,
                                                          const std::vector<Commit>& commits) {
  std::map<std::string, std::size_t, std::less<>> index;
  for (std::size_t i = 0; i < commits.size(); ++i) index.emplace(commits[i].id, i);
  std::vector<std::pair<std::string, std::size_t>> found;
  for (std::size_t begin = 0; begin < listed.size();) {
    const std::size_t end = std::min(listed.find('\n', begin), listed.size());
    const std::string line = listed.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t blank = line.find(' ');
    if (blank == std::string::npos) continue;
    const auto commit = index.find(line.substr(blank + 1));
    if (commit != index.end()) found.emplace_back(line.substr(0, blank), commit->second);
  }
  return found;
}

/// Reads `git cat-file --batch`: a line `<id> blob <size>`, the bytes, a line end; over again.
class BatchReader {
 public:
  explicit BatchReader(std::function<void(std::string)> take) : x_take(std::move(take)) {}

  void read(std::string_view piece) {
    while (!piece.empty()) piece.remove_prefix(x_in_header ? read_header(piece) : read_body(piece));
  }

 private:
  std::size_t read_header(std::string_view piece) {
    const std::size_t end = piece.find('\n');
    x_header.append(piece.substr(0, end));
    if (end == std::string_view::npos) return piece.size();
    const std::size_t blank = x_header.rfind(' ');
    const char* last = x_header.data() + x_header.size();
    const auto parsed = std::from_chars(x_header.data() + (blank == std::string::npos ? 0 : blank + 1), last, x_left);
    x_header.clear();
    if (parsed.ec != std::errc()) {  // `<id> missing`
      x_take({});
      return end + 1;
    }
    x_in_header = false;
    ++x_left;  // the line end after the bytes
    return end + 1;
  }

  std::size_t read_body(std::string_view piece) {
    const std::size_t now = std::min(piece.size(), x_left);
    x_body.append(piece.substr(0, std::min(now, most_bytes - std::min(most_bytes, x_body.size()))));
    x_left -= now;
    if (x_left > 0) return now;
    if (x_body.size() < most_bytes && !x_body.empty()) x_body.pop_back();
    x_take(std::exchange(x_body, {}));
    x_in_header = true;
    return now;
  }

  std::function<void(std::string)> x_take;
  std::string x_header;
  std::string x_body;
  std::size_t x_left = 0;
  bool x_in_header = true;
};

}  // namespace

void read_ai_notes(const std::string& root, std::vector<Commit>& commits) {
  if (commits.empty()) return;
  const ProcessResult listed = git(root, {"notes", std::string("--ref=") + notes_ref, "list"});
  if (listed.exit_code != 0) return;
  const auto notes = notes_of(listed.output, commits);
  if (notes.empty()) return;
  ProcessInput input;
  for (const auto& [note, commit] : notes) input.text += note + "\n";
  std::size_t next = 0;
  BatchReader reader([&](std::string text) {
    if (next < notes.size()) commits[notes[next++].second].text.notes = std::move(text);
  });
  input.on_output = [&](std::string_view piece) { reader.read(piece); };
  git(root, {"cat-file", "--batch"}, input);
}

}  // namespace tollgate::change
