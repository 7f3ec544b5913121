// Everything a run learned, sorted: no clock, no host name, no pointers. Every reporter gets the same one, and the
// exit code is asked of it alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "core/lineage_drawing.hpp"
#include "core/outcome.hpp"
#include "core/policy.hpp"
#include "core/pull_request_summary.hpp"

namespace tollgate {

/// Why a model was selected, e.g. {"body", ""}, {"config", "materialized: view -> table"}, {"macro", "cents -> money"}.
struct SelectionReason {
  std::string kind;
  std::string detail;
};

/// A model that the gates looked at.
struct SelectedModel {
  std::string unique_id;
  std::string name;
  std::string layer;
  std::string path;  ///< repo-relative
  std::string materialized;
  bool changed = false;      ///< false: only downstream of a changed one
  bool layout_only = false;  ///< changed in text, not in parse tree or literals
  std::vector<SelectionReason> reasons{};
  std::vector<std::string> changed_ancestors{};  ///< unchanged: unique_ids of changed models above it, nearest first
  std::vector<std::string> changed_parents{};    ///< changed: those it reads, also through unchanged models; by id
};

/// What dbt's state:modified would select and tollgate would not, or the other way round.
struct SelectionDifference {
  std::string unique_id;
  bool dbt_selects = false;
  std::string why;
};

/// Changed models that a gate did not judge, as their layer does not ask for it.
struct NotAsked {
  std::string gate;
  std::vector<std::string> models;  ///< unique_ids, sorted
};

struct LayerSummary {
  std::string name;
  Review review;
  std::string merge_window;
  long long rollback_sla_s = 0;
};

/// What a rule means, for formats that tell each rule once.
struct RuleText {
  std::string gate;
  std::string id;
  Severity severity = Severity::error;  ///< unless the policy says otherwise
  std::string summary;
  std::string advice;
};

/// Lines of a file of the repository around the place of a finding.
struct Excerpt {
  std::string path;                ///< repo-relative
  int first_line = 1;              ///< 1-based
  std::vector<std::string> lines;  ///< without line ends
};

enum class Verdict { passed, failed, unjudged };

std::string_view to_string(Verdict verdict);

struct Report {
  std::string tollgate_version;
  std::string project;
  std::string base_label;  ///< what the base is, e.g. a commit or a folder name as the user gave it
  std::string head_label;
  PolicyOrigin policy;
  Severity fail_on = Severity::error;
  Verdict verdict = Verdict::passed;
  std::string headline;  ///< the verdict in a sentence
  bool begun = true;     ///< false: nothing was judged, not even the policy; `gates` names what was wrong instead
  std::vector<LayerSummary> layers;
  std::vector<std::string> gates;  ///< ids of the gates that ran, in table order
  std::vector<SelectedModel> models;
  std::vector<SelectionDifference> selection_differences;
  std::vector<Outcome> outcomes;
  std::vector<Finding> findings;
  std::vector<Note> notes;
  std::vector<RowCount> row_counts;
  std::vector<RuleText> rules{};      ///< those that findings name, in order of gate and id
  std::vector<Excerpt> excerpts{};    ///< in order of path and line, none overlaps another
  std::vector<NotAsked> not_asked{};  ///< in order of gates
  LineageDrawing lineage{};           ///< empty: no gate needed lineage, or nothing of it changed
  Stage stage = Stage::check;
  std::optional<PullRequestSummary> pull_request{};  ///< nothing: there is none
};

/// 0 passed, 1 failed, 3 unjudged (2 is wrong usage and never comes with a report).
int exit_code(const Report& report);
/// The selected model of that id, or null.
const SelectedModel* find_model(const Report& report, std::string_view unique_id);
/// The excerpt that holds that line, or null.
const Excerpt* find_excerpt(const Report& report, std::string_view path, int line);
/// The texts of all rules that findings of the report name, in order of gate and id; what no gate knows is left out.
std::vector<RuleText> rules_told(const Report& report, std::span<const Gate* const> gates);

}  // namespace tollgate
