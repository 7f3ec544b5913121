#include <nlohmann/json.hpp>

#include "cli/baseline_in_force.hpp"
#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using nlohmann::json;

namespace {

const std::vector<Model> base{{.name = "orders"}, {.name = "items"}};
const std::vector<Model> head{{.name = "orders", .sql = "select x from"}, {.name = "items"}};

class Shop : public ShopFolder {
 public:
  explicit Shop(const std::vector<Model>& models = head) : ShopFolder(base, models) {
    write("tollgate.yml", "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n");
  }
};

}  // namespace

TEST_CASE("what --write-baseline finds is known from then on, and the report still tells it") {
  const Shop shop;
  CHECK(shop.check().code == 1);
  const Ran written = shop.check({"--write-baseline"});
  CHECK(written.code == 0);
  CHECK_THAT(written.err, ContainsSubstring("tollgate-baseline.json holds 1 finding"));
  const Ran known = shop.check({"--format", "json"});
  CHECK(known.code == 0);
  const json report = json::parse(known.out);
  CHECK(report["findings"][0]["waived"]["by"] == "baseline");
  CHECK(report["findings"][0]["waived"]["location"] ==
        json({{"path", "tollgate-baseline.json"}, {"line", 4}, {"column", 0}}));
  CHECK_THAT(shop.check({"--format", "terminal"}).out,
             ContainsSubstring("1 known") && ContainsSubstring("known: it stands in tollgate-baseline.json"));
  const std::string text = shop.read("tollgate-baseline.json");
  shop.check({"--write-baseline"});
  CHECK(shop.read("tollgate-baseline.json") == text);
}

TEST_CASE("a pull request cannot make its own findings known") {
  const Shop shop;
  const std::string commit = shop.commit();
  CHECK(shop.check({"--write-baseline"}).code == 0);
  const Ran ran = shop.check({"--base-sha", commit});
  CHECK(ran.code == 1);
  CHECK_THAT(ran.out, ContainsSubstring("counts once it is merged"));
  const std::string merged = shop.commit();
  CHECK(shop.check({"--base-sha", merged}).code == 0);
}

TEST_CASE("a baseline is not written of a run that could not judge everything") {
  const Shop shop;
  std::filesystem::remove(shop.path("target/manifest.json"));
  CHECK(shop.check({"--write-baseline"}).code == 3);
  CHECK_FALSE(shop.has("tollgate-baseline.json"));
}

TEST_CASE("where a baseline is not written, nothing is told as known") {
  const Shop shop;
  shop.write("models/marts/items.sql", "select 7 as id");  // not what the manifest was made of
  const Ran ran = shop.check({"--write-baseline", "--format", "json"});
  CHECK(ran.code == 3);
  CHECK_FALSE(shop.has("tollgate-baseline.json"));
  CHECK(json::parse(ran.out)["counts"]["waived"] == 0);
}

TEST_CASE("a baseline that is wrong is exit 2, with its line") {
  const Shop shop;
  for (const char* text :
       {"", "[]", "{}", R"({"version": 2, "findings": []})", R"({"version": 1, "findings": [1]})",
        R"({"version": 1, "findings": [{"fingerprint": "x", "count": 1, "rule": "r", "subject": "s"}]})"}) {
    shop.write("tollgate-baseline.json", text);
    const Ran ran = shop.check();
    INFO(text);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, ContainsSubstring("tollgate-baseline.json:1") && ContainsSubstring("--write-baseline"));
  }
}

TEST_CASE("a baseline reads as it was written, whatever its names hold") {
  const std::string print(64, 'a');
  const cli::BaselineInForce written{{{{print, 3, "parse/syntax-error", "model.shop.\"o\\\n::error::"}}, false, "b"},
                                     {}};
  const std::string text = cli::baseline_text(written.baseline);
  const Baseline read = cli::read_baseline(text, "b");
  REQUIRE(read.known.size() == 1);
  CHECK(read.known[0].subject == written.baseline.known[0].subject);
  CHECK(read.known[0].count == 3);
  CHECK(read.known[0].location.line == 4);
  CHECK(cli::baseline_text(read) == text);
  CHECK(cli::read_baseline(cli::baseline_text({}), "b").known.empty());
}

TEST_CASE("--diff-filter needs a diff") {
  const Shop shop;
  const Ran ran = shop.check({"--diff-filter", "added"});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("--base-sha"));
}
