// The SQL that asks about one join or filter in the words of its own statement, for what is no plain relation: keys of
// a right side that is a query, rows before and after a join whose condition is more than equalities. Builds text only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/joins.hpp"
#include "sql/joins/select_text.hpp"

namespace tollgate::gates::fan_out {

/// What can be asked about a join.
struct JoinSql {
  std::string right;     ///< SELECT of the key columns `k0`, `k1`, … of its item; empty: it depends on other items
  std::string left;      ///< likewise of the rows before it; empty like `right`
  std::size_t keys = 0;  ///< how many columns
  std::vector<std::string> key_texts;     ///< as the text has them, on one line
  std::vector<sql::TextSpan> key_places;  ///< of the conditions that are keys; none of USING
  std::size_t place = 0;                  ///< byte at which its item begins
  bool only_keys = false;                 ///< they alone decide which rows match
  bool first = false;                     ///< the rows before it are those of the first item
  std::string before, after;              ///< SELECT of the number of rows before it and once it is joined
  std::string item;  ///< SELECT of its item's own rows where every one meets every row before; else empty
};

/// Nothing where the text is not cut with certainty.
std::optional<JoinSql> join_sql(const sql::StatementText& text, const sql::Join& join);

/// SELECT of one row: the rows of a query's FROM that meet the `earlier` filters, then those that meet the first of
/// `asked` as well, the first two, … Nothing where one of them is not found, or stands in another query.
std::optional<std::string> filters_sql(const sql::StatementText& text, const sql::Query& query,
                                       const std::vector<const sql::RowFilter*>& earlier,
                                       const std::vector<const sql::RowFilter*>& asked);

/// `k0`, `k1`, …
std::vector<std::string> key_columns(std::size_t count);

}  // namespace tollgate::gates::fan_out
