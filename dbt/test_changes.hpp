// What a change takes from the dbt tests of what stays: tests that are gone, and tests that say something else or less.
// Tests are matched by meaning, as their ids hold a hash of their arguments. Pure: two projects in, a value out.
#pragma once

#include <string>
#include <vector>

#include "dbt/project.hpp"
#include "dbt/test_meaning.hpp"

namespace tollgate::dbt {

enum class TestLoss {
  removed,   ///< head has no test that says as much
  disabled,  ///< head has it, and it does not run
  changed,   ///< what it says is in `differences`
  macro,     ///< its own code is as it was, and a macro that it is made by is not
};

struct TestChange {
  TestLoss loss = TestLoss::removed;
  std::string name;    ///< base's; of a macro: `macro.shop.test_unique`
  std::string kind;    ///< not_null, dbt_utils.accepted_range, …; `singular test`; `unit test`; `macro`
  std::string column;  ///< may be empty
  std::string guards;  ///< unique_id of what it tests; empty: nothing in particular
  /// The model on whose account it is told: the tested one, else the first that reads what is tested. Empty: none.
  std::string model;
  std::vector<TestDifference> differences;  ///< of changed tests; those that make it stricter are left out
  bool on_new_column = false;               ///< it tests a column now that the change adds, in place of another
  bool looser = false;                      ///< all of these certainly let more pass
  std::vector<std::string> tests{};         ///< of a macro: names of those that hang on it
  std::string package;                      ///< whose test or macro it is
  std::string original_file_path;           ///< where it stands on head; of what is not there any more: on base
  int line = 0;                             ///< of a singular test's code, 1-based; 0: not known
};

/// In order of model, kind, column and name. What becomes stricter, goes with its model or column, or is only moved or
/// renamed is none.
std::vector<TestChange> find_test_changes(const Project& base, const Project& head);

}  // namespace tollgate::dbt
