// Columns of one model on both sides. One column, one difference: the gravest.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <unordered_map>

#include "lineage/lost_place.hpp"
#include "lineage/model_pair.hpp"
#include "sql/scale_change.hpp"
#include "sql/value_twist.hpp"

namespace tollgate::lineage {

namespace {

constexpr std::size_t names_told = 4;

using sql::ColumnKind;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Whether the text holds the name as a word, in either case of letters.
bool mentions(std::string_view text, std::string_view name) {
  const auto same_letter = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  for (auto at = text.begin();; ++at) {
    at = std::search(at, text.end(), name.begin(), name.end(), same_letter);
    if (at == text.end()) return false;
    const auto end = at + static_cast<std::ptrdiff_t>(name.size());
    if ((at == text.begin() || !is_word(*(at - 1))) && (end == text.end() || !is_word(*end))) return true;
  }
}

class ColumnComparison {
 public:
  ColumnComparison(const ModelPair& pair, Correspondence& same, Differences& found)
      : x_pair(pair), x_same(same), x_base(same.base()), x_head(same.head()), x_found(found) {
    for (const sql::OutputFact& fact : pair.base_facts.outputs) x_base_values.emplace(fact.name, &fact);
    for (const sql::OutputFact& fact : pair.head_facts.outputs) x_head_values.emplace(fact.name, &fact);
  }

  void run() {
    std::vector<ColumnId> gone;
    std::vector<ColumnId> fresh;
    std::vector<std::pair<ColumnId, ColumnId>> both;
    match(both, gone, fresh);
    find_renames(gone, fresh);
    for (const auto& [base, head] : both) compare(base, head);
    if (!x_pair.head->open) {
      for (const ColumnId base : gone) report_lost(base);
    }
    if (!x_pair.base->open) {
      for (const ColumnId head : fresh) report_added(head);
    }
  }

 private:
  const Column& base_column(ColumnId id) const { return x_base.columns()[id]; }
  const Column& head_column(ColumnId id) const { return x_head.columns()[id]; }

  void match(std::vector<std::pair<ColumnId, ColumnId>>& both, std::vector<ColumnId>& gone,
             std::vector<ColumnId>& fresh) const {
    std::map<std::string_view, ColumnId> by_name;
    for (const Column& column : x_head.columns_of(*x_pair.head)) {
      by_name.emplace(column.name, x_pair.head->first_column + static_cast<ColumnId>(column.position));
    }
    for (const Column& column : x_base.columns_of(*x_pair.base)) {
      const ColumnId id = x_pair.base->first_column + static_cast<ColumnId>(column.position);
      const auto found = by_name.find(column.name);
      if (found == by_name.end()) {
        gone.push_back(id);
      } else {
        both.emplace_back(id, found->second);
        by_name.erase(found);
      }
    }
    for (const auto& [name, id] : by_name) fresh.push_back(id);
    std::ranges::sort(fresh);
  }

  // --- renames ---

  using Values = std::unordered_map<std::string_view, const sql::OutputFact*>;

  static std::optional<sql::Digest> value_of(const Values& values, const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second->digest);
  }

  /// The same value: by what it is computed from and how.
  bool equal_values(ColumnId base, ColumnId head) const {
    const auto before = value_of(x_base_values, base_column(base).name);
    const auto after = value_of(x_head_values, head_column(head).name);
    if (before && after && *before == *after) return true;
    return x_pair.same_text && equal_but_for_names(base, head);
  }

  bool equal_but_for_names(ColumnId base, ColumnId head) const {
    const Column& before = base_column(base);
    const Column& after = head_column(head);
    return before.resolved && after.resolved && before.kind == after.kind && !before.sources.empty() &&
           x_same.sources_on_base(base) == x_same.sources_on_head(head);
  }

