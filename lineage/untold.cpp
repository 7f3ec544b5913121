#include "lineage/untold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "lineage/same_first_rows.hpp"
#include "sql/parse.hpp"
#include "sql/walk.hpp"

namespace tollgate::lineage {

namespace {

using sql::ChangeClass;
using sql::ChangeReason;
using sql::ConditionFact;
using sql::ReasonKind;

std::set<std::string_view> read_by(const sql::Analysis& analysis) {
  std::set<std::string_view> identities;
  for (const sql::RangeEntry* entry : analysis.relations()) identities.insert(entry->relation->identity);
  return identities;
}

/// Both texts read the same relations, and head's have every column of base's.
bool reads_stay(const Graph& base, const Graph& head, const ModelPair& pair) {
  const std::set<std::string_view> read = read_by(*pair.head_analysis);
  if (read != read_by(*pair.base_analysis)) return false;
  return std::ranges::all_of(read, [&](std::string_view identity) {
    const Relation* const before = base.find(identity);
    return before == nullptr || std::ranges::all_of(base.columns_of(*before), [&](const Column& column) {
             return head.find(identity, column.name).has_value();
           });
  });
}

/// What its own SELECT does after a condition of WHERE, and would do otherwise before it: `LIMIT`; empty: nothing.
std::string cut_after(const ConditionFact& fact) {
  const sql::Query* const query = fact.value.query;
  if (query == nullptr || query->command != sql::Query::Command::select) return {};
  std::string window;
  for (const sql::Output& output : query->outputs) {
    if (output.value == nullptr || !window.empty()) continue;
    sql::for_each_within(*output.value, [&](const sql::Expr& part) {
      if (part.kind == sql::ExprKind::window) window = fmt::format("{}() OVER", part.name);
      return window.empty();
    });
  }
  if (!window.empty()) return window;
  if (!query->distinct_on.empty()) return "DISTINCT ON";
  return query->limit != nullptr || query->offset != nullptr ? "LIMIT" : "";
}

std::string moved_text(const std::string& before, const std::string& after) {
  if (before.empty()) return fmt::format("stands before {} now, on base after it: that sees other rows", after);
  if (after.empty()) return fmt::format("stands after {} now, on base before it: that sees other rows", before);
  return fmt::format("stands before {} now, on base before {}", after, before);
}

/// Conditions that both sides have, and that stand on the other side of a window or a limit now.
void tell_moved(const ModelPair& pair, std::vector<Difference>& found) {
  std::multimap<std::pair<sql::Digest, std::string>, const ConditionFact*> before;  // by digest and cut
  for (const ConditionFact& fact : pair.base_facts.conditions)
    before.emplace(std::pair(fact.digest, cut_after(fact)), &fact);
  std::vector<const ConditionFact*> elsewhere;
  for (const ConditionFact& fact : pair.head_facts.conditions) {
    const auto own = before.find({fact.digest, cut_after(fact)});
    if (own == before.end()) {
      elsewhere.push_back(&fact);
    } else {
      before.erase(own);
    }
  }
  for (const ConditionFact* fact : elsewhere) {
    const auto was = before.lower_bound({fact->digest, ""});
    if (was == before.end() || was->first.first != fact->digest) continue;
    Difference difference = new_difference(DifferenceKind::filter_changed, pair);
    difference.base_location = was->second->location;
    difference.head_location = fact->location;
    difference.before = difference.after = fact->excerpt;
    difference.effect = moved_text(was->first.second, cut_after(*fact));
    before.erase(was);
    found.push_back(std::move(difference));
  }
}

/// The first line of head's text that differs from base's but for names of environments: byte offset of its words.
int first_changed_line(std::string_view base, std::string_view head, const dbt::EnvironmentNames& names) {
  const std::string before = dbt::with_stable_names(base, names.base), after = dbt::with_stable_names(head, names.head);
  const auto same = std::ranges::mismatch(before, after);
  const auto line = std::count(after.begin(), same.in2, '\n');
  std::size_t at = 0;
  for (auto i = line; i > 0; --i) at = head.find('\n', at) + 1;
  const std::size_t words = head.find_first_not_of(" \t\r\n", at);
  return words == std::string_view::npos ? -1 : static_cast<int>(words);
}

void tell_rows(const ModelPair& pair, const sql::ChangeJudgement& judgement, const dbt::EnvironmentNames& names,
               std::vector<Difference>& found) {
  Difference difference = new_difference(DifferenceKind::rows_otherwise, pair);
  if (!pair.expanded)
    difference.head_location = first_changed_line(pair.base_analysis->text(), pair.head_analysis->text(), names);
  std::vector<std::string_view> reasons;
  for (const ChangeReason& reason : judgement.reasons)
    if (reason.kind != ReasonKind::column) reasons.push_back(reason.text);
  difference.effect =
      reasons.empty() ? "it can't be shown that both sides say the same" : fmt::format("{}", fmt::join(reasons, ", "));
  found.push_back(std::move(difference));
}

bool is_about_rows(const Difference& difference) { return !is_about_column(difference.kind); }

/// Outer joins in another nesting, which the judge can't prove; their conditions are facts, and are compared.
bool is_reordered(const sql::ChangeJudgement& judgement) {
  return judgement.reasons.size() == 1 && judgement.reasons.front().kind == ReasonKind::outer_join;
}

/// Where columns are told to differ, what is read differs with them: only a clause of its own is more than that.
bool is_beyond_columns(const sql::ChangeJudgement& judgement) {
  return std::ranges::none_of(judgement.reasons, [](const ChangeReason& reason) {
    return reason.kind == ReasonKind::reads || reason.kind == ReasonKind::outer_join;
  });
}

int location_of(const Graph& graph, const Relation& relation, const std::string& column) {
  const auto id = graph.find(relation.unique_id, column);
  return id ? graph.columns()[*id].location : -1;
}

void tell_columns(const Graph& base, const Graph& head, const ModelPair& pair, const sql::ChangeJudgement& judgement,
                  std::vector<Difference>& found) {
  for (const auto& [name, change] : judgement.columns) {
    if (change != sql::ColumnChange::changed && change != sql::ColumnChange::resourced) continue;
    Difference difference = new_difference(DifferenceKind::recomputed, pair, name);
    difference.base_location = location_of(base, *pair.base, name);
    difference.head_location = location_of(head, *pair.head, name);
    found.push_back(std::move(difference));
  }
}

}  // namespace

void compare_untold(const Graph& base, const Graph& head, const dbt::EnvironmentNames& names, ModelPair& pair,
                    std::vector<Difference>& found) {
  const auto adds = [](const Difference& d) {
    return d.kind == DifferenceKind::join_added || d.kind == DifferenceKind::filter_added;
  };
  const bool only_added = std::ranges::any_of(found, is_about_rows) &&
                          std::ranges::all_of(found, [&](const Difference& d) { return !is_about_rows(d) || adds(d); });
  if (only_added) tell_moved(pair, found);
  if (std::ranges::any_of(found, is_about_rows) || !reads_stay(base, head, pair)) return;
  if (!same_first_rows(pair.base_facts, pair.head_facts).empty()) return;  // which the judge can't prove
  const sql::ChangeJudgement& judgement = judgement_of(base, head, pair);
  const bool rows = judgement.change_class == ChangeClass::rows, nothing_told = found.empty();
  const bool unknown = judgement.change_class == ChangeClass::unknown;
  if (!rows && !(nothing_told && (unknown || judgement.change_class == ChangeClass::columns))) return;
  const auto tree = sql::strip(pair.base_analysis->text(), names.base);
  if (tree && tree == sql::strip(pair.head_analysis->text(), names.head)) return;
  if (rows) {
    tell_moved(pair, found);
    const bool beyond = nothing_told ? !is_reordered(judgement) : is_beyond_columns(judgement);
    if (beyond && std::ranges::none_of(found, is_about_rows)) tell_rows(pair, judgement, names, found);
  } else if (unknown && judgement.columns.empty()) {
    tell_rows(pair, judgement, names, found);
  } else {
    tell_columns(base, head, pair, judgement, found);
  }
}

}  // namespace tollgate::lineage
