// The whole Report for machines: one object, sorted keys, ASCII only. docs/schema/report.schema.json describes it.
#include <nlohmann/json.hpp>
#include <utility>

#include "core/waiver.hpp"
#include "reporters/acceptance.hpp"
#include "reporters/all.hpp"
#include "reporters/escape.hpp"
#include "reporters/overview.hpp"
#include "reporters/report_json.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

/// Raised when a field is renamed, removed or changes its meaning; new fields leave it as it is.
constexpr int schema_version = 1;

Json to_json(const Location& location) {
  return {{"path", location.path}, {"line", location.line}, {"column", location.column}};
}

Json to_json(const Subject& subject) {
  return {{"id", subject.id}, {"column", subject.column}, {"relation", subject.relation}};
}

/// A list, not an object: gates may name a number twice.
Json to_json(const std::vector<Evidence>& evidence) {
  Json list = Json::array();
  for (const Evidence& fact : evidence) {
    Json& entry = list.emplace_back(Json{{"name", fact.name}});
    std::visit([&entry](auto value) { entry["value"] = value; }, fact.value);
  }
  return list;
}

Json to_json(const std::optional<WaivedBy>& waived) {
  if (!waived) return {};
  return {{"by", waived->by == SetAside::baseline ? "baseline"
                 : waived->by == SetAside::waiver ? "waiver"
                                                  : "diff-filter"},
          {"owner", waived->owner},
          {"reason", waived->reason},
          {"expires", waived->expires},
          {"added", waived->added},
          {"location", to_json(waived->location)}};
}

/// Null: it may not be waived, or its names can't be pasted.
template <class Told>
Json command_of(const Told& told, bool may_be) {
  std::string command = may_be ? waiver_command(told.gate, told.rule, told.subject) : std::string();
  return command.empty() ? Json() : Json(std::move(command));
}

/// What a finding and a folded finding have in common.
template <class Told>
Json told_to_json(const Told& told, bool may_be_accepted_by_itself) {
  Json object{{"gate", told.gate},
              {"rule", told.rule},
              {"waiver_subject", waiver_subject(told.subject)},
              {"waiver_command", command_of(told, may_be_accepted_by_itself)},
              {"severity", to_string(told.severity)},
              {"subject", to_json(told.subject)},
              {"location", to_json(told.location)},
              {"message", told.message},
              {"evidence", to_json(told.evidence)},
              {"waived", to_json(told.waived)}};
  if (!told.columns.empty()) object["columns"] = told.columns;
  return object;
}

Json to_json(const Finding& finding) {
  Json object = told_to_json(finding, may_be_accepted(finding));
  object["fingerprint"] = fingerprint(finding);
  object["cause"] = finding.cause.empty() ? Json() : Json{{"model", finding.cause.model}, {"item", finding.cause.item}};
  object["help"] = finding.help;
  object["folded"] = Json::array();
  for (const FoldedFinding& folded : finding.folded)
    object["folded"].push_back(told_to_json(folded, may_be_accepted(finding, folded)));
  return object;
}

Json to_json(const SelectedModel& model) {
  Json reasons = Json::array();
  for (const SelectionReason& reason : model.reasons) {
    reasons.push_back({{"kind", reason.kind}, {"detail", reason.detail}});
  }
  return {{"unique_id", model.unique_id},
          {"name", model.name},
          {"layer", model.layer},
          {"path", model.path},
          {"materialized", model.materialized},
          {"changed", model.changed},
          {"layout_only", model.layout_only},
          {"reasons", std::move(reasons)},
          {"changed_ancestors", model.changed_ancestors}};
}

Json to_json(const NotAsked& unasked) { return {{"gate", unasked.gate}, {"models", unasked.models}}; }

Json to_json(const SelectionDifference& difference) {
  return {{"unique_id", difference.unique_id}, {"dbt_selects", difference.dbt_selects}, {"why", difference.why}};
}

Json to_json(const Outcome& outcome) {
  return {{"gate", outcome.gate},      {"subject", outcome.subject}, {"status", to_string(outcome.status)},
          {"reason", outcome.reason},  {"layer", outcome.layer},     {"waived", outcome.waived},
          {"pending", outcome.pending}};
}

Json to_json(const Note& note) { return {{"topic", note.topic}, {"text", note.text}}; }

