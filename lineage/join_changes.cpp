#include "lineage/join_changes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace tollgate::lineage {

namespace {

using sql::InputFact;
using sql::InputRole;
using sql::JoinFact;
using sql::JoinType;
using Joins = std::vector<JoinFact>;
using Roles = std::pair<const InputFact*, const InputFact*>;

/// Each side of a join: whether its rows stay without a match.
struct Kept {
  bool left = false, right = false;
};

Kept kept_by(JoinType type) {
  const bool full = type == JoinType::full;
  return {full || type == JoinType::left, full || type == JoinType::right};
}

bool is_crossed(const JoinFact& join) {
  return !join.related && (join.type == JoinType::cross || join.type == JoinType::inner);
}

std::string words(const JoinFact& join) {
  switch (join.type) {
    case JoinType::left:
      return "LEFT JOIN";
    case JoinType::right:
      return "RIGHT JOIN";
    case JoinType::full:
      return "FULL JOIN";
    default:
      return is_crossed(join) ? "CROSS JOIN" : "INNER JOIN";
  }
}

std::string words(InputRole role) {
  if (role == InputRole::inner) return "INNER JOIN";
  return role == InputRole::full ? "FULL JOIN" : "LEFT JOIN";
}

/// `a left join b` as `b right join a`.
JoinFact turned(JoinFact join) {
  std::swap(join.item, join.left);
  std::swap(join.item_name, join.left_name);
  if (join.type == JoinType::left) {
    join.type = JoinType::right;
  } else if (join.type == JoinType::right) {
    join.type = JoinType::left;
  }
  return join;
}

bool is_turned(const JoinFact& one, const JoinFact& other) { return one.item == other.left && one.left == other.item; }

/// The join of the other side that joins the same; null: there is none.
const JoinFact* partner_of(const JoinFact& join, const Joins& others) {
  const auto first = [&](const auto& fits) -> const JoinFact* {
    const auto found = std::ranges::find_if(others, fits);
    return found == others.end() ? nullptr : &*found;
  };
  const auto same = [&](const JoinFact& other) { return other.item == join.item; };
  if (const auto* one = first([&](const JoinFact& o) { return same(o) && o.alias == join.alias; })) return one;
  if (const auto* one = first([&](const JoinFact& o) { return same(o) && o.left == join.left; })) return one;
  if (const auto* one = first(same)) return one;
  return first([&](const JoinFact& other) { return is_turned(join, other); });
}

const JoinFact* join_at(const Joins& joins, int index) {
  return index < 0 ? nullptr : &joins[static_cast<std::size_t>(index)];
}

std::string effect_of(const JoinFact& base, const JoinFact& head) {
  if (is_crossed(head))
    return fmt::format("each row of {} is joined to each row of {}", head.left_name, head.item_name);
  const Kept before = kept_by(base.type);
  const Kept after = kept_by(head.type);
  std::vector<std::string> parts;
  const auto tell = [&](bool was, bool is, const std::string& rows, const std::string& match) {
    if (was != is)
      parts.push_back(fmt::format("rows of {} without a match in {} are {}", rows, match, is ? "kept" : "dropped"));
  };
  tell(before.left, after.left, head.left_name, head.item_name);
  tell(before.right, after.right, head.item_name, head.left_name);
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// The inputs that one outer join makes null, each list sorted.
std::multiset<std::vector<sql::Digest>> null_together(const sql::StatementFacts& facts) {
  std::map<int, std::vector<sql::Digest>> by_join;
  for (const InputFact& fact : facts.inputs) {
    if (fact.role == InputRole::optional) by_join[fact.join].push_back(fact.digest);
  }
  std::multiset<std::vector<sql::Digest>> lists;
  for (auto& [join, digests] : by_join) {
    std::ranges::sort(digests);
    lists.insert(std::move(digests));
  }
  return lists;
}

class Changes {
 public:
  Changes(const sql::StatementFacts& base, const sql::StatementFacts& head) : x_base(base), x_head(head) {}

  std::vector<JoinChange> run(const std::vector<Roles>& roles) {
    std::vector<Roles> others;
    for (const Roles& pair : roles) {
      if (!tell_of_partners(pair)) others.push_back(pair);
    }
    // What is left follows from a join that was told already, or nothing joins it on one side.
    for (const Roles& pair : others) tell_of_rest(pair);
    return std::move(x_found);
  }

 private:
  struct Joined {
    const JoinFact* base;
    const JoinFact* head;
  };

  Joined joins_of(const Roles& roles) const {
    Joined joined{join_at(x_base.joins, roles.first->join), join_at(x_head.joins, roles.second->join)};
    if (joined.base == nullptr && joined.head != nullptr) joined.base = partner_of(*joined.head, x_base.joins);
    if (joined.head == nullptr && joined.base != nullptr) joined.head = partner_of(*joined.base, x_head.joins);
    return joined;
  }

  bool tell_of_partners(const Roles& roles) {
    const Joined joined = joins_of(roles);
    if (joined.base == nullptr || joined.head == nullptr) return false;
    const bool same = joined.base->item == joined.head->item;
    if (!same && !is_turned(*joined.base, *joined.head)) return false;
    const bool news = x_told.insert(joined.base).second;
    if (!x_told.insert(joined.head).second || !news) return true;
    const JoinFact base = same ? *joined.base : turned(*joined.base);
    JoinChange& change = add(roles);
    change.joined = joined.head->item_name;
    change.before = words(base);
    change.after = words(*joined.head);
    change.effect = effect_of(base, *joined.head);
    change.now_crossed = is_crossed(*joined.head);
    change.item = joined.base->item;
    change.base_location = joined.base->location;
    change.head_location = joined.head->location;
    return true;
  }

  void tell_of_rest(const Roles& roles) {
    const Joined joined = joins_of(roles);
    if (x_told.contains(joined.base) || x_told.contains(joined.head)) return;
    if (joined.base != nullptr) x_told.insert(joined.base);
    if (joined.head != nullptr) x_told.insert(joined.head);
    JoinChange& change = add(roles);
    change.joined = roles.second->name;
    change.before = words(roles.first->role);
    change.after = words(roles.second->role);
  }

  JoinChange& add(const Roles& roles) {
    JoinChange& change = x_found.emplace_back();
    change.base = roles.first;
    change.head = roles.second;
    change.base_location = roles.first->location;
    change.head_location = roles.second->location;
    return change;
  }

  const sql::StatementFacts& x_base;
  const sql::StatementFacts& x_head;
  std::set<const JoinFact*> x_told;
  std::vector<JoinChange> x_found;
};

}  // namespace

std::vector<JoinChange> join_changes(const sql::StatementFacts& base, const sql::StatementFacts& head,
                                     const std::vector<Roles>& roles) {
  return Changes(base, head).run(roles);
}

std::vector<JoinChange> nested_join_changes(const sql::StatementFacts& base, const sql::StatementFacts& head) {
  std::vector<JoinChange> found;
  if (null_together(base) == null_together(head)) return found;
  std::set<const JoinFact*> taken;
  for (const JoinFact& join : head.joins) {
    const JoinFact* const before = partner_of(join, base.joins);
    if (before == nullptr || before->item != join.item || before->type == join.type) continue;
    if (!taken.insert(before).second) continue;
    JoinChange& change = found.emplace_back();
    change.base_location = before->location;
    change.head_location = join.location;
    change.joined = join.item_name;
    change.before = words(*before);
    change.after = words(join);
    change.effect = effect_of(*before, join);
  }
  return found;
}

std::string effect_of_lost_condition(const sql::ConditionFact& lost, const sql::StatementFacts& head) {
  const auto found = std::ranges::find_if(head.joins, [&](const JoinFact& join) {
    return join.item == lost.item && join.alias == lost.alias && is_crossed(join);
  });
  if (found == head.joins.end()) return {};
  return fmt::format("each row of {} is joined to each row of {}", found->left_name, found->item_name);
}

}  // namespace tollgate::lineage
