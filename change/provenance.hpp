// Whether one commit says that an LLM helped, by which tool and model, and whether it takes an earlier change back:
// from its message, people, labels, branch and notes. A judge of words: it knows no repository, and absence of a signal
// is never proof of a human. Rules R1 to R13: docs/provenance.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy.hpp"

namespace tollgate::change {

struct Person {
  std::string name;
  std::string email;  ///< never told in any output unless it is the published address of a tool
};

/// What is known of one commit.
struct CommitText {
  std::string message;
  Person author;
  Person committer;
  std::string notes;  ///< a git-ai note (`refs/notes/ai`) or an Agent Trace record; empty: none. Read up to 4 MiB
  std::vector<std::string> labels;
  std::string branch;
};

enum class ProvenanceState : std::uint8_t { undeclared, declared_human, declared_llm };
std::string_view to_string(ProvenanceState state);

enum class SignalStrength : std::uint8_t { none, weak, medium, strong };
/// `weak`, `medium`, `strong`; empty for none.
std::string_view to_string(SignalStrength strength);

/// One thing that says so.
struct Signal {
  SignalStrength strength = SignalStrength::none;
  std::string tool;        ///< tool id: `claude-code`, `aider`, …; empty: not named
  std::string model;       ///< normalised (R13); empty: not named
  std::string model_raw;   ///< as written
  std::string text;        ///< for a person and the audit log: `co-author: Claude Opus 4.6`; no address of a person
  bool is_author = false;  ///< the author's own identity
};

enum class RevertKind : std::uint8_t { revert, reapply, hotfix };
std::string_view to_string(RevertKind kind);

/// That a message takes an earlier change back, or mends it in haste. What it names is read from the words alone.
struct Revert {
  RevertKind kind = RevertKind::revert;
  std::string target;  ///< sha, `#N`, `!N`, `owner/repo#N`, `a..b` or the quoted title; empty: not named
  /// Everything that may be meant, for who can look it up (V2): commit ids and ranges, numbers of the body, of the
  /// branch `revert-N-…`, of the quoted title, and that title. Each once, in this order.
  struct Named {
    enum class Kind : std::uint8_t { commit, range, number, branch_number, title_number, title } kind = Kind::commit;
    std::string text{};
    friend bool operator==(const Named&, const Named&) = default;
  };
  std::vector<Named> named{};
};

struct Provenance {
  ProvenanceState state = ProvenanceState::undeclared;
  SignalStrength strength = SignalStrength::none;
  std::string tool;   ///< of the signal that weighs most; empty: not named
  std::string model;  ///< empty: not named
  std::vector<Signal> signals;
  bool contradiction = false;           ///< `llm: none`, and a strong or medium signal
  std::string prompt_hash;              ///< `<alg>:<hex>` of a `prompt-hash:` trailer; empty: none that is well formed
  std::vector<std::string> reviewers;   ///< of `reviewer:` trailers
  std::vector<std::string> requesters;  ///< names of human co-authors of a change whose author is an agent (R7)
  std::optional<Revert> revert;
};

/// What a team adds to the signs that are known everywhere (`llm` of the policy): tools of its own, and how it calls
/// the label of a change that an LLM helped with.
struct TeamSigns {
  std::vector<LlmTool> tools{};
  std::vector<std::string> labels{};  ///< lower case
};
TeamSigns signs_of(const LlmBudget& llm);
/// The tool of the team that this person or account is; empty: none.
std::string_view team_tool_of(const Person& person, const TeamSigns& team);
std::string_view team_tool_of_account(std::string_view login, const TeamSigns& team);

/// Linear in the text. Never throws for what people write.
Provenance recognise(const CommitText& commit, const TeamSigns& team = {});

/// R13: `anthropic/Claude-4.5-Opus@20251101` is `claude-opus-4-5`; empty for `auto`, `default`, `unknown`.
std::string normalised_model(std::string_view written);

}  // namespace tollgate::change
