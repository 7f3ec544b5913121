#include "reporters/comment_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "reporters/acceptance.hpp"
#include "reporters/escape.hpp"
#include "reporters/overview.hpp"
#include "reporters/wording.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_text = 1'000;
constexpr std::size_t longest_code = 200;
constexpr std::size_t most_folded = 10;
constexpr int lines_around = 3;

/// How much rows changed, in percent; 0 where the finding does not tell.
double size_of_change(const Finding& finding) {
  for (const Evidence& fact : finding.evidence) {
    if (fact.name != "change_pct") continue;
    const double size = std::visit([](auto value) { return std::abs(static_cast<double>(value)); }, fact.value);
    if (std::isfinite(size)) return size;
  }
  return 0;
}

std::vector<const Finding*> ranked(const Report& report) {
  std::vector<std::pair<double, const Finding*>> sized;
  for (const Finding* finding : worst_first(report)) {
    if (!finding->waived) sized.emplace_back(size_of_change(*finding), finding);
  }
  std::ranges::stable_sort(sized, [](const auto& a, const auto& b) {
    return a.second->severity != b.second->severity ? a.second->severity > b.second->severity : a.first > b.first;
  });
  std::vector<const Finding*> findings;
  for (const auto& [size, finding] : sized) findings.push_back(finding);
  return findings;
}

std::string subject_cell(const Report& report, const Subject& subject) {
  return markdown_code_cell(subject_text(report, subject), longest_name);
}
std::string place_cell(const Location& location) { return markdown_code_cell(place_text(location), longest_name); }

/// Its model stands before it already.
std::string message_cell(const Report& report, const Finding& finding) {
  return markdown_cell(message_below(name_of(report, finding.subject.id), finding.message), longest_text);
}

/// What the gate says of this finding, else what its rule says of all such.
std::string advice_of(const Report& report, const Finding& finding) {
  if (!finding.help.empty()) return finding.help;
  const auto rule = std::ranges::find_if(
      report.rules, [&](const RuleText& text) { return text.gate == finding.gate && text.id == finding.rule; });
  return rule == report.rules.end() ? std::string() : rule->advice;
}

/// `>  14 | select a`: every line begins with something of ours.
std::string code_text(const Report& report, const Location& location) {
  const Excerpt* excerpt = find_excerpt(report, location.path, location.line);
  if (excerpt == nullptr) return {};
  std::string text;
  const int end = excerpt->first_line + static_cast<int>(excerpt->lines.size());
  for (int line = std::max(location.line - lines_around, excerpt->first_line);
       line <= std::min(location.line + lines_around, end - 1); ++line) {
    const std::string& code = excerpt->lines[static_cast<std::size_t>(line - excerpt->first_line)];
    text += fmt::format("{} {:>4} | {}\n", line == location.line ? ">" : " ", line,
                        cut_middle(visible(code), longest_code));
  }
  return text;
}

std::string folded_text(const Report& report, const Finding& finding) {
  std::string text;
  for (std::size_t i = 0; i < std::min(finding.folded.size(), most_folded); ++i) {
    const FoldedFinding& folded = finding.folded[i];
    text += "- also " + subject_cell(report, folded.subject) + ": " +
            markdown_cell(message_below(name_of(report, folded.subject.id), folded.message), longest_text) + "\n";
  }
  if (finding.folded.size() > most_folded)
    text += fmt::format("- and {} more of the same cause\n", finding.folded.size() - most_folded);
  return text.empty() ? text : "\n" + text;
}

/// A part of what is told of a finding, and what it is called together with others.
struct Detail {
  std::string_view name;
  std::string text;  ///< empty: there is none
};

std::vector<Detail> advice_of_both(const Report& report, const Finding& finding) {
  const std::string advice = advice_of(report, finding);
  const std::string figures = evidence_text(finding);
  return {{"what to do", advice.empty() ? "" : "\n**What to do:** " + markdown_cell(advice, longest_text) + "\n"},
          {"figures", figures.empty() ? "" : "\n**Figures:** " + markdown_cell(figures, longest_text) + "\n"},
          {"what has the same cause", folded_text(report, finding)}};
}

std::string advice_text(const Report& report, const Finding& finding) {
  std::string text;
  for (const Detail& detail : advice_of_both(report, finding)) text += detail.text;
  return text;
}

/// For whoever answers for the finding; nothing where its subject could not be pasted.
std::string acceptance_text(const Report& report, const Finding& finding) {
  const std::string commands = waiver_commands(report, finding);
  return commands.empty() ? commands : "\nTo accept it until a day:\n\n" + markdown_fence(commands, "sh");
}

