#include "core/pull_request_summary.hpp"

namespace tollgate {

std::string_view to_string(DutyState state) {
  switch (state) {
    case DutyState::met:
      return "met";
    case DutyState::pending:
      return "pending";
    case DutyState::missing:
      return "missing";
    case DutyState::unknown:
      break;
  }
  return "unknown";
}

}  // namespace tollgate
