// What PostgreSQL's refusal to plan a model's SQL means, by SQLSTATE alone: a fault of the SQL, or that it could not be
// judged.
#pragma once

#include "core/gate.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::explain {

/// The rule under which the refusal is a fault of the SQL; null: it tells nothing about the SQL (no privilege, a lock,
/// a timeout, a connection that broke, another database). `whole`: everything that the SQL reads is there.
const Rule* refusal_rule(const warehouse::Answer& answer, bool whole);

/// Whether the SQL may be refused only because an upstream is missing there, or was built of other SQL.
bool may_lack_upstream(const warehouse::Answer& answer);

}  // namespace tollgate::explain
