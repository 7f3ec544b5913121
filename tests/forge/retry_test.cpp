#include "forge/retry.hpp"

#include <map>

#include "tests/catch.hpp"

using namespace tollgate::forge;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const std::chrono::sys_seconds now{seconds(1'000'000)};

Response answer(int status, std::map<std::string, std::string, std::less<>> headers = {}, std::string body = {}) {
  Response response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

Decision at(const Response& response, int tries = 1) { return decide(response, tries, now, 0.0); }

}  // namespace

TEST_CASE("an answer is taken") {
  for (const int status : {200, 201, 204}) {
    CHECK(at(answer(status)).step == Step::take);
    CHECK(at(answer(status)).failure == Failure::none);
  }
}

TEST_CASE("told how long to wait, it waits that long") {
  for (const int status : {429, 403}) {
    const Decision decision = at(answer(status, {{"retry-after", "7"}}));
    CHECK(decision.step == Step::again);
    CHECK(decision.failure == Failure::rate_limited);
    CHECK(decision.wait == seconds(7));
    CHECK(at(answer(status, {{"retry-after", "7"}}), 10).step == Step::give_up);
  }
}

TEST_CASE("a primary limit is over when it says") {
  for (const int status : {429, 403}) {
    const Decision decision = at(answer(status, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1000042"}}));
    CHECK(decision.step == Step::again);
    CHECK(decision.wait == seconds(42));
  }
  CHECK(at(answer(403, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "5"}})).wait == seconds(1));
  CHECK(at(answer(429, {{"ratelimit-remaining", "0"}, {"ratelimit-reset", "1000003"}})).wait == seconds(3));
}

TEST_CASE("a limit that does not say how long: a minute, doubling, three tries") {
  const Response limit = answer(403, {}, R"({"message": "You have exceeded a secondary Rate Limit"})");
  CHECK(at(limit).wait == seconds(60));
  CHECK(at(limit, 2).wait == seconds(120));
  CHECK(at(limit, 3).step == Step::give_up);
  CHECK(at(answer(429), 1).wait == seconds(60));
  CHECK(at(answer(429, {{"retry-after", "soon"}})).wait == seconds(60));
}

TEST_CASE("any other 403 is a permission, and never asked again") {
  for (const int status : {401, 403}) {
    const Decision decision = at(
        answer(status, {{"x-ratelimit-remaining", "4999"}}, R"({"message":"Resource not accessible by integration"})"));
    CHECK(decision.step == Step::take);
    CHECK(decision.failure == Failure::not_allowed);
  }
}

TEST_CASE("what fails on the other side is asked again three times, waiting longer, and may have been carried out") {
  for (const int status : {500, 502, 503, 504, 408}) {
    const Decision first = at(answer(status));
    CHECK(first.step == Step::doubtful);
    CHECK(at(answer(status), 2).wait > first.wait);
    CHECK(at(answer(status), 3).step == Step::give_up);
    CHECK(at(answer(status), 3).failure == Failure::unavailable);
  }
  CHECK(decide(answer(502), 1, now, 0.5).wait > decide(answer(502), 1, now, 0.0).wait);
}

TEST_CASE("without an answer it matters whether the request was sent") {
  Response none;
  CHECK(at(none).step == Step::doubtful);
  none.was_sent = false;
  CHECK(at(none).step == Step::again);
  none.is_final = true;
  CHECK(at(none).step == Step::give_up);
}

TEST_CASE("other refusals are answers") {
  CHECK(at(answer(404)).failure == Failure::not_found);
  CHECK(at(answer(410)).failure == Failure::not_found);
  for (const int status : {301, 304, 400, 406, 409, 422}) {
    CHECK(at(answer(status)).step == Step::take);
    CHECK(at(answer(status)).failure == Failure::rejected);
  }
}

TEST_CASE("an answer that was cut off is none") {
  Response cut = answer(200);
  cut.too_large = true;
  CHECK(at(cut).failure == Failure::unreadable);
}
