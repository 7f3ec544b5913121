// Sub-queries of FROM that are seen through, and what expressions written in them are about: inputs of the join list,
// their columns, their conditions as SQL. Owned by who makes the list; never guesses: what takes too many steps, as
// outputs that each name another one twice do, is not known.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sql/joins.hpp"
#include "sql/query.hpp"

namespace tollgate::sql {

struct Frame;

/// What an entry of FROM stands for.
struct Binding {
  int input = -1;
  const Frame* inner = nullptr;  ///< or the sub-query that it is seen through
};

struct Frame {
  const Query* query = nullptr;
  std::vector<Binding> bindings;  ///< by entry
  int steps = 0;                  ///< items of its FROM that were placed so far
};

/// A column of an input.
struct InputColumn {
  int input = -1;
  int attribute = -1;
};

/// Inputs that an expression reads.
struct Touched {
  std::set<int> inputs;
  bool known = true;  ///< false: there may be others
};

class Scope {
 public:
  explicit Scope(const std::vector<JoinInput>& inputs) : x_inputs(inputs) {}

  /// Of a bare reference.
  std::optional<InputColumn> column(const Frame& frame, const Expr& value) const;
  void touch(const Frame& frame, const Expr& value, Touched& touched) const;
  bool is_only_of(const Frame& frame, const Expr& value, int input) const;
  /// As SQL over the columns of that input; nothing when it cannot be told (see told.hpp).
  std::optional<std::string> tell(const Frame& frame, const Expr& value, int input) const;

 private:
  void touch(const Frame& frame, const Expr& value, Touched& touched, int& steps) const;
  void touch_column(const Frame& frame, const Expr& column, Touched& touched, int& steps) const;
  std::optional<std::string> tell(const Frame& frame, const Expr& value, int input, int& steps) const;

  const std::vector<JoinInput>& x_inputs;
};

}  // namespace tollgate::sql
