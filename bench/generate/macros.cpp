// Macros in the number and of the lengths that dbt's own packages have; their texts are nobody's.
#include <fmt/format.h>

#include <array>

#include "bench/generate/nodes.hpp"

namespace tollgate::bench {

namespace {

constexpr std::array<std::string_view, 3> packages{"dbt", "dbt_postgres", "toolbox"};
constexpr std::array<std::string_view, 5> own{"is_incremental", "get_where_subquery", "test_unique", "test_not_null",
                                              "test_accepted_values"};

std::string name_of(std::size_t number) {
  return number < own.size() ? std::string(own.at(number)) : fmt::format("made_macro_{}", number);
}

std::string_view package_of(std::size_t number) {
  return number < 430 ? packages[0] : number < 480 ? packages[1] : packages[2];
}

std::string body(std::size_t number) {
  const std::string name = name_of(number);
  std::string text = fmt::format("{{% macro {}(relation, columns=none, predicates=none) -%}}\n", name);
  const std::size_t lines = 3 + number * 13 % 24;
  for (std::size_t i = 0; i < lines; ++i) {
    text += fmt::format(
        "    {{%- if columns is none or \"{}\" in columns -%}}\n      {{{{ adapter.quote({}) }}}}\n"
        "    {{%- endif %}}\n",
        hex_of(fmt::format("{}{}", name, i), 6), i);
  }
  return text + "{%- endmacro %}";
}

}  // namespace

std::string macro_id(std::size_t number) { return fmt::format("macro.{}.{}", package_of(number), name_of(number)); }

std::vector<Json> macros_json() {
  std::vector<Json> macros;
  for (std::size_t i = 0; i < macro_count; ++i) {
    Json called = Json::array();
    if (i % 3 != 0) called = {macro_id(i / 2), macro_id(i / 3)};
    const std::string path = fmt::format("macros/made/part_{}.sql", i / 8);
    macros.push_back({{"name", name_of(i)},
                      {"resource_type", "macro"},
                      {"package_name", package_of(i)},
                      {"path", path},
                      {"original_file_path", path},
                      {"unique_id", macro_id(i)},
                      {"macro_sql", body(i)},
                      {"depends_on", {{"macros", called}}},
                      {"description", ""},
                      {"meta", Json::object()},
                      {"docs", {{"show", true}, {"node_color", nullptr}}},
                      {"patch_path", nullptr},
                      {"arguments", Json::array()},
                      {"created_at", 1767225600.25},
                      {"supported_languages", nullptr}});
  }
  return macros;
}

}  // namespace tollgate::bench
