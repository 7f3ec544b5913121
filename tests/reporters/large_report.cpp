#include "tests/reporters/large_report.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tollgate::reporters::samples {

namespace {

constexpr std::array<std::string_view, 12> gates{
    "parse",  "compile",    "test",     "row-count-diff",           "explain", "lineage-diff",
    "sample", "references", "pii-scan", "metric-definition-review", "review",  "hallucination-budget"};
constexpr std::array<std::string_view, 3> layers{"staging", "intermediate", "marts"};
constexpr int lines_apart = 20;

std::string numbered(std::string_view name, std::size_t number) {
  std::string digits = std::to_string(number);
  return std::string(name) + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

SelectedModel model(std::size_t number) {
  SelectedModel made;
  made.name = numbered("customer_orders_by_month_", number);
  made.unique_id = "model.shop." + made.name;
  made.layer = layers.at(number % layers.size());
  made.path = "dbt/models/" + made.layer + "/" + made.name + ".sql";
  made.materialized = "table";
  made.changed = number % 2 == 0;
  if (made.changed) made.reasons = {{"body", ""}};
  return made;
}

FoldedFinding folded(const Finding& finding, const SelectedModel& about) {
  FoldedFinding made;
  made.gate = finding.gate;
  made.rule = finding.rule;
  made.severity = finding.severity;
  made.subject.id = about.unique_id;
  made.location = {about.path, 1, 0};
  made.message = about.name + " reads it and grew by as much.";
  made.evidence = finding.evidence;
  return made;
}

Finding finding(const Report& report, std::size_t number) {
  const std::size_t models = report.models.size();
  const SelectedModel& about = report.models[number % models];
  Finding made;
  made.gate = gates.at(number % gates.size());
  made.rule = numbered("rule-", number % 40);
  made.severity = number % 3 == 0 ? Severity::error : number % 3 == 1 ? Severity::warning : Severity::info;
  made.subject.id = about.unique_id;
  made.subject.column = numbered("column_", number / models);
  made.location = {about.path, static_cast<int>(number / models) * lines_apart + 10, 8};
  made.message =
      about.name + " | grew from 1,234,567 to 2,469,134 rows (+100.0 %); the policy <allows> at most +10 % for " +
      about.layer + ", and `order_id` repeats 2 times since the join to payments_" + std::to_string(number) + ".";
  made.help =
      "Check the join: a LEFT JOIN to a key that is not unique repeats rows. Aggregate payments by order_id "
      "first, or raise max_growth_pct for this model on the base branch.";
  made.evidence = {
      {"base_rows", std::int64_t{1'234'567}}, {"head_rows", std::int64_t{2'469'134}}, {"change_pct", 100.0}};
  if (number % 10 == 0) {
    made.folded = {folded(made, report.models[(number + 1) % models]),
                   folded(made, report.models[(number + 2) % models])};
  }
  if (number % 50 == 0)
    made.waived = WaivedBy{"ana", "the backfill of 2019", "2026-12-31", {"tollgate-waivers.yml", 2, 3}, false};
  return made;
}

Excerpt excerpt(const Finding& about) {
  Excerpt made{about.location.path, about.location.line - 3, {}};
  for (int line = 0; line < 7; ++line)
    made.lines.push_back("    left join payments_" + std::to_string(line) + " using (order_id, customer_id)");
  return made;
}

void add_outcomes(Report& report) {
  for (const SelectedModel& about : report.models) {
    for (std::size_t gate = 0; gate < gates.size(); ++gate) {
      const bool lost = gate == 4 && about.layer == "marts";
      report.outcomes.push_back({std::string(gates.at(gate)), about.unique_id, lost ? Status::errored : Status::failed,
                                 lost ? "the relation " + about.name + " is not built" : "", about.layer});
    }
  }
}

/// 60 models of ten columns, each fed by the model before.
void add_lineage(Report& report) {
  constexpr std::int32_t nodes = 60;
  constexpr std::int32_t columns = 10;
  for (std::int32_t i = 0; i < std::min(nodes, static_cast<std::int32_t>(report.models.size())); ++i) {
    const SelectedModel& about = report.models[static_cast<std::size_t>(i)];
    DrawnNode node{about.unique_id, about.name, "model", about.layer, DrawnState::changed, {}, {}};
    for (std::int32_t column = 0; column < columns; ++column) {
      node.columns.push_back(
          {numbered("column_", static_cast<std::size_t>(column)), DrawnState::changed, "re-sourced"});
      if (i > 0) report.lineage.edges.push_back({i - 1, column, i, column, DrawnState::added});
    }
    report.lineage.nodes.push_back(std::move(node));
  }
}

}  // namespace

Report large(std::size_t models, std::size_t findings) {
  Report report;
  report.tollgate_version = "0.1.0";
  report.project = "shop";
  report.base_label = "main";
  report.head_label = "pull/7";
  report.policy = {"tollgate.yml at 1a2b3c4 (base branch)", "dbt/tollgate.yml", std::string(64, 'a')};
  report.gates.assign(gates.begin(), gates.end());
  for (const std::string_view layer : layers) report.layers.push_back({std::string(layer), {1, {"peer"}}, "any", 3600});
  report.verdict = Verdict::unjudged;
  report.headline = "very many findings";
  for (std::size_t i = 0; i < models; ++i) report.models.push_back(model(i));
  for (std::size_t i = 0; i < findings; ++i) report.findings.push_back(finding(report, i));
  for (const Finding& one : report.findings) report.excerpts.push_back(excerpt(one));
  std::ranges::sort(report.excerpts, [](const Excerpt& a, const Excerpt& b) {
    return a.path != b.path ? a.path < b.path : a.first_line < b.first_line;
  });
  add_outcomes(report);
  for (const SelectedModel& about : report.models) {
    RowCount count;
    count.subject = about.unique_id;
    count.base_rows = 1'234'567;
    count.head_rows = 2'469'134;
    report.row_counts.push_back(count);
  }
  for (std::size_t i = 0; i < 40 * gates.size(); ++i)
    report.rules.push_back(
        {std::string(gates.at(i / 40)), numbered("rule-", i % 40), Severity::error, "What is wrong.", "What to do."});
  add_lineage(report);
  report.pull_request.emplace().number = 7;
  report.pull_request->head_commit = std::string(40, 'c');
  return report;
}

}  // namespace tollgate::reporters::samples
