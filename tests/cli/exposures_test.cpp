// Exposures that a change edits and no model with them, through the command line.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;
using nlohmann::json;

namespace {

/// A dashboard of base and what head has of it; `head` names the models, null: it is gone.
json notes_of(const json& base, const json& head) {
  const ShopFolder shop({{.name = "orders"}, {.name = "refunds"}, {.name = "visits.v2"}},
                        {{.name = "orders"}, {.name = "refunds"}, {.name = "visits.v2"}});
  const auto put = [&](const std::string& path, const json& models) {
    json manifest = json::parse(shop.read(path));
    if (models.is_null()) return;
    manifest["exposures"]["exposure.shop.weekly"] = {{"unique_id", "exposure.shop.weekly"},
                                                     {"name", "weekly"},
                                                     {"type", "dashboard"},
                                                     {"package_name", "shop"},
                                                     {"original_file_path", "models/exposures.yml"},
                                                     {"depends_on", {{"nodes", models}, {"macros", json::array()}}}};
    shop.write(path, manifest.dump());
  };
  put("target-base/manifest.json", base);
  put("target/manifest.json", head);
  const Ran ran = shop.check({"--format", "json"});
  INFO(ran.err);
  json told = json::array();
  const json report = json::parse(ran.out);
  for (const json& note : report["notes"]) {
    const std::string text = note["text"];
    if (text.find("weekly") != std::string::npos) told.push_back(text);
  }
  return told;
}

const json both{"model.shop.orders", "model.shop.refunds"};

}  // namespace

TEST_CASE("an exposure that names a model no more, or is gone, is told in a note") {
  CHECK(notes_of(both, json{"model.shop.orders"}) ==
        json{"dashboard weekly does not name refunds any more: if it still shows it, no gate knows of that reader"});
  CHECK(notes_of(both, json()) == json{"dashboard weekly is no exposure any more, which read orders, refunds; what it "
                                       "shows is judged by nobody from here on"});
  CHECK(notes_of(json{"model.shop.orders", "model.shop.visits.v2"}, json{"model.shop.orders"}) ==
        json{"dashboard weekly does not name visits.v2 any more: if it still shows it, no gate knows of that reader"});
  CHECK(notes_of(both, both) == json::array());
  CHECK(notes_of(json{"model.shop.orders"}, both) == json::array());
}

TEST_CASE("a model that is gone itself is other gates' matter") {
  CHECK(notes_of(json{"model.shop.orders", "model.shop.gone"}, json{"model.shop.orders"}) == json::array());
}