std::string details_of(const Report& report, const Finding& finding) {
  std::vector<Detail> details = advice_of_both(report, finding);
  const std::string code = code_text(report, finding.location);
  details.push_back({"code", code.empty() ? code : "\n" + markdown_fence(code, "text")});
  details.push_back({"how to accept it", acceptance_text(report, finding)});
  std::string text;
  std::string names;
  for (const Detail& detail : details) {
    if (detail.text.empty()) continue;
    names += (names.empty() ? "" : ", ") + std::string(detail.name);
    text += detail.text;
  }
  if (text.empty()) return text;
  names.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(names.front())));
  return "\n<details><summary>" + names + "</summary>\n" + text + "\n</details>\n";
}

/// How bad, what it is about, by which rule.
std::string head_line(const Report& report, const Finding& finding) {
  return fmt::format("{} **{}** {} {}", severity_sign(finding.severity), to_string(finding.severity),
                     subject_cell(report, finding.subject),
                     markdown_code_cell(rule_text(finding.gate, finding.rule), longest_name));
}

std::string long_block(const Report& report, const Finding& finding) {
  std::string text = "\n" + head_line(report, finding);
  if (!finding.location.path.empty()) text += " at " + place_cell(finding.location);
  return text + "<br>" + message_cell(report, finding) + "\n" + details_of(report, finding);
}

void add_table(Cut& cut, const Report& report, const std::vector<const Finding*>& findings, std::size_t most_rows) {
  if (findings.empty()) return;
  std::string head = "\n" + markdown_row({"severity", "model", "place", "rule", "what"});
  head += markdown_row({"---", "---", "---", "---", "---"});
  std::map<std::string_view, std::size_t> of_gate;
  std::map<std::string_view, std::size_t> left_out;
  for (const Finding* finding : findings) {
    if (of_gate[finding->gate]++ >= most_rows) {
      ++left_out[finding->gate];
      continue;
    }
    cut.add(head + markdown_row({std::string(to_string(finding->severity)), subject_cell(report, finding->subject),
                                 place_cell(finding->location),
                                 markdown_code_cell(rule_text(finding->gate, finding->rule), longest_name),
                                 message_cell(report, *finding)}));
    head.clear();
    if (cut.left_out() > 0) return;
  }
  if (!left_out.empty()) cut.add("\n");
  for (const auto& [gate, count] : left_out) {
    cut.add("- and " + counted(count, "more finding") + " of " + markdown_code_cell(gate, longest_name) + "\n");
  }
}

void add_counts(Cut& cut, const Report& report, const std::vector<const Finding*>& findings) {
  for (const std::string& gate : gates_of(report)) {
    const auto of = [&](Severity severity) {
      return std::to_string(std::ranges::count_if(
          findings, [&](const Finding* finding) { return finding->gate == gate && finding->severity == severity; }));
    };
    cut.add(markdown_row(
        {markdown_code_cell(gate, longest_name), of(Severity::error), of(Severity::warning), of(Severity::info)}));
  }
}

}  // namespace

void add_comment_findings(Cut& cut, const Report& report, CommentStep step) {
  const std::vector<const Finding*> findings = ranked(report);
  if (findings.empty()) return;
  cut.add(fmt::format("\n### Findings ({})\n", findings.size()));
  if (step == CommentStep::counts) {
    cut.add("\n" + markdown_row({"gate", "errors", "warnings", "infos"}) +
            markdown_row({"---", "---:", "---:", "---:"}));
    return add_counts(cut, report, findings);
  }
  if (step == CommentStep::tables) return add_table(cut, report, findings, most_rows_per_gate);
  std::vector<const Finding*> as_rows;
  for (const Finding* finding : findings) {
    if (cut.left_out() > 0) return;
    if (step == CommentStep::full || finding->severity == Severity::error) {
      cut.add(long_block(report, *finding));
    } else {
      as_rows.push_back(finding);
    }
  }
  add_table(cut, report, as_rows, as_rows.size());
}

std::string finding_text(const Report& report, const Finding& finding) {
  const std::string acceptance = acceptance_text(report, finding);
  return head_line(report, finding) + "<br>" + message_cell(report, finding) + "\n" + advice_text(report, finding) +
         (acceptance.empty() ? acceptance
                             : "\n<details><summary>Accept it</summary>\n" + acceptance + "\n</details>\n");
}

void add_waived(Cut& cut, const Report& report) {
  std::string rows;
  std::size_t count = 0;
  for (const Finding* finding : worst_first(report)) {
    if (!finding->waived) continue;
    if (++count > most_rows_per_gate) continue;
    rows += "- " + subject_cell(report, finding->subject) + " " +
            markdown_code_cell(rule_text(finding->gate, finding->rule), longest_name) + ": " +
            markdown_cell(waived_text(*finding->waived), longest_text) + "\n";
  }
  if (count == 0) return;
  if (count > most_rows_per_gate) rows += fmt::format("- and {} more\n", count - most_rows_per_gate);
  cut.add(
      fmt::format("\n<details><summary>{} ({})</summary>\n\n{}\n</details>\n", set_aside_title(report), count, rows));
}

}  // namespace tollgate::reporters
