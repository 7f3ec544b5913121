#include "reporters/overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

template <class Value>
bool contains(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// The outcomes of one gate that share a reason.
struct Said {
  std::string_view gate;
  std::string reason;
  std::vector<std::string> subjects{};
};

constexpr std::string_view any_name = "<name>";

bool is_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// `"db"."prod"."<name>" does not exist` of what is said of `orders`, whole words only.
std::string without_name(const std::string& reason, const std::string& name) {
  std::string shape;
  std::size_t from = 0;
  if (name.empty()) return reason;
  for (std::size_t at = reason.find(name); at != std::string::npos; at = reason.find(name, at + name.size())) {
    const std::size_t end = at + name.size();
    const bool whole = (at == 0 || !is_of_name(reason[at - 1])) && (end == reason.size() || !is_of_name(reason[end]));
    if (!whole) continue;
    shape.append(reason, from, at - from).append(any_name);
    from = end;
  }
  return shape.append(reason, from, std::string::npos);
}

/// What is said of several subjects, each by its own name, is one reason: it gets its name left out.
std::vector<std::string> reasons_of(const Report& report, const std::vector<const Outcome*>& outcomes) {
  std::vector<std::string> shapes;
  std::map<std::string_view, std::set<std::string_view>> subjects;
  shapes.reserve(outcomes.size());  // views into it stay
  for (const Outcome* outcome : outcomes) {
    shapes.push_back(without_name(outcome->reason, name_of(report, outcome->subject)));
    subjects[shapes.back()].insert(outcome->subject);
  }
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    reasons.push_back(subjects.at(shapes[i]).size() > 1 ? shapes[i] : outcomes[i]->reason);
  return reasons;
}

std::vector<Said> said_by_gates(const Report& report, Status status) {
  std::vector<const Outcome*> outcomes;
  for (const Outcome& outcome : report.outcomes) {
    if (outcome.status == status && !outcome.pending) outcomes.push_back(&outcome);
  }
  const std::vector<std::string> reasons = reasons_of(report, outcomes);
  std::vector<Said> said;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> index;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto [at, fresh] =
        index.emplace(std::pair<std::string_view, std::string_view>(outcomes[i]->gate, reasons[i]), said.size());
    if (fresh) said.push_back({outcomes[i]->gate, reasons[i], {}});
    said[at->second].subjects.push_back(outcomes[i]->subject);
  }
  return said;
}

/// Shorter ones stand in other sentences by chance; of more than that many, none is looked for in the others.
constexpr std::size_t shortest_root = 30;
constexpr std::size_t most_roots = 50;

/// For each reason the shortest one that stands within it, itself if there is none: gates say more or less around the
/// one thing that was missing. Looked for are the first of them only, so that it stays linear.
std::map<std::string_view, std::string_view> roots_of(const std::vector<Said>& said) {
  std::map<std::string_view, std::string_view> roots;
  std::vector<std::string_view> candidates;
  for (const Said& one : said) {
    const bool fresh = roots.emplace(one.reason, one.reason).second;
    if (fresh && one.reason.size() >= shortest_root && candidates.size() < most_roots) candidates.push_back(one.reason);
  }
  std::ranges::stable_sort(candidates, {}, &std::string_view::size);
  for (auto& [reason, root] : roots) {
    const auto within = [&text = reason](std::string_view candidate) {
      return text.find(candidate) != std::string_view::npos;
    };
    const auto found = std::ranges::find_if(candidates, within);
    if (found != candidates.end()) root = *found;
  }
  return roots;
}

constexpr std::string_view between_sentences = " ;:,.";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(between_sentences);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(between_sentences) + 1 - first);
}

/// What the gate says beside the root: what stands before it and after it, without what joined them.
std::string beside(std::string_view reason, std::string_view root) {
  if (reason == root) return {};
  const std::size_t at = reason.find(root);
  const std::string_view before = trimmed(reason.substr(0, at));
  const std::string_view after = trimmed(reason.substr(at + root.size()));
  return std::string(before) + (before.empty() || after.empty() ? "" : "; ") + std::string(after);
}

/// Where a group is, by what makes it one.
using GroupIndex = std::map<std::pair<std::string, std::vector<std::string>>, std::size_t>;

void add_group(SharedReason& shared, GroupIndex& index, const Said& said) {
  std::string more = beside(said.reason, shared.reason);
  const auto [at, fresh] = index.emplace(std::pair(more, said.subjects), shared.groups.size());
  if (fresh) shared.groups.push_back({{}, said.subjects, std::move(more)});
  shared.groups[at->second].gates.emplace_back(said.gate);
}

using GateAndSubject = std::pair<std::string_view, std::string_view>;

/// What keeps each subject of a gate from failing; a waiver, where there are several.
std::map<GateAndSubject, SetAside> set_aside_by(const Report& report, std::string_view gate) {
  std::map<GateAndSubject, SetAside> kinds;
  const auto add = [&](std::string_view of, const Subject& subject, const std::optional<WaivedBy>& waived) {
    if (!waived || of != gate) return;
    const auto [at, fresh] = kinds.emplace(GateAndSubject(of, subject.id), waived->by);
    if (!fresh) at->second = std::min(at->second, waived->by);
  };
  for (const Finding& finding : report.findings) {
    add(finding.gate, finding.subject, finding.waived);
    for (const FoldedFinding& folded : finding.folded) add(folded.gate, folded.subject, folded.waived);
  }
  return kinds;
}

template <class Counts>
void count_set_aside(Counts& counts, SetAside by) {
  switch (by) {
    case SetAside::waiver:
      ++counts.waived;
      break;
    case SetAside::baseline:
      ++counts.known;
      break;
    case SetAside::outside_diff:
      ++counts.outside;
      break;
  }
}

