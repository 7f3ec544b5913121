#include "reporters/github_summary.hpp"

#include <fmt/format.h>

#include <vector>

#include "core/waiver.hpp"
#include "reporters/acceptance.hpp"
#include "reporters/escape.hpp"
#include "reporters/markdown_blocks.hpp"
#include "reporters/overview.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

std::string verdict_text(const Report& report) {
  std::string text = fmt::format("## {} tollgate: {}\n\n{}\n", verdict_sign(report.verdict),
                                 verdict_word(report.verdict), markdown_cell(report.headline));
  const std::string comparison = comparison_text(report);
  if (!comparison.empty()) text += "\n" + markdown_cell(comparison) + "\n";
  if (const std::string clean = clean_changes_text(report); !clean.empty()) text += "\n" + markdown_cell(clean) + "\n";
  return text;
}

std::string folded_item(const Report& report, const Finding& finding, const FoldedFinding& folded) {
  return "also " + markdown_code_cell(rule_text(folded.gate, folded.rule)) +
         markdown_cell(subject_beside(report, finding, folded)) + ": " +
         markdown_cell(message_below(name_of(report, folded.subject.id), folded.message));
}

/// `- ❌ error GATE/RULE at PLACE` and its sentences, as one item of a list.
std::string item_of(const Report& report, const Finding& finding) {
  const std::string severity(to_string(finding.severity));
  std::string text = finding.waived ? fmt::format("- {} {}", set_aside_word(finding.waived->by), severity)
                                    : fmt::format("- {} **{}**", severity_sign(finding.severity), severity);
  text += " " + markdown_code_cell(rule_text(finding.gate, finding.rule));
  if (!finding.location.path.empty()) text += " at " + markdown_code_cell(place_text(finding.location));
  if (finding.waived) text += "<br>" + markdown_cell(waived_text(*finding.waived));
  text += "<br>" + markdown_cell(message_below(name_of(report, finding.subject.id), finding.message));
  if (const std::string figures = evidence_text(finding); !figures.empty()) text += "<br>" + markdown_cell(figures);
  if (!finding.help.empty() && !finding.waived) text += "<br>help: " + markdown_cell(finding.help);
  if (may_be_accepted(finding)) text += "<br>subject: " + markdown_code_cell(waiver_subject(finding.subject));
  for (std::size_t i = 0; i < finding.folded.size(); ++i) {
    if (i == most_names) return text + fmt::format("<br>also: and {} more\n", finding.folded.size() - i);
    text += "<br>" + folded_item(report, finding, finding.folded[i]);
  }
  return text + "\n";
}

/// Those that count, or those that are set aside, each model once.
void add_findings(Cut& cut, const Report& report, std::string_view heading, bool waived) {
  std::vector<ModelFindings> groups = findings_by_model(report);
  std::size_t count = 0;
  for (ModelFindings& group : groups) {
    std::erase_if(group.findings, [&](const Finding* finding) { return finding->waived.has_value() != waived; });
    count += group.findings.size();
  }
  if (count == 0) return;
  cut.add(fmt::format("\n### {} ({})\n", heading, count));
  for (const ModelFindings& group : groups) {
    if (group.findings.empty()) continue;
    std::string head = "\n#### " + markdown_code_cell(name_of(report, group.subject)) + "\n\n";
    for (const Finding* finding : group.findings) {
      cut.add_made([&] { return head + item_of(report, *finding); });
      head.clear();
    }
  }
}

void add_acceptance(Cut& cut, const Report& report) {
  const Finding* first = first_to_accept(report, longest_cell);
  if (first == nullptr) return;
  cut.add("\nTo accept a finding until a day, by its rule and subject, e.g. the first:\n\n" +
          markdown_fence(waiver_command(first->gate, first->rule, first->subject), "sh"));
}

}  // namespace

std::string github_summary(const Report& report, std::size_t most_bytes) {
  Cut cut(most_bytes);
  cut.add(verdict_text(report));
  add_findings(cut, report, "Findings", false);
  add_acceptance(cut, report);
  add_reasons(cut, report, Status::errored, "Not judged");
  add_pending(cut, report);
  add_gates(cut, report, true);
  add_findings(cut, report, set_aside_title(report), true);
  add_reasons(cut, report, Status::skipped, "Skipped");
  add_row_counts(cut, report);
  add_pull_request(cut, report, true);
  add_notes(cut, report);
  return cut.closed("The log of this step has the full list.");
}

}  // namespace tollgate::reporters
