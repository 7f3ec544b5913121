// The budget for a person at a terminal: a table per period, a drawing of each interval, the health check.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cli/budget_view.hpp"
#include "reporters/page.hpp"
#include "reporters/utf8.hpp"

namespace tollgate::cli {

namespace {

using budget::BudgetVerdict;
using budget::Cell;
using budget::Season;
using reporters::Ink;
using Row = std::vector<std::string>;

constexpr std::size_t widest_plot = 32;
constexpr std::size_t narrowest_plot = 12;
constexpr std::size_t bar_width = 10;
constexpr std::size_t most_listed = 10;

/// What is drawn with: letters of a UTF-8 terminal, or ASCII.
struct Pencil {
  std::string_view line, low, high, beyond, dot, target, full, empty;
  std::array<std::string_view, 8> levels;
};
constexpr Pencil fine{"─", "╶", "╴", "▸", "●", "┆", "█", "░", {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}};
constexpr Pencil plain{"-", "-", "-", ">", "o", "|", "#", ".", {"_", ".", ":", "-", "=", "+", "*", "#"}};

Ink ink_of(BudgetVerdict verdict) {
  switch (verdict) {
    case BudgetVerdict::exceeded:
      return Ink::red;
    case BudgetVerdict::at_risk:
      return Ink::yellow;
    case BudgetVerdict::within:
      return Ink::green;
    case BudgetVerdict::unresolved:
      break;
  }
  return Ink::plain;
}

/// A line of characters from 0 to a rate.
struct Scale {
  double most = 1;
  std::size_t width = 0;

  std::size_t place(double rate) const {
    const double share = std::clamp(rate / most, 0.0, 1.0);
    return static_cast<std::size_t>(std::lround(share * static_cast<double>(width - 1)));
  }
  std::string text() const {
    const std::string end = budget::percent(most);
    return "0" + std::string(width - 1 - end.size(), ' ') + end;
  }
};

/// The interval on the scale, the rate in it and the target across.
std::string plot(const Cell& cell, const Scale& scale, const Pencil& pencil) {
  std::vector<std::string_view> marks(scale.width, " ");
  if (cell.count.trials > 0) {
    const std::size_t low = scale.place(cell.judgement.wilson_95.low);
    const std::size_t high = scale.place(cell.judgement.wilson_95.high);
    for (std::size_t i = low; i <= high; ++i) marks[i] = pencil.line;
    marks[high] = cell.judgement.wilson_95.high > scale.most ? pencil.beyond : pencil.high;
    marks[low] = pencil.low;
    marks[scale.place(cell.judgement.rate.value_or(0))] = pencil.dot;
  }
  const std::size_t target = scale.place(cell.target);
  if (marks[target] != pencil.dot) marks[target] = pencil.target;
  std::string text;
  for (const std::string_view mark : marks) text += mark;
  return text;
}

/// A round rate that holds what is to be drawn.
double most_of(std::span<const Cell> cells) {
  double most = 0;
  for (const Cell& cell : cells) {
    most = std::max(most, cell.target * 1.5);
    if (cell.count.trials > 0) most = std::max(most, cell.judgement.wilson_95.high);
  }
  for (const double round : {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5}) {
    if (most <= round) return round;
  }
  return 1;
}

/// Without a drawing, which goes before the target.
constexpr std::size_t plot_column = 4;

Row row_of(const Cell& cell) {
  const bool counted = cell.count.trials > 0;
  Row row{"    " + std::string(words_of(cell.metric)),
          counted ? fmt::format("{} of {}", cell.count.events, cell.count.trials) : "not known",
          counted ? budget::percent(*cell.judgement.rate) : "",
          counted ? budget::interval_in_words(cell.judgement.wilson_95) : "",
          budget::percent(cell.target),
          std::string(to_string(cell.judgement.verdict))};
  if (cell.corrected) row[2] += fmt::format(" ({})", budget::percent(*cell.corrected));
  return row;
}

/// Rows in columns; the last is not filled up.
std::vector<std::string> aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size() && row.size() > 1; ++i) {
      widths[i] = std::max(widths[i], reporters::display_width(row[i]));
    }
  }
  std::vector<std::string> lines;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line += std::string(widths[i] + 2 - reporters::display_width(row[i]), ' ');
    }
    while (line.ends_with(' ')) line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

