#include "gates/row_count_diff/explained.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "gates/fan_out/diagnosis.hpp"
#include "gates/fan_out/totals_told.hpp"
#include "gates/row_count_diff/options.hpp"

namespace tollgate::gates::rows {

namespace {

/// What to do where the rows are meant.
std::string_view way_out(std::string_view rule) {
  if (rule == growth_rule.id)
    return "If it is meant this once, waive it (tollgate waivers add); raise max_growth_pct where it may always grow "
           "so.";
  if (rule == drop_rule.id)
    return "If it is meant this once, waive it (tollgate waivers add); raise max_drop_pct where it may always shrink "
           "so.";
  return "If it is empty for now, waive it (tollgate waivers add); set allow_empty where it may always be.";
}

bool is_explained(const Finding& finding) {
  return finding.rule == growth_rule.id || finding.rule == drop_rule.id || finding.rule == zero_rule.id;
}

void put(fan_out::Diagnosis diagnosis, Finding& finding) {
  if (!diagnosis.clause.empty()) finding.message += "; " + diagnosis.clause;
  if (!diagnosis.help.empty()) finding.help = diagnosis.help + " " + std::string(way_out(finding.rule));
  if (diagnosis.location) finding.location = *diagnosis.location;
  std::ranges::move(diagnosis.evidence, std::back_inserter(finding.evidence));
}

/// A seed that the change edits and that the model reads; null: none.
const dbt::Node* edited_seed_of(const Context& context, const Target& target) {
  if (target.head == nullptr || context.changes == nullptr) return nullptr;
  for (const std::string& id : target.head->depends_on) {
    const dbt::Node* const node = context.head->find_node(id);
    if (node == nullptr || node->type != dbt::ResourceType::seed) continue;
    if (std::ranges::find(context.changes->changed, id, &dbt::Change::unique_id) != context.changes->changed.end())
      return node;
  }
  return nullptr;
}

/// What is grouped below has as many rows as before, and other values.
void put_totals(const Context& context, std::vector<Finding*> findings, std::chrono::seconds budget) {
  constexpr std::chrono::seconds most{5};
  std::erase_if(findings, [](const Finding* finding) { return finding->rule == zero_rule.id; });
  if (findings.empty()) return;
  std::vector<std::string> ids;
  for (const Finding* finding : findings) ids.push_back(finding->subject.id);
  const std::vector<fan_out::TotalsTold> told = fan_out::tell_totals(context, ids, std::min(budget, most));
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (told[i].clause.empty()) continue;
    findings[i]->message += "; " + told[i].clause;
    std::ranges::copy(told[i].evidence, std::back_inserter(findings[i]->evidence));
  }
}

}  // namespace

void explain(const Context& context, const Plan& plan, std::vector<Finding>& findings) {
  std::vector<fan_out::Suspect> suspects;
  std::vector<Finding*> explained;
  for (Finding& finding : findings) {
    if (!is_explained(finding)) continue;
    const auto count = std::ranges::find_if(
        plan.counts, [&](const PlannedCount& one) { return one.target->model->unique_id == finding.subject.id; });
    if (count == plan.counts.end()) continue;
    // Below an edited model that one is asked; the rows of an edited seed may have keys that repeat now.
    const Target& target = *count->target;
    const dbt::Node* const seed = target.change == nullptr ? edited_seed_of(context, target) : nullptr;
    if (target.change == nullptr && seed == nullptr) continue;
    if (seed != nullptr)
      finding.message += fmt::format("; this change edits {}{}", context.project_prefix, seed->original_file_path);
    const std::chrono::seconds budget{target.options[diagnosis_budget]};
    if (budget.count() <= 0) continue;
    suspects.push_back({&target, finding.rule != growth_rule.id, budget});
    explained.push_back(&finding);
  }
  if (suspects.empty()) return;
  std::vector<fan_out::Diagnosis> diagnoses = fan_out::diagnose(context, suspects);
  for (std::size_t i = 0; i < explained.size(); ++i) put(std::move(diagnoses[i]), *explained[i]);
  put_totals(context, explained, suspects.front().budget);
}

}  // namespace tollgate::gates::rows
