// What two dbt tests of the same kind say, held against each other: which of them lets more pass, where that can be
// told. Pure; knows nothing of findings.
#pragma once

#include <string>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

enum class Direction {
  stricter,
  looser,
  unknown,  ///< other, and it cannot be told which of the two lets more pass
};

/// One thing that a test says otherwise than on base. Code, never data of the warehouse.
struct TestDifference {
  std::string what;           ///< `values`, `where`, `severity`, `column`, `sql`, …
  std::string before, after;  ///< as written, not shortened; empty: not set
  Direction direction = Direction::unknown;
};

/// Of two tests of one kind on one relation, but for their columns. `head`: what an argument names that is gone from
/// there is no difference, as the model was removed or renamed.
std::vector<TestDifference> differences(const Node& before, const Node& after, const Project& head);

/// Whether the test checks at least as much as before.
bool checks_as_much(const std::vector<TestDifference>& differences);

/// All that a test says, as one text: equal texts, equal tests.
std::string signature(const Node& test);

}  // namespace tollgate::dbt
