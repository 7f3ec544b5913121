// What the judge of plans knows of the database beside the plan: sizes, keys, indexes, partitions and settings. Read
// from pg_catalog by the gate, from `catalog` by `inspect plan`. A relation that is not in it is unknown, not empty.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/statistics.hpp"

namespace tollgate::explain {

struct Index {
  std::string name;
  bool unique = false;
  std::vector<std::string> columns;  ///< in order; an expression as its text
};

struct CatalogueColumn {
  std::string type;  ///< as format_type() prints it
  bool not_null = false;
  std::optional<double> n_distinct;  ///< as pg_stats has it: negative is a share of the rows
};

struct CatalogueRelation {
  char kind = 'r';            ///< relkind
  double rows = -1;           ///< reltuples; below 0: never analysed
  double pages = 0;           ///< relpages
  bool partition = false;     ///< a member of a partitioned table
  std::string parent;         ///< `schema.name`, of a partition
  std::string partition_key;  ///< `RANGE (event_date)`; empty: not partitioned
  int partitions = 0;
  std::vector<Index> indexes;
  /// Sets of columns that are unique for another reason than an index: a dbt test or constraint.
  std::vector<std::vector<std::string>> declared_keys;
  std::map<std::string, CatalogueColumn, std::less<>> columns;
};

/// By its figures: at most one row on at most one page, as tables of parameters are. Nothing keeps a second one out.
bool holds_one_row(const CatalogueRelation& relation);

/// Where sizes and statistics come from, best first: told in every finding that rests on them.
using Statistics = warehouse::StatisticsLevel;

struct Catalogue {
  std::map<std::string, CatalogueRelation, std::less<>> relations;  ///< by `schema.name`
  std::map<std::string, std::string, std::less<>> settings;         ///< a plan's own Settings win over these
  Statistics statistics = Statistics::live;
  std::string database;  ///< its name; empty: not told
  std::string hypopg;    ///< schema of that extension, by which indexes can be tried out; empty: not installed

  const CatalogueRelation* find(std::string_view schema, std::string_view name) const;
};

}  // namespace tollgate::explain
