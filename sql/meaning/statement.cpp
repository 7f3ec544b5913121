// Blocks of a statement and their shape.
#include <algorithm>

#include "sql/meaning/reader.hpp"

namespace tollgate::sql {

Digest in_any_order(std::string_view what, std::vector<Digest> digests) {
  std::sort(digests.begin(), digests.end());
  Hasher hasher;
  hasher.add(what);
  for (const Digest& digest : digests) hasher.add(digest);
  return hasher.digest();
}

StatementFacts FactReader::run() {
  const Query* const query = x_analysis.query();
  if (query == nullptr) return {};
  Frame frame{query, nullptr, {}};
  const Block& block = visit(frame, {});
  Scales scales;
  for (std::size_t i = 0; i < query->outputs.size() && i < block.outputs.size(); ++i)
    x_facts.outputs.push_back({std::string(query->outputs[i].name), block.outputs[i]->raw, query->outputs[i].location,
                               scales.of(*block.outputs[i])});
  for (const auto& [read, known] : x_blocks) {
    x_facts.blocks.push_back(values_of(known));
    x_facts.blocks.push_back(known.rows);
  }
  std::sort(x_facts.blocks.begin(), x_facts.blocks.end());
  return std::move(x_facts);
}

FactReader::Digests FactReader::digests_of(const TermList& terms) {
  Digests digests;
  digests.reserve(terms.size());
  for (const Term* term : terms) digests.push_back(term->raw);
  return digests;
}

Digest FactReader::values_of(const Block& block) {
  Hasher hasher;
  for (const Term* output : block.outputs) hasher.add(output->raw);
  return hasher.digest();
}

const FactReader::Block& FactReader::visit(Frame& frame, Place place) {
  const Query& query = *frame.query;
  if (const auto known = x_blocks.find(&query); known != x_blocks.end()) return known->second;
  Block& block = x_blocks[&query];  // a recursive term finds this, still empty
  for (const Cte* cte : query.ctes) x_owners[cte->query] = &query;
  Digests rows;
  if (query.command == Query::Command::set_operation) {
    set_operation(frame, block, rows);
  } else if (query.command == Query::Command::values) {
    values(frame, block, rows);
  } else {
    select(frame, place, block, rows);
  }
  if (!block.only_branch) block.rows = in_any_order("rows", std::move(rows));
  return block;
}

/// A long chain of the same operator is one list.
std::vector<const Query*> FactReader::branches_of(const Query& query) const {
  std::vector<const Query*> branches;
  std::vector<const Query*> open{query.right, query.left};
  while (!open.empty()) {
    const Query* const branch = open.back();
    open.pop_back();
    const bool same = branch->command == Query::Command::set_operation && branch->set_operator == query.set_operator &&
                      branch->all == query.all && branch->ctes.empty() && branch->limit == nullptr &&
                      branch->offset == nullptr && query.set_operator != SetOperator::except;
    if (same) {
      open.push_back(branch->right);
      open.push_back(branch->left);
    } else if (!x_without.contains(branch)) {
      branches.push_back(branch);
    }
  }
  return branches;
}

void FactReader::set_operation(Frame& frame, Block& block, Digests& rows) {
  const Query& query = *frame.query;
  const std::vector<const Query*> branches = branches_of(query);
  std::vector<TermList> columns(query.outputs.size());
  UnionFact facts{query.all, {}};
  SideBySideFact beside;
  for (const Query* branch : branches) {
    Frame inner{branch, &frame, {}};
    const Block& part = visit(inner, {});
    facts.branches.push_back({branch, values_of(part), part.rows, names_of(part.tables), branch->location});
    beside.rows.push_back({part.rows, digests_of(part.outputs)});
    rows.push_back(part.rows);
    block.tables.insert(block.tables.end(), part.tables.begin(), part.tables.end());
    for (std::size_t i = 0; i < columns.size() && i < part.outputs.size(); ++i) columns[i].push_back(part.outputs[i]);
  }
  if (branches.size() == 1) return take_over(frame, *branches.front(), block, rows);
  const bool ordered = query.set_operator == SetOperator::except;
  for (TermList& column : columns)
    block.outputs.push_back(x_terms.special(ordered ? "except" : "branches", column, {}, !ordered));
  constexpr std::string_view names[] = {"", "union", "intersect", "except"};
  std::string text(names[static_cast<std::size_t>(query.set_operator)]);
  if (query.all) text += " all";
  std::vector<std::pair<Digest, std::string>> sides;
  for (const BranchFact& branch : facts.branches) {
    if (ordered) sides.emplace_back(Hasher{}.add(branch.values).add(branch.rows).digest(), "");
  }
  if (query.set_operator == SetOperator::union_) x_facts.unions.push_back(std::move(facts));
  if (!ordered) add_side_by_side(query, text, std::move(beside));
  add_grain(GrainFact::Kind::set_operation, digest_of(text), text, query.location, rows, std::move(sides));
  limit(frame, rows);
}

/// What is left of a union whose other branches do not count.
void FactReader::take_over(Frame& frame, const Query& branch, Block& block, Digests& rows) {
  const Block& part = x_blocks.at(&branch);
  block.outputs = part.outputs;
  block.only_selects = part.only_selects;
  block.own = part.own;
  limit(frame, rows);
  block.only_branch = frame.query->limit == nullptr && frame.query->offset == nullptr;
  if (block.only_branch) block.rows = part.rows;
}

std::vector<std::string> FactReader::names_of(const Digests& tables) const {
  std::vector<std::string> names;
  for (const Digest& table : tables) {
    const std::string& name = x_names.at(table);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

void FactReader::values(Frame& frame, Block& block, Digests& rows) {
  const Query& query = *frame.query;
  std::vector<TermList> columns(query.outputs.size());
  SideBySideFact beside;
  for (const Exprs& row : query.rows) {
    const TermList terms = expressions(frame).of(row);
    beside.rows.push_back({{}, digests_of(terms)});
    for (std::size_t i = 0; i < columns.size() && i < terms.size(); ++i) columns[i].push_back(terms[i]);
  }
  for (const TermList& column : columns) block.outputs.push_back(x_terms.special("values", column, {}, true));
  rows.push_back(Hasher{}.add("values").add(query.rows.size()).digest());
  for (const Term* output : block.outputs) rows.push_back(output->raw);
  add_side_by_side(query, "values", std::move(beside));
}

void FactReader::add_side_by_side(const Query& query, std::string text, SideBySideFact fact) {
  fact.text = std::move(text);
  fact.location = query.location;
  for (const Output& output : query.outputs) fact.names.emplace_back(output.name);
  x_facts.side_by_side.push_back(std::move(fact));
}

void FactReader::select(Frame& frame, Place place, Block& block, Digests& rows) {
  const Query& query = *frame.query;
  block.only_selects = !query.aggregated && !query.distinct && query.limit == nullptr && query.offset == nullptr &&
                       !query.returns_sets && !query.group.present;
  place.own = InputRole::inner;
  place.own_join = -1;
  From from{frame, block, rows};
  for (std::size_t i = 0; i < query.from.size(); ++i) {
    const int comma = i == 0 ? -1 : add_join(JoinType::cross);
    join(from, *query.from[i], place, comma);
    if (i > 0) name_join(from, comma, *query.from.front(), *query.from[i]);
  }
  using Clause = ConditionFact::Clause;
  if (query.where != nullptr) condition(from, *query.where, Clause::where, InputRole::inner, -1);
  if (query.having != nullptr) condition(from, *query.having, Clause::having, InputRole::inner, -1);
  ExpressionTerms terms = expressions(frame);
  for (const Output& output : query.outputs)
    block.outputs.push_back(output.value == nullptr ? x_terms.opaque() : terms.of(*output.value));
  grain(frame, block, rows);
  limit(frame, rows);
}

}  // namespace tollgate::sql
