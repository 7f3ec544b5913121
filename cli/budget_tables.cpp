// The budget for machines and for a comment: JSON, CSV, Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/budget_view.hpp"
#include "reporters/escape.hpp"

namespace tollgate::cli {

namespace {

using budget::Cell;
using nlohmann::json;

/// Raised when a key is renamed, removed or changes its meaning; new keys leave it as it is.
constexpr int budget_version = 1;

template <class Value>
json or_null(const std::optional<Value>& value) {
  return value ? json(*value) : json();
}

json to_json(const budget::Interval& interval) { return {interval.low, interval.high}; }

json to_json(const Cell& cell) {
  const budget::Judgement& judged = cell.judgement;
  return {{"layer", cell.layer},
          {"metric", to_string(cell.metric)},
          {"period", cell.period.name},
          {"begin", day_text(cell.period.begin)},
          {"end", day_text(cell.period.end)},
          {"period_closed", cell.closed},
          {"events", cell.count.events},
          {"trials", cell.count.trials},
          {"immature", cell.immature},
          {"immature_events", cell.immature_events},
          {"unknown", cell.unknown},
          {"reapplied", cell.undone},
          {"target", cell.target},
          {"allowed", static_cast<double>(cell.count.trials) * cell.target},
          {"rate", or_null(judged.rate)},
          {"wilson_95", to_json(judged.wilson_95)},
          {"clopper_pearson_95", to_json(judged.clopper_pearson_95)},
          {"upper_95_one_sided", judged.upper_95_one_sided},
          {"tail_probability", judged.tail_probability},
          {"tail_probability_holm", or_null(cell.adjusted)},
          {"posterior_over_target", judged.posterior_over_target},
          {"e_value", or_null(judged.e_value)},
          {"trials_for_clean_proof", or_null(judged.trials_for_clean_proof)},
          {"corrected_rate", or_null(cell.corrected)},
          {"verdict", to_string(judged.verdict)},
          {"words", cell.words}};
}

json to_json(const budget::CycleTime& time) {
  return {{"median_seconds", time.median ? json(time.median->count()) : json()}, {"known", time.known}};
}

json to_json(const budget::Season& season) {
  json cells = json::array();
  for (const Cell& cell : season.cells) cells.push_back(to_json(cell));
  return {{"period", season.period.name},
          {"merged", season.merged},
          {"llm_touched", season.llm_touched},
          {"cycle_time", {{"llm_touched", to_json(season.llm)}, {"others", to_json(season.others)}}},
          {"rates", std::move(cells)}};
}

json to_json(const FailedRequest& failed, const BudgetView& view) {
  const budget::OutcomeEvent& event = *failed.event;
  return {{"pull_request", failed.landing->name()},
          {"commit", failed.landing->commit},
          {"layers", failed.landing->layers},
          {"outcome", to_string(event.kind)},
          {"by", event.by ? json(view.history.landings[*event.by].name()) : json()},
          {"by_commit", event.by ? json(view.history.landings[*event.by].commit) : json()},
          {"lag_seconds", std::max<std::int64_t>((event.at - failed.landing->merged_at).count(), 0)},
          {"found_by", to_string(event.found)},
          {"candidate", event.candidate},
          {"reapplied", event.closed_at.has_value()},
          {"words", failed.text}};
}

std::string number(double value) { return fmt::format("{}", value); }

std::string csv_line(const Cell& cell) {
  const budget::Judgement& judged = cell.judgement;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", cell.period.name,
                     day_text(cell.period.begin), day_text(cell.period.end), cell.closed ? "true" : "false", cell.layer,
                     to_string(cell.metric), cell.count.events, cell.count.trials, cell.immature, cell.unknown,
                     number(cell.target), judged.rate ? number(*judged.rate) : "", number(judged.wilson_95.low),
                     number(judged.wilson_95.high), judged.e_value ? number(*judged.e_value) : "",
                     to_string(judged.verdict));
}

std::string markdown_row(const Cell& cell) {
  const budget::Judgement& judged = cell.judgement;
  const std::string layer = cell.layer == budget::all_layers ? "all layers" : cell.layer;
  const bool counted = cell.count.trials > 0;
  return fmt::format("| {} | {} | {} of {} | {} | {} | {} | {} | **{}** |\n", reporters::markdown_text(layer),
                     words_of(cell.metric), cell.count.events, cell.count.trials,
                     counted ? budget::percent(*judged.rate) : "",
                     counted ? budget::interval_in_words(judged.wilson_95) : "not known", budget::percent(cell.target),
                     cell.immature, to_string(judged.verdict));
}

void add_list(std::string& text, std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  text += fmt::format("\n### {}\n\n", title);
  for (const std::string& line : lines) text += "- " + reporters::markdown_text(line) + "\n";
}

void add_period(std::string& text, std::span<const Cell> cells, Day as_of) {
  if (cells.empty()) return;
  const budget::Period& period = cells.front().period;
  text += fmt::format("\n### {}: {} to {}, {}\n\n", period.name, day_text(period.begin),
                      day_text(period.end - std::chrono::days(1)), state_of(period, as_of));
  text += "| layer | LLM-touched pull requests | so far | rate | 95 % interval | target | too young | verdict |\n";
  text += "|---|---|---|---|---|---|---|---|\n";
  const std::size_t metrics = budget::all_metrics.size();
  for (std::span<const Cell> left = cells; !left.empty(); left = left.subspan(metrics)) {
    if (has_nothing(left.first(metrics)) && left.front().layer != budget::all_layers) continue;
    for (const Cell& cell : left.first(metrics)) text += markdown_row(cell);
  }
}

std::vector<std::string> happened(const BudgetView& view) {
  std::vector<std::string> lines;
  for (const FailedRequest& one : failed_requests(view)) lines.push_back(one.text);
  return lines;
}

}  // namespace

