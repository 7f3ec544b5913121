#include "gates/explain/judge.hpp"

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

// The order is that of causes before what follows from them.
void find_all(Situation& situation) {
  find_products(situation);
  find_multiplying_joins(situation);
  find_text_joins(situation);
  find_partitions(situation);
  find_hidden_columns(situation);
  find_subplans(situation);
  find_selective_scans(situation);
  find_other_paths(situation);
  find_memory(situation);
  find_measured(situation);
}

Confidence lowered(Confidence confidence) {
  return confidence == Confidence::high ? Confidence::medium : Confidence::low;
}

}  // namespace

std::vector<PlanFinding> judge_plan(const Explained& head, const std::optional<Explained>& base,
                                    const Catalogue& catalogue, const Thresholds& thresholds) {
  const PlanView plan(*head.plan, catalogue);
  const Statement statement(head.sql, catalogue);
  Situation situation(plan, statement, thresholds);
  find_all(situation);
  if (base) {
    const PlanView base_plan(*base->plan, catalogue);
    const Statement base_statement(base->sql, catalogue);
    Situation before(base_plan, base_statement, thresholds);
    find_all(before);
    compare(situation, before);
  }
  if (situation.without_statistics() || catalogue.statistics == Statistics::defaults) {
    for (PlanFinding& finding : situation.findings) {
      if (finding.rule != "no-statistics") finding.confidence = lowered(finding.confidence);
    }
  }
  return std::move(situation.findings);
}

}  // namespace tollgate::explain
