// What dbt wrote about one side of a change: the manifest as immutable plain values, joined by unique_id.
// Owned by the caller; never guesses a name, never calls dbt, never reads the warehouse.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy.hpp"

namespace tollgate::dbt {

enum class ResourceType {
  model,
  seed,
  snapshot,
  test,
  unit_test,
  analysis,
  operation,
  source,
  exposure,
  metric,
  semantic_model,
  saved_query,
  function,
  other
};

std::string_view to_string(ResourceType type);

/// Scalars as plain text (`true`, `7`, `email`, `null`), lists and objects as compact JSON text with sorted keys.
using Meta = std::map<std::string, std::string, std::less<>>;

struct Constraint {
  std::string type;                  ///< not_null, unique, primary_key, foreign_key, check
  std::string expression;            ///< of a foreign key without one: `to (to_columns)`
  std::vector<std::string> columns;  ///< model-level constraints
  friend bool operator==(const Constraint&, const Constraint&) = default;
};

struct Column {
  std::string name;
  std::string data_type;
  std::string description;
  std::vector<std::string> tags;
  Meta meta;  ///< `meta` and `config.meta` together
  std::vector<Constraint> constraints;
};

/// What a test node checks.
struct TestInfo {
  std::string name;     ///< not_null, unique, …; empty for a singular test
  std::string package;  ///< namespace of a package's generic test; empty for dbt's own
  std::string column;
  std::string attached_node;       ///< unique_id of what is tested; empty when it cannot be told from what dbt says
  Meta kwargs;                     ///< without `model`; what stands below `arguments` beside the others
  std::string severity = "ERROR";  ///< `ERROR` or `WARN`
  std::string where, limit, warn_if, error_if, fail_calc;
  Meta templates{};  ///< settings of the config that are written with Jinja, as written
};

struct Config {
  std::string materialized;  ///< view, table, incremental, ephemeral, seed, snapshot, materialized_view, test, …
  bool enabled = true;
  std::vector<std::string> tags;  ///< the node's and its config's together, sorted, each once
  Meta meta;                      ///< `meta` and `config.meta` together
  std::string group, access;      ///< the node's own, else its config's
  std::vector<std::string> unique_key;
  std::string incremental_strategy, on_schema_change;
  bool contract_enforced = false;
  bool persist_relation_docs = false;
  bool persist_column_docs = false;
  std::string event_time;
};

/// A model, seed, snapshot, test, analysis, operation or (v12) function. What is marked (m) is not kept of tests: a
/// project holds ten times as many of them as models. Of singular tests the code is, which only they have of their own.
struct Node {
  std::string unique_id;
  ResourceType type = ResourceType::other;
  std::string package, name, alias, database, schema;  ///< (m): alias
  std::string relation_name;  ///< quoted, as dbt wrote it: "db"."schema"."table"; empty for ephemeral models and tests
  std::vector<std::string> fqn;                ///< (m)
  std::string path;                            ///< (m)
  std::string original_file_path, patch_path;  ///< patch_path without its `package://`
  std::string checksum;                        ///< (m)
  std::string checksum_kind;    ///< sha256; `path` for a seed above 1 MiB, whose edits dbt does not see; none
  std::string raw_code;         ///< (m)
  std::string compiled_code;    ///< (m)
  bool compiled = false;        ///< compiled_code is dbt's answer (it may then still be empty)
  bool base_stands_in = false;  ///< compiled_code is base's, of an unchanged node that head did not compile
  std::string language = "sql";
  std::string description;  ///< (m)
  std::vector<Column> columns;
  std::vector<std::string> depends_on;         ///< unique_ids of nodes and sources
  std::vector<std::string> depends_on_macros;  ///< of tests without those of package dbt
  Config config;
  Meta unrendered_config;               ///< (m)
  std::vector<Constraint> constraints;  ///< model level
  std::string version, latest_version, deprecation_date;
  std::vector<std::string> primary_key;                                  ///< dbt's inferred key (v12)
  std::string unrendered_database, unrendered_schema, unrendered_alias;  ///< from unrendered_config
  std::optional<TestInfo> test;

