// Which columns a model has on one side alone, as far as its own code tells. Pure.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "dbt/project.hpp"

namespace tollgate::dbt {

class ModelColumns {
 public:
  /// Both may be null, and must outlive this. Of a node that is no model nothing is told.
  ModelColumns(const Node* base, const Node* head) : x_base{base}, x_head{head} {}

  /// Whether base's SQL puts the column out and head's does not; false where a star may bring it. Where a side was not
  /// compiled: whether base's code alone names it.
  bool is_gone(const std::string& column) const;
  /// The other way round.
  bool is_new(const std::string& column) const;

 private:
  /// What a SELECT puts out, in lower case.
  struct Outputs {
    std::set<std::string> names;
    bool whole = true;  ///< false: a star over a relation brings more
  };
  struct Side {
    const Node* node = nullptr;
    mutable std::optional<Outputs> outputs{};
    mutable bool read = false;
    const std::optional<Outputs>& known() const;
  };
  static std::optional<Outputs> outputs_of(const Node& node);
  static bool only_one(const std::string& column, const Side& with, const Side& without);

  Side x_base, x_head;
};

}  // namespace tollgate::dbt
