// The judge of plans on those of PostgreSQL 18: sub-plans, actual rows and windows are printed otherwise than by 15.
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "gates/explain/catalogue_json.hpp"
#include "gates/explain/judge.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "tests/catch.hpp"
#include "tests/gates/explain_plans.hpp"

using namespace tollgate;
using namespace tollgate::explain;
using nlohmann::json;
using test_gates::plans_file;

namespace {

std::set<std::string> rules_of(const json& one, const Catalogue& catalogue) {
  std::set<std::string> rules;
  const std::string sql = one.at("sql");
  const std::string base_sql = one.contains("base") ? one["base"].at("sql") : json("");
  const Plan plan = read_plan(one.at("plan").dump());
  const std::optional<Plan> base =
      one.contains("base") ? std::optional(read_plan(one["base"].at("plan").dump())) : std::nullopt;
  sql::run_on_deep_stack(sql::stack_to_walk(1 << 20), [&] {
    const auto before = base ? std::optional(Explained{base_sql, &*base}) : std::nullopt;
    for (const PlanFinding& finding : judge_plan({sql, &plan}, before, catalogue, {})) rules.emplace(finding.rule);
  });
  return rules;
}

}  // namespace

TEST_CASE("plans of PostgreSQL 18 raise what they must, and spare what they must") {
  const Catalogue catalogue = read_catalogue(plans_file("catalogue.json"));
  const std::string text = plans_file("plans-18.jsonl");
  for (const char* form : {"\"Index Searches\"", "\"Window\"", "\"Actual Rows\": 150000.00", ").col1"}) {
    CHECK_THAT(text, ContainsSubstring(form));
  }
  std::istringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const json one = json::parse(line);
    const std::set<std::string> rules = rules_of(one, catalogue);
    INFO(one.at("name"));
    for (const std::string rule : one.at("raises")) {
      INFO("must raise " << rule);
      CHECK(rules.contains(rule));
    }
    for (const std::string rule : one.at("spares")) {
      INFO("must not raise " << rule);
      CHECK_FALSE(rules.contains(rule));
    }
  }
  CHECK(count > 10);
}
