#include "gates/pii_scan/taint.hpp"

#include <algorithm>

#include "core/lasting.hpp"
#include "gates/pii_scan/names.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"

namespace tollgate::pii_scan {

namespace {

using lineage::ColumnId;
using lineage::Graph;
using lineage::Relation;
using lineage::RelationId;

std::string_view stored_name(const Relation& relation) {
  if (relation.source != nullptr) return relation.source->relation_name;
  return relation.node != nullptr ? relation.node->relation_name : std::string_view{};
}

/// What another relation declares, where this one says nothing.
void fill_up(RelationDeclarations& into, const RelationDeclarations& from) {
  for (const auto& [name, declared] : from.columns) into.columns.emplace(name, declared);
  into.names_columns = into.names_columns || from.names_columns;
  if (!into.relation.declared) into.relation = from.relation;
}

/// Those that its SQL reads, and those that dbt says it depends on: their names may stand in a text that it runs.
std::vector<RelationId> parents_of(const Graph& graph, RelationId id) {
  const Relation& relation = graph.relations()[id];
  std::vector<RelationId> parents = relation.parents;
  if (relation.node == nullptr) return parents;
  for (const std::string& depends_on : relation.node->depends_on) {
    const auto parent = graph.id_of(depends_on);
    if (parent && *parent < id) parents.push_back(*parent);
  }
  return parents;
}

}  // namespace

bool is_opaque(const Relation& relation) {
  if (relation.node == nullptr || relation.type == dbt::ResourceType::seed) return false;
  return relation.analysis == nullptr || relation.analysis->query() == nullptr;
}

Declarations::Declarations(const Graph& graph, const TagKeys& keys) : x_graph(graph) {
  x_relations.resize(graph.relations().size());
  sql::for_each_on_deep_stacks(x_relations.size(), sql::processors(), sql::stack_to_walk(0), [&](std::size_t i) {
    x_relations[i] = declarations_of(graph.project(), graph.relations()[i].unique_id, keys);
  });
  // A source may be the same table as a seed or a model of another package, and SQL then reads one of the two.
  std::map<std::string_view, RelationId> first;
  for (RelationId id = 0; id < graph.relations().size(); ++id) {
    const std::string_view name = stored_name(graph.relations()[id]);
    if (name.empty()) continue;
    const auto [at, added] = first.emplace(name, id);
    if (added) continue;
    fill_up(x_relations[at->second], x_relations[id]);
    fill_up(x_relations[id], x_relations[at->second]);
  }
}

const Declaration& Declarations::of(ColumnId column) const {
  static const Lasting<Declaration> nothing([] { return Declaration{}; });
  const lineage::Column& about = x_graph.columns()[column];
  const Declaration& declared = x_relations[about.relation].of(about.name);
  if (!declared.from_relation || !declared.personal) return declared;
  const NameVerdict name = judge_name({about.name, x_graph.relations()[about.relation].name, about.type});
  return name.negated || name.type_veto ? nothing.get() : declared;
}

bool Declarations::denied(ColumnId column) const {
  const Declaration& declared = of(column);
  return declared.declared && !declared.personal && !declared.reason.empty();
}

const Declaration* Declarations::of_unlisted(RelationId relation) const {
  const RelationDeclarations& declared = x_relations[relation];
  if (!declared.relation.declared || (declared.relation.personal && declared.names_columns)) return nullptr;
  return &declared.relation;
}

ColumnPassages::ColumnPassages(const Graph& graph, const Sanitizers& sanitizers)
    : x_graph(graph),
      x_passage_of([&sanitizers](const sql::Expr& through, std::size_t i) { return sanitizers.of(through, i); }),
      x_folded(graph.relations().size(), 0),
      x_sources(graph.columns().size()),
      x_missing(graph.columns().size(), passage::clear) {}

void ColumnPassages::fold(const std::vector<RelationId>& relations) {
  std::size_t longest = 0;
  for (const RelationId id : relations) {
    const Relation& relation = x_graph.relations()[id];
    if (relation.analysis != nullptr) longest = std::max(longest, relation.analysis->text().size());
  }
  sql::for_each_on_deep_stacks(relations.size(), sql::processors(), sql::stack_to_walk(longest), [&](std::size_t i) {
    if (x_folded[relations[i]] == 0) fold(relations[i]);
  });
}

const std::vector<PassedSource>& ColumnPassages::sources_of(ColumnId column) {
  const RelationId relation = x_graph.columns()[column].relation;
  if (x_folded[relation] == 0) fold(relation);
  return x_sources[column];
}

sql::Passage ColumnPassages::missing_in(ColumnId column) {
  sources_of(column);
  return x_missing[column];
}

void ColumnPassages::fold(RelationId id) {
  x_folded[id] = 1;
  const Relation& relation = x_graph.relations()[id];
  if (is_opaque(relation) || relation.analysis == nullptr) return;
  const sql::StatementLineage lineage = sql::lineage_of(*relation.analysis, x_passage_of);
  std::map<std::string_view, const sql::ColumnLineage*> by_name;
  for (const sql::ColumnLineage& column : lineage.columns) by_name.emplace(column.name, &column);
  std::vector<std::optional<ColumnId>> bases;
  for (const sql::BaseColumn& base : lineage.base_columns) {
    bases.push_back(x_graph.find(base.relation->identity, base.column));
  }
  for (ColumnId column = relation.first_column; column < relation.first_column + relation.column_count; ++column) {
    const auto found = by_name.find(x_graph.columns()[column].name);
    if (found == by_name.end()) continue;
    x_missing[column] = found->second->missing;
    for (const sql::Source& source : found->second->sources) {
      const std::optional<ColumnId> from = bases[source.column];
      if (!from || *from >= relation.first_column || source.passage == passage::clear) continue;
      x_sources[column].push_back({*from, source.passage});
    }
    std::ranges::sort(x_sources[column], {}, &PassedSource::column);
  }
}

std::map<ColumnId, sql::Passage> ColumnPassages::ancestors_of(ColumnId column) {
  // Parents come before children, so that going down the numbers meets each column after all that it feeds.
  std::map<ColumnId, sql::Passage> widths{{column, passage::raw}};
  for (auto at = widths.rbegin(); at != widths.rend(); ++at) {
    for (const PassedSource& source : sources_of(at->first)) {
      sql::Passage& width = widths[source.column];
      width = std::max(width, sql::after_step(at->second, source.passage));
    }
  }
  return widths;
}

Taint::Taint(ColumnPassages& passages, const Declarations& declarations, const Seeds& seeds,
             const UnlistedSeeds& unlisted, const Inflows& foreign, const std::function<bool(ColumnId)>& honoured)
    : x_graph(passages.graph()),
      x_foreign(foreign),
      x_parents(x_graph.relations().size()),
      x_columns(x_graph.columns().size()),
      x_unknown(x_graph.relations().size(), passage::clear),
      x_unlisted(x_graph.relations().size(), passage::clear) {
  for (const auto& [id, seed] : unlisted) x_unlisted[id] = seed;
  for (RelationId id = 0; id < x_parents.size(); ++id) x_parents[id] = parents_of(x_graph, id);
  passages.fold(reached(declarations, seeds));
  for (RelationId id = 0; id < x_graph.relations().size(); ++id) add(passages, id, declarations, seeds, honoured);
}

std::vector<RelationId> Taint::reached(const Declarations& declarations, const Seeds& seeds) const {
  std::vector<char> may_hold(x_graph.relations().size(), 0);
  for (const auto& [column, seed] : seeds) may_hold[x_graph.columns()[column].relation] = 1;
  std::vector<RelationId> found;
  for (RelationId id = 0; id < may_hold.size(); ++id) {
    const bool reached = x_foreign.contains(id) ||
                         std::ranges::any_of(x_parents[id], [&](RelationId parent) { return may_hold[parent] != 0; });
    if (reached) found.push_back(id);
    if (reached || x_unlisted[id] > passage::clear || declarations.any_tagged(id)) may_hold[id] = 1;
  }
  return found;
}

Taint::Inflow Taint::inflow_of(RelationId id) const {
  Inflow most;
  if (const auto foreign = x_foreign.find(id); foreign != x_foreign.end()) most.passage = foreign->second;
  for (const RelationId parent : x_parents[id]) {
    const Relation& from = x_graph.relations()[parent];
    for (ColumnId column = from.first_column; column < from.first_column + from.column_count; ++column) {
      if (x_columns[column].held > most.passage) most = {x_columns[column].held, column};
    }
    most.passage = std::max(most.passage, x_unknown[parent]);
  }
  return most;
}

void Taint::add(ColumnPassages& passages, RelationId id, const Declarations& declarations, const Seeds& seeds,
                const std::function<bool(ColumnId)>& honoured) {
  const Relation& relation = x_graph.relations()[id];
  const Inflow inflow = inflow_of(id);
  const bool opaque = is_opaque(relation);
  x_unlisted[id] = std::max(x_unlisted[id], handed_on_unlisted(id, declarations, inflow));
  if (relation.open || (opaque && relation.column_count == 0)) x_unknown[id] = std::max(inflow.passage, x_unlisted[id]);
  for (ColumnId column = relation.first_column; column < relation.first_column + relation.column_count; ++column) {
    Held held;
    if (inflow.passage > passage::clear) held = carried_by(passages, column, inflow, opaque);
    if (const auto seed = seeds.find(column); seed != seeds.end()) held.carried = std::max(held.carried, seed->second);
    const Declaration& declared = declarations.of(column);
    held.held = held.carried;
    if (declared.personal) held.held = std::max(held.held, passage_of(declared.level.value_or(Level::raw)));
    if (declarations.denied(column) && honoured(column)) held.held = passage::clear;
    x_columns[column] = held;
  }
}

sql::Passage Taint::handed_on_unlisted(RelationId id, const Declarations& declarations, const Inflow& inflow) const {
  const Relation& relation = x_graph.relations()[id];
  const bool nothing_listed = is_opaque(relation) && relation.column_count == 0;
  if (!relation.open && !nothing_listed) return passage::clear;
  const Declaration* declared = declarations.of_unlisted(id);
  if (declared != nullptr && declared->personal) return passage_of(declared->level.value_or(Level::raw));
  if (declared != nullptr && !declared->reason.empty()) return passage::clear;
  if (nothing_listed) return inflow.passage;
  const auto foreign = x_foreign.find(id);
  sql::Passage most = foreign == x_foreign.end() ? passage::clear : foreign->second;
  for (const RelationId parent : relation.parents) most = std::max(most, x_unlisted[parent]);
  return most;
}

std::optional<ColumnId> Taint::brought_into(RelationId relation) const { return inflow_of(relation).from; }

Held Taint::carried_by(ColumnPassages& passages, ColumnId column, const Inflow& inflow, bool opaque) const {
  Held held;
  const lineage::Column& about = x_graph.columns()[column];
  for (const PassedSource& source : passages.sources_of(column)) {
    const sql::Passage brought = sql::after_step(source.passage, x_columns[source.column].held);
    if (brought <= held.carried) continue;
    held.carried = brought;
    held.via = source.column;
  }
  const sql::Passage missing = opaque ? passage::raw : passages.missing_in(column);
  if (const sql::Passage most = sql::after_step(missing, inflow.passage); !about.retained && most > held.carried) {
    held.carried = most;
    held.via = inflow.from;
    held.uncertain = true;
  }
  return held;
}

std::vector<ColumnId> Taint::path_to(ColumnId column) const {
  std::vector<ColumnId> path{column};
  for (std::optional<ColumnId> via = x_columns[column].via; via; via = x_columns[*via].via) path.push_back(*via);
  std::ranges::reverse(path);
  return path;
}

}  // namespace tollgate::pii_scan
