#include <fmt/format.h>

#include <algorithm>

#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/each_target.hpp"
#include "gates/outcomes.hpp"
#include "gates/pii_scan/findings.hpp"
#include "gates/pii_scan/options.hpp"
#include "gates/pii_scan/rules.hpp"
#include "gates/pii_scan/settings.hpp"
#include "gates/pii_scan/value_options.hpp"
#include "gates/pii_scan/values_check.hpp"
#include "sql/deep_stack.hpp"

namespace tollgate::gates {

namespace {

using namespace tollgate::pii_scan;

/// Why the target is not judged, on purpose; empty when it is.
std::string skip_reason(const Target& target) {
  if (target.head == nullptr) return removed_reason(target);
  return {};
}

std::string trouble_of(const Context& context, const Target& target) {
  if (target.head->type == dbt::ResourceType::seed || target.head->language != "sql") return {};
  return not_compiled_reason(*context.head, *target.head);
}

Outcome outcome_of(const Context& context, const Target& target) {
  if (std::string reason = skip_reason(target); !reason.empty()) return skipped(gates::pii_scan, target, reason);
  if (std::string reason = trouble_of(context, target); !reason.empty()) {
    return errored(gates::pii_scan, target, reason);
  }
  return judged(gates::pii_scan, target);
}

void judge_together(const Context& context, const Settings& settings, const Targets& targets, GateResult& result) {
  gates::require_time(context);
  const Sanitizers sanitizers = sanitizers_of(settings);
  Leaks leaks(*context.base_lineage, *context.head_lineage, keys_of(settings), sanitizers);
  const Scene scene{context, leaks, targets};
  report_faults(scene, result);
  report_exposed(scene, result);
  report_names(scene, result);
  note_denied(scene, result);
  report_values(scene, result);
}

std::size_t longest_text(const Context& context) {
  std::size_t longest = 0;
  for (const dbt::Project* project : {context.base, context.head}) {
    for (const auto& [id, node] : project->nodes) longest = std::max(longest, node.compiled_code.size());
  }
  return longest;
}

GateResult check(const Context& context) {
  GateResult result;
  std::map<Settings, Targets> together;
  for (const Target& target : context.targets) {
    result.outcomes.push_back(outcome_of(context, target));
    together[settings_of(target.options)].emplace(target.model->unique_id, &target);
  }
  sql::run_on_deep_stack(sql::stack_to_walk(longest_text(context)), [&] {
    for (const auto& [settings, targets] : together) judge_together(context, settings, targets, result);
  });
  return result;
}

constexpr std::array<AnyOption, 11> all_options{&tollgate::pii_scan::meta_keys,
                                                &tollgate::pii_scan::meta_values,
                                                &tollgate::pii_scan::tags,
                                                &tollgate::pii_scan::sanitizers,
                                                &closed,
                                                &closed_exposures,
                                                &values,
                                                &value_rows,
                                                &value_seed,
                                                &value_timeout,
                                                &unread_values};

}  // namespace

constinit const Gate pii_scan{
    .id = "pii-scan",
    .summary = "Personal data keeps its tag on the way through the project, and reaches nothing that is closed to it.",
    .needs = {.base = true,
              .compiled_sql = true,
              .downstream = true,
              .declarations = true,
              .may_ask_warehouse = true,
              .lineage = true},
    .options = all_options,
    .rules = all_rules,
    .check = check,
};

}  // namespace tollgate::gates
