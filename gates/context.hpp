// What a gate may see, read-only: the models it must judge with their settings, both projects, the warehouse.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/finding.hpp"
#include "core/option.hpp"
#include "core/report.hpp"
#include "core/roles.hpp"
#include "core/run.hpp"
#include "dbt/changes.hpp"
#include "dbt/project.hpp"
#include "dbt/run_results.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::change {
struct PullRequest;            // change/pull_request.hpp
struct PullRequestProvenance;  // same
}  // namespace tollgate::change

namespace tollgate::lineage {
class Graph;         // lineage/graph.hpp
struct Differences;  // lineage/difference.hpp
}  // namespace tollgate::lineage

namespace tollgate {

/// A model that one gate must judge, with the options in force for it.
struct Target {
  const SelectedModel* model = nullptr;  ///< never null
  const dbt::Node* base = nullptr;       ///< null: new
  const dbt::Node* head = nullptr;       ///< null: removed
  const dbt::Change* change = nullptr;   ///< null: only downstream of a change
  Location location;                     ///< repo-relative file and the line of the change where it is known, else 1
  Options options;
  int lines_before_code = 0;  ///< of its file before raw_code, which dbt strips of outer white space
  bool tests_only = false;    ///< neither changed nor below a change: only what became of its tests is to be judged
};

/// A metric, semantic model or saved query that one gate must judge: its definition differs, or a model that it reads
/// is changed or below a change. It is no model of a layer: its settings are those of the layer whose paths select its
/// YAML file, else of the strictest layer of the models that it reads.
struct SemanticTarget {
  std::string_view id;                      ///< unique_id
  const dbt::SemanticNode* base = nullptr;  ///< null: new
  const dbt::SemanticNode* head = nullptr;  ///< null: removed
  std::string_view layer;                   ///< whose settings it has
  const Review* review = nullptr;           ///< never null: whose approval that layer asks for
  Location location;                        ///< repo-relative YAML file, and the line of the entry where it is found
  std::string_view yaml;                    ///< text of that file; empty when it cannot be read
  Options options;
};

/// Everything is owned by the caller and outlives the check.
class Context {
 public:
  std::span<const Target> targets;   ///< in order of unique_id
  std::span<const Target> selected;  ///< every selected model, also those that this gate need not judge; no options
  std::span<const SemanticTarget> semantics;      ///< in order of unique_id; only for gates that need semantics
  const dbt::Project* base = nullptr;             ///< null: no base artifacts
  const dbt::Project* head = nullptr;             ///< never null
  const dbt::Changes* changes = nullptr;          ///< null: no base artifacts
  const dbt::RunResults* run_results = nullptr;   ///< null: none
  std::optional<Diagnostic> run_results_problem;  ///< why there are none
  warehouse::Warehouse* warehouse = nullptr;      ///< null: none configured
  std::string warehouse_problem;                  ///< why there is none, for a person
  bool one_database = false;                      ///< base and head are read from the same database of the same server
  /// The columns of every relation and what feeds them, and what the change does to them. Never null for a gate that
  /// needs lineage: where they cannot be built, the gate is not asked and all its subjects are errored. (But for a gate
  /// that has no model to judge.)
  const lineage::Graph* base_lineage = nullptr;
  const lineage::Graph* head_lineage = nullptr;
  const lineage::Differences* lineage_differences = nullptr;
  /// Models that are changed or below a change, and whose rows provably stay as they are: unique_id -> why. Null: not
  /// told, nothing may be left out. (lineage/unchanged_rows.hpp)
  const std::map<std::string, std::string, std::less<>>* unchanged_rows = nullptr;
  /// `--all`: what base has as well and nobody edits here is told as if the change had brought it.
  bool all = false;
  int jobs = 1;  ///< threads that a gate may use; what it tells is the same whatever it is
  /// The pull request as git, CI and forge tell it. Never null for a gate that needs one: without one it is skipped.
  const change::PullRequest* pull_request = nullptr;
  const change::PullRequestProvenance* provenance = nullptr;  ///< never null where `pull_request` is not
  Stage stage = Stage::check;
  std::chrono::sys_seconds now{};      ///< by which windows are judged
  const Roles* roles = nullptr;        ///< null: there is no roles file
  const Policy* policy = nullptr;      ///< in force: reviews and windows of layers, the LLM budget
  std::span<const BudgetLine> budget;  ///< how the LLM budget stands; empty: not known
  std::string budget_problem;          ///< why it is not known
  /// The text of a file of the repository by its path there, as it is checked out; null: none can be read.
  std::function<std::optional<std::string>(const std::string& repository_path)> read_file;
  std::string project_prefix;  ///< dbt project dir relative to the git root, "" or "sub/dir/"
  Run* run = nullptr;          ///< how far the gate is, and until when it may go on; null: nobody asks
};

}  // namespace tollgate
