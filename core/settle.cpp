#include "core/settle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <new>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/error.hpp"
#include "core/unbuilt.hpp"

namespace tollgate {

namespace {

using SettingsByModel = std::map<std::string, ModelSettings, std::less<>>;

GateResult errored_everywhere(const Gate& gate, std::span<const std::string> subjects, const std::string& reason) {
  GateResult result;
  for (const std::string& subject : subjects) {
    result.outcomes.push_back({std::string(gate.id), subject, Status::errored, reason});
  }
  return result;
}

/// Fail closed: a subject that the gate forgot is not a subject that passed.
GateResult with_every_subject(const Gate& gate, GateResult result, std::span<const std::string> subjects) {
  std::set<std::string_view> told;
  for (const Outcome& outcome : result.outcomes) told.insert(outcome.subject);
  std::vector<Outcome> missing;
  for (const std::string& subject : subjects) {
    if (told.contains(subject)) continue;
    missing.push_back({std::string(gate.id), subject, Status::errored, "the gate gave no verdict; please report it"});
  }
  std::ranges::move(missing, std::back_inserter(result.outcomes));
  return result;
}

std::string one_line(const Diagnostic& diagnostic) {
  std::string text = to_text({diagnostic.message, {}, diagnostic.place});
  if (!diagnostic.hint.empty()) text += "; " + diagnostic.hint;
  return text;
}

Severity severity_in_force(const Finding& finding, const SettingsByModel& settings) {
  const auto model = settings.find(finding.subject.id);
  if (model == settings.end()) return finding.severity;
  const auto gate = model->second.gates.find(finding.gate);
  if (gate == model->second.gates.end()) return finding.severity;
  const auto rule = gate->second.severity.find(finding.rule);
  return rule == gate->second.severity.end() ? finding.severity : rule->second;
}

void apply_severities(std::vector<Finding>& findings, const SettingsByModel& settings) {
  for (Finding& finding : findings) finding.severity = severity_in_force(finding, settings);
  std::erase_if(findings, [](const Finding& finding) { return finding.severity == Severity::off; });
}

/// A judged outcome fails when its gate found something heavy enough about its subject that no waiver covers.
void settle_outcomes(Report& report, const SettingsByModel& settings) {
  std::set<std::pair<std::string_view, std::string_view>> failing;
  std::set<std::pair<std::string_view, std::string_view>> waived;
  for (const Finding& finding : report.findings) {
    if (finding.severity < report.fail_on) continue;
    (finding.waived ? waived : failing).emplace(finding.gate, finding.subject.id);
  }
  for (Outcome& outcome : report.outcomes) {
    const auto model = settings.find(outcome.subject);
    if (model != settings.end()) outcome.layer = model->second.layer;
    if (outcome.status != Status::passed) continue;
    if (failing.contains({outcome.gate, outcome.subject})) outcome.status = Status::failed;
    outcome.waived = outcome.status == Status::passed && waived.contains({outcome.gate, outcome.subject});
  }
}

template <class Range>
std::size_t position(const Range& range, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(range, name) - range.begin());
}

/// Layer, gate, model, line, column, rule: the order that every reporter tells.
class ReportOrder {
 public:
  explicit ReportOrder(const Report& report) : x_gates(report.gates.begin(), report.gates.end()) {
    for (const LayerSummary& layer : report.layers) x_layers.emplace_back(layer.name);
    for (const SelectedModel& model : report.models)
      x_layer_of.emplace(model.unique_id, position(x_layers, model.layer));
  }

 private:
  auto key(const Finding& finding) const {
    return std::tuple(layer(finding.subject.id), position(x_gates, finding.gate), std::string_view(finding.subject.id),
                      finding.location.line, finding.location.column, std::string_view(finding.rule),
                      std::string_view(finding.subject.column), std::string_view(finding.subject.relation),
                      std::string_view(finding.message));
  }
  auto key(const Outcome& outcome) const {
    return std::tuple(layer(outcome.subject), position(x_gates, outcome.gate), std::string_view(outcome.subject),
                      std::string_view(outcome.reason));
  }
  std::size_t layer(std::string_view subject) const {
    const auto found = x_layer_of.find(subject);
    return found == x_layer_of.end() ? x_layers.size() : found->second;
  }

  std::vector<std::string> x_layers;
  std::vector<std::string> x_gates;
  std::map<std::string, std::size_t, std::less<>> x_layer_of;

