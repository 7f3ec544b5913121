// The pull requests that a base branch took in, as git tells them, and what the audit log or a forge adds: when each
// was merged, whether an LLM helped, which layers it touched, what its messages say of earlier ones. Whoever reads it
// owns it. What came of a pull request is for outcomes.hpp; nothing here judges.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "change/provenance.hpp"

namespace tollgate::budget {

/// What a message of a pull request says of an earlier one.
struct Claim {
  std::string commit{};     ///< whose message it is
  change::Revert revert{};  ///< with everything that it names, in the order of V2
  bool of_landing = false;  ///< said by the pull request itself, not by one of its commits
  bool in_subject = false;  ///< false: only a line of the body says so
};

/// Rule V1.
enum class OutcomeKind : std::uint8_t {
  merged,
  reverted,
  rolled_back,
  hotfixed,
  fixed_forward,
  reapplied,
  planned_undo,
};
/// `reverted`, `rolled_back`, … as the audit log writes them.
std::string_view to_string(OutcomeKind kind);
std::optional<OutcomeKind> outcome_from(std::string_view text);

/// An outcome that a person or a job has written to the audit log.
struct StatedOutcome {
  OutcomeKind kind = OutcomeKind::merged;
  std::chrono::sys_seconds at{};              ///< when it was written
  std::string by_commit{};                    ///< may be empty
  std::optional<std::chrono::seconds> lag{};  ///< from the merge; outranks `at`
};

enum class Caught : std::uint8_t { unknown, no, yes };

/// One change as it reached the base branch.
struct Landing {
  std::string commit{};       ///< on the base branch
  char mark = '#';            ///< `!` for a merge request
  long long number = 0;       ///< 0: not told
  bool pull_request = false;  ///< false: pushed without one, or rebased in a way that git cannot tell
  std::string title{};
  std::string branch{};  ///< of its head, where the merge says so
  std::chrono::sys_seconds merged_at{};
  std::optional<std::chrono::sys_seconds> begun_at{};  ///< its first commit before squash, or first seen by the log
  change::ProvenanceState provenance = change::ProvenanceState::undeclared;  ///< the union before squash, R10
  change::SignalStrength strength = change::SignalStrength::none;
  std::string tool{};                 ///< of the signal that weighs most
  std::vector<std::string> labels{};  ///< sorted; empty: none, or nobody told
  std::vector<std::string> layers{};  ///< touched, sorted; only of landings since HistoryInput::files_since
  bool in_project = true;             ///< false: touches no file below the dbt project
  std::vector<Claim> claims{};
  bool incident = false;            ///< a message links an incident
  bool told_by_forge = false;       ///< its labels and its description are known
  Caught caught = Caught::unknown;  ///< a gate failed at error, or `hallucination:confirmed`, before the merge
  bool judged = false;              ///< the log tells what gates said before the merge
  bool labelled_caught = false;     ///< `hallucination:confirmed`
  bool caught_doubtful = false;     ///< a label says that it was caught, and who put it on when is not known
  std::vector<StatedOutcome> stated{};

  /// Caught by a person's label, and nobody tells what gates said: no trial, since of those without a label nobody
  /// would tell either.
  bool caught_by_label_alone() const { return caught == Caught::yes && labelled_caught && !judged; }
  bool llm_touched() const { return provenance == change::ProvenanceState::declared_llm; }
  /// `#41`, `!7`, or the first 9 digits of the commit.
  std::string name() const;
};

/// A commit, and the landing that brought it.
struct LandedCommit {
  std::string id{};
  std::uint32_t landing = 0;
};
struct LandedTitle {
  std::string title{};
  std::uint32_t landing = 0;
};

struct History {
  std::string tip{};                    ///< commit of the base branch
  std::string repository{};             ///< `owner/name` of the remote; empty: not known
  std::vector<Landing> landings{};      ///< oldest first
  std::vector<LandedCommit> commits{};  ///< of all landings, by id
  std::vector<LandedTitle> titles{};    ///< of landings and their commits, by title, then landing
  std::vector<std::string> layers{};    ///< of the policy, in its order
  /// In a shallow checkout: history is whole only after this. Nothing: it is all here.
  std::optional<std::chrono::sys_seconds> whole_since{};
  std::vector<std::string> notes{};  ///< for a person: what could not be told, and why
};

/// That gates have judged it: whether one that looks at the change itself failed.
struct JudgedOnce {
  std::chrono::sys_seconds at{};
  bool failed = false;
};

/// What somebody else than git knows of one pull request.
struct PullRequestFacts {
  long long number = 0;  ///< 0: found by its merge commit alone
  std::string merge_commit{};
  std::optional<bool> llm_touched{};  ///< outranks what git shows: a declaration in the description, an override
  std::string tool{};
  std::vector<std::string> labels{};
  std::vector<JudgedOnce> judged{};  ///< only what came before the merge counts
  std::optional<std::chrono::sys_seconds> begun_at{};
  std::vector<StatedOutcome> outcomes{};
  // What a forge adds. Its labels are those that count, by whom and when they were put on.
  char mark = 0;             ///< `#`, `!`; 0: either
  bool from_forge = false;   ///< labels and description are told
  change::Provenance own{};  ///< what title, description, author, labels and branch say
  std::string branch{};
  bool incident = false;        ///< the description links one
  bool caught_unknown = false;  ///< a label says so, and who put it on when is not known
};

struct HistoryInput {
  std::string root{};                 ///< git root
  std::string tip{};                  ///< revision of the base branch
  std::string prefix{};               ///< of the dbt project: "" or "sub/dir/"
  std::vector<std::string> layers{};  ///< names, in the policy's order
  /// The layer that owns a file of the project (path relative to it); empty: no model's. Null: layers are not told.
  std::function<std::string(std::string_view)> layer_of{};
  /// Files and notes are read of landings from here on; nothing: of all.
  std::optional<std::chrono::sys_seconds> files_since{};
  std::vector<PullRequestFacts> facts{};  ///< the forge's before the audit log's: a person's override there is final
  /// A forge was asked for labels and descriptions, and did not tell all. Of the others nobody knows whether a person
  /// caught something, unless gates did.
  bool forge_told_a_part = false;
  change::TeamSigns team{};
};

/// Whether a text holds a link to an incident: `https://…/incidents/41`.
bool links_incident(std::string_view text);

/// One run of `git log`, and one of `git diff-tree`. Linear in the history. Throws Error (unjudged) when there is no
/// repository, no such revision, or git cannot be asked.
History read_history(const HistoryInput& input);

}  // namespace tollgate::budget
