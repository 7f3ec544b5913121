// The budget as a page: drawings, tables and words. One file, no script, no font, no network.
#include <fmt/format.h>

#include "cli/budget_chart.hpp"
#include "reporters/escape.hpp"

namespace tollgate::cli {

namespace {

using budget::Cell;
using budget::Season;
using reporters::xml_text;

constexpr std::string_view page_style = R"(*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;margin:.2rem 0}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--rule);padding-bottom:.3rem}
p.where{color:var(--soft);margin:.2rem 0 1rem}
code{font-family:ui-monospace,monospace;font-size:.92em;overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.8rem;padding:0;list-style:none}
.cards li{background:var(--card);border:1px solid var(--rule);border-left:.35rem solid var(--edge);border-radius:.4rem;padding:.8rem 1rem}
.cards b{display:block;font-size:1.7rem;line-height:1.2}
.exceeded{--edge:var(--exceeded)}.at-risk{--edge:var(--at-risk)}.within{--edge:var(--within)}.unresolved{--edge:var(--unresolved)}
.verdict{color:var(--edge);font-weight:600}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
th,td{text-align:left;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--rule);white-space:nowrap}
th[scope=col]{white-space:normal;vertical-align:bottom}
th[scope=rowgroup]{padding-top:.9rem}
td.words{white-space:normal;min-width:16rem}
svg{display:block;width:100%;min-width:40rem;height:auto;margin:1rem 0}
li{margin:.25rem 0}
@media print{:root{color-scheme:light}main{max-width:none}}
)";

std::string verdict_text(const Cell& cell) {
  std::string words = xml_text(verdict_in_words(cell));
  constexpr std::string_view at_least = "n &gt;= ";
  if (const std::size_t at = words.find(at_least); at != std::string::npos) {
    words.replace(at, at_least.size(), "n&nbsp;&ge;&nbsp;");
  }
  return fmt::format("<span class=\"verdict\">{}</span>", words);
}

std::string interval_text(const Cell& cell) {
  return cell.count.trials == 0 ? "not known" : budget::interval_in_words(cell.judgement.wilson_95);
}

std::string rate_text(const Cell& cell) {
  std::string text = cell.judgement.rate ? budget::percent(*cell.judgement.rate) : "-";
  if (cell.corrected) text += fmt::format(" ({} corrected)", budget::percent(*cell.corrected));
  return text;
}

std::string card(const Cell& cell) {
  const std::string counted = cell.count.trials == 0
                                  ? std::string("nobody tells")
                                  : fmt::format("{} of {} LLM-touched pull requests<br>95 % interval: {}",
                                                cell.count.events, cell.count.trials, interval_text(cell));
  const std::string correction =
      cell.corrected ? "<br>where the stated share is found: " + budget::percent(*cell.corrected) : std::string();
  return fmt::format("<li class=\"{}\">{}<b>{}</b>{}<br>target: at most {}<br>{}</li>\n",
                     to_string(cell.judgement.verdict), words_of(cell.metric),
                     cell.judgement.rate ? budget::percent(*cell.judgement.rate) : "not known", counted + correction,
                     budget::percent(cell.target), verdict_text(cell));
}

std::string row(const Cell& cell) {
  return fmt::format(
      "<tr class=\"{}\"><th scope=\"row\">{}</th><td>{} of {}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td "
      "class=\"words\">{}</td></tr>\n",
      to_string(cell.judgement.verdict), words_of(cell.metric), cell.count.events, cell.count.trials, rate_text(cell),
      interval_text(cell), budget::percent(cell.target), cell.immature, verdict_text(cell));
}

/// One layer: a heading and a row for each rate, or that there is nothing.
std::string layer_rows(std::span<const Cell> cells) {
  const std::string& name = cells.front().layer;
  const bool nothing = has_nothing(cells);
  std::string html = fmt::format("<tbody><tr><th scope=\"rowgroup\" colspan=\"7\">{}{}</th></tr>\n",
                                 name == budget::all_layers ? std::string("all layers") : xml_text(name),
                                 nothing ? ": no LLM-touched pull request" : "");
  for (const Cell& cell : cells) {
    if (!nothing) html += row(cell);
  }
  return html + "</tbody>\n";
}

