#include "forge/api.hpp"

#include <string>
#include <vector>

#include "core/error.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::forge;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const std::string secret = "ghs_0123456789secret";
const std::string labels = "/repos/o/r/issues/7/labels";
const std::string pull = "/repos/o/r/pulls/7";
const std::string body = R"({"labels":["a"]})";

Response answer(int status, std::string text = "{}", std::map<std::string, std::string, std::less<>> headers = {}) {
  Response response;
  response.status = status;
  response.body = std::move(text);
  response.headers = std::move(headers);
  return response;
}

/// Answers in turn, the last one for ever; time is what it is told to sleep and takes.
struct World {
  std::vector<Response> answers;
  std::vector<Request> asked{};
  std::vector<milliseconds> slept{};
  milliseconds elapsed{0};
  milliseconds each_takes{0};

  Api api(seconds budget = seconds(120), Kind kind = Kind::github) {
    const ApiSettings settings{kind, address_from("https://git.example/api/v3", "X"), secret, budget, seconds(30)};
    const Transport transport = [this](const Request& request) {
      asked.push_back(request);
      elapsed += each_takes;
      return answers.at(std::min(asked.size(), answers.size()) - 1);
    };
    const Pace pace{[this] { return std::chrono::steady_clock::time_point(elapsed); },
                    [this] { return std::chrono::sys_seconds(std::chrono::duration_cast<seconds>(elapsed)); },
                    [this](milliseconds time) {
                      slept.push_back(time);
                      elapsed += time;
                    },
                    [] { return 0.0; }};
    return {settings, transport, pace};
  }
};

AlreadyThere says(bool there, int& asked) {
  return [&asked, there]() -> Answer<bool> {
    ++asked;
    return {there, Failure::none, {}};
  };
}

bool holds(const std::vector<std::string>& headers, const std::string& wanted) {
  return std::find(headers.begin(), headers.end(), wanted) != headers.end();
}

}  // namespace

TEST_CASE("the token goes in a header, to the API's own address") {
  World world{{answer(200, "{\"number\":7}")}};
  Api api = world.api();
  CHECK(api.get(pull).value == "{\"number\":7}");
  CHECK(world.asked[0].url == "https://git.example/api/v3" + pull);
  CHECK(holds(world.asked[0].headers, "Authorization: Bearer " + secret));
  World other{{answer(200)}};
  Api gitlab = other.api(seconds(120), Kind::gitlab);
  CHECK(gitlab.get("/projects/42/merge_requests/7").ok());
  CHECK(holds(other.asked[0].headers, "PRIVATE-TOKEN: " + secret));
}

TEST_CASE("a redirect is followed for reading, on the same host only") {
  World same{{answer(301, "", {{"location", "https://git.example/api/v3/repositories/1/pulls/7"}}), answer(200, "x")}};
  Api api = same.api();
  CHECK(api.get(pull).value == "x");
  CHECK(same.asked.size() == 2);
  for (const char* elsewhere : {"https://evil.example/api/v3", "https://git.example.evil.example/",
                                "http://git.example/", "https://git.example:444/x", "/relative", ""}) {
    INFO(elsewhere);
    World away{{answer(302, "", {{"location", elsewhere}}), answer(200)}};
    Api other = away.api();
    CHECK(other.get(pull).failure == Failure::rejected);
    CHECK(away.asked.size() == 1);
  }
  World circle{{answer(301, "", {{"location", "https://git.example/api/v3/x"}})}};
  Api third = circle.api();
  CHECK_FALSE(third.get(pull).ok());
  CHECK(circle.asked.size() < 10);
  World write{{answer(307, "", {{"location", "https://git.example/api/v3/x"}}), answer(200)}};
  Api fourth = write.api();
  CHECK_FALSE(fourth.post(labels, body, {}).ok());
  CHECK(write.asked.size() == 1);
}

