#include "gates/pii_scan/foreign_reads.hpp"

#include <algorithm>
#include <string_view>

#include "core/lasting.hpp"

namespace tollgate::pii_scan {

namespace {

using lineage::ColumnId;
using lineage::Graph;
using lineage::Relation;
using lineage::RelationId;

std::vector<std::string_view> parts_of(std::string_view dotted) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t dot = dotted.find('.');
    parts.push_back(dotted.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    dotted.remove_prefix(dot + 1);
  }
}

}  // namespace

ForeignReads::ForeignReads(const Graph& base, const Graph& head, const Sanitizers& sanitizers) : x_base(base) {
  for (RelationId id = 0; id < head.relations().size(); ++id) {
    if (head.relations()[id].analysis != nullptr) read(head, id, sanitizers);
  }
}

void ForeignReads::read(const Graph& head, RelationId id, const Sanitizers& sanitizers) {
  const Relation& relation = head.relations()[id];
  std::map<const sql::KnownRelation*, std::string_view> meant;  // what the text reads -> unique_id on base
  for (const sql::RangeEntry* entry : relation.analysis->relations()) {
    if (entry->known) continue;
    const sql::KnownRelation* known = x_base.schema().find(parts_of(entry->written_name));
    const auto on_base = known == nullptr ? std::nullopt : x_base.id_of(known->identity);
    if (!on_base) continue;
    meant.emplace(entry->relation, known->identity);
    x_relations[id].push_back(*on_base);
  }
  if (meant.empty() || relation.analysis->query() == nullptr) return;
  const sql::PassageOf passage_of = [&](const sql::Expr& through, std::size_t i) { return sanitizers.of(through, i); };
  const sql::StatementLineage lineage = sql::lineage_of(*relation.analysis, passage_of);
  for (const sql::ColumnLineage& column : lineage.columns) {
    const auto into = head.find(relation.unique_id, column.name);
    for (const sql::Source& source : column.sources) {
      const sql::BaseColumn& read = lineage.base_columns[source.column];
      const auto which = meant.find(read.relation);
      const auto from = which == meant.end() ? std::nullopt : x_base.find(which->second, read.column);
      if (into && from && source.passage != passage::clear) x_columns[*into].push_back({*from, source.passage});
    }
  }
}

const std::vector<PassedSource>& ForeignReads::sources_of(ColumnId head) const {
  static const Lasting<std::vector<PassedSource>> none([] { return std::vector<PassedSource>{}; });
  const auto found = x_columns.find(head);
  return found == x_columns.end() ? none.get() : found->second;
}

Seeds ForeignReads::seeds(const Taint& base) const {
  Seeds seeds;
  for (const auto& [column, sources] : x_columns) {
    for (const PassedSource& source : sources) {
      sql::Passage& seed = seeds[column];
      seed = std::max(seed, sql::after_step(source.passage, base.of(source.column).held));
    }
  }
  return seeds;
}

sql::Passage ForeignReads::held_by(const Taint& base, RelationId relation) const {
  const Relation& from = x_base.relations()[relation];
  sql::Passage most = base.unknown_in(relation);
  for (ColumnId column = from.first_column; column < from.first_column + from.column_count; ++column) {
    most = std::max(most, base.of(column).held);
  }
  return most;
}

Inflows ForeignReads::inflows(const Taint& base) const {
  Inflows inflows;
  for (const auto& [head, relations] : x_relations) {
    for (const RelationId relation : relations) {
      inflows[head] = std::max(inflows[head], held_by(base, relation));
    }
  }
  return inflows;
}

}  // namespace tollgate::pii_scan
