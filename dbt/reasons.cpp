#include "dbt/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

#include "dbt/config_difference.hpp"
#include "dbt/contract_rules.hpp"
#include "dbt/rebuild.hpp"
#include "dbt/source_difference.hpp"

namespace tollgate::dbt {
namespace {

constexpr std::size_t most_macros = 5;  // a package upgrade changes hundreds

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string shown(const std::string& text) { return text.empty() ? "(unset)" : text; }

void add(NodeComparison& node, ReasonKind kind, std::string detail = {}) {
  node.reasons.push_back({kind, std::move(detail)});
}

void compare_config(NodeComparison& node, const Surroundings& around) {
  for (const auto& difference : config_differences(*node.pair.base, *node.pair.head, around.other_dbt_version)) {
    node.config_differs = true;
    if (difference.only_version) {
      node.version_keys.push_back(difference.key);
    } else {
      add(node, ReasonKind::config, to_text(difference));
      if (!only_describes(difference.key)) node.builds_other = true;
    }
  }
}

// A macro that asks is_incremental() writes SQL that a first build does not show.
bool asks_is_incremental(const Project& project, const std::string& macro_id) {
  const auto macro = project.macros.find(macro_id);
  return macro != project.macros.end() && contains(macro->second.depends_on_macros, "macro.dbt.is_incremental");
}

void compare_macros(NodeComparison& node, const Surroundings& around) {
  const auto macros = around.macros.changed(*node.pair.base, *node.pair.head);
  for (std::size_t i = 0; i < std::min(macros.size(), most_macros); ++i) {
    std::string detail = to_text(macros[i]);
    if (i + 1 == most_macros && macros.size() > most_macros) {
      const std::size_t more = macros.size() - most_macros;
      detail += fmt::format(" (and {} more macro{})", more, more == 1 ? "" : "s");
    }
    add(node, ReasonKind::macro, std::move(detail));
  }
  if (macros.empty()) return;
  for (const ReachedMacro& macro : macros) {
    const std::string& called = macro.via.empty() ? macro.id : macro.via.front();
    node.called_macros.push_back(called.substr(called.rfind('.') + 1));
  }
  const bool hidden = std::any_of(macros.begin(), macros.end(), [&](const ReachedMacro& macro) {
    return asks_is_incremental(around.base, macro.id) || asks_is_incremental(around.head, macro.id);
  });
  if (hidden || has_hooks(*node.pair.base) || has_hooks(*node.pair.head)) node.builds_other = true;
}

void compare_relation(NodeComparison& node) {
  const auto compare = [&](std::string_view part, const std::string& base, const std::string& head) {
    if (base == head) return;
    add(node, ReasonKind::relation, fmt::format("{}: {} -> {}", part, shown(base), shown(head)));
    node.builds_other = true;
  };
  const Node& base = *node.pair.base;
  const Node& head = *node.pair.head;
  compare("database", base.unrendered_database, head.unrendered_database);
  compare("schema", base.unrendered_schema, head.unrendered_schema);
  compare("alias", base.unrendered_alias, head.unrendered_alias);
}

void compare_contract(NodeComparison& node) {
  for (std::string& change : contract_changes(*node.pair.base, *node.pair.head)) {
    add(node, ReasonKind::contract, std::move(change));
    node.builds_other = true;
  }
}

void compare_fqn(NodeComparison& node) {
  const auto& base = node.pair.base->fqn;
  const auto& head = node.pair.head->fqn;
  if (base != head) {
    add(node, ReasonKind::fqn, fmt::format("{} -> {}", fmt::join(base, "."), fmt::join(head, ".")));
  }
}

// dbt writes descriptions to the warehouse only where persist_docs says so.
void compare_descriptions(NodeComparison& node) {
  const Node& base = *node.pair.base;
  const Node& head = *node.pair.head;
  if ((base.config.persist_relation_docs || head.config.persist_relation_docs) &&
      base.description != head.description) {
    add(node, ReasonKind::persisted_description, "of the relation");
  }
  if (!base.config.persist_column_docs && !head.config.persist_column_docs) return;
  for (const Column& column : head.columns) {
    const Column* before = base.find_column(column.name);
    if ((before == nullptr ? std::string() : before->description) != column.description) {
      add(node, ReasonKind::persisted_description, "of column " + column.name);
    }
  }
  for (const Column& column : base.columns) {
    if (!column.description.empty() && head.find_column(column.name) == nullptr) {
      add(node, ReasonKind::persisted_description, "of column " + column.name);
    }
  }
}

void compare_sources(NodeComparison& node, const Surroundings& around) {
  std::set<std::string_view> read(node.pair.base->depends_on.begin(), node.pair.base->depends_on.end());
  read.insert(node.pair.head->depends_on.begin(), node.pair.head->depends_on.end());
  for (const std::string_view id : read) {
    const auto source = around.sources.find(id);
    if (source == around.sources.end()) continue;
    add(node, ReasonKind::source, fmt::format("{} {}", id, fmt::join(source->second, ", ")));
    node.builds_other = true;
  }
}

void compare_seed(NodeComparison& node) {
  const Node& base = *node.pair.base;
  const Node& head = *node.pair.head;
  if (head.type != ResourceType::seed) return;
  if (base.checksum == head.checksum && base.checksum_kind == head.checksum_kind) return;
  const bool path_only = base.checksum_kind == "path" || head.checksum_kind == "path";
  add(node, ReasonKind::seed_checksum, path_only ? "above 1 MiB dbt keeps the path only" : "");
  node.builds_other = true;
}

void compare_presence(NodeComparison& node, const Surroundings& around) {
  if (node.pair.head == nullptr) {
    add(node, ReasonKind::removed, contains(around.head.disabled, node.id()) ? "disabled in head" : "");
  } else {
    add(node, ReasonKind::added, contains(around.base.disabled, node.id()) ? "disabled in base" : "");
  }
  node.builds_other = true;
}

NodeComparison compare_node(const NodePair& pair, const CompiledComparison& compiled, const Surroundings& around) {
  NodeComparison node;
  node.pair = pair;
  node.compiled = compiled;
  if (!pair.on_both_sides()) {
    compare_presence(node, around);
    return node;
  }
  node.body_differs = pair.base->raw_code != pair.head->raw_code;
  if (node.body_differs) add(node, ReasonKind::body);
  compare_config(node, around);
  compare_macros(node, around);
  compare_relation(node);
  compare_contract(node);
  compare_fqn(node);
  compare_descriptions(node);
  compare_sources(node, around);
  compare_seed(node);
  return node;
}

bool is_ephemeral(const Node* node) { return node != nullptr && node->config.materialized == "ephemeral"; }

bool is_ephemeral(const NodePair& pair) { return is_ephemeral(pair.base) || is_ephemeral(pair.head); }

// Whether a change of this ephemeral parent reaches the SQL of a child into which it is inlined.
bool reaches_children(const NodeComparison& parent, bool child_is_comparable) {
  if (!parent.pair.on_both_sides() || is_ephemeral(parent.pair.base) != is_ephemeral(parent.pair.head)) return true;
  if (child_is_comparable && parent.compiled.sameness != Sameness::incomparable) return parent.compiled.says_other();
  return !parent.reasons.empty();
}

void add_parents(const NodeComparison& node, std::deque<std::string_view>& open) {
  for (const Node* side : {node.pair.base, node.pair.head}) {
    if (side != nullptr) open.insert(open.end(), side->depends_on.begin(), side->depends_on.end());
  }
}

// The nearest changed ephemeral ancestors, looking through unchanged ephemeral ones.
std::vector<std::string> changed_ephemeral_parents(const NodeComparison& node,
                                                   const std::vector<NodeComparison>& nodes) {
  std::vector<std::string> causes;
  std::set<std::string_view> seen;
  std::deque<std::string_view> open;
  add_parents(node, open);
  while (!open.empty()) {
    const std::string_view id = open.front();
    open.pop_front();
    const NodeComparison* parent = seen.insert(id).second ? find_comparison(nodes, id) : nullptr;
    if (parent == nullptr || !is_ephemeral(parent->pair)) continue;
    if (reaches_children(*parent, node.compiled.sameness != Sameness::incomparable)) {
      causes.emplace_back(id);
    } else {
      add_parents(*parent, open);
    }
  }
  std::sort(causes.begin(), causes.end());
  return causes;
}

void name_ephemeral_parents(std::vector<NodeComparison>& nodes) {
  for (NodeComparison& node : nodes) {
    if (!node.pair.on_both_sides()) continue;
    if (!node.compiled.says_other() && node.compiled.sameness != Sameness::incomparable) continue;
    node.ephemeral_causes = changed_ephemeral_parents(node, nodes);
  }
  for (NodeComparison& node : nodes) {
    for (const std::string& cause : node.ephemeral_causes) add(node, ReasonKind::ephemeral_parent, cause);
  }
}

std::string unexplained(const NodeComparison& node) {
  if (node.compiled.sameness == Sameness::unparsed) return "compiled SQL differs and PostgreSQL's parser refuses it";
  const bool literals = node.compiled.sameness == Sameness::literals;
  return fmt::format(
      "{} differ with equal code, config and macros: a rendered date, a variable, the environment or "
      "a query at compile time",
      literals ? "only literals" : "parse trees");
}

void name_unexplained(NodeComparison& node) {
  if (!node.compiled.says_other()) return;
  const bool explained = node.builds_other || node.has(ReasonKind::body) || node.has(ReasonKind::macro) ||
                         node.has(ReasonKind::ephemeral_parent);
  if (!explained) add(node, ReasonKind::compiled, unexplained(node));
}

}  // namespace

bool NodeComparison::has(ReasonKind kind) const {
  return std::any_of(reasons.begin(), reasons.end(), [kind](const Reason& reason) { return reason.kind == kind; });
}

Surroundings::Surroundings(const Project& base_project, const Project& head_project)
    : base(base_project),
      head(head_project),
      macros(base_project, head_project),
      sources(source_differences(base_project, head_project)),
      names(environment_names(base_project, head_project)),
      other_dbt_version(base_project.metadata.dbt_version != head_project.metadata.dbt_version) {}

std::vector<NodeComparison> compare_nodes(const Project& base, const Project& head, const Surroundings& around) {
  const std::vector<NodePair> pairs = judged_pairs(base, head);
  const std::vector<CompiledComparison> compiled = compare_compiled(pairs, around.names);
  std::vector<NodeComparison> nodes;
  nodes.reserve(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) nodes.push_back(compare_node(pairs[i], compiled[i], around));
  name_ephemeral_parents(nodes);
  for (NodeComparison& node : nodes) name_unexplained(node);
  return nodes;
}

const NodeComparison* find_comparison(const std::vector<NodeComparison>& nodes, std::string_view unique_id) {
  const auto found = std::lower_bound(nodes.begin(), nodes.end(), unique_id,
                                      [](const NodeComparison& node, std::string_view id) { return node.id() < id; });
  return found == nodes.end() || found->id() != unique_id ? nullptr : &*found;
}

}  // namespace tollgate::dbt
