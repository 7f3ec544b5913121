// What a change does to a model's contract, by dbt's own rules (dbt-core, ModelNode.same_contract).
#pragma once

#include <string>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// One text per broken or changed rule, breaking ones first and marked `breaking: `; nothing when neither side
/// enforces a contract or nothing of it changed.
std::vector<std::string> contract_changes(const Node& base, const Node& head);

}  // namespace tollgate::dbt
