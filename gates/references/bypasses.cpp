#include <fmt/format.h>

#include <algorithm>

#include "gates/all.hpp"
#include "gates/outcomes.hpp"
#include "gates/references/judge.hpp"
#include "gates/references/rules.hpp"
#include "lineage/difference.hpp"

namespace tollgate::gates::references_rules {

namespace {

/// Also under another name of the same relation: a package's tests fill the tables of its sources by seeds.
bool is_listed(const lineage::Graph& graph, const dbt::Node& node, const lineage::Relation& read) {
  if (read.unique_id == node.unique_id) return true;
  return std::ranges::any_of(node.depends_on, [&](const std::string& id) {
    const lineage::Relation* listed = graph.find(id);
    if (listed == nullptr) return false;
    return listed == &read || (!relation_name(read).empty() && relation_name(*listed) == relation_name(read));
  });
}

/// Relations of the project that the text names and dbt does not list, by unique_id.
std::map<std::string, const sql::RangeEntry*> bypassed(const lineage::Graph& graph, const dbt::Node& node) {
  std::map<std::string, const sql::RangeEntry*> found;
  const lineage::Relation* relation = graph.find(node.unique_id);
  if (relation == nullptr || relation->analysis == nullptr) return found;
  for (const sql::RangeEntry* entry : relation->analysis->relations()) {
    if (!entry->known || entry->relation == nullptr) continue;
    // dbt lists what an ephemeral model reads with that model; its text is not this one's.
    const lineage::Relation* read = graph.find(entry->relation->identity);
    if (read != nullptr && !is_listed(graph, node, *read)) found.emplace(read->unique_id, entry);
  }
  return found;
}

std::string written_as(const lineage::Relation& relation) {
  if (relation.source != nullptr) {
    return fmt::format("{{{{ source('{}', '{}') }}}}", relation.source->source_name, relation.source->name);
  }
  return fmt::format("{{{{ ref('{}') }}}}", relation.node != nullptr ? relation.node->name : relation.name);
}

}  // namespace

void judge_bypasses(const Sides& sides, const Target& target, Found& found) {
  const auto on_head = bypassed(sides.head, *target.head);
  if (on_head.empty()) return;
  const auto on_base = target.base == nullptr ? on_head : bypassed(sides.base, *target.base);
  for (const auto& [unique_id, entry] : on_head) {
    const lineage::Relation& relation = *sides.head.find(unique_id);
    if (target.base != nullptr && on_base.contains(unique_id)) {
      found.standing.push_back(fmt::format("{}: {} without ref()", target.model->name, relation.name));
      continue;
    }
    Finding finding =
        finding_about(references, rule_called("bypassed-ref"), target,
                      fmt::format("{} names {} literally, so that dbt does not know that it reads {}; write {}",
                                  target.model->name, entry->written_name, relation.name, written_as(relation)));
    finding.subject.relation = relation.name;
    finding.cause = lineage::name_cause(target.model->unique_id, relation.name);
    place_at(finding, target, text_of(sides.head, *target.head), entry->location);
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace tollgate::gates::references_rules
