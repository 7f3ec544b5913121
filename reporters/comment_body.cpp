#include "reporters/comment_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "reporters/comment_findings.hpp"
#include "reporters/comment_marker.hpp"
#include "reporters/escape.hpp"
#include "reporters/lineage_mermaid.hpp"
#include "reporters/markdown_blocks.hpp"
#include "reporters/overview.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::string_view where_it_is = "The job's log and its other reports have the full list.";
constexpr std::size_t short_digest = 12;
constexpr std::size_t longest_label = 100;

std::string head_of(const Report& report) {
  const bool known = report.pull_request && !report.pull_request->head_commit.empty();
  return known ? report.pull_request->head_commit : report.head_label;
}

std::string base_of(const Report& report) {
  const bool known = report.pull_request && !report.pull_request->base_commit.empty();
  return known ? report.pull_request->base_commit : report.base_label;
}

std::string verdict_text(const Report& report, std::size_t resolved) {
  std::string text = fmt::format("## {} tollgate: {}\n\n", verdict_sign(report.verdict), verdict_word(report.verdict));
  if (!has_something_to_say(report)) {
    text += "passed at " + markdown_code_cell(head_of(report), longest_label);
    text += (resolved > 0 ? "; " + counted(resolved, "finding") + " resolved" : std::string()) + "\n\n";
  }
  text += markdown_cell(report.headline) + "\n";
  const std::string clean = clean_changes_text(report);
  return clean.empty() ? text : text + "\n" + markdown_cell(clean) + "\n";
}

std::string footer(const Report& report) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) parts.push_back(std::string(name) + " " + markdown_code_cell(value, longest_label));
  };
  add("head", head_of(report));
  add("base", base_of(report));
  add("policy", report.policy.digest.substr(0, short_digest));
  parts.push_back("tollgate " + markdown_cell(report.tollgate_version, longest_label));
  return "\n<sub>" + joined(parts, " · ") + "</sub>\n";
}

void add_lineage(Cut& cut, const Report& report) {
  if (report.lineage.edges.empty()) return;
  const std::string drawing = lineage_mermaid(report.lineage);
  if (drawing.empty()) return;
  cut.add("\n<details><summary>Lineage of the change</summary>\n\n" + markdown_fence(drawing, "mermaid") +
          "\nThick: new or fed anew; dashed: lost.\n\n</details>\n");
}

std::string left_out_text(const Report& report, CommentStep step) {
  const std::size_t findings = findings_told(report);
  std::string what;
  switch (step) {
    case CommentStep::full:
      return {};
    case CommentStep::details_for_errors:
      what = "the details of warnings and infos";
      break;
    case CommentStep::tables:
      what = "the details of all " + counted(findings, "finding") + ", and rows beyond 20 per gate";
      break;
    case CommentStep::counts:
      what = "all " + counted(findings, "finding") + ", row counts and the lineage";
      break;
  }
  return fmt::format("\n**Left out here, as there is too much for a comment:** {}. {}\n", what, where_it_is);
}

Cut body_of(const Report& report, CommentStep step, std::size_t resolved, std::size_t most_bytes) {
  Cut cut(most_bytes);
  cut.add(verdict_text(report, resolved));
  cut.add(left_out_text(report, step));
  add_comment_findings(cut, report, step);
  add_reasons(cut, report, Status::errored, "Not judged");
  add_pending(cut, report);
  add_gates(cut, report, false);
  if (step != CommentStep::counts) {
    add_waived(cut, report);
    add_row_counts(cut, report, step == CommentStep::tables ? most_rows_per_gate : most_row_counts);
    add_lineage(cut, report);
  }
  add_pull_request(cut, report, false);
  return cut;
}

}  // namespace

std::size_t findings_told(const Report& report) { return static_cast<std::size_t>(count_findings(report).standing()); }

bool has_something_to_say(const Report& report) {
  return report.verdict != Verdict::passed || findings_told(report) > 0;
}

std::string comment_text(const Report& report, std::string_view key, std::size_t resolved, std::size_t most_bytes) {
  const std::string closing = footer(report);
  const std::size_t room = most_bytes - std::min(most_bytes, closing.size() + marked_room(key));
  const std::size_t findings = findings_told(report);
  std::optional<Cut> cut;
  for (const CommentStep step :
       {CommentStep::full, CommentStep::details_for_errors, CommentStep::tables, CommentStep::counts}) {
    cut = body_of(report, step, resolved, room);
    if (cut->left_out() == 0) break;
  }
  return marked(key, findings, resolved, cut->closed(where_it_is) + closing);
}

}  // namespace tollgate::reporters
