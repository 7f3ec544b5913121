#include "dbt/dbt_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dbt/source_difference.hpp"

namespace tollgate::dbt {
namespace {

// same_ref_representation: what a ref() from elsewhere may resolve to.
std::vector<std::string> reference_fields(const Node& base, const Node& head) {
  std::vector<std::string> fields;
  if (base.latest_version != head.latest_version) fields.emplace_back("latest_version");
  if (base.config.access != head.config.access) fields.emplace_back("access");
  if (base.deprecation_date != head.deprecation_date) fields.emplace_back("deprecation_date");
  return fields;
}

std::string only_dbt_selects(const NodeComparison& node, const Surroundings& around) {
  if (!node.pair.on_both_sides()) return {};
  if (!node.version_keys.empty()) {
    return fmt::format("config {} is on one side only and empty: the version of dbt explains it",
                       fmt::join(node.version_keys, ", "));
  }
  if (around.macros.reaches_version_noise(*node.pair.base, *node.pair.head)) {
    return "it calls macros of dbt itself, which changed with the version of dbt";
  }
  if (const auto fields = reference_fields(*node.pair.base, *node.pair.head); !fields.empty()) {
    return fmt::format("{} changed: it decides who may refer to the model, not what the model builds",
                       fmt::join(fields, ", "));
  }
  return {};
}

bool dbt_selects(const NodeComparison& node, const Surroundings& around) {
  constexpr std::array unseen{ReasonKind::removed, ReasonKind::source, ReasonKind::ephemeral_parent,
                              ReasonKind::compiled};
  const bool seen = std::any_of(node.reasons.begin(), node.reasons.end(), [&](const Reason& reason) {
    return std::find(unseen.begin(), unseen.end(), reason.kind) == unseen.end();
  });
  return seen || !only_dbt_selects(node, around).empty();
}

std::string only_tollgate_selects(const NodeComparison& node) {
  switch (node.reasons.front().kind) {
    case ReasonKind::removed:
      return "dbt never selects what was removed";
    case ReasonKind::source:
      return "dbt selects the changed source, but not the model that reads it";
    case ReasonKind::ephemeral_parent:
      return "an ephemeral parent is part of its SQL; dbt compares the model's own code only";
    default:
      return "its compiled SQL says something else; dbt does not compare compiled SQL";
  }
}

void compare_sources(const Surroundings& around, std::vector<DbtDifference>& differences) {
  if (around.other_dbt_version) return;  // each version writes other defaults there
  for (const auto& [id, source] : around.base.sources) {
    const auto other = around.head.sources.find(id);
    if (other == around.head.sources.end()) continue;
    const auto fields = source_descriptions_changed(source, other->second);
    if (fields.empty() || around.sources.contains(id)) continue;
    differences.push_back({id, true, fmt::format("{} changed: no row of a model does", fmt::join(fields, ", "))});
  }
}

}  // namespace

std::vector<DbtDifference> differences_from_dbt(const std::vector<NodeComparison>& nodes, const Surroundings& around) {
  std::vector<DbtDifference> differences;
  for (const NodeComparison& node : nodes) {
    const bool dbt = dbt_selects(node, around);
    const bool tollgate = !node.reasons.empty();
    if (dbt && !tollgate) differences.push_back({node.id(), true, only_dbt_selects(node, around)});
    if (tollgate && !dbt) differences.push_back({node.id(), false, only_tollgate_selects(node)});
  }
  compare_sources(around, differences);
  std::sort(differences.begin(), differences.end(),
            [](const DbtDifference& a, const DbtDifference& b) { return a.unique_id < b.unique_id; });
  return differences;
}

}  // namespace tollgate::dbt