 public:
  bool operator()(const Finding& a, const Finding& b) const { return key(a) < key(b); }
  bool operator()(const Outcome& a, const Outcome& b) const { return key(a) < key(b); }
};

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::size_t count_at(const Report& report, Severity severity) {
  return static_cast<std::size_t>(std::ranges::count_if(
      report.findings, [&](const Finding& finding) { return finding.severity == severity && !finding.waived; }));
}

std::string findings_text(const Report& report) {
  std::string text;
  for (const auto& [severity, one, many] :
       {std::tuple(Severity::error, "error", "errors"), std::tuple(Severity::warning, "warning", "warnings"),
        std::tuple(Severity::info, "info", "infos")}) {
    const std::size_t n = count_at(report, severity);
    if (n > 0) text += (text.empty() ? "" : ", ") + counted(n, one, many);
  }
  if (text.empty()) text = "no finding";
  for (const auto& [by, word] : {std::pair(SetAside::waiver, "waived"), std::pair(SetAside::baseline, "known"),
                                 std::pair(SetAside::outside_diff, "outside the diff")}) {
    const auto n = std::ranges::count_if(report.findings, [wanted = by](const Finding& finding) {
      return finding.waived && finding.waived->by == wanted;
    });
    if (n > 0) text += fmt::format(", {} {}", n, word);
  }
  return text;
}

/// What people still have to do before the merge.
std::string pending_text(const Report& report) {
  if (!report.pull_request) return {};
  const auto pending = std::ranges::count(report.pull_request->duties, DutyState::pending, &Duty::state);
  return pending == 0 ? std::string() : fmt::format("; {} pending before the merge", pending);
}

bool is_untouched(const SelectedModel& model) { return !model.changed && model.changed_ancestors.empty(); }

/// Nothing became of the model itself, but of its dbt tests.
bool is_here_for_tests(const SelectedModel& model) {
  return is_untouched(model) && model.reasons.size() == 1 && model.reasons.front().kind == "tests";
}

/// What is neither changed nor below a change was asked for by name, or by `--all`, or its tests are others.
std::string scope_of(const Report& report) {
  const auto tested = static_cast<std::size_t>(std::ranges::count_if(report.models, is_here_for_tests));
  const std::size_t all = report.models.size() - tested;
  const auto changed = static_cast<std::size_t>(std::ranges::count(report.models, true, &SelectedModel::changed));
  const auto others = static_cast<std::size_t>(std::ranges::count_if(report.models, is_untouched)) - tested;
  if (tested > 0 && all == 0)
    return fmt::format("no model changed, tests of {} did", counted(tested, "model", "models"));
  if (all > 0 && others == all) {
    const std::string models = counted(all, "model", "models");
    if (report.verdict == Verdict::unjudged) return fmt::format("nothing changed, {} in all", models);
    return fmt::format("nothing changed, {}{} judged", all > 1 ? "all " : "", models);
  }
  std::string text =
      fmt::format("{} changed, {} downstream", counted(changed, "model", "models"), all - changed - others);
  if (others > 0) text += fmt::format(", {} untouched", others);
  if (tested > 0) text += fmt::format(", tests of {}", counted(tested, "other model", "other models"));
  return text;
}

std::string headline_for(const Report& report) {
  std::set<std::string_view> unjudged;
  for (const Outcome& outcome : report.outcomes) {
    if (outcome.status == Status::errored && outcome.subject != change_subject) unjudged.insert(outcome.subject);
  }
  const std::string scope = scope_of(report);
  if (report.verdict == Verdict::unjudged) {
    if (unjudged.empty() && report.models.empty()) return "nothing could be judged";
    const std::string what = unjudged.empty() ? "the change as a whole" : counted(unjudged.size(), "model", "models");
    return fmt::format("{} could not be judged; {} ({})", what, findings_text(report), scope);
  }
  if (report.models.empty() && report.findings.empty()) return "no model changed: nothing to judge";
  return fmt::format("{} ({}){}", findings_text(report), scope, pending_text(report));
}

Verdict verdict_of(const Report& report) {
  const bool unjudged =
      std::ranges::any_of(report.outcomes, [](const Outcome& o) { return o.status == Status::errored; });
  if (unjudged) return Verdict::unjudged;
  const bool failed = std::ranges::any_of(report.findings, [&](const Finding& f) { return fails(f, report.fail_on); });
  return failed ? Verdict::failed : Verdict::passed;
}

bool has_counted_rows(const Finding& finding) {
  return std::ranges::find(finding.evidence, "base_rows", &Evidence::name) != finding.evidence.end();
}

/// What tells of the rows of a model by its text or its plan gets the figures that were counted, where all rows were.
void add_counted_rows(Report& report) {
  for (Finding& finding : report.findings) {
    if (finding.cause.item != "rows" || has_counted_rows(finding)) continue;
    const auto counted = std::ranges::find(report.row_counts, finding.subject.id, &RowCount::subject);
    if (counted == report.row_counts.end() || counted->estimated) continue;
    if (!counted->base_rows || !counted->head_rows || !counted->filter.empty() || !counted->window.empty()) continue;
    finding.evidence.push_back({"base_rows", *counted->base_rows});
    finding.evidence.push_back({"head_rows", *counted->head_rows});
  }
}

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  std::ranges::move(from, std::back_inserter(to));
}

