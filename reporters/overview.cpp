#include "reporters/overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace tollgate::reporters {

namespace {

template <class Value>
bool contains(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

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

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

}  // namespace

FindingCounts count_findings(const Report& report) {
  FindingCounts counts;
  for (const Finding& finding : report.findings) {
    switch (finding.severity) {
      case Severity::error:
        ++counts.errors;
        break;
      case Severity::warning:
        ++counts.warnings;
        break;
      case Severity::info:
      case Severity::off:
        ++counts.infos;
        break;
    }
  }
  return counts;
}

bool is_failing(const Report& report, Severity severity) { return severity >= report.fail_on; }

std::vector<const Finding*> worst_first(const Report& report) {
  std::vector<const Finding*> order;
  for (const Finding& finding : report.findings) order.push_back(&finding);
  std::stable_sort(order.begin(), order.end(),
                   [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
  return order;
}

std::vector<ModelFindings> findings_by_model(const Report& report) {
  std::vector<ModelFindings> groups;
  std::map<std::string_view, std::size_t> index;
  for (const Finding* finding : worst_first(report)) {
    const auto [at, fresh] = index.emplace(finding->subject.id, groups.size());
    if (fresh) groups.push_back({finding->subject.id, {}});
    groups[at->second].findings.push_back(finding);
  }
  return groups;
}

std::vector<SharedReason> shared_reasons(const Report& report, Status status) {
  std::vector<SharedReason> groups;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> index;
  for (const Outcome& outcome : report.outcomes) {
    if (outcome.status != status) continue;
    const auto [at, fresh] =
        index.emplace(std::pair<std::string_view, std::string_view>(outcome.gate, outcome.reason), groups.size());
    if (fresh) groups.push_back({outcome.gate, outcome.reason, {}});
    groups[at->second].subjects.push_back(outcome.subject);
  }
  return groups;
}

std::string to_text(const StatusCounts& counts) {
  std::vector<std::string> parts;
  const auto add = [&parts](int number, std::string_view word) {
    if (number > 0) parts.push_back(fmt::format("{} {}", with_thousands(number), word));
  };
  add(counts.passed, "passed");
  add(counts.failed, "failed");
  add(counts.skipped, "skipped");
  add(counts.errored, "not judged");
  return join(parts, ", ");
}

std::string layer_of(const Outcome& outcome) {
  return outcome.layer.empty() ? std::string(change_subject) : outcome.layer;
}

std::string layer_of(const Report& report, const Finding& finding) {
  const SelectedModel* model = find_model(report, finding.subject.id);
  return model == nullptr || model->layer.empty() ? std::string(change_subject) : model->layer;
}

StatusCounts count_outcomes(const Report& report, std::string_view gate, std::string_view layer) {
  StatusCounts counts;
  for (const Outcome& outcome : report.outcomes) {
    if (outcome.gate != gate || (!layer.empty() && layer_of(outcome) != layer)) continue;
    switch (outcome.status) {
      case Status::passed:
        ++counts.passed;
        break;
      case Status::failed:
        ++counts.failed;
        break;
      case Status::skipped:
        ++counts.skipped;
        break;
      case Status::errored:
        ++counts.errored;
        break;
    }
  }
  return counts;
}

std::string gate_text(const Report& report, std::string_view gate, std::string_view layer) {
  const std::string outcomes = to_text(count_outcomes(report, gate, layer));
  if (!outcomes.empty()) return outcomes;
  const auto findings = std::count_if(report.findings.begin(), report.findings.end(), [&](const Finding& f) {
    return f.gate == gate && (layer.empty() || layer_of(report, f) == layer);
  });
  return findings == 0 ? "" : counted(static_cast<std::size_t>(findings), "finding");
}

std::string gate_text(const Report& report, std::string_view gate) {
  const std::string text = gate_text(report, gate, "");
  return text.empty() ? "nothing to judge" : text;
}

std::vector<std::string> gates_of(const Report& report) {
  std::vector<std::string> gates = report.gates;
  const auto add = [&gates](const std::string& gate) {
    if (!contains(gates, gate)) gates.push_back(gate);
  };
  for (const Outcome& outcome : report.outcomes) add(outcome.gate);
  for (const Finding& finding : report.findings) add(finding.gate);
  return gates;
}

std::vector<std::string> layers_of(const Report& report) {
  std::vector<std::string> layers;
  const auto add = [&layers](const std::string& layer) {
    if (!contains(layers, layer)) layers.push_back(layer);
  };
  for (const LayerSummary& layer : report.layers) add(layer.name);
  for (const Outcome& outcome : report.outcomes) add(layer_of(outcome));
  for (const Finding& finding : report.findings) add(layer_of(report, finding));
  return layers;
}

std::string name_of(const Report& report, std::string_view subject) {
  if (subject == change_subject) return "the change";
  const SelectedModel* model = find_model(report, subject);
  if (model == nullptr || model->name.empty()) return std::string(subject);
  const auto same = std::count_if(report.models.begin(), report.models.end(),
                                  [&](const SelectedModel& other) { return other.name == model->name; });
  return same > 1 ? std::string(subject) : model->name;
}

std::string name_list(const Report& report, const std::vector<std::string>& subjects, std::size_t most) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(most, subjects.size()); ++i) names.push_back(name_of(report, subjects[i]));
  std::string text = join(names, ", ");
  if (subjects.size() > most) text += fmt::format(" and {} more", subjects.size() - most);
  return text;
}

std::string subject_text(const Report& report, const Subject& subject) {
  std::string text = name_of(report, subject.id);
  if (!subject.column.empty()) text += "." + subject.column;
  if (!subject.relation.empty()) text += " (" + subject.relation + ")";
  return text;
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
  return join(parts, "; ");
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
  return join(parts, "; ");
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
  if (!layer.review.by.empty()) review += " by " + join(layer.review.by, " and ");
  parts.push_back(std::move(review));
  if (!layer.merge_window.empty()) parts.push_back("merge window " + layer.merge_window);
  if (layer.rollback_sla_s > 0) parts.push_back("rollback within " + duration_text(layer.rollback_sla_s));
  return join(parts, "; ");
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", with_thousands(static_cast<std::int64_t>(number)), noun, number == 1 ? "" : "s");
}

}  // namespace tollgate::reporters
