#include "lineage/end_to_end.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "dbt/rebuild.hpp"
#include "lineage/expand.hpp"
#include "sql/change.hpp"

namespace tollgate::lineage {

namespace {

constexpr std::size_t most_steps = 30;    // from model to model, until both sides read the same
constexpr std::size_t most_models = 500;  // that are judged in one change, some milliseconds each

/// What its readers see is what its SQL says: no hook changes its rows, no contract its types.
bool holds_what_it_says(const Relation& relation) {
  return relation.node != nullptr && relation.analysis != nullptr && !relation.open &&
         dbt::is_rebuilt_whole(*relation.node) && !dbt::has_hooks(*relation.node) &&
         !relation.node->config.contract_enforced && !relation.node->unrendered_config.contains("sql_header");
}

bool is_table(const Relation* relation) {
  return relation != nullptr && relation->node != nullptr && relation->node->config.materialized == "table";
}

/// Its SQL is evaluated when it is read.
bool is_live(const Relation& relation) { return relation.ephemeral || relation.node->config.materialized == "view"; }

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

/// With those models written in. None when that cannot be done.
std::optional<std::string> written_out(const Graph& graph, const Relation& relation, const Ids& models) {
  const auto is_written = [&](const Relation& parent) { return models.contains(parent.unique_id); };
  const bool any =
      std::ranges::any_of(relation.parents, [&](RelationId id) { return is_written(graph.relations()[id]); });
  if (!any) return std::string(relation.analysis->text());
  auto made = write_out(graph, relation, is_written);
  return made ? std::optional(made->finish()) : std::nullopt;
}

/// What it gives depends on that at most, and none of those models is read by it still.
bool is_at_most(sql::Volatility most, const std::string& text, const Graph& graph, const Ids& models) {
  const auto analysed = sql::analyse(text, graph.schema());
  const auto* analysis = std::get_if<sql::Analysis>(&analysed);
  if (analysis == nullptr || sql::volatility_of(*analysis) > most) return false;
  return std::ranges::none_of(analysis->relations(),
                              [&](const sql::RangeEntry* entry) { return models.contains(entry->relation->identity); });
}

/// dbt says that it depends on that one, and its SQL does not read it: a hook or a macro does.
bool reads_unseen(const Graph& graph, const Relation& reader, RelationId id) {
  if (reader.node == nullptr || std::ranges::binary_search(reader.parents, id)) return false;
  return std::ranges::find(reader.node->depends_on, graph.relations()[id].unique_id) != reader.node->depends_on.end();
}

/// Not a column that came, went or is called otherwise, nor a name that means something else.
bool may_be_made_up_for(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::lost:
    case DifferenceKind::added:
    case DifferenceKind::renamed:
    case DifferenceKind::moved:
    case DifferenceKind::captured_name:
      return false;
    case DifferenceKind::resourced:
    case DifferenceKind::partly_resourced:
    case DifferenceKind::scaled:
    case DifferenceKind::retyped:
    case DifferenceKind::kind_changed:
    case DifferenceKind::aggregate_changed:
    case DifferenceKind::recomputed:
    case DifferenceKind::join_added:
    case DifferenceKind::join_removed:
    case DifferenceKind::join_type_changed:
    case DifferenceKind::join_key_changed:
    case DifferenceKind::filter_added:
    case DifferenceKind::filter_removed:
    case DifferenceKind::filter_changed:
    case DifferenceKind::grain_changed:
    case DifferenceKind::union_arm_added:
    case DifferenceKind::union_arm_removed:
    case DifferenceKind::rows_otherwise:
      break;
  }
  return true;
}

bool is_join(DifferenceKind kind) { return kind == DifferenceKind::join_added || kind == DifferenceKind::join_removed; }

/// What a model between, which only hands on, leaves of a value or a filter that moved further up.
bool may_move_through(DifferenceKind kind) {
  using enum DifferenceKind;
  return kind == kind_changed || kind == scaled || kind == filter_added || kind == filter_removed ||
         kind == grain_changed || is_join(kind);
}

}  // namespace

EndToEnd::EndToEnd(const Graph& base, const Graph& head, const IsChanged& is_changed)
    : x_base(base),
      x_head(head),
      x_is_changed([this, is_changed](const Relation& before, const Relation& after) {
        const auto [known, is_new] = x_changed.try_emplace(after.unique_id);
        if (is_new) known->second = before.node != nullptr && after.node != nullptr && is_changed(before, after);
        return known->second;
      }),
      x_is_fed_otherwise([this](const Relation& before, const Relation& after) {
        const auto [known, is_new] = x_fed_otherwise.try_emplace(after.unique_id);
        if (is_new) known->second = x_is_changed(before, after) || is_any_parent_other(after);
        return known->second;
      }) {}

bool EndToEnd::is_any_parent_other(const Relation& head) const {
  return std::ranges::any_of(head.parents, [this](RelationId id) {
    const Relation& parent = x_head.relations()[id];
    const Relation* const before = x_base.find(parent.unique_id);
    return before == nullptr || x_is_fed_otherwise(*before, parent);
  });
}

