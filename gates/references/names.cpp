#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/outcomes.hpp"
#include "gates/references/judge.hpp"
#include "gates/references/rules.hpp"
#include "lineage/difference.hpp"
#include "lineage/reach.hpp"
#include "sql/references.hpp"
#include "sql/tree.hpp"

namespace tollgate::gates::references_rules {

namespace {

using sql::ReferenceFinding;
using sql::ReferenceRule;
using Key = std::pair<ReferenceRule, std::string>;

std::string bare(std::string_view name) { return std::string(name.substr(name.rfind('.') + 1)); }  // npos + 1 is 0

sql::ReferenceOptions options_for(const Sides& sides, const Target& target) {
  sql::ReferenceOptions options;
  options.functions = sides.base_functions;
  for (const std::string& name : target.options[functions]) options.functions.insert(name);
  return options;
}

bool is_known_type(const Sides& sides, const ReferenceFinding& finding) {
  return finding.rule == ReferenceRule::unknown_type && sides.base_types.contains(finding.name);
}

std::set<Key> keys_on_base(const Sides& sides, const Target& target) {
  std::set<Key> keys;
  if (target.base == nullptr || !target.base->compiled) return keys;
  const auto said =
      sql::check_references(text_of(sides.base, *target.base), sides.base.schema(), options_for(sides, target));
  for (const ReferenceFinding& finding : said) keys.emplace(finding.rule, finding.name);
  return keys;
}

/// A parent that has the column on base and no longer has it.
const lineage::Relation* who_lost(const Sides& sides, const std::string& reader, std::string_view column) {
  const lineage::Relation* relation = sides.head.find(reader);
  if (relation == nullptr) return nullptr;
  for (const lineage::RelationId id : relation->parents) {
    const lineage::Relation& parent = sides.head.relations()[id];
    if (parent.open || sides.head.find(parent.unique_id, column)) continue;
    if (sides.base.find(parent.unique_id, column)) return &parent;
  }
  return nullptr;
}

std::string advised(const ReferenceFinding& finding) {
  if (finding.suggestion.empty()) return {};
  const bool another_name = finding.dialects.empty() && finding.suggestion.find(' ') == std::string::npos &&
                            finding.suggestion.find('(') == std::string::npos;
  return another_name ? fmt::format("; did you mean {}?", finding.suggestion)
                      : fmt::format("; instead: {}", finding.suggestion);
}

std::string file_of(const Sides& sides, const lineage::Relation& relation) {
  if (relation.node != nullptr) return sides.context.project_prefix + relation.node->original_file_path;
  if (relation.source != nullptr) return sides.context.project_prefix + relation.source->original_file_path;
  return {};
}

/// The column of that name on base has another name in the parent now; null: it is not there under any name.
const lineage::Difference* renaming_of(const Sides& sides, const lineage::Relation& parent, std::string_view column) {
  if (sides.context.lineage_differences == nullptr) return nullptr;
  for (const lineage::Difference& difference : sides.context.lineage_differences->differences) {
    const bool renamed = difference.kind == lineage::DifferenceKind::renamed;
    if (renamed && difference.unique_id == parent.unique_id && difference.before == column) return &difference;
  }
  return nullptr;
}

Finding gone_finding(const Sides& sides, const Target& target, const lineage::Relation& parent,
                     const std::string& column) {
  const lineage::Difference* const renaming = renaming_of(sides, parent, column);
  const std::string now = renaming == nullptr ? "no longer gives it" : fmt::format("calls it {} now", renaming->column);
  Finding finding = finding_about(references, rule_called("gone-on-head"), target,
                                  fmt::format("{} reads {}.{}, which base has and head has not: {} {}",
                                              target.model->name, parent.name, column, file_of(sides, parent), now));
  finding.subject.column = column;
  finding.subject.relation = parent.name;
  finding.cause = renaming == nullptr ? lineage::column_cause(parent.unique_id, column) : renaming->cause;
  return finding;
}

bool is_about_column(ReferenceRule rule) {
  return rule == ReferenceRule::unknown_column || rule == ReferenceRule::ambiguous_column;
}

Cause cause_of(const Target& target, const ReferenceFinding& finding) {
  if (finding.rule == ReferenceRule::syntax) return syntax_cause(target);
  return lineage::name_cause(target.model->unique_id, bare(finding.name));
}

/// A rule's advice speaks of a suggestion; where there is none, what is left of it.
std::string_view help_without_suggestion(ReferenceRule rule) {
  switch (rule) {
    case ReferenceRule::unknown_column:
      return "Correct the name, or add the column to the model it should come from.";
    case ReferenceRule::dialect:
      return "Write what PostgreSQL has for it.";
    case ReferenceRule::unknown_function:
    case ReferenceRule::wrong_argument_count:
      return "Correct the call; declare functions of your own in the option `functions`.";
    case ReferenceRule::unknown_type:
      return "Correct the name of the type.";
    case ReferenceRule::unknown_operator:
      return "Cast one side, or use an operator that PostgreSQL has for these types.";
    default:
      return rule_called(to_string(rule)).advice;
  }
}

Finding finding_of(const Target& target, const ReferenceFinding& said) {
  Finding finding = finding_about(references, rule_called(to_string(said.rule)), target,
                                  fmt::format("{}: {}{}", target.model->name, said.message, advised(said)));
  if (said.suggestion.empty()) finding.help = help_without_suggestion(said.rule);
  if (is_about_column(said.rule)) {
    finding.subject.column = bare(said.name);
  } else {
    finding.subject.relation = said.name;
  }
  finding.cause = cause_of(target, said);
  return finding;
}

/// What PostgreSQL refuses is not built, nor is what reads it.
std::string not_built_below(const Sides& sides, const Target& target) {
  const auto relation = sides.head.id_of(target.model->unique_id);
  if (!relation) return {};
  const std::string text = lineage::to_text(sides.head, lineage::reach_of_rows(sides.head, *relation));
  return text.empty() ? text : "reaches " + text;
}

void add_clause(std::string& message, const std::string& clause) {
  if (!clause.empty()) message += (message.ends_with('?') ? " The failed build " : "; ") + clause;
}

/// Its rule names something, and the metadata cannot tell whether that is there.
bool is_unproven(const ReferenceFinding& said) {
  return !said.absent && said.rule != ReferenceRule::semantic_drift && said.rule != ReferenceRule::dialect;
}

void add_unproven(const ReferenceFinding& said, Unproven& unproven) {
  if (unproven.empty()) unproven.location = said.location;
  if (is_about_column(said.rule)) {
    unproven.columns.push_back(bare(said.name));
  } else {
    (said.rule == ReferenceRule::unknown_table ? unproven.relations : unproven.others).push_back(said.name);
  }
}

}  // namespace

Unproven judge_names(const Sides& sides, const Target& target, Found& found) {
  const std::string_view text = text_of(sides.head, *target.head);
  const auto said = sql::check_references(text, sides.head.schema(), options_for(sides, target));
  Unproven unproven;
  if (said.empty()) return unproven;
  const std::set<Key> on_base = keys_on_base(sides, target);
  std::set<Key> told;
  bool first_of_failure = sql::check_syntax(text).has_value();
  for (const ReferenceFinding& finding : said) {
    const Key key{finding.rule, finding.name};
    if (is_known_type(sides, finding) || !told.insert(key).second) continue;
    if (is_unproven(finding)) {
      if (!is_proven_by_base(sides, target, finding)) add_unproven(finding, unproven);
      continue;
    }
    if (on_base.contains(key)) {
      found.standing.push_back(fmt::format("{}: {} {}", target.model->name, to_string(finding.rule), finding.name));
      continue;
    }
    const bool unknown_column = finding.rule == ReferenceRule::unknown_column;
    const lineage::Relation* lost =
        unknown_column ? who_lost(sides, target.model->unique_id, bare(finding.name)) : nullptr;
    Finding made =
        lost != nullptr ? gone_finding(sides, target, *lost, bare(finding.name)) : finding_of(target, finding);
    // What the gate parse says of the same text is told with the first that explains it.
    if (first_of_failure) made.cause = syntax_cause(target);
    first_of_failure = false;
    if (finding.absent && finding.rule != ReferenceRule::semantic_drift)
      add_clause(made.message, not_built_below(sides, target));
    place_at(made, target, text, finding.location);
    found.findings.push_back(std::move(made));
  }
  return unproven;
}

void judge_gone(const Sides& sides, const Target& target, Found& found) {
  const lineage::Relation* relation = sides.head.find(target.model->unique_id);
  if (relation == nullptr || relation->analysis == nullptr) return;
  std::set<std::string> told;
  for (const sql::Problem& problem : relation->analysis->problems()) {
    if (problem.kind != sql::ProblemKind::unknown_column || !problem.absent) continue;
    const lineage::Relation* lost = who_lost(sides, target.model->unique_id, problem.name);
    if (lost == nullptr || !told.insert(problem.name).second) continue;
    Finding finding = gone_finding(sides, target, *lost, problem.name);
    place_at(finding, target, relation->analysis->text(), problem.location);
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace tollgate::gates::references_rules
