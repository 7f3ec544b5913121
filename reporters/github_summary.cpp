#include "reporters/github_summary.hpp"

#include <fmt/format.h>

#include <vector>

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
  return text;
}

std::string message_cell(const Report& report, const Finding& finding) {
  std::string text = finding.waived ? markdown_cell(waived_text(*finding.waived)) + "<br>" : std::string();
  text += markdown_cell(finding.message);
  if (!finding.evidence.empty()) text += "<br>" + markdown_cell(evidence_text(finding.evidence));
  if (!finding.help.empty() && !finding.waived) text += "<br>help: " + markdown_cell(finding.help);
  for (std::size_t i = 0; i < finding.folded.size(); ++i) {
    const FoldedFinding& folded = finding.folded[i];
    if (i == most_names) return text + fmt::format("<br>also: and {} more", finding.folded.size() - i);
    text +=
        "<br>also: " + markdown_code_cell(subject_text(report, folded.subject)) + ": " + markdown_cell(folded.message);
  }
  return text;
}

/// Those that count, or those that are waived.
void add_findings(Cut& cut, const Report& report, std::string_view heading, bool waived) {
  std::vector<const Finding*> findings = worst_first(report);
  std::erase_if(findings, [&](const Finding* finding) { return finding->waived.has_value() != waived; });
  if (findings.empty()) return;
  cut.add(
      markdown_table(fmt::format("{} ({})", heading, findings.size()), {"severity", "model", "place", "rule", "what"}));
  for (const Finding* finding : findings) {
    cut.add_made([&] {
      return markdown_row(
          {std::string(to_string(finding->severity)), markdown_code_cell(subject_text(report, finding->subject)),
           markdown_code_cell(place_text(finding->location)),
           markdown_code_cell(rule_text(finding->gate, finding->rule)), message_cell(report, *finding)});
    });
  }
}

}  // namespace

std::string github_summary(const Report& report, std::size_t most_bytes) {
  Cut cut(most_bytes);
  cut.add(verdict_text(report));
  add_gates(cut, report, true);
  add_findings(cut, report, "Findings", false);
  add_reasons(cut, report, Status::errored, "Not judged");
  add_findings(cut, report, "Waived", true);
  add_reasons(cut, report, Status::skipped, "Skipped");
  add_row_counts(cut, report);
  add_pull_request(cut, report, true);
  add_notes(cut, report);
  return cut.closed("The log of this step has the full list.");
}

}  // namespace tollgate::reporters
