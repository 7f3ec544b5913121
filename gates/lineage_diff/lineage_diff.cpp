#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "core/listing.hpp"
#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/each_target.hpp"
#include "gates/lineage_diff/catalogue.hpp"
#include "gates/lineage_diff/config_findings.hpp"
#include "gates/lineage_diff/moved_sources.hpp"
#include "gates/lineage_diff/rules.hpp"
#include "gates/lineage_diff/run_hooks.hpp"
#include "gates/lineage_diff/shared_edit.hpp"
#include "gates/lineage_diff/wording.hpp"
#include "gates/outcomes.hpp"
#include "gates/side_by_side.hpp"
#include "sql/tree.hpp"

namespace tollgate::gates {

namespace {

using namespace columns;
using lineage::Difference;
using lineage::DifferenceKind;
using lineage::Disagreement;
using lineage::Unjudged;

class Judge {
 public:
  explicit Judge(const Context& context)
      : x_graphs{*context.base_lineage, *context.head_lineage},
        x_found(*context.lineage_differences),
        x_catalogue(news_of_catalogue(context)),
        x_context(context) {
    for (const Difference& difference : x_found.differences) x_differences[difference.unique_id].push_back(&difference);
    for (const Unjudged& unjudged : x_found.unjudged) x_unjudged[unjudged.unique_id].push_back(&unjudged);
    for (const Disagreement& one : x_catalogue.unexplained) x_disagreements[one.unique_id].push_back(&one);
  }

  GateResult run() {
    for_each_target(lineage_diff, x_context, x_result, [this](const Target& target) { judge_target(target); });
    judge_settings();
    note_literals();
    std::ranges::move(catalogue_notes(x_catalogue), std::back_inserter(x_result.notes));
    return std::move(x_result);
  }

 private:
  void judge_target(const Target& target) {
    if (const std::string why = not_for_us(target); !why.empty()) {
      x_result.outcomes.push_back(skipped(lineage_diff, target, why));
      return;
    }
    if (target.head->language == "sql") {
      if (const std::string why = not_compiled_reason(*x_context.head, *target.head); !why.empty()) {
        x_result.outcomes.push_back(errored(lineage_diff, target, why));
        return;
      }
    }
    judge_differences(target);
    judge_catalogue(target);
    const std::string trouble = judge_unresolved(target);
    x_result.outcomes.push_back(trouble.empty() ? judged(lineage_diff, target)
                                                : errored(lineage_diff, target, trouble));
  }

  static std::string not_for_us(const Target& target) {
    if (target.head == nullptr) return removed_reason(target);
    if (target.head->type == dbt::ResourceType::seed) return "a seed has no SQL";
    return {};
  }

  // --- differences ---

  void judge_differences(const Target& target) {
    const auto found = x_differences.find(target.model->unique_id);
    if (found == x_differences.end()) return;
    if (target.change != nullptr && target.change->weight == dbt::Weight::only_literals) {
      x_only_literals.push_back(target.model->name);
      for (const Difference* difference : found->second)
        if (difference->kind == DifferenceKind::scaled && difference->factor != 1) report(target, *difference);
      return;
    }
    std::vector<const Difference*> added;
    std::vector<const Difference*> removed;
    std::map<std::string, std::vector<const Difference*>> edits;
    SharedEdits shared;
    for (const Difference* difference : found->second) {
      if (!difference->together.empty()) {
        shared.add(*difference);
      } else if (!difference->edit.empty()) {
        edits[difference->edit].push_back(difference);
      } else if (difference->kind == DifferenceKind::added) {
        added.push_back(difference);
      } else if (difference->kind == DifferenceKind::lost && difference->still_read_by.empty()) {
        removed.push_back(difference);
      } else {
        report(target, *difference);
      }
    }
    report_together(target, added);
    report_together(target, removed);
    for (const SharedEdit& edit : shared.all()) report(target, edit);
    for (const auto& [text, columns] : edits) report_edit(target, columns);
  }

