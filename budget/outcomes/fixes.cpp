// Fix-forward: whose lines a fix deletes (V4). Only ever a candidate until a person confirms.
#include <algorithm>
#include <set>

#include "budget/outcomes.hpp"
#include "budget/outcomes/deleted_lines.hpp"
#include "budget/outcomes/lookup.hpp"
#include "budget/outcomes/order.hpp"
#include "change/process.hpp"

namespace tollgate::budget {

namespace {

constexpr std::size_t most_fixes = 200;
constexpr std::size_t most_files = 50;
constexpr std::size_t most_ranges = 100;

std::string output_of(const std::string& root, std::vector<std::string> arguments) {
  std::vector<std::string> command{"git", "-C", root, "-c", "core.quotepath=off", "--no-pager"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return change::run_process(command).output;
}

bool is_fix(const Landing& landing) {
  const bool labelled = std::ranges::any_of(landing.labels, [](const std::string& label) {
    return label == "bug" || label == "hotfix" || label == confirmed_fix;
  });
  const bool claimed = std::ranges::any_of(landing.claims, [](const Claim& claim) {
    return claim.of_landing && claim.revert.kind == change::RevertKind::hotfix && claim.revert.target.empty();
  });
  return landing.pull_request && (labelled || claimed || landing.incident);
}

/// The commits that last wrote the lines which the landing deletes.
std::set<std::string> blamed(const std::string& root, const std::string& landing) {
  std::set<std::string> commits;
  const std::string parent = landing + "^1";
  const std::string diff = output_of(root, {"diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames",
                                            "--src-prefix=a/", "--dst-prefix=b/", parent, landing, "--"});
  std::vector<DeletedLines> files = deleted_lines(diff);
  files.resize(std::min(files.size(), most_files));
  for (const DeletedLines& file : files) {
    std::vector<std::string> arguments{"blame", "--porcelain", "-w"};
    for (std::size_t i = 0; i < std::min(file.ranges.size(), most_ranges); ++i) {
      arguments.push_back("-L" + std::to_string(file.ranges[i].first) + ",+" + std::to_string(file.ranges[i].second));
    }
    arguments.insert(arguments.end(), {parent, "--", file.path});
    const std::string told = output_of(root, std::move(arguments));
    for (std::size_t begin = 0; begin < told.size();) {
      const std::size_t end = std::min(told.find('\n', begin), told.size());
      const std::size_t blank = std::min(told.find(' ', begin), end);
      // The line itself follows a TAB; of the rest only a commit's own line begins with an id.
      const std::string word = told.substr(begin, blank - begin);
      if (word.size() >= 40 && word.find_first_not_of("0123456789abcdef") == std::string::npos) commits.insert(word);
      begin = end + 1;
    }
  }
  return commits;
}

}  // namespace

void add_fixes(const std::string& root, const History& history, std::chrono::sys_seconds since, Outcomes& outcomes,
               Fixes wanted) {
  const Lookup lookup(history);
  std::set<std::pair<std::uint32_t, std::uint32_t>> told;
  for (const OutcomeEvent& event : outcomes.events) {
    if (event.by) told.emplace(event.target, *event.by);
  }
  std::size_t asked = 0;
  for (std::uint32_t i = static_cast<std::uint32_t>(history.landings.size()); i-- > 0 && asked < most_fixes;) {
    const Landing& fix = history.landings[i];
    if (fix.merged_at < since || !is_fix(fix)) continue;
    const bool confirmed = std::ranges::binary_search(fix.labels, confirmed_fix);
    if (wanted == Fixes::confirmed && !confirmed) continue;
    ++asked;
    for (const std::string& commit : blamed(root, fix.commit)) {
      const auto target = lookup.commit(commit);
      if (!target || *target >= i || !history.landings[*target].pull_request) continue;
      if (fix.merged_at - history.landings[*target].merged_at > fix_window) continue;
      if (!told.emplace(*target, i).second) continue;
      outcomes.events.push_back(
          {OutcomeKind::fixed_forward, *target, i, fix.merged_at, FoundBy::blame, !confirmed, {}});
    }
  }
  sort_events(outcomes.events);
}

}  // namespace tollgate::budget
