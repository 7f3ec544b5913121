// What a person states of the pull request on the command line.
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "change/flags.hpp"
#include "core/error.hpp"

namespace tollgate::change {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = std::size_t{4} << 20U;

using NamedState = std::pair<std::string_view, forge::ReviewState>;
constexpr std::array<NamedState, 4> states{NamedState{"approved", forge::ReviewState::approved},
                                           NamedState{"changes-requested", forge::ReviewState::changes_requested},
                                           NamedState{"commented", forge::ReviewState::commented},
                                           NamedState{"dismissed", forge::ReviewState::dismissed}};

template <class Value>
void state(Fact<Value>& fact, Value value, const char* flag) {
  fact = {std::move(value), FactSource::flag, flag, {}};
}

template <class Value>
void state_given(Fact<Value>& fact, const std::optional<Value>& value, const char* flag) {
  if (value) state(fact, *value, flag);
}

forge::Account account_of(std::string_view login) {
  if (login.starts_with('@')) login.remove_prefix(1);
  return {{}, std::string(login), !login.ends_with("[bot]")};
}

std::string read_file(const std::string& path, const char* flag) {
  std::error_code ignored;
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  const int reason = fs::is_directory(path, ignored) ? EISDIR : errno;
  if (!file || reason == EISDIR) {
    throw Error(ErrorKind::usage, {std::string(flag) + " " + path + ": " + std::generic_category().message(reason),
                                   "name a file with the text that this user may read",
                                   {}});
  }
  std::string text(most_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > most_bytes) {
    throw Error(ErrorKind::usage, {std::string(flag) + " " + path + " is larger than 4 MiB", "name another file", {}});
  }
  return text;
}

}  // namespace

forge::Review review_from(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && colon > 0) {
    const std::string_view rest = text.substr(colon + 1);
    const std::size_t at = rest.find('@');
    for (const auto& [word, meant] : states) {
      if (rest.substr(0, at) != word) continue;
      std::string commit(at == std::string_view::npos ? std::string_view() : rest.substr(at + 1));
      return {account_of(text.substr(0, colon)), meant, std::move(commit), {}};
    }
  }
  throw Error(ErrorKind::usage, {"--review " + std::string(text) + ": expected LOGIN:STATE or LOGIN:STATE@COMMIT",
                                 "STATE is approved, changes-requested, commented or dismissed",
                                 {}});
}

void apply_flags(const PullRequestFlags& flags, PullRequest& facts) {
  if (flags.number && *flags.number <= 0) {
    throw Error(ErrorKind::usage, {"--pr: expected the number of a pull request, 1 or more",
                                   "take it from the pull request's address, or leave the option out",
                                   {}});
  }
  state_given(facts.number, flags.number, "--pr");
  if (flags.author) state(facts.author, account_of(*flags.author), "--author");
  if (!flags.labels.empty()) {
    std::vector<forge::Label> labels;
    for (const std::string& label : flags.labels) labels.push_back({label, {}});
    state(facts.labels, std::move(labels), "--label");
  }
  if (!flags.reviews.empty()) {
    std::vector<forge::Review> reviews;
    for (const std::string& review : flags.reviews) reviews.push_back(review_from(review));
    state(facts.reviews, std::move(reviews), "--review");
  }
  const bool described = !flags.description_file.empty();
  if (described)
    state(facts.description, read_file(flags.description_file, "--description-file"), "--description-file");
  state_given(facts.title, flags.title, "--title");
  state_given(facts.head_branch, flags.head_branch, "--head-branch");
  state_given(facts.draft, flags.draft, "--draft");
  state_given(facts.fork, flags.fork, "--fork");
  state_given(facts.auto_merge, flags.auto_merge, "--auto-merge");
  if (makes_one_exist(flags)) facts.exists = true;
  if (!flags.agent_trace_file.empty()) {
    state(facts.agent_trace, read_file(flags.agent_trace_file, "--agent-trace"), "--agent-trace");
  }
}

bool makes_one_exist(const PullRequestFlags& flags) {
  return flags.number || flags.author || !flags.labels.empty() || !flags.reviews.empty() ||
         !flags.description_file.empty() || flags.title || flags.head_branch || flags.draft || flags.fork ||
         flags.auto_merge;
}

}  // namespace tollgate::change
