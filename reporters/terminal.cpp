// What a person reads: the verdict, then what is wrong, what could not be judged, what was counted, and the gates.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/waiver.hpp"
#include "reporters/acceptance.hpp"
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
constexpr std::size_t most_groups = 12;

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

/// What is the same as the finding's is not told again: subject, file and line.
std::string folded_text(const Report& report, const Finding& finding, const FoldedFinding& folded) {
  std::string text = rule_text(folded.gate, folded.rule) + visible(subject_beside(report, finding, folded));
  if (folded.location.path != finding.location.path) {
    text += " at " + visible(place_text(folded.location));
  } else if (folded.location.line != finding.location.line) {
    text += fmt::format(" at line {}", folded.location.line);
  }
  return text + ": " + std::string(message_below(name_of(report, folded.subject.id), folded.message));
}

void write_folded(Page& page, const Report& report, const Finding& finding) {
  const std::size_t shown = std::min(most_folded, finding.folded.size());
  for (std::size_t i = 0; i < shown; ++i) {
    page.line(6, "also:", Ink::plain, folded_text(report, finding, finding.folded[i]));
  }
  if (finding.folded.size() > shown)
    page.line(6, "also: and " + std::to_string(finding.folded.size() - shown) + " more");
}

void write_finding(Page& page, const Report& report, const Finding& finding) {
  std::string severity(to_string(finding.severity));
  if (finding.waived) severity = std::string(set_aside_word(finding.waived->by)) + " " + severity;
  page.line(2, severity, finding.waived ? Ink::plain : ink_of(finding.severity),
            rule_and_place(finding.gate, finding.rule, finding.location));
  if (finding.waived) page.line(4, visible(waived_text(*finding.waived)));
  if (may_be_accepted(finding)) page.line(4, "subject:", Ink::plain, visible(waiver_subject(finding.subject)));
  page.line(4, message_below(name_of(report, finding.subject.id), finding.message));
  if (const std::string figures = evidence_text(finding); !figures.empty()) page.line(4, visible(figures));
  if (!finding.help.empty() && !finding.waived) page.line(4, "help:", Ink::cyan, finding.help);
  write_folded(page, report, finding);
}

/// How to accept one, as each finding has its own subject: the same command for all of them would hide them.
void write_acceptance(Page& page, const Report& report) {
  constexpr std::size_t indent = 4;
  constexpr std::size_t continued = 2;  // ` \\`
  const Finding* first = first_to_accept(report, page.width() - indent - continued);
  if (first == nullptr) return;
  page.exact("");
  page.line(0, "To accept a finding until a day, by its rule and subject, e.g. the first:");
  const std::vector<std::string> parts = *waiver_command_parts(first->gate, first->rule, first->subject);
  std::string line = "  " + parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (display_width(line) + 1 + display_width(parts[i]) + continued <= page.width()) {
      line += " " + parts[i];
      continue;
    }
    page.exact(line + " \\");
    line = std::string(indent, ' ') + parts[i];
  }
  page.exact(line);
}

/// `: body, config`: each kind once, however many keys or columns it is about. JSON has the details.
std::string reason_kinds(const SelectedModel& model) {
  std::vector<std::string_view> kinds;
  std::string text;
  for (const SelectionReason& reason : model.reasons) {
    if (std::ranges::find(kinds, reason.kind) != kinds.end()) continue;
    text += (kinds.empty() ? ": " : ", ") + std::string(reason_word(reason.kind));
    kinds.push_back(reason.kind);
  }
  return text;
}

std::string standing_text(const SelectedModel& model) {
  if (model.changed) return "; changed";
  return model.changed_ancestors.empty() ? "; not changed" : "; below a change";
}

/// ` (marts; changed: body, config)`, or nothing for what is not a selected model.
std::string model_facts(const Report& report, std::string_view subject) {
  const SelectedModel* model = find_model(report, subject);
  if (model == nullptr) return {};
  std::string text = "(" + model->layer + standing_text(*model);
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
  const std::vector<SharedReason> reasons = shared_reasons(report, status);
  if (reasons.empty()) return;
  page.section(title);
  for (const SharedReason& reason : reasons) {
    page.line(2, "", ink, reason.reason.empty() ? "no reason given" : reason.reason);
    const std::size_t shown = std::min(most_groups, reason.groups.size());
    for (std::size_t i = 0; i < shown; ++i) {
      page.line(4, visible(gates_and_subjects(report, reason.groups[i], most_names)));
    }
    if (shown < reason.groups.size()) page.line(4, fmt::format("and {} more", reason.groups.size() - shown));
  }
}

void write_pending(Page& page, const Report& report) {
  if (!report.pull_request) return;
  const std::vector<DutiesTold> pending = pending_duties(*report.pull_request);
  if (pending.empty()) return;
  page.section("Pending before the merge");
  for (const DutiesTold& duties : pending) page.line(2, visible(duties_text(duties)));
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
  for (const DutiesTold& duties : other_duties(summary))
    page.line(2, to_string(duties.state), ink_of(duties.state), visible(duties_text(duties)));
  for (const WindowLine& line : summary.windows) page.line(2, "window", Ink::plain, visible(window_text(line)));
  for (const std::string& text : budget_texts(summary)) page.line(2, "budget", Ink::plain, visible(text));
  if (!summary.labels_to_add.empty())
    page.line(2, "labels to add:", Ink::bold, visible(joined(summary.labels_to_add, ", ")));
  if (!summary.audit_event.empty())
    page.line(2, "for the audit log:", Ink::bold, visible(audit_event_text(summary.audit_event)));
}

/// What people are asked for, where a gate judged that: of layers of which the pull request has not told it.
void write_human_bar(Page& page, const Report& report) {
  static constexpr std::array<std::string_view, 3> about_people{"review", "merge-window", "hallucination-budget"};
  const bool judged = std::ranges::any_of(report.gates, [](const std::string& gate) {
    return std::ranges::find(about_people, gate) != about_people.end();
  });
  std::vector<const LayerSummary*> layers;
  for (const LayerSummary& layer : report.layers) {
    if (!report.pull_request || !tells_of_layer(*report.pull_request, layer.name)) layers.push_back(&layer);
  }
  if (!judged || layers.empty()) return;
  page.section("People");
  for (const LayerSummary* layer : layers) page.line(2, layer->name + ":", Ink::plain, visible(human_bar_text(*layer)));
}

Rendering render(const Report& report, const RenderStyle& style) {
  Page page(style);
  page.line(0, std::string(verdict_word(report.verdict)) + ":", ink_of(report.verdict), report.headline);
  const std::string comparison = comparison_text(report);
  if (!comparison.empty()) page.line(0, visible(comparison));
  if (const std::string clean = clean_changes_text(report); !clean.empty()) page.line(0, visible(clean));
  write_findings(page, report);
  write_acceptance(page, report);
  write_reasons(page, report, Status::errored, "Not judged", Ink::yellow);
  write_pending(page, report);
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
