#include "sql/joins/conditions.hpp"

#include "sql/change/excerpt.hpp"
#include "sql/joins/items.hpp"
#include "sql/joins/told.hpp"
#include "sql/joins/uniqueness.hpp"

namespace tollgate::sql {

namespace {

/// A filter of a sub-query that the item is seen through holds within the item's own text.
bool is_within(const JoinCondition& condition, const Binding* item) {
  for (const Frame* inner = item == nullptr ? nullptr : item->inner; inner != nullptr;) {
    if (inner == condition.frame) return true;
    const Frame* deeper = nullptr;
    for (const Binding& binding : inner->bindings) {
      if (binding.inner != nullptr) deeper = binding.inner;
    }
    inner = deeper;
  }
  return false;
}

}  // namespace

void add_conjuncts(Frame& frame, const Expr* condition, std::vector<JoinCondition>& into, bool on) {
  for_each_conjunct(condition, [&](const Expr& part) {
    JoinCondition one{&frame, &part, nullptr, nullptr, on};
    if (is_equality(part)) one.left = part.args[0], one.right = part.args[1];
    into.push_back(one);
  });
}

std::vector<JoinCondition> conditions_of(Frame& frame, const JoinTree& join) {
  std::vector<JoinCondition> conditions;
  add_conjuncts(frame, join.condition, conditions, true);
  for (const UsingKey& key : join.keys) {
    if (key.left != nullptr && key.right != nullptr) conditions.push_back({&frame, nullptr, key.left, key.right, true});
  }
  return conditions;
}

Touched touched_by(const JoinCondition& condition, const Scope& scope) {
  Touched touched;
  if (condition.value != nullptr) {
    scope.touch(*condition.frame, *condition.value, touched);
    return touched;
  }
  for (const Expr* side : {condition.left, condition.right}) {
    if (side != nullptr) scope.touch(*condition.frame, *side, touched);
  }
  return touched;
}

std::optional<std::string> tell(const JoinCondition& condition, const Scope& scope, int input) {
  if (condition.value == nullptr) return std::nullopt;
  return scope.tell(*condition.frame, *condition.value, input);
}

std::string excerpt_of(const JoinCondition& condition, std::string_view text) {
  if (condition.value != nullptr) return excerpt_of(*condition.value, text);
  return excerpt_of(*condition.left, text) + " = " + excerpt_of(*condition.right, text);
}

int place_of(const JoinCondition& condition) {
  return start_of(condition.value != nullptr ? *condition.value : *condition.left);
}

std::string shared_name(const JoinCondition& condition) {
  const auto name = column_name(*condition.frame->query, *condition.right);
  return name ? quoted_name(*name) : std::string();
}

void note_filters(const std::vector<JoinCondition>& conditions, const std::vector<Touched>& touched,
                  const Binding* item, Join& join) {
  const bool inner = join.type == JoinType::inner || join.type == JoinType::cross;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const JoinCondition& condition = conditions[i];
    const auto& [inputs, known] = touched[i];
    const bool about_it = inputs.count(join.input) > 0;
    const bool last = !inputs.empty() && *inputs.rbegin() == join.input;
    if (condition.frame->query != join.in_text.query) {
      join.in_text.foreign = join.in_text.foreign || (last && !is_within(condition, item));
    } else if (known && inputs.size() == 1 && about_it && (condition.on || inner)) {
      join.in_text.own_filters.push_back(place_of(condition));
    } else if (condition.on) {
      continue;
    } else if (known && !inputs.empty() && *inputs.rbegin() < join.input) {
      join.in_text.left_filters.push_back(place_of(condition));
    } else if (known && last) {
      join.in_text.late_filters.push_back(place_of(condition));
    }
  }
}

}  // namespace tollgate::sql
