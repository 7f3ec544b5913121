#include "lineage/expand.hpp"

#include <algorithm>
#include <cctype>
#include <utility>
#include <variant>

#include "sql/opaque_text.hpp"
#include "sql/tree.hpp"

namespace tollgate::lineage {

namespace {

struct Reference {
  std::size_t from = 0, to = 0;
  RelationId relation = 0;
  std::string alias_needed;  ///< its own name, where the text gives it no other
};

/// Behind the name, of one part or several, that begins at `from`.
std::size_t end_of_name(std::string_view text, std::size_t from) {
  std::size_t at = from;
  while (at < text.size()) {
    if (text[at] == '"') {
      at = sql::end_of_opaque(text, at);
    } else if (sql::continues_name(text[at])) {
      while (at < text.size() && sql::continues_name(text[at])) ++at;
    } else {
      return at;
    }
    if (at >= text.size() || text[at] != '.') return at;
    ++at;
  }
  return at;
}

class Expander {
 public:
  Expander(const Graph& graph, const IsWritten& is_written) : x_graph(graph), x_is_written(is_written) {}

  /// Nothing when there is nothing to put in, or too much.
  std::optional<ExpandedText> expand(std::string_view text, int depth) {
    std::vector<Reference> references;
    const auto tree = sql::read_tree(text);
    if (const auto* read = std::get_if<sql::Tree>(&tree); read != nullptr && read->statement() != nullptr) {
      collect(*read->statement(), text, references);
    }
    if (references.empty()) return std::nullopt;
    std::ranges::sort(references, {}, &Reference::from);
    ExpandedText made(text);
    for (const Reference& reference : references) {
      const auto inner = text_of(x_graph.relations()[reference.relation], depth + 1);
      if (!inner) return std::nullopt;
      made.replace(reference.from, reference.to,
                   "(" + *inner + "\n)" + (reference.alias_needed.empty() ? "" : " as " + reference.alias_needed));
    }
    return made;
  }

 private:
  static constexpr int deepest = 20;

  std::optional<std::string> text_of(const Relation& relation, int depth) {
    if (depth > deepest) return std::nullopt;
    std::string text(relation.analysis->text());
    while (!text.empty() && (std::isspace(static_cast<unsigned char>(text.back())) != 0 || text.back() == ';')) {
      text.pop_back();
    }
    if (auto deeper = expand(text, depth)) text = deeper->finish();
    x_bytes += text.size();
    if (x_bytes > longest_expanded_text) return std::nullopt;
    return text;
  }

  void collect(const sql::Node& node, std::string_view text, std::vector<Reference>& references) const {
    if (node.is(sql::Kind::RangeVar)) add(node, text, references);
    for (const sql::Field& field : node.fields()) {
      if (const auto* child = std::get_if<const sql::Node*>(&field.value)) {
        collect(**child, text, references);
      } else if (const auto* list = std::get_if<sql::Nodes>(&field.value)) {
        for (const sql::Node* element : *list) collect(*element, text, references);
      }
    }
  }

  void add(const sql::Node& range, std::string_view text, std::vector<Reference>& references) const {
    std::vector<std::string_view> parts;
    for (const sql::Key key : {sql::Key::catalogname, sql::Key::schemaname, sql::Key::relname}) {
      if (const std::string_view part = range.text(key); !part.empty()) parts.push_back(part);
    }
    const bool inlined = parts.size() == 1 && parts.front().starts_with("__dbt__cte__");
    if ((parts.size() < 2 && !inlined) || range.location() < 0) return;  // a bare name may be a CTE
    const sql::KnownRelation* known = x_graph.schema().find(parts);
    const auto id = known == nullptr ? std::nullopt : x_graph.id_of(known->identity);
    if (!id || !x_is_written(x_graph.relations()[*id])) return;
    const auto from = static_cast<std::size_t>(range.location());
    std::string alias;
    if (range.node(sql::Key::alias) == nullptr) {
      const std::size_t end = end_of_name(text, from);
      const std::string_view name = text.substr(from, end - from);
      alias = '"' + std::string(parts.back()) + '"';
      if (name.find('"') == std::string_view::npos) alias = std::string(parts.back());
    }
    references.push_back({from, end_of_name(text, from), *id, std::move(alias)});
  }

  const Graph& x_graph;
  const IsWritten& x_is_written;
  std::size_t x_bytes = 0;
};

}  // namespace

ExpandedText::ExpandedText(std::string_view text) : x_text(text), x_pieces{{0, 0, false}} {}

void ExpandedText::replace(std::size_t from, std::size_t to, std::string_view inner) {
  x_made.append(x_text.substr(x_taken, from - x_taken));
  x_pieces.push_back({x_made.size(), from, true});
  x_made.append(inner);
  x_pieces.push_back({x_made.size(), to, false});
  x_taken = to;
}

std::string ExpandedText::finish() {
  x_made.append(x_text.substr(x_taken));
  x_taken = x_text.size();
  return x_made;
}

int ExpandedText::original(int location) const {
  if (location < 0) return location;
  const auto at = static_cast<std::size_t>(location);
  const auto after = std::ranges::upper_bound(x_pieces, at, {}, &Piece::at);
  const Piece& piece = *(after - 1);
  return static_cast<int>(piece.put_in ? piece.original : piece.original + (at - piece.at));
}

std::optional<ExpandedText> write_out(const Graph& graph, const Relation& relation, const IsWritten& is_written) {
  const bool any =
      std::ranges::any_of(relation.parents, [&](RelationId id) { return is_written(graph.relations()[id]); });
  if (!any || relation.analysis == nullptr) return std::nullopt;
  return Expander(graph, is_written).expand(relation.analysis->text(), 0);
}

std::optional<Expansion> expand(const Graph& graph, const Relation& relation, const IsWritten& is_written) {
  auto made = write_out(graph, relation, is_written);
  if (!made) return std::nullopt;
  auto analysed = sql::analyse(made->finish(), graph.schema());
  auto* analysis = std::get_if<sql::Analysis>(&analysed);
  if (analysis == nullptr || analysis->query() == nullptr || !analysis->problems().empty()) return std::nullopt;
  return Expansion{std::move(*analysis), std::move(*made)};
}

}  // namespace tollgate::lineage
