#include "reporters/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tollgate::reporters {

namespace {

std::string duration_text(long long seconds) {
  if (seconds % 3600 == 0) return fmt::format("{} h", seconds / 3600);
  if (seconds % 60 == 0) return fmt::format("{} min", seconds / 60);
  return fmt::format("{} s", seconds);
}

/// `1234567` to `1,234,567`.
std::string grouped(std::string digits) {
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string number_text(double number) {
  if (!std::isfinite(number)) return "not a number";
  if (std::abs(number) >= 1e15) return fmt::format("{:g}", number);
  std::string text = fmt::format("{:.2f}", std::abs(number));
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string sign = number < 0 && text != "0" ? "-" : "";
  return sign + grouped(text.substr(0, point)) + text.substr(point);
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

std::string waived_text(const WaivedBy& waived) {
  if (waived.by == SetAside::baseline) return "known: it stands in " + waived.location.path;
  if (waived.by == SetAside::outside_diff)
    return "set aside by --diff-filter: on a line that this change did not touch";
  return fmt::format("waived by {} until {}: {}{}", waived.owner, waived.expires, waived.reason,
                     waived.added ? " (this change brings the waiver)" : "");
}

std::string rule_text(std::string_view gate, std::string_view rule) { return fmt::format("{}/{}", gate, rule); }

std::string place_text(const Location& location) {
  if (location.path.empty()) return {};
  const int line = std::max(location.line, 1);
  return location.column > 0 ? fmt::format("{}:{}:{}", location.path, line, location.column)
                             : fmt::format("{}:{}", location.path, line);
}

std::string with_thousands(std::int64_t number) {
  const std::uint64_t magnitude =
      number < 0 ? ~static_cast<std::uint64_t>(number) + 1 : static_cast<std::uint64_t>(number);
  return (number < 0 ? "-" : "") + grouped(std::to_string(magnitude));
}

std::string evidence_text(const std::vector<Evidence>& evidence) {
  std::vector<std::string> parts;
  for (const Evidence& fact : evidence) {
    const auto* whole = std::get_if<std::int64_t>(&fact.value);
    parts.push_back(fact.name + " " +
                    (whole != nullptr ? with_thousands(*whole) : number_text(std::get<double>(fact.value))));
  }
  return joined(parts, "; ");
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
