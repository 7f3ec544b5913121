#include "gates/fan_out/inquiry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sql/deep_stack.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::fan_out {

namespace {

using lineage::DifferenceKind;

std::optional<std::string> relation_on(const dbt::Project* project, const std::string& id) {
  if (project == nullptr) return std::nullopt;
  if (const auto node = project->nodes.find(id); node != project->nodes.end()) {
    return warehouse::quoted_relation(node->second.relation_name);
  }
  if (const auto source = project->sources.find(id); source != project->sources.end()) {
    return warehouse::quoted_relation(source->second.relation_name);
  }
  return std::nullopt;
}

class Inquirer {
 public:
  Inquirer(const Context& context, const Suspect& suspect, Inquiry& inquiry)
      : x_context(context), x_suspect(suspect), x_inquiry(inquiry) {}

  void run() {
    note_changes();
    for (const sql::JoinList& list : x_inquiry.lists) {
      x_inquiry.collapsed = x_inquiry.collapsed || list.collapse != sql::Collapse::none;
      // What is grouped afterwards has as many rows as groups, whatever a join multiplies.
      if (list.collapse != sql::Collapse::none && !x_suspect.lost) continue;
      if (x_suspect.lost) add_filters(list);
      for (const sql::Join& join : list.joins) add_join(list, join);
    }
  }

 private:
  void note_changes() {
    for (const lineage::Difference& difference : x_context.lineage_differences->differences) {
      if (difference.unique_id != x_suspect.target->model->unique_id) continue;
      if (difference.head_location >= 0) note_place(difference);
      const std::string what = changed_text(difference);
      if (!what.empty()) x_inquiry.changes.push_back(what);
    }
  }

  void note_place(const lineage::Difference& difference) {
    switch (difference.kind) {
      case DifferenceKind::join_added:
      case DifferenceKind::join_type_changed:
      case DifferenceKind::join_key_changed:
      case DifferenceKind::filter_added:
      case DifferenceKind::filter_changed:
        x_new_places.push_back(difference.head_location);
        break;
      default:
        break;
    }
  }

  static std::string changed_text(const lineage::Difference& difference) {
    switch (difference.kind) {
      case DifferenceKind::filter_removed:
        return fmt::format("the filter `{}` is gone", difference.before);
      case DifferenceKind::filter_changed:
        return fmt::format("the filter `{}` was `{}`", difference.after, difference.before);
      case DifferenceKind::grain_changed:
        if (difference.before.empty()) return fmt::format("`{}` is new", difference.after);
        if (difference.after.empty()) return fmt::format("`{}` is gone", difference.before);
        return fmt::format("`{}` was `{}`", difference.after, difference.before);
      default:
        return {};
    }
  }

  bool is_new(const std::vector<int>& places) const {
    return std::ranges::any_of(places,
                               [&](int place) { return place >= 0 && std::ranges::count(x_new_places, place) > 0; });
  }

  std::optional<BothSides> both_sides(const sql::JoinInput& input) const {
    if (input.relation == nullptr) return std::nullopt;
    const auto head = relation_on(x_context.head, input.relation->identity);
    if (!head) return std::nullopt;
    BothSides sides{{*head, input.filters}, std::nullopt};
    if (const auto base = relation_on(x_context.base, input.relation->identity))
      sides.base = Rows{*base, input.filters};
    return sides;
  }

  void add_join(const sql::JoinList& list, const sql::Join& join) {
    // What only a test says may be otherwise today, and costs one question.
    const bool proved = join.unique && join.evidence.find(", if the ") == std::string::npos;
    if (proved && (!x_suspect.lost || join.type == sql::JoinType::left)) return;
    if (x_suspect.lost && join.type != sql::JoinType::inner) return;
    JoinInquiry inquiry;
    inquiry.list = &list;
    inquiry.join = &join;
    inquiry.is_new = is_new(join.places);
    if (const auto sides = both_sides(inquiry.input())) inquiry.right = *sides;
    inquiry.unaskable = unaskable(inquiry);
    for (const sql::JoinKey& key : join.keys) inquiry.right_keys.push_back(key.right);
    add_left(inquiry);
    x_inquiry.joins.push_back(std::move(inquiry));
  }

  static std::string unaskable(const JoinInquiry& inquiry) {
    const sql::JoinInput& input = inquiry.input();
    if (input.relation == nullptr) return "it is a query or call of its own, no relation";
    if (inquiry.right.head.relation.empty()) return "it has no relation on head (ephemeral?)";
    if (!input.filters_told) return "its filter is not simple";
    const auto not_told = [](const sql::JoinKey& key) { return key.right.empty(); };
    if (std::ranges::any_of(inquiry.join->keys, not_told)) return "its key is no plain column";
    if (inquiry.join->keys.empty() && !inquiry.join->others.empty())
      return "its condition holds no equality of known columns";
    return {};
  }

  void add_left(JoinInquiry& inquiry) const {
    const std::vector<sql::JoinKey>& keys = inquiry.join->keys;
    const bool driving =
        std::ranges::all_of(keys, [](const sql::JoinKey& key) { return key.left_input == 0 && !key.left.empty(); });
    if (keys.empty() || !driving || !inquiry.list->inputs.front().filters_told) return;
    inquiry.left = both_sides(inquiry.list->inputs.front());
    if (!inquiry.left) return;
    for (const sql::JoinKey& key : keys) inquiry.left_keys.push_back(key.left);
    for (const sql::RowFilter& filter : inquiry.list->filters) {
      if (filter.sql.empty()) {
        inquiry.filters_told = false;
        continue;
      }
      inquiry.left->head.filters.push_back(filter.sql);
      if (inquiry.left->base) inquiry.left->base->filters.push_back(filter.sql);
    }
  }

  void add_filters(const sql::JoinList& list) {
    if (list.inputs.empty()) return;
    const auto sides = both_sides(list.inputs.front());
    if (!sides) return;
    FilterInquiry inquiry{&list, {}, {}, sides->head.relation, {}};
    if (sides->base) inquiry.base_relation = sides->base->relation;
    for (const sql::RowFilter& filter : list.filters) {
      if (filter.sql.empty()) continue;
      inquiry.filters.push_back(&filter);
      inquiry.is_new.push_back(is_new({filter.location}));
    }
    if (!inquiry.filters.empty()) x_inquiry.filters.push_back(std::move(inquiry));
  }

  const Context& x_context;
  const Suspect& x_suspect;
  Inquiry& x_inquiry;
  std::vector<int> x_new_places;
};

}  // namespace

std::string JoinInquiry::right_names() const {
  std::vector<std::string> names;
  for (const sql::JoinKey& key : join->keys) names.push_back(key.right_name);
  return fmt::format("{}", fmt::join(names, ", "));
}

Inquiry inquire(const Context& context, const Suspect& suspect) {
  Inquiry inquiry;
  if (context.head_lineage == nullptr || context.lineage_differences == nullptr) return inquiry;
  const lineage::Relation* const relation = context.head_lineage->find(suspect.target->model->unique_id);
  if (relation == nullptr || relation->analysis == nullptr || relation->analysis->query() == nullptr) return inquiry;
  const sql::Analysis& analysis = *relation->analysis;
  sql::run_on_deep_stack(sql::stack_to_walk(analysis.text().size()), [&] { inquiry.lists = sql::joins_of(analysis); });
  inquiry.understood = true;
  Inquirer(context, suspect, inquiry).run();
  return inquiry;
}

}  // namespace tollgate::gates::fan_out
