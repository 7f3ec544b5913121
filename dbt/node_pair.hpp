// A model, seed or snapshot as it stands on both sides of a change, matched by unique_id and never by name.
#pragma once

#include <string>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// One of the two is never null.
struct NodePair {
  const Node* base = nullptr;
  const Node* head = nullptr;

  bool on_both_sides() const { return base != nullptr && head != nullptr; }
  /// The head's node, or the base's where it was removed.
  const Node& node() const { return head != nullptr ? *head : *base; }
};

/// All models, seeds and snapshots of the two, sorted by unique_id. They point into the projects.
std::vector<NodePair> judged_pairs(const Project& base, const Project& head);

}  // namespace tollgate::dbt
