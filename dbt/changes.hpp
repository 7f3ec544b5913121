// Which models a change touched, and why: a reason each. As dbt's state:modified where dbt is right; where it is not,
// the difference is told. Pure: two projects in, a value out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

enum class ReasonKind {
  added, removed, body, config, macro, relation, contract, fqn, persisted_description, source, ephemeral_parent, seed_checksum, compiled
};

std::string_view to_string(ReasonKind kind);

struct Reason {
  ReasonKind kind;
  std::string detail;  ///< config key old -> new; macro chain; contract rule; source field; parent id
};

/// What the comparison of the parse trees says about a touched model.
enum class Weight {
  layout_only,  ///< stripped trees and literals as written are equal
  only_literals,  ///< raw_code, macro closure and config equal; trees differ in literal constants only (rendered dates)
  semantic,     ///< everything else, also whatever could not be parsed
};

/// A model, seed or snapshot that differs between base and head.
struct Change {
  std::string unique_id;
  const Node* base = nullptr;  ///< null: new
  const Node* head = nullptr;  ///< null: removed
  std::vector<Reason> reasons;
  Weight weight = Weight::semantic;
};

/// An unchanged model below a changed one.
struct Downstream {
  std::string unique_id;
  const Node* head = nullptr;
  std::vector<std::string> changed_ancestors;  ///< nearest first, ties by id
  int distance = 1;                            ///< edges to the nearest changed ancestor
};

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
  std::vector<Change> changed;        ///< sorted by unique_id
  std::vector<Downstream> downstream; ///< sorted by unique_id
  std::vector<DbtDifference> dbt_differences;
  ChangeCounts counts;
  std::vector<std::string> notes;     ///< e.g. dbt's own macros changed with its version; freshness; other adapter
};

/// Throws Error (unjudged) when the two do not belong together (other project).
Changes find_changes(const Project& base, const Project& head);

}  // namespace tollgate::dbt
