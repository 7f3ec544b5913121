// Writes a dbt project that nobody wrote: base, and head after a change.
//
//   bench_generate MODELS FOLDER [--seed N] [--percent P] [--hub] [--broken] [--ddl]
//
// FOLDER/tollgate.yml, FOLDER/target-base/ and FOLDER/target/ with manifest, catalogue and results of a build.
// --percent: so many of a hundred models are edited; --hub: a model on which a large part stands is; --broken: one
// reads a column that is nowhere (its id is printed). --ddl: only prints the base as statements by which PostgreSQL can
// check it.
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "bench/generate/artifacts.hpp"
#include "bench/generate/edits.hpp"

int main(int argc, char** argv) {
  using namespace tollgate::bench;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2) {
    std::cerr << "usage: bench_generate MODELS FOLDER [--seed N] [--percent P] [--hub] [--broken] [--ddl]\n";
    return 2;
  }
  std::uint64_t seed = 1;
  Edits edits;
  bool ddl = false;
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    if (arguments[i] == "--hub") edits.hub = true;
    if (arguments[i] == "--broken") edits.broken = true;
    if (arguments[i] == "--ddl") ddl = true;
    if (arguments[i] == "--seed" && i + 1 < arguments.size()) seed = std::stoull(arguments[++i]);
    if (arguments[i] == "--percent" && i + 1 < arguments.size()) {
      edits.percent = static_cast<unsigned>(std::stoul(arguments[++i]));
    }
  }
  Plan plan = make_plan(std::stoul(arguments[0]), seed);
  if (ddl) {
    std::cout << as_ddl(plan, {});
    return 0;
  }
  const std::filesystem::path folder = arguments[1];
  write_artifacts(plan, {{}, "2026-01-01"}, folder / "target-base");
  std::ofstream(folder / "tollgate.yml") << policy_text();
  for (const std::string& id : apply(edits, seed, plan)) std::cout << id << '\n';
  write_artifacts(plan, {{.schema = "pr_17"}, "2026-01-02"}, folder / "target");
}