  const Column* find_column(std::string_view column) const;
};

struct Source {
  std::string unique_id, package, source_name, name, identifier, database, schema, relation_name;
  std::string unrendered_database, unrendered_schema;
  std::vector<std::string> fqn;
  std::string original_file_path, description, loaded_at_field;
  std::string quoting, freshness, external;  ///< compact JSON with sorted keys and without nulls, for comparison
  std::string config;  ///< the same, without what stands elsewhere: tags, meta, freshness, loaded_at_field
  std::vector<std::string> tags;
  Meta meta;
  std::vector<Column> columns;
};

struct Macro {
  std::string unique_id, package, name, original_file_path;
  std::string sql_digest;  ///< SHA-256 of macro_sql
  std::vector<std::string> depends_on_macros;
  std::string words_digest{};    ///< the same without comments and blanks
  bool reads_variables = false;  ///< calls var() itself
};

struct Exposure {
  std::string unique_id, package, name, type, label, url, maturity, owner, original_file_path;
  std::vector<std::string> depends_on;
};

/// A metric, semantic model or saved query; `definition` is the compact JSON of its meaning (no descriptions, labels,
/// meta, tags, places), for comparison.
struct SemanticNode {
  std::string unique_id;
  ResourceType type = ResourceType::metric;
  std::string package, name, label, description, original_file_path, definition;
  std::vector<std::string> depends_on;
};

/// What a unit test gives or expects, as digests alone: these are rows of data. Equal digests, equal rows in any order.
struct UnitTestRows {
  std::string digest;
  std::size_t count = 0;                                      ///< 0 also for rows that are written as SQL
  std::map<std::string, std::string, std::less<>> columns{};  ///< name -> digest of its values, in the order of rows
};

struct UnitTestInput {
  std::string relation;  ///< as written: ref('orders'), source('raw', 'orders'), this
  UnitTestRows rows;
};

struct UnitTest {
  std::string unique_id, package, name, model, original_file_path;
  std::string tested_node;  ///< unique_id of the model, where dbt says it or it can be told from depends_on
  std::vector<std::string> depends_on;
  std::string checksum{};  ///< dbt's, of all that it says; empty where dbt writes none
  std::vector<UnitTestInput> given{};
  UnitTestRows expect{};
  std::string overrides{};  ///< digest of macros, variables and environment variables that it sets; empty: of none
};

struct Metadata {
  int schema_version = 0;  ///< 12 for …/manifest/v12.json
  std::string dbt_version, adapter_type, generated_at, invocation_id;
  std::string project_name;                             ///< empty in artifacts of old dbt versions (v7 to v10)
  std::map<std::string, std::string, std::less<>> env;  ///< DBT_ENV_CUSTOM_ENV_*
};

/// One thing to tell about the artifact itself, e.g. "manifest v20 read as v12".
using Warnings = std::vector<std::string>;

struct Project {
  std::string manifest_path;  ///< FOLDER/manifest.json, FOLDER as given
  std::string digest;         ///< SHA-256 of the manifest's bytes; equal manifests have nothing changed
  Metadata metadata;
  std::map<std::string, Node, std::less<>> nodes;  ///< all enabled nodes: models, seeds, snapshots, tests, …
  std::map<std::string, Source, std::less<>> sources;
  std::map<std::string, Macro, std::less<>> macros;
  std::map<std::string, Exposure, std::less<>> exposures;
  std::map<std::string, SemanticNode, std::less<>> semantics;
  std::map<std::string, UnitTest, std::less<>> unit_tests;
  std::vector<std::string> disabled;                     ///< unique_ids, sorted
  std::set<std::string, std::less<>> disabled_in_words;  ///< of `disabled`: whose `enabled` is written without Jinja
  std::vector<std::string> groups;                       ///< unique_ids, sorted
  std::map<std::string, std::vector<std::string>, std::less<>> children;  ///< unique_id -> what depends on it, sorted
  Warnings warnings;
  /// Of the head: the change edits `vars` of dbt_project.yml. Not told by the artifact, but by who reads both files.
  bool variables_edited = false;

  const Node* find_node(std::string_view unique_id) const;
};

/// Models, seeds and snapshots: the nodes that gates judge.
bool is_judged(const Node& node);
ModelKey key_of(const Node& node);
/// True for adapters whose warehouse is PostgreSQL or a fork of it that keeps its catalogs and planner: postgres,
/// alloydb, greenplum. Not for those that only speak its protocol (redshift, materialize, risingwave, cockroachdb, …),
/// and not for an artifact that does not say.
bool is_postgres_family(const Metadata& metadata);

/// Reads FOLDER/manifest.json (FOLDER may also be that file), schema v7 to v12; newer: read as v12 with a warning.
/// Where the manifest holds no compiled code of a model, it is read from FOLDER/compiled/<package>/<original_file_path>
/// if that exists. Throws Error (unjudged): missing, unreadable, empty, cut off, not UTF-8, not a dbt manifest, older
/// than v7, a key of the wrong type, the same unique_id twice, nested too deep, a text too long.
Project load_project(const std::string& folder);

}  // namespace tollgate::dbt
