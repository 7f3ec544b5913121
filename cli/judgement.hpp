// Runs the gates that the policy asks for over the selected models and settles what they learned into a Report.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/resources.hpp"
#include "cli/selection.hpp"
#include "cli/semantic_selection.hpp"
#include "core/gate.hpp"
#include "core/report.hpp"
#include "core/waiver.hpp"

namespace tollgate::cli {

/// The gates named by --gate, or all. Throws Error (usage) for an unknown id.
std::vector<const Gate*> requested_gates(const std::vector<std::string>& ids);

/// A gate and what it must judge: models, or metrics and their like.
struct GateTargets {
  const Gate* gate = nullptr;
  std::vector<const SelectedNode*> nodes;
  std::vector<const SelectedSemantic*> semantics;
  bool empty() const { return nodes.empty() && semantics.empty(); }
};

/// Which gate judges what: as the layer's policy says; a gate named by --gate judges everything selected. The answer
/// points into both lists.
std::vector<GateTargets> assign_gates(const std::vector<const Gate*>& gates, bool named,
                                      const std::vector<SelectedNode>& selected,
                                      const std::vector<SelectedSemantic>& semantics);

/// What is common to every report of this run.
Report empty_report(const PolicyInForce& policy, const ArtifactFolders& folders, const Commits& commits,
                    Severity fail_on);

struct JudgementInput {
  const CheckArguments& arguments;
  const Artifacts& artifacts;
  const std::vector<SelectedNode>& selected;
  const std::vector<SelectedSemantic>& semantics;
  const std::vector<GateTargets>& assignments;
  const PolicyInForce& policy;
  const ProjectPlace& place;
  const ArtifactFolders& folders;
  const Connector& connect;
  WaiverBook waivers{};
};

Report judge_change(const JudgementInput& input, Report report, const Streams& streams);

/// What `--dry-run` prints: models, gates, and the questions that the warehouse would be asked.
std::string describe_plan(const JudgementInput& input);

}  // namespace tollgate::cli
