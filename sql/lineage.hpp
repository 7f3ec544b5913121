// Column lineage of one statement: for each output column the base columns whose value can flow into it, with the role
// each plays, and the columns that only decide which rows there are. A fold over the resolved query; never guesses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sql/analyse.hpp"
#include "sql/passage.hpp"

namespace tollgate::sql {

/// Role bits (OpenLineage's column lineage facet 1-2-0 has the same distinction of DIRECT and INDIRECT).
using RoleMask = std::uint16_t;
namespace role {
inline constexpr RoleMask identity = 1U << 0U;        ///< the value itself
inline constexpr RoleMask transformation = 1U << 1U;  ///< computed from it
inline constexpr RoleMask aggregation = 1U << 2U;     ///< through an aggregate or window aggregate
inline constexpr RoleMask conditional = 1U << 3U;     ///< CASE tests, GROUPING()
inline constexpr RoleMask window = 1U << 4U;          ///< PARTITION BY, ORDER BY, frame
inline constexpr RoleMask aggregate_filter = 1U << 5U;
inline constexpr RoleMask sort_in_aggregate = 1U << 6U;
inline constexpr RoleMask subquery_filter = 1U << 7U;  ///< inside a sub-query of an expression, or under EXISTS
inline constexpr RoleMask except_right = 1U << 8U;
inline constexpr RoleMask join = 1U << 9U;
inline constexpr RoleMask filter = 1U << 10U;
inline constexpr RoleMask group_by = 1U << 11U;
inline constexpr RoleMask sort = 1U << 12U;
inline constexpr RoleMask distinct = 1U << 13U;
inline constexpr RoleMask direct = identity | transformation | aggregation;
}  // namespace role

/// A column of a relation that the statement reads.
struct BaseColumn {
  const KnownRelation* relation = nullptr;
  std::string_view relation_name;  ///< as the text qualifies it: `orders`, `shop.orders`
  std::string_view column;
};

struct Source {
  std::uint32_t column = 0;  ///< index into StatementLineage::base_columns
  RoleMask roles = 0;
  Passage passage = whole_passage;  ///< what is left of its value on the best direct way; none where it only steers
  friend bool operator==(const Source&, const Source&) = default;
};
using Sources = std::vector<Source>;  ///< sorted by column, each once

enum class ColumnKind : std::uint8_t { identity, derived, aggregate, constant };
std::string_view to_string(ColumnKind kind);

struct ColumnLineage {
  std::string name;
  std::string type;  ///< inferred; empty: not known
  ColumnKind kind = ColumnKind::constant;
  Sources sources;
  bool resolved = true;  ///< false: depends on something in Analysis::problems, or is the star of an open relation
  int location = -1;     ///< byte offset of its select item
  Passage missing = no_passage;  ///< what may be left in it of columns that could not be told
};

struct StatementLineage {
  std::vector<BaseColumn> base_columns;
  std::vector<ColumnLineage> columns;  ///< in select order
  Sources influences;                  ///< statement level and indirect roles, over everything that is read
  std::vector<std::string> tables;     ///< base relations read (for DML: not the target alone), sorted
  bool open = false;  ///< there may be more columns: a star over a relation whose columns are not known
};

/// Linear in expressions plus edges. Needs a stack of stack_to_walk().
StatementLineage lineage_of(const Analysis& analysis);
/// The same, with the passage of each source; without a callback all direct ones are whole.
StatementLineage lineage_of(const Analysis& analysis, const PassageOf& passage_of);

/// `table.column` in the words of `inspect lineage`.
std::string full_name(const BaseColumn& column);

}  // namespace tollgate::sql
