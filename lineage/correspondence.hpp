// Which relation and column of the base is which of the head: by unique_id and name, and by name again where a rename
// was found. Filled model by model, parents first.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "lineage/graph.hpp"
#include "sql/meaning.hpp"

namespace tollgate::lineage {

/// Sources of a column, in terms of the head: its column id, or for what only the base has an id beyond the head's.
using Origins = std::set<ColumnId>;

class Correspondence {
 public:
  Correspondence(const Graph& base, const Graph& head);

  const Graph& base() const { return x_base; }
  const Graph& head() const { return x_head; }

  void rename(ColumnId base, ColumnId head);
  /// What head calls columns that it renamed.
  const sql::RenamedColumns& renamed() const { return x_renamed; }
  /// The head's column, or an id beyond all of them that stands for the base's.
  ColumnId on_head(ColumnId base) const;
  bool only_on_base(ColumnId base) const { return on_head(base) >= x_head.columns().size(); }
  /// The column of the base that `head` was, where it is known.
  std::optional<ColumnId> on_base(ColumnId head) const;

  /// Direct sources, seen through models that only this side has.
  Origins sources_on_base(ColumnId base) const;
  Origins sources_on_head(ColumnId head) const;
  /// Where a value that is only handed on begins: through identities, model by model. In terms of the head.
  Origins leaves_on_base(ColumnId base) const;
  Origins leaves_on_head(ColumnId head) const;
  /// The kind of value, seen through models that only this side has.
  sql::ColumnKind kind_on_base(ColumnId base) const;
  sql::ColumnKind kind_on_head(ColumnId head) const;

 private:
  struct Side {
    const Graph* graph;
    std::vector<bool> lonely;  ///< by relation: a model that only this side has
  };

  void add_sources(const Side& side, ColumnId column, Origins& into) const;
  ColumnId end_of_chain(const Graph& graph, ColumnId column) const;
  sql::ColumnKind kind_of(const Side& side, ColumnId column) const;
  Origins in_terms_of_head(const Origins& base) const;

  const Graph& x_base;
  const Graph& x_head;
  Side x_base_side, x_head_side;
  std::map<ColumnId, ColumnId> x_columns;  ///< renames only
  sql::RenamedColumns x_renamed;           ///< the same by name
};

}  // namespace tollgate::lineage
