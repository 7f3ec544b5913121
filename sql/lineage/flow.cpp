#include "sql/lineage/flow.hpp"

#include <algorithm>

namespace tollgate::sql {
namespace {

// Roles compose by maximum: identity < transformation < aggregation; once indirect, always indirect.
RoleMask raised(RoleMask roles, RoleMask direct_role) {
  RoleMask result = roles & static_cast<RoleMask>(~role::direct);
  if ((roles & role::aggregation) != 0) result |= role::aggregation;
  if ((roles & (role::identity | role::transformation)) != 0) result |= direct_role;
  return result;
}

Source through(const Source& source, RoleMask direct_role, Passage cap) {
  return {source.column, raised(source.roles, direct_role), after_step(cap, source.passage)};
}

Source steering(const Source& source, RoleMask indirect_role) { return {source.column, indirect_role, no_passage}; }

/// Another way of the same column.
void join(Source& into, const Source& other) {
  into.roles |= other.roles;
  into.passage = std::max(into.passage, other.passage);
}

template <typename Change>
void merge_changed(Sources& into, const Sources& other, Change change) {
  if (other.empty()) return;
  Sources merged;
  merged.reserve(into.size() + other.size());
  auto left = into.cbegin();
  for (const Source& source : other) {
    while (left != into.cend() && left->column < source.column) merged.push_back(*left++);
    Source added = change(source);
    if (left != into.cend() && left->column == source.column) join(added, *left++);
    merged.push_back(added);
  }
  merged.insert(merged.end(), left, into.cend());
  into = std::move(merged);
}

void add_facts(Flow& into, const Flow& flow, Passage cap) {
  into.missing = std::max(into.missing, after_step(cap, flow.missing));
  into.aggregate = into.aggregate || flow.aggregate;
  into.varies = into.varies || flow.varies;
  into.resolved = into.resolved && flow.resolved;
}

}  // namespace

Flow constant_flow() { return {}; }

Flow unknown_flow() {
  Flow flow;
  flow.resolved = false;
  flow.missing = whole_passage;
  return flow;
}

Flow column_flow(std::uint32_t column) {
  Flow flow;
  flow.sources.push_back({column, role::identity});
  flow.plain = true;
  return flow;
}

void append_through(Flow& into, const Flow& flow, RoleMask direct_role, Passage cap) {
  for (const Source& source : flow.sources) into.sources.push_back(through(source, direct_role, cap));
  add_facts(into, flow, cap);
  into.plain = false;
  if (direct_role == role::aggregation) into.aggregate = true;
}

void append_indirect(Flow& into, const Flow& flow, RoleMask indirect_role) {
  for (const Source& source : flow.sources) into.sources.push_back(steering(source, indirect_role));
  into.resolved = into.resolved && flow.resolved;
  into.plain = false;
}

void add_through(Flow& into, const Flow& flow, RoleMask direct_role, Passage cap) {
  merge_changed(into.sources, flow.sources, [&](const Source& s) { return through(s, direct_role, cap); });
  add_facts(into, flow, cap);
  into.plain = false;
  if (direct_role == role::aggregation) into.aggregate = true;
}

void add_indirect(Flow& into, const Flow& flow, RoleMask indirect_role) {
  merge_changed(into.sources, flow.sources, [&](const Source& s) { return steering(s, indirect_role); });
  into.resolved = into.resolved && flow.resolved;
  into.plain = false;
}

void add_branch(Flow& into, const Flow& flow, bool first) {
  merge_changed(into.sources, flow.sources, [](const Source& s) { return s; });
  add_facts(into, flow, whole_passage);
  into.plain = first ? flow.plain : into.plain && flow.plain;
}

void tidy(Sources& sources) {
  const auto out_of_order = [](const Source& a, const Source& b) { return a.column >= b.column; };
  if (std::adjacent_find(sources.begin(), sources.end(), out_of_order) == sources.end()) return;  // as it mostly is
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return a.column < b.column; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (kept > 0 && sources[kept - 1].column == sources[i].column) {
      join(sources[kept - 1], sources[i]);
    } else {
      sources[kept++] = sources[i];
    }
  }
  sources.resize(kept);
}

ColumnKind kind_of(const Flow& flow) {
  if (flow.aggregate) return ColumnKind::aggregate;
  bool any = false;
  bool identity = flow.plain;
  for (const Source& source : flow.sources) {
    const RoleMask direct = source.roles & role::direct;
    if (direct == 0) continue;
    any = true;
    identity = identity && direct == role::identity;
  }
  if (!any) return flow.varies || !flow.resolved ? ColumnKind::derived : ColumnKind::constant;
  return identity ? ColumnKind::identity : ColumnKind::derived;
}

}  // namespace tollgate::sql
