#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/listing.hpp"
#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/outcomes.hpp"
#include "gates/pii_scan/enumerable.hpp"
#include "gates/pii_scan/findings.hpp"
#include "gates/pii_scan/rules.hpp"
#include "gates/pii_scan/wording.hpp"
#include "lineage/difference.hpp"
#include "sql/tree.hpp"

namespace tollgate::pii_scan {

namespace {

using lineage::ColumnId;

std::string_view rule_of(const Scene& scene, const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::leaked:
      return "leaked-column";
    case FaultKind::tag_removed:
      return "tag-removed";
    case FaultKind::too_low:
      return "declared-too-low";
    case FaultKind::hashed:
      return reversible_source(scene.leaks, fault.column) ? "reversible-hash" : "pseudonymised";
    case FaultKind::unknown:
      return "could-not-analyse";
    case FaultKind::derived:
      break;
  }
  return "untagged-derivation";
}

class Report {
 public:
  Report(const Scene& scene, GateResult& into) : x_scene(scene), x_leaks(scene.leaks), x_into(into) {}

  void run() {
    std::map<ColumnId, std::vector<ColumnId>> groups;
    for (const auto& [column, fault] : x_leaks.faults()) {
      if (fault.standing && !x_scene.context.all) {
        stood(column);
      } else {
        groups[fault.origin].push_back(column);
      }
    }
    for (const auto& [origin, columns] : groups) report(origin, columns);
    for (const UnlistedFault& fault : x_leaks.unlisted_faults()) report_unlisted(fault);
    report_standing();
  }

 private:
  const lineage::Relation& relation_of(ColumnId column) const {
    return x_leaks.head().relations()[x_leaks.head().columns()[column].relation];
  }

  const Target* target_of(ColumnId column) const {
    const auto found = x_scene.targets.find(relation_of(column).unique_id);
    return found == x_scene.targets.end() || found->second->head == nullptr ? nullptr : found->second;
  }

  /// One finding where it begins. A layer that is reached has a say of its own about how bad that is, so its first
  /// model gets one of the same cause: core folds them.
  void report(ColumnId origin, const std::vector<ColumnId>& columns) {
    const Fault& fault = x_leaks.faults().at(origin);
    std::set<std::string_view> told;
    if (opaque_twice(fault)) return;
    for (const ColumnId column : columns) {
      const Target* target = target_of(column);
      if (target == nullptr || !told.insert(target->model->layer).second) continue;
      add(*target, fault, column, columns);
    }
    if (!told.empty()) return;
    if (const Target* reader = first_reader(origin)) add(*reader, fault, origin, columns);
  }

  /// A model whose lineage cannot be told is told once, not once per column.
  bool opaque_twice(const Fault& fault) {
    return fault.kind == FaultKind::unknown &&
           !x_unknown_relations.insert(x_leaks.head().columns()[fault.column].relation).second;
  }

  void report_unlisted(const UnlistedFault& fault) {
    const auto found = x_scene.targets.find(x_leaks.head().relations()[fault.relation].unique_id);
    if (found == x_scene.targets.end() || found->second->head == nullptr) return;
    const dbt::Node& node = *found->second->head;
    if (node.language == "sql" && !gates::not_compiled_reason(*x_scene.context.head, node).empty()) return;  // errored
    const bool stood = fault.standing && !x_scene.context.all;
    if (stood && !is_edited(*found->second)) return;
    Finding finding =
        gates::finding_about(gates::pii_scan, rule_called(stood ? "standing-leak" : "could-not-analyse"),
                             *found->second, unlisted_text(x_leaks, fault) + (stood ? ", as on base" : ""));
    finding.cause = cause_of_unknown(fault.relation);
    x_into.findings.push_back(std::move(finding));
  }

  /// Of a source, whose own YAML is nobody's target.
  const Target* first_reader(ColumnId origin) const {
    for (const lineage::Step& step : lineage::fed_by(x_leaks.head(), origin)) {
      if (const Target* target = target_of(step.column)) return target;
    }
    return nullptr;
  }

  void add(const Target& target, const Fault& fault, ColumnId column, const std::vector<ColumnId>& group) {
    const bool at_origin = column == fault.column;
    const Fault& own = x_leaks.faults().at(column);
    std::string message = fault_text(x_leaks, at_origin ? fault : own);
    if (x_leaks.head_taint().of(column).via) message += fmt::format("; its way: {}", way_to(x_leaks, column));
    if (at_origin) {
      if (const std::string reach = reach_text(x_leaks, group); !reach.empty()) message += "; " + reach;
    } else {
      message += fmt::format("; this begins at {}", x_leaks.head().full_name(fault.column));
    }
    Finding finding =
        finding_at(x_scene, rule_of(x_scene, at_origin ? fault : own), target, column, std::move(message));
    finding.cause = cause_of(fault);
    if (at_origin && group.size() > 1) {
      finding.evidence.push_back({"untagged_columns", static_cast<std::int64_t>(group.size())});
    }
    x_into.findings.push_back(std::move(finding));
  }

