// R10: a pull request says what its commits, its author, its labels, its branch and its description say together.
#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "change/provenance/declarations.hpp"
#include "change/pull_request.hpp"

namespace tollgate::change {

namespace {

/// What a template says in `<!-- … -->` nobody declared. One that is never closed reaches to the end.
std::string without_comments(const std::string& text) {
  std::string rest;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t open = std::min(text.find("<!--", begin), text.size());
    rest.append(text, begin, open - begin);
    const std::size_t close = text.find("-->", open);
    begin = close == std::string::npos ? text.size() : close + 3;
  }
  return rest;
}

/// `**LLM:** none` is `LLM: none`.
std::string without_emphasis(const std::string& text) {
  std::string rest;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool mark = (text[i] == '*' || text[i] == '_') && i + 1 < text.size() && text[i + 1] == text[i];
    if (mark) {
      ++i;
    } else {
      rest += text[i];
    }
  }
  return rest;
}

/// The pull request's own words as one commit. An account is an identity as the forge itself writes it; people's
/// accounts are never matched by what they are called (R4).
CommitText own_text(const PullRequest& pull_request) {
  CommitText text;
  text.message = pull_request.title.value + "\n\n" + without_emphasis(without_comments(pull_request.description.value));
  const forge::Account& author = pull_request.author.value;
  if (!author.login.empty() && pull_request.forge != forge::Kind::gitlab) {
    const std::string id = author.id.empty() ? std::string() : author.id + "+";
    text.author = {author.login, id + author.login + "@users.noreply.github.com"};
  } else {
    text.author = {author.login, author.login.empty() ? "" : "unknown@users.noreply.gitlab.com"};
  }
  text.branch = pull_request.head_branch.value;
  for (const forge::Label& label : pull_request.labels.value) text.labels.push_back(label.name);
  return text;
}

/// A file of Agent Trace records may hold the whole history. Ours are those of our commits, and of the commit below
/// them where they are about files that the change touches: some tools write the record before the commit.
bool is_ours(const TraceScope& scope, const PullRequest& pull_request) {
  constexpr std::size_t shortest_id = 7;
  const auto names = [&](const std::string& id) {
    return scope.revision.size() >= shortest_id && id.starts_with(lowered(scope.revision));
  };
  const std::vector<Commit>& commits = pull_request.commits.value;
  if (!pull_request.commits.known()) return true;
  if (std::any_of(commits.begin(), commits.end(), [&](const Commit& commit) { return names(commit.id); })) return true;
  if (!scope.revision.empty() && !names(pull_request.base_commit.value)) return false;
  if (!pull_request.files.known() || scope.paths.empty()) return true;
  const std::vector<ChangedFile>& files = pull_request.files.value;
  return std::any_of(files.begin(), files.end(), [&](const ChangedFile& file) {
    return std::find(scope.paths.begin(), scope.paths.end(), file.path) != scope.paths.end();
  });
}

class Union {
 public:
  void add(const Provenance& one, const std::string& where) {
    add(one.signals);
    add_once(x_result.prompt_hashes, one.prompt_hash);
    for (const std::string& requester : one.requesters) add_once(x_result.requesters, requester);
    x_result.contradiction = x_result.contradiction || one.contradiction;
    if (says_none(one)) add_once(x_result.human_declarations, where);
  }
  void add(const std::vector<Signal>& signals) {
    for (const Signal& signal : signals) {
      const bool is_new = x_signals.emplace(signal.strength, signal.tool, signal.model, signal.text).second;
      if (is_new) x_result.signals.push_back(signal);
    }
  }

  static bool says_none(const Provenance& one) {
    return one.contradiction || one.state == ProvenanceState::declared_human;
  }

  /// `human`: a person declares all of it. `own_none`: the description does.
  PullRequestProvenance finish(bool human, bool own_none) {
    std::stable_sort(x_result.signals.begin(), x_result.signals.end(), [](const Signal& a, const Signal& b) {
      return std::make_tuple(a.strength, a.is_author, !a.tool.empty()) >
             std::make_tuple(b.strength, b.is_author, !b.tool.empty());
    });
    if (!x_result.signals.empty()) choose();
    const bool counts = x_result.strength >= SignalStrength::medium;
    x_result.contradiction = x_result.contradiction || (counts && own_none);
    if (counts) {
      x_result.state = ProvenanceState::declared_llm;
    } else if (human) {
      x_result.state = ProvenanceState::declared_human;
    }
    return std::move(x_result);
  }

 private:
  void add_once(std::vector<std::string>& all, const std::string& one) {
    if (!one.empty() && x_texts.emplace(&all, one).second) all.push_back(one);
  }

  /// Its own model, else that of another signal of the same tool, else of any as strong.
  void choose() {
    const Signal& best = x_result.signals.front();
    x_result.strength = best.strength;
    x_result.tool = best.tool;
    x_result.model = best.model;
    for (const bool same_tool : {true, false}) {
      for (const Signal& signal : x_result.signals) {
        if (!x_result.model.empty()) return;
        if (signal.strength == best.strength && (!same_tool || signal.tool == best.tool)) x_result.model = signal.model;
      }
    }
  }

  PullRequestProvenance x_result;
  std::set<std::tuple<SignalStrength, std::string, std::string, std::string>> x_signals;  // those in x_result
  std::set<std::pair<const void*, std::string>> x_texts;                                  // list and text
};

}  // namespace

Provenance own_words(const PullRequest& pull_request, const TeamSigns& team) {
  return recognise(own_text(pull_request), team);
}

void tell_machines(const TeamSigns& team, PullRequest& pull_request) {
  const auto tell = [&](forge::Account& account) {
    if (!team_tool_of_account(account.login, team).empty()) account.is_person = false;
  };
  tell(pull_request.author.value);
  for (forge::Review& review : pull_request.reviews.value) tell(review.by);
  for (forge::Label& label : pull_request.labels.value) {
    if (label.added_by) tell(*label.added_by);
  }
}

PullRequestProvenance recognise(const PullRequest& pull_request, const TeamSigns& team) {
  Union all;
  const std::vector<Commit>& commits = pull_request.commits.value;
  bool every_commit_says_none = !commits.empty();
  for (const Commit& commit : commits) {
    const Provenance one = recognise(commit.text, team);
    all.add(one, "commit " + commit.id.substr(0, 12));
    every_commit_says_none = every_commit_says_none && Union::says_none(one);
  }
  const Provenance own = own_words(pull_request, team);
  all.add(own, "description");
  all.add(trace_signals(pull_request.agent_trace.value,
                        [&](const TraceScope& scope) { return is_ours(scope, pull_request); }));
  const bool own_none = Union::says_none(own);
  return all.finish(own_none || every_commit_says_none, own_none);
}

}  // namespace tollgate::change
