#include "lineage/end_to_end.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "lineage/expand.hpp"
#include "sql/change.hpp"

namespace tollgate::lineage {

namespace {

using Ids = std::set<std::string_view>;

constexpr std::size_t most_steps = 30;    // from model to model, until both sides read the same
constexpr std::size_t most_models = 500;  // that are judged in one change, some milliseconds each

/// What its readers see is what its SQL says: no hook changes its rows, no contract its types.
bool holds_what_it_says(const Relation& relation) {
  return relation.node != nullptr && relation.analysis != nullptr && !relation.open &&
         relation.node->is_rebuilt_whole() && !relation.node->has_hooks() && !relation.node->config.contract_enforced;
}

/// Finds the models to write into both texts so that they read the same relations, of which none changed.
class Between {
 public:
  Between(const Graph& base, const Graph& head, const IsChanged& is_changed)
      : x_base(base), x_head(head), x_is_changed(is_changed) {}

  /// Empty where there are none.
  Ids of(const Relation& base, const Relation& head) {
    add_parents(x_base, base, x_read_on_base);
    add_parents(x_head, head, x_read_on_head);
    Ids written;
    for (std::size_t steps = 0; const auto next = next_to_write(); ++steps) {
      if (steps == most_steps) return {};
      written.insert(*next);
      if (x_read_on_base.erase(*next) > 0) add_parents(x_base, *x_base.find(*next), x_read_on_base);
      if (x_read_on_head.erase(*next) > 0) add_parents(x_head, *x_head.find(*next), x_read_on_head);
    }
    return x_read_on_base == x_read_on_head ? written : Ids{};
  }

 private:
  static void add_parents(const Graph& graph, const Relation& relation, Ids& into) {
    for (const RelationId parent : relation.parents) into.insert(graph.relations()[parent].unique_id);
  }

  bool is_to_write(std::string_view id) const {
    const bool on_base = x_read_on_base.contains(id), on_head = x_read_on_head.contains(id);
    const Relation* const base = x_base.find(id);
    const Relation* const head = x_head.find(id);
    if ((on_base && !holds_what_it_says(*base)) || (on_head && !holds_what_it_says(*head))) return false;
    return on_base != on_head || x_is_changed(*base, *head);
  }

  std::optional<std::string_view> next_to_write() const {
    for (const Ids* ids : {&x_read_on_base, &x_read_on_head}) {
      const auto next = std::ranges::find_if(*ids, [this](std::string_view id) { return is_to_write(id); });
      if (next != ids->end()) return *next;
    }
    return std::nullopt;
  }

  const Graph& x_base;
  const Graph& x_head;
  const IsChanged& x_is_changed;
  Ids x_read_on_base, x_read_on_head;
};

/// With those models written in. None when the text so made cannot be analysed.
std::optional<std::string> written_out(const Graph& graph, const Relation& relation, const Ids& models) {
  const auto is_written = [&](const Relation& parent) { return models.contains(parent.unique_id); };
  const bool any =
      std::ranges::any_of(relation.parents, [&](RelationId id) { return is_written(graph.relations()[id]); });
  if (!any) return std::string(relation.analysis->text());
  const auto expansion = expand(graph, relation, is_written);
  if (!expansion) return std::nullopt;
  return std::string(expansion->analysis.text());
}

/// Compares a value that both sides have under one name.
bool is_of_one_value(DifferenceKind kind) {
  using enum DifferenceKind;
  return kind != lost && kind != added && kind != renamed && kind != moved && is_about_column(kind);
}

bool may_be_made_up_for(const Difference& difference) {
  if (is_about_column(difference.kind)) return is_of_one_value(difference.kind);
  return difference.kind != DifferenceKind::captured_name;
}

bool is_join(DifferenceKind kind) { return kind == DifferenceKind::join_added || kind == DifferenceKind::join_removed; }

}  // namespace

EndToEnd::EndToEnd(const Graph& base, const Graph& head, const IsChanged& is_changed)
    : x_base(base), x_head(head), x_is_changed([this, is_changed](const Relation& before, const Relation& after) {
        const auto [known, is_new] = x_changed.try_emplace(after.unique_id);
        if (is_new) known->second = is_changed(before, after);
        return known->second;
      }) {}

void EndToEnd::take_out_made_up_for(const ModelPair& pair, std::vector<Difference>& found) {
  if (std::ranges::none_of(found, may_be_made_up_for)) return;
  const Outcome& outcome = outcome_of(*pair.base, *pair.head);
  if (!outcome.rows_stay || !all_told(outcome, found) || !others_follow(outcome, *pair.head)) return;
  const auto any = [&](DifferenceKind kind) {
    return std::ranges::find(found, kind, &Difference::kind) != found.end();
  };
  // A join that came and does nothing is still told as a join.
  const bool joins_stay = any(DifferenceKind::join_added) == any(DifferenceKind::join_removed);
  std::erase_if(found, [&](const Difference& d) {
    if (!may_be_made_up_for(d) || (is_join(d.kind) && !joins_stay)) return false;
    return !is_about_column(d.kind) || !outcome.changed.contains(d.column);
  });
}

bool EndToEnd::all_told(const Outcome& outcome, const std::vector<Difference>& found) {
  return std::ranges::all_of(outcome.changed, [&](const std::string& column) {
    return std::ranges::any_of(found,
                               [&](const Difference& d) { return is_of_one_value(d.kind) && d.column == column; });
  });
}

const EndToEnd::Outcome& EndToEnd::outcome_of(const Relation& base, const Relation& head) {
  const auto [known, is_new] = x_outcomes.try_emplace(head.unique_id);
  if (is_new && base.analysis != nullptr && head.analysis != nullptr) known->second = judged(base, head);
  return known->second;
}

EndToEnd::Outcome EndToEnd::judged(const Relation& base, const Relation& head) {
  Outcome outcome;
  const Ids models = Between(x_base, x_head, x_is_changed).of(base, head);
  if (models.empty() || x_judged == most_models) return outcome;
  ++x_judged;
  const auto before = written_out(x_base, base, models), after = written_out(x_head, head, models);
  if (!before || !after) return outcome;
  const sql::ChangeJudgement judgement = sql::judge_change({*before, &x_base.schema()}, {*after, &x_head.schema()});
  outcome.rows_stay = !judgement.rows_may_change() && judgement.change_class != sql::ChangeClass::volatile_ &&
                      judgement.assumes.empty();
  for (const auto& [name, change] : judgement.columns)
    if (change == sql::ColumnChange::changed || change == sql::ColumnChange::resourced) outcome.changed.insert(name);
  for (const std::string_view model : models) {
    const Relation* const was = x_base.find(model);
    const Relation* const is = x_head.find(model);
    if (was != nullptr && is != nullptr && x_is_changed(*was, *is)) outcome.through.push_back(is);
  }
  return outcome;
}

bool EndToEnd::others_follow(const Outcome& outcome, const Relation& reader) {
  return std::ranges::all_of(outcome.through, [&](const Relation* model) {
    const RelationId id = *x_head.id_of(model->unique_id);
    const bool leaf_reads_it = std::ranges::any_of(
        x_head.leaves(), [&](const Leaf& leaf) { return std::ranges::binary_search(leaf.relations, id); });
    return !leaf_reads_it && std::ranges::all_of(model->children, [&](RelationId child) {
      const Relation& other = x_head.relations()[child];
      const Relation* const was = x_base.find(other.unique_id);
      if (&other == &reader || was == nullptr) return true;
      const Outcome& end = outcome_of(*was, other);
      return end.rows_stay && end.changed.empty();
    });
  });
}

}  // namespace tollgate::lineage
