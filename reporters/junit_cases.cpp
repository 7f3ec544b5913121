#include "reporters/junit_cases.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "core/waiver.hpp"
#include "reporters/acceptance.hpp"
#include "reporters/escape.hpp"
#include "reporters/overview.hpp"
#include "reporters/people.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

/// What one case is made of.
struct Matter {
  std::string layer;
  std::string gate;
  std::string subject;
  const Outcome* outcome = nullptr;  ///< null: a finding that no outcome belongs to
  std::vector<const Finding*> findings{};
};

/// Outcomes with their findings, then findings without an outcome.
std::vector<Matter> collect(const Report& report) {
  std::vector<Matter> matters;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> index;  // gate, subject
  for (const Outcome& outcome : report.outcomes) {
    index.emplace(std::pair(std::string_view(outcome.gate), std::string_view(outcome.subject)), matters.size());
    matters.push_back({layer_of(outcome), outcome.gate, outcome.subject, &outcome});
  }
  for (const Finding* finding : worst_first(report)) {
    const auto [at, fresh] = index.emplace(
        std::pair(std::string_view(finding->gate), std::string_view(finding->subject.id)), matters.size());
    if (fresh) {
      matters.push_back({layer_of(report, *finding), finding->gate, finding->subject.id});
    }
    matters[at->second].findings.push_back(finding);
  }
  return matters;
}

std::string place_or_model(const Report& report, const Subject& subject, const Location& location) {
  const std::string place = place_text(location);
  return subject_text(report, subject) + (place.empty() ? "" : " at " + place);
}

std::string finding_text(const Report& report, const Finding& finding) {
  std::string text = (finding.waived ? std::string(set_aside_word(finding.waived->by)) + " " : std::string()) +
                     std::string(to_string(finding.severity)) + " " + rule_text(finding.gate, finding.rule) + ": " +
                     place_or_model(report, finding.subject, finding.location) + "\n";
  if (finding.waived) text += waived_text(*finding.waived) + "\n";
  text += finding.message + "\n";
  if (!finding.help.empty() && !finding.waived) text += "help: " + finding.help + "\n";
  if (may_be_accepted(finding)) text += "subject: " + waiver_subject(finding.subject) + "\n";
  if (const std::string figures = evidence_text(finding); !figures.empty()) text += "figures: " + figures + "\n";
  for (const FoldedFinding& folded : finding.folded) {
    text += "also: " + rule_text(folded.gate, folded.rule) + ": " +
            place_or_model(report, folded.subject, folded.location) + ": " + folded.message + "\n";
  }
  return text;
}

/// Where a failed outcome without a finding of its own has been told: its finding was folded into another's.
struct Explanation {
  const Finding* told = nullptr;
  const FoldedFinding* folded = nullptr;
};

/// By gate and subject, in order of the report.
using Explanations = std::map<std::pair<std::string_view, std::string_view>, std::vector<Explanation>>;

Explanations explanations_of(const Report& report) {
  Explanations all;
  for (const Finding& finding : report.findings) {
    for (const FoldedFinding& folded : finding.folded)
      all[{folded.gate, folded.subject.id}].push_back({&finding, &folded});
  }
  return all;
}

/// A report and what is looked up in it per case.
struct Told {
  const Report& report;
  Explanations explanations;

  std::vector<Explanation> of(const Matter& matter) const {
    const auto found = explanations.find({matter.gate, matter.subject});
    return found == explanations.end() ? std::vector<Explanation>() : found->second;
  }
};

void fail(Case& made, const Told& told, const Matter& matter) {
  made.status = CaseStatus::failed;
  if (!matter.findings.empty()) {
    made.type = matter.findings.front()->rule;
    made.message = matter.findings.front()->message;
    return;
  }
  const std::vector<Explanation> explanations = told.of(matter);
  if (explanations.empty()) {
    made.type = "failed";
    made.message = "failed without a finding";
    return;
  }
  const Explanation& explanation = explanations.front();
  made.type = explanation.folded->rule;
  made.message = explanation.folded->message;
  made.location = explanation.folded->location;
  made.body = "told with " + rule_text(explanation.told->gate, explanation.told->rule) + ": " +
              place_or_model(told.report, explanation.told->subject, explanation.told->location) + "\n";
}

/// The waiver without which the case had failed; of a finding that is told with another's as well.
std::optional<WaivedBy> waiver_of(const Told& told, const Matter& matter) {
  for (const Finding* finding : matter.findings) {
    if (finding->waived && finding->severity >= told.report.fail_on) return finding->waived;
  }
  for (const Explanation& explanation : told.of(matter)) {
    const FoldedFinding& folded = *explanation.folded;
    if (folded.waived && folded.severity >= told.report.fail_on) return folded.waived;
  }
  return std::nullopt;
}

