#include "gates/fan_out/on_base.hpp"

#include <algorithm>

#include "dbt/environment_names.hpp"
#include "gates/relation_mapping.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::fan_out {

std::optional<std::string> relation_on(const dbt::Project* project, const std::string& id) {
  if (project == nullptr) return std::nullopt;
  if (const auto node = project->nodes.find(id); node != project->nodes.end()) {
    return warehouse::quoted_relation(node->second.relation_name);
  }
  if (const auto source = project->sources.find(id); source != project->sources.end()) {
    return warehouse::quoted_relation(source->second.relation_name);
  }
  return std::nullopt;
}

OnBase::OnBase(const Context& context)
    : x_context(context),
      x_names(dbt::environment_names(context.base == nullptr ? *context.head : *context.base, *context.head)) {}

std::optional<std::string> OnBase::of(const std::string& sql) const {
  if (x_context.base == nullptr) return std::nullopt;
  std::optional<std::string> mapped;
  sql::run_on_deep_stack(sql::stack_to_walk(sql.size()), [&] { mapped = map(sql); });
  return mapped;
}

std::map<std::string, std::string, std::less<>> OnBase::names_on_head(const std::string& sql) const {
  std::map<std::string, std::string, std::less<>> called;
  sql::run_on_deep_stack(sql::stack_to_walk(sql.size()), [&] {
    const auto names = names_in(sql, x_names.head);
    if (!names) return;
    for (const RelationUse& use : names->relations) {
      if (!use.unique_id.empty()) called.try_emplace(use.unique_id, use.name);
    }
  });
  return called;
}

std::optional<std::string> OnBase::map(const std::string& sql) const {
  const auto names = names_in(sql, x_names.head);
  if (!names) return std::nullopt;
  const bool all = std::ranges::all_of(names->relations, [&](const RelationUse& use) {
    return use.unique_id.empty() || relation_on(x_context.base, use.unique_id);
  });
  if (!all) return std::nullopt;
  return with_relations(sql, *names, [&](const RelationUse& use) {
    return use.unique_id.empty() ? std::nullopt : relation_on(x_context.base, use.unique_id);
  });
}

}  // namespace tollgate::gates::fan_out