std::string budget_json(const BudgetView& view) {
  json document{
      {"version", budget_version},
      {"repository", view.history.repository},
      {"branch", view.branch},
      {"commit", view.history.tip},
      {"as_of", day_text(view.as_of)},
      {"policy", view.policy},
      {"detection", {{"sensitivity", view.detection.sensitivity}, {"specificity", view.detection.specificity}}},
      {"unresolved", open_questions(view)},
      {"notes", view.notes}};
  document["rates"] = json::array();
  for (const Cell& cell : view.standing.cells) document["rates"].push_back(to_json(cell));
  document["health"] = json::array();
  for (const budget::Season& season : view.seasons) document["health"].push_back(to_json(season));
  document["failures"] = json::array();
  for (const FailedRequest& failed : failed_requests(view)) document["failures"].push_back(to_json(failed, view));
  return reporters::printable_json(document.dump(2, ' ', true, json::error_handler_t::replace)) + "\n";
}

std::string budget_csv(const BudgetView& view) {
  std::string text =
      "period,begin,end,period_closed,layer,metric,events,trials,immature,unknown,target,rate,wilson_low,wilson_high,"
      "e_value,verdict\r\n";
  for (const Cell& cell : view.standing.cells) text += csv_line(cell);
  return text;
}

std::string budget_markdown(const BudgetView& view) {
  std::string text = fmt::format("## LLM budget, as of {}\n\n{} at `{}`; targets: {}\n", day_text(view.as_of),
                                 reporters::markdown_code(view.branch), view.history.tip.substr(0, 9),
                                 reporters::markdown_text(view.policy));
  const std::span<const Cell> cells(view.standing.cells);
  add_period(text, cells.first(cells.size() / 2), view.as_of);
  add_period(text, cells.last(cells.size() / 2), view.as_of);
  add_list(text, "What happened", happened(view));
  add_list(text, "To be told by a person", open_questions(view));
  add_list(text, "Notes", view.notes);
  return text;
}

}  // namespace tollgate::cli
