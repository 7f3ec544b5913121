// The gate `merge-window`: windows and closed days of the touched layers, stages, and a person's override.
#include "core/day.hpp"
#include "core/error.hpp"
#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/pull_scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

using Rules = std::vector<std::string>;
constexpr const char* saturday = "2026-03-28T10:00:00Z";

GateResult judged(PullScene& scene) { return scene.run(gates::merge_window); }

ClosedPeriod closed(const char* first, const char* last, const char* reason, const char* zone = "") {
  return {*day_from(first), *day_from(last), zone, reason};
}

GateResult pass_open() {
  PullScene scene;
  return judged(scene.touch("staging").touch("marts"));
}

GateResult pass_pending_at_check() {
  PullScene scene;
  scene.stage = Stage::check;
  scene.now = saturday;
  return judged(scene.touch("marts"));
}

GateResult pass_overridden() {
  PullScene scene;
  scene.now = saturday;
  scene.pull_request.description.value = "Fix.\n\nmerge-window-override: checkout is down, incident 12\n";
  return judged(scene.touch("marts").label("merge-window-override", "ada"));
}

GateResult fail_closed() {
  PullScene scene;
  scene.now = saturday;
  return judged(scene.touch("marts").touch("metrics"));
}

GateResult fail_holiday() {
  PullScene scene;
  scene.layer("marts").closed = {closed("2026-03-30", "2026-04-06", "Easter freeze")};
  return judged(scene.touch("marts"));
}

/// The gate throws; core makes the outcome of it, as judge() does.
GateResult error_unknown_zone() {
  PullScene scene;
  scene.layer("marts").merge_window = "Mon-Fri 09:00-17:00[Europe/Nowhere]";
  GateResult result;
  try {
    return judged(scene.touch("marts"));
  } catch (const Error& error) {
    result.outcomes.push_back({"merge-window", "change", Status::errored, error.diagnostic().message});
  }
  return result;
}

const WindowLine& line_of(const GateResult& result, const std::string& layer) {
  for (const WindowLine& line : result.pull_request.windows) {
    if (line.layer == layer) return line;
  }
  FAIL("no window of " << layer);
  return result.pull_request.windows.front();
}

}  // namespace

std::vector<Case> test_gates::merge_window_cases() {
  return {{"merge-window", "pass-open", pass_open},
          {"merge-window", "pass-pending-at-check", pass_pending_at_check},
          {"merge-window", "pass-overridden", pass_overridden},
          {"merge-window", "fail-closed", fail_closed},
          {"merge-window", "fail-holiday", fail_holiday},
          {"merge-window", "error-unknown-zone", error_unknown_zone}};
}

TEST_CASE("a window is judged for now and tells until when that holds, with the rollback SLA") {
  PullScene scene;
  scene.touch("marts").touch("staging");
  const GateResult open = judged(scene);
  CHECK(open.findings.empty());
  CHECK(open.outcomes.at(0).status == Status::passed);
  CHECK(line_of(open, "marts").open);
  CHECK(line_of(open, "marts").valid_until == "2026-03-30T15:00:00Z");  // 17:00 in summer
  CHECK_THAT(line_of(open, "marts").detail, ContainsSubstring("rollback within 4 h"));
  CHECK(line_of(open, "staging").open);
  CHECK(line_of(open, "staging").valid_until.empty());
  scene.now = "2026-03-30T15:00:00Z";  // half-open: the end is outside
  const GateResult at_end = judged(scene);
  CHECK(rules_told(at_end) == Rules{"window-closed"});
  CHECK(line_of(at_end, "marts").valid_until == "2026-03-31T07:00:00Z");
  CHECK_THAT(at_end.findings.at(0).message, ContainsSubstring("opens 2026-03-31 09:00 Europe/Berlin"));
}

TEST_CASE("a closed window is pending at check and fails at merge") {
  PullScene scene;
  scene.touch("marts");
  scene.now = saturday;
  CHECK(rules_told(judged(scene)) == Rules{"window-closed"});
  scene.stage = Stage::check;
  const GateResult result = judged(scene);
  CHECK(result.findings.empty());
  CHECK(duty_with(result, "(marts)").state == DutyState::pending);
  CHECK(result.outcomes.at(0).status == Status::skipped);
}