/// Lists are joined over gates, the other fields taken from the gate that fills them in.
void join(PullRequestSummary& summary, PullRequestSummary& learned) {
  for (const auto field :
       {&PullRequestSummary::llm_state, &PullRequestSummary::llm_strength, &PullRequestSummary::llm_tool,
        &PullRequestSummary::llm_model, &PullRequestSummary::audit_event}) {
    if (!(learned.*field).empty()) summary.*field = std::move(learned.*field);
  }
  append(summary.llm_signals, learned.llm_signals);
  append(summary.labels_to_add, learned.labels_to_add);
  append(summary.duties, learned.duties);
  append(summary.windows, learned.windows);
  append(summary.budget, learned.budget);
}

}  // namespace

GateResult judge(const Gate& gate, const Context& context, std::span<const std::string> subjects) {
  try {
    return with_every_subject(gate, gate.check(context), subjects);
  } catch (const Error& error) {
    return errored_everywhere(gate, subjects, one_line(error.diagnostic()));
  } catch (const std::bad_alloc&) {
    return errored_everywhere(gate, subjects, "out of memory; select fewer models with --select");
  } catch (const std::exception&) {
    // The text of a foreign exception may hold data, so it is not told.
    return errored_everywhere(gate, subjects, "internal error in this gate; please report it");
  }
}

Report settle(Report report, std::vector<GateResult> results, const SettingsByModel& settings,
              const Concessions& concessions) {
  for (GateResult& result : results) {
    apply_severities(result.findings, settings);
    append(report.findings, result.findings);
    append(report.outcomes, result.outcomes);
    append(report.notes, result.notes);
    append(report.row_counts, result.row_counts);
    if (report.pull_request) join(*report.pull_request, result.pull_request);
  }
  std::vector<Finding> about_waivers = apply_waivers(report.findings, report.outcomes, concessions.waivers);
  cover_consequences(report.findings, report.models);
  // What was not seen can't be known: a baseline that is being written knows nothing of a run that fell short.
  const bool fell_short = std::ranges::count(report.outcomes, Status::errored, &Outcome::status) > 0;
  if (!concessions.baseline.everything || !fell_short) apply_baseline(report.findings, concessions.baseline);
  apply_diff_filter(report.findings, report.models, concessions.diff);
  std::vector<Note> about_baseline = resolved(concessions.baseline, report.findings, report.outcomes);
  append(report.findings, about_waivers);
  append(report.notes, about_baseline);
  settle_outcomes(report, settings);
  report.findings = fold(std::move(report.findings), report.models);
  add_counted_rows(report);
  explain_unbuilt(report);
  report.verdict = verdict_of(report);

  const ReportOrder order(report);
  std::ranges::stable_sort(report.findings, order);
  std::ranges::stable_sort(report.outcomes, order);
  std::ranges::sort(report.row_counts, {}, &RowCount::subject);
  for (Finding& finding : report.findings) {
    std::ranges::stable_sort(finding.folded, [&](const FoldedFinding& a, const FoldedFinding& b) {
      return std::tuple(b.severity, a.subject.id, a.gate, a.rule) <
             std::tuple(a.severity, b.subject.id, b.gate, b.rule);
    });
  }
  report.headline = headline_for(report);
  return report;
}

}  // namespace tollgate
