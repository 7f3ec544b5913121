// One model to be run: its SQL, base's SQL over the same relations, and how their inputs are cut down alike. Made in
// two steps around one round of questions about the relations. Asks nobody.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gates/context.hpp"
#include "gates/relation_mapping.hpp"
#include "gates/sample/text.hpp"
#include "lineage/keys.hpp"

namespace tollgate::gates::sample_run {

enum class Cut : std::uint8_t {
  none,      ///< every row is read: what comes out is the truth
  by_key,    ///< of one relation, about one row of `one_in`, the same on both sides
  by_limit,  ///< of the result, the first rows: those of the two sides need not match
};

/// A text that is run.
struct Script {
  std::string_view text;  ///< compiled SQL without a semicolon behind it
  NamesInText names;
  RunFacts facts;
};

struct Trial {
  const Target* target = nullptr;
  Script head;
  std::optional<Script> base;
  std::string uncompared;     ///< why base is not compared; empty: it is, or the model is new
  std::string problem;        ///< why the model can not be run at all
  bool full_refresh = false;  ///< an incremental model, compiled as if its table were not there

  std::vector<std::string> head_columns;  ///< empty: not known
  std::vector<std::string> base_columns;  ///< likewise; both are known, or neither is

  std::string head_sql, base_sql;        ///< over head's relations, whole
  std::string head_sample, base_sample;  ///< cut down; `by_limit` is not in the text
  Cut cut = Cut::none;
  std::string sampled;  ///< by_key: the relation, quoted
  std::int64_t one_in = 1;
  std::int64_t limit = 0;  ///< by_limit: rows

  bool compares() const { return base.has_value() && uncompared.empty(); }
};

/// What the planner said of a relation.
struct RelationFacts {
  std::optional<double> rows;  ///< nothing: it could not be asked
  bool missing = false;        ///< there is none of that name
  std::string problem;         ///< why it could not be asked, for a person
};
using Relations = std::map<std::string, RelationFacts, std::less<>>;  ///< by quoted name

/// Of targets on head with SQL: their texts and names, read on `jobs` threads.
std::vector<Trial> read_trials(const Context& context, const std::vector<const Target*>& targets);

/// Relations that the trial may read, under the names it may read them by.
std::vector<std::string> relations_of(const Trial& trial, const Context& context);

/// Base's SQL over head's relations, and the cut for models over more than `rows` rows.
void make_scripts(Trial& trial, const Context& context, const Relations& relations, const lineage::DeclaredKeys& keys,
                  std::int64_t rows);

/// Where the sample by key can not be had (a system column, a grouping that leans on the primary key, too slow).
void fall_back_to_limit(Trial& trial, std::int64_t rows);

}  // namespace tollgate::gates::sample_run
