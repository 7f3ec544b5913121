#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/budget_chart.hpp"
#include "reporters/escape.hpp"

namespace tollgate::cli {

namespace {

using budget::BudgetVerdict;
using budget::Cell;
using budget::Season;
using reporters::xml_attribute;
using reporters::xml_text;

constexpr int left = 52;
constexpr int right = 12;
constexpr int top = 34;
constexpr int plot_height = 130;
constexpr int below = 30;

/// Contrast of each with its background: at least 4.5 for text and 3 for marks (WCAG 2.2, 1.4.3 and 1.4.11).
constexpr std::string_view colors =
    R"(:root{color-scheme:light dark;--page:#ffffff;--card:#f6f8fa;--ink:#1f2328;--soft:#57606a;--rule:#d0d7de;--mark:#0a58ca;--faint:#a8c7fa;--target:#9a3412;--exceeded:#b42318;--at-risk:#8a5a00;--within:#1a6b3a;--unresolved:#57606a}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--card:#161b22;--ink:#e6edf3;--soft:#9da7b3;--rule:#30363d;--mark:#79b8ff;--faint:#1f4b85;--target:#f0a27a;--exceeded:#ff8a80;--at-risk:#e3b341;--within:#56d364;--unresolved:#9da7b3}}
)";

constexpr std::string_view style = R"(.title{font:600 14px system-ui,sans-serif;fill:var(--ink)}
.small{font:12px system-ui,sans-serif;fill:var(--soft)}
.value{font:600 12px system-ui,sans-serif;fill:var(--ink);stroke:var(--page);stroke-width:3;paint-order:stroke}
.rule{stroke:var(--rule);stroke-width:1}
.goal{stroke:var(--target);stroke-width:1.5;stroke-dasharray:6 4}
.goal-text{font:12px system-ui,sans-serif;fill:var(--target)}
.range{stroke:var(--mark);stroke-width:2;fill:none}
.dot{fill:var(--mark);stroke:var(--page);stroke-width:1.5}
.dot.exceeded{fill:var(--exceeded)}.dot.at-risk{fill:var(--at-risk)}.dot.within{fill:var(--within)}
.bar{fill:var(--mark)}.rest{fill:var(--faint)}
)";

/// Where things are in one drawing.
struct Frame {
  std::size_t columns = 1;
  double most = 1;

  double x(std::size_t column) const {
    const double width = static_cast<double>(chart_width - left - right) / static_cast<double>(columns);
    return left + width * (static_cast<double>(column) + 0.5);
  }
  double y(double value) const { return top + plot_height * (1 - std::clamp(value / most, 0.0, 1.0)); }
};

double round_up(double value) {
  for (const double round : {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5}) {
    if (value <= round) return round;
  }
  return 1;
}

std::string text_at(double x, double y, std::string_view style_class, std::string_view anchor, std::string_view text) {
  return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" class="{}" text-anchor="{}">{}</text>)", x, y, style_class, anchor,
                     xml_text(text)) +
         "\n";
}

std::string line_at(double x1, double y1, double x2, double y2, std::string_view style_class) {
  return fmt::format(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" class="{}"/>)", x1, y1, x2, y2,
                     style_class) +
         "\n";
}

/// Title, axis and the names of the periods.
std::string frame_of(const BudgetView& view, const Frame& frame, std::string_view title) {
  std::string svg = text_at(0, 14, "title", "start", title);
  for (const double share : {0.0, 0.5, 1.0}) {
    const double y = frame.y(share * frame.most);
    svg += line_at(left, y, chart_width - right, y, "rule");
    svg += text_at(left - 6, y + 4, "small", "end", budget::percent(share * frame.most));
  }
  for (std::size_t i = 0; i < view.seasons.size(); ++i) {
    svg += text_at(frame.x(i), top + plot_height + 16, "small", "middle", view.seasons[i].period.name);
  }
  return svg;
}

std::string whisker(double x, double low, double high) {
  return line_at(x, low, x, high, "range") + line_at(x - 5, low, x + 5, low, "range") +
         line_at(x - 5, high, x + 5, high, "range");
}

std::string counted(const Cell& cell) {
  return fmt::format("{} of {}{}", cell.count.events, cell.count.trials,
                     cell.judgement.rate ? ", " + budget::percent(*cell.judgement.rate) : std::string());
}

std::string mark_of(const Cell& cell, const Frame& frame, double x) {
  if (cell.count.trials == 0) return text_at(x, top + plot_height - 6, "small", "middle", "no data");
  const budget::Interval& interval = cell.judgement.wilson_95;
  std::string svg = whisker(x, frame.y(interval.low), frame.y(interval.high));
  svg += fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="5" class="dot {}"><title>{}</title></circle>)", x,
                     frame.y(*cell.judgement.rate), to_string(cell.judgement.verdict),
                     xml_text(cell.period.name + ": " + cell.words)) +
         "\n";
  svg += text_at(x, frame.y(interval.high) - 6, "value", "middle",
                 fmt::format("{} of {}", cell.count.events, cell.count.trials));
  return svg;
}

