// R10: a pull request says what its commits, its author, its labels, its branch and its description say together.
#include <algorithm>
#include <tuple>

#include "change/provenance/declarations.hpp"
#include "change/pull_request.hpp"

namespace tollgate::change {

namespace {

void add_once(std::vector<std::string>& all, const std::string& one) {
  if (!one.empty() && std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

void add_once(std::vector<Signal>& all, const Signal& one) {
  const auto same = [&](const Signal& known) {
    return std::tie(known.strength, known.tool, known.model, known.text) ==
           std::tie(one.strength, one.tool, one.model, one.text);
  };
  if (std::none_of(all.begin(), all.end(), same)) all.push_back(one);
}

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

/// One Agent Trace record, or one per line.
std::vector<Signal> trace_signals(const std::string& text) {
  std::vector<Signal> all = note_signals(text);
  if (!all.empty()) return all;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    if (line.starts_with('{')) {
      for (const Signal& signal : note_signals(line)) add_once(all, signal);
    }
    begin = end + 1;
  }
  return all;
}

class Union {
 public:
  void add(const Provenance& one, const std::string& where) {
    for (const Signal& signal : one.signals) add_once(x_result.signals, signal);
    add_once(x_result.prompt_hashes, one.prompt_hash);
    for (const std::string& requester : one.requesters) add_once(x_result.requesters, requester);
    x_result.contradiction = x_result.contradiction || one.contradiction;
    if (says_none(one)) add_once(x_result.human_declarations, where);
  }
  void add(const std::vector<Signal>& signals) {
    for (const Signal& signal : signals) add_once(x_result.signals, signal);
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
};

}  // namespace

PullRequestProvenance recognise(const PullRequest& pull_request) {
  Union all;
  const std::vector<Commit>& commits = pull_request.commits.value;
  bool every_commit_says_none = !commits.empty();
  for (const Commit& commit : commits) {
    const Provenance one = recognise(commit.text);
    all.add(one, "commit " + commit.id.substr(0, 12));
    every_commit_says_none = every_commit_says_none && Union::says_none(one);
  }
  const Provenance own = recognise(own_text(pull_request));
  all.add(own, "description");
  all.add(trace_signals(pull_request.agent_trace.value));
  const bool own_none = Union::says_none(own);
  return all.finish(own_none || every_commit_says_none, own_none);
}

}  // namespace tollgate::change
