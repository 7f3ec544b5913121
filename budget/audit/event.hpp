// One event of the audit log as a value, and the one text of it that is hashed. Whoever makes an event owns it; the log
// owns what was appended. An event never holds an e-mail address of a person, the text of a prompt or a tool's
// arguments: its fields are a closed list (fields.hpp), and what is not on it is refused. docs/audit.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::budget {

/// Largest event, in bytes of its canonical text.
inline constexpr std::size_t largest_event = 16384;

struct AuditReviewer {
  std::int64_t id = 0;  ///< the platform's number of the account
  std::string login{};  ///< leave it empty where people must be able to be forgotten: keep a list beside the log
  std::string role{};
  std::string state{};   ///< APPROVED, CHANGES_REQUESTED, …
  std::string commit{};  ///< what was reviewed
};

struct AuditLlm {
  std::string state{};  ///< declared-llm, declared-human, undeclared
  std::optional<bool> touched{};
  std::vector<std::string> tools{};
  std::vector<std::string> models{};
  std::vector<std::string> model_raw{};
  std::vector<std::string> signals{};  ///< as change::Signal::text; an address in it must be one that a tool publishes
  std::string strength{};              ///< strong, medium, weak
};

struct AuditWindow {
  std::string tz{};
  std::string tzdata{};  ///< version of the time zone database
  bool open = false;
};

/// Who or what did it: a CI run, a person, or both.
struct AuditActor {
  std::string workflow{};
  std::optional<std::int64_t> run_id{};
  std::optional<std::int64_t> attempt{};
  std::optional<std::int64_t> id{};  ///< of a person's account
  std::string login{};
};

/// What happened. Empty fields are not written, but for the lists that an event of its type is about (gates_failed of a
/// judged one, reviewers of a reviewed one). Commits are 40 or 64 hex digits.
struct AuditEvent {
  std::string type{};  ///< pr_tagged, pr_judged, pr_reviewed, pr_merged, merged_outside_window, outcome, override,
                       ///< waiver, supersedes
  std::string ts{};    ///< audit_timestamp()
  std::string repo{};  ///< `owner/name`
  std::optional<std::int64_t> pr{};
  std::string head{};
  std::string base{};
  std::string merge_sha{};
  std::string layer{};
  std::optional<std::int64_t> author_id{};
  std::optional<std::int64_t> requester_id{};
  std::vector<AuditReviewer> reviewers{};
  std::optional<AuditLlm> llm{};
  std::string prompt_hash{};  ///< `hmac-sha256:<hex>`
  std::vector<std::string> tools_used{};
  std::vector<std::string> retrieval_ids{};
  std::vector<std::string> gates_passed{};
  std::vector<std::string> gates_failed{};
  std::optional<AuditWindow> window{};
  std::string outcome{};  ///< rule V1: merged, reverted, rolled_back, hotfixed, fixed_forward, reapplied, planned_undo
  std::string by_commit{};              ///< the commit that made the outcome
  std::optional<std::int64_t> lag_s{};  ///< seconds from the merge to the outcome
  std::optional<AuditActor> actor{};
  std::string tollgate_version{};
  std::string config_sha{};    ///< digest of the policy in force
  std::string rule{};          ///< waiver: what it covers…
  std::string subject{};       ///< …and of which model
  std::string reason{};        ///< one line by a person
  std::string rollback_sla{};  ///< of the layer: `4h`
  std::string supersedes{};    ///< id of the event that this one corrects
};

/// `2026-04-01T09:15:00.000Z` for milliseconds since 1970-01-01 UTC; years 1970 to 9999.
std::string audit_timestamp(std::int64_t milliseconds);

/// The canonical text of the event without its place in the log (`prev`, `lamport`): what append() takes and what is
/// kept where the log cannot be pushed to. Throws Error (usage) that names the field when the event may not be logged.
std::string to_draft(const AuditEvent& event);

/// The same for a text that somebody else wrote: one JSON object. `prev` and `lamport` in it are dropped; `v` may be
/// absent, `ts` too where `ts_if_absent` is not empty.
std::string draft_from(std::string_view json, const std::string& ts_if_absent = {});

/// An event in its place.
struct SealedEvent {
  std::string id;     ///< `sha256:<hex>` of the bytes
  std::string path;   ///< `events/<yyyy>/<mm>/<hex>.json`
  std::string bytes;  ///< canonical JSON, no newline
  std::string ts;
};

/// Puts a draft after the heads, which must be sorted. Throws Error (usage) when it is larger than largest_event.
SealedEvent seal(const std::string& draft, const std::vector<std::string>& heads, std::int64_t lamport);

/// What the log's own rules need of a stored event.
struct StoredEvent {
  std::string id;
  std::string path;
  std::string bytes;
  std::string draft;  ///< the same event without `prev` and `lamport`
  std::string type;
  std::string ts;
  std::int64_t lamport = 0;
  std::vector<std::string> prev;
};

/// The event of a file of the log. Throws Error (unjudged) that says what is wrong: the path, the hash, the form.
/// Fields that this version does not know are no error here: a later version may have written them.
StoredEvent stored_event(const std::string& path, const std::string& bytes);

}  // namespace tollgate::budget
