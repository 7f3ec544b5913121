#include "dbt/stand_ins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "core/listing.hpp"
#include "dbt/first_builds.hpp"

namespace tollgate::dbt {
namespace {

/// What head calls otherwise than base, by unique_id, where a text written for base would mean something else on head.
class OfHead {
 public:
  explicit OfHead(const Changes& changes) : x_names(changes.names) {
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
  const EnvironmentNames& x_names;
  std::set<std::string_view> x_ids;
};

constexpr const char* remedy = "compile both sides where the table exists";

std::string models_text(const std::vector<std::string>& models) {
  return models.size() == 1 ? "1 incremental model is" : fmt::format("{} incremental models are", models.size());
}

void note_first_builds(const FirstBuilds& found, std::vector<std::string>& notes) {
  std::vector<std::string> as_one;
  std::set_difference(found.as_one.begin(), found.as_one.end(), found.apart.begin(), found.apart.end(),
                      std::back_inserter(as_one));
  if (!as_one.empty()) {
    notes.push_back(
        fmt::format("{} compiled as a first build on one side alone, as its table was not there: what stands behind "
                    "is_incremental() is no change and is not compared; {} to compare it as well: {}",
                    models_text(as_one), remedy, listed(as_one)));
  }
  if (found.apart.empty()) return;
  notes.push_back(fmt::format(
      "{} compiled as a first build on one side alone, and what stands behind is_incremental() is not word by word the "
      "same on both: what is told as gone or new there may only not be compiled; {}: {}",
      models_text(found.apart), remedy, listed(found.apart)));
}

}  // namespace

void let_base_stand_in(const Project& base, Project& head, const Changes& changes) {
  if (changes.only_base_compiled.empty()) return;
  const OfHead of_head(changes);
  for (const std::string& id : changes.only_base_compiled) {
    Node& node = head.nodes.find(id)->second;
    node.compiled_code = of_head.written(head, base.nodes.find(id)->second.compiled_code);
    node.compiled = true;
    node.base_stands_in = true;
  }
}

Changes find_changes_of_a_check(Project& base, Project& head) {
  const FirstBuilds first_builds = compare_as_one_build(base, head);
  Changes changes = find_changes(base, head);
  note_first_builds(first_builds, changes.notes);
  let_base_stand_in(base, head, changes);
  return changes;
}

}  // namespace tollgate::dbt
