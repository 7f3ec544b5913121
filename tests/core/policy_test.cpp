// Selection, the unknown layer, and settings of single models.
#include "core/policy.hpp"

#include <array>

#include "tests/catch.hpp"

using namespace tollgate;

namespace {

ModelKey orders() {
  return {"model.shop.orders", "orders", "shop", "models/marts/core/orders.sql", {"shop", "marts", "core", "orders"},
          {"daily", "pii"},    "table"};
}

Selector by_path(std::vector<std::string> paths) {
  Selector select;
  select.path = std::move(paths);
  return select;
}

constexpr Option<double> limit{"limit", "%", 50, "", Tighter::lower};
constexpr Option<std::int64_t> sample{"sample", "rows", 10, "", Tighter::higher};
constexpr Option<bool> allow{"allow", "", false, "", Tighter::lower};
constexpr Option<std::string_view> mode{"mode", "", "all", ""};
constexpr std::array<AnyOption, 4> options{&limit, &sample, &allow, &mode};
constexpr std::array<Rule, 2> rules{Rule{"bad", Severity::warning, "", ""}, Rule{"worse", Severity::error, "", ""}};
constexpr Gate counts{"counts", "", {}, options, rules, nullptr};
constexpr Gate parse{"parse", "", {}, {}, {}, nullptr};
constexpr std::array<const Gate*, 2> gates{&counts, &parse};

Layer layer_with(std::string name, GateSettings settings) {
  Layer layer;
  layer.name = std::move(name);
  layer.gates.emplace("counts", std::move(settings));
  return layer;
}

}  // namespace

TEST_CASE("a glob: * takes any run of characters, ? one") {
  CHECK(glob_matches("", ""));
  CHECK_FALSE(glob_matches("", "a"));
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("a*c", "abbc"));
  CHECK(glob_matches("a*c", "a/b/c"));
  CHECK_FALSE(glob_matches("a*c", "abcd"));
  CHECK(glob_matches("*a*a*", "banana"));
  CHECK(glob_matches("stg_?", "stg_é"));
  CHECK_FALSE(glob_matches("stg_?", "stg_"));
  CHECK_FALSE(glob_matches("[a]", "a"));
  CHECK(glob_matches("**", "a/b"));
}

TEST_CASE("a glob with many stars stays fast") {
  std::string glob;
  for (int i = 0; i < 500; ++i) glob += "*a";
  CHECK_FALSE(glob_matches(glob + "b", std::string(5000, 'a')));
}

TEST_CASE("a glob covers another only when every match is shared") {
  CHECK(glob_covers("*", "a*b?"));
  CHECK(glob_covers("a*", "a*b"));
  CHECK(glob_covers("a?", "a?"));
  CHECK(glob_covers("a*c", "abc"));
  CHECK_FALSE(glob_covers("abc", "a*c"));
  CHECK_FALSE(glob_covers("a?", "a*"));
  CHECK_FALSE(glob_covers("ab", "a?"));
  CHECK(glob_covers("a*", "a?"));
}

TEST_CASE("a path is a folder, a file or a glob of either") {
  CHECK(by_path({"models/marts"}).matches(orders()));
  CHECK(by_path({"models"}).matches(orders()));
  CHECK(by_path({"models/marts/core/orders.sql"}).matches(orders()));
  CHECK(by_path({"models/*.sql"}).matches(orders()));
  CHECK(by_path({"*/core"}).matches(orders()));
  CHECK(by_path({"models/staging", "models/m?rts"}).matches(orders()));
  CHECK_FALSE(by_path({"models/mart"}).matches(orders()));
  CHECK_FALSE(by_path({"marts"}).matches(orders()));
  CHECK_FALSE(by_path({"models/marts/core/orders"}).matches(orders()));
}

TEST_CASE("every key that is given must match, any value within it does") {
  Selector select;
  CHECK_FALSE(select.matches(orders()));  // an empty selector selects nothing
  select.tag = {"weekly", "p*"};
  CHECK(select.matches(orders()));
  select.package = {"shop"};
  select.fqn = {"shop.marts"};
  select.name = {"ord*"};
  select.materialized = {"table", "incremental"};
  CHECK(select.matches(orders()));
  for (auto member : {&Selector::path, &Selector::tag, &Selector::package, &Selector::fqn, &Selector::name,
                      &Selector::materialized}) {
    Selector wrong = select;
    wrong.*member = {"nothing"};
    CHECK_FALSE(wrong.matches(orders()));
  }
}

TEST_CASE("a leading part of the fqn is enough, half a part is not") {
  Selector select;
  select.fqn = {"shop.marts.core"};
  CHECK(select.matches(orders()));
  select.fqn = {"shop.mar"};
  CHECK_FALSE(select.matches(orders()));
  select.fqn = {"*.core.orders"};
  CHECK(select.matches(orders()));
}

TEST_CASE("one selector covers another when it is wider in every key") {
  CHECK(covers(by_path({"models"}), by_path({"models/marts"})));
  CHECK(covers(by_path({"models/marts"}), by_path({"models/marts"})));
  CHECK(covers(by_path({"models/m*", "seeds"}), by_path({"seeds/x.csv", "models/marts"})));
  CHECK_FALSE(covers(by_path({"models/marts"}), by_path({"models"})));
  CHECK_FALSE(covers(by_path({"models/mar"}), by_path({"models/marts"})));
  Selector tagged = by_path({"models/marts"});
  tagged.tag = {"pii"};
  CHECK(covers(by_path({"models"}), tagged));
  CHECK_FALSE(covers(tagged, by_path({"models/marts"})));
  CHECK_FALSE(covers(Selector{}, tagged));
}