TEST_CASE("a rate limit is waited for within the budget") {
  World world{{answer(429, "{}", {{"retry-after", "50"}}), answer(403, "{}", {{"retry-after", "50"}}), answer(200)}};
  Api api = world.api();
  CHECK(api.get(pull).ok());
  CHECK(world.slept == std::vector<milliseconds>{seconds(50), seconds(50)});
  SECTION("and what was waited counts for what comes after") {
    world.answers = {answer(429, "{}", {{"retry-after", "50"}})};
    const Answer<std::string> refused = api.get(pull);
    CHECK(refused.failure == Failure::rate_limited);
    CHECK_THAT(refused.problem, ContainsSubstring("--forge-timeout"));
    CHECK(world.slept.size() == 2);
  }
}

TEST_CASE("time that answers take counts, and when it is used up nothing is asked any more") {
  World world{{answer(200)}};
  world.each_takes = seconds(4);
  Api api = world.api(seconds(10));
  for (int i = 0; i < 3; ++i) CHECK(api.get(pull).ok());
  CHECK(world.asked[0].timeout == seconds(10));
  CHECK(world.asked[2].timeout == seconds(2));
  const Answer<std::string> late = api.get(pull);
  CHECK(late.failure == Failure::unavailable);
  CHECK_THAT(late.problem, ContainsSubstring("--forge-timeout"));
  CHECK(world.asked.size() == 3);
}

TEST_CASE("reading is asked again after failures; three times in all") {
  World world{{answer(502), answer(502), answer(200)}};
  Api api = world.api();
  CHECK(api.get(pull).ok());
  world.answers = {answer(503)};
  CHECK(api.get(pull).failure == Failure::unavailable);
  CHECK(world.asked.size() == 6);
}

TEST_CASE("a POST without an answer is never sent again before it was looked whether it had worked") {
  int looked = 0;
  World worked{{answer(502), answer(201)}};
  Api api = worked.api();
  CHECK(api.post(labels, body, says(true, looked)).ok());
  CHECK(looked == 1);
  CHECK(worked.asked.size() == 1);

  World lost{{answer(502), answer(201)}};
  Api second = lost.api();
  CHECK(second.post(labels, body, says(false, looked)).ok());
  CHECK(looked == 2);
  CHECK(lost.asked.size() == 2);

  World blind{{answer(502), answer(201)}};
  Api third = blind.api();
  CHECK(third.post(labels, body, {}).failure == Failure::unavailable);
  CHECK(blind.asked.size() == 1);

  World dark{{answer(502), answer(201)}};
  Api fourth = dark.api();
  const AlreadyThere unknown = []() -> Answer<bool> { return {false, Failure::unavailable, "no"}; };
  CHECK(fourth.post(labels, body, unknown).failure == Failure::unavailable);
  CHECK(dark.asked.size() == 1);
}

TEST_CASE("a POST that surely was not carried out is sent again") {
  int looked = 0;
  World limited{{answer(429, "{}", {{"retry-after", "1"}}), answer(201)}};
  Api api = limited.api();
  CHECK(api.post(labels, body, says(true, looked)).ok());
  CHECK(limited.asked.size() == 2);
  Response unsent;
  unsent.was_sent = false;
  World unreachable{{unsent, answer(201)}};
  Api second = unreachable.api();
  CHECK(second.post(labels, body, says(true, looked)).ok());
  CHECK(unreachable.asked.size() == 2);
  CHECK(looked == 0);
}

TEST_CASE("after ten writes they keep a second's distance") {
  World world{{answer(200)}};
  Api api = world.api(seconds(120), Kind::gitlab);
  for (int i = 0; i < 12; ++i) CHECK(api.put("/projects/42/merge_requests/7", R"({"add_labels":"a"})").ok());
  CHECK(world.slept == std::vector<milliseconds>{seconds(1), seconds(1)});
}

