#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "dbt/fields.hpp"
#include "dbt/manifest.hpp"

namespace tollgate::dbt {

namespace {

/// A node while it is read: some facts stand on the node or in its config, and the order of keys is not promised.
struct Draft {
  Node node;
  TestInfo test;
  Meta node_meta;
  std::string resource_type, access, group;
  std::optional<bool> compiled;
  bool has_compiled_code = false;
};

void read_contract(const JsonValue& value, Draft& to) {
  value.each_field([&](std::string_view key, const JsonValue& member) {
    if (key == "enforced" && member.boolean()) to.node.config.contract_enforced = true;
  });
}

void read_persist_docs(const JsonValue& value, Draft& to) {
  value.each_field([&](std::string_view key, const JsonValue& member) {
    if (key == "relation") to.node.config.persist_relation_docs = member.plain() == "true";
    if (key == "columns") to.node.config.persist_column_docs = member.plain() == "true";
  });
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

constexpr auto config_fields = std::to_array<Field<Draft>>({
    {"enabled", [](const JsonValue& value, Draft& to) { to.node.config.enabled = value.boolean(true); }},
    {"tags", [](const JsonValue& value, Draft& to) { merge_tags(to.node.config.tags, value); }},
    {"meta", [](const JsonValue& value, Draft& to) { merge_meta(to.node.config.meta, value); }},
    {"group", [](const JsonValue& value, Draft& to) { to.node.config.group = value.text(); }},
    {"materialized", [](const JsonValue& value, Draft& to) { to.node.config.materialized = value.text(); }},
    {"incremental_strategy",
     [](const JsonValue& value, Draft& to) { to.node.config.incremental_strategy = value.text(); }},
    {"persist_docs", read_persist_docs},
    {"unique_key", [](const JsonValue& value, Draft& to) { to.node.config.unique_key = value.text_or_texts(); }},
    {"on_schema_change", [](const JsonValue& value, Draft& to) { to.node.config.on_schema_change = value.text(); }},
    {"contract", read_contract},
    {"event_time", [](const JsonValue& value, Draft& to) { to.node.config.event_time = value.text(); }},
    {"access", [](const JsonValue& value, Draft& to) { to.node.config.access = value.text(); }},
    {"severity",
     [](const JsonValue& value, Draft& to) {
       if (std::string severity = upper(value.text()); !severity.empty()) to.test.severity = std::move(severity);
     }},
    {"where", [](const JsonValue& value, Draft& to) { to.test.where = value.text(); }},
    {"limit", [](const JsonValue& value, Draft& to) { to.test.limit = value.text_or_number(); }},
    {"fail_calc", [](const JsonValue& value, Draft& to) { to.test.fail_calc = value.text(); }},
    {"warn_if", [](const JsonValue& value, Draft& to) { to.test.warn_if = value.text_or_number(); }},
    {"error_if", [](const JsonValue& value, Draft& to) { to.test.error_if = value.text_or_number(); }},
});

void read_checksum(const JsonValue& value, Draft& to) {
  value.each_field([&](std::string_view key, const JsonValue& member) {
    if (key == "name") to.node.checksum_kind = member.text();
    if (key == "checksum") to.node.checksum = member.text();
  });
}

void read_patch_path(const JsonValue& value, Draft& to) {
  const std::string text = value.text();
  const std::size_t scheme = text.find("://");
  to.node.patch_path = scheme == std::string::npos ? text : text.substr(scheme + 3);
}

/// Since dbt 1.10 arguments may stand below `arguments`. A test may also have one of that name: then it stays.
bool add_nested_arguments(const std::string& text, Meta& arguments) {
  if (!text.starts_with('{')) return false;
  try {
    JsonDocument document("arguments", FileBytes::copy_of(text));
    document.each_field([&](std::string_view key, const JsonValue& value) {
      arguments.insert_or_assign(std::string(key), value.plain());
    });
    return true;
  } catch (const Error&) {  // a text of Jinja, no object
    return false;
  }
}

Meta read_arguments(const JsonValue& object) {
  Meta arguments;
  object.each_field([&](std::string_view key, const JsonValue& value) {
    std::string text = value.plain();
    if (key == "arguments" && add_nested_arguments(text, arguments)) return;
    arguments.insert_or_assign(std::string(key), std::move(text));
  });
  return arguments;
}

void read_test_metadata(const JsonValue& value, Draft& to) {
  value.each_field([&](std::string_view key, const JsonValue& member) {
    if (key == "name") to.test.name = member.text();
    if (key == "namespace") to.test.package = member.text();
    if (key == "kwargs") to.test.kwargs = read_arguments(member);
  });
}

void read_dependencies(const JsonValue& value, Draft& to) {
  DependsOn depends_on = read_depends_on(value);
  to.node.depends_on = std::move(depends_on.nodes);
  to.node.depends_on_macros = std::move(depends_on.macros);
}

constexpr auto node_fields = std::to_array<Field<Draft>>({
    {"database", [](const JsonValue& value, Draft& to) { to.node.database = value.text(); }},
    {"schema", [](const JsonValue& value, Draft& to) { to.node.schema = value.text(); }},
    {"name", [](const JsonValue& value, Draft& to) { to.node.name = value.text(); }},
    {"resource_type", [](const JsonValue& value, Draft& to) { to.resource_type = value.text(); }},
    {"package_name", [](const JsonValue& value, Draft& to) { to.node.package = value.text(); }},
    {"path", [](const JsonValue& value, Draft& to) { to.node.path = value.text(); }},
    {"original_file_path", [](const JsonValue& value, Draft& to) { to.node.original_file_path = value.text(); }},
    {"unique_id", [](const JsonValue& value, Draft& to) { to.node.unique_id = value.text(); }},
    {"fqn", [](const JsonValue& value, Draft& to) { to.node.fqn = value.texts(); }},
    {"alias", [](const JsonValue& value, Draft& to) { to.node.alias = value.text(); }},
    {"checksum", read_checksum},
    {"config", [](const JsonValue& value, Draft& to) { read_fields(value, config_fields, to); }},
    {"tags", [](const JsonValue& value, Draft& to) { merge_tags(to.node.config.tags, value); }},
    {"description", [](const JsonValue& value, Draft& to) { to.node.description = value.long_text(); }},
    {"columns", [](const JsonValue& value, Draft& to) { to.node.columns = read_columns(value); }},
    {"meta", [](const JsonValue& value, Draft& to) { to.node_meta = read_meta(value); }},
    {"group", [](const JsonValue& value, Draft& to) { to.group = value.text(); }},
    {"patch_path", read_patch_path},
    {"unrendered_config", [](const JsonValue& value, Draft& to) { to.node.unrendered_config = read_meta(value); }},
    {"relation_name", [](const JsonValue& value, Draft& to) { to.node.relation_name = value.text(); }},
    {"raw_code", [](const JsonValue& value, Draft& to) { to.node.raw_code = value.long_text(); }},
    {"language", [](const JsonValue& value, Draft& to) {
       if (std::string language = value.text(); !language.empty()) to.node.language = std::move(language);
     }},
    {"depends_on", read_dependencies},
    {"compiled", [](const JsonValue& value, Draft& to) { to.compiled = value.boolean(); }},
    {"compiled_code",
     [](const JsonValue& value, Draft& to) {
       to.has_compiled_code = !value.is_null();
       to.node.compiled_code = value.long_text();
     }},
    {"contract", read_contract},
    {"access", [](const JsonValue& value, Draft& to) { to.access = value.text(); }},
    {"constraints", [](const JsonValue& value, Draft& to) { to.node.constraints = read_constraints(value); }},
    {"version", [](const JsonValue& value, Draft& to) { to.node.version = value.text_or_number(); }},
    {"latest_version", [](const JsonValue& value, Draft& to) { to.node.latest_version = value.text_or_number(); }},
    {"deprecation_date", [](const JsonValue& value, Draft& to) { to.node.deprecation_date = value.text(); }},
    {"primary_key", [](const JsonValue& value, Draft& to) { to.node.primary_key = value.text_or_texts(); }},
    {"column_name", [](const JsonValue& value, Draft& to) { to.test.column = value.text(); }},
    {"attached_node", [](const JsonValue& value, Draft& to) { to.test.attached_node = value.text(); }},
    {"test_metadata", read_test_metadata},
});

struct TypeName {
  std::string_view name;
  ResourceType type;
};
constexpr std::array<TypeName, 9> type_names{{{"model", ResourceType::model},
                                              {"test", ResourceType::test},
                                              {"seed", ResourceType::seed},
                                              {"snapshot", ResourceType::snapshot},
                                              {"analysis", ResourceType::analysis},
                                              {"operation", ResourceType::operation},
                                              {"sql_operation", ResourceType::operation},
                                              {"sql operation", ResourceType::operation},
                                              {"function", ResourceType::function}}};

ResourceType type_of(const Draft& draft, std::string_view unique_id) {
  std::string_view name = draft.resource_type;
  if (name.empty()) name = unique_id.substr(0, unique_id.find('.'));
  const auto* found =
      std::find_if(type_names.begin(), type_names.end(), [&](const TypeName& it) { return it.name == name; });
  return found == type_names.end() ? ResourceType::other : found->type;
}

std::string unrendered(const Node& node, std::string_view key) {
  const auto found = node.unrendered_config.find(key);
  return found == node.unrendered_config.end() || found->second == "null" ? std::string() : found->second;
}

/// Of a generic test all code is its macro's, and of any what dbt itself brings is not the project's.
void forget_texts(Node& node) {
  for (std::string* text : {&node.alias, &node.checksum, &node.description, &node.path, &node.unrendered_database,
                            &node.unrendered_schema, &node.unrendered_alias}) {
    std::string().swap(*text);
  }
  if (!node.test->name.empty()) {
    for (std::string* text : {&node.raw_code, &node.compiled_code}) std::string().swap(*text);
  }
  std::vector<std::string>().swap(node.fqn);
  std::erase_if(node.depends_on_macros, [](const std::string& macro) { return macro.starts_with("macro.dbt."); });
  node.depends_on_macros.shrink_to_fit();
  node.unrendered_config.clear();
  node.test->kwargs.erase("model");  // dbt's own word for what it tests
}

/// dbt tells the tested model, never the tested source; before 1.5 neither. The text of the argument `model` names it:
/// `{{ get_where_subquery(source('raw', 'orders')) }}`.
std::string tested_by_argument(const Node& node, const std::string& argument) {
  std::string tested;
  for (const std::string& id : node.depends_on) {
    const std::string name = id.substr(id.rfind('.') + 1);
    const bool named =
        argument.find("'" + name + "'") != std::string::npos || argument.find('"' + name + '"') != std::string::npos;
    if (!named) continue;
    if (!tested.empty() && tested != id) return {};
    tested = id;
  }
  return tested;
}

void finish_test(Node& node, TestInfo test) {
  if (const auto it = test.kwargs.find("column_name"); test.column.empty() && it != test.kwargs.end()) {
    test.column = it->second;
  }
  if (const auto it = test.kwargs.find("model"); test.attached_node.empty() && it != test.kwargs.end()) {
    test.attached_node = tested_by_argument(node, it->second);
  }
  for (const auto& [key, value] : node.unrendered_config) {
    if (value.find("{{") != std::string::npos || value.find("{%") != std::string::npos) {
      test.templates.emplace(key, value);
    }
  }
  node.test = std::move(test);
  forget_texts(node);
}

Node finish(Draft draft, std::string_view unique_id) {
  Node node = std::move(draft.node);
  node.type = type_of(draft, unique_id);
  node.config.meta.merge(draft.node_meta);  // config.meta stays on top
  if (!draft.access.empty()) node.config.access = std::move(draft.access);
  if (!draft.group.empty()) node.config.group = std::move(draft.group);
  // A manifest whose compiled code was stripped still says `compiled: true`; that is no answer.
  node.compiled = draft.has_compiled_code && draft.compiled.value_or(true);
  if (!node.compiled) node.compiled_code.clear();
  node.unrendered_database = unrendered(node, "database");
  node.unrendered_schema = unrendered(node, "schema");
  node.unrendered_alias = unrendered(node, "alias");
  if (node.type == ResourceType::test) {
    finish_test(node, std::move(draft.test));
  }
  return node;
}

}  // namespace

void read_nodes(const JsonValue& object, Project& project) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    Draft draft;
    read_fields(value, node_fields, draft);
    add_entry(project.nodes, key, finish(std::move(draft), key), value);
  });
}

