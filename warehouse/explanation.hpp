// Our words for what went wrong in the warehouse, with what to do about it. Made of facts that hold no data: the
// server's own message, DETAIL, CONTEXT and HINT never come near it.
#pragma once

#include <string>

#include "warehouse/session.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

/// Why a question got no answer: `no privilege for the row count of "marts"."orders" …: grant …`.
std::string explain(const Answer& answer, const Question& question, const ConnectionTarget& target);

/// Why no session could be had on that side.
std::string explain(const Refusal& refusal, Side side, const ConnectionTarget& target, bool was_connected);

/// The question was not started, or not done, when the time of the run was over: its time limit, which `run` (may be
/// null) knows, else warehouse.time_budget.
std::string explain_budget(const Question& question, bool started, const Run* run);

}  // namespace tollgate::warehouse
