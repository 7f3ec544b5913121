#include "tests/reporters/sample_reports.hpp"

#include <utility>

namespace tollgate::reporters::samples {

namespace {

using namespace std::string_literals;

Report shop() {
  Report report;
  report.tollgate_version = "0.1.0";
  report.project = "shop";
  report.base_label = "target-base";
  report.head_label = "target";
  report.policy = {"tollgate.yml at 1a2b3c4 (base branch)", "shop/tollgate.yml", std::string(64, 'a')};
  report.gates = {"parse", "row-count-diff"};
  report.layers = {{"staging", {1, {"peer"}}, "any", 24 * 3600},
                   {"marts", {2, {"senior-data-engineer", "data-pm"}}, "Mon-Fri 09:00-17:00[Europe/Berlin]", 5400}};
  return report;
}

SelectedModel model(const std::string& id, const std::string& name, const std::string& layer, bool changed) {
  SelectedModel made;
  made.unique_id = id;
  made.name = name;
  made.layer = layer;
  made.path = "shop/models/" + layer + "/" + name + ".sql";
  made.materialized = "table";
  made.changed = changed;
  if (changed) made.reasons = {{"body", ""}};
  return made;
}

Finding finding(const std::string& gate, const std::string& rule, Severity severity, const SelectedModel& about,
                int line) {
  Finding made;
  made.gate = gate;
  made.rule = rule;
  made.severity = severity;
  made.location = {about.path, line, 0};
  made.subject.id = about.unique_id;
  made.message = "something is wrong";
  return made;
}

Finding grown(const SelectedModel& about, int line) {
  Finding made = finding("row-count-diff", "row-growth", Severity::error, about, line);
  made.location.column = 3;
  made.message = "orders grew from 1,000,000 to 2,000,000 rows (+100.0 %); the policy allows at most +10 % for marts.";
  made.help =
      "Check the joins: a LEFT JOIN to a key that is not unique repeats rows. If the growth is meant, raise "
      "max_growth_pct for this model in tollgate.yml on the base branch.";
  made.cause = {about.unique_id, "left join payments"};
  made.evidence = {
      {"base_rows", std::int64_t{1'000'000}}, {"head_rows", std::int64_t{2'000'000}}, {"change_pct", 100.0}};
  return made;
}

FoldedFinding below(const std::string& id, const std::string& name) {
  FoldedFinding folded;
  folded.gate = "row-count-diff";
  folded.rule = "row-growth";
  folded.subject.id = id;
  folded.location = {"shop/models/marts/" + name + ".sql", 1, 0};
  folded.message = name + " grew from 10 to 20 rows.";
  folded.evidence = {{"base_rows", std::int64_t{10}}, {"head_rows", std::int64_t{20}}};
  return folded;
}

Outcome outcome(const std::string& gate, const SelectedModel& about, Status status, const std::string& reason = "") {
  return {gate, about.unique_id, status, reason, about.layer};
}

RowCount counted(const SelectedModel& about, std::int64_t base, std::int64_t head) {
  return row_count(about.unique_id, base, head);
}

}  // namespace

RowCount row_count(std::string subject, std::optional<std::int64_t> base, std::optional<std::int64_t> head) {
  RowCount count;
  count.subject = std::move(subject);
  count.base_rows = base;
  count.head_rows = head;
  return count;
}

Report clean() {
  Report report = shop();
  report.headline = "no finding (1 model changed, 1 downstream)";
  const SelectedModel orders = model("model.shop.orders", "orders", "marts", true);
  const SelectedModel totals = model("model.shop.totals", "totals", "marts", false);
  report.models = {orders, totals};
  report.outcomes = {outcome("parse", orders, Status::passed), outcome("row-count-diff", orders, Status::passed),
                     outcome("row-count-diff", totals, Status::skipped, "ephemeral: has no relation to count")};
  report.row_counts = {counted(orders, 1'000'000, 1'000'000)};
  return report;
}

Report mixed() {
  Report report = shop();
  report.verdict = Verdict::failed;
  report.headline = "2 errors, 1 warning, 1 info (4 models changed, 1 downstream)";
  const SelectedModel stage = model("model.shop.stg_orders", "stg_orders", "staging", true);
  const SelectedModel orders = model("model.shop.orders", "orders", "marts", true);
  const SelectedModel totals = model("model.shop.totals", "totals", "marts", false);
  const SelectedModel ours = model("model.shop.customers", "customers", "marts", true);
  SelectedModel theirs = model("model.extra.customers", "customers", "marts", true);
  theirs.path = "shop/packages/extra/models/customers.sql";
  theirs.reasons = {{"config", "materialized: view -> table"}, {"macro", "cents -> money"}};
  theirs.layout_only = true;
  report.models = {theirs, ours, orders, stage, totals};
  report.models.back().changed_ancestors = {orders.unique_id};
  report.selection_differences = {{"model.shop.dates", true, "only the rendered date differs"}};

  Finding growth = grown(orders, 14);
  for (const char* name : {"totals", "daily", "weekly", "monthly", "yearly", "ever"}) {
    growth.folded.push_back(below("model.shop."s + name, name));
  }
  Finding drop = finding("row-count-diff", "row-drop", Severity::warning, ours, 1);
  drop.message = "customers fell from 50,000 to 47,250 rows (-5.5 %).";
  drop.evidence = {{"base_rows", std::int64_t{50'000}}, {"head_rows", std::int64_t{47'250}}, {"change_pct", -5.5}};
  Finding partition = finding("row-count-diff", "partition-lost", Severity::error, theirs, 7);
  partition.subject.column = "ordered_at";
  partition.subject.relation = "2023";
  partition.message = "the year 2023 has no rows any more.";
  Finding hint = finding("parse", "star", Severity::info, stage, 3);
  hint.message = "select * hides which columns are read.";
  Finding policy;
  policy.gate = "policy";
  policy.rule = "policy-loosened";
  policy.severity = Severity::warning;
  policy.subject.id = change_subject;
  policy.location = {"shop/tollgate.yml", 12, 5};
  policy.message = "max_growth_pct of marts goes from 10 to 200 in this change.";
  report.findings = {hint, partition, drop, growth, policy};
  report.headline = "2 errors, 2 warnings, 1 info (4 models changed, 1 downstream)";

  report.outcomes = {outcome("parse", stage, Status::passed),
                     outcome("parse", theirs, Status::passed),
                     outcome("parse", ours, Status::passed),
                     outcome("parse", orders, Status::passed),
                     outcome("row-count-diff", theirs, Status::failed),
                     outcome("row-count-diff", ours, Status::passed),
                     outcome("row-count-diff", orders, Status::failed),
                     outcome("row-count-diff", totals, Status::failed)};
  report.row_counts = {counted(ours, 50'000, 47'250), counted(orders, 1'000'000, 2'000'000), counted(totals, 10, 20),
                       counted(stage, 0, 12), counted(theirs, 12'345'678'901, 12'345'678'902)};
  report.row_counts[3].filter = "status <> 'test'";
  report.row_counts[3].window = "2024-01-01 to 2024-01-08";
  report.row_counts[4].estimated = true;
  report.notes = {
      {"artifacts", "base was written by dbt 1.8.7, head by dbt 1.9.1: some differences may come from that."}};
  return report;
}

Report errored() {
  Report report = shop();
  report.verdict = Verdict::unjudged;
  report.headline = "3 models could not be judged; 1 error (3 models changed, 0 downstream)";
  const SelectedModel orders = model("model.shop.orders", "orders", "marts", true);
  const SelectedModel totals = model("model.shop.totals", "totals", "marts", true);
  const SelectedModel users = model("model.shop.users", "users", "staging", true);
  report.models = {orders, totals, users};
  const std::string lost =
      "the connection to the head warehouse was lost while counting; start it again and run tollgate check once more";
  report.outcomes = {
      outcome("parse", users, Status::errored,
              "target/compiled/shop/models/staging/users.sql: not found; run dbt compile on the head first"),
      outcome("parse", orders, Status::failed), outcome("parse", totals, Status::passed),
      outcome("row-count-diff", orders, Status::errored, lost),
      outcome("row-count-diff", totals, Status::errored, lost)};
  Finding broken = finding("parse", "syntax-error", Severity::error, orders, 9);
  broken.location.column = 17;
  broken.message = "syntax error at or near \"form\": expected FROM.";
  report.findings = {broken};
  RowCount half = counted(orders, 5, 0);
  half.head_rows.reset();
  report.row_counts = {half};
  return report;
}

Report waived() {
  Report report = shop();
  report.headline = "1 warning, 2 waived, 1 known, 1 outside the diff (2 models changed, 1 downstream)";
  const SelectedModel orders = model("model.shop.orders", "orders", "marts", true);
  const SelectedModel totals = model("model.shop.totals", "totals", "marts", false);
  const SelectedModel stage = model("model.shop.stg_orders", "stg_orders", "staging", true);
  report.models = {orders, stage, totals};
  const WaivedBy backfill{
      "ana", "the backfill of 2019 doubles it once", "2026-12-31", {"shop/tollgate-waivers.yml", 2, 3}, false};
  const WaivedBy brought{"@bo", "star is meant here", "2027-01-31", {"shop/tollgate-waivers.yml", 7, 3}, true};
  Finding growth = grown(orders, 14);
  growth.waived = backfill;
  growth.folded = {below(totals.unique_id, "totals")};
  growth.folded[0].waived = backfill;
  Finding star = finding("parse", "star", Severity::warning, stage, 3);
  star.message = "select * hides which columns are read.";
  star.waived = brought;
  Finding added;
  added.gate = "waiver";
  added.rule = "added";
  added.severity = Severity::warning;
  added.subject = {std::string(change_subject), "", "parse/star model.shop.stg_orders"};
  added.location = {"shop/tollgate-waivers.yml", 7, 3};
  added.message = "this change adds the waiver of parse/star for model.shop.stg_orders";
  added.evidence = {{"covered_findings", std::int64_t{1}}};
  Finding known = finding("parse", "star", Severity::error, totals, 5);
  known.message = "select * hides which columns are read.";
  known.waived = WaivedBy{{}, {}, {}, {"shop/tollgate-baseline.yml", 3, 1}, false, SetAside::baseline};
  Finding outside = finding("row-count-diff", "row-drop", Severity::error, stage, 9);
  outside.message = "stg_orders: 10 rows on base, 5 on head (-50 %, limit -10 %)";
  outside.waived = WaivedBy{{}, {}, {}, outside.location, false, SetAside::outside_diff};
  report.findings = {star, growth, added, known, outside};
  report.outcomes = {outcome("parse", stage, Status::passed), outcome("parse", orders, Status::passed),
                     outcome("row-count-diff", orders, Status::passed),
                     outcome("row-count-diff", totals, Status::passed)};
  report.outcomes[2].waived = report.outcomes[3].waived = true;
  report.outcomes.push_back(outcome("parse", totals, Status::passed));
  report.outcomes.push_back(outcome("row-count-diff", stage, Status::passed));
  report.outcomes[4].waived = report.outcomes[5].waived = true;
  return report;
}

Report people() {
  Report report = shop();
  report.headline = "1 error (1 model changed, 0 downstream); 1 pending before the merge";
  report.verdict = Verdict::failed;
  report.gates = {"hallucination-budget", "review", "merge-window"};
  report.models = {model("model.shop.orders", "orders", "marts", true)};
  Finding prompt;
  prompt.gate = "hallucination-budget";
  prompt.rule = "prompt-missing";
  prompt.subject.id = change_subject;
  prompt.message = "an LLM helped, and neither the description nor a trailer has the prompt or its hash";
  prompt.help = "Write the prompt below a heading.";
  report.findings = {prompt};
  const std::string change(change_subject);
  report.outcomes = {{"hallucination-budget", change, Status::failed, ""},
                     {"review", change, Status::skipped, "pending: 1 approval by senior-data-engineer (marts)"},
                     {"merge-window", change, Status::passed, ""}};
  report.outcomes[1].pending = true;
  PullRequestSummary& told = report.pull_request.emplace();
  told.forge = "github";
  told.repository = "acme/dbt";
  told.number = 41;
  told.url = "https://github.example/acme/dbt/pull/41";
  told.head_commit = "0123456789abcdef0123456789abcdef01234567";
  told.llm_state = "declared-llm";
  told.llm_strength = "strong";
  told.llm_tool = "claude-code";
  told.llm_model = "claude-opus-4-6";
  told.llm_signals = {"trailer: llm: claude-code", "co-author: Claude Opus 4.6"};
  told.labels_to_add = {"assisted-by:llm", "needs-senior-review"};
  told.duties = {
      {"hallucination-budget", "auto-merge is off", DutyState::met, ""},
      {"hallucination-budget", "the prompt, or its hash", DutyState::missing, "neither a trailer nor the description"},
      {"review", "1 approval by senior-data-engineer (marts)", DutyState::pending, "nobody's approval counts"},
      {"hallucination-budget", "2 approvals of a change that an LLM helped with (marts)", DutyState::pending,
       "nobody's approval counts"},
      {"merge-window", "merge within Mon-Fri 09:00-17:00[Europe/Berlin] (marts)", DutyState::met, "open"}};
  told.windows = {{"marts", "Mon-Fri 09:00-17:00[Europe/Berlin]", true, "2026-03-30T15:00:00Z",
                   "open until 2026-03-30 17:00 Europe/Berlin; rollback within 4 h"}};
  told.budget = {
      {"all", "rollback_rate", "2026-Q1", 1, 40, 3, 0.02, 0.00443, 0.12881, "unresolved",
       "1 of 40 LLM-touched pull requests rolled back (2.5 %, 95 % interval 0.4 to 13 %; 0.8 allowed at 2 %); "
       "3 younger than 30 days not counted; unresolved: 1/40; a clean proof needs n >= 236"},
      {"marts", "escape_rate", "2026-Q1", 0, 0, 0, 0.005, 0, 1, "unresolved", ""}};
  told.audit_event =
      R"({"gates_failed":["hallucination-budget"],"gates_passed":["merge-window"],"llm":{"touched":true},"pr":41,"repo":"acme/dbt","type":"pr_judged","v":1})";
  return report;
}

std::string hostile_text() {
  return "100% of\r\n::error file=x,line=1::forged\n##[error]forged, too\r::warning::forged\n"
         "]]> <script>alert(1)</script> \x1b[31mred\x1b[0m \x07\x7f \xff\xfe \xc3( \xe2\x80\xae reversed \xe2\x81\xa6"
         "\xef\xbb\xbf\xef\xbf\xbe | `code` **bold** [link](https://example.org) @octocat #1 &amp; $x$ \"quoted\" 'q' "
         "::stop-commands::x\n\xc2\x85::error::c1\n\xc2\xa0::error::blank"s +
         '\0' + "end";
}

Report hostile() {
  Report report = shop();
  report.verdict = Verdict::unjudged;
  report.project = hostile_text();
  report.base_label = "feature/" + hostile_text();
  report.policy.source = hostile_text();
  report.headline = "1 model could not be judged: " + hostile_text();
  SelectedModel evil = model("model.shop." + hostile_text(), hostile_text(), "marts", true);
  evil.path = "models/a,b:c%\r\n::error::" + std::string("\xff") + ".sql";
  evil.reasons = {{"body", hostile_text()}};
  SelectedModel longest = model("model.shop." + std::string(10'000, 'n'), std::string(10'000, 'n'), "marts", true);
  longest.path = "models/" + std::string(10'000, 'p') + ".sql";
  SelectedModel almost = evil;  // differs only in what XML cannot hold
  almost.unique_id += "\x01";
  almost.name += "\x01";
  report.models = {evil, almost, longest};
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "表";
  Finding evil_finding = finding("row-count-diff", "row-growth", Severity::error, evil, 3);
  evil_finding.message = hostile_text();
  evil_finding.help = hostile_text() + wide;
  evil_finding.subject.column = "::error::" + hostile_text();
  evil_finding.subject.relation = hostile_text();
  evil_finding.evidence = {{hostile_text(), INT64_MIN}, {"ratio", 1.0 / 3.0}, {"huge", 1e300}, {"none", -0.0}};
  evil_finding.folded = {below(hostile_text(), hostile_text())};
  Finding long_finding = finding("row-count-diff", "row-drop", Severity::warning, longest, 1);
  long_finding.message = longest.name + " " + wide;
  Finding evil_waiver = finding("row-count-diff", "row-drop", Severity::error, almost, 5);
  evil_waiver.waived =
      WaivedBy{hostile_text(), hostile_text() + wide, "2027-01-01", {"::error::" + hostile_text(), 1, 1},
               true,           SetAside::waiver};
  report.findings = {evil_finding, long_finding, evil_waiver};
  report.outcomes = {outcome("parse", almost, Status::passed),
                     outcome("parse", evil, Status::passed),
                     outcome("parse", longest, Status::skipped, hostile_text()),
                     outcome("row-count-diff", evil, Status::failed),
                     outcome("row-count-diff", almost, Status::errored, hostile_text()),
                     outcome("row-count-diff", longest, Status::passed)};
  report.outcomes.push_back({"row-count-diff", std::string(change_subject), Status::passed, "", ""});
  report.row_counts = {counted(evil, 1, INT64_MAX), counted(longest, INT64_MAX, 1)};
  report.row_counts.front().filter = hostile_text();
  report.notes = {{"selection", hostile_text()}, {hostile_text(), ""}};
  PullRequestSummary& told = report.pull_request.emplace();
  told.repository = told.url = told.llm_tool = told.llm_model = hostile_text();
  told.head_commit = told.audit_event = hostile_text();
  told.llm_state = "declared-llm";
  told.llm_signals = told.labels_to_add = {hostile_text()};
  told.duties = {{"parse", hostile_text(), DutyState::unknown, hostile_text()}};
  told.windows = {{hostile_text(), hostile_text(), false, "", hostile_text()}};
  told.budget = {{hostile_text(), hostile_text(), hostile_text(), 1, 40, 0, 0.02, 0, 1, "unresolved", hostile_text()}};
  return report;
}

}  // namespace tollgate::reporters::samples
