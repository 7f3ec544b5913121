#include "bench/generate/texts.hpp"

#include <fmt/format.h>

#include <functional>
#include <string_view>
#include <utility>

namespace tollgate::bench {

namespace {

using Name = std::function<std::string(std::string_view mark)>;

/// The statement, its marks {@…} replaced by what `name` says of them.
std::string with_names(std::string_view sql, const Name& name) {
  std::string out;
  while (true) {
    const std::size_t mark = sql.find("{@");
    out += sql.substr(0, mark);
    if (mark == std::string_view::npos) return out;
    const std::size_t end = sql.find('}', mark);
    out += name(sql.substr(mark + 2, end - mark - 2));
    sql.remove_prefix(end + 1);
  }
}

std::string conditions(const Text& text, bool with_incremental) {
  std::string out;
  for (const std::string& condition : text.where) {
    out += (out.empty() ? "\n    where " : "\n    and ") + condition;
  }
  if (with_incremental && !text.incremental.empty()) {
    out += (out.empty() ? "\n    where " : "\n    and ") + text.incremental;
  }
  return out;
}

std::string statement(const Text& text, const std::string& where) {
  std::string sql = text.comment.empty() ? std::string() : "-- " + text.comment + "\n";
  sql += "with ";
  for (const Cte& cte : text.ctes) sql += fmt::format("{} as (\n\n    {}\n\n),\n\n", cte.name, cte.body);
  sql += "final as (\n\n    select\n";
  for (std::size_t i = 0; i < text.items.size(); ++i) {
    const auto& [expression, column] = text.items[i];
    const std::string& last = i + 1 < text.items.size() ? ",\n" : "\n";
    const bool same = expression == column.name || expression.ends_with("." + column.name);
    sql += "        " + expression + (same ? "" : " as " + column.name) + last;
  }
  sql += "    from " + text.from + where;
  if (!text.tail.empty()) sql += "\n    " + text.tail;
  return sql + "\n\n)\n\nselect * from final";
}

std::size_t index_in(std::string_view mark) { return static_cast<std::size_t>(std::stoul(std::string(mark))); }

constexpr std::string_view cte_prefix = "__dbt__cte__";

}  // namespace

std::string schema_of(const Relation& relation, const Environment& environment) {
  switch (relation.layer) {
    case Layer::source:
      return "raw_" + relation.system;
    case Layer::staging:
      return environment.schema + "_staging";
    case Layer::intermediate:
      return environment.schema + "_intermediate";
    case Layer::marts:
    case Layer::metrics:
      break;
  }
  return environment.schema;
}

std::string quoted_name(const Relation& relation, const Environment& environment) {
  return fmt::format(R"("{}"."{}"."{}")", environment.database, schema_of(relation, environment), relation.name);
}

std::string unique_id_of(const Relation& relation) {
  if (relation.layer == Layer::source) return fmt::format("source.acme.{}.{}", relation.system, relation.name);
  return "model.acme." + relation.name;
}

std::string raw_code(const Plan& plan, const Relation& relation) {
  const Name name = [&](std::string_view mark) -> std::string {
    if (mark == "this") return "{{ this }}";
    const Relation& read = plan.relations[index_in(mark)];
    if (read.layer == Layer::source) return fmt::format("{{{{ source('{}', '{}') }}}}", read.system, read.name);
    return fmt::format("{{{{ ref('{}') }}}}", read.name);
  };
  std::string where = conditions(relation.text, false);
  if (!relation.text.incremental.empty()) {
    where += fmt::format("\n    {{% if is_incremental() %}}\n    {} {}\n    {{% endif %}}",
                         relation.text.where.empty() ? "where" : "and", relation.text.incremental);
  }
  std::string config;
  if (relation.materialized == "incremental") {
    config =
        fmt::format("{{{{\n    config(\n        materialized='incremental',\n        unique_key='{}'\n    )\n}}}}\n\n",
                    relation.text.items.front().column.name);
  } else if (relation.materialized == "ephemeral") {
    config = "{{ config(materialized='ephemeral') }}\n\n";
  }
  return config + with_names(statement(relation.text, where), name);
}

std::string compiled_code(const Plan& plan, const Relation& relation, const Environment& environment) {
  const Name name = [&](std::string_view mark) -> std::string {
    if (mark == "this") return quoted_name(relation, environment);
    const Relation& read = plan.relations[index_in(mark)];
    if (read.materialized == "ephemeral") return std::string(cte_prefix) + read.name;
    return quoted_name(read, environment);
  };
  Text text = relation.text;
  std::vector<Cte> inlined;
  for (const std::size_t parent : relation.parents) {
    const Relation& read = plan.relations[parent];
    if (read.materialized != "ephemeral") continue;
    inlined.push_back({std::string(cte_prefix) + read.name, compiled_code(plan, read, environment)});
  }
  text.ctes.insert(text.ctes.begin(), inlined.begin(), inlined.end());
  const std::string sql = statement(text, conditions(text, true));
  return (relation.materialized == "view" || relation.materialized == "table" ? "" : "\n\n") + with_names(sql, name);
}

}  // namespace tollgate::bench
