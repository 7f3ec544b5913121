// Single values: what is read, and what a wrong one is told.
#include "policy/values.hpp"

#include "core/merge_window.hpp"
#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

namespace {

std::string with_gate(const std::string& settings) {
  return "version: 1\nlayers:\n  a:\n    select: {path: models}\n    gates: {row-count-diff: {" + settings + "}}\n";
}

GateSettings gate_of(const std::string& settings) {
  return layer(policy_of(with_gate(settings)), "a").gates.at("row-count-diff");
}

std::string problem_of(const std::string& settings) { return problems_of(with_gate(settings)); }

}  // namespace

TEST_CASE("options are read as their own types") {
  CHECK(gate_of("max_growth_pct: 12.5").options[max_growth_pct] == 12.5);
  CHECK(gate_of("max_growth_pct: 12%").options[max_growth_pct] == 12);
  CHECK(gate_of("max_growth_pct: \"12 %\"").options[max_growth_pct] == 12);
  CHECK(gate_of("min_sample: 7").options[min_sample] == 7);
  CHECK(gate_of("allow_zero: true").options[allow_zero] == true);
  CHECK(gate_of("downstream: 1").options[downstream] == "1");
  CHECK(gate_of("where: \"id > 0\"").options[where] == "id > 0");
  CHECK(gate_of("group_by: day").options[group_by] == std::vector<std::string>{"day"});
  CHECK(gate_of("group_by: [day, shop]").options[group_by] == std::vector<std::string>{"day", "shop"});
  CHECK(gate_of("severity: {rows-grew: off}").severity.at("rows-grew") == Severity::off);
}

TEST_CASE("a wrong option says place, range and unit") {
  const std::string at = "tollgate.yml:5:";
  CHECK_THAT(
      problem_of("max_growth_pct: ten"),
      ContainsSubstring(
          at +
          "46: layers.a.gates.row-count-diff.max_growth_pct: expected a number from 0 to 1000 (%), found \"ten\""));
  for (const std::string& value :
       std::vector<std::string>{"1001", "-1", "nan", "inf", "1e999", "[1]", "{a: 1}", "", "\"1,5\"", "0x10"}) {
    INFO(value);
    CHECK_THAT(problem_of("max_growth_pct: " + value), ContainsSubstring("expected a number from 0 to 1000 (%)"));
  }
  for (const std::string& value :
       std::vector<std::string>{"0", "100001", "1.5", "99999999999999999999", "5%", "many"}) {
    INFO(value);
    CHECK_THAT(problem_of("min_sample: " + value),
               ContainsSubstring("expected a whole number from 1 to 100000 (rows)"));
  }
  CHECK_THAT(problem_of("allow_zero: yes"), ContainsSubstring("expected true or false, found \"yes\""));
  CHECK_THAT(problem_of("downstream: al"), ContainsSubstring("expected one of all, 1, none, found \"al\""));
  CHECK_THAT(problem_of("downstream: al"), ContainsSubstring("hint: did you mean \"all\"?"));
  CHECK_THAT(problem_of("where: "), ContainsSubstring("where: expected a text, found nothing"));
  CHECK_THAT(problem_of("group_by: []"), ContainsSubstring("group_by: the list is empty"));
  CHECK_THAT(problem_of("group_by: [a, {b: 1}]"), ContainsSubstring("group_by: expected a text, found a mapping"));
  CHECK_THAT(problem_of("group_by: {b: 1}"),
             ContainsSubstring("group_by: expected a text or a list of texts, found a mapping"));
  CHECK_THAT(problem_of("max_grwth_pct: 1"),
             ContainsSubstring("unknown key \"max_grwth_pct\"\n  hint: did you mean \"max_growth_pct\"?"));
  CHECK_THAT(problem_of("severity: {rows-grow: off}"),
             ContainsSubstring("severity: unknown key \"rows-grow\"\n  hint: did you mean \"rows-grew\"?"));
  CHECK_THAT(problem_of("severity: {rows-grew: err}"),
             ContainsSubstring("expected one of error, warning, info, off, found \"err\""));
  CHECK_THAT(problem_of("severity: warning"),
             ContainsSubstring("severity: expected a mapping (`key: value` lines), found \"warning\""));
}

TEST_CASE("a gate is nothing, a mapping, or off") {
  const std::string head = "version: 1\nlayers: {a: {select: {path: models}, gates: {parse: , test: ";
  CHECK(layer(policy_of(head + "}}}"), "a").gates.count("test") == 1);
  CHECK(layer(policy_of(head + "{}}}}"), "a").gates.count("test") == 1);
  CHECK(layer(policy_of(head + "off}}}"), "a").gates.count("test") == 0);
  CHECK(layer(policy_of(head + "false}}}"), "a").gates.count("test") == 0);
  for (const std::string& value : std::vector<std::string>{"true", "on", "\"off\"", "5"}) {
    CHECK_THAT(problems_of(head + value + "}}}"),
               ContainsSubstring("layers.a.gates.test: expected nothing (the defaults), a mapping of options, or off"));
  }
  CHECK_THAT(
      problems_of("version: 1\nlayers: {a: {select: {path: m}, gates: {row-count-dif: }}}"),
      ContainsSubstring("layers.a.gates: unknown key \"row-count-dif\"\n  hint: did you mean \"row-count-diff\"?"));
}

