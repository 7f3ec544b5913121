// Names of relations, columns and literals as SQL writes them, and the words for sides and problems.
#include <algorithm>

#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {
namespace {

constexpr std::size_t most_parts = 3;  // database.schema.relation

// PostgreSQL's scan.l: identifiers begin with a letter, an underscore or a non-ASCII byte.
bool begins_identifier(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

bool continues_identifier(unsigned char c) { return begins_identifier(c) || (c >= '0' && c <= '9') || c == '$'; }

// Only ASCII is folded: what the server does with other letters depends on its encoding.
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Both readers take one part off the front of `rest`; nothing when there is none.
std::optional<std::string> read_quoted(std::string_view& rest) {
  std::string part;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != '"') {
      part += rest[i];
    } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
      part += rest[i++];
    } else {
      rest.remove_prefix(i + 1);
      return part;
    }
  }
  return std::nullopt;
}

std::optional<std::string> read_plain(std::string_view& rest) {
  if (!begins_identifier(static_cast<unsigned char>(rest.front()))) {
    return std::nullopt;
  }
  const auto* const end = std::find_if_not(rest.begin(), rest.end(),
                                           [](char c) { return continues_identifier(static_cast<unsigned char>(c)); });
  std::string part(rest.begin(), end);
  std::transform(part.begin(), part.end(), part.begin(), lower);
  rest.remove_prefix(part.size());
  return part;
}

std::string doubled(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    out.append(c == quote ? 2 : 1, c);
  }
  out += quote;
  return out;
}

}  // namespace

std::string_view to_string(Side side) { return side == Side::base ? "base" : "head"; }

std::string_view to_string(Problem problem) {
  switch (problem) {
    case Problem::none:
      return "none";
    case Problem::undefined_relation:
      return "undefined_relation";
    case Problem::undefined_column:
      return "undefined_column";
    case Problem::no_privilege:
      return "no_privilege";
    case Problem::timeout:
      return "timeout";
    case Problem::connection_lost:
      return "connection_lost";
    case Problem::cannot_connect:
      return "cannot_connect";
    case Problem::too_many_connections:
      return "too_many_connections";
    case Problem::read_only_violation:
      return "read_only_violation";
    case Problem::syntax:
      return "syntax";
    case Problem::other:
      break;
  }
  return "other";
}

std::string quoted_identifier(std::string_view name) { return doubled(name, '"'); }

std::string quoted_literal(std::string_view text) { return doubled(text, '\''); }

std::optional<std::string> quoted_relation(std::string_view relation_name) {
  if (relation_name.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::string out;
  for (std::size_t parts = 1; parts <= most_parts && !relation_name.empty(); ++parts) {
    const auto part = relation_name.front() == '"' ? read_quoted(relation_name) : read_plain(relation_name);
    if (!part || part->empty()) {
      return std::nullopt;
    }
    out += quoted_identifier(*part);
    if (relation_name.empty()) {
      return out;
    }
    if (relation_name.front() != '.') {
      return std::nullopt;
    }
    out += '.';
    relation_name.remove_prefix(1);
  }
  return std::nullopt;
}

}  // namespace tollgate::warehouse
