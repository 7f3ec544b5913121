#include "sql/change/details.hpp"

#include <algorithm>

namespace tollgate::sql {
namespace {

// All strings and numbers beneath a node.
void print(const Node& node, std::string& into) {
  into += name_of(node.kind());
  for (const Field& field : node.fields()) {
    into += ' ';
    if (const auto* const text = std::get_if<std::string_view>(&field.value)) into += *text;
    if (const auto* const number = std::get_if<std::int64_t>(&field.value)) into += std::to_string(*number);
    if (const auto* const flag = std::get_if<bool>(&field.value)) into += *flag ? "true" : "false";
    if (const auto* const inner = std::get_if<const Node*>(&field.value); inner != nullptr && *inner != nullptr)
      print(**inner, into);
    if (const auto* const list = std::get_if<Nodes>(&field.value))
      for (const Node* item : *list) print(*item, into);
  }
}

std::string printed(Nodes nodes) {
  std::string text;
  for (const Node* node : nodes) print(*node, text);
  return text;
}

bool is_interval(const Node& type) {
  const Nodes names = type.list(Key::names);
  return !names.empty() && string_of(*names.back()) == "interval";
}

// The types of columns that are defined hold no precision of a time.
std::string defined(const Node& column) {
  const Node* const type = column.node(Key::typeName);
  return type == nullptr ? "" : printed(type->list(Key::typmods));
}

std::string detail_of(const Node& node) {
  switch (node.kind()) {
    case Kind::RangeVar:
      return node.flag(Key::inh) ? "" : "only";
    case Kind::A_Indices:
      if (!node.flag(Key::is_slice)) return {};
      return std::string("slice ") + (node.node(Key::lidx) != nullptr ? "from" : "") +
             (node.node(Key::uidx) != nullptr ? "to" : "");
    case Kind::TypeName:
      return is_interval(node) ? printed(node.list(Key::typmods)) : "";
    case Kind::ColumnDef:
      return defined(node);
    case Kind::SelectStmt:
      return node.flag(Key::groupDistinct) ? "group by distinct" : "";
    case Kind::RangeTableSample:
      return "sample " + printed(node.list(Key::method));
    case Kind::LockingClause: {
      std::string text;
      print(node, text);
      return text;
    }
    case Kind::Other:
      return "other";
    default:
      return {};
  }
}

}  // namespace

std::vector<std::string> details_of(const Tree& tree) {
  std::vector<std::string> details;
  if (tree.statement() == nullptr) return details;
  std::vector<const Node*> open{tree.statement()};
  while (!open.empty()) {
    const Node& node = *open.back();
    open.pop_back();
    if (std::string detail = detail_of(node); !detail.empty()) details.push_back(std::move(detail));
    std::vector<const Node*> inner;
    for (const Field& field : node.fields()) {
      if (const auto* const one = std::get_if<const Node*>(&field.value); one != nullptr && *one != nullptr)
        inner.push_back(*one);
      if (const auto* const list = std::get_if<Nodes>(&field.value))
        inner.insert(inner.end(), list->begin(), list->end());
    }
    open.insert(open.end(), inner.rbegin(), inner.rend());
  }
  return details;
}

}  // namespace tollgate::sql