std::string period_table(std::span<const Cell> cells, Day as_of) {
  if (cells.empty()) return {};
  const budget::Period& period = cells.front().period;
  std::string html =
      fmt::format("<h2>{}</h2>\n<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\"><table>\n",
                  period.name, period.name);
  html += fmt::format("<caption>{} to {}, {}</caption>\n", day_text(period.begin),
                      day_text(period.end - std::chrono::days(1)), state_of(period, as_of));
  html +=
      "<thead><tr><td></td><th scope=\"col\">so far</th><th scope=\"col\">rate</th><th scope=\"col\">95 % interval</th>"
      "<th scope=\"col\">target</th><th scope=\"col\">too young</th><th scope=\"col\">verdict</th>"
      "</tr></thead>\n";
  const std::size_t metrics = budget::all_metrics.size();
  for (std::span<const Cell> left = cells; !left.empty(); left = left.subspan(metrics)) {
    html += layer_rows(left.first(metrics));
  }
  return html + "</table></div>\n";
}

std::string time_text(const budget::CycleTime& time) {
  if (!time.median) return "not known";
  return fmt::format("{} ({} known)", duration_text(*time.median), time.known);
}

std::string count_text(const Cell& cell) {
  return cell.count.trials == 0 ? "not known" : fmt::format("{} of {}", cell.count.events, cell.count.trials);
}

std::string health_table(const BudgetView& view) {
  std::string html =
      "<div class=\"scroll\" role=\"region\" aria-label=\"Health check\" tabindex=\"0\"><table>\n"
      "<caption>Health check, period by period. Cycle time: median from the first commit, or the first event of the "
      "audit log, to the merge.</caption>\n"
      "<thead><tr><td></td><th scope=\"col\">merged</th><th scope=\"col\">LLM-touched</th>"
      "<th scope=\"col\">cycle time, LLM-touched</th><th scope=\"col\">cycle time, others</th>";
  for (const budget::Metric metric : budget::all_metrics) {
    html += fmt::format("<th scope=\"col\">{}<br>(at most {})</th>", words_of(metric),
                        budget::percent(target_of(view.budget, metric)));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const Season& season : view.seasons) {
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>", season.period.name,
                        season.merged, season.llm_touched, time_text(season.llm), time_text(season.others));
    for (const Cell& cell : season.cells) html += "<td>" + count_text(cell) + "</td>";
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table></div>\n";
}

std::string list_of(std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::string html = fmt::format("<h2>{}</h2>\n<ul>\n", title);
  for (const std::string& line : lines) html += "<li>" + xml_text(line) + "</li>\n";
  return html + "</ul>\n";
}

std::string drawings(const BudgetView& view) {
  if (view.seasons.empty()) {
    return "<p>No pull request has been merged into " + xml_text(view.branch) + " that git can tell.</p>\n";
  }
  std::string html = "<div class=\"scroll\" role=\"region\" aria-label=\"Drawings\" tabindex=\"0\">\n";
  for (std::size_t metric = 0; metric < budget::all_metrics.size(); ++metric) {
    html += picture(draw_rate(view, metric), "rate" + std::to_string(metric), rate_in_words(view, metric), false);
  }
  return html + picture(draw_adoption(view), "adoption", adoption_in_words(view), false) + "</div>\n";
}

}  // namespace

std::string budget_html(const BudgetView& view) {
  const std::string where = view.history.repository.empty() ? view.branch : view.history.repository;
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<title>LLM budget of {}</title>\n<style>{}{}{}</style>\n</head>\n<body>\n<main>\n<h1>LLM budget of {}</h1>\n",
      xml_text(where), chart_colors(), chart_style(), page_style, xml_text(where));
  html +=
      fmt::format("<p class=\"where\"><code>{}</code> at <code>{}</code>, as of {}; targets: {}</p>\n",
                  xml_text(view.branch), view.history.tip.substr(0, 9), day_text(view.as_of), xml_text(view.policy));
  const std::span<const Cell> cells(view.standing.cells);
  const auto year = cells.last(cells.size() / 2);
  if (!year.empty()) {
    html += fmt::format(
        "<h2>The {}: {}</h2>\n<ul class=\"cards\">\n", year.front().period.name,
        year.front().layer == budget::all_layers ? std::string("all layers") : xml_text(year.front().layer));
    for (const Cell& cell : year.first(budget::all_metrics.size())) html += card(cell);
    html += "</ul>\n";
  }
  html += "<h2>Period by period</h2>\n" + drawings(view) + health_table(view);
  html += period_table(cells.first(cells.size() / 2), view.as_of) + period_table(year, view.as_of);
  std::vector<std::string> happened;
  for (const FailedRequest& one : failed_requests(view)) happened.push_back(one.text);
  html += list_of("What happened", happened) + list_of("To be told by a person", open_questions(view)) +
          list_of("Notes", view.notes);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace tollgate::cli