class Text {
 public:
  Text(const BudgetView& view, const RenderStyle& style, bool unicode)
      : x_view(view), x_page(style), x_pencil(unicode ? fine : plain), x_style(style) {}

  std::string write() {
    const std::string where = x_view.history.repository.empty() ? "" : " of " + x_view.history.repository;
    x_page.line(0, "LLM budget" + where, Ink::bold,
                fmt::format("{} at {}, as of {}; targets: {}", x_view.branch, x_view.history.tip.substr(0, 9),
                            day_text(x_view.as_of), x_view.policy));
    const std::span<const Cell> cells(x_view.standing.cells);
    const std::size_t half = cells.size() / 2;
    write_period(cells.first(half));
    write_period(cells.last(half));
    write_health();
    write_list("What happened", happened());
    write_list("To be told by a person", open_questions(x_view));
    write_list("Notes", x_view.notes);
    return x_page.text();
  }

 private:
  void write_period(std::span<const Cell> cells) {
    if (cells.empty()) return;
    const budget::Period& period = cells.front().period;
    x_page.section(fmt::format("{}: {} to {}, {}", period.name, day_text(period.begin),
                               day_text(period.end - std::chrono::days(1)), state_of(period, x_view.as_of)));
    std::vector<Row> rows{{"", "so far", "rate", "95 % interval", "target", "verdict"}};
    std::vector<const Cell*> of_row{nullptr};
    const std::size_t metrics = budget::all_metrics.size();
    for (std::span<const Cell> left = cells; !left.empty(); left = left.subspan(metrics)) {
      const std::string& layer = left.front().layer;
      const bool nothing = has_nothing(left.first(metrics));
      rows.push_back({"  " + (layer == budget::all_layers ? std::string("all layers") : layer) +
                      (nothing ? ": no LLM-touched pull request" : "")});
      of_row.push_back(nullptr);
      for (const Cell& cell : left.first(nothing ? 0 : metrics)) {
        rows.push_back(row_of(cell));
        of_row.push_back(&cell);
      }
    }
    add_plots(rows, of_row, most_of(cells.first(metrics)));
    write_rows(aligned(rows), of_row);
    for (const Cell& cell : cells.first(metrics)) {
      x_page.line(2, fmt::format("{}:", words_of(cell.metric)), Ink::bold, cell.words);
    }
  }

