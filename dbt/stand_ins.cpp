#include "dbt/stand_ins.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>

#include "core/listing.hpp"
#include "dbt/environment_names.hpp"
#include "dbt/first_builds.hpp"

namespace tollgate::dbt {
namespace {

/// What head calls otherwise than base, by unique_id, where a text written for base would mean something else on head.
class OfHead {
 public:
  OfHead(const Project& base, const Project& head, const Changes& changes) : x_names(environment_names(base, head)) {
    for (const Change& change : changes.changed) x_ids.insert(change.unique_id);
    for (const Downstream& below : changes.downstream) x_ids.insert(below.unique_id);
    for (const auto& [name, id] : x_names.base.relations) {
      const auto on_head = x_names.head.relations.find(name);
      if (on_head != x_names.head.relations.end() && on_head->second != id) x_ids.insert(id);
    }
  }

  std::string written(const Project& head, const std::string& sql) const {
    return with_names_of(head, sql, x_names.base, [&](const std::string& id) { return x_ids.count(id) > 0; });
  }

 private:
  const EnvironmentNames x_names;
  std::set<std::string_view> x_ids;
};

std::string first_builds_note(const std::vector<std::string>& models) {
  const bool one = models.size() == 1;
  return fmt::format(
      "{} compiled as a first build on one side alone, as {} not there: what stands behind is_incremental() is no "
      "change "
      "and is not compared; compile both sides where the table exists (for example a clone) to compare it as well: {}",
      one ? "1 incremental model is" : fmt::format("{} incremental models are", models.size()),
      one ? "its table was" : "their tables were", listed(models));
}

}  // namespace

void let_base_stand_in(const Project& base, Project& head, const Changes& changes) {
  if (changes.only_base_compiled.empty()) return;
  const OfHead of_head(base, head, changes);
  for (const std::string& id : changes.only_base_compiled) {
    Node& node = head.nodes.find(id)->second;
    node.compiled_code = of_head.written(head, base.nodes.find(id)->second.compiled_code);
    node.compiled = true;
    node.base_stands_in = true;
  }
}

Changes find_changes_of_a_check(Project& base, Project& head) {
  const std::vector<std::string> one_build = compare_as_one_build(base, head);
  Changes changes = find_changes(base, head);
  if (!one_build.empty()) changes.notes.push_back(first_builds_note(one_build));
  let_base_stand_in(base, head, changes);
  return changes;
}

}  // namespace tollgate::dbt
