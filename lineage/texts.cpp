#include "lineage/texts.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <variant>

#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"

namespace tollgate::lineage {

namespace {

void add_name(sql::Names& names, const std::vector<std::string>& parts, const std::string& id) {
  if (parts.empty()) return;
  names.try_emplace(sql::relation_key(parts), id);
  if (parts.size() == 3) names.try_emplace(sql::relation_key(std::span(parts).subspan(1)), id);
}

void add_names(sql::Names& names, const dbt::Project& project) {
  for (const auto& [id, node] : project.nodes) {
    if (!dbt::is_judged(node)) continue;
    add_name(names, relation_parts(node), id);
    if (node.config.materialized != "ephemeral") continue;
    for (const std::string& name : inlined_names(node)) names.try_emplace(name, id);
  }
  for (const auto& [id, source] : project.sources) add_name(names, relation_parts(source), id);
}

std::vector<std::string> parts_of(const std::string& relation_name, const std::string& database,
                                  const std::string& schema, const std::string& name) {
  if (auto parts = sql::split_relation_name(relation_name)) return *parts;
  if (schema.empty() || name.empty()) return {};
  if (database.empty()) return {schema, name};
  return {database, schema, name};
}

std::string not_read_reason(const dbt::Node& node) {
  if (node.language != "sql") return "a " + node.language + " model: its columns are not derived";
  if (!node.compiled) return "not compiled";
  return {};
}

ModelText read_text(const dbt::Node& node, const InlinedNames& inlined) {
  ModelText text{std::nullopt, not_read_reason(node), false};
  if (!text.problem.empty()) return text;
  auto tree = sql::read_tree(without_inlined(node.compiled_code, inlined));
  if (const auto* error = std::get_if<sql::ParseError>(&tree)) {
    text.problem = error->message;
    text.bad_sql = true;
  } else {
    text.tree = std::move(std::get<sql::Tree>(tree));
  }
  return text;
}

/// Walks everything below a node and keeps the names of relations.
class NameWalk {
 public:
  NameWalk(const sql::Names& names, std::set<std::string>& found) : x_names(names), x_found(found) {}

  void walk(const sql::Node& node) {
    if (node.is(sql::Kind::RangeVar)) look_up(node);
    for (const sql::Field& field : node.fields()) {
      if (const auto* child = std::get_if<const sql::Node*>(&field.value)) {
        walk(**child);
      } else if (const auto* list = std::get_if<sql::Nodes>(&field.value)) {
        for (const sql::Node* element : *list) walk(*element);
      }
    }
  }

 private:
  void look_up(const sql::Node& relation) {
    std::vector<std::string> parts;
    for (const sql::Key key : {sql::Key::catalogname, sql::Key::schemaname, sql::Key::relname}) {
      if (const std::string_view part = relation.text(key); !part.empty()) parts.emplace_back(part);
    }
    auto known = x_names.find(sql::relation_key(parts));
    if (known == x_names.end() && parts.size() == 1) {
      parts.insert(parts.begin(), "public");
      known = x_names.find(sql::relation_key(parts));
    }
    if (known != x_names.end()) x_found.insert(known->second);
  }

  const sql::Names& x_names;
  std::set<std::string>& x_found;
};

}  // namespace

std::vector<std::string> relation_parts(const dbt::Node& node) {
  if (node.config.materialized == "ephemeral") return {};
  return parts_of(node.relation_name, node.database, node.schema, node.alias.empty() ? node.name : node.alias);
}

std::vector<std::string> relation_parts(const dbt::Source& source) {
  return parts_of(source.relation_name, source.database, source.schema,
                  source.identifier.empty() ? source.name : source.identifier);
}

InlinedNames inlined_names(const dbt::Node& node) {
  InlinedNames names{std::string(inlined_prefix) + node.name};
  if (!node.alias.empty()) names.insert(std::string(inlined_prefix) + node.alias);
  return names;
}

sql::Names relation_names(const GraphInput& input) {
  sql::Names names;
  add_names(names, *input.project);
  if (input.other != nullptr) add_names(names, *input.other);
  return names;
}

ModelTexts read_texts(const dbt::Project& project, int jobs) {
  InlinedNames inlined;
  std::vector<const dbt::Node*> nodes;
  for (const auto& [id, node] : project.nodes) {
    if (!dbt::is_judged(node) || node.type == dbt::ResourceType::seed) continue;
    if (node.config.materialized == "ephemeral") inlined.merge(inlined_names(node));
    nodes.push_back(&node);
  }
  std::vector<ModelText> read(nodes.size());
  sql::for_each_on_deep_stacks(nodes.size(), jobs, sql::stack_to_walk(longest_text(project)),
                               [&](std::size_t i) { read[i] = read_text(*nodes[i], inlined); });
  ModelTexts texts;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    texts.emplace_hint(texts.end(), nodes[i]->unique_id, std::move(read[i]));
  return texts;
}

std::size_t longest_text(const dbt::Project& project) {
  std::size_t longest = 0;
  for (const auto& [id, node] : project.nodes) longest = std::max(longest, node.compiled_code.size());
  return longest;
}

Dependencies dependencies_of(const GraphInput& input, const ModelTexts& texts, const sql::Names& names) {
  Dependencies dependencies;
  for (const auto& [id, source] : input.project->sources) dependencies[id];
  for (const auto& [id, node] : input.project->nodes) {
    if (!dbt::is_judged(node)) continue;
    std::set<std::string>& parents = dependencies[id];
    parents.insert(node.depends_on.begin(), node.depends_on.end());
    const auto text = texts.find(id);
    if (text == texts.end() || !text->second.tree || text->second.tree->statement() == nullptr) continue;
    NameWalk(names, parents).walk(*text->second.tree->statement());
  }
  return dependencies;
}

}  // namespace tollgate::lineage
