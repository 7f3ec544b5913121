#include "budget/history/files.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "change/process.hpp"
#include "core/error.hpp"

namespace tollgate::budget {

namespace {

bool is_commit_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Reads what `git diff-tree -z --name-only` prints: a commit, then its files, each ending in NUL.
class FileReader {
 public:
  FileReader(const HistoryInput& input, std::vector<Landing>& landings,
             const std::unordered_map<std::string, std::size_t>& asked)
      : x_input(input), x_landings(landings), x_asked(asked) {}

  void read(std::string_view piece) {
    while (!piece.empty()) {
      const std::size_t end = piece.find('\0');
      x_name.append(piece.substr(0, end));
      if (end == std::string_view::npos) return;
      piece.remove_prefix(end + 1);
      take();
      x_name.clear();
    }
  }

 private:
  void take() {
    // A file may be called like a commit, but not like one that was asked for and has not come yet.
    if (is_commit_id(x_name)) {
      const auto found = x_asked.find(x_name);
      if (found != x_asked.end()) {
        x_landing = &x_landings[found->second];
        return;
      }
    }
    if (x_landing == nullptr || !x_name.starts_with(x_input.prefix)) return;
    x_landing->in_project = true;
    if (!x_input.layer_of) return;
    std::string layer = layer_of(x_name.substr(x_input.prefix.size()));
    auto& layers = x_landing->layers;
    const auto at = std::ranges::lower_bound(layers, layer);
    if (!layer.empty() && (at == layers.end() || *at != layer)) layers.insert(at, std::move(layer));
  }

  /// The same files come again and again.
  std::string layer_of(const std::string& path) {
    const auto known = x_known.find(path);
    if (known != x_known.end()) return known->second;
    return x_known.emplace(path, x_input.layer_of(path)).first->second;
  }

  const HistoryInput& x_input;
  std::vector<Landing>& x_landings;
  const std::unordered_map<std::string, std::size_t>& x_asked;
  std::unordered_map<std::string, std::string> x_known;
  Landing* x_landing = nullptr;
  std::string x_name;
};

}  // namespace

void read_layers(const HistoryInput& input, const std::vector<std::string>& parents, std::vector<Landing>& landings) {
  change::ProcessInput process;
  std::unordered_map<std::string, std::size_t> asked;
  for (std::size_t i = 0; i < landings.size(); ++i) {
    Landing& landing = landings[i];
    if (!landing.pull_request || (input.files_since && landing.merged_at < *input.files_since)) continue;
    landing.in_project = input.prefix.empty();
    asked.emplace(landing.commit, i);
    process.text += landing.commit + (parents[i].empty() ? "" : " " + parents[i]) + "\n";
  }
  if (asked.empty() || (!input.layer_of && input.prefix.empty())) return;
  FileReader reader(input, landings, asked);
  process.on_output = [&](std::string_view piece) { reader.read(piece); };
  const change::ProcessResult result = change::run_process(
      {"git", "-C", input.root, "diff-tree", "--stdin", "--root", "-r", "-z", "--no-renames", "--name-only"}, process);
  if (result.exit_code == 0) return;
  throw Error(ErrorKind::unjudged, {"git cannot tell which files the pull requests changed",
                                    "fetch the whole history: git fetch --unshallow, and without a filter",
                                    {}});
}

}  // namespace tollgate::budget