/// Skipped, as readers of JUnit know it: not green, and not red either.
void waive(Case& made, const Told& told, const Matter& matter) {
  const std::optional<WaivedBy> waiver = waiver_of(told, matter);
  made.status = CaseStatus::skipped;
  made.type = "waived";
  made.message = !waiver ? "waived" : waived_text(*waiver);
}

/// Fail closed: what could not be judged outranks a finding, a failing finding outranks any other outcome.
void judge(Case& made, const Told& told, const Matter& matter) {
  const Status status = matter.outcome == nullptr ? Status::passed : matter.outcome->status;
  const bool failing = std::any_of(matter.findings.begin(), matter.findings.end(),
                                   [&](const Finding* f) { return fails(*f, told.report.fail_on); });
  if (status == Status::errored || (status == Status::skipped && !failing)) {
    made.status = status == Status::errored ? CaseStatus::errored : CaseStatus::skipped;
    made.type = status == Status::errored ? "could-not-be-judged" : "skipped";
    made.message = matter.outcome->reason.empty() ? "no reason given" : matter.outcome->reason;
  } else if (status == Status::failed || failing) {
    fail(made, told, matter);
  } else if (matter.outcome == nullptr ? waiver_of(told, matter).has_value() : matter.outcome->waived) {
    waive(made, told, matter);
  }
}

/// What the gate about the pull request asks people for.
std::string duties_text(const PullRequestSummary& summary, const std::string& gate) {
  std::string text;
  for (const Duty* duty : duties_by_urgency(summary)) {
    if (duty->gate == gate) text += std::string(to_string(duty->state)) + ": " + duty_text(*duty) + "\n";
  }
  return text;
}

Case case_of(const Told& told, const Matter& matter) {
  const Report& report = told.report;
  Case made;
  made.name = name_of(report, matter.subject);
  const SelectedModel* model = find_model(report, matter.subject);
  if (model != nullptr) made.location = {model->path, 0, 0};
  for (const Finding* finding : matter.findings) made.body += finding_text(report, *finding);
  if (report.pull_request && matter.subject == change_subject)
    made.body += duties_text(*report.pull_request, matter.gate);
  if (!matter.findings.empty() && !matter.findings.front()->location.path.empty()) {
    made.location = matter.findings.front()->location;
  }
  judge(made, told, matter);
  return made;
}

/// GitLab keeps only the first of two cases that share class and name; what counts is the name as it is written.
void make_names_unique(std::vector<Suite>& suites) {
  for (Suite& suite : suites) {
    std::set<std::string> taken;
    for (Case& made : suite.cases) {
      if (xml_attribute(made.name).empty()) made.name = "unnamed";
      const std::string name = made.name;
      for (int ordinal = 2; !taken.insert(xml_attribute(made.name)).second; ++ordinal) {
        made.name = name + " #" + std::to_string(ordinal);
      }
    }
  }
}

/// A case that holds the verdict where no other does.
void add_verdict(std::vector<Suite>& suites, const Report& report) {
  const auto has = [&](CaseStatus status) {
    return std::any_of(suites.begin(), suites.end(), [&](const Suite& suite) { return suite.count(status) > 0; });
  };
  const std::string headline = report.headline.empty() ? std::string(verdict_word(report.verdict)) : report.headline;
  Case verdict{"verdict", CaseStatus::passed, "", "", headline, {}};
  if (report.verdict == Verdict::unjudged && !has(CaseStatus::errored)) {
    verdict = {"verdict", CaseStatus::errored, "could-not-be-judged", headline, "", {}};
  } else if (report.verdict == Verdict::failed && !has(CaseStatus::failed)) {
    verdict = {"verdict", CaseStatus::failed, "failed", headline, "", {}};
  } else if (!suites.empty()) {
    return;
  }
  suites.push_back({"tollgate.change.check", {std::move(verdict)}});
}

}  // namespace

int Suite::count(CaseStatus status) const {
  return static_cast<int>(
      std::count_if(cases.begin(), cases.end(), [status](const Case& made) { return made.status == status; }));
}

std::vector<Suite> suites_of(const Report& report) {
  const std::vector<Matter> matters = collect(report);
  const Told told{report, explanations_of(report)};
  std::vector<Suite> suites;
  for (const std::string& layer : layers_of(report)) {
    for (const std::string& gate : gates_of(report)) {
      Suite suite{"tollgate." + layer + "." + gate, {}};
      for (const Matter& matter : matters) {
        if (matter.layer == layer && matter.gate == gate) suite.cases.push_back(case_of(told, matter));
      }
      if (!suite.cases.empty()) suites.push_back(std::move(suite));
    }
  }
  make_names_unique(suites);
  add_verdict(suites, report);
  return suites;
}

}  // namespace tollgate::reporters