void EndToEnd::drop_made_up_for(const ModelPair& pair, std::vector<Difference>& found) {
  if (std::ranges::none_of(found, may_be_made_up_for, &Difference::kind)) return;
  if (drop(pair, found, Written::changed)) return;
  const auto stays_or_moves = [](DifferenceKind kind) { return !may_be_made_up_for(kind) || may_move_through(kind); };
  if (std::ranges::all_of(found, stays_or_moves, &Difference::kind)) drop(pair, found, Written::fed_otherwise);
}

bool EndToEnd::drop(const ModelPair& pair, std::vector<Difference>& found, Written written) {
  const Outcome& outcome = outcome_of(*pair.base, *pair.head, written);
  if (!outcome.rows_stay || !all_told(outcome, found)) return false;
  const auto any = [&](DifferenceKind kind) {
    return std::ranges::find(found, kind, &Difference::kind) != found.end();
  };
  // A join that came and does nothing is still told as a join.
  const bool joins_stay =
      !outcome.changed_models.empty() || any(DifferenceKind::join_added) == any(DifferenceKind::join_removed);
  const auto is_made_up_for = [&](const Difference& d) {
    if (!may_be_made_up_for(d.kind) || (is_join(d.kind) && !joins_stay)) return false;
    return !is_about_column(d.kind) || !outcome.changed_columns.contains(d.column);
  };
  if (std::ranges::none_of(found, is_made_up_for)) return true;
  if (!others_follow(outcome, *pair.head, written)) return false;
  std::erase_if(found, is_made_up_for);
  return true;
}

bool EndToEnd::all_told(const Outcome& outcome, const std::vector<Difference>& found) {
  return std::ranges::all_of(outcome.changed_columns, [&](const std::string& column) {
    return std::ranges::any_of(found,
                               [&](const Difference& d) { return d.column == column && may_be_made_up_for(d.kind); });
  });
}

const EndToEnd::Outcome& EndToEnd::outcome_of(const Relation& base, const Relation& head, Written written) {
  const auto [known, is_new] = x_outcomes.try_emplace({head.unique_id, written});
  const bool is_sql = base.analysis != nullptr && head.analysis != nullptr;
  if (is_new && is_sql && !dbt::has_hooks(*base.node) && !dbt::has_hooks(*head.node))
    known->second = judged(base, head, written == Written::changed ? x_is_changed : x_is_fed_otherwise);
  return known->second;
}

EndToEnd::Outcome EndToEnd::judged(const Relation& base, const Relation& head, const IsChanged& is_changed) {
  const Ids models = Between(x_base, x_head, is_changed).of(base, head);
  Outcome outcome;
  if (models.empty() || x_judged == most_models) return outcome;
  ++x_judged;
  const auto before = written_out(x_base, base, models), after = written_out(x_head, head, models);
  if (!before || !after) return outcome;
  const sql::ChangeJudgement judgement = sql::judge_change({*before, &x_base.schema()}, {*after, &x_head.schema()});
  if (judgement.rows_may_change() || judgement.change_class == sql::ChangeClass::volatile_) return outcome;
  const sql::Volatility most = most_volatility(base, head, models);
  outcome.rows_stay = judgement.assumes.empty() && is_at_most(most, *before, x_base, models) &&
                      is_at_most(most, *after, x_head, models);
  for (const auto& [name, change] : judgement.columns)
    if (change == sql::ColumnChange::changed || change == sql::ColumnChange::resourced)
      outcome.changed_columns.insert(name);
  for (const std::string_view model : models) {
    const Relation* const was = x_base.find(model);
    const Relation* const is = x_head.find(model);
    if (was != nullptr && is != nullptr && is_changed(*was, *is)) outcome.changed_models.push_back(is);
  }
  return outcome;
}

sql::Volatility EndToEnd::most_volatility(const Relation& base, const Relation& head, const Ids& models) const {
  const bool any_stored = std::ranges::any_of(
      models, [this](std::string_view id) { return is_table(x_base.find(id)) || is_table(x_head.find(id)); });
  return any_stored && (is_live(base) || is_live(head)) ? sql::Volatility::immutable : sql::Volatility::stable;
}

bool EndToEnd::others_follow(const Outcome& outcome, const Relation& reader, Written written) {
  return std::ranges::all_of(outcome.changed_models, [&](const Relation* model) {
    const RelationId id = *x_head.id_of(model->unique_id);
    const auto is_read_by = [id](const Leaf& leaf) { return std::ranges::binary_search(leaf.relations, id); };
    const auto reads_it_unseen = [&](const Relation& other) { return reads_unseen(x_head, other, id); };
    if (std::ranges::any_of(x_head.leaves(), is_read_by)) return false;
    if (std::ranges::any_of(x_head.relations(), reads_it_unseen)) return false;
    return std::ranges::all_of(model->children, [&](RelationId child) {
      const Relation& other = x_head.relations()[child];
      const Relation* const was = x_base.find(other.unique_id);
      // What reads the model on one side alone is new, or changed itself; a changed model has its own readers asked.
      if (&other == &reader || was == nullptr || std::ranges::count(outcome.changed_models, &other) > 0) return true;
      const Outcome& end = outcome_of(*was, other, written);
      return end.rows_stay && end.changed_columns.empty();
    });
  });
}

}  // namespace tollgate::lineage