  /// Columns whose values one edit makes others: told where it stands, as the gravest of what it does.
  void report_edit(const Target& target, const std::vector<const Difference*>& columns) {
    const Difference& first = *columns.front();
    const Difference* gravest = *std::ranges::max_element(
        columns, {}, [](const Difference* difference) { return rule_of(*difference).severity; });
    std::vector<std::string> names;
    std::vector<lineage::ColumnId> ids;
    for (const Difference* difference : columns) {
      names.push_back(difference->column);
      if (const auto id = x_graphs.head.find(first.unique_id, difference->column)) ids.push_back(*id);
    }
    const lineage::Reach reach = lineage::reach_of_columns(x_graphs.head, ids);
    std::string message = edit_clause(target.model->name, names, first);
    const std::string whom = reach_clause(x_graphs.head, reach);
    if (!whom.empty()) message += "; " + whom;
    message += written_by_parents(target);
    Finding finding = finding_about(lineage_diff, rule_of(*gravest), target, std::move(message));
    finding.subject.column = first.column;
    finding.cause = first.cause;
    finding.columns = std::move(names);
    place(finding, target, place_of(first, target));
    finding.evidence.push_back({"columns", static_cast<std::int64_t>(columns.size())});
    for (Evidence& evidence : reach_evidence(reach)) finding.evidence.push_back(std::move(evidence));
    x_result.findings.push_back(std::move(finding));
  }

  void report(const Target& target, const SharedEdit& edit) {
    const Difference& first = edit.first();
    std::string message = edit.clause(target.model->name, x_graphs);
    const lineage::Reach reach = edit.reach(x_graphs);
    const std::string whom = reach_clause(x_graphs.head, reach);
    if (!whom.empty()) message += "; " + whom;
    message += written_by_parents(target);
    Finding finding = finding_about(lineage_diff, rule_of(first), target, std::move(message));
    finding.subject.relation = first.together;
    finding.cause = first.cause;
    finding.columns = edit.columns;
    place(finding, target, first.head_location);
    finding.evidence.push_back({"columns", static_cast<std::int64_t>(edit.columns.size())});
    add_factor(finding, first);
    for (Evidence& evidence : reach_evidence(reach)) finding.evidence.push_back(std::move(evidence));
    x_result.findings.push_back(std::move(finding));
  }

  void report(const Target& target, const Difference& difference) {
    const lineage::Reach reach = reach_of(difference, x_graphs.base, x_graphs.head);
    std::string message = clause(target.model->name, difference);
    const std::string whom = reach_clause(graph_of(difference, x_graphs.base, x_graphs.head), reach);
    if (!whom.empty()) message += "; " + whom;
    message += written_by_parents(target);
    Finding finding = finding_about(lineage_diff, rule_of(difference), target, std::move(message));
    finding.subject.column = difference.column;
    if (!is_about_column(difference.kind)) finding.subject.relation = subject_of_rows(difference);
    finding.cause = difference.cause;
    place(finding, target, place_of(difference, target));
    add_factor(finding, difference);
    for (Evidence& evidence : reach_evidence(reach)) finding.evidence.push_back(std::move(evidence));
    x_result.findings.push_back(std::move(finding));
  }

  static void add_factor(Finding& finding, const Difference& difference) {
    if (difference.kind == DifferenceKind::scaled) finding.evidence.push_back({"factor", difference.factor});
  }

  /// Tells several joins or filters of one model apart, the same on every run.
  std::string subject_of_rows(const Difference& difference) {
    if (difference.kind == DifferenceKind::rows_otherwise) return {};  // once a model
    const bool type = difference.kind == DifferenceKind::join_type_changed;
    const std::string& own = difference.after.empty() ? difference.before : difference.after;
    const std::string& text = type ? difference.joined : own;
    std::string subject = fmt::format("{} {}", to_string(difference.kind), subject_text(text));
    const int nth = ++x_told[{difference.unique_id, subject}];
    return nth == 1 ? subject : fmt::format("{} ({})", subject, nth);
  }

