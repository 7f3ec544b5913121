// A gate judges one aspect of a change: a constexpr value with an id, what it needs, its options and rules, and one
// function. It never knows the policy, the other gates or the reporters. gates/all.hpp lists every gate.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "core/option.hpp"
#include "core/outcome.hpp"
#include "core/pull_request_summary.hpp"

namespace tollgate {

class Context;  // what a gate may see; gates/context.hpp defines it

/// One way in which a gate can find fault.
struct Rule {
  std::string_view id;
  Severity severity = Severity::error;  ///< unless the policy says otherwise
  std::string_view summary;             ///< what it means, in a sentence
  std::string_view advice;              ///< what to do about it
};

/// What must be at hand for a gate to judge. What is missing makes its outcomes `errored`, never `passed`.
struct Needs {
  bool base = false;          ///< base artifacts
  bool compiled_sql = false;  ///< compiled SQL in the head manifest
  bool run_results = false;
  bool downstream = false;  ///< also judges unchanged models below a changed one
  /// Also judges models of which only YAML says something else: meta or tags, their own or of a source that they read.
  bool declarations = false;
  bool test_changes = false;  ///< also judges models whose dbt tests are fewer, or say something else or less
  bool warehouse = false;
  bool may_ask_warehouse = false;  ///< only where an option asks for it: opened where there is one, not missed else
  bool lineage = false;            ///< the column graphs of both sides
  /// The column graphs spare the gate work: built for it as well, and it judges without them where they cannot be.
  bool lineage_helps = false;
  bool semantics = false;     ///< judges metrics, semantic models and saved queries (Context::semantics), no models
  bool pull_request = false;  ///< judged only where there is one, else skipped
};

/// What a gate learned: `passed` here means "judged"; core turns it into `failed` where a finding weighs enough.
struct GateResult {
  std::vector<Finding> findings;
  std::vector<Outcome> outcomes;
  std::vector<Note> notes;
  std::vector<RowCount> row_counts;
  /// What it learned of the pull request itself: lists are joined over gates, the other fields taken from the gate that
  /// fills them in.
  PullRequestSummary pull_request{};
};

struct Gate {
  std::string_view id;       ///< kebab-case, a noun of what is judged
  std::string_view summary;  ///< one sentence
  Needs needs;
  std::span<const AnyOption> options;
  std::span<const Rule> rules;
  /// Judges every target of the context at once; throws Error when it can judge none of them.
  GateResult (*check)(const Context&);
  /// Its findings are about single lines of a model's text: `--diff-filter` may set them aside.
  bool judges_lines = false;
  /// Compares what a changed model's SQL yields, or takes to yield it, with base's.
  bool compares_content = false;
};

/// The rule of that id, or null.
const Rule* find_rule(const Gate& gate, std::string_view rule_id);
/// The gate of that id, or null.
const Gate* find_gate(std::span<const Gate* const> gates, std::string_view gate_id);

}  // namespace tollgate
