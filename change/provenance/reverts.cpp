#include "change/provenance/reverts.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "change/provenance/targets.hpp"
#include "change/provenance/words.hpp"

namespace tollgate::change {

namespace {

// `fix(scope)!: `, `[scope] `, `Re: `: what stands before the words. Says whether a conventional type was there.
std::string_view without_prefix(std::string_view subject, std::string& type) {
  for (;;) {
    subject = trimmed(subject);
    if (begins_with(subject, "[")) {
      const std::size_t close = subject.find(']');
      if (close == std::string_view::npos) return subject;
      subject.remove_prefix(close + 1);
      continue;
    }
    const std::size_t colon = subject.find(": ");
    if (colon > 40) return subject;  // npos too
    const std::string_view head = subject.substr(0, colon);
    const std::size_t word = head.find_first_of("(!");
    const std::string name = lowered(head.substr(0, word));
    if (name.empty() || name.find_first_of(" \"'") != std::string::npos || name == "revert" || name == "reapply") {
      return subject;
    }
    type = name;
    subject.remove_prefix(colon + 2);
  }
}

/// What taking back the title means. A revert of a revert of a revert takes it back once more.
RevertKind kind_of_title(std::string_view title) {
  constexpr std::string_view nested = "revert \"";
  bool taken_back = true;
  for (; begins_with(title, nested) && begins_with(title.substr(nested.size()), nested); taken_back = !taken_back) {
    title.remove_prefix(nested.size());
  }
  if (begins_with(title, nested)) return taken_back ? RevertKind::reapply : RevertKind::revert;
  for (const std::string_view again : {"revert-", "revert:", "reverts "}) {
    if (begins_with(title, again)) return RevertKind::reapply;
  }
  if (begins_with(title, "merge ") && !branch_number(title).empty()) return RevertKind::reapply;
  return RevertKind::revert;
}

// `Revert "…"`, `Reapply "…"` anywhere in the subject.
std::optional<Revert> quoted_revert(std::string_view subject) {
  const std::string low = lowered(subject);
  for (const std::string_view word : {"revert", "reapply", "re-apply", "reland", "re-land", "unrevert"}) {
    for (const std::string_view quote : {" \"", ": \"", " pull request \"", " pr \""}) {
      const std::string opening = std::string(word) + std::string(quote);
      const std::size_t at = low.find(opening);
      if (at == std::string::npos || (at > 0 && is_word_char(low[at - 1]))) continue;
      const std::string_view title = quoted(subject.substr(at + opening.size()));
      Revert revert{word == "revert" ? kind_of_title(title) : RevertKind::reapply, std::string(trimmed(title))};
      if (const std::string_view number = number_at_end(title); !number.empty()) revert.target = number;
      return revert;
    }
  }
  return {};
}

// `Revert #223`, `reverted 1a2b3c4`, `Reverting the commit range: a..b`, `Revert the new cache`.
std::optional<Revert> worded_revert(std::string_view words, bool typed) {
  std::string_view rest;
  for (const std::string_view verb : {"reverting ", "reverted ", "reverts ", "revert ", "back out ", "backed out ",
                                      "partial revert of ", "partially revert ", "undo of "}) {
    if (rest = after(words, verb); !rest.empty()) break;
  }
  if (rest.empty() || rest.front() == '"') return {};
  Revert revert;
  for (const std::string_view filler : {"the commit range: ", "commit range ", "commits ", "commit ", "changeset ",
                                        "pull request ", "merge request ", "pr ", "mr ", "of "}) {
    if (begins_with(rest, filler)) rest = trimmed(rest.substr(filler.size()));
  }
  const std::string_view first = rest.substr(0, rest.find(' '));
  const std::size_t dots = first.find("..");
  if (dots != std::string_view::npos && !sha_at(first.substr(0, dots)).empty()) {
    revert.target = first;
    return revert;
  }
  if (const std::string_view sha = sha_at(rest); looks_like_sha(sha)) {
    revert.target = sha;
    return revert;
  }
  if (const std::string_view number = number_at(rest); !number.empty()) {
    revert.target = number;
    return revert;
  }
  // `fix: revert to the old plan` is about a state, not about a change.
  return typed || begins_with(rest, "to ") || begins_with(rest, "back to ") ? std::nullopt : std::optional(revert);
}

// `revert(scope): title (#12) (#15)`: a squash puts its own number last.
std::optional<Revert> conventional_revert(std::string_view words, const std::vector<std::string_view>& lines) {
  const std::size_t colon = words.find(':');
  if (!begins_with(words, "revert") || colon == std::string_view::npos) return {};
  const std::string_view scope = words.substr(6, colon - 6);
  if (!scope.empty() && scope.front() != '(' && scope != "!") return {};
  Revert revert;
  const std::string_view title = trimmed(words.substr(colon + 1));
  if (const std::string_view number = number_at(title); !number.empty()) {
    revert.target = number;
    return revert;
  }
  revert.target = number_at_end(without_number_at_end(title));
  for (std::size_t i = 1; i < lines.size() && revert.target.empty(); ++i) {
    if (std::optional<Revert> quoted_title = quoted_revert(lines[i])) revert.target = quoted_title->target;
  }
  return revert;
}

std::optional<Revert> merged_branch(std::string_view subject, std::string_view branch) {
  if (begins_with(subject, "merge ")) {
    const std::size_t from = subject.find(" from ");
    const std::size_t quote = subject.find('\'');
    if (from != std::string_view::npos) {
      branch = subject.substr(from + 6);
      branch.remove_prefix(std::min(branch.size(), branch.find('/') + 1));
    } else if (quote != std::string_view::npos) {
      branch = subject.substr(quote + 1, subject.find('\'', quote + 1) - quote - 1);
    }
  }
  if (!begins_with(branch, "revert-")) return {};
  const std::string number = branch_number(branch);
  const std::string_view rest = branch.substr(std::min(branch.size(), number.size() + 7));
  const bool again = begins_with(rest, "revert-") && !branch_number(rest).empty();
  return Revert{again ? RevertKind::reapply : RevertKind::revert, number};
}

std::size_t hotfix_in(std::string_view low) {
  for (std::size_t at = low.find("hotfix"); at != std::string_view::npos; at = low.find("hotfix", at + 1)) {
    const bool begins = at == 0 || !is_word_char(low[at - 1]);
    std::size_t end = at + 6;
    if (low.substr(end, 2) == "es") end += 2;
    if (begins && (end >= low.size() || !is_word_char(low[end]))) return at;
  }
  return std::string_view::npos;
}

std::optional<Revert> hotfix(const CommitText& commit, std::string_view subject, const std::string& type) {
  for (const Line& line : lines_of(commit.message)) {
    const Trailer trailer = trailer_of(line.text);
    if (trailer.key != "fixes-escape") continue;
    return Revert{RevertKind::hotfix, std::string(number_at(trailer.value))};
  }
  const bool labelled = std::any_of(commit.labels.begin(), commit.labels.end(),
                                    [](const std::string& label) { return same_text(label, "hotfix"); });
  const bool branched = begins_with(commit.branch, "hotfix/") || begins_with(commit.branch, "hotfix-");
  const bool about = type == "docs" || type == "doc" || type == "chore" || type == "ci" || type == "test" ||
                     type == "build" || type == "style" || type == "refactor" || type == "feat";
  const bool named = !about && hotfix_in(lowered(subject)) != std::string_view::npos;
  if (!labelled && !branched && !named) return {};
  return Revert{RevertKind::hotfix, {}};
}

bool is_cherry_pick(std::string_view message) {
  return message.find("(cherry picked from commit ") != std::string_view::npos;
}

/// The message without empty lines before its subject.
std::vector<std::string_view> lines_from_subject(std::string_view message) {
  const std::vector<std::string_view> lines = raw_lines(message);
  const auto first = std::find_if(lines.begin(), lines.end(), [](std::string_view line) { return !line.empty(); });
  return {first, lines.end()};
}

/// The first line of the body that says something; a merge has the title of its pull request there.
std::string_view first_of_body(const std::vector<std::string_view>& lines) {
  const auto title = std::find_if(lines.begin() + 1, lines.end(), [](std::string_view line) { return !line.empty(); });
  return title == lines.end() ? std::string_view{} : *title;
}

std::optional<Revert> read_revert(const CommitText& commit, const std::vector<std::string_view>& lines) {
  const std::string_view subject = lines.front();
  const BodyTarget body = target_in_body(lines);
  std::string type;
  const std::string_view words = without_prefix(subject, type);
  std::optional<Revert> found = quoted_revert(subject);
  if (std::optional<Revert> branch = merged_branch(subject, commit.branch)) {
    if (!found || !branch->target.empty()) found = branch;
    if (found->target.empty()) {
      if (std::optional<Revert> quoted_title = quoted_revert(first_of_body(lines))) found = quoted_title;
    }
  }
  if (!found) found = conventional_revert(words, lines);
  if (!found) found = worded_revert(words, !type.empty());
  if (found && !body.target.empty() && found->target.find("..") == std::string::npos) found->target = body.target;
  if (!found && body.in_first_paragraph && !is_cherry_pick(commit.message)) {
    found = Revert{RevertKind::revert, body.target};
  }
  return found ? found : hotfix(commit, subject, type);
}

using Named = Revert::Named;

Named named(std::string_view target) {
  const auto kind = [&] {
    if (sha_at(target.substr(0, target.find(".."))).empty()) {
      return number_at(target).empty() ? Named::Kind::title : Named::Kind::number;
    }
    return target.find("..") == std::string_view::npos ? Named::Kind::commit : Named::Kind::range;
  };
  return {kind(), std::string(target)};
}

/// The title that the subject quotes, or, in a merge, the body.
std::string_view title_taken_back(const std::vector<std::string_view>& lines) {
  for (const std::string_view line : {lines.front(), first_of_body(lines)}) {
    const std::string low = lowered(line);
    for (const std::string_view opening : {"revert \"", "revert: \"", "reapply \"", "re-apply \"", "reland \""}) {
      const std::size_t at = low.find(opening);
      if (at != std::string::npos) return trimmed(quoted(line.substr(at + opening.size())));
    }
    if (!begins_with(line, "merge ")) break;
  }
  // `revert: feat: add a cache (#15)`: the title as it was, and the number of the revert itself.
  return without_number_at_end(after(lines.front(), "revert: "));
}

/// `#12` of `Title (#12)`, and of a merge that is itself quoted.
std::string_view number_in_title(std::string_view title) {
  const std::string_view number = number_at_end(title);
  return number.empty() ? number_at(after(title, "merge pull request ")) : number;
}

std::vector<Named> everything_named(const CommitText& commit, const std::vector<std::string_view>& lines,
                                    const Revert& revert) {
  std::vector<Named> all;
  std::set<std::pair<Named::Kind, std::string>> seen;
  const auto add = [&](Named one) {
    if (!one.text.empty() && seen.emplace(one.kind, one.text).second) all.push_back(std::move(one));
  };
  const std::string of_body = revert.kind == RevertKind::hotfix ? std::string() : target_in_body(lines).target;
  if (!of_body.empty()) {
    for (const std::string& target : targets_in_body(lines)) add(named(target));
  }
  const std::string_view title = title_taken_back(lines);
  const auto branch = merged_branch(lines.front(), commit.branch);
  if (branch) add({Named::Kind::branch_number, branch->target});
  const bool told = revert.target == of_body || revert.target == title || revert.target == number_in_title(title) ||
                    (branch && revert.target == branch->target);
  if (!told) add(named(revert.target));
  add({Named::Kind::title_number, std::string(number_in_title(title))});
  add({Named::Kind::title, std::string(title)});
  std::ranges::stable_sort(all, {}, &Named::kind);
  return all;
}

}  // namespace

std::string_view to_string(RevertKind kind) {
  switch (kind) {
    case RevertKind::reapply:
      return "reapply";
    case RevertKind::hotfix:
      return "hotfix";
    case RevertKind::revert:
      break;
  }
  return "revert";
}

std::optional<Revert> revert_in(const CommitText& commit) {
  const std::vector<std::string_view> lines = lines_from_subject(commit.message);
  if (lines.empty()) return {};
  std::optional<Revert> found = read_revert(commit, lines);
  if (found) found->named = everything_named(commit, lines, *found);
  return found;
}

}  // namespace tollgate::change