  /// Nobody edited the model: dbt writes other SQL from the same code, because a parent is another.
  std::string written_by_parents(const Target& target) const {
    if (target.change == nullptr || target.change->reasons.empty() || x_context.changes == nullptr) return {};
    const auto from_outside = [](const dbt::Reason& reason) {
      return reason.kind == dbt::ReasonKind::compiled || reason.kind == dbt::ReasonKind::ephemeral_parent;
    };
    if (!std::ranges::all_of(target.change->reasons, from_outside)) return {};
    std::vector<std::string> changed;
    for (const dbt::Change& change : x_context.changes->changed) {
      if (std::ranges::find(target.head->depends_on, change.unique_id) != target.head->depends_on.end())
        changed.push_back(change.unique_id);
    }
    if (changed.empty()) return "; its own code is as on base, and dbt wrote other SQL from it";
    return fmt::format("; its own code is as on base, and dbt wrote other SQL from it: see {}",
                       listed(spoken(changed)));
  }

  /// Columns that came, or that nobody misses: one finding for them all.
  void report_together(const Target& target, const std::vector<const Difference*>& differences) {
    if (differences.empty()) return;
    const bool added = differences.front()->kind == DifferenceKind::added;
    std::vector<std::string> names;
    names.reserve(differences.size());
    for (const Difference* difference : differences) names.push_back(difference->column);
    const bool one = names.size() == 1;
    std::string message = fmt::format("{}: {} {} {}", target.model->name, one ? "column" : "columns", listed(names),
                                      added ? (one ? "is new" : "are new") : (one ? "is gone" : "are gone"));
    if (!added) message += readers_outside(target.model->unique_id);
    message += written_by_parents(target);
    Finding finding = finding_about(lineage_diff, rule_of(*differences.front()), target, std::move(message));
    finding.cause = cause_of_all(differences);
    place(finding, target, place_of(*differences.front(), target));
    finding.evidence.push_back({"columns", static_cast<std::int64_t>(names.size())});
    x_result.findings.push_back(std::move(finding));
  }

  /// What came or went with a join is told with it.
  Cause cause_of_all(const std::vector<const Difference*>& differences) const {
    const Cause& first = differences.front()->cause;
    const bool same = std::ranges::all_of(differences, [&](const Difference* d) { return d->cause == first; });
    return same ? first : Cause{};
  }

  /// An exposure says which models it reads, never which columns.
  std::string readers_outside(const std::string& unique_id) const {
    const auto id = x_graphs.base.id_of(unique_id);
    if (!id) return {};
    std::vector<std::string> titles;
    for (const lineage::Leaf& leaf : x_graphs.base.leaves()) {
      if (leaf.whole && std::ranges::binary_search(leaf.relations, *id)) titles.push_back(leaf.title);
    }
    if (titles.empty()) return "; nothing in the project reads this on head";
    return fmt::format("; no model reads this on head, {} may", listed(titles));
  }

  static int place_of(const Difference& difference, const Target& target) {
    if (difference.kind == DifferenceKind::lost) return difference.place_left;
    if (target.head == nullptr) return difference.head_location;
    return place_told(target.head->compiled_code, difference.head_location, difference.part_location);
  }

  void place(Finding& finding, const Target& target, int location) const {
    if (location < 0 || target.head == nullptr) return;
    const sql::Positions positions(target.head->compiled_code);
    const auto at = positions.at(static_cast<std::size_t>(location));
    finding.location = location_in_model(target, {at.line, at.column});
    finding.evidence.push_back({"compiled_line", std::int64_t{at.line}});
    finding.evidence.push_back({"compiled_column", std::int64_t{at.column}});
  }

  // --- what no SQL shows ---

  void judge_settings() {
    const std::string why = why_settings_are_not_compared(x_context);
    if (!why.empty()) x_result.notes.push_back({std::string(lineage_diff.id), why});
    std::ranges::move(config_findings(lineage_diff, x_context), std::back_inserter(x_result.findings));
    std::ranges::move(moved_sources(lineage_diff, x_context), std::back_inserter(x_result.findings));
  }

  // --- what the warehouse holds ---

  /// Other databases spell their types in other ways.
  static lineage::CatalogueNews news_of_catalogue(const Context& context) {
    if (!dbt::is_postgres_family(context.head->metadata)) return {};
    return lineage::catalogue_news(*context.base_lineage, *context.head_lineage);
  }

