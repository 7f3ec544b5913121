// What judging a plan costs: reading it, and judging it with its text, over the plans of tests/gates/plans.
// Usage: bench_plan_judge [FOLDER]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "gates/explain/catalogue_json.hpp"
#include "gates/explain/judge.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"

namespace {

using namespace tollgate;
using Clock = std::chrono::steady_clock;

struct Case {
  std::string sql, plan;
};

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Case> read_cases(const std::string& folder) {
  std::vector<Case> cases;
  std::istringstream lines(read_file(folder + "/plans.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json one = nlohmann::json::parse(line);
    cases.push_back({one.at("sql"), one.at("plan").dump()});
  }
  return cases;
}

double microseconds(Clock::time_point since) {
  return std::chrono::duration<double, std::micro>(Clock::now() - since).count();
}

void measure(const std::vector<Case>& cases, const explain::Catalogue& catalogue) {
  constexpr int rounds = 20;
  double worst = 0;
  double sum = 0;
  std::size_t findings = 0;
  for (const Case& one : cases) {
    const auto since = Clock::now();
    for (int round = 0; round < rounds; ++round) {
      const explain::Plan plan = explain::read_plan(one.plan);
      findings += explain::judge_plan({one.sql, &plan}, std::nullopt, catalogue, {}).size();
    }
    const double each = microseconds(since) / rounds;
    sum += each;
    worst = std::max(worst, each);
  }
  std::printf("%zu plans, %zu findings: mean %.0f us a plan, slowest %.0f us\n", cases.size(), findings / rounds,
              sum / static_cast<double>(cases.size()), worst);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : TOLLGATE_SOURCE_DIR "/tests/gates/plans";
  const auto cases = read_cases(folder);
  const auto catalogue = explain::read_catalogue(read_file(folder + "/catalogue.json"));
  sql::run_on_deep_stack(sql::stack_to_walk(1 << 20), [&] { measure(cases, catalogue); });
  return 0;
}
