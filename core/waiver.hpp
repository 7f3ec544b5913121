// A waiver: a person's signed answer to a finding, until a day. Plain data, valid once loaded (policy/waivers.hpp).
#pragma once

#include <string>

#include "core/error.hpp"

namespace tollgate {

struct Waiver {
  std::string rule;     ///< `gate/rule` or a rule id
  std::string subject;  ///< unique_id, `unique_id.column`, or `change`
  std::string reason;
  std::string owner;
  std::string expires;  ///< `YYYY-MM-DD`: the last day on which it counts (UTC)
  Place place;          ///< in the waiver file
  bool added = false;   ///< this pull request adds it: not in the base branch's file
};

}  // namespace tollgate
