#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/listing.hpp"
#include "gates/references/judge.hpp"

namespace tollgate::gates::references_rules {

namespace {

std::string bare(std::string_view name) { return std::string(name.substr(name.rfind('.') + 1)); }  // npos + 1 is 0

/// What a model reads whose columns are not all known: identity, and how people call it.
std::map<std::string, std::string> open_relations(const lineage::Graph& graph, std::string_view model) {
  std::map<std::string, std::string> open;
  const lineage::Relation* relation = graph.find(model);
  if (relation == nullptr || relation->analysis == nullptr) return open;
  for (const sql::RangeEntry* entry : relation->analysis->relations()) {
    if (entry->relation == nullptr || !entry->relation->open) continue;
    const std::string& identity = entry->relation->identity;
    // Schemas differ between environments.
    open.emplace(identity.empty() ? bare(entry->relation->name) : identity, entry->relation->name);
  }
  return open;
}

std::set<std::string> keys_of(const std::map<std::string, std::string>& map) {
  std::set<std::string> keys;
  for (const auto& [key, value] : map) keys.insert(key);
  return keys;
}

/// Nothing but YAML, if that, tells of any source.
bool no_source_is_known(const lineage::Graph& graph) {
  return std::ranges::none_of(graph.relations(), [](const lineage::Relation& relation) {
    return relation.type == dbt::ResourceType::source && !relation.open;
  });
}

constexpr std::string_view how_to_know =
    "run `dbt docs generate` so that catalog.json lies beside the manifest, give a warehouse connection, or declare "
    "the "
    "columns in YAML";

}  // namespace

BaseReads base_reads(const lineage::Graph& base) {
  BaseReads reads;
  for (const lineage::Relation& relation : base.relations()) {
    if (relation.analysis == nullptr) continue;
    const std::set<std::string> open = keys_of(open_relations(base, relation.unique_id));
    for (const sql::Problem& problem : relation.analysis->problems()) {
      if (problem.kind == sql::ProblemKind::unknown_column && !problem.absent && !open.empty())
        reads.columns[problem.name].push_back(open);
      if (problem.kind == sql::ProblemKind::unknown_relation) reads.relations.insert(problem.name);
    }
  }
  return reads;
}

bool is_proven_by_base(const Sides& sides, const Target& target, const sql::ReferenceFinding& finding) {
  const std::string name = bare(finding.name);
  if (finding.rule == sql::ReferenceRule::unknown_table) return sides.base_reads.relations.contains(name);
  if (finding.rule != sql::ReferenceRule::unknown_column) return false;
  const std::set<std::string> open = keys_of(open_relations(sides.head, target.model->unique_id));
  if (std::ranges::any_of(open, [&](const std::string& id) { return sides.base.find(id, name).has_value(); }))
    return true;
  const auto read = sides.base_reads.columns.find(name);
  if (read == sides.base_reads.columns.end()) return false;
  return std::ranges::any_of(read->second,
                             [&](const auto& relations) { return std::ranges::includes(open, relations); });
}

std::string unproven_text(const Sides& sides, const Target& target, const Unproven& unproven) {
  if (!unproven.columns.empty() && no_source_is_known(sides.head)) {
    return fmt::format(
        "newly reads columns that nothing proves to be there, for no metadata tells which columns the sources of this "
        "project have: {}",
        how_to_know);
  }
  std::vector<std::string> parts;
  if (!unproven.columns.empty()) {
    std::vector<std::string> names;
    for (const auto& [identity, name] : open_relations(sides.head, target.model->unique_id)) names.push_back(name);
    std::ranges::sort(names);
    parts.push_back(fmt::format("nothing proves that {} {} {}, {} newly read: {}", listed(names),
                                names.size() == 1 ? "has" : "have", listed(unproven.columns),
                                unproven.columns.size() == 1 ? "which is" : "which are", how_to_know));
  }
  if (!unproven.relations.empty()) {
    parts.push_back(
        fmt::format("nothing proves that {} is there, which is no part of the project: declare it as a source",
                    listed(unproven.relations)));
  }
  if (!unproven.others.empty()) {
    parts.push_back(
        fmt::format("nothing proves that {} is there, which is not PostgreSQL's own: name functions in the "
                    "option `functions` of this gate",
                    listed(unproven.others)));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace tollgate::gates::references_rules
