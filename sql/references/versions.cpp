#include "sql/references/versions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sql/builtins.hpp"

namespace tollgate::sql {

namespace {

using Since = std::pair<std::string_view, int>;

// Sorted. Only names that came whole; overloads of older names are not told apart.
constexpr auto introduced = std::to_array<Since>({
    {"acosh", 12},
    {"asinh", 12},
    {"atanh", 12},
    {"bit_count", 14},
    {"bit_xor", 14},
    {"cosh", 12},
    {"date_bin", 14},
    {"gcd", 13},
    {"gen_random_uuid", 13},
    {"is_normalized", 13},
    {"jsonb_path_exists", 12},
    {"jsonb_path_exists_tz", 13},
    {"jsonb_path_match", 12},
    {"jsonb_path_match_tz", 13},
    {"jsonb_path_query", 12},
    {"jsonb_path_query_array", 12},
    {"jsonb_path_query_array_tz", 13},
    {"jsonb_path_query_first", 12},
    {"jsonb_path_query_first_tz", 13},
    {"jsonb_path_query_tz", 13},
    {"jsonb_set_lax", 13},
    {"lcm", 13},
    {"log10", 12},
    {"min_scale", 13},
    {"multirange", 14},
    {"normalize", 13},
    {"range_agg", 14},
    {"range_intersect_agg", 14},
    {"regexp_count", 15},
    {"regexp_instr", 15},
    {"regexp_like", 15},
    {"regexp_substr", 15},
    {"sha224", 11},
    {"sha256", 11},
    {"sha384", 11},
    {"sha512", 11},
    {"sinh", 12},
    {"starts_with", 11},
    {"string_to_table", 14},
    {"tanh", 12},
    {"trim_array", 14},
    {"trim_scale", 13},
    {"unistr", 14},
    {"websearch_to_tsquery", 11},
});

constexpr auto grammar = std::to_array<Since>({
    {"json_array", 16},
    {"json_arrayagg", 16},
    {"json_exists", 17},
    {"json_object", 16},
    {"json_objectagg", 16},
    {"json_query", 17},
    {"json_scalar", 17},
    {"json_serialize", 17},
    {"json_table", 17},
    {"json_value", 17},
    {"merge_action", 17},
});

template <std::size_t N>
int find(const std::array<Since, N>& table, std::string_view name) {
  const auto at = std::lower_bound(table.begin(), table.end(), name,
                                   [](const Since& row, std::string_view wanted) { return row.first < wanted; });
  return at != table.end() && at->first == name ? at->second : 0;
}

}  // namespace

int function_since(std::string_view name, std::size_t arguments) {
  int first = 0;
  for (const FunctionSignature& overload : builtin_functions(name)) {
    const bool fits =
        arguments >= overload.least_args && (overload.most_args == 255 || arguments <= overload.most_args);
    if (!fits) continue;
    if (overload.since == 0) return find(introduced, name);
    first = first == 0 ? overload.since : std::min<int>(first, overload.since);
  }
  return first;
}

int grammar_since(std::string_view name) { return find(grammar, name); }

}  // namespace tollgate::sql
