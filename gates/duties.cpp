#include "gates/duties.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/lower.hpp"
#include "gates/reviews.hpp"

namespace tollgate::gates {

namespace {

constexpr std::size_t longest_reason = 200;

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// What follows `LABEL:` at the start of a line of the description.
std::string reason_for(std::string_view label, std::string_view description) {
  const std::string key = lowered(label) + ":";
  while (!description.empty()) {
    const std::size_t end = std::min(description.find('\n'), description.size());
    const std::string_view line = without_blanks(description.substr(0, end));
    if (lowered(line.substr(0, key.size())) == key) {
      const std::string_view reason = without_blanks(line.substr(key.size()));
      if (!reason.empty() && reason.size() <= longest_reason) return std::string(reason);
    }
    description.remove_prefix(std::min(end + 1, description.size()));
  }
  return {};
}

std::string told_of(const GateResult& result, DutyState state) {
  std::string text;
  for (const Duty& duty : result.pull_request.duties) {
    if (duty.state != state) continue;
    text += fmt::format("{}{}{}{}", text.empty() ? "" : "; ", duty.what, duty.detail.empty() ? "" : ": ", duty.detail);
  }
  return text;
}

}  // namespace

Finding finding_about_change(const Gate& gate, const Rule& rule, std::string message) {
  Finding finding;
  finding.gate = gate.id;
  finding.rule = rule.id;
  finding.severity = rule.severity;
  finding.subject.id = change_subject;
  finding.message = std::move(message);
  finding.help = rule.advice;
  return finding;
}

Outcome outcome_about_change(const Gate& gate, const GateResult& result) {
  Outcome outcome{std::string(gate.id), std::string(change_subject), Status::passed, {}};
  if (std::string unknown = told_of(result, DutyState::unknown); !unknown.empty()) {
    outcome.status = Status::errored;
    outcome.reason = std::move(unknown);
  } else if (std::string pending = told_of(result, DutyState::pending); !pending.empty() && result.findings.empty()) {
    outcome.status = Status::skipped;
    outcome.reason = "pending: " + std::move(pending);
    outcome.pending = true;
  }
  return outcome;
}

Outcome nothing_touched(const Gate& gate) {
  return {std::string(gate.id), std::string(change_subject), Status::skipped,
          "the change touches no model and no metric of any layer that asks for it"};
}

std::optional<LabelOverride> override_by_label(std::string_view label, const change::PullRequest& pull_request,
                                               const change::PullRequestProvenance& provenance) {
  const std::string wanted = lowered(label);
  const auto& labels = pull_request.labels.value;
  const auto found = std::ranges::find_if(labels, [&](const forge::Label& l) { return lowered(l.name) == wanted; });
  if (label.empty() || found == labels.end()) return std::nullopt;
  LabelOverride made;
  made.reason = reason_for(label, pull_request.description.value);
  if (found->added_by) made.by = found->added_by->login;
  if (!found->added_by) {
    made.why_not = fmt::format("the label {} does not count: the forge does not tell who put it on", label);
  } else if (is_machine(*found->added_by)) {
    made.why_not = fmt::format("the label {} does not count: {} is no person", label, made.by);
  } else if (!pull_request.author.known() || !pull_request.commits.known()) {
    made.why_not = fmt::format("the label {} does not count: it is not known who made the change", label);
  } else if (Makers(pull_request, provenance).has(made.by)) {
    made.why_not = fmt::format("the label {} does not count: {} had a hand in the change", label, made.by);
  } else if (made.reason.empty()) {
    made.why_not = fmt::format("the label {0} does not count: the description has no line \"{0}: reason\"", label);
  }
  made.counts = made.why_not.empty();
  return made;
}

}  // namespace tollgate::gates
