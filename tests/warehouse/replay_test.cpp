#include "tests/support/replay_warehouse.hpp"

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using test::question;
using test::ReplayWarehouse;

namespace {

std::string error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("what a real server answered is told again, word for word") {
  NEEDS_POSTGRES();
  const std::vector<Question> questions{question("select 1, null, 'ä\"\n'", Side::head),
                                        question("select * from nowhere", Side::base),
                                        question("select 1 where false", Side::base)};
  const auto pool = test::pool();
  test::RecordingWarehouse recorder(*pool);
  const auto answers = test::ask(recorder, questions);
  const auto text = test::write_recording(recorder.recording());
  CHECK(test::write_recording(test::read_recording(text)) == text);

  ReplayWarehouse replay(test::read_recording(text));
  CHECK(replay.unused().size() == 3);
  const auto again = test::ask(replay, questions);
  REQUIRE(again.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(again[i].rows == answers[i].rows);
    CHECK(to_string(again[i].problem) == to_string(answers[i].problem));
    CHECK(again[i].sqlstate == answers[i].sqlstate);
    CHECK(again[i].explanation == answers[i].explanation);
  }
  CHECK(replay.unused().empty());
  CHECK(replay.batches() == std::vector<std::size_t>{3});
}

TEST_CASE("a recording does not depend on the order of the questions") {
  ReplayWarehouse source({});
  source.add(Side::base, "select 2", "2");
  source.add(Side::head, "select 1", "1");
  test::RecordingWarehouse one(source);
  test::RecordingWarehouse other(source);
  test::ask(one, std::vector{question("select 2", Side::base), question("select 1")});
  test::ask(other, std::vector{question("select 1"), question("select 2", Side::base), question("select 1")});
  CHECK(test::write_recording(one.recording()) == test::write_recording(other.recording()));
}

TEST_CASE("what was not recorded is not made up") {
  ReplayWarehouse replay({});
  replay.add(Side::base, "select 1", "1");
  CHECK(error_of([&] { test::ask(replay, "select 1"); }) ==
        "never recorded: head: select 1\n  hint: record the questions again");
  CHECK(replay.unused() == std::vector<std::string>{"base: select 1"});
}

TEST_CASE("a question with two answers is not recorded") {
  ReplayWarehouse source({});
  source.add(Side::head, "select now()", "1");
  test::RecordingWarehouse recorder(source);
  test::ask(recorder, "select now()");
  source.add(Side::head, "select now()", "2");
  CHECK_THAT(error_of([&] { test::ask(recorder, "select now()"); }),
             ContainsSubstring("answered in two ways: head: select now()"));
}

TEST_CASE("texts that are no recording") {
  for (
      const std::string text :
      {"", "[]", "{}", R"({"version": 2, "answers": []})", R"({"version": 1, "answers": [{}]})",
       R"({"version": 1, "answers": 1})",
       R"({"version":1,"answers":[{"side":"left","sql":"","problem":"none","sqlstate":"","explanation":"","rows":[]}]})",
       R"({"version":1,"answers":[{"side":"base","sql":"","problem":"bad","sqlstate":"","explanation":"","rows":[]}]})",
       R"({"version":1,"answers":[{"side":"base","sql":"","problem":"none","sqlstate":"","explanation":"","rows":[[1]]}]})"}) {
    INFO(text);
    CHECK_THAT(error_of([&] { test::read_recording(text); }), ContainsSubstring("recording"));
  }
  CHECK_THAT(error_of([] { test::read_recording_file("/nowhere.json"); }),
             ContainsSubstring("/nowhere.json: the recording cannot be read"));
}