TEST_CASE("pages are read to the end, and never where a link points") {
  World world{{answer(200, "[1]", {{"link", R"(<https://evil.example/?page=2>; rel="next")"}}),
               answer(200, "[2]", {{"x-next-page", "3"}}), answer(200, "[3]", {{"x-next-page", ""}})}};
  Api api = world.api();
  CHECK(api.get_pages(pull + "/reviews").value == std::vector<std::string>{"[1]", "[2]", "[3]"});
  CHECK(world.asked[1].url == "https://git.example/api/v3" + pull + "/reviews?per_page=100&page=2");
  SECTION("a list without an end is refused") {
    world.answers = {answer(200, "[1]", {{"x-next-page", "2"}})};
    CHECK(api.get_pages(pull + "/reviews").failure == Failure::unreadable);
    CHECK(world.asked.size() < 110);
  }
}

TEST_CASE("a refusal is told in one line, without the token and without the address") {
  World world{{answer(422, R"({"message":"Validation\nFailed )" + secret +
                               R"(","errors":[{"resource":"Label","field":"name","code":"invalid"},"too long"]})")}};
  Api api = world.api();
  const Answer<std::string> refused = api.post(labels, body, {});
  CHECK(refused.failure == Failure::rejected);
  CHECK(refused.problem ==
        "GitHub API: 422 Validation Failed *** Label name invalid too long (POST /repos/o/r/issues/7/labels)");
  world.answers = {answer(400, R"({"message":{"base":["x"]}})")};
  CHECK(api.get(pull).problem == "GitHub API: 400 base (GET /repos/o/r/pulls/7)");
  world.answers = {answer(400, "{\"message\":\"" + std::string(100, 'x') + std::string(200, 'y') + "\"}")};
  CHECK(api.get(pull).problem.size() < 260);
  world.answers = {answer(404, "<html>")};
  CHECK(api.get(pull).problem ==
        "GitHub API: 404 (GET /repos/o/r/pulls/7): it is not there, or this token may not see it");
  world.answers = {answer(401, R"({"message":"Bad credentials"})")};
  CHECK(api.get(pull).problem ==
        "GitHub API: 401 Bad credentials (GET /repos/o/r/pulls/7): the token is not valid, or has expired");
  world.answers = {answer(503, "")};
  CHECK_THAT(api.get(pull).problem, ContainsSubstring("503 (GET /repos/o/r/pulls/7): the forge is in trouble"));
}

TEST_CASE("a token so short that it is no secret does not cut words") {
  World world{{answer(404, R"({"message":"Not Found"})")}};
  const Transport transport = [&](const Request&) { return world.answers[0]; };
  Api api({Kind::github, address_from("https://git.example", "X"), "o", seconds(9), seconds(9)}, transport);
  CHECK(api.get(pull).problem.starts_with("GitHub API: 404 Not Found (GET /repos/o/r/pulls/7)"));
}

TEST_CASE("a token that would break its header is refused without being told") {
  for (const char* token : {"secret secret", "secret\nHost: evil", "secret\r\n", "secret\xC3\xB6"}) {
    try {
      const Api api({Kind::github, address_from("https://git.example", "X"), token, {}, {}}, {});
      FAIL("taken");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
      CHECK_THAT(error.what(), !ContainsSubstring("secret"));
    }
  }
}

TEST_CASE("what is not among the endpoints never leaves") {
  World world{{answer(200)}};
  Api api = world.api();
  CHECK_THROWS_AS(api.put("/repos/o/r/pulls/7/merge", "{}"), Error);
  CHECK_THROWS_AS(api.post("/repos/o/r/pulls/7/reviews", R"({"event":"APPROVE"})", {}), Error);
  CHECK_THROWS_AS(api.put(labels, body), Error);  // would replace
  CHECK_THROWS_AS(api.patch("/repos/o/r/pulls/7", R"({"state":"closed"})"), Error);
  CHECK_THROWS_AS(api.get("/users/dana"), Error);
  CHECK(world.asked.empty());
}
