// Expressions of a statement as terms that outlast names and nesting.
#include <fmt/format.h>

#include "sql/meaning/reader.hpp"

namespace tollgate::sql {

ExpressionTerms FactReader::expressions(Frame& frame) {
  return {x_terms, [this, &frame](const Expr& expr) { return column(frame, expr.column); },
          [this, &frame](const Expr& expr, const TermList& left) { return subquery(frame, expr, left); },
          ExpressionTerms::Others::by_arguments};
}

const Term* FactReader::subquery(Frame& frame, const Expr& expr, const TermList& left) {
  if (expr.query == nullptr) return x_terms.opaque();
  Frame inner{expr.query, &frame, {}};
  ++x_within;
  const Block& block = visit(inner, {});
  --x_within;
  Hasher hasher;
  hasher.add(block.rows).add(static_cast<std::uint64_t>(expr.subquery_form)).add(expr.name);
  if (expr.subquery_form != SubqueryForm::exists)
    for (const Term* output : block.outputs) hasher.add(output->raw);
  if (expr.subquery_form == SubqueryForm::array) {
    ExpressionTerms terms = expressions(inner);
    for (const Term* key : terms.of(std::span<const SortKey>(expr.query->order_by))) hasher.add(key->raw);
  }
  return x_terms.subquery("subquery", left, nullptr, hasher.digest(), expr.type, 0);
}

const Term* FactReader::column(Frame& frame, const ColumnRef& ref) {
  Frame* home = &frame;
  for (int level = ref.levels_up; level > 0 && home->around != nullptr; --level) home = home->around;
  const auto entries = home->query->entries.size();
  if (ref.entry < 0 || static_cast<std::size_t>(ref.entry) >= entries || ref.attribute < 0) return x_terms.opaque();
  const std::uint64_t key = (static_cast<std::uint64_t>(ref.entry) << 32U) | static_cast<std::uint32_t>(ref.attribute);
  if (const auto known = home->columns.find(key); known != home->columns.end()) return known->second;
  const Term* const term = bound(*home, home->query->entries[static_cast<std::size_t>(ref.entry)], ref.attribute);
  home->columns.emplace(key, term);
  return term;
}

std::string_view FactReader::name_of(const KnownRelation& relation, std::string_view column) const {
  if (x_renamed.empty()) return column;
  const auto renamed = x_renamed.find({std::string(relation.identity), std::string(column)});
  return renamed == x_renamed.end() ? column : std::string_view(renamed->second);
}

const Term* FactReader::bound(Frame& frame, const RangeEntry& entry, int attribute) {
  const auto index = static_cast<std::size_t>(attribute);
  if (index >= entry.columns.size()) return x_terms.opaque();
  const RangeColumn& column = entry.columns[index];
  if (entry.kind == RangeEntry::Kind::relation && entry.relation != nullptr) {
    const KnownRelation& relation = *entry.relation;
    const std::string_view name =
        name_of(relation, index < relation.columns.size() ? relation.columns[index].name : column.name);
    const Digest table = digest_of(relation.identity.empty() ? relation.name : relation.identity);
    return x_terms.column(0, attribute, name, column.type, Hasher{}.add(table).add(name).digest());
  }
  if (entry.kind == RangeEntry::Kind::join)
    return column.value == nullptr ? x_terms.opaque() : expressions(frame).of(*column.value);
  if (entry.query != nullptr && !entry.self_reference) {
    const Block& inner = inner_block(frame, entry, {});
    if (index < inner.outputs.size()) return inner.outputs[index];
  }
  if (column.value != nullptr && column.value->kind == ExprKind::field) return expressions(frame).of(*column.value);
  TermList calls = expressions(frame).of(entry.functions);
  if (column.value != nullptr) calls = {expressions(frame).of(*column.value)};
  std::string position = (entry.self_reference ? "itself " : "column ") + std::to_string(attribute);
  if (entry.cte != nullptr && entry.query != nullptr && !entry.self_reference)  // SEARCH or CYCLE adds it
    position += fmt::format(" {} {}", entry.cte->search, entry.cte->cycle);
  return x_terms.special(x_terms.keep(position), calls, column.type);
}

}  // namespace tollgate::sql