TEST_CASE("a lone * covers every selector, but for tags, which a model may not have") {
  Selector all;
  all.name = {"*"};
  CHECK(covers(all, by_path({"models/marts"})));
  all.tag = {"*"};
  CHECK_FALSE(covers(all, by_path({"models/marts"})));
  Selector some;
  some.name = {"fct_*"};
  CHECK_FALSE(covers(some, by_path({"models/marts"})));
}

TEST_CASE("the first layer that selects a model owns it, else it is unknown") {
  Policy policy;
  policy.unknown.name = unknown_layer;
  Layer marts;
  marts.name = "marts";
  marts.select = by_path({"models/marts"});
  Layer rest;
  rest.name = "rest";
  rest.select = by_path({"models"});
  policy.layers = {marts, rest};
  CHECK(policy.layer_of(orders()).name == "marts");
  ModelKey other = orders();
  other.path = "models/x.sql";
  CHECK(policy.layer_of(other).name == "rest");
  other.path = "seeds/x.csv";
  CHECK(policy.layer_of(other).name == "unknown");
}

TEST_CASE("model overrides are laid over the layer in order, and bring no gate of their own") {
  Policy policy;
  GateSettings below;
  below.options.set("limit", 10.0);
  below.severity.emplace("bad", Severity::info);
  Layer marts = layer_with("marts", below);
  marts.select = by_path({"models"});
  marts.review = {2, {"lead"}};
  policy.layers = {marts};
  ModelOverride first;
  first.select.name = {"orders"};
  first.gates["counts"].options.set("limit", 20.0);
  first.gates["counts"].severity.emplace("worse", Severity::off);
  first.gates["parse"];
  ModelOverride second = first;
  second.gates["counts"].options.set("limit", 30.0);
  ModelOverride other;
  other.select.name = {"customers"};
  other.gates["counts"].options.set("limit", 99.0);
  policy.models = {first, second, other};
  const ModelSettings settings = policy.settings_for(orders());
  CHECK(settings.layer == "marts");
  CHECK(settings.review.approvals == 2);
  REQUIRE(settings.gates.size() == 1);
  const GateSettings& gate = settings.gates.at("counts");
  CHECK(gate.options[limit] == 30);
  CHECK(gate.severity.at("bad") == Severity::info);
  CHECK(gate.severity.at("worse") == Severity::off);
}

TEST_CASE("the unknown layer has all gates, the tightest limits and the highest severities") {
  GateSettings a;
  a.options.set("limit", 10.0);
  a.options.set("allow", true);
  a.options.set("mode", std::string("none"));
  a.severity.emplace("worse", Severity::info);
  GateSettings b;
  b.options.set("limit", 80.0);
  b.options.set("sample", std::int64_t{500});
  b.severity.emplace("bad", Severity::error);
  b.severity.emplace("worse", Severity::warning);
  std::vector<Layer> layers{layer_with("a", a), layer_with("b", b)};
  layers[1].gates["parse"];
  const Layer unknown = union_of(layers, gates);
  CHECK(unknown.name == "unknown");
  CHECK(unknown.gates.size() == 2);
  const GateSettings& joined = unknown.gates.at("counts");
  CHECK(joined.options[limit] == 10);
  CHECK(joined.options[sample] == 500);
  CHECK(joined.options[allow] == false);
  CHECK(joined.options[mode] == "all");  // no tighter direction and the layers disagree: the default
  CHECK(severity_of(joined, rules[0]) == Severity::error);
  CHECK(severity_of(joined, rules[1]) == Severity::warning);
}

TEST_CASE("a layer that leaves a limit at its default counts with the default") {
  GateSettings wide;
  wide.options.set("limit", 80.0);
  const std::vector<Layer> layers{layer_with("a", wide), layer_with("b", {})};
  CHECK(union_of(layers, gates).gates.at("counts").options[limit] == 50);
}

TEST_CASE("an option without a direction keeps the value that all layers share") {
  GateSettings same;
  same.options.set("mode", std::string("none"));
  const std::vector<Layer> layers{layer_with("a", same), layer_with("b", same)};
  CHECK(union_of(layers, gates).gates.at("counts").options[mode] == "none");
}

TEST_CASE("the unknown layer has the highest review bar and the shortest rollback") {
  std::vector<Layer> layers(3);
  layers[0].review = {1, {"peer"}};
  layers[0].rollback_sla = std::chrono::hours(24);
  layers[1].review = {2, {"senior", "data-pm"}};
  layers[1].rollback_sla = std::chrono::hours(1);
  layers[2].review = {1, {"senior"}};
  const Layer unknown = union_of(layers, gates);
  CHECK(unknown.review.approvals == 2);
  CHECK(unknown.review.by == std::vector<std::string>{"senior", "data-pm"});
  CHECK(unknown.rollback_sla == std::chrono::hours(1));
}
