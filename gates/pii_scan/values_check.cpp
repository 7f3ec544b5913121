#include "gates/pii_scan/values_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/error.hpp"
#include "core/listing.hpp"
#include "gates/all.hpp"
#include "gates/outcomes.hpp"
#include "gates/pii_scan/names.hpp"
#include "gates/pii_scan/options.hpp"
#include "gates/pii_scan/rules.hpp"
#include "gates/pii_scan/sampling.hpp"
#include "gates/pii_scan/value_options.hpp"
#include "lineage/difference.hpp"

namespace tollgate::pii_scan {

namespace {

using lineage::ColumnId;
using warehouse::SampleColumn;
using warehouse::Side;

/// A relation of the head that is sampled.
struct Head {
  const Target* target = nullptr;
  RelationSample sample;
};

/// A column whose values are personal data.
struct Hit {
  const Head* head = nullptr;
  const ColumnSample* column = nullptr;
  std::optional<ColumnId> id;  ///< nothing where lineage does not know the column
  bool on_base = false;        ///< base holds the same, and the change leaves the column alone
};

SampleSettings settings_of(const Options& options) {
  return {options[value_rows], options[value_seed], std::chrono::seconds(options[value_timeout])};
}

bool is_personal(const ColumnSample& column) {
  return column.verdict.entity && (column.verdict.by == By::values || column.verdict.by == By::both);
}

/// What a name alone says is told elsewhere; it is taken back where enough values were seen that do not bear it out.
bool speaks_against_name(const ColumnSample& column) { return !column.verdict.entity && column.cells > 0; }

class Values {
 public:
  Values(const Scene& scene, GateResult& into) : x_scene(scene), x_leaks(scene.leaks), x_into(into) {}

  void run() {
    sample_head();
    if (x_heads.empty()) return;
    find_hits();
    sample_base();
    for (const Hit& hit : x_hits) report(hit);
    take_back_names();
    for (const Head& head : x_heads) {
      if (!head.sample.problem.empty()) could_not_read(*head.target, head.sample.problem, head.sample.missing);
    }
    note_samples();
  }

 private:
  // --- what is sampled ---

  bool is_asked(const Target& target) const {
    return target.options[values] && target.head != nullptr && target.head->config.materialized != "ephemeral" &&
           (is_edited(target) || x_scene.context.all);
  }

  /// Types that hold no personal data, columns that declare something, and those of which a fault is told already.
  bool wants(const Target& target, const SampleColumn& column) const {
    if (column.form == warehouse::SampleForm::closed_set) return false;
    if (judge_name({column.name, target.model->name, column.type}).type_veto) return false;
    const auto id = x_leaks.head().find(target.model->unique_id, column.name);
    return !id || !(x_leaks.head_declarations().of(*id).declared || x_leaks.faults().contains(*id));
  }

  void sample_head() {
    std::vector<SampleWish> wishes;
    for (const lineage::Relation& relation : x_leaks.head().relations()) {  // parents before children
      const auto found = x_scene.targets.find(relation.unique_id);
      if (found == x_scene.targets.end() || !is_asked(*found->second)) continue;
      const Target& target = *found->second;
      const auto name = warehouse::quoted_relation(target.head->relation_name);
      if (!name) {
        could_not_read(target, "the head manifest names no relation for it", false);
        continue;
      }
      x_heads.push_back({&target, {}});
      wishes.push_back({Side::head, *name, target.model->name,
                        [this, &target](const SampleColumn& column) { return wants(target, column); },
                        settings_of(target.options)});
    }
    std::vector<RelationSample> samples = taken(wishes);
    for (std::size_t i = 0; i < samples.size(); ++i) x_heads[i].sample = std::move(samples[i]);
  }

  /// Without a database each relation says why it was not read.
  std::vector<RelationSample> taken(const std::vector<SampleWish>& wishes) const {
    const Context& context = x_scene.context;
    std::string problem;
    try {
      if (context.warehouse != nullptr) return take_samples(*context.warehouse, wishes);
      problem =
          context.warehouse_problem.empty() ? "there is no database to read values from" : context.warehouse_problem;
    } catch (const Error& error) {
      problem = error.diagnostic().message;
    }
    std::vector<RelationSample> samples(wishes.size());
    for (RelationSample& sample : samples) sample.problem = problem;
    return samples;
  }

  void find_hits() {
    for (const Head& head : x_heads) {
      for (const ColumnSample& column : head.sample.columns) {
        if (!is_personal(column)) continue;
        x_hits.push_back({&head, &column, x_leaks.head().find(head.target->model->unique_id, column.name), false});
      }
    }
  }

  // --- what base holds ---

  /// The change computes the column as it did: its values are not its doing.
  bool is_left_alone(const Hit& hit) const {
    if (!hit.id || !x_leaks.on_base(*hit.id) || x_scene.context.lineage_differences == nullptr) return false;
    const auto& found = x_scene.context.lineage_differences->differences;
    return std::ranges::none_of(found, [&](const lineage::Difference& difference) {
      return difference.unique_id == hit.head->target->model->unique_id && is_about_column(difference.kind) &&
             difference.kind != lineage::DifferenceKind::moved && difference.column == hit.column->name;
    });
  }

  /// The relation on base, where it is another than the one on head.
  std::optional<std::string> base_relation(const Target& target) const {
    if (target.base == nullptr || target.base->config.materialized == "ephemeral") return std::nullopt;
    auto base = warehouse::quoted_relation(target.base->relation_name);
    if (x_scene.context.one_database && base == warehouse::quoted_relation(target.head->relation_name)) return {};
    return base;
  }

