#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/each_target.hpp"
#include "gates/outcomes.hpp"
#include "gates/references/judge.hpp"
#include "gates/references/rules.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"

namespace tollgate::gates {

namespace references_rules {

std::string_view relation_name(const lineage::Relation& relation) {
  if (relation.source != nullptr) return relation.source->relation_name;
  return relation.node != nullptr ? std::string_view(relation.node->relation_name) : std::string_view();
}

Sides sides_of(const Context& context) {
  Sides sides{context, *context.base_lineage, *context.head_lineage, {}, {}, base_reads(*context.base_lineage)};
  for (const lineage::Relation& relation : sides.head.relations()) {
    const std::string_view name = relation_name(relation);
    if (!name.empty()) sides.same_relation[std::string(name)].push_back(relation.unique_id);
  }
  for (const lineage::Relation& relation : sides.base.relations()) {
    if (relation.analysis == nullptr) continue;
    for (const sql::Problem& problem : relation.analysis->problems()) {
      if (problem.kind == sql::ProblemKind::unknown_function) sides.base_functions.insert(problem.name);
      if (problem.kind == sql::ProblemKind::unknown_type) sides.base_types.insert(problem.name);
    }
  }
  return sides;
}

std::string_view text_of(const lineage::Graph& graph, const dbt::Node& node) {
  const lineage::Relation* relation = graph.find(node.unique_id);
  if (relation != nullptr && relation->analysis != nullptr) return relation->analysis->text();
  return node.compiled_code;
}

void place_at(Finding& finding, const Target& target, std::string_view compiled, int location) {
  const auto at = sql::Positions(compiled).at(static_cast<std::size_t>(std::max(location, 0)));
  finding.location = location_in_model(target, {at.line, at.column});
  finding.evidence.push_back({"compiled_line", std::int64_t{at.line}});
  finding.evidence.push_back({"compiled_column", std::int64_t{at.column}});
}

}  // namespace references_rules

namespace {

using namespace references_rules;

Finding unproven_finding(const Sides& sides, const Target& target, const Unproven& unproven) {
  Finding finding = finding_about(references, rule_called("unknown-metadata"), target,
                                  fmt::format("{}: {}", target.model->name, unproven_text(sides, target, unproven)));
  place_at(finding, target, text_of(sides.head, *target.head), unproven.location);
  return finding;
}

Outcome judge(const Sides& sides, const Target& target, Found& found) {
  if (const std::string reason = no_sql_reason(target); !reason.empty()) return skipped(references, target, reason);
  if (const std::string reason = not_compiled_reason(*sides.context.head, *target.head); !reason.empty()) {
    return errored(references, target, reason);
  }
  if (target.change == nullptr) {
    judge_gone(sides, target, found);
    return judged(references, target);
  }
  const Unproven unproven = judge_names(sides, target, found);
  judge_deprecated(sides, target, found);
  judge_bypasses(sides, target, found);
  if (unproven.empty()) return judged(references, target);
  if (!target.options[allow_unproven]) return errored(references, target, unproven_text(sides, target, unproven));
  found.findings.push_back(unproven_finding(sides, target, unproven));
  return judged(references, target);
}

std::size_t longest_text(const Context& context) {
  std::size_t longest = 0;
  for (const Target& target : context.targets) {
    for (const dbt::Node* node : {target.base, target.head}) {
      if (node != nullptr) longest = std::max(longest, node->compiled_code.size());
    }
  }
  return longest;
}

void note_standing(Found& found, GateResult& result) {
  if (found.standing.empty()) return;
  constexpr std::size_t most_named = 5;
  std::ranges::sort(found.standing);
  const std::size_t shown = std::min(most_named, found.standing.size());
  std::string text =
      fmt::format("not told as findings, since base has them as well: {}",
                  fmt::join(found.standing.begin(), found.standing.begin() + static_cast<long>(shown), "; "));
  if (found.standing.size() > shown) text += fmt::format("; and {} more", found.standing.size() - shown);
  result.notes.push_back({std::string(references.id), std::move(text)});
}

GateResult check(const Context& context) {
  GateResult result;
  Found found;
  sql::run_on_deep_stack(sql::stack_to_walk(longest_text(context)), [&] {
    const Sides sides = sides_of(context);
    for_each_target(references, context, result,
                    [&](const Target& target) { result.outcomes.push_back(judge(sides, target, found)); });
  });
  result.findings = std::move(found.findings);
  note_standing(found, result);
  return result;
}

constexpr std::array<AnyOption, 2> all_options{&functions, &allow_unproven};

}  // namespace

constinit const Gate references{
    .id = "references",
    .summary = "Everything that a changed model names is there, and means here what its writer thinks.",
    .needs = {.base = true, .compiled_sql = true, .downstream = true, .lineage = true},
    .options = all_options,
    .rules = all_rules,
    .check = check,
    .judges_lines = true,
};

}  // namespace tollgate::gates
