// What `tollgate budget` tells, put together once and written in several forms. Whoever writes it changes nothing of
// it.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "budget/health.hpp"
#include "budget/history.hpp"
#include "budget/outcomes.hpp"
#include "budget/standing.hpp"
#include "cli/arguments.hpp"
#include "cli/streams.hpp"
#include "core/reporter.hpp"

namespace tollgate::cli {

struct BudgetView {
  std::string branch;  ///< as it was asked for or found: `origin/main`
  std::string policy;  ///< where the policy comes from
  Day as_of{};
  LlmBudget budget{};
  budget::Detection detection{};
  std::vector<std::string> layers{};  ///< to show, `all` among them
  budget::History history{};
  budget::Outcomes outcomes{};
  budget::Standing standing{};            ///< only of the layers to show
  std::vector<budget::Season> seasons{};  ///< of the first layer to show
  std::vector<std::string> notes{};       ///< for a person
};

/// Reads the history and judges it. Throws Error (usage) for a period, day or layer that there is not, Error (unjudged)
/// without a repository or with a history that is cut.
BudgetView view_budget(const BudgetArguments& arguments, const Streams& streams);

/// A pull request that failed in the periods, with what came of it; of pull requests that an LLM touched.
struct FailedRequest {
  const budget::Landing* landing = nullptr;
  const budget::OutcomeEvent* event = nullptr;
  std::string text;  ///< `#41 Add orders: reverted by #45 after 2 hours`
};
/// The latest first. Fix-forward candidates too: they burn nothing until a person confirms.
std::vector<FailedRequest> failed_requests(const BudgetView& view);
/// `#45 "Revert it": takes back 0123abc, which is on no pull request`. The latest first.
std::vector<std::string> open_questions(const BudgetView& view);

/// No LLM-touched pull request at all in these, so that they need no line each.
bool has_nothing(std::span<const budget::Cell> cells);

/// `rolled back`, `escaped`, `caught at review`.
std::string_view words_of(budget::Metric metric);
/// `4 hours`, `1.5 days`.
std::string duration_text(std::chrono::seconds span);
/// `open until 2027-01-30` or `closed`: when the last pull request of it is 30 days old.
std::string state_of(const budget::Period& period, Day as_of);

/// For a terminal. `unicode`: may draw with more than ASCII.
std::string budget_text(const BudgetView& view, const RenderStyle& style, bool unicode);
std::string budget_json(const BudgetView& view);
std::string budget_csv(const BudgetView& view);
std::string budget_markdown(const BudgetView& view);
/// Pictures that need nothing else: no script, no font, no network. Light and dark.
std::string budget_svg(const BudgetView& view);
std::string budget_html(const BudgetView& view);

}  // namespace tollgate::cli
