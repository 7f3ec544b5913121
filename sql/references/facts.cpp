#include "sql/references/facts.hpp"

#include <algorithm>

#include "sql/references/match.hpp"

namespace tollgate::sql {

namespace {

std::size_t bytes(int location) { return static_cast<std::size_t>(std::max(location, 0)); }

// The name of a column reference of one part, else "".
std::string_view bare_name(const Node& node) {
  if (!node.is(Kind::ColumnRef)) return {};
  const Nodes fields = node.list(Key::fields);
  return fields.size() == 1 ? string_of(*fields.front()) : std::string_view{};
}

std::string_view operator_of(const Node& node) {
  if (!node.is(Kind::A_Expr) || node.list(Key::name).empty()) return {};
  return string_of(*node.list(Key::name).back());
}

class FactReader {
 public:
  explicit FactReader(const std::vector<Token>& tokens) : x_tokens(tokens) {}

  void walk(const Node& node) {
    read(node);
    for (const Field& field : node.fields()) {
      if (const auto* child = std::get_if<const Node*>(&field.value); child != nullptr && *child != nullptr) {
        walk(**child);
      } else if (const auto* list = std::get_if<Nodes>(&field.value)) {
        for (const Node* item : *list) walk(*item);
      }
    }
  }

  WrittenFacts take() { return std::move(x_facts); }

 private:
  std::size_t token_at(int location) const {
    const auto at = std::lower_bound(x_tokens.begin(), x_tokens.end(), bytes(location),
                                     [](const Token& token, std::size_t byte) { return token.begin < byte; });
    return static_cast<std::size_t>(at - x_tokens.begin());
  }

  // The first bracketed part after token `from`, as bytes; at most a few tokens away.
  std::pair<std::size_t, std::size_t> brackets_after(std::size_t from) const {
    for (std::size_t at = from; at < x_tokens.size(); ++at) {
      if (is_symbol(x_tokens[at], "(")) {
        const Token& close = x_tokens[x_tokens[at].partner];
        return {x_tokens[at].begin, close.end};
      }
    }
    return {0, 0};
  }

  // SQL/JSON came with 16 and 17 (their release notes).
  void newer(const Node& node) {
    const auto found = [&](std::string_view name, int since) {
      x_facts.newer.push_back({std::string(name), since, std::max(node.location(), 0)});
    };
    switch (node.kind()) {
      case Kind::JsonArrayConstructor:
      case Kind::JsonArrayQueryConstructor:
        return found("json_array", 16);
      case Kind::JsonObjectConstructor:
        return found("json_object", 16);
      case Kind::JsonIsPredicate:
        return found("is json", 16);
      case Kind::JsonFuncExpr: {
        const std::string_view op = node.text(Key::op);
        return found(op == "JSON_EXISTS_OP" ? "json_exists" : op == "JSON_QUERY_OP" ? "json_query" : "json_value", 17);
      }
      case Kind::JsonTable:
        return found("json_table", 17);
      case Kind::JsonScalarExpr:
        return found("json_scalar", 17);
      case Kind::JsonSerializeExpr:
        return found("json_serialize", 17);
      default:
        return;
    }
  }

  void read(const Node& node) {
    newer(node);
    switch (node.kind()) {
      case Kind::FuncCall:
        return call(node);
      case Kind::ResTarget:
        if (const auto name = node.text(Key::name); !name.empty()) x_facts.output_aliases.emplace(name);
        return;
      case Kind::RangeVar:
        if (const Node* alias = node.node(Key::alias)) {
          x_facts.aliases.emplace(node.text(Key::relname), alias->text(Key::aliasname));
        }
        return;
      case Kind::WithClause:
        for (const Node* cte : node.list(Key::ctes)) common_table(*cte, node.flag(Key::recursive));
        return;
      case Kind::A_Expr:
        if (const Node* operand = node.node(Key::rexpr);
            operand != nullptr && node.node(Key::lexpr) == nullptr && operator_of(node).starts_with('@')) {
          x_facts.variables.insert(operand->location());
        }
        return;
      default:
        return;
    }
  }

  void call(const Node& node) {
    const Nodes names = node.list(Key::funcname);
    if (names.empty()) return;
    WrittenCall call;
    call.name = string_of(*names.back());
    if (names.size() > 1) call.schema = string_of(*names[names.size() - 2]);
    call.location = std::max(node.location(), 0);
    call.end = brackets_after(token_at(call.location)).second;
    call.distinct_window = node.flag(Key::agg_distinct) && node.node(Key::over) != nullptr;
    for (const Node* argument : node.list(Key::args)) {
      ++call.arguments;
      if (const auto name = bare_name(*argument); !name.empty()) call.columns.emplace(argument->location(), name);
      call.named = call.named || argument->is(Kind::NamedArgExpr);
      if (operator_of(*argument) == "->") lambda(*argument, call);
    }
    if (call.name == "extract" && !call.schema.empty()) extracted_part(node, call.location);
    x_facts.calls.insert_or_assign(call.location, std::move(call));
  }

  static void lambda(const Node& argument, WrittenCall& call) {
    const Node* left = argument.node(Key::lexpr);
    if (left == nullptr) return;
    if (const auto name = bare_name(*left); !name.empty()) call.lambda_names.emplace(name);
    for (const Node* item : left->list(Key::args)) {  // (x, y) -> …
      if (const auto name = bare_name(*item); !name.empty()) call.lambda_names.emplace(name);
    }
  }

  void extracted_part(const Node& node, int location) {
    const Nodes args = node.list(Key::args);
    if (args.empty() || !args.front()->is(Kind::A_Const)) return;
    const Node* value = args.front()->node(Key::sval);
    if (value != nullptr) x_facts.date_parts.emplace(location, value->text(Key::sval));
  }

  void common_table(const Node& node, bool recursive) {
    std::size_t at = token_at(node.location());
    while (at < x_tokens.size() && !is_word(x_tokens[at], "as")) ++at;
    const auto [begin, end] = brackets_after(at);
    x_facts.ctes.push_back({std::string(node.text(Key::ctename)), recursive, begin, end});
  }

  const std::vector<Token>& x_tokens;
  WrittenFacts x_facts;
};

}  // namespace

const WrittenCall* WrittenFacts::call_around(int location) const {
  constexpr int most_steps = 1000;  // over calls that ended before: keeps the search short in a text of calls only
  auto at = calls.upper_bound(location);
  for (int step = 0; at != calls.begin() && step < most_steps; ++step) {
    --at;
    if (at->second.end > bytes(location)) return &at->second;
  }
  return nullptr;
}

WrittenFacts written_facts(const Node& statement, const std::vector<Token>& tokens) {
  FactReader reader(tokens);
  reader.walk(statement);
  return reader.take();
}

}  // namespace tollgate::sql
