#include "gates/explain/judge.hpp"

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

// The order is that of causes before what follows from them.
void find_all(Situation& situation) {
  find_products(situation);
  find_multiplying_joins(situation);
  find_or_joins(situation);
  find_repeated_rows(situation);
  find_partitions(situation);
  find_hidden_columns(situation);
  find_subplans(situation);
  find_selective_scans(situation);
  find_other_paths(situation);
  find_memory(situation);
  find_measured(situation);
}

/// `raw.orders o` -> `raw.orders`.
std::string_view table_of(std::string_view relation) {
  const std::size_t dot = relation.find('.');
  return relation.substr(0, relation.find(' ', dot == std::string_view::npos ? 0 : dot));
}

bool is_alias(std::string_view relation) { return relation.find('.') == std::string_view::npos; }

// Aliases are renamed freely: without one, a finding about the same table is the same, and so is one about a CTE or a
// sub-query, which has nothing but an alias.
bool is_same_but_for_alias(const PlanFinding& one, const PlanFinding& other) {
  if (is_alias(one.relation) || is_alias(other.relation)) return is_alias(one.relation) == is_alias(other.relation);
  return table_of(one.relation) == table_of(other.relation);
}

// Each finding of base stands for one of head: the one about the same relation, else another that may be the same.
void mark_standing(std::vector<PlanFinding>& head, const std::vector<PlanFinding>& base) {
  std::vector<bool> used(base.size());
  const auto match = [&](const auto& fits) {
    for (PlanFinding& one : head) {
      for (std::size_t i = 0; i < base.size() && !one.standing; ++i) {
        if (used[i] || base[i].rule != one.rule || !fits(one, base[i])) continue;
        one.standing = used[i] = true;
      }
    }
  };
  match([](const PlanFinding& one, const PlanFinding& other) { return one.relation == other.relation; });
  match(is_same_but_for_alias);
}

}  // namespace

Confidence lowered(Confidence confidence) {
  return confidence == Confidence::high ? Confidence::medium : Confidence::low;
}

std::vector<PlanFinding> judge_plan(const Explained& head, const std::optional<Explained>& base,
                                    const Catalogue& catalogue, const Thresholds& thresholds) {
  const PlanView plan(*head.plan, catalogue);
  const Statement statement(head.sql, head.tree, catalogue);
  Situation situation(plan, statement, thresholds);
  find_all(situation);
  if (base) {
    const Look look = look_at_base(situation, *base->plan);
    const PlanView base_plan(*base->plan, catalogue, look, &plan);
    const Statement base_statement(base->sql, base->tree, catalogue, look);
    Situation before(base_plan, base_statement, thresholds);
    if (look == Look::whole) find_all(before);
    mark_standing(situation.findings, before.findings);
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
