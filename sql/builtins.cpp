#include "sql/builtins.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/lasting.hpp"
#include "sql/builtins_data.hpp"

namespace tollgate::sql {

namespace {

constexpr auto by_name = [](const auto& left, const auto& right) { return left.name < right.name; };

/// Rows of that name in a table sorted by name.
template <typename Row>
std::span<const Row> rows_named(std::span<const Row> rows, std::string_view name) {
  const auto first =
      std::lower_bound(rows.begin(), rows.end(), name, [](const Row& row, std::string_view n) { return row.name < n; });
  const auto last = std::find_if(first, rows.end(), [&](const Row& row) { return row.name != name; });
  return rows.subspan(static_cast<std::size_t>(first - rows.begin()), static_cast<std::size_t>(last - first));
}

const std::vector<FunctionSignature>& all_functions() {
  static const Lasting<std::vector<FunctionSignature>> merged([] {
    const auto listed = listed_functions();
    const auto newer = newer_functions();
    std::vector<FunctionSignature> all;
    all.reserve(listed.size() + newer.size());
    std::merge(listed.begin(), listed.end(), newer.begin(), newer.end(), std::back_inserter(all), by_name);
    return all;
  });
  return merged.get();
}

// func_expr_common_subexpr and c_expr of PostgreSQL's gram.y (15 to 17): what is called but is no row of pg_proc, or is
// one under another name. Sorted.
constexpr auto grammar_functions = std::to_array<std::string_view>(
    {"array",      "cast",         "coalesce",       "collation",     "exists",      "extract",     "greatest",
     "grouping",   "json",         "json_array",     "json_arrayagg", "json_exists", "json_object", "json_objectagg",
     "json_query", "json_scalar",  "json_serialize", "json_table",    "json_value",  "least",       "merge_action",
     "normalize",  "nullif",       "overlay",        "position",      "row",         "substring",   "treat",
     "trim",       "xmlconcat",    "xmlelement",     "xmlexists",     "xmlforest",   "xmlparse",    "xmlpi",
     "xmlroot",    "xmlserialize", "xmltable"});

struct TypeAlias {
  std::string_view alias;
  std::string_view name;  ///< in pg_type
};
// Type names of the grammar and those that format_type() prints, sorted.
constexpr auto type_aliases = std::to_array<TypeAlias>({
    {"bigint", "int8"},
    {"bit varying", "varbit"},
    {"boolean", "bool"},
    {"char varying", "varchar"},
    {"character", "bpchar"},
    {"character varying", "varchar"},
    {"dec", "numeric"},
    {"decimal", "numeric"},
    {"double precision", "float8"},
    {"float", "float8"},
    {"int", "int4"},
    {"integer", "int4"},
    {"national char", "bpchar"},
    {"national character", "bpchar"},
    {"nchar", "bpchar"},
    {"real", "float4"},
    {"smallint", "int2"},
    {"time with time zone", "timetz"},
    {"time without time zone", "time"},
    {"timestamp with time zone", "timestamptz"},
    {"timestamp without time zone", "timestamp"},
});

std::string_view without_alias(std::string_view type) {
  const auto found = std::lower_bound(type_aliases.begin(), type_aliases.end(), type,
                                      [](const TypeAlias& row, std::string_view name) { return row.alias < name; });
  return found != type_aliases.end() && found->alias == type ? found->name : type;
}

template <typename Test>
bool any_overload(std::string_view function, Test test) {
  const auto overloads = builtin_functions(function);
  return std::any_of(overloads.begin(), overloads.end(), test);
}

bool is_polymorphic(std::string_view type) { return type.starts_with("any") || type == "record"; }

}  // namespace

std::span<const FunctionSignature> builtin_functions(std::string_view name) {
  return rows_named(std::span<const FunctionSignature>(all_functions()), name);
}

std::vector<std::string_view> builtin_function_names() {
  std::vector<std::string_view> names(grammar_functions.begin(), grammar_functions.end());
  for (const FunctionSignature& function : all_functions()) names.push_back(function.name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool is_grammar_function(std::string_view name) {
  return std::binary_search(grammar_functions.begin(), grammar_functions.end(), name);
}

const TypeFact* find_type(std::string_view name) {
  const auto rows = rows_named(listed_types(), without_alias(name));
  if (!rows.empty()) return rows.data();
  if (!name.ends_with("[]")) return nullptr;
  const TypeFact* element = find_type(name.substr(0, name.size() - 2));
  if (element == nullptr) return nullptr;
  const auto types = listed_types();
  const auto array = std::find_if(types.begin(), types.end(), [&](const TypeFact& type) {
    return type.category == 'A' && type.name.starts_with('_') && type.element == element->formatted;
  });
  return array == types.end() ? nullptr : &*array;
}

bool is_builtin_type(std::string_view name) { return find_type(name) != nullptr; }

std::vector<std::string_view> builtin_type_names() {
  std::vector<std::string_view> names;
  names.reserve(type_aliases.size() + listed_types().size());
  for (const TypeAlias& type : type_aliases) names.push_back(type.alias);
  for (const TypeFact& type : listed_types()) names.push_back(type.name);
  std::sort(names.begin(), names.end());
  return names;
}

std::span<const OperatorSignature> builtin_operators(std::string_view name) {
  return rows_named(listed_operators(), name);
}

bool is_builtin_operator(std::string_view name, int operands) {
  if (operands == 2 && name == "!=") name = "<>";  // the lexer turns the one into the other
  const auto rows = builtin_operators(name);
  return std::any_of(rows.begin(), rows.end(),
                     [&](const OperatorSignature& row) { return row.left.empty() == (operands == 1); });
}

char cast_context(std::string_view source, std::string_view target) {
  const auto casts = listed_casts();
  const auto key = std::pair(source, target);
  const auto found = std::lower_bound(casts.begin(), casts.end(), key, [](const CastFact& row, const auto& wanted) {
    return std::pair(row.source, row.target) < wanted;
  });
  return found != casts.end() && found->source == source && found->target == target ? found->context : '\0';
}

bool is_aggregate(std::string_view function) {
  return any_overload(function, [](const FunctionSignature& row) { return row.kind == 'a'; });
}

bool is_volatile(std::string_view function) {
  return any_overload(function, [](const FunctionSignature& row) { return row.volatility == 'v'; });
}

bool is_window_function(std::string_view function) {
  return any_overload(function, [](const FunctionSignature& row) { return row.kind == 'w'; });
}

std::string_view return_type_of(std::string_view function) {
  const auto overloads = builtin_functions(function);
  if (overloads.empty() || is_polymorphic(overloads.front().return_type)) return {};
  const bool agreed = std::all_of(overloads.begin(), overloads.end(), [&](const FunctionSignature& row) {
    return row.return_type == overloads.front().return_type;
  });
  return agreed ? overloads.front().return_type : std::string_view{};
}

}  // namespace tollgate::sql
