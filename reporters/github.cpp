// For GitHub Actions: annotations by workflow commands, the whole text for people, a step summary and outputs.
// What else stands in the log is fenced in, so that no name in it can be a command.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reporters/all.hpp"
#include "reporters/escape.hpp"
#include "reporters/github_summary.hpp"
#include "reporters/overview.hpp"
#include "reporters/wording.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

namespace {

/// GitHub shows that many annotations of one level per step and drops the rest (actions/toolkit#734).
constexpr std::size_t budget = 10;
/// Annotations for what could not be judged that go before findings; a cause shared by many models is one of them.
constexpr std::size_t unjudged_first = 3;
constexpr std::size_t most_names = 10;
constexpr std::size_t longest_title = 200;

struct Annotation {
  Severity severity = Severity::error;
  Location location;
  std::string title;
  std::string message;
};

std::string_view command_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
    case Severity::off:
      break;
  }
  return "notice";
}

/// Properties without a value are left out, as the runner drops them.
std::string command(const Annotation& annotation) {
  std::string properties;
  const auto add = [&properties](std::string_view name, std::string_view value) {
    properties += fmt::format("{}{}={}", properties.empty() ? " " : ",", name, github_property(value));
  };
  const Location& place = annotation.location;
  if (!place.path.empty()) {
    add("file", visible(place.path));
    add("line", std::to_string(std::max(place.line, 1)));
    if (place.column > 0) add("col", std::to_string(place.column));
  }
  add("title", cut_middle(visible(annotation.title), longest_title));
  return fmt::format("::{}{}::{}\n", command_of(annotation.severity), properties,
                     github_data(visible_lines(annotation.message)));
}

Severity level_of(const Finding& finding) { return finding.waived ? Severity::info : finding.severity; }

Annotation annotation_of(const Report& report, const Finding& finding) {
  Annotation made{level_of(finding), finding.location,
                  rule_text(finding.gate, finding.rule) + ": " + subject_text(report, finding.subject),
                  finding.message};
  if (finding.waived) {
    made.title = std::string(set_aside_word(finding.waived->by)) + ": " + made.title;
    made.message = visible(waived_text(*finding.waived)) + "\n" + made.message;
  }
  if (const std::string figures = evidence_text(finding); !figures.empty()) made.message += "\n" + visible(figures);
  if (!finding.help.empty() && !finding.waived) made.message += "\nhelp: " + finding.help;
  if (!finding.folded.empty())
    made.message += "\nalso: " + counted(finding.folded.size(), "finding") + " of the same cause";
  return made;
}

Annotation annotation_of(const Report& report, const SharedReason& unjudged) {
  Annotation made;
  const std::vector<std::string> subjects = unjudged.subjects();
  const SelectedModel* model = subjects.size() == 1 ? find_model(report, subjects.front()) : nullptr;
  if (model != nullptr) made.location.path = model->path;
  made.title = joined(unjudged.gates(), ", ") + ": could not be judged";
  made.message = "could not be judged: " + (unjudged.reason.empty() ? "no reason given" : unjudged.reason);
  for (std::size_t i = 0; i < std::min(unjudged.groups.size(), most_names); ++i)
    made.message += "\n" + visible(gates_and_subjects(report, unjudged.groups[i], most_names));
  if (unjudged.groups.size() > most_names)
    made.message += "\n" + fmt::format("and {} more", unjudged.groups.size() - most_names);
  return made;
}

/// The worst first: some of what could not be judged (it outranks a finding in the verdict), findings, the rest. Of
/// those that no budget holds only the level is told.
std::vector<Annotation> annotations_of(const Report& report) {
  std::vector<Annotation> all;
  std::map<std::string_view, std::size_t> of_level;
  const std::vector<SharedReason> unjudged = shared_reasons(report, Status::errored);
  const std::size_t first = std::min(unjudged.size(), unjudged_first);
  for (std::size_t i = 0; i < first; ++i) all.push_back(annotation_of(report, unjudged[i]));
  for (const Finding* finding : worst_first(report)) {
    const bool may_be_shown = of_level[command_of(level_of(*finding))]++ < budget;
    all.push_back(may_be_shown ? annotation_of(report, *finding) : Annotation{level_of(*finding), {}, {}, {}});
  }
  for (std::size_t i = first; i < unjudged.size(); ++i) all.push_back(annotation_of(report, unjudged[i]));
  return all;
}

/// The annotations of one level; the last slot says how many more there are.
std::string commands_of(const std::vector<Annotation>& annotations, std::string_view level) {
  std::vector<const Annotation*> mine;
  for (const Annotation& annotation : annotations) {
    if (command_of(annotation.severity) == level) mine.push_back(&annotation);
  }
  const std::size_t shown = mine.size() > budget ? budget - 1 : mine.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += command(*mine[i]);
  if (shown < mine.size()) {
    Annotation more{mine.front()->severity, {}, "tollgate", ""};
    more.message = "and " + counted(mine.size() - shown, fmt::format("more {}", level)) + ", see the summary";
    text += command(more);
  }
  return text;
}

/// Text from which the runner takes no command: fenced by stop-commands, and, should the fence be missing or known,
/// with its commands broken.
std::string fenced(const std::string& text, const std::string& token) {
  const std::string safe = without_github_commands(text);
  return token.empty() ? safe : fmt::format("::stop-commands::{0}\n{1}::{0}::\n", token, safe);
}

/// One output. A value that may hold a name from the project gets a delimiter that it cannot know.
std::string output(std::string_view name, const std::string& value, const std::string& token) {
  return token.empty() ? fmt::format("{}={}\n", name, value)
                       : fmt::format("{0}<<tollgate_{2}\n{1}\ntollgate_{2}\n", name, value, token);
}

std::string outputs_of(const Report& report, const std::string& token) {
  const FindingCounts counts = count_findings(report);
  const std::string text = fmt::format(
      "conclusion={}\nexit-code={}\nfindings={}\nerrors={}\nwarnings={}\nwaived={}\nknown={}\noutside-diff={}\n",
      to_string(report.verdict), exit_code(report), counts.total(), counts.errors, counts.warnings, counts.waived,
      counts.known, counts.outside);
  return text + output("headline", visible(report.headline), token);
}

Rendering render(const Report& report, const RenderStyle& style) {
  const std::vector<Annotation> annotations = annotations_of(report);
  std::string body;
  for (const Severity level : {Severity::error, Severity::warning, Severity::info}) {
    body += commands_of(annotations, command_of(level));
  }
  RenderStyle plain = style;
  plain.color = false;
  plain.variant.clear();
  body += fenced(terminal.render(report, plain).body, style.random_token);
  return {body,
          {{"GITHUB_STEP_SUMMARY", github_summary(report)}, {"GITHUB_OUTPUT", outputs_of(report, style.random_token)}}};
}

}  // namespace

constinit const Reporter github{"github", "GitHub Actions: annotations, log, step summary, outputs", {}, render};

}  // namespace tollgate::reporters
