// Whether the compiled SQL of a node says the same on both sides: text first, then parse trees without their layout.
// Never runs SQL and never compares what is not compiled on both sides.
#pragma once

#include <span>
#include <vector>

#include "dbt/environment_names.hpp"
#include "dbt/node_pair.hpp"

namespace tollgate::dbt {

enum class Sameness {
  same,          ///< equal texts, or equal trees and literals, with relations by unique_id
  literals,      ///< trees equal but for numbers and strings
  different,     ///< other trees
  unparsed,      ///< other texts, and PostgreSQL's parser does not take both
  incomparable,  ///< not on both sides, not compiled on both, or not SQL
};

struct CompiledComparison {
  Sameness sameness = Sameness::incomparable;
  bool text_differs = false;  ///< byte by byte; schema names alone make it so

  bool says_other() const {
    return sameness == Sameness::literals || sameness == Sameness::different || sameness == Sameness::unparsed;
  }
};

/// One answer per pair, in order.
std::vector<CompiledComparison> compare_compiled(std::span<const NodePair> pairs, const EnvironmentNames& names);

}  // namespace tollgate::dbt
