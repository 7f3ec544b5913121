// The parts of the gate references: what each model's text names on head against what it names on base. Findings only;
// references.cpp decides outcomes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/gate.hpp"
#include "gates/context.hpp"
#include "lineage/graph.hpp"
#include "sql/references.hpp"

namespace tollgate::gates::references_rules {

/// What models on base read of relations whose columns are not all known: base was built, so it is there.
struct BaseReads {
  /// By column: the relations of which at least one has it, one set per model that reads it.
  std::map<std::string, std::vector<std::set<std::string>>, std::less<>> columns;
  std::set<std::string, std::less<>> relations;  ///< no part of the project; without database and schema
};

/// What is the same for every target.
struct Sides {
  const Context& context;
  const lineage::Graph& base;
  const lineage::Graph& head;
  /// Functions and types that models on base use without PostgreSQL having them: the warehouse does.
  std::set<std::string, std::less<>> base_functions, base_types;
  BaseReads base_reads;
  /// Of head by relation_name: ids of nodes and sources that are that relation, e.g. a seed that fills a source.
  std::map<std::string, std::vector<std::string>, std::less<>> same_relation{};
};
Sides sides_of(const Context& context);

/// As dbt writes it; empty for what is none in the warehouse.
std::string_view relation_name(const lineage::Relation& relation);

/// Findings and what is told once for the gate.
struct Found {
  std::vector<Finding> findings;
  std::vector<std::string> standing;  ///< what base has as well, for a note: "model: column x"
};

/// Names that one changed model newly writes and of which nothing at hand tells whether they are there.
struct Unproven {
  std::vector<std::string> columns, relations, others;  ///< as written, in order of place; others: functions, types
  int location = -1;                                    ///< of the first
  bool empty() const { return location < 0; }
};

/// Names that are not there, dialects, drift: what head has and base has not. Needs a stack of stack_to_walk().
Unproven judge_names(const Sides& sides, const Target& target, Found& found);

BaseReads base_reads(const lineage::Graph& base);
/// Whether what base reads proves it. `finding` is one that is not provably absent.
bool is_proven_by_base(const Sides& sides, const Target& target, const sql::ReferenceFinding& finding);
/// Which names, and what would tell; the same for all models where no source has known columns.
std::string unproven_text(const Sides& sides, const Target& target, const Unproven& unproven);
/// For models that are not changed themselves: only columns that parents no longer have.
void judge_gone(const Sides& sides, const Target& target, Found& found);
/// Deprecated columns and models that are newly read.
void judge_deprecated(const Sides& sides, const Target& target, Found& found);
/// Relations of the project that dbt does not know to be read.
void judge_bypasses(const Sides& sides, const Target& target, Found& found);

/// Moves the finding to that place of the target's compiled SQL, mapped to its own file where it can be.
void place_at(Finding& finding, const Target& target, std::string_view compiled, int location);
/// The text that was analysed, else the compiled SQL.
std::string_view text_of(const lineage::Graph& graph, const dbt::Node& node);

}  // namespace tollgate::gates::references_rules