namespace {

/// Whether the nodes of one id say `enabled` and say it without Jinja.
bool are_disabled_in_words(const JsonValue& nodes) {
  bool in_words = false;
  nodes.each_element([&](const JsonValue& node) {
    node.each_field([&](std::string_view key, const JsonValue& config) {
      if (key != "unrendered_config") return;
      config.each_field([&](std::string_view name, const JsonValue& value) {
        if (name == "enabled") in_words = value.plain().find('{') == std::string::npos;
      });
    });
  });
  return in_words;
}

}  // namespace

void read_disabled(const JsonValue& value, Project& project) {
  if (value.is_list()) {  // older than dbt 1.0 wrote a list of nodes
    value.each_element([&](const JsonValue& element) {
      element.each_field([&](std::string_view key, const JsonValue& member) {
        if (key == "unique_id") project.disabled.push_back(member.text());
      });
    });
  } else {
    value.each_field([&](std::string_view key, const JsonValue& nodes) {
      project.disabled.emplace_back(key);
      if (nodes.is_list() && are_disabled_in_words(nodes)) project.disabled_in_words.emplace(key);
    });
  }
  std::sort(project.disabled.begin(), project.disabled.end());
}

void read_groups(const JsonValue& object, Project& project) {
  object.each_field([&](std::string_view key, const JsonValue&) { project.groups.emplace_back(key); });
  std::sort(project.groups.begin(), project.groups.end());
}

}  // namespace tollgate::dbt