  /// Gone and new with the same value: at the same place, else where there is only one such pair.
  void find_renames(std::vector<ColumnId>& gone, std::vector<ColumnId>& fresh) {
    const auto is_constant = [&](ColumnId id) { return base_column(id).sources.empty(); };
    for (const bool by_place : {true, false}) {
      for (auto at = gone.begin(); at != gone.end();) {
        std::vector<ColumnId> candidates;
        for (const ColumnId head : fresh) {
          const bool same_place = head_column(head).position == base_column(*at).position;
          if ((by_place ? same_place : !is_constant(*at)) && equal_values(*at, head)) candidates.push_back(head);
        }
        if (candidates.size() != 1) {
          ++at;
          continue;
        }
        report_renamed(*at, candidates.front());
        std::erase(fresh, candidates.front());
        at = gone.erase(at);
      }
    }
  }

  /// Follows from a change further up: the column comes by a star, or from a text that says what it said before.
  bool carried(const Graph& graph, const Relation& relation, const Column& column, const auto& changed) const {
    if (column.kind != ColumnKind::identity || column.sources.size() != 1) return false;
    const ColumnId source = column.sources.front().column;
    if (!changed(source) || graph.columns()[source].name != column.name) return false;
    return x_pair.same_text || !mentions(relation.analysis->text(), column.name);
  }

  void report_renamed(ColumnId base, ColumnId head) {
    x_same.rename(base, head);
    const auto was_renamed = [&](ColumnId id) {
      return !x_same.only_on_base(id) && head_column(x_same.on_head(id)).name != base_column(id).name;
    };
    if (carried(x_base, *x_pair.base, base_column(base), was_renamed)) return;
    Difference difference = differing(DifferenceKind::renamed, base, head);
    difference.before = base_column(base).name;
    difference.after = head_column(head).name;
    difference.still_read_by = readers_of_lost(x_base, x_head, base);
    add(std::move(difference));
  }

  // --- columns of one side ---

  void report_lost(ColumnId base) {
    const Column& column = base_column(base);
    if (carried(x_base, *x_pair.base, column, [&](ColumnId id) { return x_same.only_on_base(id); })) return;
    Difference difference = differing(DifferenceKind::lost, base, std::nullopt);
    difference.before = sources_text(x_base, base);
    difference.still_read_by = readers_of_lost(x_base, x_head, base);
    if (x_pair.base->analysis != nullptr && x_pair.head->analysis != nullptr)
      difference.place_left = place_of_lost(*x_pair.base->analysis, *x_pair.head->analysis, column.name);
    add(std::move(difference));
  }

  void report_added(ColumnId head) {
    const Column& column = head_column(head);
    if (carried(x_head, *x_pair.head, column, [&](ColumnId id) { return !x_same.on_base(id); })) return;
    if (!column.resolved) return report_unjudged(column, std::nullopt);
    Difference difference = differing(DifferenceKind::added, std::nullopt, head);
    difference.after = sources_text(x_head, head);
    add(std::move(difference));
  }

  // --- columns of both sides ---

  void compare(ColumnId base, ColumnId head) {
    const Column& before = base_column(base);
    const Column& after = head_column(head);
    if (before.retained || after.retained) return;
    if (!before.resolved || !after.resolved) return report_unjudged(after, before);
    const auto value_before = value_of(x_base_values, before.name);
    const auto value_after = value_of(x_head_values, after.name);
    if (value_before && value_before == value_after) return compare_in_branches(base, head);
    if (x_pair.same_text && x_same.sources_on_base(base) == x_same.sources_on_head(head)) return;
    if (const auto scale = scale_of(before.name)) return report_scaled(*scale, base, head);
    if (const auto kind = difference_of(base, head)) report_changed(*kind, base, head);
  }

  /// How a column of that name is another multiple of what it was.
  std::optional<sql::ScaleChange> scale_of(const std::string& name) const {
    const auto before = x_base_values.find(name);
    const auto after = x_head_values.find(name);
    if (before == x_base_values.end() || after == x_head_values.end()) return std::nullopt;
    return sql::scale_change(before->second->scales, after->second->scales);
  }

