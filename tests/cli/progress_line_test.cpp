#include "cli/progress_line.hpp"

#include <sstream>

#include "cli/interruption.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::cli;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const Run::Clock::time_point begin{};

Run::Step step(std::size_t done, std::size_t total) {
  return {"row-count-diff (gate 3 of 7)", "questions", done, total, begin, begin};
}

}  // namespace

TEST_CASE("a step tells what is done, of how many, and how long that may take") {
  CHECK(progress_text({"reading", {}, 0, 0, begin, begin}, begin + minutes(3)) == "reading");
  CHECK(progress_text({}, begin).empty());
  CHECK(progress_text(step(0, 500), begin + seconds(10)) == "row-count-diff (gate 3 of 7): 0 of 500 questions");
  CHECK(progress_text(step(100, 500), begin + seconds(10)) ==
        "row-count-diff (gate 3 of 7): 100 of 500 questions, about 45s left");
  CHECK(progress_text(step(100, 500), begin + seconds(100)) ==
        "row-count-diff (gate 3 of 7): 100 of 500 questions, about 7m left");
  CHECK(progress_text(step(1, 100), begin + minutes(1)) ==
        "row-count-diff (gate 3 of 7): 1 of 100 questions, about 1h 39m left");
  CHECK(progress_text(step(500, 500), begin + seconds(10)) == "row-count-diff (gate 3 of 7): 500 of 500 questions");
}

TEST_CASE("who is told of progress: a terminal after two seconds, the log of a CI once a minute, nobody else") {
  using Kind = ProgressStyle::Kind;
  CHECK(progress_style(true, false, 80).kind == Kind::terminal);
  CHECK(progress_style(true, false, 80).after == seconds(2));
  CHECK(progress_style(true, true, 80).kind == Kind::log);
  CHECK(progress_style(false, true, 80).kind == Kind::log);
  CHECK(progress_style(false, true, 80).every == seconds(60));
  CHECK(progress_style(false, false, 80).kind == Kind::none);
}

TEST_CASE("the line of a terminal is cut to its width and taken away for what is to stay") {
  Run run;
  run.begin("a step with a name that is longer than the terminal is wide");
  std::ostringstream err;
  {
    ProgressLine line(run, err, {ProgressStyle::Kind::terminal, 30, milliseconds(0), milliseconds(5)});
    while (true) {  // until it was drawn
      std::string text;
      line.above([&] { text = err.str(); });
      if (!text.empty()) break;
    }
    line.above([&] { err << "a problem\n"; });
    run.begin({});
  }
  const std::string text = err.str();
  CHECK(text.starts_with("tollgate: a step with a name \r" + std::string(29, ' ') + "\r"));
  CHECK_THAT(text, ContainsSubstring("\ra problem\n"));
  CHECK((text.ends_with("\r") || text.ends_with("\n")));
}

TEST_CASE("the log of a CI gets plain lines") {
  Run run;
  run.begin("parse (gate 1 of 2)");
  std::ostringstream err;
  {
    ProgressLine line(run, err, {ProgressStyle::Kind::log, 80, milliseconds(0), milliseconds(1)});
    std::string text;
    while (text.empty()) line.above([&] { text = err.str(); });
  }
  CHECK(err.str().starts_with("tollgate: parse (gate 1 of 2)\n"));
  CHECK(err.str().find('\r') == std::string::npos);
}

TEST_CASE("what was stopped is told in a line") {
  CHECK(stopped_text(2, {}, 0) == "stopped by SIGINT");
  CHECK(stopped_text(15, step(130, 500), 8) ==
        "stopped by SIGTERM at row-count-diff (gate 3 of 7): 130 of 500 questions; 8 queries cancelled; no verdict");
  CHECK(stopped_text(1, {"reading", {}, 0, 0, begin, begin}, 0) == "stopped by SIGHUP at reading; no verdict");
}

TEST_CASE("--time-limit is a time with a unit") {
  const tests::ShopFolder shop({{.name = "orders"}}, {{.name = "orders", .sql = "select 2 as id"}});
  for (const char* wrong : {"10", "0s", "25h", "ten minutes", "500ms"}) {
    const tests::Ran ran = shop.check({"--gate", "parse", "--time-limit", wrong});
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, ContainsSubstring("is not a time from 1s to 24h, such as 90s, 10m or 1h"));
  }
  CHECK(shop.check({"--gate", "parse", "--time-limit", "90s"}).code == 0);
}