void count(StatusCounts& counts, const Outcome& outcome) {
  switch (outcome.status) {
    case Status::passed:
      ++counts.passed;
      break;
    case Status::failed:
      ++counts.failed;
      break;
    case Status::skipped:
      ++(outcome.pending ? counts.pending : counts.skipped);
      break;
    case Status::errored:
      ++counts.errored;
      break;
  }
}

}  // namespace

std::string_view set_aside_title(const Report& report) {
  std::set<SetAside> kinds;
  for (const Finding& finding : report.findings) {
    if (finding.waived) kinds.insert(finding.waived->by);
  }
  if (kinds.size() != 1) return "Set aside";
  switch (*kinds.begin()) {
    case SetAside::baseline:
      return "Known";
    case SetAside::outside_diff:
      return "Outside the diff";
    case SetAside::waiver:
      break;
  }
  return "Waived";
}

FindingCounts count_findings(const Report& report) {
  FindingCounts counts;
  for (const Finding& finding : report.findings) {
    if (finding.waived) {
      count_set_aside(counts, finding.waived->by);
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
  const std::vector<Said> said = said_by_gates(report, status);
  const std::map<std::string_view, std::string_view> roots = roots_of(said);
  std::vector<SharedReason> reasons;
  std::vector<GroupIndex> groups;
  std::map<std::string_view, std::size_t> index;
  for (const Said& one : said) {
    const std::string_view root = roots.at(one.reason);
    const auto [at, fresh] = index.emplace(root, reasons.size());
    if (fresh) {
      reasons.push_back({std::string(root), {}});
      groups.emplace_back();
    }
    add_group(reasons[at->second], groups[at->second], one);
  }
  return reasons;
}

std::vector<std::string> SharedReason::subjects() const {
  std::vector<std::string> all;
  std::set<std::string_view> seen;
  for (const GatesAndSubjects& group : groups) {
    for (const std::string& subject : group.subjects) {
      if (seen.insert(subject).second) all.push_back(subject);
    }
  }
  return all;
}

std::vector<std::string> SharedReason::gates() const {
  std::vector<std::string> all;
  for (const GatesAndSubjects& group : groups) all.insert(all.end(), group.gates.begin(), group.gates.end());
  return all;
}

std::string gates_and_subjects(const Report& report, const GatesAndSubjects& group, std::size_t most_names) {
  std::string text = joined(group.gates, ", ");
  if (!group.beside.empty()) text += " (" + group.beside + ")";
  const bool about_change = group.subjects.size() == 1 && group.subjects.front() == change_subject;
  return about_change ? text : text + ": " + name_list(report, group.subjects, most_names);
}

std::string to_text(const StatusCounts& counts) {
  std::vector<std::string> parts;
  const auto add = [&parts](int number, std::string_view word) {
    if (number > 0) parts.push_back(fmt::format("{} {}", with_thousands(number), word));
  };
  add(counts.passed, "passed");
  add(counts.waived, "waived");
  add(counts.known, "known");
  add(counts.outside, "outside the diff");
  add(counts.failed, "failed");
  add(counts.pending, "pending");
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
  std::optional<std::map<GateAndSubject, SetAside>> kinds;
  for (const Outcome& outcome : report.outcomes) {
    if (outcome.gate != gate || (!layer.empty() && layer_of(outcome) != layer)) continue;
    if (outcome.status == Status::passed && outcome.waived) {
      if (!kinds) kinds = set_aside_by(report, gate);
      const auto by = kinds->find({outcome.gate, outcome.subject});
      count_set_aside(counts, by == kinds->end() ? SetAside::waiver : by->second);
    } else {
      count(counts, outcome);
    }
  }
  return counts;
}

namespace {

/// Changed models, of one layer if that is not empty, that the gate was not asked about: `2 changed not asked`.
std::string not_asked_text(const Report& report, std::string_view gate, std::string_view layer) {
  const auto unasked = std::ranges::find(report.not_asked, gate, &NotAsked::gate);
  if (unasked == report.not_asked.end()) return {};
  const auto number = std::ranges::count_if(unasked->models, [&](const std::string& id) {
    const SelectedModel* model = layer.empty() ? nullptr : find_model(report, id);
    return layer.empty() || (model != nullptr && model->layer == layer);
  });
  return number == 0 ? std::string() : fmt::format("{} changed not asked", with_thousands(number));
}

}  // namespace

std::string gate_text(const Report& report, std::string_view gate, std::string_view layer) {
  std::string outcomes = to_text(count_outcomes(report, gate, layer));
  const std::string unasked = not_asked_text(report, gate, layer);
  if (!outcomes.empty()) return unasked.empty() ? outcomes : outcomes + ", " + unasked;
  if (!unasked.empty()) return unasked;
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

std::string clean_changes_text(const Report& report) {
  constexpr std::size_t most_named = 8;
  std::set<std::string_view> passed, told;
  for (const Outcome& outcome : report.outcomes) {
    if (outcome.status == Status::passed) passed.insert(outcome.subject);
    if (outcome.status == Status::failed || outcome.status == Status::errored) told.insert(outcome.subject);
  }
  for (const Finding& finding : report.findings) {
    told.insert(finding.subject.id);
    for (const FoldedFinding& folded : finding.folded) told.insert(folded.subject.id);
  }
  std::vector<std::string> clean;
  for (const SelectedModel& model : report.models) {
    const std::string& id = model.unique_id;
    if (model.changed && passed.contains(id) && !told.contains(id)) clean.push_back(id);
  }
  return clean.empty() ? std::string() : "changed, without a finding: " + name_list(report, clean, most_named);
}

}  // namespace tollgate::reporters
