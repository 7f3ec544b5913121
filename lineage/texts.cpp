#include "lineage/texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <unordered_map>
#include <utility>
#include <variant>

#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"

namespace tollgate::lineage {

namespace {

void add_name(sql::Names& names, const std::vector<std::string>& parts, const std::string& id) {
  for (std::string& key : keys_of(parts)) names.try_emplace(std::move(key), id);
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
  if (node.language != "sql")
    return fmt::format("a {} model: its columns are not derived; {}", node.language, what_would_tell);
  if (!node.compiled) return "not compiled; run `dbt compile`";
  return {};
}

/// The distinct texts of all sides, and what became of each.
class TextReader {
 public:
  /// The place of what is read of that text; the same for equal texts.
  std::size_t add(std::string text) {
    const auto [known, added] = x_places.try_emplace(std::move(text), x_texts.size());
    if (added) x_texts.push_back(&known->first);
    return known->second;
  }

  void read(int jobs, Run* run) {
    std::size_t longest = 0;
    for (const std::string* text : x_texts) longest = std::max(longest, text->size());
    trees.resize(x_texts.size());
    problems.resize(x_texts.size());
    sql::for_each_on_deep_stacks(x_texts.size(), jobs, sql::stack_to_walk(longest), [&](std::size_t i) {
      if (run != nullptr) run->require_time();
      read_one(i);
    });
  }

  std::vector<std::optional<sql::Tree>> trees;
  std::vector<std::string> problems;

 private:
  void read_one(std::size_t i) {
    auto tree = sql::read_tree(*x_texts[i]);
    if (const auto* error = std::get_if<sql::ParseError>(&tree)) {
      problems[i] = located(*error);
    } else {
      trees[i] = std::move(std::get<sql::Tree>(tree));
    }
  }

  std::unordered_map<std::string, std::size_t> x_places;  // never moves its keys
  std::vector<const std::string*> x_texts;
};

/// Where the text of each node of a project is read, by unique_id; nothing for what has none.
using Places = std::vector<std::pair<const dbt::Node*, std::optional<std::size_t>>>;

Places add_texts(TextReader& reader, const dbt::Project& project, const std::function<bool(const dbt::Node&)>& skip) {
  const InlinedNames inlined = inlined_names(project);
  Places places;
  for (const auto& [id, node] : project.nodes) {
    if (!dbt::is_judged(node) || node.type == dbt::ResourceType::seed) continue;
    auto& place = places.emplace_back(&node, std::nullopt).second;
    if (!not_read_reason(node).empty() || skip(node)) continue;
    place = reader.add(without_inlined(node.compiled_code, inlined));
  }
  return places;
}

ModelTexts texts_at(const Places& places, TextReader& reader) {
  ModelTexts texts;
  for (const auto& [node, place] : places) {
    ModelText text{nullptr, not_read_reason(*node), false};
    if (place && reader.trees[*place]) {
      text.tree = &*reader.trees[*place];
    } else if (place) {
      text.problem = reader.problems[*place];
      text.bad_sql = true;
    }
    texts.emplace_hint(texts.end(), node->unique_id, std::move(text));
  }
  return texts;
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

std::vector<std::string> keys_of(std::span<const std::string> parts) {
  std::vector<std::string> keys;
  if (!parts.empty()) keys.push_back(sql::relation_key(parts));
  if (parts.size() == 3) keys.push_back(sql::relation_key(parts.subspan(1)));
  return keys;
}

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

InlinedNames inlined_names(const dbt::Project& project) {
  InlinedNames inlined;
  for (const auto& [id, node] : project.nodes) {
    const bool read = dbt::is_judged(node) && node.type != dbt::ResourceType::seed;
    if (read && node.config.materialized == "ephemeral") inlined.merge(inlined_names(node));
  }
  return inlined;
}

std::string located(const sql::ParseError& error) {
  return fmt::format("{} (compiled SQL, line {}, column {})", error.message, error.line, error.column);
}

sql::Names relation_names(const GraphInput& input) {
  sql::Names names;
  add_names(names, *input.project);
  if (input.other != nullptr) add_names(names, *input.other);
  return names;
}

ReadTexts read_texts(const GraphInput& input, int jobs, const std::function<bool(const dbt::Node&)>& skip) {
  TextReader reader;
  const Places places = add_texts(reader, *input.project, skip);
  reader.read(jobs, input.run);
  ModelTexts models = texts_at(places, reader);
  return {std::move(reader.trees), std::move(models)};
}

std::size_t longest_text(const dbt::Project& project) {
  std::size_t longest = 0;
  for (const auto& [id, node] : project.nodes) longest = std::max(longest, node.compiled_code.size());
  return longest;
}

Dependencies dependencies_of(const GraphInput& input, const ModelTexts& texts, const sql::Names& names,
                             const SideBySide& side_by_side) {
  Dependencies dependencies;
  for (const auto& [id, source] : input.project->sources) dependencies[id];
  std::vector<std::pair<const sql::Node*, std::set<std::string>*>> walks;
  for (const auto& [id, node] : input.project->nodes) {
    if (!dbt::is_judged(node)) continue;
    std::set<std::string>& parents = dependencies[id];
    parents.insert(node.depends_on.begin(), node.depends_on.end());
    const auto text = texts.find(id);
    if (text == texts.end() || text->second.tree == nullptr || text->second.tree->statement() == nullptr) continue;
    walks.emplace_back(text->second.tree->statement(), &parents);
  }
  side_by_side(walks.size(), [&](std::size_t i) { NameWalk(names, *walks[i].second).walk(*walks[i].first); });
  return dependencies;
}

}  // namespace tollgate::lineage
