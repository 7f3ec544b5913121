#include "gates/relation_mapping.hpp"

#include <algorithm>
#include <map>
#include <variant>

#include "sql/opaque_text.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates {

namespace {

std::size_t end_of_part(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '"') return sql::end_of_opaque(text, at);
  while (at < text.size() && sql::continues_name(text[at])) ++at;
  return at;
}

/// Behind a name of `parts` parts that begins at `from`; nothing where it is written in a way not known here (U&"…").
std::optional<std::size_t> end_of_name(std::string_view text, std::size_t from, std::size_t parts) {
  std::size_t at = from;
  for (std::size_t part = 0; part < parts; ++part) {
    if (part > 0) {
      at = sql::end_of_blanks(text, at);
      if (at >= text.size() || text[at] != '.') return std::nullopt;
      at = sql::end_of_blanks(text, at + 1);
    }
    const std::size_t end = end_of_part(text, at);
    if (end == at) return std::nullopt;
    at = end;
  }
  return at;
}

std::string quoted(const std::vector<std::string_view>& parts) {
  std::string name;
  for (const std::string_view part : parts) name += (name.empty() ? "" : ".") + warehouse::quoted_identifier(part);
  return name;
}

/// What stands around a node.
struct Around {
  bool sampled = false;
  bool in_expression = false;
};

class Collector {
 public:
  Collector(std::string_view text, const sql::RelationNames& names) : x_text(text), x_names(names) {}

  void collect(const sql::Node& node, Around around = {}) {
    if (node.is(sql::Kind::RangeVar)) add_relation(node, around);
    if (node.is(sql::Kind::ColumnRef)) add_column(node);
    const Around below{node.is(sql::Kind::RangeTableSample), around.in_expression || node.is(sql::Kind::SubLink)};
    for (const sql::Field& field : node.fields()) {
      if (const auto* child = std::get_if<const sql::Node*>(&field.value)) {
        collect(**child, below);
      } else if (const auto* list = std::get_if<sql::Nodes>(&field.value)) {
        for (const sql::Node* element : *list) collect(*element, below);
      }
    }
  }

  NamesInText finish() {
    std::ranges::sort(x_found.relations, {}, &RelationUse::from);
    std::ranges::sort(x_found.columns, {}, &QualifiedColumn::from);
    return std::move(x_found);
  }

 private:
  void add_relation(const sql::Node& range, Around around) {
    std::vector<std::string_view> parts;
    for (const sql::Key key : {sql::Key::catalogname, sql::Key::schemaname, sql::Key::relname}) {
      if (const std::string_view part = range.text(key); !part.empty()) parts.push_back(part);
    }
    if (parts.size() < 2 || range.location() < 0) return;
    const auto from = static_cast<std::size_t>(range.location());
    const auto to = end_of_name(x_text, from, parts.size());
    if (!to) return;
    const auto known = x_names.relations.find(sql::relation_key(parts));
    RelationUse use;
    use.unique_id = known == x_names.relations.end() ? std::string() : known->second;
    use.name = quoted(parts);
    use.from = from;
    use.to = *to;
    use.own_name = warehouse::quoted_identifier(parts.back());
    use.aliased = range.node(sql::Key::alias) != nullptr;
    use.in_expression = around.in_expression;
    use.plain = !around.sampled && range.flag(sql::Key::inh);
    x_found.relations.push_back(std::move(use));
  }

  void add_column(const sql::Node& reference) {
    std::vector<std::string_view> parts;
    for (const sql::Node* field : reference.list(sql::Key::fields)) {
      if (field->is(sql::Kind::String)) parts.push_back(sql::string_of(*field));
    }
    const sql::Nodes fields = reference.list(sql::Key::fields);
    if (fields.size() < 3 || reference.location() < 0) return;
    if (parts.size() == fields.size()) parts.pop_back();  // the column; a star is no String
    const auto from = static_cast<std::size_t>(reference.location());
    const auto to = end_of_name(x_text, from, parts.size());
    if (to) x_found.columns.push_back({quoted(parts), from, *to});
  }

  std::string_view x_text;
  const sql::RelationNames& x_names;
  NamesInText x_found;
};

struct Piece {
  std::size_t from, to;
  std::string text;
};

std::string put_in(std::string_view text, std::vector<Piece> pieces) {
  std::ranges::sort(pieces, {}, &Piece::from);
  std::string made;
  std::size_t taken = 0;
  for (const Piece& piece : pieces) {
    if (piece.from < taken) continue;  // the grammar makes two nodes of one place
    made.append(text.substr(taken, piece.from - taken)).append(piece.text);
    taken = piece.to;
  }
  return made.append(text.substr(taken));
}

}  // namespace

NamesInText names_in(const sql::Tree& tree, const sql::RelationNames& names) {
  Collector collector(tree.text(), names);
  if (tree.statement() != nullptr) collector.collect(*tree.statement());
  return collector.finish();
}

std::optional<NamesInText> names_in(std::string_view sql, const sql::RelationNames& names) {
  const auto tree = sql::read_tree(sql);
  const auto* const read = std::get_if<sql::Tree>(&tree);
  if (read == nullptr || read->statement() == nullptr) return std::nullopt;
  return names_in(*read, names);
}

std::string with_relations(std::string_view sql, const NamesInText& names, const Replace& replace) {
  std::vector<Piece> pieces;
  std::map<std::string, std::string> replaced;  // name as written -> what columns call it now
  for (const RelationUse& use : names.relations) {
    std::optional<std::string> text = replace(use);
    if (!text) continue;
    if (!use.aliased) *text += " as " + use.own_name;
    replaced.try_emplace(use.name, use.own_name);
    pieces.push_back({use.from, use.to, std::move(*text)});
  }
  for (const QualifiedColumn& column : names.columns) {
    const auto found = replaced.find(column.name);
    if (found != replaced.end()) pieces.push_back({column.from, column.to, found->second});
  }
  return put_in(sql, std::move(pieces));
}

}  // namespace tollgate::gates
