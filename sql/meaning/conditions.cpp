// What is filtered, and by what inputs are joined.
#include <algorithm>

#include "sql/change/excerpt.hpp"
#include "sql/meaning/reader.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {

namespace {

// How many inputs of its own block a condition mentions: 0, 1 or 2 (more).
int inputs_of(const Expr& expr) {
  int seen = -1;
  int count = 0;
  for_each_within(expr, [&](const Expr& part) {
    if (part.kind == ExprKind::column && part.column.levels_up == 0 && part.column.entry != seen) {
      seen = part.column.entry;
      ++count;
    }
    return count < 2;
  });
  return count;
}

template <class Value>
void sort_once(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

/// `join`: whose ON it is; -1: none.
void FactReader::condition(From from, const Expr& expr, ConditionFact::Clause clause, InputRole role, int join) {
  std::vector<const Expr*> open{&expr};
  while (!open.empty()) {
    const Expr& part = *open.back();
    open.pop_back();
    if (part.kind == ExprKind::logical && part.name == "and") {
      for (auto arg = part.args.rbegin(); arg != part.args.rend(); ++arg) open.push_back(*arg);
      continue;
    }
    one_condition(from, part, clause, role, join);
  }
}

void FactReader::one_condition(From& from, const Expr& part, ConditionFact::Clause clause, InputRole role, int join) {
  const Term* const term = x_terms.as_filter(expressions(from.frame).of(part));
  if (term->is_constant("true")) return;
  if (clause != ConditionFact::Clause::having && role == InputRole::inner)
    clause = inputs_of(part) > 1 ? ConditionFact::Clause::join : ConditionFact::Clause::where;
  ConditionFact fact;
  fact.clause = clause;
  fact.role = role;
  fact.digest = term->raw;
  fact.excerpt = excerpt_of(part, x_analysis.text(), whole_excerpt);
  fact.location = start_of(part);
  fact.value = {from.frame.query, &part};
  fact.first_of = first_of(from.frame, *term, part);
  const Expr* const parts[] = {&part};
  add_condition(from, std::move(fact), parts, join);
}

/// Of `where rn = 1` over a sub-query that numbers its rows, and nothing else: what DISTINCT ON may say as well.
std::optional<Digest> FactReader::first_of(const Frame& frame, const Term& condition, const Expr& part) const {
  const Query& query = *frame.query;
  const bool alone = query.where == &part && query.from.size() == 1 && query.from.front()->leaf();
  if (!alone || !condition.is(Tag::operation) || condition.text != "=" || condition.kids.size() != 2) return {};
  const bool first = condition.kids[1]->is_constant("1");
  const Term& number = *condition.kids[first ? 0 : 1];
  if (!condition.kids[first ? 1 : 0]->is_constant("1") || !number.is(Tag::window) || number.text != "row_number")
    return {};
  const Query* const inner = query.entries[static_cast<std::size_t>(query.from.front()->entry)].query;
  if (inner == nullptr || inner->command != Query::Command::select || inner->distinct || inner->limit != nullptr ||
      inner->offset != nullptr)
    return {};
  const bool numbers_here = std::any_of(inner->outputs.begin(), inner->outputs.end(), [](const Output& output) {
    return output.value != nullptr && output.value->kind == ExprKind::window && output.value->name == "row_number";
  });
  const auto block = x_blocks.find(inner);
  if (!numbers_here || block == x_blocks.end()) return {};
  return first_of_each(in_any_order("on", digests_of({number.kids[1]->kids.begin(), number.kids[1]->kids.end()})),
                       number.kids[2]->kids, block->second.rows);
}

void FactReader::add_condition(From& from, ConditionFact fact, std::span<const Expr* const> parts, int join) {
  tell_about(from.frame, fact, parts, join);
  from.rows.push_back(Hasher{}.add(fact.digest).add(static_cast<std::uint64_t>(fact.role)).digest());
  fact.nested = x_within > 0;
  x_facts.conditions.push_back(std::move(fact));
}

void FactReader::tell_about(Frame& frame, ConditionFact& fact, std::span<const Expr* const> parts, int join) {
  std::vector<int> entries;
  for (const Expr* part : parts) mentioned(frame, *part, fact.columns, entries);
  sort_once(fact.columns);
  sort_once(entries);
  const auto join_at = [&](int index) -> JoinFact& { return x_facts.joins[static_cast<std::size_t>(index)]; };
  for (const int entry : entries) {
    const Item& item = frame.items[entry];
    fact.inputs.insert(fact.inputs.end(), item.inputs.begin(), item.inputs.end());
    if (entries.size() > 1 && item.join >= 0) join_at(item.join).related = true;
  }
  if (join >= 0 && (entries.size() > 1 || fact.role != InputRole::inner)) join_at(join).related = true;
  const Item* about = entries.empty() ? nullptr : &frame.items[entries.back()];
  if (join >= 0 && fact.role != InputRole::inner) {
    for (const auto& [entry, item] : frame.items) {
      if (item.join == join) about = &item;
    }
  }
  if (about != nullptr) {
    fact.inputs.insert(fact.inputs.end(), about->inputs.begin(), about->inputs.end());
    fact.item = about->digest;
    fact.whole = about->whole;
    fact.alias = about->alias;
  }
  sort_once(fact.inputs);
}

/// Columns that it names, and the items of its own FROM that they are of.
void FactReader::mentioned(Frame& frame, const Expr& expr, Digests& columns, std::vector<int>& entries) {
  for_each_within(expr, [&](const Expr& part) {
    if (part.kind != ExprKind::column) return true;
    columns.push_back(column(frame, part.column)->raw);
    if (part.column.levels_up != 0) return true;
    const RangeEntry* const entry = entry_of(*frame.query, part.column);
    if (entry == nullptr) return true;
    if (entry->kind != RangeEntry::Kind::join) {
      entries.push_back(part.column.entry);
    } else if (const Expr* const merged = entry->columns[static_cast<std::size_t>(part.column.attribute)].value) {
      mentioned(frame, *merged, columns, entries);
    }
    return true;
  });
}

}  // namespace tollgate::sql
