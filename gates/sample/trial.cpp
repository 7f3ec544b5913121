#include "gates/sample/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dbt/environment_names.hpp"
#include "gates/sample/questions.hpp"
#include "lineage/graph.hpp"
#include "sql/deep_stack.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::sample_run {

namespace {

constexpr int threads = 8;

std::optional<Script> read_script(const std::string& text, const sql::RelationNames& names) {
  Script script;
  script.text = without_semicolon(text);
  auto found = names_in(script.text, names);
  auto facts = run_facts(script.text);
  if (!found || !facts || !facts->query) return std::nullopt;
  script.names = std::move(*found);
  script.facts = std::move(*facts);
  return script;
}

bool reads(const Script& script, const std::string& unique_id) {
  return std::ranges::any_of(script.names.relations,
                             [&](const RelationUse& use) { return use.unique_id == unique_id; });
}

/// Columns that its SQL makes, where all are known and have names of their own.
std::vector<std::string> columns_of(const lineage::Graph* graph, const std::string& unique_id) {
  const lineage::Relation* const relation = graph == nullptr ? nullptr : graph->find(unique_id);
  if (relation == nullptr || relation->open || relation->origin != lineage::Origin::sql) return {};
  std::vector<std::string> names;
  for (const lineage::Column& column : graph->columns_of(*relation)) {
    if (!column.retained) names.push_back(column.name);
  }
  std::vector<std::string> sorted = names;
  std::ranges::sort(sorted);
  const bool repeated = std::ranges::adjacent_find(sorted) != sorted.end();
  if (repeated || names.size() > most_columns) return {};
  return names;
}

void read_columns(Trial& trial, const Context& context) {
  const std::string& id = trial.target->model->unique_id;
  trial.head_columns = columns_of(context.head_lineage, id);
  if (!trial.base) return;
  // What is not counted is not computed. One side alone would then run into errors that both have.
  trial.base_columns = columns_of(context.base_lineage, id);
  if (trial.base_columns.empty()) trial.head_columns.clear();
  if (trial.head_columns.empty()) trial.base_columns.clear();
}

/// The rows of its own table decide what an incremental run adds: nothing, where it was just built.
void note_form(Trial& trial) {
  const std::string& id = trial.target->model->unique_id;
  const bool incremental = reads(trial.head, id) || (trial.base && reads(*trial.base, id));
  if (incremental && trial.base) {
    trial.uncompared =
        "it is compiled in its incremental form, which reads its own table and adds nothing to one just built: "
        "compile both sides with --full-refresh";
  }
  trial.full_refresh = trial.target->head->config.materialized == "incremental" && !incremental;
}

Trial read_trial(const Context& context, const Target& target, const dbt::EnvironmentNames& names) {
  Trial trial;
  trial.target = &target;
  auto head = read_script(target.head->compiled_code, names.head);
  if (!head) {
    trial.problem = "its compiled SQL is not one query, so it can't be run for a sample";
    return trial;
  }
  trial.head = std::move(*head);
  if (target.base != nullptr && target.base->language == "sql") {
    if (!target.base->compiled) {
      trial.problem = "not compiled on base: run `dbt compile` there and pass that target folder to --base";
      return trial;
    }
    trial.base = read_script(target.base->compiled_code, names.base);
    if (!trial.base) trial.uncompared = "base's compiled SQL is not one query";
  }
  note_form(trial);
  read_columns(trial, context);
  return trial;
}

std::optional<std::string> relation_on_head(const Context& context, const std::string& id) {
  if (const dbt::Node* node = context.head->find_node(id)) return warehouse::quoted_relation(node->relation_name);
  const auto source = context.head->sources.find(id);
  return source == context.head->sources.end() ? std::nullopt
                                               : warehouse::quoted_relation(source->second.relation_name);
}

/// How head's SQL names it; nothing: it does not read it.
std::optional<std::string> as_head_reads(const Trial& trial, const std::string& id) {
  const auto& uses = trial.head.names.relations;
  const auto found = std::ranges::find(uses, id, &RelationUse::unique_id);
  return found == uses.end() ? std::nullopt : std::optional(found->name);
}

bool is_there(const Relations& relations, const std::optional<std::string>& name) {
  if (!name) return false;
  const auto found = relations.find(*name);
  return found != relations.end() && found->second.rows.has_value();
}

/// Under which name base's SQL reads what `use` names: where head reads it, else where head has it, else, in one
/// database, where base has it. Nothing: nowhere.
std::optional<std::string> name_for_base(const Trial& trial, const Context& context, const Relations& relations,
                                         const RelationUse& use) {
  if (use.unique_id.empty()) return use.name;
  if (auto name = as_head_reads(trial, use.unique_id)) return name;
  if (auto name = relation_on_head(context, use.unique_id); is_there(relations, name)) return name;
  if (context.one_database && is_there(relations, use.name)) return use.name;
  return std::nullopt;
}

/// A relation that both sides read once, as an item of FROM, so that a part of it can stand in its place.
bool read_once(const Script& script, const std::string& id) {
  const auto uses = std::ranges::count(script.names.relations, id, &RelationUse::unique_id);
  const auto use = std::ranges::find(script.names.relations, id, &RelationUse::unique_id);
  return uses == 1 && use->plain && !use->in_expression;
}

struct Driver {
  std::string unique_id, name;
  double rows = 0;
  const std::vector<std::string>* key = nullptr;
};

const std::vector<std::string>* key_of(const lineage::DeclaredKeys& keys, const std::string& id) {
  const auto found = keys.find(id);
  if (found == keys.end() || found->second.empty()) return nullptr;
  return &std::ranges::min_element(found->second, {}, [](const auto& key) { return key.columns.size(); })->columns;
}

/// The largest relation that can be sampled alike on both sides: what costs most to read shrinks most. Which one it is
/// decides about time alone: whatever the sample seems to show is asked again of the whole.
std::optional<Driver> driver_of(const Trial& trial, const Relations& relations, const lineage::DeclaredKeys& keys) {
  std::optional<Driver> best;
  for (const RelationUse& use : trial.head.names.relations) {
    if (use.unique_id.empty() || !read_once(trial.head, use.unique_id)) continue;
    if (trial.compares() && !read_once(*trial.base, use.unique_id)) continue;
    const auto facts = relations.find(use.name);
    const auto* const key = key_of(keys, use.unique_id);
    if (key == nullptr || facts == relations.end() || !facts->second.rows) continue;
    if (!best || *facts->second.rows > best->rows) best = Driver{use.unique_id, use.name, *facts->second.rows, key};
  }
  return best;
}

double largest_input(const Trial& trial, const Relations& relations) {
  double rows = 0;
  for (const std::vector<RelationUse>* uses :
       {&trial.head.names.relations, trial.compares() ? &trial.base->names.relations : nullptr}) {
    if (uses == nullptr) continue;
    for (const RelationUse& use : *uses) {
      const auto facts = relations.find(use.name);
      if (facts != relations.end()) rows = std::max(rows, facts->second.rows.value_or(0));
    }
  }
  return rows;
}

/// The script with the names it is run by and, where it is given, a sample in the place of the driver.
std::string written(const Script& script, const std::map<std::string, std::string>& names, const std::string& driver_id,
                    const std::string& sample) {
  return with_relations(script.text, script.names, [&](const RelationUse& use) -> std::optional<std::string> {
    if (!sample.empty() && use.unique_id == driver_id) return sample;
    const auto name = names.find(use.name);
    return name == names.end() || name->second == use.name ? std::nullopt : std::optional(name->second);
  });
}

}  // namespace

