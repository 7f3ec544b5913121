// What a person reads: the verdict, then what is wrong, what could not be judged, what was counted, and the gates.
#include <algorithm>

#include "reporters/all.hpp"
#include "reporters/escape.hpp"
#include "reporters/overview.hpp"
#include "reporters/page.hpp"
#include "reporters/people.hpp"
#include "reporters/row_table.hpp"
#include "reporters/utf8.hpp"
#include "reporters/wording.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::size_t most_folded = 5;
constexpr std::size_t most_names = 8;
constexpr std::size_t most_rows = 20;

Ink ink_of(Severity severity) {
  if (severity == Severity::error) return Ink::red;
  return severity == Severity::warning ? Ink::yellow : Ink::cyan;
}

Ink ink_of(Verdict verdict) {
  if (verdict == Verdict::passed) return Ink::green;
  return verdict == Verdict::failed ? Ink::red : Ink::yellow;
}

/// `error row-count-diff/row-growth at models/marts/orders.sql:14`, without the severity.
std::string rule_and_place(std::string_view gate, std::string_view rule, const Location& location) {
  const std::string place = place_text(location);
  return rule_text(gate, rule) + (place.empty() ? "" : " at " + visible(place));
}

void write_folded(Page& page, const Report& report, const Finding& finding) {
  const std::size_t shown = std::min(most_folded, finding.folded.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const FoldedFinding& folded = finding.folded[i];
    page.line(6, "also:", Ink::plain,
              visible(subject_text(report, folded.subject)) + ": " +
                  rule_and_place(folded.gate, folded.rule, folded.location) + ": " + folded.message);
  }
  if (finding.folded.size() > shown)
    page.line(6, "also: and " + std::to_string(finding.folded.size() - shown) + " more");
}

void write_finding(Page& page, const Report& report, const Finding& finding) {
  const std::string severity(to_string(finding.severity));
  page.line(2, finding.waived ? "waived " + severity : severity, finding.waived ? Ink::plain : ink_of(finding.severity),
            rule_and_place(finding.gate, finding.rule, finding.location));
  if (finding.waived) page.line(4, visible(waived_text(*finding.waived)));
  if (!finding.subject.column.empty() || !finding.subject.relation.empty()) {
    page.line(4, "about: " + visible(subject_text(report, finding.subject)));
  }
  page.line(4, finding.message);
  if (!finding.evidence.empty()) page.line(4, visible(evidence_text(finding.evidence)));
  if (!finding.help.empty() && !finding.waived) page.line(4, "help:", Ink::cyan, finding.help);
  write_folded(page, report, finding);
}

/// `: body, config`: each kind once, however many keys or columns it is about. JSON has the details.
std::string reason_kinds(const SelectedModel& model) {
  std::vector<std::string_view> kinds;
  std::string text;
  for (const SelectionReason& reason : model.reasons) {
    if (std::ranges::find(kinds, reason.kind) != kinds.end()) continue;
    text += (kinds.empty() ? ": " : ", ") + reason.kind;
    kinds.push_back(reason.kind);
  }
  return text;
}

/// ` (marts; changed: body, config)`, or nothing for what is not a selected model.
std::string model_facts(const Report& report, std::string_view subject) {
  const SelectedModel* model = find_model(report, subject);
  if (model == nullptr) return {};
  std::string text = "(" + model->layer + (model->changed ? "; changed" : "; below a change");
  text += reason_kinds(*model);
  if (model->layout_only) text += ", layout only";
  return text + ")";
}

void write_findings(Page& page, const Report& report) {
  for (const ModelFindings& group : findings_by_model(report)) {
    page.exact("");
    page.line(0, name_of(report, group.subject), Ink::bold, visible(model_facts(report, group.subject)));
    for (const Finding* finding : group.findings) write_finding(page, report, *finding);
  }
}

void write_reasons(Page& page, const Report& report, Status status, std::string_view title, Ink ink) {
  const std::vector<SharedReason> groups = shared_reasons(report, status);
  if (groups.empty()) return;
  page.section(title);
  for (const SharedReason& group : groups) {
    page.line(2, group.gate, ink, visible(name_list(report, group.subjects, most_names)));
    page.line(4, group.reason.empty() ? "no reason given" : group.reason);
  }
}

struct Widths {
  std::size_t base = 4;
  std::size_t head = 4;
  std::size_t change = 6;
  std::size_t numbers() const { return base + head + change + 6; }
};

std::string padded_left(std::string_view text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ') + std::string(text);
}

/// A name that does not fit beside its numbers stands on a line of its own above them.
void write_row(Page& page, const CountedRow& row, const Widths& widths, std::size_t name_width) {
  std::string name = visible(row.name);
  if (display_width(name) > name_width) {
    page.exact("  " + cut_middle(name, page.width() - 2));
    name.clear();
  }
  page.exact("  " + name + std::string(name_width - display_width(name), ' ') + "  " +
             padded_left(row.base, widths.base) + "  " + padded_left(row.head, widths.head) + "  " +
             padded_left(row.change, widths.change));
  if (!row.scope.empty()) page.line(4, visible(row.scope));
}

