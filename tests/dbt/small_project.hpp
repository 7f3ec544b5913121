// Projects of a few nodes, built by hand: a shop with a source, a staging view, an ephemeral step and a mart.
#pragma once

#include <string>
#include <string_view>

#include "dbt/changes.hpp"

namespace tollgate::dbt::testing {

inline Node& add_model(Project& project, const std::string& name, const std::string& schema, const std::string& sql) {
  Node node;
  node.unique_id = "model.shop." + name;
  node.type = ResourceType::model;
  node.package = "shop";
  node.name = node.alias = name;
  node.relation_name = "\"db\".\"" + schema + "\".\"" + name + "\"";
  node.fqn = {"shop", "marts", name};
  node.original_file_path = "models/" + name + ".sql";
  node.config.materialized = "table";
  node.raw_code = sql;
  node.compiled_code = sql;
  node.compiled = true;
  return project.nodes[node.unique_id] = node;
}

inline Source& add_source(Project& project, const std::string& name, const std::string& schema) {
  Source source;
  source.unique_id = "source.shop.raw." + name;
  source.database = "db";
  source.schema = schema;
  source.identifier = source.name = name;
  source.relation_name = "\"db\".\"" + schema + "\".\"" + name + "\"";
  return project.sources[source.unique_id] = source;
}

inline Macro& add_macro(Project& project, const std::string& id, const std::string& text,
                        std::vector<std::string> calls = {}) {
  Macro macro;
  macro.unique_id = "macro." + id;
  macro.package = id.substr(0, id.find('.'));
  macro.name = id.substr(id.find('.') + 1);
  macro.sql_digest = text;
  macro.depends_on_macros = std::move(calls);
  return project.macros[macro.unique_id] = macro;
}

/// source orders -> stg_orders -> int_orders (ephemeral) -> orders -> customers; compiled into `schema`.
inline Project small_project(const std::string& schema) {
  Project project;
  project.manifest_path = "target/manifest.json";
  project.digest = schema;
  project.metadata = {12, "1.9.4", "postgres", "2025-05-01T10:00:00Z", "", "shop", {}};
  add_source(project, "orders", "raw");
  Node& staging = add_model(project, "stg_orders", schema, "select id, amount from {{ source('raw', 'orders') }}");
  staging.compiled_code = "select id, amount from \"db\".\"raw\".\"orders\"";
  staging.config.materialized = "view";
  staging.depends_on = {"source.shop.raw.orders"};
  Node& step =
      add_model(project, "int_orders", schema, "select id, amount from {{ ref('stg_orders') }} where amount > 5");
  step.compiled_code = "select id, amount from \"db\".\"" + schema + "\".\"stg_orders\" where amount > 5";
  step.config.materialized = "ephemeral";
  step.relation_name.clear();
  step.depends_on = {"model.shop.stg_orders"};
  Node& mart =
      add_model(project, "orders", schema, "select id, {{ cents('amount') }} as cents from {{ ref('int_orders') }}");
  mart.compiled_code = "with __dbt__cte__int_orders as (" + step.compiled_code +
                       ") select id, amount * 100 as cents from __dbt__cte__int_orders";
  mart.depends_on = {"model.shop.int_orders"};
  mart.depends_on_macros = {"macro.shop.cents"};
  Node& customers = add_model(project, "customers", schema, "select count(*) as n from {{ ref('orders') }}");
  customers.compiled_code = "select count(*) as n from \"db\".\"" + schema + "\".\"orders\"";
  customers.depends_on = {"model.shop.orders"};
  add_macro(project, "shop.cents", "{{ round_to(x) }} * 100", {"macro.shop.round_to"});
  add_macro(project, "shop.round_to", "{{ x }}");
  return project;
}

inline Node& model(Project& project, const std::string& name) { return project.nodes.at("model.shop." + name); }

inline void replace(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// Edits the code of a model as a person would: raw and compiled alike.
inline void edit(Node& node, std::string_view from, std::string_view to) {
  replace(node.raw_code, from, to);
  replace(node.compiled_code, from, to);
}

inline const Change* find_change(const Changes& changes, const std::string& name) {
  for (const Change& change : changes.changed) {
    if (change.unique_id == "model.shop." + name) return &change;
  }
  return nullptr;
}

/// `body; config materialized: view -> table`, or `unchanged`.
inline std::string reasons_of(const Changes& changes, const std::string& name) {
  const Change* change = find_change(changes, name);
  if (change == nullptr) return "unchanged";
  std::string text;
  for (const Reason& reason : change->reasons) {
    if (!text.empty()) text += "; ";
    text += to_string(reason.kind);
    if (!reason.detail.empty()) text += " " + reason.detail;
  }
  return text;
}

inline std::string weight_of(const Changes& changes, const std::string& name) {
  const Change* change = find_change(changes, name);
  if (change == nullptr) return "unchanged";
  if (change->weight == Weight::layout_only) return "layout_only";
  return change->weight == Weight::only_literals ? "only_literals" : "semantic";
}

/// `orders, customers`: names of what changed.
inline std::string changed_names(const Changes& changes) {
  std::string text;
  for (const Change& change : changes.changed) {
    if (!text.empty()) text += ", ";
    text += change.unique_id.substr(change.unique_id.rfind('.') + 1);
  }
  return text;
}

inline bool has_note(const Changes& changes, std::string_view part) {
  for (const std::string& note : changes.notes) {
    if (note.find(part) != std::string::npos) return true;
  }
  return false;
}

inline std::string dbt_difference(const Changes& changes, const std::string& id) {
  for (const DbtDifference& difference : changes.dbt_differences) {
    if (difference.unique_id == id) return (difference.dbt_selects ? "only dbt: " : "only tollgate: ") + difference.why;
  }
  return "agreed";
}

}  // namespace tollgate::dbt::testing
