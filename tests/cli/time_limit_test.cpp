// A run whose time is over in the middle of a gate that asks no server: exit 3, and every model that was not judged is
// named.
#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "cli/commands.hpp"
#include "cli/streams.hpp"
#include "core/run.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;

namespace {

/// Long enough that another thread can step in between two of them.
std::string long_select(int last) {
  std::string sql = "select 0 as c";
  for (int i = 0; i < 20'000; ++i) sql += ", 1 as c" + std::to_string(i);
  return sql + ", " + std::to_string(last) + " as last";
}

std::vector<Model> models(int last) {
  std::vector<Model> all;
  for (const char* name : {"m1", "m2", "m3", "m4", "m5"}) all.push_back({.name = name, .sql = long_select(last)});
  return all;
}

/// Ends the time of a run as soon as the gate counts models.
void end_within(Run& run, const std::string& gate) {
  for (;;) {
    const Run::Step step = run.step();
    if (step.what.starts_with(gate + " ") && step.unit == "models") break;
    if (step.what == "making the report") return;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  run.limit_to(std::chrono::milliseconds(0), "--time-limit 1s");
}

}  // namespace

TEST_CASE("a time limit ends a gate that asks no server, and what it had not judged is named") {
  const ShopFolder shop(models(1), models(2));
  shop.write("tollgate.yml", "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n");
  Run run;
  std::istringstream in;
  std::ostringstream out, err;
  const cli::Streams streams{.out = out,
                             .err = err,
                             .environment = [](std::string_view) { return std::optional<std::string>(); },
                             .random_token = "0123456789abcdef0123456789abcdef",
                             .in = &in,
                             .run = &run};
  std::thread clock([&] { end_within(run, "parse"); });
  const int code = cli::run({"check", "--project-dir", shop.path(), "--format", "json"}, streams);
  clock.join();
  INFO(err.str());
  CHECK(code == 3);
  const auto report = nlohmann::json::parse(out.str());
  std::string last;
  for (const auto& outcome : report["outcomes"]) {
    if (outcome["subject"] == "model.shop.m5")
      last = outcome["status"].get<std::string>() + ": " + outcome["reason"].get<std::string>();
  }
  CHECK(last == "errored: not judged: the time limit of the run was over (--time-limit 1s): give it more");
}