  void report_scaled(const sql::ScaleChange& scale, ColumnId base, ColumnId head) {
    Difference difference = differing(DifferenceKind::scaled, base, head);
    const std::string& before = base_column(base).type;
    const std::string& after = head_column(head).type;
    if (!before.empty() && !after.empty() && before != after) {
      difference.before = before;
      difference.after = after;
    }
    difference.scale = to_text(scale);
    difference.factor = scale.factor.rounded();
    add(std::move(difference));
  }

  /// As before but for branches of unions that only one side has.
  void compare_in_branches(ColumnId base, ColumnId head) {
    if (x_pair.branches_gone.queries.empty() && x_pair.branches_added.queries.empty()) return;
    const auto kind = difference_of(base, head);
    if (!kind) return;
    report_changed(*kind, base, head);
    if (*kind != DifferenceKind::retyped) x_found.differences.back().together = branches_text(x_pair);
  }

  std::optional<DifferenceKind> difference_of(ColumnId base, ColumnId head) const {
    const Column& before = base_column(base);
    const Column& after = head_column(head);
    const Origins from = x_same.sources_on_base(base);
    const Origins to = x_same.sources_on_head(head);
    const bool other_sources = from != to && x_same.leaves_on_base(base) != x_same.leaves_on_head(head);
    const bool share = std::ranges::any_of(from, [&](ColumnId id) { return to.contains(id); });
    if (other_sources && !from.empty() && !share) return DifferenceKind::resourced;
    if (!before.type.empty() && !after.type.empty() && before.type != after.type && !x_pair.same_text) {
      return DifferenceKind::retyped;
    }
    if (x_same.kind_on_base(base) != x_same.kind_on_head(head)) return DifferenceKind::kind_changed;
    if (other_sources) return DifferenceKind::partly_resourced;
    if (from != to || x_pair.same_text) return std::nullopt;
    // Of what moved into a model that only one side has, the text with it written in tells.
    const ColumnKind kind = x_pair.expanded ? x_same.kind_on_head(head) : after.kind;
    if (kind == ColumnKind::aggregate) return DifferenceKind::aggregate_changed;
    return kind == ColumnKind::identity ? std::nullopt : std::optional(DifferenceKind::recomputed);
  }

  void report_changed(DifferenceKind kind, ColumnId base, ColumnId head) {
    Difference difference = differing(kind, base, head);
    const Column& before = base_column(base);
    const Column& after = head_column(head);
    if (kind == DifferenceKind::retyped) {
      difference.before = before.type;
      difference.after = after.type;
      difference.still_read_by = readers_of_column(x_head, head);
    } else if (kind == DifferenceKind::kind_changed) {
      difference.before = words_of(x_same.kind_on_base(base));
      difference.after = words_of(x_same.kind_on_head(head));
    } else {
      const bool all = sources_text(x_base, base) == sources_text(x_head, head);
      difference.before = sources_text(x_base, base, all);
      difference.after = sources_text(x_head, head, all);
    }
    difference.severe = kind == DifferenceKind::resourced &&
                        (before.kind == ColumnKind::identity || after.kind == ColumnKind::identity);
    if (kind != DifferenceKind::retyped) add_part(difference);
    difference.loses_fraction = loses_fraction(difference);
    add(std::move(difference));
  }

  bool loses_fraction(const Difference& difference) const {
    if (x_pair.same_text || x_pair.base_analysis == nullptr || x_pair.head_analysis == nullptr) return false;
    return sql::loses_fraction(*x_pair.base_analysis, *x_pair.head_analysis, difference.column);
  }

  void add_part(Difference& difference) const {
    if (x_pair.same_text || x_pair.base_analysis == nullptr || x_pair.head_analysis == nullptr) return;
    auto part = sql::differing_part(*x_pair.base_analysis, *x_pair.head_analysis, difference.column);
    if (part) tell_part(x_pair, std::move(*part), difference);
  }

  // --- what could not be compared ---

