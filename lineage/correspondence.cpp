#include "lineage/correspondence.hpp"

#include <algorithm>

namespace tollgate::lineage {

namespace {

std::vector<bool> lonely_models(const Graph& graph, const Graph& other) {
  std::vector<bool> lonely;
  for (const Relation& relation : graph.relations()) {
    lonely.push_back(relation.type == dbt::ResourceType::model && relation.analysis != nullptr &&
                     other.find(relation.unique_id) == nullptr);
  }
  return lonely;
}

bool is_direct(const Edge& edge) { return (edge.roles & sql::role::direct) != 0; }

}  // namespace

Correspondence::Correspondence(const Graph& base, const Graph& head)
    : x_base(base),
      x_head(head),
      x_base_side{&base, lonely_models(base, head)},
      x_head_side{&head, lonely_models(head, base)} {}

void Correspondence::rename(ColumnId base, ColumnId head) {
  x_columns[base] = head;
  const Column& column = x_base.columns()[base];
  x_renamed[{x_base.relations()[column.relation].unique_id, column.name}] = x_head.columns()[head].name;
}

ColumnId Correspondence::on_head(ColumnId base) const {
  if (const auto renamed = x_columns.find(base); renamed != x_columns.end()) return renamed->second;
  const Column& column = x_base.columns()[base];
  const auto same = x_head.find(x_base.relations()[column.relation].unique_id, column.name);
  return same ? *same : static_cast<ColumnId>(x_head.columns().size()) + base;
}

std::optional<ColumnId> Correspondence::on_base(ColumnId head) const {
  for (const auto& [base, renamed] : x_columns) {
    if (renamed == head) return base;
  }
  const Column& column = x_head.columns()[head];
  return x_base.find(x_head.relations()[column.relation].unique_id, column.name);
}

void Correspondence::add_sources(const Side& side, ColumnId column, Origins& into) const {
  std::vector<ColumnId> open{column};
  std::set<ColumnId> seen;
  while (!open.empty()) {
    const ColumnId at = open.back();
    open.pop_back();
    for (const Edge& edge : side.graph->columns()[at].sources) {
      if (!is_direct(edge) || !seen.insert(edge.column).second) continue;
      if (side.lonely[side.graph->columns()[edge.column].relation]) {
        open.push_back(edge.column);
      } else {
        into.insert(edge.column);
      }
    }
  }
}

Origins Correspondence::in_terms_of_head(const Origins& base) const {
  Origins origins;
  for (const ColumnId column : base) origins.insert(on_head(column));
  return origins;
}

Origins Correspondence::sources_on_base(ColumnId base) const {
  Origins sources;
  add_sources(x_base_side, base, sources);
  return in_terms_of_head(sources);
}

Origins Correspondence::sources_on_head(ColumnId head) const {
  Origins sources;
  add_sources(x_head_side, head, sources);
  return sources;
}

ColumnId Correspondence::end_of_chain(const Graph& graph, ColumnId column) const {
  for (;;) {
    const Column& here = graph.columns()[column];
    if (here.kind != sql::ColumnKind::identity || !here.resolved || here.sources.size() != 1) return column;
    column = here.sources.front().column;
  }
}

Origins Correspondence::leaves_on_base(ColumnId base) const {
  Origins leaves;
  for (const Edge& edge : x_base.columns()[base].sources) {
    if (is_direct(edge)) leaves.insert(on_head(end_of_chain(x_base, edge.column)));
  }
  return leaves;
}

Origins Correspondence::leaves_on_head(ColumnId head) const {
  Origins leaves;
  for (const Edge& edge : x_head.columns()[head].sources) {
    if (is_direct(edge)) leaves.insert(end_of_chain(x_head, edge.column));
  }
  return leaves;
}

sql::ColumnKind Correspondence::kind_of(const Side& side, ColumnId column) const {
  sql::ColumnKind kind = side.graph->columns()[column].kind;
  std::vector<ColumnId> open{column};
  std::set<ColumnId> seen;
  while (!open.empty()) {
    const Column& at = side.graph->columns()[open.back()];
    open.pop_back();
    for (const Edge& edge : at.sources) {
      const Column& source = side.graph->columns()[edge.column];
      if (!is_direct(edge) || !side.lonely[source.relation] || !seen.insert(edge.column).second) continue;
      if (source.kind == sql::ColumnKind::aggregate) return sql::ColumnKind::aggregate;
      if (source.kind == sql::ColumnKind::derived && kind == sql::ColumnKind::identity) kind = source.kind;
      if (source.kind == sql::ColumnKind::constant && kind == sql::ColumnKind::identity) kind = source.kind;
      open.push_back(edge.column);
    }
  }
  return kind;
}

sql::ColumnKind Correspondence::kind_on_base(ColumnId base) const { return kind_of(x_base_side, base); }
sql::ColumnKind Correspondence::kind_on_head(ColumnId head) const { return kind_of(x_head_side, head); }

}  // namespace tollgate::lineage