void write_table(Page& page, const std::vector<CountedRow>& rows) {
  Widths widths;
  std::size_t longest = 5;
  for (const CountedRow& row : rows) {
    widths.base = std::max(widths.base, display_width(row.base));
    widths.head = std::max(widths.head, display_width(row.head));
    widths.change = std::max(widths.change, display_width(row.change));
    longest = std::max(longest, display_width(visible(row.name)));
  }
  if (widths.numbers() + 7 > page.width()) {  // too narrow for columns
    for (const CountedRow& row : rows)
      page.line(2, visible(row.name) + ": " + row.base + " -> " + row.head + ", " + row.change);
    return;
  }
  const std::size_t name_width = std::min(longest, page.width() - 2 - widths.numbers());
  write_row(page, {"model", "base", "head", "change", ""}, widths, name_width);
  for (const CountedRow& row : rows) write_row(page, row, widths, name_width);
}

void write_row_counts(Page& page, const Report& report) {
  std::vector<CountedRow> rows = counted_rows(report);
  if (rows.empty()) return;
  const std::size_t left_out = rows.size() - std::min(rows.size(), most_rows);
  rows.resize(rows.size() - left_out);
  page.section("Row counts");
  write_table(page, rows);
  if (left_out > 0) page.line(2, "and " + counted(left_out, "more model") + ", each changed no more than these");
}

void write_gates(Page& page, const Report& report) {
  const std::vector<std::string> gates = gates_of(report);
  if (gates.empty()) return;
  page.section("Gates");
  for (const std::string& gate : gates) {
    const StatusCounts counts = count_outcomes(report, gate);
    const Ink ink = counts.errored > 0 ? Ink::yellow : counts.failed > 0 ? Ink::red : Ink::green;
    page.line(2, gate + ":", ink, gate_text(report, gate));
  }
}

void write_notes(Page& page, const Report& report) {
  if (report.notes.empty()) return;
  page.section("Notes");
  for (const Note& note : report.notes) page.line(2, note.topic + ":", Ink::plain, note.text);
}

Ink ink_of(DutyState state) {
  switch (state) {
    case DutyState::met:
      return Ink::green;
    case DutyState::missing:
      return Ink::red;
    case DutyState::pending:
    case DutyState::unknown:
      break;
  }
  return Ink::yellow;
}

void write_recognition(Page& page, const PullRequestSummary& summary) {
  if (summary.llm_state.empty()) return;
  page.line(2, "LLM:", Ink::bold, visible(recognition_text(summary)));
  for (const std::string& signal : summary.llm_signals) page.line(4, "signal: " + visible(signal));
}

void write_pull_request(Page& page, const Report& report) {
  if (!report.pull_request) return;
  const PullRequestSummary& summary = *report.pull_request;
  page.section("Pull request");
  page.line(2, visible(pull_request_text(summary, report.stage)));
  write_recognition(page, summary);
  for (const Duty* duty : duties_by_urgency(summary))
    page.line(2, to_string(duty->state), ink_of(duty->state), visible(duty_text(*duty)));
  for (const WindowLine& line : summary.windows) page.line(2, "window", Ink::plain, visible(window_text(line)));
  for (const std::string& text : budget_texts(summary)) page.line(2, "budget", Ink::plain, visible(text));
  if (!summary.labels_to_add.empty())
    page.line(2, "labels to add:", Ink::bold, visible(joined(summary.labels_to_add, ", ")));
  if (!summary.audit_event.empty())
    page.line(2, "audit event:", Ink::bold, visible(wrappable_event(summary.audit_event)));
}

void write_human_bar(Page& page, const Report& report) {
  if (report.layers.empty()) return;
  page.section("People");
  for (const LayerSummary& layer : report.layers)
    page.line(2, layer.name + ":", Ink::plain, visible(human_bar_text(layer)));
}

Rendering render(const Report& report, const RenderStyle& style) {
  Page page(style);
  page.line(0, std::string(verdict_word(report.verdict)) + ":", ink_of(report.verdict), report.headline);
  const std::string comparison = comparison_text(report);
  if (!comparison.empty()) page.line(0, visible(comparison));
  write_findings(page, report);
  write_reasons(page, report, Status::errored, "Not judged", Ink::yellow);
  write_reasons(page, report, Status::skipped, "Skipped", Ink::plain);
  write_row_counts(page, report);
  write_pull_request(page, report);
  write_gates(page, report);
  write_notes(page, report);
  write_human_bar(page, report);
  return {page.text(), {}};
}

}  // namespace

constinit const Reporter terminal{"terminal", "what a person reads", {}, render};

}  // namespace tollgate::reporters
