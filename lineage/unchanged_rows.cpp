#include "lineage/unchanged_rows.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "dbt/rebuild.hpp"
#include "lineage/texts.hpp"
#include "sql/change.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"

namespace tollgate::lineage {
namespace {

using Ids = std::set<std::string, std::less<>>;

Ids parents_of(const Graph& graph, const Relation& relation) {
  Ids ids;
  for (const RelationId parent : relation.parents) ids.insert(graph.relations()[parent].unique_id);
  if (relation.node != nullptr) ids.insert(relation.node->depends_on.begin(), relation.node->depends_on.end());
  return ids;
}

class Search {
 public:
  Search(const Graph& base, const Graph& head, const dbt::Changes& changes) : x_base(base), x_head(head) {
    for (const dbt::Change& change : changes.changed) x_changes.emplace(change.unique_id, &change);
    for (const dbt::Downstream& below : changes.downstream) x_below.insert(below.unique_id);
  }

  UnchangedRows run() {
    UnchangedRows found;
    for (const Relation& relation : x_head.relations()) {  // parents first
      const Relation* const before = x_base.find(relation.unique_id);
      if (before == nullptr || !reads_the_same(*before, relation)) continue;
      const auto change = x_changes.find(relation.unique_id);
      if (change != x_changes.end() && !says_the_same(*change->second, *before, relation)) continue;
      x_same.insert(relation.unique_id);
      if (change != x_changes.end())
        found[relation.unique_id] = "its SQL says the same as on base, and what it reads is unchanged too";
      if (x_below.count(relation.unique_id) > 0)
        found[relation.unique_id] = "unchanged, and the changed models above it say the same as on base";
    }
    return found;
  }

 private:
  // The same relations on both sides, each of them proved already. Macros and the like have no rows.
  bool reads_the_same(const Relation& before, const Relation& after) const {
    const Ids parents = parents_of(x_head, after);
    if (parents != parents_of(x_base, before)) return false;
    return std::all_of(parents.begin(), parents.end(), [&](const std::string& parent) {
      return x_head.find(parent) == nullptr ? x_changes.count(parent) == 0 : x_same.count(parent) > 0;
    });
  }

  bool says_the_same(const dbt::Change& change, const Relation& before, const Relation& after) const {
    if (change.base == nullptr || change.head == nullptr || !change.builds_alike) return false;
    if (!dbt::is_rebuilt_whole(*change.base) || change.base->config.materialized != change.head->config.materialized)
      return false;
    if (!dbt::is_rebuilt_whole(*change.head) || before.analysis == nullptr || after.analysis == nullptr) return false;
    const sql::ChangeJudgement judgement =
        sql::judge_change({before.analysis->text(), &x_base.schema()}, {after.analysis->text(), &x_head.schema()});
    const bool same =
        judgement.change_class == sql::ChangeClass::identical || judgement.change_class == sql::ChangeClass::equivalent;
    return same && judgement.assumes.empty();
  }

  const Graph& x_base;
  const Graph& x_head;
  std::map<std::string, const dbt::Change*, std::less<>> x_changes;
  Ids x_below;
  Ids x_same;
};

}  // namespace

UnchangedRows find_unchanged_rows(const Graph& base, const Graph& head, const dbt::Changes& changes) {
  UnchangedRows found;
  if (changes.changed.empty()) return found;
  const std::size_t longest = std::max(longest_text(base.project()), longest_text(head.project()));
  sql::run_on_deep_stack(sql::stack_to_walk(longest), [&] { found = Search(base, head, changes).run(); });
  return found;
}

}  // namespace tollgate::lineage
