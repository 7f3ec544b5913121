// What of the change nobody was asked to judge: said in the report, so that green means what it seems to mean. Judges
// nothing itself.
#pragma once

#include <vector>

#include "cli/assignment.hpp"
#include "cli/selection.hpp"
#include "core/report.hpp"

namespace tollgate::cli {

/// Changed models by gate whose layer does not ask for it. What changed in layout alone is left out, and so are seeds
/// for gates that read SQL.
std::vector<NotAsked> not_asked(const std::vector<GateTargets>& assignments, const std::vector<SelectedNode>& selected);

/// Adds to headline and notes which changed models no gate compared with base. Of a settled report; a model of which
/// something failed or could not be judged says enough by itself.
void tell_uncompared(const std::vector<SelectedNode>& selected, Report& report);

}  // namespace tollgate::cli