  /// A name that PostgreSQL refuses is the cause of what cannot be told because of it.
  Cause cause_of(const Fault& fault) const {
    const std::string& model = relation_of(fault.column).unique_id;
    const std::string& column = x_leaks.head().columns()[fault.column].name;
    if (fault.kind == FaultKind::unknown) return cause_of_unknown(x_leaks.head().columns()[fault.column].relation);
    return lineage::column_cause(model, column);
  }

  /// What nobody can tell of a model follows from the first one above it that cannot be read: that one's error, else
  /// that its columns are not listed. A column of such a model, and of its readers, has that cause.
  Cause cause_of_unknown(lineage::RelationId id) const {
    for (;;) {
      const lineage::Relation& relation = x_leaks.head().relations()[id];
      if (const auto refusal = refusal_of(relation.unique_id)) return *refusal;
      if (!relation.parse_problem.empty()) return syntax_cause_of(relation);
      const auto unread = std::ranges::find_if(relation.parents, [&](lineage::RelationId parent) {
        const lineage::Relation& above = x_leaks.head().relations()[parent];
        const bool model = above.node != nullptr && above.type != dbt::ResourceType::seed;
        return model && level_of(x_leaks.head_taint().unknown_in(parent)) == Level::raw;
      });
      if (unread == relation.parents.end() || is_opaque(relation)) return {relation.unique_id, "columns"};
      id = *unread;
    }
  }

  Cause syntax_cause_of(const lineage::Relation& relation) const {
    const auto target = x_scene.targets.find(relation.unique_id);
    if (target == x_scene.targets.end() || target->second->head == nullptr) return {relation.unique_id, "columns"};
    return gates::syntax_cause(*target->second);
  }

  std::optional<Cause> refusal_of(std::string_view model) const {
    if (x_scene.context.lineage_differences == nullptr) return std::nullopt;
    for (const lineage::Unjudged& unjudged : x_scene.context.lineage_differences->unjudged) {
      if (unjudged.unique_id == model && unjudged.refused) return unjudged.cause;
    }
    return std::nullopt;
  }

  // --- what stood before ---

  void stood(ColumnId column) {
    const Target* target = target_of(column);
    auto& list = target != nullptr && is_edited(*target) ? x_edited[target->model->unique_id] : x_untouched;
    list.push_back(column);
  }

  void report_standing() {
    for (const auto& [id, columns] : x_edited) {
      const Target& target = *x_scene.targets.at(id);
      std::vector<std::string> names;
      for (const ColumnId column : columns) names.push_back(x_leaks.head().columns()[column].name);
      const bool one = names.size() == 1;
      Finding finding = finding_at(
          x_scene, "standing-leak", target, columns.front(),
          fmt::format("{}: {} {} tagged data without a tag, as on base; {}: {}", target.model->name, listed(names),
                      one ? "carries" : "carry", one ? "its way" : "the first", way_to(x_leaks, columns.front())));
      finding.subject.column.clear();
      finding.evidence.push_back({"columns", static_cast<std::int64_t>(columns.size())});
      x_into.findings.push_back(std::move(finding));
    }
    if (x_untouched.empty()) return;
    std::vector<std::string> names;
    for (const ColumnId column : x_untouched) names.push_back(x_leaks.head().full_name(column));
    x_into.notes.push_back(
        {std::string(gates::pii_scan.id),
         fmt::format("{} without a tag {} tagged data, as on base, in models that this change does not edit: {}; --all "
                     "makes findings of them",
                     names.size() == 1 ? "1 column" : fmt::format("{} columns", names.size()),
                     names.size() == 1 ? "carries" : "carry", listed(names))});
  }

  const Scene& x_scene;
  Leaks& x_leaks;
  GateResult& x_into;
  std::set<lineage::RelationId> x_unknown_relations;
  std::map<std::string_view, std::vector<ColumnId>> x_edited;
  std::vector<ColumnId> x_untouched;
};

}  // namespace

bool is_edited(const Target& target) {
  return target.change != nullptr && target.change->weight == dbt::Weight::semantic;
}

Finding finding_at(const Scene& scene, std::string_view rule, const Target& target, ColumnId column,
                   std::string message) {
  Finding finding = gates::finding_about(gates::pii_scan, rule_called(rule), target, std::move(message));
  const lineage::Graph& head = scene.leaks.head();
  const lineage::Column& about = head.columns()[column];
  finding.subject.column = about.name;
  const bool own = head.relations()[about.relation].unique_id == target.model->unique_id;
  if (!own) finding.subject.relation = head.relations()[about.relation].name;
  if (!own || about.location < 0 || target.head == nullptr) return finding;
  const auto at = sql::Positions(target.head->compiled_code).at(static_cast<std::size_t>(about.location));
  finding.location = gates::location_in_model(target, {at.line, at.column});
  finding.evidence.push_back({"compiled_line", std::int64_t{at.line}});
  finding.evidence.push_back({"compiled_column", std::int64_t{at.column}});
  return finding;
}

void report_faults(const Scene& scene, GateResult& into) { Report(scene, into).run(); }

}  // namespace tollgate::pii_scan
