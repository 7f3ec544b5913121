#include "gates/explain/expressions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <variant>

#include "sql/tree.hpp"

namespace tollgate::explain {
namespace {

using sql::Key;
using sql::Kind;
using sql::Node;

bool is_name_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c) || c == '$'; }

/// A piece of a printed expression: a name (with quotes or without), a literal, or one other character.
struct Piece {
  enum class Kind { name, literal, other };
  Kind kind = Kind::other;
  std::string_view text;
  std::string_view name;  ///< without its quotes
};

Piece piece_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '\'' || c == '"') {
    std::size_t end = at + 1;
    const bool escapes = c == '\'' && at > 0 && (text[at - 1] == 'E');
    while (end < text.size() && (text[end] != c || (end + 1 < text.size() && text[end + 1] == c))) {
      end += (text[end] == c || (escapes && text[end] == '\\')) ? 2 : 1;
    }
    end = std::min(text.size(), end + 1);
    const std::string_view whole = text.substr(at, end - at);
    if (c == '\'') return {Piece::Kind::literal, whole, {}};
    return {Piece::Kind::name, whole, whole.size() < 2 ? whole : whole.substr(1, whole.size() - 2)};
  }
  if (is_name_start(c)) {
    std::size_t end = at + 1;
    while (end < text.size() && is_name_part(text[end])) ++end;
    return {Piece::Kind::name, text.substr(at, end - at), text.substr(at, end - at)};
  }
  if (is_digit(c)) {
    std::size_t end = at + 1;
    while (end < text.size() && (is_name_part(text[end]) || text[end] == '.')) ++end;
    return {Piece::Kind::literal, text.substr(at, end - at), {}};
  }
  return {Piece::Kind::other, text.substr(at, 1), {}};
}

// `(SubPlan 1)`, `(hashed SubPlan 1)`, `(InitPlan 1)`, `(alternatives: …)` at an opening parenthesis: its length, or 0.
std::size_t plan_reference(std::string_view text) {
  for (const std::string_view start : {"(SubPlan ", "(hashed SubPlan ", "(InitPlan ", "(alternatives: ", "(rescan "}) {
    if (!text.starts_with(start)) continue;
    const std::size_t close = text.find(')');
    return close == std::string_view::npos ? 0 : close + 1;
  }
  return 0;
}

// `.col1` that follows it, from PostgreSQL 17.
std::size_t column_of_plan(std::string_view text) {
  if (!text.starts_with(".col")) return 0;
  std::size_t end = 4;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end;
}

bool ends_with_word(std::string_view text, std::string_view word) {
  if (!text.ends_with(word)) return false;
  return text.size() == word.size() || !is_name_part(text[text.size() - word.size() - 1]);
}

class Reader {
 public:
  Condition condition(const Node& node) {
    if (node.is(Kind::BoolExpr)) return logical(node);
    if (node.is(Kind::A_Expr)) return comparison(node);
    Condition made;
    if (node.is(Kind::NullTest)) {
      made.kind = Condition::Kind::null_test;
      made.op = node.text(Key::nulltesttype) == "IS_NOT_NULL" ? "is not null" : "is null";
      if (const Node* const arg = node.node(Key::arg)) made.left = operand(*arg);
    }
    collect(node, made.columns);
    return made;
  }

 private:
  Condition logical(const Node& node) {
    Condition made;
    const std::string_view op = node.text(Key::boolop);
    if (op == "NOT_EXPR") {
      collect(node, made.columns);
      return made;
    }
    // The enumeration's first value, AND, may be left out.
    made.kind = op == "OR_EXPR" ? Condition::Kind::disjunction : Condition::Kind::conjunction;
    for (const Node* arg : node.list(Key::args)) {
      Condition part = condition(*arg);
      made.columns.insert(made.columns.end(), part.columns.begin(), part.columns.end());
      const bool same = made.kind == Condition::Kind::conjunction && part.kind == made.kind;
      if (same) {
        std::move(part.parts.begin(), part.parts.end(), std::back_inserter(made.parts));
      } else {
        made.parts.push_back(std::move(part));
      }
    }
    return made;
  }

  Condition comparison(const Node& node) {
    Condition made;
    collect(node, made.columns);
    const std::string_view kind = node.text(Key::kind);
    const sql::Nodes name = node.list(Key::name);
    const Node* const left = node.node(Key::lexpr);
    const Node* const right = node.node(Key::rexpr);
    if (name.empty() || left == nullptr || right == nullptr) return made;
    if (kind == "AEXPR_OP_ANY") made.form = Condition::Form::any;
    if (kind == "AEXPR_OP_ALL") made.form = Condition::Form::all;
    if (kind == "AEXPR_DISTINCT" || kind == "AEXPR_NULLIF") return made;
    made.kind = Condition::Kind::comparison;
    made.op = sql::string_of(*name.back());
    made.left = operand(*left);
    made.right = operand(*right);
    return made;
  }

  static Operand operand(const Node& node) {
    Operand made;
    collect(node, made.columns, &made);
    const Node* at = &node;
    std::vector<std::string> casts;
    while (at->is(Kind::TypeCast) && at->node(Key::arg) != nullptr) {
      const Node* const type = at->node(Key::typeName);
      const sql::Nodes names = type == nullptr ? sql::Nodes() : type->list(Key::names);
      const bool array = type != nullptr && !type->list(Key::arrayBounds).empty();
      casts.push_back((names.empty() ? std::string() : std::string(sql::string_of(*names.back()))) +
                      (array ? "[]" : ""));
      at = at->node(Key::arg);
    }
    made.row = at->is(Kind::RowExpr);
    if (at->is(Kind::ColumnRef) && made.columns.size() == 1) {
      made.bare = true;
      made.casts = std::move(casts);
    } else if (at->is(Kind::A_Const)) {
      set_constant(*at, made);
    }
    return made;
  }

