#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"
#include "tests/reporters/validators.hpp"

namespace tollgate::reporters {

using Json = nlohmann::json;

TEST_CASE("the JSON report follows its schema") {
  std::vector<std::string> reports{json_of(Report{})};
  for (const samples::Sample& sample : samples::all) reports.push_back(json_of(sample.make()));
  CHECK(validate_json(reports) == Validity::valid);
}

TEST_CASE("the schema refuses what is not a report") {
  const Json good = Json::parse(json_of(samples::mixed()));
  std::vector<std::string> bad{"{"};
  for (const char* key : {"schema_version", "verdict", "exit_code", "findings", "models", "row_counts", "policy"}) {
    Json changed = good;
    changed.erase(key);
    bad.push_back(changed.dump());
    changed[key] = "something else";
    bad.push_back(changed.dump());
  }
  Json changed = good;
  changed["findings"][0].erase("fingerprint");
  bad.push_back(changed.dump());
  changed = good;
  changed["surprise"] = 1;
  bad.push_back(changed.dump());
  CHECK(validate_json(bad) == Validity::invalid);
  CHECK(validate_json({good.dump(), bad.front()}) == Validity::mixed);
}

TEST_CASE("the JSON report holds everything") {
  const Report report = samples::mixed();
  const Json told = Json::parse(json_of(report));
  CHECK(told["schema_version"] == 1);
  CHECK(told["tool"] == Json{{"name", "tollgate"}, {"version", "0.1.0"}});
  CHECK(told["verdict"] == "failed");
  CHECK(told["exit_code"] == 1);
  CHECK(told["counts"] == Json{{"findings", 5},
                               {"errors", 2},
                               {"warnings", 2},
                               {"infos", 1},
                               {"waived", 0},
                               {"known", 0},
                               {"outside_diff", 0}});
  CHECK(told["policy"]["source"] == report.policy.source);
  CHECK(told["layers"][1]["rollback_sla_s"] == 5400);
  CHECK(told["models"][0]["reasons"][1] == Json{{"kind", "macro"}, {"detail", "cents -> money"}});
  CHECK(told["models"][4]["changed_ancestors"] == Json{"model.shop.orders"});
  CHECK(told["selection_differences"][0]["dbt_selects"] == true);
  CHECK(told["outcomes"].size() == report.outcomes.size());
  CHECK(told["notes"][0]["topic"] == "artifacts");
  CHECK(told["row_counts"][3]["window"] == "2024-01-01 to 2024-01-08");
  CHECK(told["row_counts"][4]["estimated"] == true);
  const Json& growth = told["findings"][3];
  CHECK(growth["fingerprint"] == fingerprint(report.findings[3]));
  CHECK(growth["cause"] == Json{{"model", "model.shop.orders"}, {"item", "left join payments"}});
  CHECK(growth["evidence"][0] == Json{{"name", "base_rows"}, {"value", 1'000'000}});
  CHECK(growth["folded"].size() == 6);
  CHECK(told["findings"][0]["cause"].is_null());
}

TEST_CASE("the JSON report counts waived findings apart and says who waives each until when") {
  const Json told = Json::parse(json_of(samples::waived()));
  CHECK(told["verdict"] == "passed");
  CHECK(told["counts"] == Json{{"findings", 5},
                               {"errors", 0},
                               {"warnings", 1},
                               {"infos", 0},
                               {"waived", 2},
                               {"known", 1},
                               {"outside_diff", 1}});
  const Json& growth = told["findings"][1];
  CHECK(growth["severity"] == "error");
  CHECK(growth["waived"]["owner"] == "ana");
  CHECK(growth["waived"]["expires"] == "2026-12-31");
  CHECK(growth["waived"]["location"]["line"] == 2);
  CHECK(growth["folded"][0]["waived"] == growth["waived"]);
  CHECK(told["findings"][0]["waived"]["added"] == true);
  CHECK(told["findings"][2]["waived"].is_null());
  CHECK(told["outcomes"][2]["waived"] == true);
  CHECK(told["outcomes"][0]["waived"] == false);
}

TEST_CASE("counts that there are not, and figures that are no numbers, are null") {
  Report report = samples::errored();
  report.findings[0].evidence = {{"ratio", std::numeric_limits<double>::quiet_NaN()},
                                 {"more", std::numeric_limits<double>::infinity()}};
  const std::string text = json_of(report);
  const Json told = Json::parse(text);
  CHECK(told["row_counts"][0]["head_rows"].is_null());
  CHECK(told["findings"][0]["evidence"][0]["value"].is_null());
  CHECK(told["findings"][0]["evidence"][1]["value"].is_null());
  CHECK(validate_json({text}) == Validity::valid);
}

TEST_CASE("the JSON report is ASCII with sorted keys, and hostile text survives in it") {
  const std::string text = json_of(samples::hostile());
  CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7F); }));
  CHECK(text.find("##[") == std::string::npos);
  const Json told = Json::parse(text);
  std::vector<std::string> keys;
  const auto as_written = nlohmann::ordered_json::parse(text);
  for (const auto& item : as_written.items()) keys.push_back(item.key());
  CHECK(std::is_sorted(keys.begin(), keys.end()));
  const std::string name = told["models"][0]["name"];
  CHECK_THAT(name, ContainsSubstring("100% of\r\n::error file=x,line=1::forged\n##[error]forged, too\r::warning"));
  CHECK_THAT(name, ContainsSubstring("\x1b[31mred"));
  CHECK_THAT(name, ContainsSubstring("\xef\xbf\xbd( \xe2\x80\xae reversed"));
  CHECK(told["models"][2]["name"].get<std::string>().size() == 10'000);
}

}  // namespace tollgate::reporters