  /// The catalogue is a check of us, and of the build.
  void judge_catalogue(const Target& target) {
    const auto found = x_disagreements.find(target.model->unique_id);
    if (found == x_disagreements.end()) return;
    Finding finding = finding_about(lineage_diff, rule_called("catalogue-disagrees"), target,
                                    fmt::format("{}: {}", target.model->name, catalogue_text(found->second)));
    finding.evidence.push_back({"columns", static_cast<std::int64_t>(found->second.size())});
    x_result.findings.push_back(std::move(finding));
  }

  // --- what could not be compared ---

  /// Why the target could not be judged whole; empty when it was.
  std::string judge_unresolved(const Target& target) {
    const auto found = x_unjudged.find(target.model->unique_id);
    if (found == x_unjudged.end()) return {};
    std::vector<std::string> names;
    std::string reason;
    for (const Unjudged* unjudged : found->second) {
      if (!unjudged->changed) {
        note_unresolved(target, *unjudged);
      } else if (unjudged->refused && !unjudged->column.empty()) {
        report_refused(target, *unjudged);
      } else {
        if (!unjudged->column.empty()) names.push_back(unjudged->column);
        if (reason.empty()) reason = unjudged->reason;
      }
    }
    if (reason.empty()) return {};
    if (names.empty()) return "its columns could not be compared: " + reason;
    return fmt::format("{} could not be compared: {}", listed(names), reason);
  }

  void report_refused(const Target& target, const Unjudged& unjudged) {
    Finding finding = finding_about(lineage_diff, rule_called("unresolved-column"), target,
                                    fmt::format("{}.{}: {}", target.model->name, unjudged.column, unjudged.reason));
    finding.subject.column = unjudged.column;
    finding.cause = unjudged.cause;
    place(finding, target, unjudged.location);
    x_result.findings.push_back(std::move(finding));
  }

  void note_unresolved(const Target& target, const Unjudged& unjudged) {
    x_result.notes.push_back({std::string(lineage_diff.id),
                              fmt::format("{}{}{} is unresolved on both sides alike: {}", target.model->name,
                                          unjudged.column.empty() ? "" : ".", unjudged.column, unjudged.reason)});
  }

  void note_literals() {
    if (x_only_literals.empty()) return;
    x_result.notes.push_back(
        {std::string(lineage_diff.id),
         fmt::format("only numbers and dates differ that dbt rendered; filters are taken as unchanged: {}",
                     listed(x_only_literals))});
  }

  const Graphs x_graphs;
  const lineage::Differences& x_found;
  const lineage::CatalogueNews x_catalogue;
  const Context& x_context;
  std::map<std::string, std::vector<const Difference*>, std::less<>> x_differences;
  std::map<std::string, std::vector<const Unjudged*>, std::less<>> x_unjudged;
  std::map<std::string, std::vector<const Disagreement*>, std::less<>> x_disagreements;
  std::vector<std::string> x_only_literals;
  std::map<std::pair<std::string, std::string>, int> x_told;  ///< by model: subjects of findings about its rows
  GateResult x_result;
};

/// They belong to no model, and where no model is to be judged, no column is followed.
void judge_run_hooks(const Context& context, GateResult& result) {
  std::vector<Finding> findings = run_hook_findings(lineage_diff, context);
  if (findings.empty()) return;
  result.outcomes.push_back({std::string(lineage_diff.id), std::string(change_subject), Status::passed, {}});
  std::ranges::move(findings, std::back_inserter(result.findings));
}

GateResult check(const Context& context) {
  GateResult result = context.base_lineage == nullptr ? GateResult() : Judge(context).run();
  judge_run_hooks(context, result);
  return result;
}

}  // namespace

constinit const Gate lineage_diff{
    .id = "lineage-diff",
    .summary =
        "Where the columns of each model come from, and how its rows are joined, filtered, grouped and loaded: base "
        "against head.",
    .needs = {.base = true, .compiled_sql = true, .downstream = true, .lineage = true},
    .options = {},
    .rules = all_rules,
    .check = check,
    .compares_content = true,
};

}  // namespace tollgate::gates
