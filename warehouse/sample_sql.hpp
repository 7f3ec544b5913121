// The SQL that samples a relation for pii-scan: first what pg_catalog knows of it (a question over metadata alone),
// then one bounded statement for all columns, and once more for a column that is mostly null. Builds text and reads the
// catalogue's answers; asks nobody. pg_stats is never read: it holds values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

enum class SampleForm : std::uint8_t {
  plain,       ///< read as its text
  structured,  ///< an array or a row: read as JSON, so that each element is a text of its own
  closed_set,  ///< an enum: its labels are metadata
};

struct SampleColumn {
  std::string name;
  std::string type;  ///< as format_type() prints it; of a domain, the type beneath
  SampleForm form = SampleForm::plain;
  bool readable = true;  ///< the role may select it
};

/// What pg_catalog knows of a relation.
struct SampleFacts {
  bool found = false;
  char kind = 'r';           ///< pg_class.relkind
  std::int64_t pages = 0;    ///< as they are now, of all leaves of a partitioned table
  double rows_per_page = 0;  ///< by the last ANALYZE; never analysed: by the widths of its types, as the planner does
  std::vector<SampleColumn> columns;  ///< in declared order

  /// Whether TABLESAMPLE is possible: tables, partitioned tables, materialized views.
  bool has_pages() const { return kind == 'r' || kind == 'p' || kind == 'm'; }
};

/// The relation comes from quoted_relation().
std::string sample_facts_sql(std::string_view relation);
/// Throws Error (unjudged) for an answer that is none of ours.
SampleFacts sample_facts_in(const Answer& answer);

/// How much of a relation is read. Its cost depends on these and not on the size of the relation.
struct SampleSize {
  double percent = 100;   ///< of the pages; 100: no TABLESAMPLE
  std::int64_t rows = 0;  ///< at most
  bool whole = false;     ///< by what is known, every row is read
  bool by_limit = false;  ///< a view or foreign table: the first rows that the server finds
};

/// For about `rows` rows: at least sixteen pages, at most twice the rows; relations of up to twice the rows are read
/// whole.
SampleSize sample_size(const SampleFacts& facts, std::int64_t rows);

/// A cell longer than this is cut off, in characters.
inline constexpr int longest_cell = 4096;

/// One cell per column and row, in that order. At least one column.
std::string sample_sql(std::string_view relation, const std::vector<SampleColumn>& columns, const SampleSize& size,
                       std::int64_t seed);

/// Up to `cells` cells of one column that are not null and not empty, out of twenty times as much of the relation.
std::string sparse_sample_sql(std::string_view relation, const SampleColumn& column, const SampleSize& size,
                              std::int64_t seed, std::int64_t cells);

}  // namespace tollgate::warehouse
