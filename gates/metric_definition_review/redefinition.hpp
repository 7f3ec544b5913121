// One thing that changes what metrics mean, and whom it concerns: an edit of YAML, or a column that is computed in
// another way. The gate makes a finding of it for each metric concerned; core folds them into one.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/gate.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::metrics {

inline constexpr std::array all_rules{
    Rule{"metric-definition-changed", Severity::error,
         "A metric, semantic model or saved query is written otherwise than on base, or stands on one that is.",
         "Have the reviewers named in the finding approve the pull request, or waive the finding; who reads the figure "
         "must "
         "be told."},
    Rule{"metric-column-changed", Severity::error,
         "A column that feeds a metric is computed in another way, here or in a model further up.",
         "Have the reviewers named in the finding approve the pull request, or waive the finding, or give the metric "
         "its "
         "old column back."},
    Rule{"metric-removed", Severity::error, "A metric, semantic model or saved query is gone from head.",
         "Have the reviewers named in the finding approve the pull request, or waive the finding, and tell those who "
         "read "
         "it."},
    Rule{
        "metric-added", Severity::info, "A metric, semantic model or saved query is new.",
        "Nothing to do; to have new definitions reviewed as changed ones are, raise this rule to error in the policy."},
};
inline constexpr const Rule& changed_rule = all_rules[0];
inline constexpr const Rule& column_rule = all_rules[1];
inline constexpr const Rule& removed_rule = all_rules[2];
inline constexpr const Rule& added_rule = all_rules[3];

/// A metric that a redefinition concerns, and how.
struct Concerned {
  const SemanticTarget* target = nullptr;
  std::string what;  ///< a clause that follows its title: `measures.net_revenue.expr: …`
};

struct Redefinition {
  const Rule* rule = nullptr;
  Cause cause;
  Location location;
  std::vector<Concerned> concerned;  ///< who speaks first comes first; never empty
  std::vector<Evidence> evidence{};
  std::string item{};  ///< tells several causes for one metric apart: `measures.net_revenue`, `orders.net_amount`
};

/// A target that is not judged: errored, or skipped where another gate tells why.
struct NotJudged {
  Status status = Status::errored;
  std::string reason;
};
using Unjudged = std::map<std::string, NotJudged, std::less<>>;  // by unique_id

/// `metric net_revenue`, `semantic model orders`, `saved query weekly`.
std::string title_of(const dbt::SemanticNode& node);
/// Its head side, else its base side.
const dbt::SemanticNode& node_of(const SemanticTarget& target);

/// What was edited, added or removed in the definitions themselves, in order of unique_id. A target whose definition
/// cannot be read is errored.
std::vector<Redefinition> edited_definitions(const Context& context, Unjudged& unjudged);

/// Columns that feed a metric, and choices of the rows that it counts, that differ; in order of the models.
std::vector<Redefinition> redefined_columns(const Context& context);
/// Targets that a column feeds which differs and whose sources cannot be told.
void add_unresolved(const Context& context, Unjudged& unjudged);

}  // namespace tollgate::gates::metrics
