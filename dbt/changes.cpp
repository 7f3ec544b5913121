#include "dbt/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <future>
#include <set>

#include "core/listing.hpp"
#include "dbt/dbt_selection.hpp"
#include "dbt/downstream.hpp"
#include "dbt/fit.hpp"
#include "dbt/reasons.hpp"

namespace tollgate::dbt {
namespace {

ChangeCounts count(const std::vector<NodeComparison>& nodes) {
  ChangeCounts counts;
  for (const NodeComparison& node : nodes) {
    if (node.pair.node().type != ResourceType::model) continue;
    if (node.pair.base == nullptr) ++counts.added;
    if (node.pair.head == nullptr) ++counts.removed;
    if (!node.pair.on_both_sides()) continue;
    const bool macro = node.has(ReasonKind::macro);
    const bool tree = node.compiled.says_other();
    ++counts.common;
    counts.raw += node.body_differs ? 1 : 0;
    counts.macro += macro ? 1 : 0;
    counts.unrendered_config += node.config_differs ? 1 : 0;
    counts.text += node.compiled.text_differs ? 1 : 0;
    counts.tree += tree ? 1 : 0;
    counts.raw_and_tree += node.body_differs && tree ? 1 : 0;
    counts.tree_only += tree && !node.body_differs && !macro ? 1 : 0;
  }
  return counts;
}

void note_version_macros(const Surroundings& around, std::vector<std::string>& notes) {
  if (around.macros.version_noise() == 0) return;
  const bool one = around.macros.version_noise() == 1;
  notes.push_back(fmt::format("{} of dbt itself {} between dbt {} and {}: not counted as {}",
                              one ? "1 macro" : fmt::format("{} macros", around.macros.version_noise()),
                              one ? "differs" : "differ", around.base.metadata.dbt_version,
                              around.head.metadata.dbt_version, one ? "a change" : "changes"));
}

void note_large_seeds(const std::vector<NodeComparison>& nodes, std::vector<std::string>& notes) {
  std::vector<std::string> seeds;
  for (const NodeComparison& node : nodes) {
    if (node.pair.on_both_sides() && node.pair.head->checksum_kind == "path" && node.reasons.empty()) {
      seeds.push_back(node.id());
    }
  }
  if (seeds.empty()) return;
  notes.push_back(
      fmt::format("seeds above 1 MiB, of which dbt keeps the path only: an edit of their rows cannot be "
                  "seen: {}",
                  listed(seeds)));
}

bool should_be_compiled(const Node& node) {
  return node.type == ResourceType::model && node.language == "sql" && !node.compiled;
}

// With other parents it would be compiled to other SQL, e.g. where a ref() without a version means another one now.
bool reads_the_same(const NodePair& pair) {
  const auto parents = [](const Node& node) { return std::set(node.depends_on.begin(), node.depends_on.end()); };
  return parents(*pair.base) == parents(*pair.head);
}

bool is_sql_node(const Node& node) {
  return node.language == "sql" && (node.type == ResourceType::model || node.type == ResourceType::snapshot);
}

bool base_can_stand_in(const NodeComparison& node) {
  const NodePair& pair = node.pair;
  if (!pair.on_both_sides() || !node.reasons.empty()) return false;
  if (!is_sql_node(*pair.base) || !is_sql_node(*pair.head)) return false;
  return pair.base->compiled && !pair.head->compiled && reads_the_same(pair);
}

std::string models_text(std::size_t count) { return count == 1 ? "1 model is" : fmt::format("{} models are", count); }

void note_stand_ins(const Changes& changes, std::vector<std::string>& notes) {
  if (changes.only_base_compiled.empty()) return;
  notes.push_back(fmt::format(
      "{} not compiled on head (dbt build --select leaves out what it does not select) and unchanged, so base's "
      "compiled SQL stands for head's; what only variables, the environment or an upstream package change in it cannot "
      "be seen: {}",
      models_text(changes.only_base_compiled.size()), listed(changes.only_base_compiled)));
}

void note_uncompiled(const std::vector<NodeComparison>& nodes, std::vector<std::string>& notes) {
  std::vector<std::string> models;
  for (const NodeComparison& node : nodes) {
    if (!node.pair.on_both_sides() || base_can_stand_in(node)) continue;
    if (should_be_compiled(*node.pair.base) || should_be_compiled(*node.pair.head)) models.push_back(node.id());
  }
  if (models.empty()) return;
  notes.push_back(
      fmt::format("{} not compiled on both sides, so a change that only variables, the environment or an "
                  "upstream package make cannot be seen: {}; write the artifacts of both with `dbt compile`",
                  models_text(models.size()), listed(models)));
}

}  // namespace

std::string_view to_string(ReasonKind kind) {
  constexpr std::array<std::string_view, 13> names{"added",
                                                   "removed",
                                                   "body",
                                                   "config",
                                                   "macro",
                                                   "relation",
                                                   "contract",
                                                   "fqn",
                                                   "persisted_description",
                                                   "source",
                                                   "ephemeral_parent",
                                                   "seed_checksum",
                                                   "compiled"};
  return names.at(static_cast<std::size_t>(kind));
}

Changes find_changes(const Project& base, const Project& head) {
  Changes changes;
  changes.notes = check_fit(base, head);
  // Asks nothing of what follows.
  std::future<std::vector<TestChange>> tests =
      std::async(std::launch::async, find_test_changes, std::cref(base), std::cref(head));
  Surroundings around(base, head);
  const std::vector<NodeComparison> nodes = compare_nodes(base, head, around);
  std::vector<std::vector<std::string>> parents = changed_parents(nodes);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const NodeComparison& node = nodes[i];
    if (node.reasons.empty()) continue;
    changes.changed.push_back({node.id(), node.pair.base, node.pair.head, node.reasons, weight_of(node, nodes),
                               builds_alike(node), std::move(parents[i])});
  }
  changes.downstream = downstream_of_changes(nodes);
  changes.dbt_differences = differences_from_dbt(nodes, around);
  changes.counts = count(nodes);
  note_version_macros(around, changes.notes);
  note_large_seeds(nodes, changes.notes);
  for (const NodeComparison& node : nodes) {
    if (base_can_stand_in(node)) changes.only_base_compiled.push_back(node.id());
  }
  note_stand_ins(changes, changes.notes);
  note_uncompiled(nodes, changes.notes);
  changes.tests = tests.get();
  changes.names = std::move(around.names);
  return changes;
}

}  // namespace tollgate::dbt