  /// As wide as the terminal leaves room for; none in a narrow one.
  void add_plots(std::vector<Row>& rows, const std::vector<const Cell*>& of_row, double most) const {
    std::size_t taken = 0;
    for (const std::string& line : aligned(rows)) taken = std::max(taken, reporters::display_width(line));
    if (taken + 2 + narrowest_plot > x_page.width()) return;
    const Scale scale{most, std::min(widest_plot, x_page.width() - taken - 2)};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].size() == 1) continue;
      rows[i].insert(rows[i].begin() + plot_column,
                     of_row[i] == nullptr ? scale.text() : plot(*of_row[i], scale, x_pencil));
    }
  }

  void write_rows(const std::vector<std::string>& lines, const std::vector<const Cell*>& of_row) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const bool paint = x_style.color && of_row[i] != nullptr;
      x_page.exact(paint ? painted(lines[i], of_row[i]->judgement.verdict) : lines[i]);
    }
  }

  /// The verdict stands at the end of its line.
  static std::string painted(const std::string& line, BudgetVerdict verdict) {
    const std::size_t at = line.rfind(to_string(verdict));
    const Ink ink = ink_of(verdict);
    if (ink == Ink::plain || at == std::string::npos) return line;
    const char* start = ink == Ink::red ? "\x1b[1;31m" : (ink == Ink::yellow ? "\x1b[33m" : "\x1b[1;32m");
    return line.substr(0, at) + start + line.substr(at) + "\x1b[0m";
  }

  static std::string share_text(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? "-" : budget::percent(static_cast<double>(part) / static_cast<double>(whole));
  }

  std::string bar(std::int64_t part, std::int64_t whole) const {
    const double share = whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
    const auto full = static_cast<std::size_t>(std::lround(share * static_cast<double>(bar_width)));
    std::string text;
    for (std::size_t i = 0; i < bar_width; ++i) text += i < full ? x_pencil.full : x_pencil.empty;
    return text;
  }

  static std::string time_text(const budget::CycleTime& time) {
    return time.median ? duration_text(*time.median) : std::string("-");
  }

  static std::string count_text(const Cell& cell) {
    if (cell.count.trials == 0) return "-";
    return fmt::format("{}/{}", cell.count.events, cell.count.trials);
  }

  void write_health() {
    const std::string& layer = x_view.layers.front();
    x_page.section("Health check" + (layer == budget::all_layers ? std::string() : " of " + layer));
    if (x_view.seasons.empty()) {
      x_page.line(2, "no pull request has been merged into " + x_view.branch + " that git can tell");
      return;
    }
    std::vector<Row> rows{
        {"  ", "merged", "LLM-touched", "", "time, LLM", "others", "rolled back", "escaped", "caught"},
        {"  ", "", "", "", "", "", target(0), target(1), target(2)}};
    for (const Season& season : x_view.seasons) {
      rows.push_back({"  " + season.period.name, std::to_string(season.merged), bar(season.llm_touched, season.merged),
                      share_text(season.llm_touched, season.merged), time_text(season.llm), time_text(season.others),
                      count_text(season.cells[0]), count_text(season.cells[1]), count_text(season.cells[2])});
    }
    rows.push_back({"  trend", "", sparkline(), "", "", "", sparkline(0), sparkline(1), sparkline(2)});
    for (const std::string& line : aligned(rows)) x_page.exact(line);
    x_page.line(2,
                "time: median from the first commit or event of the audit log to the merge; rates: of LLM-touched pull "
                "requests older than 30 days");
  }

  std::string target(std::size_t metric) const {
    return "max " + budget::percent(x_view.seasons.front().cells[metric].target);
  }

  /// Rates season by season, from 0 to the largest of them or twice the target.
  std::string sparkline(std::size_t metric) const {
    double most = 2 * x_view.seasons.front().cells[metric].target;
    for (const Season& season : x_view.seasons) most = std::max(most, season.cells[metric].judgement.rate.value_or(0));
    std::string text;
    for (const Season& season : x_view.seasons) {
      const auto rate = season.cells[metric].judgement.rate;
      text += rate ? level(*rate / most) : " ";
    }
    return text;
  }
  std::string sparkline() const {
    std::string text;
    for (const Season& season : x_view.seasons) {
      const double merged = static_cast<double>(std::max<std::int64_t>(season.merged, 1));
      text += level(static_cast<double>(season.llm_touched) / merged);
    }
    return text;
  }
  std::string_view level(double share) const {
    const double most = static_cast<double>(x_pencil.levels.size() - 1);
    return x_pencil.levels.at(static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * most)));
  }

  std::vector<std::string> happened() const {
    std::vector<std::string> lines;
    for (const FailedRequest& one : failed_requests(x_view)) lines.push_back(one.text);
    return lines;
  }

  void write_list(std::string_view title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    x_page.section(title);
    for (std::size_t i = 0; i < std::min(lines.size(), most_listed); ++i) x_page.line(2, lines[i]);
    if (lines.size() > most_listed) {
      x_page.line(2, fmt::format("... and {} more: see --format json", lines.size() - most_listed));
    }
  }

  const BudgetView& x_view;
  reporters::Page x_page;
  const Pencil& x_pencil;
  const RenderStyle& x_style;
};

}  // namespace

std::string budget_text(const BudgetView& view, const RenderStyle& style, bool unicode) {
  return Text(view, style, unicode).write();
}

}  // namespace tollgate::cli
