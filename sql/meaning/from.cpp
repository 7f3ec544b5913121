// What is joined, and how.
#include <fmt/format.h>

#include <algorithm>

#include "sql/change/excerpt.hpp"
#include "sql/meaning/reader.hpp"

namespace tollgate::sql {

namespace {

/// So many inputs of a block are known to those who read it a second time.
constexpr std::size_t most_own = 32;

const JoinTree& first_leaf(const JoinTree& tree) {
  const JoinTree* at = &tree;
  while (!at->leaf()) at = at->left;
  return *at;
}

}  // namespace

int FactReader::add_join(JoinType type) {
  x_facts.joins.emplace_back().type = type;
  return static_cast<int>(x_facts.joins.size()) - 1;
}

void FactReader::name_join(From& from, int index, const JoinTree& left, const JoinTree& right) {
  const int entry = first_leaf(right).entry;
  const Item& item = from.frame.items[entry];
  const Item& first = from.frame.items[first_leaf(left).entry];
  const RangeEntry& range = from.frame.query->entries[static_cast<std::size_t>(entry)];
  JoinFact& fact = x_facts.joins[static_cast<std::size_t>(index)];
  fact.item = item.digest;
  fact.left = first.digest;
  fact.item_name = item.name;
  fact.left_name = first.name;
  fact.alias = item.alias;
  fact.related = fact.related || range.lateral || !range.functions.empty();
  fact.location = range.location;
}

/// `brought_by`: the join that brings in the first item beneath.
void FactReader::join(From& from, const JoinTree& tree, Place place, int brought_by) {
  if (tree.leaf()) return input(from, tree.entry, place, brought_by);
  const int index = add_join(tree.type);
  Place left = place;
  Place right = place;
  const auto set = [&](Place& side, InputRole role) { side = {role, index, role, index}; };
  if (tree.type == JoinType::left) set(right, InputRole::optional);
  if (tree.type == JoinType::right) set(left, InputRole::optional);
  if (tree.type == JoinType::full) {
    set(left, InputRole::full);
    set(right, InputRole::full);
  }
  join(from, *tree.left, left, brought_by);
  join(from, *tree.right, right, index);
  name_join(from, index, *tree.left, *tree.right);
  const bool inner = tree.type == JoinType::inner || tree.type == JoinType::cross;
  const InputRole role = inner ? place.role : tree.type == JoinType::full ? InputRole::full : InputRole::optional;
  if (tree.condition != nullptr) condition(from, *tree.condition, ConditionFact::Clause::join, role, index);
  keys_of_using(from, tree, role, index);
}

void FactReader::keys_of_using(From& from, const JoinTree& tree, InputRole role, int index) {
  for (const UsingKey& key : tree.keys) {
    if (key.left == nullptr || key.right == nullptr) continue;
    ExpressionTerms terms = expressions(from.frame);
    const Term* const equal = x_terms.operation("=", {terms.of(*key.left), terms.of(*key.right)}, "boolean");
    const std::string text =
        (tree.natural ? "natural join on " : "using (") + std::string(key.name) + (tree.natural ? "" : ")");
    ConditionFact fact;
    fact.clause = ConditionFact::Clause::join;
    fact.role = role;
    fact.digest = equal->raw;
    fact.excerpt = text;
    fact.location = tree.location;
    const Expr* const sides[] = {key.left, key.right};
    add_condition(from, std::move(fact), sides, index);
  }
}

void FactReader::input(From& from, int index, Place place, int brought_by) {
  const RangeEntry& entry = from.frame.query->entries[static_cast<std::size_t>(index)];
  Item item;
  item.alias = entry.alias.empty() ? entry.written_name : entry.alias;
  item.name = entry.kind == RangeEntry::Kind::cte ? std::string(entry.written_name) : item.alias;
  item.join = brought_by;
  if (entry.kind == RangeEntry::Kind::relation && entry.relation != nullptr) {
    relation(from, entry, place, item);
    if (entry.only) {
      ConditionFact fact;
      fact.excerpt = fmt::format("only {}", item.name);
      fact.digest = Hasher{}.add("only").add(item.digest).digest();
      fact.location = entry.location;
      leave_out(from, place, item, std::move(fact));
    }
    if (entry.sampled) sample(from, entry, place, item);
  } else if (entry.query != nullptr && !entry.self_reference) {
    query(from, entry, place, item);
    if (entry.cte != nullptr && !entry.cte->cycle.empty() && x_cycles.insert(entry.cte).second) {
      ConditionFact fact;
      fact.excerpt = fmt::format("cycle {}", entry.cte->cycle);
      fact.digest = Hasher{}.add(fact.excerpt).add(item.digest).digest();
      fact.location = entry.cte->location;
      leave_out(from, place, item, std::move(fact));
    }
  } else {
    call(from, entry, place, item);
  }
  std::sort(item.inputs.begin(), item.inputs.end());
  from.frame.items[index] = std::move(item);
}

/// `fact` has the role that it has beneath.
void FactReader::keep_own(Block& block, InputFact fact, Place place) {
  if (block.own.size() == most_own) return;
  if (fact.role == InputRole::inner) {
    fact.role = place.own;
    fact.join = place.own_join;
  }
  block.own.push_back(std::move(fact));
}

void FactReader::add_input(From& from, InputFact fact, Place place) {
  fact.role = InputRole::inner;
  keep_own(from.block, fact, place);
  fact.role = place.role;
  fact.join = place.join;
  x_facts.inputs.push_back(std::move(fact));
}

void FactReader::relation(From& from, const RangeEntry& entry, Place place, Item& item) {
  const KnownRelation& relation = *entry.relation;
  item.digest = item.whole = digest_of(relation.identity.empty() ? relation.name : relation.identity);
  item.name = relation.name;
  item.inputs = {item.digest};
  from.block.tables.push_back(item.digest);
  x_names.emplace(item.digest, relation.name);
  from.rows.push_back(Hasher{}.add(item.digest).add(static_cast<std::uint64_t>(place.role)).digest());
  add_input(from, {item.digest, relation.name, place.role, entry.location, -1}, place);
}

/// TABLESAMPLE, ONLY and CYCLE leave rows out as a filter does.
void FactReader::leave_out(From& from, Place place, const Item& item, ConditionFact fact) {
  fact.role = place.role;
  fact.item = item.digest;
  fact.whole = item.whole;
  fact.alias = item.alias;
  fact.inputs = item.inputs;
  from.rows.push_back(fact.digest);
  x_facts.conditions.push_back(std::move(fact));
}

void FactReader::sample(From& from, const RangeEntry& entry, Place place, const Item& item) {
  ConditionFact fact;
  fact.excerpt = fmt::format("tablesample {}(", entry.sample_method);
  Hasher hasher = Hasher{}.add("sample").add(entry.sample_method).add(item.digest);
  for (const Expr* argument : entry.functions) {
    hasher.add(expressions(from.frame).of(*argument)->raw);
    if (fact.location < 0) fact.location = start_of(*argument);
    fact.excerpt += (fact.excerpt.ends_with('(') ? "" : ", ") + excerpt_of(*argument, x_analysis.text(), whole_excerpt);
  }
  fact.excerpt += ")";
  fact.digest = hasher.digest();
  leave_out(from, place, item, std::move(fact));
}

void FactReader::query(From& from, const RangeEntry& entry, Place place, Item& item) {
  const bool known = x_blocks.contains(entry.query);
  const Block& inner = inner_block(from.frame, entry, place);
  from.block.tables.insert(from.block.tables.end(), inner.tables.begin(), inner.tables.end());
  from.rows.push_back(Hasher{}.add(inner.rows).add(static_cast<std::uint64_t>(place.role)).digest());
  Digests tables = inner.tables;
  std::sort(tables.begin(), tables.end());
  tables.erase(std::unique(tables.begin(), tables.end()), tables.end());
  item.whole = Hasher{}.add(inner.rows).add(values_of(inner)).digest();
  item.digest = tables.size() == 1 ? tables.front() : in_any_order("query over", tables);
  const bool alone = from.frame.query->from.size() == 1 && from.frame.query->from.front()->leaf();
  if (inner.only_selects || alone) {
    for (const InputFact& fact : inner.own) item.inputs.push_back(fact.digest);
    if (known && !alone) return read_again(from, inner, entry, place);
    // Who joins this block joins the grouped query that it hands on.
    from.block.only_selects = from.block.only_selects && inner.only_selects;
    for (const InputFact& fact : inner.own) keep_own(from.block, fact, place);
    return;
  }
  const Digest grouped = in_any_order("query over", std::move(tables));
  item.inputs = {grouped};
  add_input(from, {grouped, item.alias, place.role, entry.location, -1}, place);
}

/// A block is read once; who joins it again joins what it reads.
void FactReader::read_again(From& from, const Block& inner, const RangeEntry& entry, Place place) {
  for (const InputFact& fact : inner.own) {
    Place its = place;
    if (fact.role != InputRole::inner) its = {fact.role, fact.join, fact.role, fact.join};
    add_input(from, {fact.digest, fact.name, its.role, entry.location, -1}, its);
  }
}

void FactReader::call(From& from, const RangeEntry& entry, Place place, Item& item) {
  Digests calls;
  for (const Expr* function : entry.functions) calls.push_back(expressions(from.frame).of(*function)->raw);
  if (entry.self_reference) calls.push_back(digest_of("itself"));
  item.digest = item.whole = in_any_order("call", std::move(calls));
  from.rows.push_back(Hasher{}.add(item.digest).add(static_cast<std::uint64_t>(place.role)).digest());
  if (entry.self_reference) return;
  item.inputs = {item.digest};
  add_input(from, {item.digest, item.alias, place.role, entry.location, -1}, place);
}

// A CTE's query refers upwards from where it is defined, not from where it is read.
const FactReader::Block& FactReader::inner_block(Frame& frame, const RangeEntry& entry, Place place) {
  Frame* around = &frame;
  if (entry.cte != nullptr) {
    const auto owner = x_owners.find(entry.query);
    while (owner != x_owners.end() && around->around != nullptr && around->query != owner->second)
      around = around->around;
  }
  Frame inner{entry.query, around, {}};
  return visit(inner, place);
}

}  // namespace tollgate::sql
