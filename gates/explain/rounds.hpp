// The rounds of questions: first the plans of all models, base right behind head in one session; then what the system
// catalogues say of the relations in them; then, where a model's upstreams are not there, plans of what stands for
// them. Owns no judgement; every answer is kept with its model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gates/context.hpp"
#include "gates/explain/catalogue.hpp"
#include "gates/explain/plan.hpp"
#include "gates/explain/upstreams.hpp"

namespace tollgate::explain {

/// One text, its answer and its plan.
struct PlannedSide {
  PlannedText text;
  warehouse::Answer answer;
  std::optional<Plan> plan;  ///< nothing: `answer` or `problem` says why
  std::string problem;       ///< for a person; empty where PostgreSQL refuses it, or where there is a plan
};

/// One model on its way.
struct PlannedModel {
  const Target* target = nullptr;
  PlannedSide head;
  std::optional<PlannedSide> base;  ///< nothing: a new model
  Catalogue catalogue;              ///< of what its texts and plans read
  /// One text has one plan: base's is not asked for and holds nothing against head's.
  bool same_sql() const { return base && base->text.problem.empty() && base->text.sql.text() == head.text.sql.text(); }
  bool whole = true;         ///< everything that head reads is in the database, by any name
  std::string not_executed;  ///< `analyze`: why head's SQL was not executed; empty: it was, or was not asked for
};

/// Fills in answers, plans and catalogues. Throws Error (unjudged) where there is no warehouse.
void ask_for_plans(const Context& context, Upstreams& upstreams, std::vector<PlannedModel>& models);

/// Executes head's SQL of those models for which the policy says so, within its bounds: their plans then hold what was
/// measured.
void execute(const Context& context, std::vector<PlannedModel>& models);

}  // namespace tollgate::explain
