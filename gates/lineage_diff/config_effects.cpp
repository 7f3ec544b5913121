#include "gates/lineage_diff/config_effects.hpp"

#include <fmt/format.h>

#include <utility>

#include "gates/lineage_diff/wording.hpp"

namespace tollgate::gates::columns {

namespace {

using Effects = std::vector<ConfigEffect>;

constexpr std::string_view materialized_key = "materialized";

bool keeps_rows(const std::string& materialized) { return materialized == "incremental"; }

std::string what_became(const Settings& base, const Settings& head) {
  const std::string& now = head.materialized();
  if (keeps_rows(base.materialized())) {
    return "it is built anew from what upstream holds; rows that only the table still has are lost with the next run";
  }
  if (keeps_rows(now)) {
    const std::string key = head.value("unique_key");
    return key.empty() ? "runs only add to the table now; rows that change or go upstream stay as they were loaded"
                       : fmt::format(
                             "runs add to the table and replace rows of the same {} now; rows that change or go "
                             "upstream otherwise stay as they were loaded",
                             key);
  }
  if (now == "view") return "each query runs its SQL, over what upstream holds at that moment";
  if (now == "table") return "it holds what its last run stored, and no longer follows upstream in between";
  if (now == "materialized_view") return "it holds what its last refresh stored";
  if (now == "ephemeral") {
    return "no relation is built any more; one that was stays as it is, and grows old for those who read it outside "
           "of dbt";
  }
  return "it is built in another way";
}

void materialization_effects(const Settings& base, const Settings& head, Effects& effects) {
  const std::string before = base.value(materialized_key);
  const std::string after = head.value(materialized_key);
  if (before == after) return;
  const bool depends = after.find("{{") != std::string::npos || before.find("{{") != std::string::npos;
  if (depends) {
    effects.push_back({build_changed, std::string(materialized_key), before, after,
                       "what it is built as depends on the environment, and this one does not show the others"});
    return;
  }
  if (base.materialized() == head.materialized()) return;
  // A table that no full refresh may rebuild holds what upstream does not any more; another one mostly does not.
  const bool guarded = keeps_rows(base.materialized()) && base.value("full_refresh") == "false";
  const bool loads = guarded || keeps_rows(head.materialized());
  effects.push_back({loads ? load_changed : build_changed, std::string(materialized_key), base.materialized(),
                     head.materialized(), what_became(base, head)});
}

/// Types of columns that had none are another matter: seed_types.hpp.
void seed_effects(const Settings& base, const Settings& head, Effects& effects) {
  const auto before = members_of(base.value("column_types"));
  const auto after = members_of(head.value("column_types"));
  for (const auto& [column, type] : before) {
    const auto now = after.find(column);
    if (now != after.end() && now->second == type) continue;
    const bool unset = now == after.end();
    effects.push_back({unset ? build_changed : load_changed, "column_types of " + column, type,
                       unset ? std::string() : now->second,
                       unset ? "if the file still has that column, dbt chooses its type by what its values look like; "
                               "leading zeros may be lost"
                             : "leading zeros, digits or times of day may be lost, and joins on it may fail"});
  }
  std::string cut = base.value("delimiter");
  std::string cuts = head.value("delimiter");
  if (cut != cuts) {
    effects.push_back(
        {load_changed, "delimiter", std::move(cut), std::move(cuts), "the file is cut into other columns"});
  }
}

/// A table that keeps its rows and is called otherwise begins anew.
void relation_effects(const Settings& base, const Settings& head, Effects& effects) {
  const bool snapshot = head.node().type == dbt::ResourceType::snapshot;
  const auto compare = [&](std::string key, std::string before, std::string after) {
    if (before == after) return;
    effects.push_back({load_changed, std::move(key), std::move(before), std::move(after),
                       snapshot ? "it begins anew in another table, and the versions so far stay in the old one"
                                : "it begins anew in another table; rows that upstream no longer holds stay in the old "
                                  "one"});
  };
  compare("database", base.node().unrendered_database, head.node().unrendered_database);
  compare("schema", base.node().unrendered_schema, head.node().unrendered_schema);
  compare("alias", base.node().unrendered_alias, head.node().unrendered_alias);
  if (!snapshot) return;
  for (const std::string key : {"target_database", "target_schema"}) compare(key, base.value(key), head.value(key));
}

void header_effects(const Settings& base, const Settings& head, Effects& effects) {
  std::string before = base.value("sql_header");
  std::string after = head.value("sql_header");
  if (before == after) return;
  effects.push_back(
      {hook_changed, "sql_header", std::move(before), std::move(after),
       "it runs before the model's own SQL, which may mean something else by it (time zone, search path)"});
}

}  // namespace

std::vector<ConfigEffect> config_effects(const Settings& base, const Settings& head) {
  Effects effects;
  if (head.node().type == dbt::ResourceType::model) materialization_effects(base, head, effects);
  if (head.node().type == dbt::ResourceType::seed) seed_effects(base, head, effects);
  if (head.node().type == dbt::ResourceType::snapshot) snapshot_effects(base, head, effects);
  const bool incremental = keeps_rows(base.materialized()) && keeps_rows(head.materialized());
  if (incremental) incremental_effects(base, head, effects);
  if (incremental || head.node().type == dbt::ResourceType::snapshot) relation_effects(base, head, effects);
  header_effects(base, head, effects);
  return effects;
}

std::string what_was_set(const ConfigEffect& effect) {
  const auto told = [](const std::string& value) {
    return value.empty() ? std::string("unset") : "`" + shortened(value) + "`";
  };
  const bool is_statement = effect.key.ends_with("-hook") || effect.key.starts_with("on-run-");
  if (is_statement && (effect.base.empty() || effect.head.empty())) {
    const bool is_new = effect.base.empty();
    return fmt::format("{} {} is {}: {}", effect.key, told(is_new ? effect.head : effect.base), is_new ? "new" : "gone",
                       effect.what);
  }
  return fmt::format("{} is {}, on base {}: {}", effect.key, told(effect.head), told(effect.base), effect.what);
}

}  // namespace tollgate::gates::columns
