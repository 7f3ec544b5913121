// Why dbt could not run a test, and which edits of tests only follow a column: what a rename does is told once, with
// the tests as its evidence. For the gate `test` only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "dbt/test_changes.hpp"
#include "gates/context.hpp"
#include "gates/gone_columns.hpp"

namespace tollgate::gates::tests {

/// A column that the data test names, on what it tests or reads, and that head has not.
std::optional<GoneColumn> gone_for(const Context& context, const dbt::Node& test);
/// The same of a unit test, whose YAML file names it: on the tested model, or on what that reads.
std::optional<GoneColumn> gone_for(const Context& context, const dbt::UnitTest& test);

/// What a test does otherwise by itself, after columns that were renamed or went: nothing is left of what only follows
/// them. `cause` is theirs where what is left came with them, else empty.
struct OwnChange {
  std::optional<dbt::TestChange> change;
  Cause cause;
};

class ColumnFollowers {
 public:
  explicit ColumnFollowers(const Context& context);
  OwnChange own_part(const dbt::TestChange& change) const;

 private:
  bool follows(const dbt::TestChange& change, const dbt::TestDifference& difference) const;
  std::string_view relation_of(const dbt::TestChange& change, const dbt::TestDifference& difference) const;

  const Context& x_context;
  std::map<std::string, const dbt::Node*, std::less<>> x_base_tests;  ///< by name
};

}  // namespace tollgate::gates::tests