TEST_CASE("closed days close an open window, in their own zone where they have one") {
  PullScene scene;
  scene.touch("marts");
  SECTION("the window's zone") {
    scene.layer("marts").closed = {closed("2026-03-30", "2026-03-30", "inventory")};
    const GateResult result = judged(scene);
    CHECK(rules_told(result) == Rules{"window-closed"});
    CHECK_THAT(result.findings.at(0).message, ContainsSubstring("closed (inventory)"));
    CHECK(line_of(result, "marts").valid_until == "2026-03-31T07:00:00Z");
  }
  SECTION("another zone: the day has begun there, and ends there") {
    scene.layer("marts").closed = {closed("2026-03-31", "2026-03-31", "books", "Pacific/Auckland")};
    scene.now = "2026-03-30T10:30:00Z";  // 23:30 of the 30th in Auckland
    const GateResult before = judged(scene);
    CHECK(before.findings.empty());
    CHECK(line_of(before, "marts").valid_until == "2026-03-30T11:00:00Z");
    scene.now = "2026-03-30T11:00:00Z";
    const GateResult during = judged(scene);
    CHECK(rules_told(during) == Rules{"window-closed"});
    CHECK(line_of(during, "marts").valid_until == "2026-03-31T11:00:00Z");
  }
  SECTION("a window that is always open is closed on them, too") {
    scene.layer("marts").merge_window = "any";
    scene.layer("marts").closed = {closed("2026-03-29", "2026-03-30", "freeze")};
    const GateResult result = judged(scene);
    CHECK(rules_told(result) == Rules{"window-closed"});
    CHECK(line_of(result, "marts").valid_until == "2026-03-31T00:00:00Z");
  }
}

TEST_CASE("a label opens the window only with a reason and by somebody else") {
  PullScene scene;
  scene.touch("marts");
  scene.now = saturday;
  const std::string reason = "merge-window-override: checkout is down";
  std::string why;
  SECTION("counts") {
    scene.pull_request.description.value = reason;
    scene.label("Merge-Window-Override", "ada");
    const GateResult result = judged(scene);
    CHECK(rules_told(result) == Rules{"window-overridden"});
    CHECK(result.findings.at(0).severity == Severity::info);
    CHECK(duty_with(result, "(marts)").state == DutyState::met);
    CHECK_FALSE(line_of(result, "marts").open);
    CHECK_THAT(line_of(result, "marts").detail,
               ContainsSubstring("opened by ada") && ContainsSubstring("checkout is down"));
    return;
  }
  SECTION("without a reason") {
    scene.label("merge-window-override", "ada");
    why = "the description has no line";
  }
  SECTION("by the author") {
    scene.pull_request.description.value = reason;
    scene.label("merge-window-override", "sam-author");
    why = "sam-author had a hand in the change";
  }
  SECTION("by a machine") {
    scene.pull_request.description.value = reason;
    scene.label("merge-window-override", "github-actions[bot]");
    why = "is no person";
  }
  SECTION("by nobody known") {
    scene.pull_request.description.value = reason;
    scene.label("merge-window-override");
    why = "does not tell who put it on";
  }
  SECTION("where it is not known who made the change") {
    scene.pull_request.description.value = reason;
    scene.label("merge-window-override", "ada");
    scene.pull_request.author = unknown<forge::Account>("no token");
    why = "not known who made the change";
  }
  const GateResult result = judged(scene);
  CHECK(rules_told(result) == Rules{"window-closed"});
  CHECK_THAT(result.findings.at(0).message, ContainsSubstring(why));
}

TEST_CASE("a zone that is not known here leaves the window unjudged") {
  CHECK(error_unknown_zone().outcomes.at(0).status == Status::errored);
}

TEST_CASE("after the merge the window is judged for the time of it") {
  PullScene scene;
  scene.touch("marts");
  scene.now = saturday;
  scene.pull_request.merged_at = known(std::chrono::sys_seconds{});
  const GateResult result = judged(scene);
  CHECK(rules_told(result) == Rules{"merged-outside-window"});
  CHECK_THAT(result.findings.at(0).message, ContainsSubstring("merged 2026-03-28T10:00:00Z, while the merge window was "
                                                              "closed: marts"));
  scene.now = "2026-03-30T10:00:00Z";
  CHECK(rules_told(judged(scene)).empty());
}
