// What to do with an answer of a forge: take it, ask again after a while, or give up. Sources of the rules: GitHub's
// "Best practices for using the REST API" and "Rate limits for the REST API"; GitLab answers 429 with the same headers.
#pragma once

#include <chrono>
#include <cstdint>

#include "forge/answer.hpp"
#include "forge/http.hpp"

namespace tollgate::forge {

enum class Step : std::uint8_t {
  take,      ///< it is an answer
  again,     ///< after `wait`: nothing was carried out
  doubtful,  ///< after `wait`: it may have been carried out without an answer
  give_up,
};

struct Decision {
  Step step = Step::take;
  Failure failure = Failure::none;  ///< of an answer that says no, and of giving up
  std::chrono::milliseconds wait{0};
};

/// `tries`: how often it was asked, this time included. `now`: by the wall clock, which rate limits are told in.
/// `jitter` in [0, 1) spreads those who ask at once.
Decision decide(const Response& response, int tries, std::chrono::sys_seconds now, double jitter);

}  // namespace tollgate::forge
