#include "reporters/overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

template <class Value>
bool contains(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

FindingCounts count_findings(const Report& report) {
  FindingCounts counts;
  for (const Finding& finding : report.findings) {
    if (finding.waived) {
      ++counts.waived;
      continue;
    }
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

std::vector<const Finding*> worst_first(const Report& report) {
  std::vector<const Finding*> order;
  for (const Finding& finding : report.findings) order.push_back(&finding);
  std::stable_sort(order.begin(), order.end(), [](const Finding* a, const Finding* b) {
    if (a->waived.has_value() != b->waived.has_value()) return b->waived.has_value();
    return a->severity > b->severity;
  });
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
  add(counts.waived, "waived");
  add(counts.failed, "failed");
  add(counts.skipped, "skipped");
  add(counts.errored, "not judged");
  return joined(parts, ", ");
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
        ++(outcome.waived ? counts.waived : counts.passed);
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
  std::string outcomes = to_text(count_outcomes(report, gate, layer));
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

}  // namespace tollgate::reporters
