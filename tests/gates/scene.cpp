#include "tests/gates/scene.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/gates/pull_scene.hpp"

namespace tollgate::test_gates {

std::vector<warehouse::Answer> FakeWarehouse::ask(std::span<const warehouse::Question> questions) {
  x_calls.emplace_back(questions.begin(), questions.end());
  std::vector<warehouse::Answer> answers;
  for (const warehouse::Question& question : questions) answers.push_back(x_reply(question));
  return answers;
}

warehouse::Answer number(std::int64_t value) { return rows({{std::to_string(value)}}); }

warehouse::Answer rows(std::vector<std::vector<std::optional<std::string>>> cells) {
  warehouse::Answer answer;
  answer.rows = std::move(cells);
  return answer;
}

warehouse::Answer trouble(warehouse::Problem problem, std::string explanation) {
  warehouse::Answer answer;
  answer.problem = problem;
  answer.explanation = std::move(explanation);
  return answer;
}

dbt::Node model(const std::string& name, const std::string& sql) {
  dbt::Node node;
  node.unique_id = "model.shop." + name;
  node.type = dbt::ResourceType::model;
  node.package = "shop";
  node.name = name;
  node.original_file_path = "models/" + name + ".sql";
  node.raw_code = sql;
  node.compiled_code = sql;
  node.compiled = true;
  node.config.materialized = "table";
  node.relation_name = fmt::format(R"("shop"."marts"."{}")", name);
  return node;
}

dbt::SemanticNode metric(const std::string& name, const std::string& definition,
                         const std::vector<std::string>& depends_on) {
  dbt::SemanticNode node;
  node.unique_id = "metric.shop." + name;
  node.type = dbt::ResourceType::metric;
  node.package = "shop";
  node.name = name;
  node.original_file_path = "models/metrics.yml";
  node.definition = definition;
  node.depends_on = depends_on;
  return node;
}

dbt::SemanticNode semantic_model(const std::string& name, const std::string& definition,
                                 const std::vector<std::string>& depends_on) {
  dbt::SemanticNode node = metric(name, definition, depends_on);
  node.unique_id = "semantic_model.shop." + name;
  node.type = dbt::ResourceType::semantic_model;
  return node;
}

namespace {

void in_schema(dbt::Node& node, const std::string& schema) {
  if (!node.relation_name.empty()) node.relation_name = fmt::format(R"("shop"."{}"."{}")", schema, node.name);
}

void link(dbt::Project& project, const dbt::Node& node) {
  for (const std::string& parent : node.depends_on) project.children[parent].push_back(node.unique_id);
}

}  // namespace

Target& Scene::add_target(const std::string& id, const std::string& name, bool is_changed) {
  SelectedModel selected;
  selected.unique_id = id;
  selected.name = name;
  selected.changed = is_changed;
  Target target;
  target.model = &x_models.emplace_back(std::move(selected));
  target.location = {"models/" + name + ".sql", 1, 0};
  x_targets.push_back(std::move(target));
  return x_targets.back();
}

Scene& Scene::changed(const std::optional<dbt::Node>& base_node, const std::optional<dbt::Node>& head_node) {
  const dbt::Node& any = head_node ? *head_node : *base_node;
  Target& target = add_target(any.unique_id, any.name, true);
  dbt::Change& change = x_change_values.emplace_back();
  change.unique_id = any.unique_id;
  if (base_node) {
    dbt::Node& stored = base.nodes[any.unique_id] = *base_node;
    in_schema(stored, "base");
    link(base, stored);
    change.base = target.base = &stored;
  }
  if (head_node) {
    dbt::Node& stored = head.nodes[any.unique_id] = *head_node;
    in_schema(stored, "head");
    link(head, stored);
    change.head = target.head = &stored;
  }
  target.change = &change;
  return *this;
}

Scene& Scene::below(const dbt::Node& node, int distance) {
  changed(node, node);
  Target& target = x_targets.back();
  target.change = nullptr;
  x_models.back().changed = false;
  dbt::Downstream downstream;
  downstream.unique_id = node.unique_id;
  downstream.head = target.head;
  downstream.distance = distance;
  x_changes.downstream.push_back(std::move(downstream));
  return *this;
}

Scene& Scene::reached_by_nothing(const std::string& id) {
  std::erase_if(x_changes.downstream, [&](const dbt::Downstream& below) { return below.unique_id == id; });
  return *this;
}

Scene& Scene::with_test(const std::string& name, const std::string& tested, const std::string& column) {
  dbt::Node node;
  node.unique_id = "test.shop." + name;
  node.type = dbt::ResourceType::test;
  node.name = name;
  node.depends_on = {"model.shop." + tested};
  node.test.emplace();
  node.test->column = column;
  if (!column.empty()) {
    node.test->name = "not_null";
    node.test->attached_node = "model.shop." + tested;
  }
  head.nodes[node.unique_id] = node;
  return *this;
}

Scene& Scene::with_result(const std::string& id, const std::string& status, long long failures,
                          const std::string& which) {
  wrote(which);
  dbt::NodeResult& result = results->results[id];
  result.unique_id = id;
  result.status = status;
  result.failures = failures;
  result.which = which;
  return *this;
}

Scene& Scene::wrote(const std::string& which) {
  if (!results) results.emplace();
  if (std::ranges::find(results->commands, which) == results->commands.end()) results->commands.push_back(which);
  return *this;
}

Scene& Scene::semantic(const std::optional<dbt::SemanticNode>& base_node,
                       const std::optional<dbt::SemanticNode>& head_node) {
  const std::string id = (head_node ? *head_node : *base_node).unique_id;
  SemanticTarget& target = x_semantics.emplace_back();
  const auto store = [&](dbt::Project& project, const std::optional<dbt::SemanticNode>& node) {
    return node ? &(project.semantics[id] = *node) : nullptr;
  };
  target.base = store(base, base_node);
  target.head = store(head, head_node);
  target.id = (target.head != nullptr ? target.head : target.base)->unique_id;
  target.layer = "metrics";
  target.review = &review;
  target.location = {"models/metrics.yml", 1, 0};
  return *this;
}

Scene& Scene::answers(FakeWarehouse::Reply reply) {
  x_warehouse = std::make_unique<FakeWarehouse>(std::move(reply));
  return *this;
}

const Context& Scene::context() {
  x_context.targets = x_targets;
  x_context.selected = x_targets;
  x_context.semantics = x_semantics;
  x_context.base = without_base ? nullptr : &base;
  x_context.head = &head;
  x_changes.changed.clear();
  for (const Target& target : x_targets) {
    if (target.change != nullptr) x_changes.changed.push_back(*target.change);
  }
  x_changes.tests = dbt::find_test_changes(base, head);
  x_context.changes = without_base ? nullptr : &x_changes;
  x_context.run_results = results ? &*results : nullptr;
  x_context.run_results_problem = results_problem;
  x_context.warehouse = x_warehouse.get();
  if (!x_warehouse) x_context.warehouse_problem = "nothing names a database";
  x_context.one_database = one_database;
  x_context.all = all;
  x_context.read_file = [this](const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  };
  x_context.run = run_under_way;
  return x_context;
}

GateResult Scene::run(const Gate& gate) {
  if (gate.needs.lineage || gate.needs.lineage_helps || with_lineage) {
    x_base_lineage = lineage::build_graph(
        {.project = &base, .catalog = base_catalog ? &*base_catalog : nullptr, .database = nullptr, .other = &head});
    x_head_lineage = lineage::build_graph({.project = &head, .catalog = nullptr, .database = nullptr, .other = &base});
    x_differences = lineage::compare(*x_base_lineage, *x_head_lineage);
    x_context.base_lineage = &*x_base_lineage;
    x_context.head_lineage = &*x_head_lineage;
    x_context.lineage_differences = &x_differences;
  }
  return gate.check(context());
}

namespace {

std::string place_text(const Location& location) {
  std::string text = fmt::format("{}:{}", location.path, location.line);
  if (location.column > 0) text += fmt::format(":{}", location.column);
  return text;
}

std::string evidence_text(const std::vector<Evidence>& evidence) {
  std::string text;
  for (const Evidence& item : evidence) {
    text += fmt::format("{}{}={}", text.empty() ? " {" : ", ", item.name,
                        std::visit([](auto value) { return fmt::format("{}", value); }, item.value));
  }
  return text.empty() ? text : text + "}";
}

std::string finding_text(const Finding& finding) {
  std::string subject = finding.subject.id;
  if (!finding.subject.column.empty()) subject += " column " + finding.subject.column;
  if (!finding.subject.relation.empty()) subject += " relation " + finding.subject.relation;
  const std::string cause =
      finding.cause.empty() ? "" : fmt::format(" <- {} / {}", finding.cause.model, finding.cause.item);
  return fmt::format("finding {} {} {} {}{}: {}{}\n", to_string(finding.severity), finding.rule,
                     place_text(finding.location), subject, cause, finding.message, evidence_text(finding.evidence));
}

std::string count_text(const std::optional<std::int64_t>& count) { return count ? std::to_string(*count) : "-"; }

}  // namespace

std::string to_text(const GateResult& result) {
  std::string text;
  for (const Outcome& outcome : result.outcomes) {
    const std::string reason = outcome.reason.empty() ? "" : ": " + outcome.reason;
    text += fmt::format("outcome {} {}{}\n", to_string(outcome.status), outcome.subject, reason);
  }
  for (const Finding& finding : result.findings) text += finding_text(finding);
  for (const RowCount& count : result.row_counts) {
    text +=
        fmt::format("rows {} {} -> {}{}{}{}\n", count.subject, count_text(count.base_rows), count_text(count.head_rows),
                    count.estimated ? " estimated" : "", count.filter.empty() ? "" : " where " + count.filter,
                    count.window.empty() ? "" : " window " + count.window);
  }
  for (const Note& note : result.notes) text += fmt::format("note {}: {}\n", note.topic, note.text);
  return text + people_text(result);
}

}  // namespace tollgate::test_gates
