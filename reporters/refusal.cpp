#include "reporters/refusal.hpp"

#include "reporters/escape.hpp"

namespace tollgate::reporters {

Published refusal(std::string_view what, forge::Failure failure, std::string_view problem) {
  const bool refused = failure == forge::Failure::not_allowed;
  return {refused ? PublishState::refused : PublishState::failed, std::string(what) + ": " + visible(problem)};
}

}  // namespace tollgate::reporters
