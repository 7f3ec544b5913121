#include "gates/pii_scan/leaks.hpp"

#include <algorithm>

namespace tollgate::pii_scan {

namespace {

using lineage::ColumnId;
using lineage::Graph;
using lineage::Relation;
using lineage::RelationId;

template <class Visit>
void for_each_column(const Relation& relation, const Visit& visit) {
  for (ColumnId column = relation.first_column; column < relation.first_column + relation.column_count; ++column) {
    visit(column);
  }
}

std::optional<ColumnId> same_column(const Graph& from, ColumnId column, const Graph& to) {
  const lineage::Column& about = from.columns()[column];
  return to.find(from.relations()[about.relation].unique_id, about.name);
}

}  // namespace

Leaks::Leaks(const Graph& base, const Graph& head, const TagKeys& keys, const Sanitizers& sanitizers)
    : x_base(base),
      x_head(head),
      x_base_declared(base, keys),
      x_head_declared(head, keys),
      x_base_passages(base, sanitizers),
      x_head_passages(head, sanitizers),
      x_foreign(base, head, sanitizers) {
  find_lost_tags();
  x_base_taint.emplace(x_base_passages, x_base_declared, tags_of_head_on_base(), UnlistedSeeds{}, Inflows{},
                       [](ColumnId) { return true; });
  for (const auto& [column, passage] : x_foreign.seeds(*x_base_taint)) {
    sql::Passage& seed = x_seeds[column];
    seed = std::max(seed, passage);
  }
  x_head_taint.emplace(x_head_passages, x_head_declared, x_seeds, x_unlisted, x_foreign.inflows(*x_base_taint),
                       [&](ColumnId id) { return !x_lost.contains(id); });
  for (ColumnId column = 0; column < head.columns().size(); ++column) {
    std::optional<Fault> fault = fault_of(column);
    if (!fault) continue;
    fault->standing = was_so(*fault);
    fault->origin = origin_of(*fault);
    x_faults.emplace(column, *fault);
  }
  find_unlisted_faults();
}

bool Leaks::on_base_at(const Relation& head) const { return x_base.id_of(head.unique_id).has_value(); }

std::optional<ColumnId> Leaks::on_base(ColumnId head) const { return same_column(x_head, head, x_base); }

bool Leaks::covered(ColumnId head) const {
  if (!x_head_declared.tagged(head)) return false;
  if (x_head_declared.tagged_itself(head)) return true;
  const auto relation = x_base.id_of(x_head.relations()[x_head.columns()[head].relation].unique_id);
  return !relation || !x_base_declared.names_columns(*relation);
}

// --- tags that base has and head has not ---

void Leaks::find_lost_tags() {
  std::vector<RelationId> fresh;
  for (RelationId id = 0; id < x_head.relations().size(); ++id) {
    if (!x_base.id_of(x_head.relations()[id].unique_id)) fresh.push_back(id);
  }
  for (const Relation& relation : x_base.relations()) {
    const Relation* on_head = x_head.find(relation.unique_id);
    for_each_column(relation, [&](ColumnId column) {
      if (!x_base_declared.tagged(column)) return;
      if (on_head != nullptr) return find_lost_tag(column, *on_head);
      for (const RelationId id : fresh) find_lost_tag(column, x_head.relations()[id]);
    });
  }
}

/// Under its own name where there is one, else under every name that the relation did not have.
void Leaks::find_lost_tag(ColumnId base, const Relation& on_head) {
  const auto same = x_head.find(on_head.unique_id, x_base.columns()[base].name);
  if (same) return lose(base, *same);
  // Nobody lists a column of a source any more: what reads it by its name still gets it.
  const bool written_elsewhere = on_head.analysis == nullptr && !is_opaque(on_head);
  if (written_elsewhere && on_head.open && on_base_at(on_head)) {
    const Declaration& declared = x_base_declared.of(base);
    sql::Passage& seed = x_unlisted[*x_head.id_of(on_head.unique_id)];
    seed = std::max(seed, passage_of(declared.level.value_or(Level::raw)));
  }
  for_each_column(on_head, [&](ColumnId column) {
    if (!on_base(column)) lose(base, column);
  });
}

void Leaks::lose(ColumnId base, ColumnId head) {
  if (covered(head)) return;
  const sql::Passage left = lives_on(base, head);
  if (left == passage::clear) return;
  const Declaration& declared = x_base_declared.of(base);
  sql::Passage& seed = x_seeds[head];
  seed = std::max(seed, sql::after_step(left, passage_of(declared.level.value_or(Level::raw))));
  x_lost.emplace(head, base);
}

/// The same column of a source or seed; where head calls the relation otherwise, a column of that name in one that base
/// does not know.
std::optional<ColumnId> Leaks::root_on_head(ColumnId base, const std::map<ColumnId, sql::Passage>& above) const {
  const lineage::Column& about = x_base.columns()[base];
  if (x_head.id_of(x_base.relations()[about.relation].unique_id)) return same_column(x_base, base, x_head);
  for (const auto& [column, width] : above) {
    const lineage::Column& candidate = x_head.columns()[column];
    if (candidate.name == about.name && !on_base_at(x_head.relations()[candidate.relation])) return column;
  }
  return std::nullopt;
}

/// Under a hard-coded name that nothing on head has.
sql::Passage Leaks::read_by_name(ColumnId base, const std::map<ColumnId, sql::Passage>& above) const {
  sql::Passage most = passage::clear;
  for (const auto& [column, width] : above) {
    for (const PassedSource& source : x_foreign.sources_of(column)) {
      if (source.column == base) most = std::max(most, sql::after_step(width, source.passage));
    }
  }
  return most;
}

/// What the head's column holds of what the base's is made of; clear unless it holds something of all of it. Both go
/// back to the same columns of sources, seeds and whatever else has no SQL.
sql::Passage Leaks::lives_on(ColumnId base, ColumnId head) {
  const auto& above = ancestors_on_head(head);
  sql::Passage left = passage::clear;
  for (const auto& [column, width] : x_base_passages.ancestors_of(base)) {
    if (!x_base_passages.sources_of(column).empty()) continue;
    const sql::Passage by_name = read_by_name(column, above);
    left = std::max(left, by_name);
    const auto same = root_on_head(column, above);
    if (!same || by_name != passage::clear) continue;
    const auto found = above.find(*same);
    if (found == above.end()) return passage::clear;
    left = std::max(left, found->second);
  }
  return left;
}

const std::map<ColumnId, sql::Passage>& Leaks::ancestors_on_head(ColumnId head) {
  const auto known = x_ancestors.find(head);
  if (known != x_ancestors.end()) return known->second;
  return x_ancestors.emplace(head, x_head_passages.ancestors_of(head)).first->second;
}

/// A tag that the change adds tells nothing new about the data: base is judged with it as well.
Seeds Leaks::tags_of_head_on_base() const {
  Seeds seeds;
  for (ColumnId column = 0; column < x_head.columns().size(); ++column) {
    if (!x_head_declared.tagged(column)) continue;
    const auto same = on_base(column);
    if (same) seeds.emplace(*same, passage_of(x_head_declared.of(column).level.value_or(Level::raw)));
  }
  return seeds;
}

// --- faults ---

std::optional<Fault> Leaks::fault_of(ColumnId column) const {
  const Held& held = x_head_taint->of(column);
  const Level level = level_of(held.carried);
  const auto lost = x_lost.find(column);
  Fault fault{.column = column, .origin = column};
  if (covered(column)) {
    if (held.uncertain || level <= x_head_declared.of(column).level.value_or(Level::raw)) return std::nullopt;
    fault.kind = FaultKind::too_low;
    return fault;
  }
  if (lost == x_lost.end() && x_head_declared.denied(column)) return std::nullopt;
  if (level == Level::pseudonymised) {
    fault.kind = FaultKind::hashed;
    return fault;
  }
  if (level != Level::raw) return std::nullopt;
  if (lost != x_lost.end()) {
    fault.was = lost->second;
    fault.kind = on_base(column) == lost->second ? FaultKind::tag_removed : FaultKind::leaked;
  } else if (held.uncertain) {
    fault.kind = FaultKind::unknown;
  }
  return fault;
}

bool Leaks::was_so(const Fault& fault) const {
  if (fault.was) return false;
  const auto same = on_base(fault.column);
  if (!same) return false;
  const Held& before = x_base_taint->of(*same);
  if (fault.kind == FaultKind::unknown) return before.uncertain;
  if (level_of(before.carried) < level_of(x_head_taint->of(fault.column).carried)) return false;
  if (fault.kind == FaultKind::too_low)
    return x_base_declared.of(*same).level == x_head_declared.of(fault.column).level;
  return !x_base_declared.tagged(*same) && !x_base_declared.denied(*same);
}

/// A fault follows from another when all that it holds comes through columns that are at fault themselves; what the
/// change brings never follows from what stood before.
ColumnId Leaks::origin_of(const Fault& fault) {
  const Held& held = x_head_taint->of(fault.column);
  if (fault.was || !held.via) return fault.column;
  std::optional<ColumnId> origin;
  const auto follows_from = [&](ColumnId source) {
    const auto earlier = x_faults.find(source);
    if (earlier == x_faults.end() || (earlier->second.standing && !fault.standing)) return false;
    if (!origin || source == *held.via) origin = earlier->second.origin;
    return true;
  };
  if (held.uncertain) return follows_from(*held.via) ? *origin : fault.column;
  for (const PassedSource& source : x_head_passages.sources_of(fault.column)) {
    const sql::Passage brought = sql::after_step(source.passage, x_head_taint->of(source.column).held);
    if (level_of(brought) != level_of(held.carried)) continue;
    if (!follows_from(source.column)) return fault.column;
  }
  return origin.value_or(fault.column);
}

/// Of a model that only reads such a one with a star, that one is told.
void Leaks::find_unlisted_faults() {
  const auto held = [](const Taint& taint, RelationId id) { return level_of(taint.unlisted_in(id)) == Level::raw; };
  for (RelationId id = 0; id < x_head.relations().size(); ++id) {
    const Relation& relation = x_head.relations()[id];
    if (relation.node == nullptr || relation.type == dbt::ResourceType::seed || !held(*x_head_taint, id)) continue;
    const Declaration* declared = x_head_declared.of_unlisted(id);
    if (declared != nullptr && declared->personal) continue;
    const bool follows = std::ranges::any_of(relation.parents, [&](RelationId parent) {
      return x_head.relations()[parent].node != nullptr && held(*x_head_taint, parent);
    });
    if (follows) continue;
    const auto before = x_base.id_of(relation.unique_id);
    x_unlisted_faults.push_back({id, before && held(*x_base_taint, *before)});
  }
}

}  // namespace tollgate::pii_scan
