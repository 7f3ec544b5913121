// Layers and exposures that the policy closes to personal data: what newly comes in, tagged or not.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/listing.hpp"
#include "gates/all.hpp"
#include "gates/outcomes.hpp"
#include "gates/pii_scan/findings.hpp"
#include "gates/pii_scan/options.hpp"
#include "gates/pii_scan/rules.hpp"
#include "gates/pii_scan/wording.hpp"
#include "lineage/difference.hpp"

namespace tollgate::pii_scan {

namespace {

using lineage::ColumnId;

std::string_view name_of(const lineage::Leaf& leaf) {
  return std::string_view(leaf.unique_id).substr(leaf.unique_id.rfind('.') + 1);
}

class Closed {
 public:
  Closed(const Scene& scene, GateResult& into) : x_scene(scene), x_leaks(scene.leaks), x_into(into) {
    for (const auto& [id, target] : scene.targets) {
      for (const std::string& name : target->options[closed_exposures]) x_exposures.insert(name);
    }
  }

  void run() {
    report_layers();
    if (!x_exposures.empty()) report_exposures();
  }

 private:
  /// Of the data as it is, whatever is declared; nothing where `pii: false` is honoured.
  static bool personal(const Taint& taint, ColumnId column) { return level_of(taint.of(column).held) == Level::raw; }

  bool personal_on_base(ColumnId head) const {
    const auto before = x_leaks.on_base(head);
    return before && personal(x_leaks.base_taint(), *before);
  }

  /// In the order of the graph, so that what comes from another closed model has its cause there.
  void report_layers() {
    std::map<ColumnId, ColumnId> origins;
    for (const lineage::Relation& relation : x_leaks.head().relations()) {
      const auto found = x_scene.targets.find(relation.unique_id);
      if (found == x_scene.targets.end() || !found->second->options[closed] || relation.node == nullptr) continue;
      for (ColumnId column = relation.first_column; column < relation.first_column + relation.column_count; ++column) {
        if (!personal(x_leaks.head_taint(), column) || personal_on_base(column)) continue;
        const auto via = x_leaks.head_taint().of(column).via;
        const auto earlier = via ? origins.find(*via) : origins.end();
        origins.emplace(column, earlier == origins.end() ? column : earlier->second);
        add(*found->second, column, origins.at(column),
            fmt::format("the layer {}, which is closed to it", found->second->model->layer));
      }
    }
  }

  void report_exposures() {
    note_unknown();
    for (const lineage::Leaf& leaf : x_leaks.head().leaves()) {
      if (leaf.type != dbt::ResourceType::exposure) continue;
      if (!x_exposures.contains("*") && !x_exposures.contains(name_of(leaf))) continue;
      for (const lineage::RelationId id : leaf.relations) report_exposure(leaf, id);
    }
  }

  /// A name that is written wrong closes nothing.
  void note_unknown() {
    for (const std::string& name : x_exposures) {
      const auto is_it = [&](const lineage::Leaf& leaf) {
        return leaf.type == dbt::ResourceType::exposure && name_of(leaf) == name;
      };
      if (name == "*" || std::ranges::any_of(x_leaks.head().leaves(), is_it) ||
          std::ranges::any_of(x_leaks.base().leaves(), is_it)) {
        continue;
      }
      x_into.notes.push_back({std::string(gates::pii_scan.id),
                              fmt::format("closed_exposures names {}, and there is no such exposure: nothing is closed "
                                          "by it",
                                          name)});
    }
  }

  bool read_on_base(const lineage::Leaf& leaf, const lineage::Relation& relation) const {
    const auto before = x_leaks.base().id_of(relation.unique_id);
    return before && std::ranges::any_of(x_leaks.base().leaves(), [&](const lineage::Leaf& other) {
             return other.unique_id == leaf.unique_id && std::ranges::binary_search(other.relations, *before);
           });
  }

  void report_exposure(const lineage::Leaf& leaf, lineage::RelationId id) {
    const lineage::Relation& relation = x_leaks.head().relations()[id];
    const bool was_read = read_on_base(leaf, relation);
    std::vector<ColumnId> shown;
    for (ColumnId column = relation.first_column; column < relation.first_column + relation.column_count; ++column) {
      const bool read = leaf.whole || std::ranges::binary_search(leaf.columns, column);
      if (!read || !personal(x_leaks.head_taint(), column) || (was_read && personal_on_base(column))) continue;
      shown.push_back(column);
    }
    if (!was_read) return report_newly_read(leaf, id, shown);
    for (const ColumnId column : shown) {
      add(target_of(relation), column, column, fmt::format("{}, which is closed to it", leaf.title));
    }
  }

  /// An exposure that begins to read a model which is not judged here speaks for itself.
  const Target& target_of(const lineage::Relation& relation) const {
    const auto found = x_scene.targets.find(relation.unique_id);
    return found != x_scene.targets.end() ? *found->second : *x_scene.targets.begin()->second;
  }

  /// The change is one line of the exposure's YAML, so it is told once, there.
  void report_newly_read(const lineage::Leaf& leaf, lineage::RelationId id, const std::vector<ColumnId>& shown) {
    const lineage::Relation& relation = x_leaks.head().relations()[id];
    std::vector<std::string> names;
    for (const ColumnId column : shown) names.push_back(x_leaks.head().columns()[column].name);
    if (level_of(x_leaks.head_taint().unknown_in(id)) == Level::raw) names.emplace_back("columns that nobody lists");
    if (names.empty()) return;
    std::string message = fmt::format("{} is closed to personal data and newly reads {}, which holds it in {}",
                                      leaf.title, relation.name, listed(names));
    if (!shown.empty() && x_leaks.head_taint().of(shown.front()).via) {
      message += fmt::format("; {}: {}", shown.size() == 1 ? "its way" : "the first", way_to(x_leaks, shown.front()));
    }
    const Target& target = target_of(relation);
    Finding finding = gates::finding_about(gates::pii_scan, rule_called("exposed"), target, std::move(message));
    if (relation.unique_id != target.model->unique_id) finding.subject.relation = relation.name;
    const auto exposure = x_scene.context.head->exposures.find(leaf.unique_id);
    if (exposure != x_scene.context.head->exposures.end() && !exposure->second.original_file_path.empty()) {
      finding.location = {x_scene.context.project_prefix + exposure->second.original_file_path, 1, 0};
    }
    finding.cause = {leaf.unique_id, relation.unique_id};
    x_into.findings.push_back(std::move(finding));
  }

  void add(const Target& target, ColumnId column, ColumnId origin, const std::string& where) {
    const lineage::Graph& head = x_leaks.head();
    std::string message = fmt::format("{} holds personal data and newly reaches {}; its way: {}",
                                      head.full_name(column), where, way_to(x_leaks, column));
    Finding finding = finding_at(x_scene, "exposed", target, column, std::move(message));
    const lineage::Column& from = head.columns()[origin];
    finding.cause = lineage::column_cause(head.relations()[from.relation].unique_id, from.name);
    x_into.findings.push_back(std::move(finding));
  }

  const Scene& x_scene;
  Leaks& x_leaks;
  GateResult& x_into;
  std::set<std::string, std::less<>> x_exposures;
};

}  // namespace

void report_exposed(const Scene& scene, GateResult& into) { Closed(scene, into).run(); }

}  // namespace tollgate::pii_scan