  void sample_base() {
    if (x_scene.context.all) return;
    std::map<const Head*, std::vector<Hit*>> by_head;
    for (Hit& hit : x_hits) {
      if (is_left_alone(hit) && base_relation(*hit.head->target)) by_head[hit.head].push_back(&hit);
    }
    std::vector<SampleWish> wishes;
    std::vector<const std::vector<Hit*>*> hits;
    for (const Head& head : x_heads) {
      const auto found = by_head.find(&head);
      if (found == by_head.end()) continue;
      hits.push_back(&found->second);
      wishes.push_back({Side::base, *base_relation(*head.target), head.target->model->name,
                        [list = hits.back()](const SampleColumn& column) {
                          return std::ranges::any_of(*list,
                                                     [&](const Hit* hit) { return hit->column->name == column.name; });
                        },
                        settings_of(head.target->options)});
    }
    // What cannot be read on base counts as new: the finding stays as it is.
    const std::vector<RelationSample> samples = taken(wishes);
    for (std::size_t i = 0; i < samples.size(); ++i) compare(samples[i], *hits[i]);
  }

  static void compare(const RelationSample& base, const std::vector<Hit*>& hits) {
    for (Hit* hit : hits) {
      hit->on_base = std::ranges::any_of(base.columns, [&](const ColumnSample& column) {
        return column.name == hit->column->name && is_personal(column) &&
               column.verdict.entity == hit->column->verdict.entity;
      });
    }
  }

  // --- what is told ---

  /// A column that hands on what another one shows is that one's doing.
  Cause cause_of(const Hit& hit) {
    Cause cause = lineage::column_cause(hit.head->target->model->unique_id, hit.column->name);
    if (!hit.id) return cause;
    for (const auto& [above, passage] : x_leaks.head_passages().ancestors_of(*hit.id)) {
      const auto told = x_told.find(above);
      if (level_of(passage) == Level::raw && told != x_told.end()) return told->second;
    }
    x_told.emplace(*hit.id, cause);
    return cause;
  }

  void report(const Hit& hit) {
    const Target& target = *hit.head->target;
    const Classification& verdict = hit.column->verdict;
    const std::string_view rule = hit.on_base ? "pii-values-on-base" : "pii-values";
    std::string message =
        fmt::format("{}.{} has no tag, and its values are {}{} ({})", target.model->name, hit.column->name,
                    to_string(*verdict.entity), hit.on_base ? ", as on base" : "", fmt::join(verdict.evidence, "; "));
    Finding finding = hit.id ? finding_at(x_scene, rule, target, *hit.id, std::move(message))
                             : gates::finding_about(gates::pii_scan, rule_called(rule), target, std::move(message));
    finding.subject.column = hit.column->name;
    if (!hit.on_base && !verdict.proved) finding.severity = Severity::warning;
    finding.cause = cause_of(hit);
    finding.evidence.push_back({"sampled_cells", hit.column->cells});
    finding.evidence.push_back({"sampled_rows", hit.head->sample.rows});
    finding.evidence.push_back({"seed", target.options[value_seed]});
    x_into.findings.push_back(std::move(finding));
  }

  void take_back_names() {
    std::set<std::pair<std::string_view, std::string_view>> cleared;
    for (const Head& head : x_heads) {
      for (const ColumnSample& column : head.sample.columns) {
        if (speaks_against_name(column)) cleared.emplace(head.target->model->unique_id, column.name);
      }
    }
    std::erase_if(x_into.findings, [&](const Finding& finding) {
      return finding.rule == "looks-like-pii" && cleared.contains({finding.subject.id, finding.subject.column});
    });
  }

  void could_not_read(const Target& target, const std::string& problem, bool missing) {
    const std::string reason = "its values could not be read: " + problem;
    if (target.options[unread_values] == "finding") {
      x_into.findings.push_back(gates::finding_about(gates::pii_scan, rule_called("pii-values-unread"), target,
                                                     fmt::format("{}: {}", target.model->name, reason)));
      return;
    }
    for (Outcome& outcome : x_into.outcomes) {
      if (outcome.subject == target.model->unique_id && outcome.status == Status::passed) {
        outcome =
            missing ? gates::unbuilt(gates::pii_scan, target, reason) : gates::errored(gates::pii_scan, target, reason);
      }
    }
  }

  void note_samples() const {
    std::int64_t rows = 0;
    std::size_t columns = 0, whole = 0, relations = 0;
    std::vector<std::string> empty;
    for (const Head& head : x_heads) {
      if (head.sample.columns.empty()) continue;
      ++relations;
      rows += head.sample.rows;
      whole += head.sample.whole ? 1 : 0;
      columns += head.sample.columns.size();
      for (const ColumnSample& column : head.sample.columns) {
        if (column.cells == 0) empty.push_back(head.target->model->name + "." + column.name);
      }
    }
    if (relations == 0) return;
    std::string text =
        fmt::format("values sampled: {} column{} of {} relation{}, {} of them read whole, {} rows in all, seed {}",
                    columns, columns == 1 ? "" : "s", relations, relations == 1 ? "" : "s", whole, rows,
                    x_heads.front().target->options[value_seed]);
    if (!empty.empty()) text += "; without a value in the sample: " + listed(empty);
    x_into.notes.push_back({std::string(gates::pii_scan.id), std::move(text)});
  }

  const Scene& x_scene;
  Leaks& x_leaks;
  GateResult& x_into;
  std::vector<Head> x_heads;
  std::vector<Hit> x_hits;
  std::map<ColumnId, Cause> x_told;
};

}  // namespace

void report_values(const Scene& scene, GateResult& into) { Values(scene, into).run(); }

}  // namespace tollgate::pii_scan
