#include "reporters/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reporters/figures_told.hpp"

namespace tollgate::reporters {

namespace {

std::string duration_text(long long seconds) {
  if (seconds % 3600 == 0) return fmt::format("{} h", seconds / 3600);
  if (seconds % 60 == 0) return fmt::format("{} min", seconds / 60);
  return fmt::format("{} s", seconds);
}

}  // namespace

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

std::string name_of(const Report& report, std::string_view subject) {
  if (subject == change_subject) return "the change";
  const SelectedModel* model = find_model(report, subject);
  if (model == nullptr || model->name.empty()) return std::string(subject);
  // Names of one project begin alike: their ends tell most of them apart.
  const auto same = std::count_if(report.models.begin(), report.models.end(), [&](const SelectedModel& other) {
    return other.name.size() == model->name.size() && other.name.back() == model->name.back() &&
           other.name == model->name;
  });
  return same > 1 ? std::string(subject) : model->name;
}

std::string name_list(const Report& report, const std::vector<std::string>& subjects, std::size_t most) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(most, subjects.size()); ++i) names.push_back(name_of(report, subjects[i]));
  std::string text = joined(names, ", ");
  if (subjects.size() > most) text += fmt::format(" and {} more", subjects.size() - most);
  return text;
}

std::string subject_text(const Report& report, const Subject& subject) {
  std::string text = name_of(report, subject.id);
  if (!subject.column.empty()) text += "." + subject.column;
  if (!subject.relation.empty()) text += " (" + subject.relation + ")";
  return text;
}

std::string subject_beside(const Report& report, const Finding& finding, const FoldedFinding& folded) {
  const Subject& subject = folded.subject;
  const std::string whole = subject_text(report, subject);
  if (folded.message.starts_with(whole + " ")) return {};
  if (subject.id != finding.subject.id) return " of " + whole;
  std::string text = subject.column.empty() ? std::string() : " of " + subject.column;
  if (!subject.relation.empty()) text += " (" + subject.relation + ")";
  return text;
}

std::string waived_text(const WaivedBy& waived) {
  if (waived.by == SetAside::baseline) return "known: it stands in " + waived.location.path;
  if (waived.by == SetAside::outside_diff)
    return "outside the diff: on a line that this change did not touch (--diff-filter)";
  return fmt::format("waived by {} until {}: {}{}", waived.owner, waived.expires, waived.reason,
                     waived.added ? " (this change brings the waiver)" : "");
}

std::string_view set_aside_word(SetAside by) {
  switch (by) {
    case SetAside::baseline:
      return "known";
    case SetAside::outside_diff:
      return "outside the diff";
    case SetAside::waiver:
      break;
  }
  return "waived";
}

std::string_view reason_word(std::string_view kind) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> words{{
      {"body", "code"},
      {"compiled", "compiled SQL alone"},
      {"config", "configuration"},
      {"ephemeral_parent", "inlined ephemeral model"},
      {"fqn", "file moved"},
      {"persisted_description", "description"},
      {"relation", "name in the database"},
      {"seed_checksum", "data of the seed"},
      {"tests", "its tests"},
  }};
  const auto* const found = std::ranges::find(words, kind, &std::pair<std::string_view, std::string_view>::first);
  return found == words.end() ? kind : found->second;
}

std::string rule_text(std::string_view gate, std::string_view rule) { return fmt::format("{}/{}", gate, rule); }

std::string place_text(const Location& location) {
  if (location.path.empty()) return {};
  const int line = std::max(location.line, 1);
  return location.column > 0 ? fmt::format("{}:{}:{}", location.path, line, location.column)
                             : fmt::format("{}:{}", location.path, line);
}

std::string evidence_text(const Finding& finding) {
  return joined(figures_told(finding.evidence, finding.message), "; ");
}

std::string_view message_below(std::string_view name, std::string_view message) {
  const bool named =
      message.size() > name.size() + 2 && message.starts_with(name) && message.substr(name.size()).starts_with(": ");
  return named ? message.substr(name.size() + 2) : message;
}

std::string comparison_text(const Report& report) {
  std::vector<std::string> parts;
  if (!report.project.empty()) parts.push_back(report.project);
  if (!report.base_label.empty() || !report.head_label.empty()) {
    parts.push_back(fmt::format("base {} -> head {}", report.base_label.empty() ? "none" : report.base_label,
                                report.head_label.empty() ? "none" : report.head_label));
  }
  if (!report.policy.source.empty()) parts.push_back("policy: " + report.policy.source);
  if (!report.tollgate_version.empty()) parts.push_back("tollgate " + report.tollgate_version);
  return joined(parts, "; ");
}

std::string_view verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "PASS";
    case Verdict::failed:
      return "FAIL";
    case Verdict::unjudged:
      break;
  }
  return "NOT JUDGED";
}

std::string human_bar_text(const LayerSummary& layer) {
  std::vector<std::string> parts;
  const int approvals = layer.review.approvals;
  std::string review =
      approvals > 0 ? counted(static_cast<std::size_t>(approvals), "approval") : "no approval asked for";
  if (!layer.review.by.empty()) review += " by " + joined(layer.review.by, " and ");
  parts.push_back(std::move(review));
  if (!layer.merge_window.empty()) parts.push_back("merge window " + layer.merge_window);
  if (layer.rollback_sla_s > 0) parts.push_back("rollback within " + duration_text(layer.rollback_sla_s));
  return joined(parts, "; ");
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", with_thousands(static_cast<std::int64_t>(number)), noun, number == 1 ? "" : "s");
}

}  // namespace tollgate::reporters
