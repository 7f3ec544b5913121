#include "gates/outcomes.hpp"

#include <fmt/format.h>

#include <utility>

namespace tollgate::gates {

Outcome judged(const Gate& gate, const Target& target) {
  return {std::string(gate.id), target.model->unique_id, Status::passed, {}};
}

Outcome skipped(const Gate& gate, const Target& target, std::string reason) {
  return {std::string(gate.id), target.model->unique_id, Status::skipped, std::move(reason)};
}

Outcome errored(const Gate& gate, const Target& target, std::string reason) {
  return {std::string(gate.id), target.model->unique_id, Status::errored, std::move(reason)};
}

Outcome unbuilt(const Gate& gate, const Target& target, std::string reason) {
  Outcome outcome = errored(gate, target, std::move(reason));
  outcome.unbuilt = true;
  return outcome;
}

Finding finding_about(const Gate& gate, const Rule& rule, const Target& target, std::string message) {
  Finding finding;
  finding.gate = gate.id;
  finding.rule = rule.id;
  finding.severity = rule.severity;
  finding.location = target.location;
  finding.subject.id = target.model->unique_id;
  finding.message = std::move(message);
  finding.help = rule.advice;
  return finding;
}

std::string removed_reason(const Target& target) { return target.head == nullptr ? "removed by this change" : ""; }

std::string no_sql_reason(const Target& target) {
  if (target.head == nullptr) return removed_reason(target);
  if (target.head->type == dbt::ResourceType::seed) return "a seed holds no SQL";
  if (target.head->language != "sql") return fmt::format("a {} model holds no SQL", target.head->language);
  return {};
}

}  // namespace tollgate::gates
