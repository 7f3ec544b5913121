#include "reporters/plain_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "reporters/acceptance.hpp"
#include "reporters/escape.hpp"
#include "reporters/overview.hpp"
#include "reporters/people.hpp"
#include "reporters/row_table.hpp"
#include "reporters/wording.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::size_t most_names = 20;
constexpr std::size_t most_rows = 200;
constexpr std::size_t most_reasons = 200;
constexpr std::size_t most_folded = 5;
constexpr std::size_t longest_text = 2'000;

/// Untrusted text between two tags.
std::string text_of(std::string_view text) { return xml_text(cut_middle(visible(text), longest_text)); }

std::string tagged(std::string_view tag, std::string_view text) {
  return fmt::format("<{0}>{1}</{0}>\n", tag, text_of(text));
}

std::string heading(std::string_view title) { return tagged("h2", title); }

std::string finding_item(const Report& report, const Finding& finding) {
  const std::string severity(to_string(finding.severity));
  const std::string level = finding.waived ? "waived" : severity;
  std::string text = fmt::format(
      "<article class=\"finding {}\"><header><b>{}</b> <b>{}</b> <code>{}</code> <code>{}</code></header>\n", level,
      finding.waived ? fmt::format("{} {}", set_aside_word(finding.waived->by), severity) : severity,
      text_of(subject_text(report, finding.subject)), text_of(rule_text(finding.gate, finding.rule)),
      text_of(place_text(finding.location)));
  if (finding.waived) text += tagged("p", waived_text(*finding.waived));
  text += tagged("p", finding.message);
  if (const std::string figures = evidence_text(finding); !figures.empty()) text += tagged("p", figures);
  if (!finding.help.empty() && !finding.waived) text += tagged("p", "→ " + finding.help);
  for (std::size_t i = 0; i < std::min(most_folded, finding.folded.size()); ++i)
    text += tagged("p", "also " + subject_text(report, finding.folded[i].subject) + ": " + finding.folded[i].message);
  if (finding.folded.size() > most_folded)
    text += tagged("p", fmt::format("also: and {} more", finding.folded.size() - most_folded));
  if (may_be_accepted(finding)) {
    const std::string command = waiver_command(finding.gate, finding.rule, finding.subject);
    if (!command.empty()) text += "<p>to accept it: <code>" + text_of(command) + "</code></p>\n";
  }
  return text + "</article>\n";
}

std::string findings_part(const Report& report) {
  const std::vector<const Finding*> findings = worst_first(report);
  std::string text = heading(fmt::format("Findings ({})", findings.size()));
  if (findings.empty()) return text + tagged("p", "No finding.");
  const std::size_t shown = std::min(most_plain_findings, findings.size());
  for (std::size_t i = 0; i < shown; ++i) text += finding_item(report, *findings[i]);
  if (shown < findings.size()) {
    text += tagged("p", fmt::format("and {}: with scripts, this page shows them all",
                                    counted(findings.size() - shown, "more finding")));
  }
  return text;
}

std::string reasons_part(const Report& report, Status status, std::string_view title) {
  const std::vector<SharedReason> reasons = shared_reasons(report, status);
  if (reasons.empty()) return {};
  std::string text = heading(title) + "<ul>\n";
  for (std::size_t i = 0; i < std::min(most_reasons, reasons.size()); ++i) {
    text += "<li>" + text_of(reasons[i].reason.empty() ? "no reason given" : reasons[i].reason) + "<ul>\n";
    for (std::size_t group = 0; group < std::min(most_names, reasons[i].groups.size()); ++group)
      text += tagged("li", gates_and_subjects(report, reasons[i].groups[group], most_names));
    if (reasons[i].groups.size() > most_names)
      text += tagged("li", fmt::format("and {} more", reasons[i].groups.size() - most_names));
    text += "</ul></li>\n";
  }
  if (reasons.size() > most_reasons)
    text += tagged("li", "and " + counted(reasons.size() - most_reasons, "more reason"));
  return text + "</ul>\n";
}

std::string pending_part(const Report& report) {
  if (!report.pull_request) return {};
  const std::vector<DutiesTold> pending = pending_duties(*report.pull_request);
  if (pending.empty()) return {};
  std::string text = heading("Pending before the merge") + "<ul>\n";
  for (const DutiesTold& duties : pending) text += tagged("li", duties_text(duties));
  return text + "</ul>\n";
}

std::string rows_part(const Report& report) {
  const std::vector<CountedRow> rows = counted_rows(report);
  if (rows.empty()) return {};
  std::string text = heading("Row counts") +
                     "<table><tr><th>model</th><th>base</th><th>head</th><th>change</th><th>counted</th></tr>\n";
  const std::size_t shown = std::min(most_rows, rows.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const CountedRow& row = rows[i];
    text += fmt::format("<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                        text_of(row.name), text_of(row.base), text_of(row.head), text_of(row.change),
                        text_of(row.scope.empty() ? "all rows" : row.scope));
  }
  text += "</table>\n";
  if (shown < rows.size()) text += tagged("p", fmt::format("and {} more, which changed less", rows.size() - shown));
  return text;
}

std::string gates_part(const Report& report) {
  std::string text = heading("Gates") + "<ul>\n";
  for (const std::string& gate : gates_of(report)) text += tagged("li", gate + ": " + gate_text(report, gate));
  return text + "</ul>\n";
}

}  // namespace

std::string plain_page(const Report& report) {
  const std::string title =
      fmt::format("{}: tollgate{}", verdict_word(report.verdict), report.project.empty() ? "" : ": " + report.project);
  return tagged("h1", title) + tagged("p", report.headline) + tagged("p", comparison_text(report)) +
         findings_part(report) + reasons_part(report, Status::errored, "Not judged") + pending_part(report) +
         rows_part(report) + reasons_part(report, Status::skipped, "Skipped") + gates_part(report) +
         tagged("p", "Filters, the lines around each finding and the lineage need JavaScript; the page loads nothing.");
}

}  // namespace tollgate::reporters
