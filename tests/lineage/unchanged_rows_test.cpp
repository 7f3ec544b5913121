#include "lineage/unchanged_rows.hpp"

#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Names = std::vector<std::string>;

namespace {

constexpr auto stg = "select id, net as amount from raw.orders where status = 'paid' and net > 0";
constexpr auto stg_otherwise = "select o.id, o.net as amount from raw.orders o where o.net > 0 and o.status = 'paid'";
constexpr auto stg_other_rows = "select id, net as amount from raw.orders where status = 'paid' and net > 1";
constexpr auto fct = "select id, amount * 2 as twice from dev.stg";
constexpr auto fct_otherwise = "with s as (select * from dev.stg) select id, amount * 2 as twice from s";

Side project(const std::string& stg_sql = stg, const std::string& fct_sql = fct,
             const std::string& materialized = "table") {
  Side side = orders();
  side.model("stg", stg_sql, "table")
      .model("fct", fct_sql, materialized, {"stg"})
      .model("top", "select id from dev.fct", "table", {"fct"});
  for (auto& [id, node] : side.project.nodes) {
    node.language = "sql";
    node.raw_code = node.compiled_code;
  }
  return side;
}

Names unchanged(const Side& base, const Side& head) {
  const dbt::Changes changes = dbt::find_changes(base.project, head.project);
  Names names;
  for (const auto& [id, why] : find_unchanged_rows(base.graph(&head), head.graph(&base), changes)) {
    CHECK_FALSE(why.empty());
    names.push_back(id.substr(std::string("model.shop.").size()));
  }
  return names;
}

}  // namespace

TEST_CASE("unchanged rows: a model that is written otherwise, and what reads it") {
  CHECK(unchanged(project(), project(stg_otherwise)) == Names{"fct", "stg", "top"});
  CHECK(unchanged(project(), project(stg_otherwise, fct_otherwise)) == Names{"fct", "stg", "top"});
  CHECK(unchanged(project(), project()) == Names{});
}

TEST_CASE("unchanged rows: not below a model whose rows may change") {
  CHECK(unchanged(project(), project(stg_other_rows)) == Names{});
  CHECK(unchanged(project(), project(stg_other_rows, fct_otherwise)) == Names{});
  CHECK(
      unchanged(project(), project("select id, net * 2 as amount from raw.orders where status = 'paid' and net > 0")) ==
      Names{});
  CHECK(unchanged(project(stg, fct), project(stg_otherwise, "select id, amount * 3 as twice from dev.stg")) ==
        Names{"stg"});
}

TEST_CASE("unchanged rows: not with what a clock rendered, nor with what is unknown") {
  const std::string at = "select id, net as amount from raw.orders where status < '2025-05-0";
  CHECK(unchanged(project(at + "1 03:12:44.12'"), project(at + "2 03:12:44.12'")) == Names{});
  CHECK(unchanged(project("select id, shop.f(net) as amount from raw.orders"),
                  project("select id, shop.g(net) as amount from raw.orders")) == Names{});
  CHECK(unchanged(project(), project("select id, from raw.orders")) == Names{});
}

TEST_CASE("unchanged rows: not where the model is built in pieces") {
  for (const char* const kind : {"incremental", "snapshot", "materialized_view"}) {
    INFO(kind);
    CHECK(unchanged(project(stg, fct, kind), project(stg, fct_otherwise, kind)) == Names{});
  }
  CHECK(unchanged(project(stg, fct, "table"), project(stg, fct_otherwise, "view")) == Names{});
  CHECK(unchanged(project(stg, fct, "view"), project(stg, fct_otherwise, "view")) == Names{"fct", "top"});
}

TEST_CASE("unchanged rows: not where more than its SQL differs") {
  SECTION("the relation") {
    Side head = project(stg, fct_otherwise);
    head.node("fct").unrendered_schema = "elsewhere";
    CHECK(unchanged(project(), head) == Names{});
  }
  SECTION("the file of a seed above it") {
    const auto with_seed = [](const std::string& checksum, const char* sql) {
      Side side = project(stg, sql);
      dbt::Node& seed = side.project.nodes["seed.shop.rates"];
      seed.unique_id = "seed.shop.rates";
      seed.type = dbt::ResourceType::seed;
      seed.name = seed.alias = "rates";
      seed.checksum = checksum;
      seed.checksum_kind = "sha256";
      side.node("fct").depends_on.push_back("seed.shop.rates");
      return side;
    };
    CHECK(unchanged(with_seed("a", fct), with_seed("a", fct_otherwise)) == Names{"fct", "top"});
    CHECK(unchanged(with_seed("a", fct), with_seed("b", fct_otherwise)) == Names{});
  }
  SECTION("code that a first build does not compile") {
    Side base = project();
    Side head = project(stg, fct_otherwise);
    head.node("fct").raw_code += " {% if is_incremental() %} where id > 1 {% endif %}";
    CHECK(unchanged(base, head) == Names{});
  }
  SECTION("a change that the manifest tells and the texts do not") {
    const Side base = project();
    const Side head = project(stg, fct_otherwise);
    dbt::Changes changes = dbt::find_changes(base.project, head.project);
    REQUIRE(changes.changed.size() == 1);
    CHECK(changes.changed[0].builds_alike);
    changes.changed[0].builds_alike = false;  // config, contract, source, a macro in a hook
    CHECK(find_unchanged_rows(base.graph(&head), head.graph(&base), changes).empty());
  }
}

TEST_CASE("unchanged rows: not for a model that reads something else, is new or gone") {
  Side head = project(stg_otherwise);
  head.model("new", "select id from dev.stg", "table", {"stg"});
  head.node("new").language = "sql";
  CHECK(unchanged(project(), head) == Names{"fct", "stg", "top"});
  Side other = project(stg, fct_otherwise);
  other.node("fct").depends_on.push_back("model.shop.top2");
  CHECK(unchanged(project(), other) == Names{});
}
