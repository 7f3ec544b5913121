// What a change does to the column graph: which columns come from elsewhere, are gone, new, renamed or computed
// otherwise, and which joins, filters and groupings of a model's text differ. Only the model whose text makes the
// difference is named; what follows from it further down is its reach. Pure: two graphs in, a value out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "dbt/environment_names.hpp"
#include "lineage/graph.hpp"
#include "lineage/reach.hpp"

namespace tollgate::lineage {

enum class DifferenceKind : std::uint8_t {
  resourced,          ///< same name, no source in common with before
  partly_resourced,   ///< sources gained or lost while some stay
  lost,               ///< gone
  added,              ///< new
  renamed,            ///< the same value under another name
  scaled,             ///< the same value times or plus a constant
  retyped,            ///< another type
  kind_changed,       ///< identity, derived, aggregate, constant: another of them
  aggregate_changed,  ///< aggregated otherwise from the same columns
  recomputed,         ///< computed otherwise from the same columns
  moved,              ///< another order of columns, and a reader that goes by position
  join_added,
  join_removed,
  join_type_changed,
  join_key_changed,
  filter_added,
  filter_removed,
  filter_changed,
  grain_changed,    ///< GROUP BY, DISTINCT, set operation
  union_arm_added,  ///< further branches of a UNION, or a UNION ALL around what was there
  union_arm_removed,
  rows_otherwise,  ///< other rows, and nothing above that tells it
  captured_name,   ///< an unqualified name in a sub-query that now means a column of the query around it
};
std::string_view to_string(DifferenceKind kind);
/// True for what is about one column of the model, false for what is about its rows.
bool is_about_column(DifferenceKind kind);

struct Difference {
  DifferenceKind kind = DifferenceKind::recomputed;
  std::string unique_id;      ///< of the model whose text makes the difference
  std::string column;         ///< on head; `lost`: on base; empty for what is about rows
  std::string before, after;  ///< for a person: source columns, types, names, texts of the SQL; empty: there is none
  bool severe = false;        ///< resourced: its value was handed on unchanged before, or is now
  int base_location = -1, head_location = -1;  ///< byte offsets into compiled_code; -1: not on that side
  /// `lost`, `renamed`, `retyped`: those on head that still read it by its old name or type: unique_ids, sorted.
  std::vector<std::string> still_read_by;
  /// `grain_changed` where both sides group by some keys alike: those that only one side has, as written there.
  std::vector<std::string> keys_lost, keys_gained;
  /// `moved`: the readers by position: unique_ids, sorted.
  std::vector<std::string> positional_readers;
  /// `scaled`: `100 x base`; then `before` and `after` are types where these differ, else empty.
  std::string scale{};
  double factor = 1;
  Cause cause;  ///< what has one cause is folded into one finding, across gates
  /// Columns of one model that differ by one edit share it, so that they are told together: `from b now, on base from
  /// a`; of branches of unions: as `after` or `before` of theirs. Empty: it differs by itself.
  std::string together{};
  /// `lost`: where on head it stood, or is missed: byte offset into compiled_code; -1: there is no such place.
  int place_left = -1;
  /// `join_type_changed`: what is joined; `before` and `after` are how, as `LEFT JOIN`.
  std::string joined{};
  /// What a difference of joins, filters or grain does to the rows, where that can be told: `rows of a without a match
  /// in b are dropped`; else empty.
  std::string effect{};
  /// The smallest part that both sides write in another way, also where it stands further up in the model's text; of a
  /// condition only where that does not show in it. Empty: none is known.
  std::string part_before{}, part_after{};
  bool part_aggregates = false;  ///< it is, or holds, an aggregate or a window on a side
  bool opposite = false;         ///< one part is the other's opposite: `not x` for `x`, `<>` for `=`
  bool loses_fraction = false;   ///< the column divides whole numbers now, where it did not
  int part_location = -1;        ///< on head: byte offset into compiled_code; -1: not known
  /// Columns of one model that differ by one part share it, so that they are told together; else empty.
  std::string edit{};
};

/// Something that could not be compared.
struct Unjudged {
  std::string unique_id;
  std::string column;   ///< empty: the whole model
  std::string reason;   ///< for a person
  bool changed = true;  ///< false: equally unresolved on both sides
  /// And the head names something that is provably not there: PostgreSQL refuses it, and the references gate tells
  /// where.
  bool refused = false;
  Cause cause;        ///< of what is refused: the name
  int location = -1;  ///< of that name: byte offset into the head's compiled_code
};

struct Differences {
  std::vector<Difference> differences;  ///< in DAG order of the head, then by place
  std::vector<Unjudged> unjudged;       ///< likewise
};

/// Models that only one side has are not compared. Makes its own deep stack. Throws Error (unjudged) once `run`, if
/// any, is out of time.
Differences compare(const Graph& base, const Graph& head, const dbt::EnvironmentNames& names, const Run* run);
/// Makes the names itself.
Differences compare(const Graph& base, const Graph& head, const Run* run = nullptr);

/// Whom it reaches: in the base graph for `lost`, else in the head's.
Reach reach_of(const Difference& difference, const Graph& base, const Graph& head);
const Graph& graph_of(const Difference& difference, const Graph& base, const Graph& head);

/// The cause of everything that one select item of a model brings about; of everything that its joins, filters and
/// grouping do to its rows. Shared by all gates, so that core folds what has one cause.
Cause column_cause(std::string_view unique_id, std::string_view column);
Cause rows_cause(std::string_view unique_id);
/// Of everything that one name in a model's text brings about which is not there, or not what the writer thinks.
Cause name_cause(std::string_view unique_id, std::string_view name);

}  // namespace tollgate::lineage