std::string group_at(int y, const std::string& svg) {
  return fmt::format("<g transform=\"translate(0 {})\">\n{}</g>\n", y, svg);
}

std::string first_upper(std::string_view words) {
  std::string text(words);
  text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

}  // namespace

std::string_view chart_colors() { return colors; }
std::string_view chart_style() { return style; }

Drawing draw_rate(const BudgetView& view, std::size_t metric) {
  Frame frame{std::max<std::size_t>(view.seasons.size(), 1), 0};
  const double target = target_of(view.budget, budget::all_metrics.at(metric));
  double most = target * 1.5;
  for (const Season& season : view.seasons) {
    const Cell& cell = season.cells.at(metric);
    if (cell.count.trials > 0) most = std::max(most, cell.judgement.wilson_95.high);
  }
  frame.most = round_up(most);
  const std::string title = first_upper(words_of(budget::all_metrics.at(metric)));
  std::string svg = frame_of(view, frame, title);
  svg += line_at(left, frame.y(target), chart_width - right, frame.y(target), "goal");
  for (std::size_t i = 0; i < view.seasons.size(); ++i) {
    svg += mark_of(view.seasons[i].cells.at(metric), frame, frame.x(i));
  }
  svg += text_at(chart_width - right, 14, "goal-text", "end", "- - target: at most " + budget::percent(target));
  return {std::move(svg), top + plot_height + below};
}

Drawing draw_adoption(const BudgetView& view) {
  const Frame frame{std::max<std::size_t>(view.seasons.size(), 1), 1};
  std::string svg = frame_of(view, frame, "LLM-touched, of all merged pull requests");
  for (std::size_t i = 0; i < view.seasons.size(); ++i) {
    const Season& season = view.seasons[i];
    if (season.merged == 0) continue;
    const double share = static_cast<double>(season.llm_touched) / static_cast<double>(season.merged);
    svg += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="36" height="{:.1f}" class="bar"/>)", frame.x(i) - 18,
                       frame.y(share), frame.y(0) - frame.y(share)) +
           "\n";
    svg += text_at(frame.x(i), frame.y(share) - 5, "value", "middle",
                   fmt::format("{} of {}", season.llm_touched, season.merged));
  }
  return {std::move(svg), top + plot_height + below};
}

std::string rate_in_words(const BudgetView& view, std::size_t metric) {
  const budget::Metric which = budget::all_metrics.at(metric);
  std::string words =
      fmt::format("{}, target at most {}: ", words_of(which), budget::percent(target_of(view.budget, which)));
  for (const Season& season : view.seasons) {
    words += fmt::format("{} {}; ", season.period.name, counted(season.cells.at(metric)));
  }
  words.resize(words.size() - 2);
  return words;
}

std::string adoption_in_words(const BudgetView& view) {
  std::string words = "LLM-touched pull requests: ";
  for (const Season& season : view.seasons) {
    words += fmt::format("{} {} of {}; ", season.period.name, season.llm_touched, season.merged);
  }
  words.resize(words.size() - 2);
  return words;
}

std::string picture(const Drawing& drawing, std::string_view id, std::string_view label, bool alone) {
  std::string svg = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title"{}>)",
      chart_width, drawing.height, id,
      alone ? fmt::format(" width=\"{}\" height=\"{}\"", chart_width, drawing.height) : "");
  svg += fmt::format("\n<title id=\"{}-title\">{}</title>\n", id, xml_text(label));
  if (alone) {
    svg += fmt::format("<style>{}{}</style>\n", colors, style);
    svg += "<rect width=\"100%\" height=\"100%\" fill=\"var(--page)\"/>\n";
  }
  return svg + drawing.svg + "</svg>\n";
}

std::string budget_svg(const BudgetView& view) {
  Drawing all;
  std::string label = fmt::format("LLM budget of {} as of {}. ", view.branch, day_text(view.as_of));
  const auto add = [&](const Drawing& drawing, const std::string& words) {
    all.svg += group_at(all.height + 16, drawing.svg);
    all.height += drawing.height + 16;
    label += words + ". ";
  };
  all.svg =
      text_at(0, 18, "title", "start", fmt::format("LLM budget of {}, as of {}", view.branch, day_text(view.as_of)));
  all.height = 24;
  for (std::size_t metric = 0; metric < budget::all_metrics.size(); ++metric) {
    add(draw_rate(view, metric), rate_in_words(view, metric));
  }
  add(draw_adoption(view), adoption_in_words(view));
  return picture({fmt::format("<g transform=\"translate(16 8) scale(.955)\">\n{}</g>\n", all.svg), all.height},
                 "budget", label, true);
}

}  // namespace tollgate::cli
