#include "reporters/markdown_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reporters/escape.hpp"
#include "reporters/overview.hpp"
#include "reporters/people.hpp"
#include "reporters/row_table.hpp"
#include "reporters/wording.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

void Cut::add(const std::string& block) {
  if (x_left_out == 0 && x_text.size() + block.size() <= x_room) {
    x_text += block;
  } else {
    ++x_left_out;
  }
}

std::string Cut::closed(std::string_view where) const {
  if (x_left_out == 0) return x_text;
  return x_text + fmt::format("\n**Cut here: {} more did not fit.** {}\n", counted(x_left_out, "line"), where);
}

std::string markdown_cell(std::string_view text, std::size_t longest) {
  return markdown_text(cut_middle(visible_lines(text), longest));
}
std::string markdown_code_cell(std::string_view text, std::size_t longest) {
  return text.empty() ? std::string() : markdown_code(cut_middle(visible_lines(text), longest));
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& each : cells) text += " " + each + " |";
  return text + "\n";
}

std::string markdown_table(std::string_view heading, const std::vector<std::string>& columns) {
  return fmt::format("\n### {}\n\n", heading) + markdown_row(columns) +
         markdown_row(std::vector<std::string>(columns.size(), "---"));
}

std::string_view verdict_sign(Verdict verdict) {
  if (verdict == Verdict::passed) return "✅";
  return verdict == Verdict::failed ? "❌" : "⚠️";
}

std::string_view severity_sign(Severity severity) {
  if (severity == Severity::error) return "❌";
  return severity == Severity::warning ? "⚠️" : "ℹ️";
}

void add_gates(Cut& cut, const Report& report, bool idle) {
  const std::vector<std::string> layers = layers_of(report);
  const std::vector<std::string> gates = gates_of(report);
  if (layers.empty() || gates.empty()) return;
  std::vector<std::string> columns{"gate"};
  for (const std::string& layer : layers) columns.push_back(markdown_cell(layer));
  cut.add(markdown_table("Gates", columns));
  for (const std::string& gate : gates) {
    std::vector<std::string> cells{markdown_code_cell(gate)};
    for (const std::string& layer : layers) {
      cells.push_back(gate_text(report, gate, layer));
    }
    const bool is_idle =
        std::all_of(cells.begin() + 1, cells.end(), [](const std::string& text) { return text.empty(); });
    if (idle || !is_idle) cut.add(markdown_row(cells));
  }
}

void add_pending(Cut& cut, const Report& report) {
  if (!report.pull_request) return;
  const std::vector<DutiesTold> pending = pending_duties(*report.pull_request);
  if (pending.empty()) return;
  cut.add("\n### Pending before the merge\n\n");
  for (const DutiesTold& duties : pending) cut.add("- " + markdown_cell(duties_text(duties)) + "\n");
}

void add_reasons(Cut& cut, const Report& report, Status status, std::string_view heading) {
  const std::vector<SharedReason> reasons = shared_reasons(report, status);
  if (reasons.empty()) return;
  cut.add(fmt::format("\n### {}\n\n", heading));
  for (const SharedReason& reason : reasons) {
    cut.add("- " + (reason.reason.empty() ? "no reason given" : markdown_cell(reason.reason)) + "\n");
    for (const GatesAndSubjects& group : reason.groups) {
      std::string gates;
      for (const std::string& gate : group.gates) gates += (gates.empty() ? "" : ", ") + markdown_code_cell(gate);
      if (!group.beside.empty()) gates += " (" + markdown_cell(group.beside) + ")";
      const bool about_change = group.subjects.size() == 1 && group.subjects.front() == change_subject;
      if (!about_change) gates += ": " + markdown_cell(name_list(report, group.subjects, most_names));
      cut.add("  - " + gates + "\n");
    }
  }
}

void add_row_counts(Cut& cut, const Report& report, std::size_t most) {
  if (report.row_counts.empty()) return;
  cut.add(fmt::format(
      "\n### Row counts\n\n| model | base | head | change | counted |\n| --- | ---: | ---: | ---: | --- |\n"));
  const std::vector<CountedRow> all = counted_rows(report);
  const std::size_t shown = most == 0 ? all.size() : std::min(most, all.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const CountedRow& counted = all[i];
    cut.add(markdown_row({markdown_code_cell(counted.name), markdown_cell(counted.base), markdown_cell(counted.head),
                          markdown_cell(counted.change),
                          counted.scope.empty() ? "all rows" : markdown_cell(counted.scope)}));
  }
  if (shown < all.size()) cut.add(fmt::format("\nand {} more, which changed less\n", all.size() - shown));
}

void add_pull_request(Cut& cut, const Report& report, bool labels) {
  if (!report.pull_request) return;
  const PullRequestSummary& summary = *report.pull_request;
  cut.add(fmt::format("\n### Pull request\n\n{}\n", markdown_cell(pull_request_text(summary, report.stage))));
  if (!summary.llm_state.empty()) {
    cut.add(fmt::format("\nLLM: **{}**{}\n", markdown_cell(recognition_text(summary)),
                        !labels || summary.llm_signals.empty()
                            ? ""
                            : "; signals: " + markdown_cell(joined(summary.llm_signals, ", "))));
  }
  if (labels && !summary.labels_to_add.empty()) {
    std::string names;
    for (const std::string& label : summary.labels_to_add) names += " " + markdown_code_cell(label);
    cut.add(fmt::format("\nLabels to add:{}\n", names));
  }
  const std::vector<DutiesTold> duties = other_duties(summary);
  if (!duties.empty()) cut.add("\n" + markdown_row({"people", "what", "who"}) + markdown_row({"---", "---", "---"}));
  for (const DutiesTold& one : duties)
    cut.add(markdown_row(
        {std::string(to_string(one.state)), markdown_cell(joined(one.what, "; ")), markdown_cell(one.detail)}));
  if (!summary.windows.empty() || !summary.budget.empty()) cut.add("\n");
  for (const WindowLine& line : summary.windows) cut.add("- window " + markdown_cell(window_text(line)) + "\n");
  for (const std::string& text : budget_texts(summary)) cut.add("- budget " + markdown_cell(text) + "\n");
}

void add_notes(Cut& cut, const Report& report) {
  if (report.notes.empty()) return;
  cut.add("\n### Notes\n\n");
  for (const Note& note : report.notes)
    cut.add("- " + markdown_cell(note.topic) + ": " + markdown_cell(note.text) + "\n");
}

}  // namespace tollgate::reporters
