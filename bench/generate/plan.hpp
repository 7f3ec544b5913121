// A dbt project that nobody wrote: relations, what each reads, and its SQL. A pure function of size and seed. The SQL
// is such that PostgreSQL takes it; texts name relations by number and are written for one environment by texts.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/generate/vocabulary.hpp"

namespace tollgate::bench {

enum class Layer { source, staging, intermediate, marts, metrics };

struct MadeColumn {
  std::string name;
  Kind kind = Kind::word;
  bool personal = false;
};

/// One item of a select list.
struct Item {
  std::string expression;
  MadeColumn column;
};

struct Cte {
  std::string name;
  std::string body;
};

/// `with <ctes>, final as (select <items> from <from> where <where> <tail>) select * from final`. A relation that is
/// read stands as {@N}, N being its index; {@this} is the relation itself.
struct Text {
  std::vector<Cte> ctes;
  std::vector<Item> items;
  std::string from;
  std::vector<std::string> where;
  std::string tail;
  std::string incremental;  ///< a condition for later builds; empty: none
  std::string comment;
};

/// A source or a model. Every relation has, first, a key column, then the columns by which any two may be joined, added
/// up and united: account_id, status, amount (cents in sources), created_at, updated_at.
struct Relation {
  Layer layer = Layer::source;
  std::string name;
  std::string system;  ///< folder, and the name of the source
  std::string entity;
  std::string materialized;
  std::vector<MadeColumn> columns;
  std::vector<std::size_t> parents;
  Text text;
  std::size_t depth = 0;
  std::string description;
};

struct Plan {
  std::vector<Relation> relations;  ///< parents before children
  std::size_t first_model = 0;      ///< what stands before are sources
  std::size_t hub = 0;              ///< a model on which a large part of the project stands

  std::size_t models() const { return relations.size() - first_model; }
};

/// At least 20 models: three tenths staging, three intermediate, three marts, a tenth metrics.
Plan make_plan(std::size_t models, std::uint64_t seed);

/// Columns that the items of a text give.
std::vector<MadeColumn> columns_of(const Text& text);

}  // namespace tollgate::bench