  void report_unjudged(const Column& after, std::optional<Column> before) {
    Unjudged unjudged{x_pair.head->unique_id, after.name, {}, true, false, {}, -1};
    const bool both = before && !before->resolved && !after.resolved;
    const bool alike = both && (x_pair.same_text || x_pair.same_tree || equal_text(*before, after));
    unjudged.changed = !alike && !x_pair.same_text;
    const Relation& side = after.resolved ? *x_pair.base : *x_pair.head;
    unjudged.reason = why_unresolved(side);
    if (const sql::Problem* problem = &side == x_pair.head ? refusal_of(side) : nullptr) {
      unjudged.refused = true;
      unjudged.changed = !alike;  // also where the text is as before, and an ancestor lost the name
      unjudged.reason = problem->message;
      unjudged.location = problem->location;
      unjudged.cause = name_cause(side.unique_id, problem->name);
    }
    x_found.unjudged.push_back(std::move(unjudged));
  }

  /// Unresolved alike: the same digest, as far as it could be made.
  bool equal_text(const Column& before, const Column& after) const {
    const auto value_before = value_of(x_base_values, before.name);
    return value_before && value_before == value_of(x_head_values, after.name);
  }

  /// What PostgreSQL refuses for certain, as far as anyone can know without it.
  static const sql::Problem* refusal_of(const Relation& relation) {
    if (relation.analysis == nullptr) return nullptr;
    for (const sql::Problem& problem : relation.analysis->problems()) {
      if (problem.absent && problem.kind != sql::ProblemKind::unsupported) return &problem;
    }
    return nullptr;
  }

  static std::string why_unresolved(const Relation& relation) {
    if (relation.analysis == nullptr) return relation.open_reason;
    for (const sql::Problem& problem : relation.analysis->problems()) {
      if (problem.absent) return problem.message;
    }
    if (!relation.analysis->problems().empty()) {
      const sql::Problem& problem = relation.analysis->problems().front();
      const bool column = problem.kind == sql::ProblemKind::unknown_column;
      const bool table = problem.kind == sql::ProblemKind::unknown_relation;
      return fmt::format("nothing at hand tells whether {} is there{}{}", problem.name, column || table ? "; " : "",
                         column  ? what_would_tell
                         : table ? "declare it as a source"
                                 : "");
    }
    if (!relation.open_reason.empty()) return relation.open_reason;
    return fmt::format("it depends on a relation whose columns are not known; {}", what_would_tell);
  }

  // --- words ---

  static std::string_view words_of(ColumnKind kind) {
    switch (kind) {
      case ColumnKind::identity:
        return "handed on";
      case ColumnKind::derived:
        return "computed";
      case ColumnKind::aggregate:
        return "aggregated";
      case ColumnKind::constant:
        break;
    }
    return "a constant";
  }

  Difference differing(DifferenceKind kind, std::optional<ColumnId> base, std::optional<ColumnId> head) const {
    Difference difference = new_difference(kind, x_pair, head ? head_column(*head).name : base_column(*base).name);
    if (base) difference.base_location = base_column(*base).location;
    if (head) difference.head_location = head_column(*head).location;
    return difference;
  }

  void add(Difference difference) { x_found.differences.push_back(std::move(difference)); }

  /// Direct sources; with `all` also what steers the value.
  static std::string sources_text(const Graph& graph, ColumnId column, bool all = false) {
    std::vector<std::string> names;
    for (const Edge& edge : graph.columns()[column].sources) {
      if (all || (edge.roles & sql::role::direct) != 0) names.push_back(graph.full_name(edge.column));
    }
    if (names.size() > names_told) {
      const std::size_t more = names.size() - names_told;
      names.resize(names_told);
      return fmt::format("{} and {} more", fmt::join(names, ", "), more);
    }
    return fmt::format("{}", fmt::join(names, ", "));
  }

  const ModelPair& x_pair;
  Correspondence& x_same;
  const Graph& x_base;
  const Graph& x_head;
  Differences& x_found;
  Values x_base_values, x_head_values;
};

}  // namespace

void compare_columns(const ModelPair& pair, Correspondence& same, Differences& found) {
  ColumnComparison(pair, same, found).run();
}

}  // namespace tollgate::lineage
