// Which models a change touched, and why: a reason each. As dbt's state:modified where dbt is right; where it is not,
// the difference is told. Pure: two projects in, a value out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dbt/environment_names.hpp"
#include "dbt/project.hpp"
#include "dbt/test_changes.hpp"

namespace tollgate::dbt {

enum class ReasonKind {
  added,
  removed,
  body,                   ///< raw_code, byte by byte; a trailing blank counts, as for dbt
  config,                 ///< unrendered_config without alias, schema, database, tags, group
  macro,                  ///< a macro in the closure was added, removed or edited on either side
  relation,               ///< unrendered database, schema or alias
  contract,               ///< what an enforced contract promises
  fqn,                    ///< the file was moved
  persisted_description,  ///< a description that persist_docs writes to the warehouse
  source,                 ///< a source that the model reads is another relation now
  ephemeral_parent,       ///< an ephemeral parent, which is inlined, was edited
  seed_checksum,
  compiled,  ///< the compiled SQL says something else and nothing above explains it
};

std::string_view to_string(ReasonKind kind);

struct Reason {
  ReasonKind kind;
  std::string detail;  ///< config key old -> new; macro chain; contract rule; source field; parent id
};

/// What the comparison of the parse trees says about a touched model. Seeds, snapshots, Python models, and whatever
/// is not compiled or does not parse, are semantic when touched.
enum class Weight {
  /// Stripped trees and literals as written are equal, and no other reason can change what is built: config (but for
  /// meta, docs, access, grants, persist_docs), relation, contract or source did not change, a changed macro is in no
  /// hook, and no block behind is_incremental() did (a first build does not compile it). Branches of other targets,
  /// e.g. `{% if target.name == "prod" %}`, are not seen.
  layout_only,
  /// raw_code, macro closure and config are equal; trees differ in numbers and strings only, also where an ephemeral
  /// parent's do. Mostly a rendered date. An edited variable looks the same, so a gate that can afford it should judge
  /// such a model; it is listed in `changed` with the reason `compiled`.
  only_literals,
  semantic,  ///< everything else
};

/// A model, seed or snapshot that differs between base and head.
struct Change {
  std::string unique_id;
  const Node* base = nullptr;   ///< null: new
  const Node* head = nullptr;   ///< null: removed
  std::vector<Reason> reasons;  ///< never empty; in the order of ReasonKind
  Weight weight = Weight::semantic;
  /// A SQL model on both sides, and nothing but what its compiled SQL says can change what is built: no config that
  /// shapes it, relation, contract, source, hook, or code that a first build does not compile.
  bool builds_alike = false;
  /// Changed models that it reads itself or through unchanged ones, sorted.
  std::vector<std::string> changed_parents{};
};

/// An unchanged model below a changed one.
struct Downstream {
  std::string unique_id;
  const Node* head = nullptr;
  std::vector<std::string> changed_ancestors;  ///< nearest first, ties by id
  int distance = 1;                            ///< edges to the nearest changed ancestor
};

/// Tests, exposures, metrics and the like, which dbt selects too, are not compared here.
/// Something dbt's state:modified selects and tollgate does not, or the other way round.
struct DbtDifference {
  std::string unique_id;
  bool dbt_selects = false;
  std::string why;
};

/// Totals over the models present on both sides (the columns of the comparison table in docs/selection.md).
struct ChangeCounts {
  int common = 0, added = 0, removed = 0;
  int raw = 0, macro = 0, unrendered_config = 0, text = 0, tree = 0, raw_and_tree = 0, tree_only = 0;
};

struct Changes {
  std::vector<Change> changed;         ///< sorted by unique_id
  std::vector<Downstream> downstream;  ///< sorted by unique_id
  std::vector<DbtDifference> dbt_differences;
  ChangeCounts counts;
  /// Unchanged SQL models and snapshots that base has compiled and head has not, sorted: dbt compiles what it selects.
  std::vector<std::string> only_base_compiled{};
  std::vector<TestChange> tests{};  ///< what the change takes from tests of what stays
  EnvironmentNames names;           ///< what both environments call a relation, for further comparisons of the two
  std::vector<std::string> notes;   ///< e.g. dbt's own macros changed with its version; freshness; other adapter
};

/// Throws Error (unjudged) when the two do not belong together (other project).
Changes find_changes(const Project& base, const Project& head);

}  // namespace tollgate::dbt
