#include "forge/retry.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "core/lower.hpp"

namespace tollgate::forge {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int most_tries = 3;
constexpr int most_tries_when_told_to_wait = 10;
constexpr seconds unexplained_limit{60};  // GitHub: "wait for at least one minute"
constexpr milliseconds first_backoff{500};

std::string_view header(const Response& response, std::string_view name) {
  const auto found = response.headers.find(name);
  return found == response.headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<long long> number_in(std::string_view text) {
  long long number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

/// GitHub's name of a header, else GitLab's.
std::string_view either(const Response& response, std::string_view github, std::string_view gitlab) {
  const std::string_view first = header(response, github);
  return first.empty() ? header(response, gitlab) : first;
}

bool is_used_up(const Response& response) {
  return either(response, "x-ratelimit-remaining", "ratelimit-remaining") == "0";
}

bool is_a_rate_limit(const Response& response) {
  if (response.status == 429) return true;
  return response.status == 403 && (!header(response, "retry-after").empty() || is_used_up(response) ||
                                    lowered(response.body).find("rate limit") != std::string::npos);
}

Decision wait_for_limit(const Response& response, int tries, std::chrono::sys_seconds now) {
  Decision decision{Step::again, Failure::rate_limited, {}};
  const auto told = number_in(header(response, "retry-after"));
  const auto reset = number_in(either(response, "x-ratelimit-reset", "ratelimit-reset"));
  constexpr long long longest = 86400;
  if (told) {
    decision.wait = seconds(std::min(*told, longest));
  } else if (is_used_up(response) && reset) {
    decision.wait = seconds(std::clamp(*reset - now.time_since_epoch().count(), 1LL, longest));
  } else {
    decision.wait = unexplained_limit * (1 << std::min(tries - 1, most_tries));
    if (tries >= most_tries) decision.step = Step::give_up;
  }
  if (tries >= most_tries_when_told_to_wait) decision.step = Step::give_up;
  return decision;
}

Decision after_failure(const Response& response, int tries, double jitter) {
  Decision decision{response.was_sent ? Step::doubtful : Step::again, Failure::unavailable, {}};
  if (tries >= most_tries || response.is_final) decision.step = Step::give_up;
  const auto backoff = first_backoff * (1 << std::min(tries - 1, most_tries));
  decision.wait = std::chrono::duration_cast<milliseconds>(backoff * (1.0 + jitter));
  return decision;
}

Failure failure_of(int status) {
  if (status == 401 || status == 403) return Failure::not_allowed;
  if (status == 404 || status == 410) return Failure::not_found;
  return Failure::rejected;
}

}  // namespace

Decision decide(const Response& response, int tries, std::chrono::sys_seconds now, double jitter) {
  if (response.too_large) return {Step::take, Failure::unreadable, {}};
  if (is_a_rate_limit(response)) return wait_for_limit(response, tries, now);
  if (response.status == 0 || response.status == 408 || response.status >= 500) {
    return after_failure(response, tries, jitter);
  }
  if (response.status >= 200 && response.status < 300) return {};
  return {Step::take, failure_of(response.status), {}};
}

}  // namespace tollgate::forge
