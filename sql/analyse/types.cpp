// Types as far as they are simple to know: enough to expand rows, to choose the side of a merged column and to tell a
// retyped column. Empty where it would be a guess.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sql/analyse/analyser.hpp"
#include "sql/integer_literal.hpp"

namespace tollgate::sql {
namespace {

struct TypeSpelling {
  std::string_view written;
  std::string_view canonical;
  std::string_view array;
};
constexpr auto spellings = std::to_array<TypeSpelling>({
    {"bool", "boolean", "boolean[]"},
    {"bpchar", "character", "character[]"},
    {"char", "character", "character[]"},
    {"dec", "numeric", "numeric[]"},
    {"decimal", "numeric", "numeric[]"},
    {"float", "double precision", "double precision[]"},
    {"float4", "real", "real[]"},
    {"float8", "double precision", "double precision[]"},
    {"int", "integer", "integer[]"},
    {"int2", "smallint", "smallint[]"},
    {"int4", "integer", "integer[]"},
    {"int8", "bigint", "bigint[]"},
    {"timestamp", "timestamp without time zone", "timestamp without time zone[]"},
    {"timestamptz", "timestamp with time zone", "timestamp with time zone[]"},
    {"time", "time without time zone", "time without time zone[]"},
    {"timetz", "time with time zone", "time with time zone[]"},
    {"varbit", "bit varying", "bit varying[]"},
    {"varchar", "character varying", "character varying[]"},
});

constexpr auto numbers =
    std::to_array<std::string_view>({"smallint", "integer", "bigint", "numeric", "real", "double precision"});

int number_rank(std::string_view type) {
  const std::string_view bare = type.substr(0, type.find('('));
  const auto at = std::find(numbers.begin(), numbers.end(), bare);
  return at == numbers.end() ? -1 : static_cast<int>(at - numbers.begin());
}

bool is_comparison(std::string_view name) {
  constexpr auto names = std::to_array<std::string_view>(
      {"=",  "<>", "!=", "<",  ">",  "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~",  "!~", "~*", "!~*", "@>",
       "<@", "&&", "?",  "?|", "?&", "@?", "@@", "~=", "<<=", ">>=", "-|-",  "^@", "&<", "&>", "<<|", "|>>"});
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_text(std::string_view type) {
  const std::string_view bare = without_modifier(type);
  return bare == "text" || bare == "character varying" || bare == "character" || bare == "name";
}

bool is_polymorphic(std::string_view type) { return type.starts_with("any") || type.starts_with("\"any\""); }

bool is_array_type(std::string_view type) {
  return type.starts_with("anyarray") || type.starts_with("anycompatiblearray");
}

bool has_precision(std::string_view type) {
  return type == "timestamp" || type == "timestamptz" || type == "time" || type == "timetz";
}

// Whether a polymorphic argument takes a value of that type.
bool accepts(std::string_view wanted, std::string_view given) {
  if (!is_polymorphic(wanted)) return false;
  if (wanted.find("range") != std::string_view::npos) return given.find("range") != std::string_view::npos;
  return !is_array_type(wanted) || given.ends_with("[]");
}

}  // namespace

std::string_view without_modifier(std::string_view type) {
  const std::size_t paren = type.find('(');
  if (paren == std::string_view::npos) return type;
  // "timestamp(2) without time zone" keeps its tail: not worth an allocation, compare by the head.
  return type.substr(0, paren);
}

std::string_view canonical_type(std::string_view type) {
  constexpr std::size_t longest_written = 11;
  if (type.size() > longest_written + 2) return type;
  const bool array = type.ends_with("[]");
  const std::string_view element = type.substr(0, type.size() - (array ? 2 : 0));
  if (element.empty()) return type;
  const char first = element.front();
  if (first == 'i' && element == "integer") return type;
  for (const TypeSpelling& spelling : spellings) {
    if (spelling.written.front() != first || spelling.written != element) continue;
    return array ? spelling.array : spelling.canonical;
  }
  return type;
}

std::string_view Analyser::array_of(std::string_view element) { return x_store.keep(fmt::format("{}[]", element)); }

std::string_view Analyser::type_name(const Node& type, bool check) {
  const Nodes names = type.list(Key::names);
  if (names.empty()) return {};
  const std::string_view last = string_of(*names.back());
  std::vector<std::string_view> parts;
  for (const Node* part : names) parts.push_back(string_of(*part));
  const bool system = parts.size() == 1 || parts.front() == "pg_catalog";
  const bool known = type.flag(Key::pct_type) || (system && is_builtin_type(last)) || x_schema.find(parts) != nullptr;
  if (!known && check) {
    Problem& found = problem(ProblemKind::unknown_type, last, type.location(),
                             fmt::format("type \"{}\" does not exist", fmt::join(parts, ".")));
    if (parts.size() > 1) found.qualifier = parts[parts.size() - 2];
    found.absent = parts.size() == 1;
  }
  if (type.flag(Key::pct_type)) return {};
  const bool spelt = system && last != "bpchar" && last != "char";
  std::string_view canonical = spelt ? canonical_type(last) : last;
  if (system && last == "bpchar") canonical = type.list(Key::typmods).empty() ? "bpchar" : "character";
  if (!system) canonical = x_store.keep(fmt::format("{}", fmt::join(parts, ".")));
  std::string text(canonical);
  const bool sized = canonical == "numeric" || canonical == "character varying" || canonical == "character" ||
                     canonical == "bit" || canonical == "bit varying";
  if (sized && !type.list(Key::typmods).empty()) text += fmt::format("({})", modifiers(type));
  if (!type.list(Key::arrayBounds).empty()) text += "[]";
  return text == canonical ? canonical : x_store.keep(text);
}

std::string Analyser::modifiers(const Node& type) const {
  std::vector<std::string> values;
  for (const Node* modifier : type.list(Key::typmods)) {
    const Node* const value = modifier->node(Key::ival);
    if (value == nullptr) continue;
    const auto written = integer_at(x_text, static_cast<std::size_t>(std::max(modifier->location(), 0)));
    const std::int64_t number = value->number(Key::ival);
    values.push_back(number != 0 ? fmt::format("{}", number) : written.value_or("0"));
  }
  return fmt::format("{}", fmt::join(values, ","));
}

std::string_view Analyser::precision(const Node& type) {
  const Nodes names = type.list(Key::names);
  if (names.empty() || type.list(Key::typmods).empty() || !has_precision(string_of(*names.back()))) return {};
  const std::string digits = modifiers(type);
  return digits == "6" ? std::string_view() : x_store.keep(digits);  // all that a time has (manual, 8.5)
}

std::string_view Analyser::common_type(std::string_view a, std::string_view b) {
  if (a == "unknown") return b;
  if (b == "unknown" || a == b) return a;
  if (a.empty() || b.empty()) return {};
  const std::string_view bare_a = without_modifier(a);
  const std::string_view bare_b = without_modifier(b);
  if (bare_a == bare_b) return bare_a;
  const int rank_a = number_rank(a);
  const int rank_b = number_rank(b);
  if (rank_a >= 0 && rank_b >= 0) return numbers[static_cast<std::size_t>(std::max(rank_a, rank_b))];
  if (is_text(a) && is_text(b)) return bare_a == "text" || bare_b == "text" ? "text" : bare_a;
  const auto is = [&](std::string_view x, std::string_view y) { return (a == x && b == y) || (a == y && b == x); };
  if (is("date", "timestamp without time zone")) return "timestamp without time zone";
  if (is("date", "timestamp with time zone")) return "timestamp with time zone";
  if (is("timestamp without time zone", "timestamp with time zone")) return "timestamp with time zone";
  return {};
}

std::string_view Analyser::common_type(const ExprList& values) {
  if (values.empty()) return {};
  std::string_view type = values.front()->type;
  for (const Expr* value : values) type = common_type(type, value->type);
  return type == "unknown" ? std::string_view("text") : type;
}

std::string_view Analyser::operation_type(std::string_view name, const ExprList& args) {
  if (is_comparison(name)) return "boolean";
  const std::string_view left = args.empty() ? std::string_view() : args.front()->type;
  if (args.size() == 1) return left;
  if (args.size() != 2) return {};
  const std::string_view right = args.back()->type;
  if (name == "->>" || name == "#>>") return "text";
  if (name == "->" || name == "#>" || name == "#-")
    return left == "json" || left == "jsonb" ? left : std::string_view();
  if (name == "||") {
    if (is_text(left) || is_text(right)) return "text";
    if (left == "jsonb" || left.ends_with("[]")) return left;
    return right.ends_with("[]") ? right : std::string_view();
  }
  const bool left_number = number_rank(left) >= 0;
  const bool right_number = number_rank(right) >= 0;
  const bool arithmetic = name == "+" || name == "-" || name == "*" || name == "/" || name == "%";
  if (arithmetic && left_number && right_number) return without_modifier(common_type(left, right));
  if (arithmetic && left_number && right == "unknown") return without_modifier(left);
  if (arithmetic && right_number && left == "unknown") return without_modifier(right);
  if (name == "^" && left_number && right_number) {
    return left.starts_with("numeric") || right.starts_with("numeric") ? "numeric" : "double precision";
  }
  if ((name == "+" || name == "-") && left == "date") {
    if (right == "integer") return "date";
    if (right == "interval") return "timestamp without time zone";
    if (right == "date" && name == "-") return "integer";
  }
  if ((name == "+" || name == "-") && left.starts_with("timestamp")) {
    if (right == "interval") return left;
    if (right.starts_with("timestamp") && name == "-") return "interval";
  }
  if (left == "interval" && (right == "interval" || right_number)) return "interval";
  return {};
}

// The overload whose argument types agree best with what is known of the arguments; null when that leaves a choice.
const FunctionSignature* Analyser::signature_of(const Expr& call) {
  const FunctionSignature* best = nullptr;
  int best_score = -1;
  bool tied = false;
  const std::size_t count = call.args.size() + (call.within_group ? call.order.size() : 0);
  for (const FunctionSignature& signature : builtin_functions(call.name)) {
    if (count < signature.least_args || (signature.most_args != 255 && count > signature.most_args)) continue;
    int score = 0;
    std::size_t position = 0;
    std::string_view types = signature.argument_types;
    while (!types.empty() && position < call.args.size()) {
      const std::size_t comma = types.find(", ");
      const std::string_view wanted = types.substr(0, comma);
      const std::string_view given = without_modifier(call.args[position]->type);
      if (wanted == given) score += 3;
      if (accepts(wanted, given)) score += 1;
      if (number_rank(given) >= 0 && number_rank(wanted) >= number_rank(given)) score += 1;
      if (is_text(given) && wanted == "text") score += 2;
      if (given == "unknown" && wanted == "text") score += 1;
      ++position;
      if (comma == std::string_view::npos) break;
      types.remove_prefix(comma + 2);
    }
    if (score == best_score && best != nullptr) {
      tied = tied || best->return_type != signature.return_type || best->out_columns != signature.out_columns;
    }
    if (score > best_score) {
      best = &signature;
      best_score = score;
      tied = false;
    }
  }
  return tied ? nullptr : best;
}

std::string_view Analyser::call_type(const Expr& call) {
  const FunctionSignature* const signature = signature_of(call);
  if (signature == nullptr) return return_type_of(call.name);
  const std::string_view type = signature->return_type;
  if (!is_polymorphic(type)) return type;
  const bool ordered = call.within_group && !call.order.empty();
  if (!ordered && call.args.empty()) return {};
  const Expr* const first = ordered ? call.order.front().value : call.args.front();
  std::string_view given = first->type;
  if (is_unknown_type(given)) return {};
  const bool takes_array = is_array_type(signature->argument_types);
  const bool gives_array = is_array_type(type);
  if (takes_array == gives_array || type.find("range") != std::string_view::npos) {
    return type.find("range") == std::string_view::npos ? given : std::string_view();
  }
  if (gives_array) return given.ends_with("[]") ? given : array_of(given);
  if (given.ends_with("[]")) given.remove_suffix(2);
  return given;
}

}  // namespace tollgate::sql
