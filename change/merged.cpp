#include "change/merged.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "change/git_history.hpp"
#include "forge/client.hpp"

namespace tollgate::change {

namespace {

/// The number at the beginning of the text; 0: there is none.
long long number_at(std::string_view text) {
  long long number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::max(number, 0LL);
}

long long number_after(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  return at == std::string_view::npos ? 0 : number_at(text.substr(at + words.size()));
}

/// Of the last line that says so: quoted messages come before it.
long long number_of_gitlab(std::string_view message) {
  const std::size_t at = message.rfind("See merge request ");
  if (at == std::string_view::npos) return 0;
  const std::string_view line = message.substr(at, message.find('\n', at) - at);
  return number_after(line, "!");
}

template <class Value>
void tell(Fact<Value>& fact, Value value, FactSource source, std::string origin) {
  fact = {std::move(value), source, std::move(origin), {}};
}

void ask_which(forge::Client& forge, const std::string& head, PullRequest& facts) {
  const auto merged = forge.requests_of(head);
  if (!merged.ok() || merged.value.empty()) return;
  const auto by_this = std::ranges::find_if(merged.value, [&](const forge::MergedRequest& request) {
    return std::ranges::find(request.merge_commits, head) != request.merge_commits.end();
  });
  const forge::MergedRequest& request = by_this == merged.value.end() ? merged.value.front() : *by_this;
  tell(facts.number, request.number, FactSource::forge, std::string(forge.name()));
}

}  // namespace

long long number_in_merge(std::string_view message) {
  if (const long long number = number_of_gitlab(message); number > 0) return number;
  std::string_view subject = message.substr(0, message.find('\n'));
  while (!subject.empty() && (subject.back() == ' ' || subject.back() == '\r')) subject.remove_suffix(1);
  if (subject.starts_with("Merge pull request #")) return number_at(subject.substr(20));
  const std::size_t open = subject.rfind("(#");
  return subject.ends_with(')') && open != std::string_view::npos ? number_at(subject.substr(open + 2)) : 0;
}

CiFacts facts_of_merge(const std::string& root, const std::string& head, forge::Client* forge) {
  CiFacts ci;
  ci.merged = true;
  ci.in_queue = true;
  PullRequest& facts = ci.facts;
  facts.exists = true;
  facts.writes_refused = "the pull request is merged";
  each_commit(root, {"--max-count=1", head}, [&](Commit commit) {
    tell(facts.merged_at, commit.committed_at, FactSource::git, "commit " + commit.id.substr(0, 12));
    const long long number = number_in_merge(commit.text.message);
    if (number > 0) tell(facts.number, number, FactSource::git, "message of the merge");
  });
  if (forge != nullptr) ask_which(*forge, head, facts);
  return ci;
}

}  // namespace tollgate::change
