#include "reporters/github_summary.hpp"

#include <fmt/format.h>

#include <vector>

#include "reporters/escape.hpp"
#include "reporters/overview.hpp"
#include "reporters/people.hpp"
#include "reporters/row_table.hpp"
#include "reporters/wording.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::size_t most_names = 20;
constexpr std::size_t longest_cell = 4'000;  // columns; a name of 10,000 characters hides the table around it

/// Takes whole blocks as long as they fit; after the first that does not, only counts.
class Cut {
 public:
  explicit Cut(std::size_t most_bytes) : x_room(most_bytes - closing_room) {}

  void add(const std::string& block) {
    if (x_left_out == 0 && x_text.size() + block.size() <= x_room) {
      x_text += block;
    } else {
      ++x_left_out;
    }
  }
  std::string closed() const {
    if (x_left_out == 0) return x_text;
    return x_text + fmt::format("\n**Cut here: {} more did not fit.** The log of this step has the full list.\n",
                                counted(x_left_out, "line"));
  }

 private:
  static constexpr std::size_t closing_room = 200;
  std::string x_text;
  std::size_t x_room;
  std::size_t x_left_out = 0;
};

std::string cell(std::string_view text) { return markdown_text(cut_middle(visible_lines(text), longest_cell)); }
std::string code_cell(std::string_view text) {
  return text.empty() ? std::string() : markdown_code(cut_middle(visible_lines(text), longest_cell));
}

std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& each : cells) text += " " + each + " |";
  return text + "\n";
}

/// A heading, the header row and the rule below it.
std::string table_start(std::string_view heading, const std::vector<std::string>& columns) {
  return fmt::format("\n### {}\n\n", heading) + row(columns) + row(std::vector<std::string>(columns.size(), "---"));
}

std::string verdict_text(const Report& report) {
  const char* sign = report.verdict == Verdict::passed ? "✅" : report.verdict == Verdict::failed ? "❌" : "⚠️";
  std::string text =
      fmt::format("## {} tollgate: {}\n\n{}\n", sign, verdict_word(report.verdict), cell(report.headline));
  const std::string comparison = comparison_text(report);
  if (!comparison.empty()) text += "\n" + cell(comparison) + "\n";
  return text;
}

void add_gates(Cut& cut, const Report& report) {
  const std::vector<std::string> layers = layers_of(report);
  const std::vector<std::string> gates = gates_of(report);
  if (layers.empty() || gates.empty()) return;
  std::vector<std::string> columns{"gate"};
  for (const std::string& layer : layers) columns.push_back(cell(layer));
  cut.add(table_start("Gates", columns));
  for (const std::string& gate : gates) {
    std::vector<std::string> cells{code_cell(gate)};
    for (const std::string& layer : layers) {
      cells.push_back(gate_text(report, gate, layer));
    }
    cut.add(row(cells));
  }
}

std::string message_cell(const Report& report, const Finding& finding) {
  std::string text = finding.waived ? cell(waived_text(*finding.waived)) + "<br>" : std::string();
  text += cell(finding.message);
  if (!finding.evidence.empty()) text += "<br>" + cell(evidence_text(finding.evidence));
  if (!finding.help.empty() && !finding.waived) text += "<br>help: " + cell(finding.help);
  for (std::size_t i = 0; i < finding.folded.size(); ++i) {
    const FoldedFinding& folded = finding.folded[i];
    if (i == most_names) return text + fmt::format("<br>also: and {} more", finding.folded.size() - i);
    text += "<br>also: " + code_cell(subject_text(report, folded.subject)) + ": " + cell(folded.message);
  }
  return text;
}

/// Those that count, or those that are waived.
void add_findings(Cut& cut, const Report& report, std::string_view heading, bool waived) {
  std::vector<const Finding*> findings = worst_first(report);
  std::erase_if(findings, [&](const Finding* finding) { return finding->waived.has_value() != waived; });
  if (findings.empty()) return;
  cut.add(
      table_start(fmt::format("{} ({})", heading, findings.size()), {"severity", "model", "place", "rule", "what"}));
  for (const Finding* finding : findings) {
    cut.add(row({std::string(to_string(finding->severity)), code_cell(subject_text(report, finding->subject)),
                 code_cell(place_text(finding->location)), code_cell(rule_text(finding->gate, finding->rule)),
                 message_cell(report, *finding)}));
  }
}

void add_reasons(Cut& cut, const Report& report, Status status, std::string_view heading) {
  const std::vector<SharedReason> groups = shared_reasons(report, status);
  if (groups.empty()) return;
  cut.add(table_start(heading, {"gate", "models", "why"}));
  for (const SharedReason& group : groups) {
    cut.add(row({code_cell(group.gate), cell(name_list(report, group.subjects, most_names)), cell(group.reason)}));
  }
}

void add_row_counts(Cut& cut, const Report& report) {
  if (report.row_counts.empty()) return;
  cut.add(fmt::format(
      "\n### Row counts\n\n| model | base | head | change | counted |\n| --- | ---: | ---: | ---: | --- |\n"));
  for (const CountedRow& counted : counted_rows(report)) {
    cut.add(row({code_cell(counted.name), cell(counted.base), cell(counted.head), cell(counted.change),
                 counted.scope.empty() ? "all rows" : cell(counted.scope)}));
  }
}

void add_pull_request(Cut& cut, const Report& report) {
  if (!report.pull_request) return;
  const PullRequestSummary& summary = *report.pull_request;
  cut.add(fmt::format("\n### Pull request\n\n{}\n", cell(pull_request_text(summary, report.stage))));
  if (!summary.llm_state.empty()) {
    cut.add(fmt::format("\nLLM: **{}**{}\n", cell(recognition_text(summary)),
                        summary.llm_signals.empty() ? "" : "; signals: " + cell(joined(summary.llm_signals, ", "))));
  }
  if (!summary.labels_to_add.empty()) {
    std::string labels;
    for (const std::string& label : summary.labels_to_add) labels += " " + code_cell(label);
    cut.add(fmt::format("\nLabels to add:{}\n", labels));
  }
  if (!summary.duties.empty()) cut.add("\n" + row({"people", "what", "who"}) + row({"---", "---", "---"}));
  for (const Duty* duty : duties_by_urgency(summary))
    cut.add(row({std::string(to_string(duty->state)), cell(duty->what), cell(duty->detail)}));
  if (!summary.windows.empty() || !summary.budget.empty()) cut.add("\n");
  for (const WindowLine& line : summary.windows) cut.add("- window " + cell(window_text(line)) + "\n");
  for (const std::string& text : budget_texts(summary)) cut.add("- budget " + cell(text) + "\n");
}

void add_notes(Cut& cut, const Report& report) {
  if (report.notes.empty()) return;
  cut.add("\n### Notes\n\n");
  for (const Note& note : report.notes) cut.add("- " + cell(note.topic) + ": " + cell(note.text) + "\n");
}

}  // namespace

std::string github_summary(const Report& report, std::size_t most_bytes) {
  Cut cut(most_bytes);
  cut.add(verdict_text(report));
  add_gates(cut, report);
  add_findings(cut, report, "Findings", false);
  add_reasons(cut, report, Status::errored, "Not judged");
  add_findings(cut, report, "Waived", true);
  add_reasons(cut, report, Status::skipped, "Skipped");
  add_row_counts(cut, report);
  add_pull_request(cut, report);
  add_notes(cut, report);
  return cut.closed();
}

}  // namespace tollgate::reporters
