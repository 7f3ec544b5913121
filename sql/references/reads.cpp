#include "sql/references/reads.hpp"

#include <unordered_set>

#include "sql/walk.hpp"

namespace tollgate::sql {

namespace {

class Reader {
 public:
  void query(const Query& query, bool top) {
    if (!x_seen.insert(&query).second) return;
    for_each_query(
        query, [&](const Query& inner) { this->query(inner, top && (&inner == query.left || &inner == query.right)); });
    for (const Output& output : query.outputs) {
      if (output.value == nullptr) continue;
      if (top) x_output = output.name;
      x_star = output.from_star;
      one(query, *output.value);
      x_star = false;
      if (top) x_output = {};
    }
    for_each_clause(query, [&](const Expr& value) { one(query, value); });
  }

  std::vector<ColumnRead> take() { return std::move(x_reads); }

 private:
  void one(const Query& holder, const Expr& value) {
    if (value.kind == ExprKind::column) return column(holder, value);
    for_each_part(value, [&](const Expr& part) { one(holder, part); });
    if (value.query != nullptr) query(*value.query, false);
  }

  void column(const Query& holder, const Expr& value) {
    const Query* const owner = outward(holder, value.column.levels_up);
    const RangeEntry* const entry = owner == nullptr ? nullptr : entry_of(*owner, value.column);
    if (entry == nullptr || entry->kind != RangeEntry::Kind::relation || entry->relation == nullptr) return;
    // Aliases of columns rename them; the relation's own name is the one that counts.
    const auto attribute = static_cast<std::size_t>(value.column.attribute);
    const auto& known = entry->relation->columns;
    const std::string_view name = attribute < known.size() ? std::string_view(known[attribute].name) : value.name;
    x_reads.push_back({entry->relation, name, x_output, value.location, x_star});
  }

  std::unordered_set<const Query*> x_seen;
  std::string_view x_output;
  bool x_star = false;
  std::vector<ColumnRead> x_reads;
};

}  // namespace

std::vector<ColumnRead> column_reads(const Query& query) {
  Reader reader;
  reader.query(query, true);
  return reader.take();
}

}  // namespace tollgate::sql
