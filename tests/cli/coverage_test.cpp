#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;

namespace {

/// A staging model that is read by a mart, and the policy of both layers.
struct Shop : ShopFolder {
  explicit Shop(const std::string& staging_gates, const std::string& head_sql = "select 7 % 2 as amount")
      : ShopFolder(models("select 7 as amount"), models(head_sql)) {
    write("tollgate.yml",
          "version: 1\nlayers:\n"
          "  marts: {select: {path: models/marts}, gates: {parse: , lineage-diff: }}\n"
          "  staging: {select: {path: models/staging}, gates: {" +
              staging_gates + "}}\n");
  }
  static std::vector<Model> models(const std::string& sql) {
    return {{.name = "stg_orders", .sql = sql, .folder = "models/staging"},
            {.name = "orders", .sql = "select amount from prod.stg_orders", .parents = {"stg_orders"}}};
  }
  nlohmann::json report(std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    return nlohmann::json::parse(check(arguments).out);
  }
};

}  // namespace

TEST_CASE("a changed model that no gate compared with base does not look green") {
  const Shop shop("parse: ");
  const auto report = shop.report();
  CHECK(report["exit_code"] == 0);
  CHECK_THAT(report["headline"].get<std::string>(),
             ContainsSubstring("1 changed model was compared with base by no gate"));
  CHECK_THAT(report["notes"].dump(),
             ContainsSubstring("no gate compared with base what these changed models hold: stg_orders"));
  CHECK(report["not_asked"] ==
        nlohmann::json::parse(R"([{"gate": "lineage-diff", "models": ["model.shop.stg_orders"]}])"));
  const std::string text = shop.check().out;
  CHECK_THAT(text, ContainsSubstring("lineage-diff: 1 passed, 1 changed not asked"));
  CHECK_THAT(shop.check({"--format", "markdown"}).out, ContainsSubstring("1 changed not asked"));
}

TEST_CASE("what was judged, failed, asked for by name, or changed in layout alone is not told so") {
  const auto is_told = [](const nlohmann::json& report) {
    return report["headline"].get<std::string>().find("by no gate") != std::string::npos;
  };
  const auto judged = Shop("parse: , lineage-diff: ").report();
  CHECK_FALSE(is_told(judged));
  CHECK(judged["not_asked"].empty());
  CHECK_FALSE(is_told(Shop("parse: ", "select from where").report()));
  CHECK_FALSE(is_told(Shop("parse: ").report({"--gate", "parse"})));
  const auto layout = Shop("parse: ", "select\n  7 as amount -- pieces").report();
  CHECK_FALSE(is_told(layout));
  CHECK(layout["not_asked"].empty());
}
