#include "gates/lineage_diff/run_hooks.hpp"

#include <string>
#include <string_view>

#include "core/finding.hpp"
#include "gates/lineage_diff/config_place.hpp"
#include "gates/lineage_diff/hooks.hpp"
#include "gates/lineage_diff/rules.hpp"
#include "gates/lineage_diff/wording.hpp"

namespace tollgate::gates::columns {

std::vector<Finding> run_hook_findings(const Gate& gate, const Context& context) {
  std::vector<Finding> findings;
  if (context.base == nullptr) return findings;
  for (const ConfigEffect& effect : run_hook_effects(*context.base, *context.head)) {
    const Rule& rule = rule_called(effect.rule);
    Finding& finding = findings.emplace_back();
    finding.gate = gate.id;
    finding.rule = rule.id;
    finding.severity = rule.severity;
    finding.help = rule.advice;
    finding.subject = {
        std::string(change_subject), {}, effect.key + " " + shortened(effect.head.empty() ? effect.base : effect.head)};
    finding.message = what_was_set(effect);
    finding.location = place_of_run_hook(context, effect.key, effect.head);
  }
  return findings;
}

}  // namespace tollgate::gates::columns
