// Which gates a change must pass, per layer of models: plain data, valid once loaded, all inheritance already done.
// policy/ reads it from YAML; nothing here knows YAML.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/day.hpp"
#include "core/error.hpp"
#include "core/finding.hpp"
#include "core/gate.hpp"
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

/// True when the glob matches all of `text`: `*` is any run of characters (also of `/`), `?` is one character.
/// Own code and not fnmatch(3): that one also knows `[…]` and backslashes, depends on the locale and can take
/// exponential time.
bool glob_matches(std::string_view glob, std::string_view text);
/// True when everything that the glob `narrow` matches is matched by `wide` too. May miss a case, never invents one.
bool glob_covers(std::string_view wide, std::string_view narrow);

/// Selects models: every key that is given must match, any value within a key does. Values may hold * and ?.
/// An empty selector selects nothing.
struct Selector {
  std::vector<std::string> path;  ///< a folder (everything below it), a file, or a glob of either
  std::vector<std::string> tag;
  std::vector<std::string> package;
  std::vector<std::string> fqn;  ///< dotted, a leading part is enough: `shop.marts`
  std::vector<std::string> name;
  std::vector<std::string> materialized;

  bool empty() const;
  bool matches(const ModelKey& model) const;
  friend bool operator==(const Selector&, const Selector&) = default;
};

/// True when `wide` provably selects every model that `narrow` can select.
bool covers(const Selector& wide, const Selector& narrow);

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
  bool author_may_review = false;  ///< approvals by those who made the change count
  /// The forge takes approvals away when commits are added: one that names no commit is of the head (GitLab).
  bool approvals_follow_head = false;
};

/// Days on which nothing is merged: a holiday, a freeze. Both included, local days of `zone`.
struct ClosedPeriod {
  Day first{};
  Day last{};
  std::string zone;  ///< IANA area or UTC; empty: the merge window's, UTC where that is `any`
  std::string reason;
  friend bool operator==(const ClosedPeriod&, const ClosedPeriod&) = default;
};

struct Layer {
  std::string name;
  Selector select;
  GateTable gates;
  Review review;
  std::string merge_window = "any";
  std::vector<ClosedPeriod> closed;
  std::chrono::seconds rollback_sla{0};     ///< 0: none stated
  std::chrono::seconds waiver_lifetime{0};  ///< whole days, how far ahead a waiver may expire; 0: without end
  bool from_preset = false;                 ///< the policy file does not name it
};

/// Settings for single models, laid over their layer's.
struct ModelOverride {
  Selector select;
  GateTable gates;  ///< only gates that the layer asks for take effect
};

struct ArtifactSettings {
  std::string base = "target-base";      ///< folder of the base manifest.json; relative to the policy file
  std::string head = "target";           ///< same for head
  std::vector<std::string> run_results;  ///< files; empty: run_results.json in the head folder
  int max_age_days = 14;                 ///< an older base is told
};

struct WarehouseSettings {
  std::string base_url;  ///< may hold a password: never printed. Empty: PG* variables or the dbt profile
  std::string head_url;
  std::string base_url_text;  ///< as the policy writes it, `${NAME}` not replaced: holds no secret, may be printed
  std::string head_url_text;
  std::string base_url_unset;  ///< the environment variable that base_url needs and that is not set; base_url is empty
                               ///< then, and nothing else may be asked instead of it
  std::string head_url_unset;
  std::string dbt_profile;  ///< profile name in profiles.yml; empty: the dbt project's own, where dbt_target is given
  std::string dbt_target;   ///< empty: the profile's default target
  bool use_dbt_profile = false;  ///< the policy has a dbt_profile
  std::string dbt_base_target;   ///< target for the base side; empty: the same as dbt_target
  std::chrono::milliseconds statement_timeout{60'000};
  std::chrono::milliseconds lock_timeout{5'000};
  std::chrono::milliseconds time_budget{600'000};  ///< for all questions of one run
};

/// Names of the labels that belong to LLM-touched pull requests.
struct LlmLabels {
  std::string prefix;  ///< before each of the names that tollgate adds
  std::string assisted = "assisted-by:llm";
  std::string senior_review = "needs-senior-review";
  std::string budget = "hallucination-budget";
  std::string not_llm = "not-llm";  ///< set by a person: recognition is wrong here. Without prefix
};

/// A tool that the team knows and tollgate does not, or not by that name: who it is where it signs. Compared without
/// case.
struct LlmTool {
  std::string id;                     ///< e.g. `acme-coder`
  std::vector<std::string> emails;    ///< addresses; `*` is any run of characters
  std::vector<std::string> names;     ///< whole display names, whatever the address
  std::vector<std::string> accounts;  ///< logins on the forge
  friend bool operator==(const LlmTool&, const LlmTool&) = default;
};

/// Rates are fractions: 2% is 0.02.
struct LlmBudget {
  double rollback_rate = 0.02;
  double escape_rate = 0.005;
  double caught_at_review_rate = 0.10;
  std::string period = "quarter";
  int add_approvals = 1;      ///< when exceeded
  bool halve_limits = false;  ///< when exceeded
  LlmLabels labels{};
  std::vector<LlmTool> tools{};  ///< in file order
};

/// Where the policy came from; told in every report.
struct PolicyOrigin {
  std::string source;  ///< e.g. `tollgate.yml at 1a2b3c4 (base branch)`, `preset standard`
  std::string path;    ///< the file, repo-relative; empty for a preset
  std::string digest;  ///< SHA-256 of its text
};

/// Where a value of the policy was written: told by `policy show` and in findings about the policy.
struct ValueSource {
  std::string from;  ///< `preset standard`, `defaults`, `layer marts`, `preset standard, layer marts`, `policy file`
  Place place;       ///< without a file when it was not written in the policy file
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
  std::string preset;  ///< the built-in preset it builds on; empty: none, the file lists its own layers
  ArtifactSettings artifacts;
  WarehouseSettings warehouse;
  std::vector<Layer> layers;  ///< in file order; the first that selects a model owns it
  Layer unknown;              ///< union of all layers' gates with the tightest limits, for models that none selects
  std::vector<ModelOverride> models;
  LlmBudget llm;
  PolicyOrigin origin;
  /// By dotted key, e.g. `layers.marts.gates.row-count-diff.max_growth_pct`, `layers.marts.select`, `artifacts.base`,
  /// `models.0.gates.test.severity.failed`. A value without a source is the built-in default.
  std::map<std::string, ValueSource, std::less<>> sources;

  /// The layer that owns the model; `unknown` when none selects it.
  const Layer& layer_of(const ModelKey& model) const;
  ModelSettings settings_for(const ModelKey& model) const;
};

/// The severity of a rule under these settings: what the policy says, else the rule's own.
Severity severity_of(const GateSettings& settings, const Rule& rule);

/// Lays what `over` sets over the gates that are in `gates`; gates that are only in `over` are left out.
void lay_over(GateTable& gates, const GateTable& over);

/// The time zone of the layer's merge window; UTC where that is `any`.
std::string zone_of(const Layer& layer);

/// The layer for models that no layer selects: all gates of all layers, for each option the tightest value, for each
/// rule the highest severity, the most approvals, every role, the shortest rollback. An option that knows no tighter
/// direction keeps a value that all layers share, else its default; all closed periods. merge_window stays `any`: the
/// loader narrows it.
Layer union_of(std::span<const Layer> layers, std::span<const Gate* const> gates);

}  // namespace tollgate