  static void set_constant(const Node& node, Operand& made) {
    if (const Node* text = node.node(Key::sval)) {
      made.constant = text->text(Key::sval);
    } else if (!node.text(Key::sval).empty()) {
      made.constant = node.text(Key::sval);
    }
    for (const sql::Field& field : node.fields()) {
      made.spelled += fmt::format("{}:", static_cast<int>(field.key));
      if (const auto* inner = std::get_if<const Node*>(&field.value)) {
        for (const sql::Field& value : (*inner)->fields()) spell(value, made.spelled);
      } else {
        spell(field, made.spelled);
      }
    }
    if (made.spelled.empty()) made.spelled = "const";
  }

  static void spell(const sql::Field& field, std::string& into) {
    if (const auto* text = std::get_if<std::string_view>(&field.value)) into += *text;
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) into += std::to_string(*number);
    if (const auto* flag = std::get_if<bool>(&field.value)) into += *flag ? "t" : "f";
  }

  static void collect(const Node& node, std::vector<ColumnName>& into, Operand* of = nullptr) {
    if (node.is(Kind::ColumnRef)) {
      const sql::Nodes fields = node.list(Key::fields);
      if (fields.empty()) return;
      const std::string_view last = fields.back()->is(Kind::A_Star) ? "*" : sql::string_of(*fields.back());
      const std::string_view alias = fields.size() < 2 ? "" : sql::string_of(*fields[fields.size() - 2]);
      into.push_back({std::string(alias), std::string(last)});
      return;
    }
    if (node.is(Kind::ParamRef) && of != nullptr) of->parameter = true;
    if (node.is(Kind::FuncCall) && of != nullptr) {
      const sql::Nodes name = node.list(Key::funcname);
      if (!name.empty() && sql::string_of(*name.back()) == "tollgate_subplan") of->subplan = true;
    }
    for (const sql::Field& field : node.fields()) {
      if (const auto* inner = std::get_if<const Node*>(&field.value)) collect(**inner, into, of);
      if (const auto* list = std::get_if<sql::Nodes>(&field.value)) {
        for (const Node* part : *list) collect(*part, into, of);
      }
    }
  }
};

// One statement for all: a call of the parser costs more than a condition. Nothing when it does not parse.
std::optional<std::vector<Condition>> read_together(const std::vector<std::string>& texts) {
  std::string statement;
  for (const std::string& text : texts) statement += (statement.empty() ? "SELECT " : ", ") + text;
  const auto answer = sql::read_tree(statement);
  const auto* const tree = std::get_if<sql::Tree>(&answer);
  if (tree == nullptr || tree->statement() == nullptr) return std::nullopt;
  const sql::Nodes targets = tree->statement()->list(Key::targetList);
  if (targets.size() != texts.size()) return std::nullopt;
  std::vector<Condition> conditions;
  for (const Node* target : targets) {
    const Node* const value = target->node(Key::val);
    conditions.push_back(value == nullptr ? Condition{} : Reader().condition(*value));
  }
  return conditions;
}

}  // namespace

std::vector<std::string_view> aliases_in(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = piece_at(text, at);
    at += piece.text.size();
    if (piece.kind != Piece::Kind::name || at >= text.size() || text[at] != '.') continue;
    found.push_back(piece.name);
    // Beyond the column, lest `a.b.c` gives b.
    ++at;
    if (at < text.size()) at += piece_at(text, at).text.size();
  }
  return found;
}

std::string as_sql(std::string_view text, std::string_view alias, std::string_view called) {
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t length = text[at] == '(' ? plan_reference(text.substr(at)) : 0; length > 0) {
      const bool init = text.substr(at).starts_with("(InitPlan ");
      for (const std::string_view word : {"EXISTS", "ARRAY"}) {
        if (ends_with_word(made, word)) made.resize(made.size() - word.size());
      }
      at += length;
      at += column_of_plan(text.substr(at));
      made += init ? "($1)" : "(tollgate_subplan())";
      continue;
    }
    const Piece piece = piece_at(text, at);
    const bool qualifier =
        piece.kind == Piece::Kind::name && at + piece.text.size() < text.size() && text[at + piece.text.size()] == '.';
    // PostgreSQL 17: `(ANY (a.x = (hashed SubPlan 1).col1))`, where no operator stands before ANY.
    const bool quantifier = (piece.text == "ANY" || piece.text == "ALL") && made.ends_with("(");
    if (qualifier && !alias.empty() && piece.name == alias) {
      made += fmt::format("\"{}\"", called);
    } else if (!quantifier) {
      made += piece.text;
    }
    at += piece.text.size();
  }
  return made;
}

std::vector<Condition> read_conditions(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  if (auto together = read_together(texts)) return std::move(*together);
  std::vector<Condition> conditions;
  for (const std::string& text : texts) {
    auto one = read_together({text});
    conditions.push_back(one ? std::move(one->front()) : Condition{});
  }
  return conditions;
}

std::vector<const Condition*> conjuncts(const Condition& condition) {
  if (condition.kind != Condition::Kind::conjunction) return {&condition};
  std::vector<const Condition*> parts;
  for (const Condition& part : condition.parts) parts.push_back(&part);
  return parts;
}

std::string_view without_number(std::string_view alias) {
  std::size_t end = alias.size();
  while (end > 0 && is_digit(alias[end - 1])) --end;
  if (end == alias.size() || end < 2 || alias[end - 1] != '_') return alias;
  return alias.substr(0, end - 1);
}

}  // namespace tollgate::explain
