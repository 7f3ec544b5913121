// Which gates a change must pass, per layer of models: plain data, valid once loaded, all inheritance already done.
// policy/ reads it from YAML; nothing here knows YAML.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "core/option.hpp"

namespace tollgate {

/// What a selector looks at: the little of a dbt node that policies select by.
struct ModelKey {
  std::string unique_id;
  std::string name;
  std::string package;
  std::string path;  ///< dbt's original_file_path, e.g. models/marts/orders.sql
  std::vector<std::string> fqn;
  std::vector<std::string> tags;
  std::string materialized;
};

/// Selects models: every key that is given must match, any value within a key does. Values may hold * and ?.
struct Selector {
  std::vector<std::string> path;  ///< a folder (everything below it), a file, or a glob over the whole path
  std::vector<std::string> tag;
  std::vector<std::string> package;
  std::vector<std::string> fqn;  ///< dotted, a leading part is enough: `shop.marts`
  std::vector<std::string> name;
  std::vector<std::string> materialized;

  bool empty() const;
  bool matches(const ModelKey& model) const;
};

using SeverityOverrides = std::map<std::string, Severity, std::less<>>;  // rule id -> severity

struct GateSettings {
  Options options;
  SeverityOverrides severity;
};

using GateTable = std::map<std::string, GateSettings, std::less<>>;  // gate id -> settings; absent: not asked for

/// The human bar of a layer. `by` names roles of tollgate-roles.yml; all of them when several.
struct Review {
  int approvals = 0;
  std::vector<std::string> by;
};

struct Layer {
  std::string name;
  Selector select;
  GateTable gates;
  Review review;
  std::string merge_window = "any";
  std::chrono::seconds rollback_sla{0};  ///< 0: none stated
};

/// Settings for single models, laid over their layer's.
struct ModelOverride {
  Selector select;
  GateTable gates;  ///< only gates that the layer asks for take effect
};

struct ArtifactSettings {
  std::string base;                      ///< folder of the base manifest.json; relative to the policy file
  std::string head;                      ///< same for head
  std::vector<std::string> run_results;  ///< files; empty: run_results.json in the head folder
  int max_age_days = 14;                 ///< an older base is told
};

struct WarehouseSettings {
  std::string base_url;  ///< may hold a password: never printed. Empty: PG* variables or the dbt profile
  std::string head_url;
  std::string dbt_profile;  ///< profile name in profiles.yml; empty: not used
  std::string dbt_target;
  std::string dbt_base_target;  ///< target for the base side; empty: the same as dbt_target
  std::chrono::milliseconds statement_timeout{60'000};
  std::chrono::milliseconds lock_timeout{5'000};
  std::chrono::milliseconds time_budget{600'000};  ///< for all questions of one run
};

/// Rates are fractions: 2% is 0.02.
struct LlmBudget {
  double rollback_rate = 0.02;
  double escape_rate = 0.005;
  double caught_at_review_rate = 0.10;
  std::string period = "quarter";
  int add_approvals = 1;      ///< when exceeded
  bool halve_limits = false;  ///< when exceeded
};

/// Where the policy came from; told in every report.
struct PolicyOrigin {
  std::string source;  ///< e.g. `tollgate.yml at 1a2b3c4 (base branch)`, `preset standard`
  std::string path;    ///< the file, repo-relative; empty for a preset
  std::string digest;  ///< SHA-256 of its text
};

/// Settings of one model after layer, unknown-layer union and overrides.
struct ModelSettings {
  std::string layer;  ///< layer name, or `unknown`
  GateTable gates;
  Review review;
};

/// The layer name of models that no layer selects.
inline constexpr std::string_view unknown_layer = "unknown";

struct Policy {
  std::string preset = "standard";
  ArtifactSettings artifacts;
  WarehouseSettings warehouse;
  std::vector<Layer> layers;  ///< in file order; the first that selects a model owns it
  Layer unknown;              ///< union of all layers' gates with the tightest limits, for models that none selects
  std::vector<ModelOverride> models;
  LlmBudget llm;
  PolicyOrigin origin;

  /// The layer that owns the model; `unknown` when none selects it.
  const Layer& layer_of(const ModelKey& model) const;
  ModelSettings settings_for(const ModelKey& model) const;
};

}  // namespace tollgate