std::vector<Trial> read_trials(const Context& context, const std::vector<const Target*>& targets) {
  const dbt::EnvironmentNames names = dbt::environment_names(*context.base, *context.head);
  std::size_t longest = 0;
  for (const Target* target : targets) {
    longest = std::max(longest, target->head->compiled_code.size());
    if (target->base != nullptr) longest = std::max(longest, target->base->compiled_code.size());
  }
  std::vector<Trial> trials(targets.size());
  sql::for_each_on_deep_stacks(targets.size(), threads, sql::stack_to_walk(longest),
                               [&](std::size_t i) { trials[i] = read_trial(context, *targets[i], names); });
  return trials;
}

std::vector<std::string> relations_of(const Trial& trial, const Context& context) {
  std::vector<std::string> names;
  for (const RelationUse& use : trial.head.names.relations) names.push_back(use.name);
  if (!trial.compares()) return names;
  for (const RelationUse& use : trial.base->names.relations) {
    if (use.unique_id.empty() || as_head_reads(trial, use.unique_id)) continue;
    if (const auto name = relation_on_head(context, use.unique_id)) names.push_back(*name);
    if (context.one_database) names.push_back(use.name);
  }
  return names;
}

void make_scripts(Trial& trial, const Context& context, const Relations& relations, const lineage::DeclaredKeys& keys,
                  std::int64_t rows) {
  std::map<std::string, std::string> names;
  if (trial.compares()) {
    for (const RelationUse& use : trial.base->names.relations) {
      const auto name = name_for_base(trial, context, relations, use);
      if (!name) {
        trial.uncompared = fmt::format("base's SQL reads {}, which head has not", use.name);
        break;
      }
      names.emplace(use.name, *name);
    }
  }
  trial.head_sql = trial.head.text;
  if (trial.compares()) trial.base_sql = written(*trial.base, names, "", "");
  trial.head_sample = trial.head_sql;
  trial.base_sample = trial.base_sql;
  const auto most = static_cast<double>(rows);
  if (largest_input(trial, relations) <= most) return;
  const auto driver = driver_of(trial, relations, keys);
  if (!driver || driver->rows <= most) return fall_back_to_limit(trial, rows);
  trial.cut = Cut::by_key;
  trial.sampled = driver->name;
  trial.one_in = static_cast<std::int64_t>(std::ceil(driver->rows / most));
  const std::string sample = hashed_sample(driver->name, *driver->key, trial.one_in);
  trial.head_sample = written(trial.head, {}, driver->unique_id, sample);
  if (trial.compares()) trial.base_sample = written(*trial.base, names, driver->unique_id, sample);
}

void fall_back_to_limit(Trial& trial, std::int64_t rows) {
  trial.cut = Cut::by_limit;
  trial.limit = rows;
  trial.head_sample = trial.head_sql;
  trial.base_sample = trial.base_sql;
}

}  // namespace tollgate::gates::sample_run