Json to_json(const RowCount& count) {
  const auto rows = [](const std::optional<std::int64_t>& number) { return number ? Json(*number) : Json(); };
  return {{"subject", count.subject},
          {"base_rows", rows(count.base_rows)},
          {"head_rows", rows(count.head_rows)},
          {"estimated", count.estimated},
          {"filter", count.filter},
          {"window", count.window}};
}

Json to_json(const LayerSummary& layer) {
  return {{"name", layer.name},
          {"review", {{"approvals", layer.review.approvals}, {"by", layer.review.by}}},
          {"merge_window", layer.merge_window},
          {"rollback_sla_s", layer.rollback_sla_s}};
}

Json to_json(const Duty& duty) {
  return {{"gate", duty.gate}, {"what", duty.what}, {"state", to_string(duty.state)}, {"detail", duty.detail}};
}

Json to_json(const WindowLine& line) {
  return {{"layer", line.layer},
          {"window", line.window},
          {"open", line.open},
          {"valid_until", line.valid_until},
          {"detail", line.detail}};
}

Json to_json(const BudgetLine& line) {
  return {{"layer", line.layer},   {"metric", line.metric},     {"period", line.period}, {"events", line.events},
          {"trials", line.trials}, {"immature", line.immature}, {"target", line.target}, {"low", line.low},
          {"high", line.high},     {"verdict", line.verdict},   {"words", line.words}};
}

template <class Value>
Json list_to_json(const std::vector<Value>& values) {
  Json list = Json::array();
  for (const Value& value : values) list.push_back(to_json(value));
  return list;
}

Json to_json(const std::optional<PullRequestSummary>& summary) {
  if (!summary) return {};
  return {{"forge", summary->forge},
          {"repository", summary->repository},
          {"number", summary->number},
          {"url", summary->url},
          {"head_commit", summary->head_commit},
          {"llm",
           {{"state", summary->llm_state},
            {"strength", summary->llm_strength},
            {"tool", summary->llm_tool},
            {"model", summary->llm_model},
            {"signals", summary->llm_signals}}},
          {"labels_to_add", summary->labels_to_add},
          {"duties", list_to_json(summary->duties)},
          {"windows", list_to_json(summary->windows)},
          {"budget", list_to_json(summary->budget)},
          {"audit_event", summary->audit_event}};
}

Json counts_to_json(const Report& report) {
  const FindingCounts counts = count_findings(report);
  return {{"findings", counts.total()},
          {"errors", counts.errors},
          {"warnings", counts.warnings},
          {"infos", counts.infos},
          {"waived", counts.waived},
          {"known", counts.known},
          {"outside_diff", counts.outside}};
}

Json to_json(const Report& report) {
  return {
      {"schema_version", schema_version},
      {"tool", {{"name", "tollgate"}, {"version", report.tollgate_version}}},
      {"project", report.project},
      {"base", report.base_label},
      {"head", report.head_label},
      {"policy", {{"source", report.policy.source}, {"path", report.policy.path}, {"digest", report.policy.digest}}},
      {"fail_on", to_string(report.fail_on)},
      {"verdict", to_string(report.verdict)},
      {"exit_code", exit_code(report)},
      {"headline", report.headline},
      {"counts", counts_to_json(report)},
      {"layers", list_to_json(report.layers)},
      {"gates", report.gates},
      {"models", list_to_json(report.models)},
      {"selection_differences", list_to_json(report.selection_differences)},
      {"not_asked", list_to_json(report.not_asked)},
      {"outcomes", list_to_json(report.outcomes)},
      {"findings", list_to_json(report.findings)},
      {"notes", list_to_json(report.notes)},
      {"row_counts", list_to_json(report.row_counts)},
      {"stage", report.stage == Stage::merge ? "merge" : "check"},
      {"pull_request", to_json(report.pull_request)}};
}

Rendering render(const Report& report, const RenderStyle&) { return {report_json(report, 2), {}}; }

}  // namespace

std::string report_json(const Report& report, int indent) {
  constexpr bool ascii_only = true;  // no bidirectional or invisible character reaches whoever prints it
  return printable_json(to_json(report).dump(indent, ' ', ascii_only, Json::error_handler_t::replace));
}

constinit const Reporter json{"json", "everything in the report, for machines", {}, render, nullptr, true};

}  // namespace tollgate::reporters
