// `tollgate budget`: how the LLM budget stands. Reads git's history, the audit log and, with a token, what the forge
// tells of labels and descriptions; writes nothing to any of them and asks no database.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include "cli/budget_view.hpp"
#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "core/lower.hpp"

namespace tollgate::cli {

namespace {

/// What the locale says of the terminal's letters; without a word only ASCII is drawn.
bool draws_unicode(const Streams& streams) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = lowered(variable(streams, name));
    if (!value.empty()) return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

RenderStyle style_of(const BudgetArguments& arguments, const Streams& streams) {
  RenderStyle style;
  const bool wanted = streams.out_is_terminal && variable(streams, "NO_COLOR").empty();
  style.color = arguments.color == "always" || (arguments.color == "auto" && wanted);
  style.width = streams.width;
  return style;
}

std::string formatted(const BudgetArguments& arguments, const BudgetView& view, const Streams& streams) {
  if (arguments.format == "json") return budget_json(view);
  if (arguments.format == "csv") return budget_csv(view);
  if (arguments.format == "markdown") return budget_markdown(view);
  return budget_text(view, style_of(arguments, streams), draws_unicode(streams));
}

void refuse_unknown_charts(const BudgetArguments& arguments) {
  for (const std::string& chart : arguments.charts) {
    const auto extension = std::filesystem::path(chart).extension();
    if (extension == ".svg" || extension == ".html") continue;
    throw Error(ErrorKind::usage,
                {"--chart " + chart + " is neither .svg nor .html", "name FILE.svg or FILE.html", {}});
  }
}

bool fails(const BudgetArguments& arguments, const BudgetView& view) {
  if (arguments.fail_on == "never") return false;
  return std::ranges::any_of(view.standing.cells, [&](const budget::Cell& cell) {
    using budget::BudgetVerdict;
    return cell.judgement.verdict == BudgetVerdict::exceeded ||
           (arguments.fail_on == "at-risk" && cell.judgement.verdict == BudgetVerdict::at_risk);
  });
}

}  // namespace

int budget_command(const BudgetArguments& arguments, const Streams& streams) {
  refuse_unknown_charts(arguments);
  for (const std::string& chart : arguments.charts) require_writable("--chart", chart, streams.run);
  begin_step(streams, "reading the history of the base branch");
  const BudgetView view = view_budget(arguments, streams);
  begin_step(streams, {});
  for (const std::string& chart : arguments.charts) {
    write_file(chart, chart.ends_with(".svg") ? budget_svg(view) : budget_html(view), streams.run);
  }
  streams.out << formatted(arguments, view, streams);
  return fails(arguments, view) ? 1 : 0;
}

}  // namespace tollgate::cli