TEST_CASE("durations have a unit") {
  const auto timeout = [](const std::string& text) {
    return policy_of("version: 1\nwarehouse: {statement_timeout: " + text + "}").warehouse.statement_timeout;
  };
  CHECK(timeout("500ms") == milliseconds(500));
  CHECK(timeout("60s") == milliseconds(60'000));
  CHECK(timeout("5m") == minutes(5));
  CHECK(timeout("24h") == hours(24));
  CHECK(timeout("1d") == hours(24));
  CHECK_THAT(problems_of("version: 1\nwarehouse: {statement_timeout: 60}"),
             ContainsSubstring(
                 "tollgate.yml:2:32: warehouse.statement_timeout: expected a duration from 1ms to 24h, found \"60\"\n"
                 "  hint: say the unit, e.g. 60s, 60m or 60h"));
  for (const std::string& text :
       std::vector<std::string>{"0s", "25h", "1.5h", "-1s", "s", "60 s", "60sec", "9223372036854775807d", "1S"}) {
    INFO(text);
    CHECK_THAT(problems_of("version: 1\nwarehouse: {lock_timeout: " + text + "}"),
               ContainsSubstring("warehouse.lock_timeout: expected a duration from 1ms to 24h"));
  }
}

TEST_CASE("durations are written the shortest way") {
  CHECK(policy::duration_text(milliseconds(1500)) == "1500ms");
  CHECK(policy::duration_text(minutes(1)) == "1m");
  CHECK(policy::duration_text(minutes(90)) == "90m");
  CHECK(policy::duration_text(hours(24)) == "24h");
  CHECK(policy::duration_text(hours(48)) == "2d");
  CHECK(policy::duration_text(milliseconds(0)) == "0s");
}

TEST_CASE("rates are percentages or fractions") {
  const auto rate = [](const std::string& text) {
    return policy_of("version: 1\nllm: {budget: {rollback_rate: " + text + "}}").llm.rollback_rate;
  };
  CHECK(rate("2%") == 0.02);
  CHECK(rate("0.02") == 0.02);
  CHECK(rate("0") == 0);
  CHECK(rate("100%") == 1);
  for (const std::string& text : std::vector<std::string>{"2", "-1%", "101%", "nan", "two", "\"%\""}) {
    INFO(text);
    CHECK_THAT(problems_of("version: 1\nllm: {budget: {rollback_rate: " + text + "}}"),
               ContainsSubstring("llm.budget.rollback_rate: expected a rate from 0% to 100%"));
  }
}

TEST_CASE("environment variables are refused outside the warehouse's URLs") {
  const std::string told = "environment variables are read only in warehouse.base_url and warehouse.head_url";
  CHECK_THAT(problem_of("max_growth_pct: \"${LIMIT}\""), ContainsSubstring(told));
  CHECK_THAT(problem_of("where: \"id > ${LOW}\""), ContainsSubstring(told));
  CHECK_THAT(problems_of("version: 1\nartifacts: {base: \"${DIR}\"}"),
             ContainsSubstring("tollgate.yml:2:19: artifacts.base: " + told));
  CHECK_THAT(problems_of("version: 1\npreset: ${PRESET}"), ContainsSubstring(told));
}

TEST_CASE("merge windows: days, hours, zone") {
  for (const std::string& text :
       std::vector<std::string>{"any", "Mon-Fri 09:00-17:00[Europe/Berlin]", "Sat,Sun 00:00-24:00[UTC]",
                                "Fri-Mon 08:30-09:00[America/Argentina/Buenos_Aires]", "Sun 22:00-02:00[UTC]",
                                "Mon-Thu 09:00-17:00[UTC]; Fri 09:00-12:00[UTC]", "Wed 10:00-11:00[UTC]"}) {
    INFO(text);
    CHECK(parse_merge_window(text).has_value());
  }
  for (const std::string& text : std::vector<std::string>{"",
                                                          "never",
                                                          "Mon-Fri",
                                                          "Mon-Fri 09:00-17:00",
                                                          "Mon-Fri 09:00-09:00[UTC]",
                                                          "Mon-Fri 09:00-17:00[EST]",
                                                          "Mon-Fri 09:00-17:00[US/Eastern]",
                                                          "Mon-Fri 09:00-17:00[Etc/GMT+3]",
                                                          "Mon-Fri 09:00-17:00[+02:00]",
                                                          "Mon 09:00-17:00[UTC]; Tue 09:00-17:00[Europe/Berlin]",
                                                          "Mon 09:00-17:00[UTC];",
                                                          "Mon-Fri 09:00-24:01[UTC]",
                                                          "Mon-Fri 9:00-17:00[UTC]",
                                                          "Mon-Fri 09:60-17:00[UTC]",
                                                          "mon 09:00-17:00[UTC]",
                                                          "Mon, 09:00-17:00[UTC]",
                                                          "Mon-Fri 09:00-17:00[]",
                                                          "Mon-Fri 09:00-17:00[U TC]",
                                                          " 09:00-17:00[UTC]",
                                                          "Mon-Fri 09:00-17:00[UTC"}) {
    INFO(text);
    CHECK_FALSE(parse_merge_window(text).has_value());
  }
  CHECK(parse_merge_window("Fri-Mon 08:30-09:00[UTC]")->minutes.count() == 4 * 30);
  const auto night = parse_merge_window("Sun 22:00-02:00[UTC]");
  CHECK(night->minutes.count() == 4 * 60);
  CHECK(night->minutes.test(0));          // Monday 00:00
  CHECK_FALSE(night->minutes.test(120));  // Monday 02:00
  CHECK(problems_of("version: 1\ndefaults: {merge_window: [\"Mon 09:00-17:00[UTC]\", \"Tue 09:00-12:00[UTC]\"]}")
            .empty());
  CHECK_THAT(
      problems_of("version: 1\ndefaults: {merge_window: Mon-Fri}"),
      ContainsSubstring(
          "tollgate.yml:2:26: defaults.merge_window: expected any, or days, hours and a time zone, found \"Mon-Fri\""));
}

TEST_CASE("a window contains another of the same zone") {
  const auto contains = [](const char* outer, const char* inner) {
    return tollgate::contains(*parse_merge_window(outer), *parse_merge_window(inner));
  };
  CHECK(contains("any", "Mon 09:00-10:00[UTC]"));
  CHECK(contains("Mon-Fri 09:00-17:00[UTC]", "Tue 09:00-17:00[UTC]"));
  CHECK_FALSE(contains("Mon-Fri 09:00-17:00[UTC]", "Sat 09:00-17:00[UTC]"));
  CHECK_FALSE(contains("Mon-Fri 09:00-17:00[UTC]", "Tue 09:00-17:01[UTC]"));
  CHECK_FALSE(contains("Mon-Fri 09:00-17:00[UTC]", "Tue 09:00-17:00[Europe/Berlin]"));
  CHECK_FALSE(contains("Mon-Fri 09:00-17:00[UTC]", "any"));
}

TEST_CASE("a merge window is a text, a list, or when it is open with the days on which it is closed") {
  const auto with = [](const std::string& window) {
    return "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n    merge_window: " +
           window + "\n";
  };
  const Policy policy = policy_of(with(
      "{open: [\"Mon 09:00-10:00[UTC]\", \"Tue 09:00-10:00[UTC]\"], closed: [{days: 2026-12-24..2027-01-01, reason: "
      "year's end}, {days: 2026-05-01, reason: May, zone: Europe/Berlin}]}"));
  const Layer& marts = layer(policy, "marts");
  CHECK(marts.merge_window == "Mon 09:00-10:00[UTC]; Tue 09:00-10:00[UTC]");
  REQUIRE(marts.closed.size() == 2);
  CHECK(marts.closed[0] == ClosedPeriod{*day_from("2026-12-24"), *day_from("2027-01-01"), "", "year's end"});
  CHECK(marts.closed[1] == ClosedPeriod{*day_from("2026-05-01"), *day_from("2026-05-01"), "Europe/Berlin", "May"});
  CHECK(policy.unknown.closed.size() == 2);
  CHECK(policy.unknown.closed[0].zone == "UTC");
  const auto refused = [&](const std::string& window, const std::string& what) {
    INFO(window);
    CHECK_THAT(problems_of(with(window)), ContainsSubstring(what));
  };
  refused("{opened: any}", "unknown key \"opened\"");
  refused("{open: sometimes}", "layers.marts.merge_window.open: expected any, or days, hours and a time zone");
  refused("{closed: 2026-12-24}", "merge_window.closed: expected a list of closed days");
  refused("{closed: [{days: 2026-12-24}]}", "merge_window.closed.0: no `reason`");
  refused("{closed: [{reason: x}]}", "merge_window.closed.0: no `days`");
  refused("{closed: [{days: 2026-12-24..2026-12-23, reason: x}]}", "expected a day, or a first and a last day");
  refused("{closed: [{days: 2026-13-24, reason: x}]}", "expected a day, or a first and a last day");
  for (const char* zone : {"CET", "US/Eastern", "+01:00"})
    refused("{closed: [{days: 2026-12-24, reason: x, zone: \"" + std::string(zone) + "\"}]}",
            "expected an area such as");
}

TEST_CASE("a window alone keeps the closed days that are inherited") {
  const Policy policy = policy_of(
      "version: 1\ndefaults:\n  merge_window: {closed: [{days: 2026-12-24, reason: x}]}\nlayers:\n  marts:\n"
      "    select: {path: models}\n    gates: {parse: }\n    merge_window: \"Mon 09:00-10:00[UTC]\"\n");
  CHECK(layer(policy, "marts").closed.size() == 1);
  CHECK(layer(policy, "marts").merge_window == "Mon 09:00-10:00[UTC]");
}
