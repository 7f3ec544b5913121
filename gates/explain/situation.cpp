#include "gates/explain/situation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace tollgate::explain {
namespace {

constexpr std::array<std::string_view, 10> rules_of_medium_confidence{
    "cross-join-small",          "distinct-after-join",    "fanout-trap",       "hash-spill-risk",
    "hashagg-spill-risk",        "inefficient-index",      "many-to-many-join", "sort-spill-risk",
    "like-prefix-not-indexable", "order-limit-filter-risk"};
constexpr std::array<std::string_view, 2> rules_of_low_confidence{"missing-index", "row-explosion-low-confidence"};

template <typename Names>
bool among(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Confidence usual_confidence(std::string_view rule) {
  if (among(rules_of_low_confidence, rule)) return Confidence::low;
  return among(rules_of_medium_confidence, rule) ? Confidence::medium : Confidence::high;
}

}  // namespace

PlanFinding& Situation::add(std::string_view rule, std::string relation, std::string message, std::string advice) {
  const auto rules = plan_rules();
  const auto known = std::find_if(rules.begin(), rules.end(), [&](const Rule& one) { return one.id == rule; });
  PlanFinding finding;
  finding.rule = known == rules.end() ? rule : known->id;
  finding.severity = known == rules.end() ? Severity::info : known->severity;
  finding.confidence = usual_confidence(rule);
  finding.relation = std::move(relation);
  finding.message = std::move(message);
  finding.advice = std::move(advice);
  if (has(rule, finding.relation)) return x_repeated = std::move(finding);
  findings.push_back(std::move(finding));
  return findings.back();
}

bool Situation::has(std::string_view rule) const {
  return std::any_of(findings.begin(), findings.end(), [&](const PlanFinding& one) { return one.rule == rule; });
}

bool Situation::has(std::string_view rule, std::string_view relation) const {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const PlanFinding& one) { return one.rule == rule && one.relation == relation; });
}

std::string Situation::setting(std::string_view name) const {
  const auto& own = plan.plan().settings;
  if (const auto found = own.find(name); found != own.end()) return found->second;
  const auto& known = plan.catalogue().settings;
  const auto found = known.find(name);
  return found == known.end() ? std::string() : found->second;
}

bool Situation::is_big(int scan) const {
  return plan.partition_member(scan) || plan.table_rows(scan) >= thresholds.big_table_rows;
}

bool Situation::without_statistics() const {
  for (int i = 0; i < plan.size(); ++i) {
    const CatalogueRelation* const relation = plan.relation(i);
    if (plan.is_scan(i) && relation != nullptr && relation->rows < 0 && relation->kind != 'v') return true;
  }
  return false;
}

std::string count_text(double rows) {
  if (!std::isfinite(rows) || rows >= 1e15) return fmt::format("{:.1e}", rows);
  std::string digits = fmt::format("{:.0f}", std::max(0.0, rows));
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string rows_text(double rows) {
  const std::string count = count_text(rows);
  return count == "1" ? "1 row" : count + " rows";
}

// varchar and bpchar to text are no function call, and no wrap.
bool is_plain(const Operand& operand, const CatalogueRelation* relation) {
  if (!operand.bare) return false;
  std::string_view type;
  if (relation != nullptr) {
    const auto column = relation->columns.find(operand.columns.front().column);
    if (column != relation->columns.end()) type = column->second.type;
  }
  const bool text = type.empty() || type == "text" || type.starts_with("character") || type == "bpchar";
  return std::all_of(operand.casts.begin(), operand.casts.end(), [&](const std::string& cast) {
    return text && !type.empty() && (cast == "text" || cast == "varchar" || cast == "bpchar");
  });
}

bool leads_an_index(const CatalogueRelation& relation, std::string_view column) {
  return std::any_of(relation.indexes.begin(), relation.indexes.end(),
                     [&](const Index& index) { return !index.columns.empty() && index.columns.front() == column; });
}

}  // namespace tollgate::explain
