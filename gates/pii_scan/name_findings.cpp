// New columns whose names say personal data, and what `pii: false` keeps out.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/listing.hpp"
#include "gates/all.hpp"
#include "gates/each_target.hpp"
#include "gates/pii_scan/findings.hpp"
#include "gates/pii_scan/names.hpp"
#include "gates/pii_scan/wording.hpp"
#include "lineage/difference.hpp"

namespace tollgate::pii_scan {

namespace {

using lineage::ColumnId;

class Names {
 public:
  Names(const Scene& scene, GateResult& into) : x_scene(scene), x_leaks(scene.leaks), x_into(into) {}

  void run() {
    for (const lineage::Relation& relation : x_leaks.head().relations()) {
      gates::require_time(x_scene.context);
      const auto found = x_scene.targets.find(relation.unique_id);
      if (found == x_scene.targets.end() || found->second->change == nullptr || relation.node == nullptr) continue;
      for (ColumnId column = relation.first_column; column < relation.first_column + relation.column_count; ++column) {
        if (!x_leaks.on_base(column)) judge(*found->second, column);
      }
    }
  }

 private:
  void judge(const Target& target, ColumnId column) {
    const lineage::Column& about = x_leaks.head().columns()[column];
    if (x_leaks.head_declarations().of(column).declared || x_leaks.faults().contains(column)) return;
    const NameVerdict name = judge_name({about.name, target.model->name, about.type});
    if (!name.entity || name.strength != Strength::strong || name.negated || name.type_veto) return;
    if (is_sanitised(column) || follows(column)) return;
    x_told.insert(column);
    std::string message = fmt::format("{} has no tag, and its name says {} ({})", x_leaks.head().full_name(column),
                                      to_string(*name.entity), name.why);
    Finding finding = finding_at(x_scene, "looks-like-pii", target, column, std::move(message));
    finding.cause = lineage::column_cause(target.model->unique_id, about.name);
    x_into.findings.push_back(std::move(finding));
  }

  /// A constant, or what a sanitizer leaves.
  bool is_sanitised(ColumnId column) {
    const lineage::Column& about = x_leaks.head().columns()[column];
    if (!about.resolved || about.retained || about.location < 0) return false;
    if (about.sources.empty()) return true;
    return std::ranges::none_of(x_leaks.head_passages().sources_of(column),
                                [](const PassedSource& source) { return level_of(source.passage) == Level::raw; });
  }

  /// Handed on from a column that is told already.
  bool follows(ColumnId column) {
    return std::ranges::any_of(x_leaks.head_passages().sources_of(column), [&](const PassedSource& source) {
      return level_of(source.passage) == Level::raw && x_told.contains(source.column);
    });
  }

  const Scene& x_scene;
  Leaks& x_leaks;
  GateResult& x_into;
  std::set<ColumnId> x_told;
};

}  // namespace

void report_names(const Scene& scene, GateResult& into) { Names(scene, into).run(); }

void note_denied(const Scene& scene, GateResult& into) {
  const lineage::Graph& head = scene.leaks.head();
  std::vector<std::string> texts;
  for (const auto& [id, target] : scene.targets) {
    const lineage::Relation* relation = head.find(id);
    if (relation == nullptr) continue;
    for (ColumnId column = relation->first_column; column < relation->first_column + relation->column_count; ++column) {
      const Declaration& declared = scene.leaks.head_declarations().of(column);
      const bool counts = scene.leaks.head_declarations().denied(column) && !scene.leaks.faults().contains(column);
      if (!counts || declared.from_relation) continue;
      texts.push_back(fmt::format("{} ({})", head.full_name(column), declared.reason));
    }
  }
  if (texts.empty()) return;
  into.notes.push_back({std::string(gates::pii_scan.id),
                        fmt::format("taken as not personal because its YAML says `pii: false`: {}", listed(texts))});
}

}  // namespace tollgate::pii_scan
