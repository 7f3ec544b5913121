#include "gates/sample/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <variant>

#include "sql/builtins.hpp"
#include "sql/opaque_text.hpp"

namespace tollgate::gates::sample_run {

namespace {

using sql::Key;
using sql::Kind;
using sql::Node;
using sql::Nodes;

/// Functions that read another text than their name says: they fail on a value as a cast does.
constexpr std::array<std::string_view, 5> converting{"to_date", "to_timestamp", "to_number", "make_date",
                                                     "make_timestamp"};
constexpr std::array<std::string_view, 2> dividing{"div", "mod"};
/// Window functions whose answer depends on the order of the rows.
constexpr std::array<std::string_view, 7> ordered{"row_number", "lag",       "lead", "first_value",
                                                  "last_value", "nth_value", "ntile"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Of a function or operator: without its schema.
std::string_view last_name(Nodes names) { return names.empty() ? std::string_view() : sql::string_of(*names.back()); }

template <typename Visit>
void for_each_child(const Node& node, const Visit& visit) {
  for (const sql::Field& field : node.fields()) {
    if (const auto* child = std::get_if<const Node*>(&field.value)) {
      visit(**child);
    } else if (const auto* list = std::get_if<Nodes>(&field.value)) {
      for (const Node* element : *list) visit(*element);
    }
  }
}

using Names = std::set<std::string, std::less<>>;

/// `name`, or `schema.name` where it is written; empty: one of PostgreSQL's own.
std::string foreign_name(Nodes names) {
  const std::string_view name = last_name(names);
  const std::string_view schema = names.size() < 2 ? std::string_view() : sql::string_of(*names[names.size() - 2]);
  if (schema == "pg_catalog" || (schema.empty() && !sql::builtin_functions(name).empty())) return {};
  return schema.empty() ? std::string(name) : std::string(schema) + "." + std::string(name);
}

bool is_volatile_call(const Node& call, const Names& volatiles) {
  const Nodes names = call.list(Key::funcname);
  return sql::is_volatile(last_name(names)) || volatiles.contains(foreign_name(names));
}

bool calls_volatile(const Node& node, const Names& volatiles) {
  if (node.is(Kind::FuncCall) && is_volatile_call(node, volatiles)) return true;
  bool found = false;
  for_each_child(node, [&](const Node& child) { found = found || calls_volatile(child, volatiles); });
  return found;
}

/// The name of the output that a select item makes; empty: an expression without a name, a star.
std::string_view output_name(const Node& item) {
  if (const std::string_view name = item.text(Key::name); !name.empty()) return name;
  const Node* const value = item.node(Key::val);
  if (value == nullptr || !value->is(Kind::ColumnRef)) return {};
  return last_name(value->list(Key::fields));
}

class Reader {
 public:
  Reader(std::string_view text, const Names& volatiles) : x_positions(text), x_volatiles(volatiles) {}

  RunFacts read(const Node& statement) {
    x_facts.query = statement.is(Kind::SelectStmt) && statement.node(Key::intoClause) == nullptr;
    for (const Node* item : statement.list(Key::targetList)) {
      if (!calls_volatile(*item, x_volatiles)) continue;
      x_facts.chance_columns.insert(std::string(output_name(*item)));
      x_harmless.push_back(item);
    }
    visit(statement);
    return std::move(x_facts);
  }

 private:
  void visit(const Node& node, bool in_harmless = false) {
    in_harmless = in_harmless || std::ranges::find(x_harmless, &node) != x_harmless.end();
    look_at(node, in_harmless);
    for_each_child(node, [&](const Node& child) { visit(child, in_harmless); });
  }

  void look_at(const Node& node, bool in_harmless) {
    switch (node.kind()) {
      case Kind::FuncCall:
        return look_at_call(node, in_harmless);
      case Kind::SelectStmt:
        return look_at_select(node);
      case Kind::RangeTableSample:
        x_facts.chance_rows = x_facts.chance_rows || node.node(Key::repeatable) == nullptr;
        return;
      case Kind::A_Expr: {
        const std::string_view name = last_name(node.list(Key::name));
        if (name == "/" || name == "%") add(Suspect::Kind::division, node);
        return;
      }
      case Kind::TypeCast:
        return add(Suspect::Kind::cast, node);
      case Kind::SubLink:
        if (node.text(Key::subLinkType) == "EXPR_SUBLINK") add(Suspect::Kind::subquery, node);
        return;
      case Kind::ResTarget:
        return add(Suspect::Kind::output, node, output_name(node));
      default:
        return;
    }
  }

  void look_at_call(const Node& call, bool in_harmless) {
    const std::string_view name = last_name(call.list(Key::funcname));
    if (holds(converting, name)) add(Suspect::Kind::cast, call);
    if (holds(dividing, name)) add(Suspect::Kind::division, call);
    const Node* const over = call.node(Key::over);
    const bool unordered = over != nullptr && over->list(Key::orderClause).empty() &&
                           over->text(Key::refname).empty() && over->text(Key::name).empty() && holds(ordered, name);
    if (unordered || (is_volatile_call(call, x_volatiles) && !in_harmless)) x_facts.chance_rows = true;
    if (std::string foreign = foreign_name(call.list(Key::funcname)); !foreign.empty())
      x_facts.functions.insert(std::move(foreign));
  }

  void look_at_select(const Node& select) {
    const bool cuts =
        select.node(Key::limitCount) != nullptr || select.node(Key::limitOffset) != nullptr || is_distinct_on(select);
    if (cuts && select.list(Key::sortClause).empty()) x_facts.chance_rows = true;
  }

  /// A plain DISTINCT is a list of one empty cell.
  static bool is_distinct_on(const Node& select) {
    const Nodes distinct = select.list(Key::distinctClause);
    return !distinct.empty() && !distinct.front()->is(Kind::Nothing);
  }

  void add(Suspect::Kind kind, const Node& node, std::string_view name = {}) {
    if (node.location() < 0 || (kind == Suspect::Kind::output && name.empty())) return;
    const auto place = x_positions.at(static_cast<std::size_t>(node.location()));
    x_facts.suspects.push_back({kind, {place.line, place.column}, std::string(name)});
  }

  sql::Positions x_positions;
  const Names& x_volatiles;
  std::vector<const Node*> x_harmless;  ///< items of the last select list whose chance stays in their own column
  RunFacts x_facts;
};

}  // namespace

std::optional<RunFacts> run_facts(std::string_view sql, const Names& volatiles) {
  const auto tree = sql::read_tree(sql);
  const auto* const read = std::get_if<sql::Tree>(&tree);
  if (read == nullptr || read->statement() == nullptr) return std::nullopt;
  RunFacts facts = Reader(sql, volatiles).read(*read->statement());
  std::ranges::stable_sort(facts.suspects, {},
                           [](const Suspect& suspect) { return std::pair(suspect.where.line, suspect.where.column); });
  return facts;
}

std::string_view without_semicolon(std::string_view sql) {
  std::size_t end = 0;
  for (std::size_t at = 0; at < sql.size();) {
    if (const std::size_t after = sql::end_of_comment(sql, at); after != at) {
      at = after;
      continue;
    }
    const std::size_t after = std::max(sql::end_of_opaque(sql, at), at + 1);
    const bool counts = sql[at] != ';' && std::isspace(static_cast<unsigned char>(sql[at])) == 0;
    if (counts) end = after;
    at = after;
  }
  return sql.substr(0, end);
}

}  // namespace tollgate::gates::sample_run
