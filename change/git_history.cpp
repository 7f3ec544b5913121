#include "change/git_history.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "change/git.hpp"
#include "change/git_command.hpp"

namespace tollgate::change {

namespace {

constexpr const char* remedy = "check out with full history (GitHub: fetch-depth: 0; GitLab: GIT_DEPTH: 0)";

// Each ends in NUL: neither names nor messages can hold one.
constexpr const char* log_format = "--format=tformat:%H%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%ct%x00%B";
constexpr std::size_t log_fields = 8;

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

Commit commit_of(std::array<std::string, log_fields>& fields) {
  Commit commit;
  commit.id = std::move(fields[0]);
  commit.parents = words_of(fields[1]);
  commit.text.author = {std::move(fields[2]), std::move(fields[3])};
  commit.text.committer = {std::move(fields[4]), std::move(fields[5])};
  long long seconds = 0;
  std::from_chars(fields[6].data(), fields[6].data() + fields[6].size(), seconds);
  commit.committed_at = std::chrono::sys_seconds(std::chrono::seconds(seconds));
  commit.text.message = std::move(fields[7]);
  return commit;
}

/// Cuts what git prints into fields and fields into commits.
class LogReader {
 public:
  explicit LogReader(const std::function<void(Commit)>& take) : x_take(take) {}

  void read(std::string_view piece) {
    while (!piece.empty()) {
      const std::size_t end = piece.find('\0');
      x_fields.at(x_field).append(piece.substr(0, end));
      if (end == std::string_view::npos) return;
      piece.remove_prefix(end + 1);
      if (++x_field == log_fields) finish();
    }
  }

 private:
  void finish() {
    x_take(commit_of(x_fields));
    for (std::string& field : x_fields) field.clear();
    x_field = 0;
  }

  const std::function<void(Commit)>& x_take;
  std::array<std::string, log_fields> x_fields;
  std::size_t x_field = 0;
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string words_of_failure(const ProcessResult& result) {
  if (!result.started) return "there is no `git` on PATH";
  return result.errors.empty() ? "git failed without a word" : first_line(result.errors);
}

bool is_shallow(const std::string& root) {
  return without_end(git(root, {"rev-parse", "--is-shallow-repository"}).output) == "true";
}

std::string no_common_history(const std::string& root, const std::string& base, const std::string& head) {
  std::string text = "git finds no common history of base " + base.substr(0, 12) + " and head " + head.substr(0, 12);
  if (is_shallow(root)) return text + ", because this checkout is shallow: " + remedy;
  return text + ": the branches are unrelated";
}

/// What the base has: its commit and, unless that holds the head already, the branch as origin has it now.
std::vector<std::string> base_side(const std::string& root, const std::string& base, const std::string& head,
                                   const std::string& base_branch) {
  std::vector<std::string> side{base};
  if (base_branch.empty()) return side;
  const auto tip = resolve_commit(root, "refs/remotes/origin/" + base_branch);
  if (!tip || *tip == base) return side;
  if (git(root, {"merge-base", "--is-ancestor", head, *tip}).exit_code == 1) side.push_back(*tip);
  return side;
}

std::string merge_base_of(const std::string& root, const std::string& head, const std::vector<std::string>& side) {
  std::vector<std::string> arguments{"merge-base", head};
  arguments.insert(arguments.end(), side.begin(), side.end());
  const ProcessResult result = git(root, std::move(arguments));
  return result.exit_code == 0 ? without_end(result.output) : std::string();
}

using Ids = std::set<std::string, std::less<>>;

bool merges_the_base(const Commit& commit, const Ids& ours) {
  return commit.parents.size() > 1 &&
         !std::ranges::all_of(commit.parents, [&](const std::string& parent) { return ours.contains(parent); });
}

/// From the head downwards as long as only the base branch was merged.
std::vector<std::string> fresh_heads_of(const std::string& head, const std::vector<Commit>& newest_last,
                                        const Ids& ours) {
  std::vector<std::string> fresh{head};
  for (std::size_t i = newest_last.size(); i-- > 0;) {
    const Commit& commit = newest_last[i];
    if (commit.id != fresh.back()) continue;
    if (!merges_the_base(commit, ours)) break;
    const auto ours_among = std::ranges::find_if(commit.parents, [&](const auto& id) { return ours.contains(id); });
    if (ours_among == commit.parents.end()) break;
    fresh.push_back(*ours_among);
  }
  return fresh;
}

}  // namespace

std::string each_commit(const std::string& root, const std::vector<std::string>& revisions,
                        const std::function<void(Commit)>& take) {
  std::vector<std::string> arguments{"-c",         "log.showSignature=false",
                                     "-c",         "i18n.logOutputEncoding=UTF-8",
                                     "log",        "-z",
                                     "--no-notes", "--no-color",
                                     "--no-patch", "--no-decorate",
                                     log_format};
  arguments.insert(arguments.end(), revisions.begin(), revisions.end());
  arguments.emplace_back("--");
  LogReader reader(take);
  ProcessInput input;
  input.on_output = [&](std::string_view piece) { reader.read(piece); };
  const ProcessResult result = git(root, std::move(arguments), input);
  return result.exit_code == 0 ? std::string() : words_of_failure(result);
}

History history_between(const std::string& root, const std::string& base, const std::string& head,
                        const std::string& base_branch) {
  History history;
  const std::vector<std::string> side = base_side(root, base, head, base_branch);
  history.merge_base = merge_base_of(root, head, side);
  history.fresh_heads = {head};
  if (history.merge_base.empty()) {
    history.problem = no_common_history(root, base, head);
    return history;
  }
  std::vector<std::string> revisions{"--topo-order", "--reverse", head};
  for (const std::string& commit : side) revisions.push_back("^" + commit);
  Ids ours;
  std::vector<Commit> all;
  history.problem = each_commit(root, revisions, [&](Commit commit) {
    ours.insert(commit.id);
    all.push_back(std::move(commit));
  });
  // The commit at which a shallow history ends has no parents: what it hides may be the base's or the change's.
  const bool cut = std::ranges::any_of(all, [](const Commit& commit) { return commit.parents.empty(); });
  if (history.problem.empty() && cut && is_shallow(root)) {
    history.problem = std::string("the history of this checkout ends before it reaches the base: ") + remedy;
  }
  if (!history.problem.empty()) return history;
  history.fresh_heads = fresh_heads_of(head, all, ours);
  std::erase_if(all, [&](const Commit& commit) { return merges_the_base(commit, ours); });
  history.commits = std::move(all);
  return history;
}

}  // namespace tollgate::change
