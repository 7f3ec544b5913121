#include "core/outcome.hpp"

namespace tollgate {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::passed:
      return "passed";
    case Status::failed:
      return "failed";
    case Status::skipped:
      return "skipped";
    case Status::errored:
      return "errored";
  }
  return "errored";
}

}  // namespace tollgate
