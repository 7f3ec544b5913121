#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using nlohmann::json;

namespace {

/// A project of which only the head is asked for.
class Project : public Folder {
 public:
  explicit Project(const std::vector<Model>& models, const json& more = json::object()) {
    json text = json::parse(manifest(models));
    text.merge_patch(more);
    write("dbt_project.yml", "name: shop\n");
    write("target/manifest.json", text.dump());
    for (const Model& model : models) write(model.folder + "/" + model.name + ".sql", "\n" + model.sql + "\n");
  }
  Ran lineage(std::vector<std::string> arguments) const {
    std::vector<std::string> all{"lineage", "--project-dir", path()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_tollgate(all);
  }
};

std::vector<Model> shop() {
  return {
      {.name = "stg_orders",
       .sql = "select\n  1::int as id,\n  2.5::numeric as amount,\n  'x'::text as status",
       .folder = "models/staging",
       .materialized = "view"},
      {.name = "fct_days",
       .sql = "select\n  status,\n  sum(amount) as total\nfrom prod.stg_orders\nwhere id > 3\ngroup by status",
       .parents = {"stg_orders"},
       .materialized = "table"},
      {.name = "report",
       .sql = "select case when status = 'x' then total end as shown, total from prod.fct_days",
       .parents = {"fct_days"},
       .materialized = "table"},
  };
}

json exposure() {
  return {{"exposures",
           {{"exposure.shop.weekly",
             {{"unique_id", "exposure.shop.weekly"},
              {"name", "weekly"},
              {"type", "dashboard"},
              {"package_name", "shop"},
              {"original_file_path", "models/exposures.yml"},
              {"depends_on", {{"nodes", {"model.shop.report"}}}}}}}}};
}

json json_of(const Ran& ran) {
  CHECK(ran.code == 0);
  return json::parse(ran.out);
}

const json& column_called(const json& document, const std::string& relation, const std::string& column) {
  for (const json& one : document.at("columns")) {
    if (one.at("relation") == relation && one.at("column") == column) return one;
  }
  throw std::out_of_range(relation + "." + column);
}

}  // namespace

TEST_CASE("lineage --to tells what feeds a column, with roles and the line in the model's own file") {
  const Project project(shop());
  const Ran ran = project.lineage({"--to", "report.shown"});
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK(ran.out ==
        "report.shown: numeric, derived (models/marts/report.sql:2)\n"
        "  <- fct_days.status: text, identity (models/marts/fct_days.sql:3) by conditional\n"
        "    <- stg_orders.status: text, constant (models/staging/stg_orders.sql:5) by identity\n"
        "  <- fct_days.total: numeric, aggregate (models/marts/fct_days.sql:4) by transformation\n"
        "    <- stg_orders.amount: numeric, constant (models/staging/stg_orders.sql:4) by aggregation\n");
  CHECK_THAT(project.lineage({"--to", "fct_days.total"}).out,
             ContainsSubstring("rows of fct_days depend on stg_orders.id (filter), stg_orders.status (group-by)\n"));
}

TEST_CASE("lineage --from tells what a column feeds, each column opened once, and the exposures reached") {
  const Project project(shop(), exposure());
  const Ran ran = project.lineage({"--from", "stg_orders.amount"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("  -> fct_days.total"));
  CHECK_THAT(ran.out, ContainsSubstring("    -> report.total"));
  CHECK_THAT(ran.out, ContainsSubstring("reaches 3 downstream columns in 2 models; dashboard weekly\n"));
  CHECK(project.lineage({"--from", "model.shop.stg_orders.amount"}).out == ran.out);
  CHECK_THAT(project.lineage({"--from", "report.shown"}).out, ContainsSubstring("dashboard weekly"));
}

TEST_CASE("a diamond is shown as a line, not as a second tree") {
  const Project project(
      {{.name = "m", .sql = "select 1 as k", .materialized = "view"},
       {.name = "n", .sql = "select k, k as l from prod.m", .parents = {"m"}, .materialized = "view"},
       {.name = "o", .sql = "select k + l as s from prod.n", .parents = {"n"}, .materialized = "view"},
       {.name = "p", .sql = "select s as t from prod.o", .parents = {"o"}, .materialized = "view"}});
  const auto times = [](const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
  };
  const Ran ran = project.lineage({"--from", "m.k"});
  CHECK(times(ran.out, "-> o.s: ") == 2);
  CHECK(times(ran.out, "by transformation (see above)\n") == 1);
  CHECK(times(ran.out, "-> p.t: ") == 1);
}

TEST_CASE("without a column, lineage tells how much there is and how to ask for a part") {
  const Project project(shop(), exposure());
  const Ran ran = project.lineage({});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("relations: ") &&
                          ContainsSubstring("1 exposure, metric, semantic model or saved query reads them\n") &&
                          ContainsSubstring("  tollgate lineage --all "));
  CHECK_THAT(ran.out, !ContainsSubstring("<- "));
  CHECK(std::ranges::count(ran.out, '\n') < 15);
}

TEST_CASE("lineage --model lists the columns of one model, and knows what is meant") {
  const Project project(shop(), exposure());
  const Ran ran = project.lineage({"--model", "fct_days"});
  CHECK(ran.code == 0);
  CHECK(ran.out.starts_with("fct_days: model, columns from sql"));
  CHECK_THAT(ran.out,
             ContainsSubstring("    <- stg_orders.status by identity\n") && !ContainsSubstring("stg_orders: model"));
  const Ran unknown = project.lineage({"--model", "fct_dayz"});
  CHECK(unknown.code == 2);
  CHECK_THAT(unknown.err, ContainsSubstring("did you mean \"fct_days\"?"));
}

TEST_CASE("lineage --all lists the whole project") {
  const Project project(shop(), exposure());
  const Ran ran = project.lineage({"--all"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("fct_days: model, columns from sql (models/marts/fct_days.sql)\n"
                                        "  status: text, identity, line 3\n"
                                        "    <- stg_orders.status by identity\n"));
  CHECK_THAT(ran.out, ContainsSubstring("  rows depend on stg_orders.id (filter)"));
  CHECK_THAT(ran.out, ContainsSubstring("dashboard weekly\n  reads report\n"));
}

TEST_CASE("what is not resolved is shown as such in every format") {
  const Project project({{.name = "m", .sql = "select gone as x, 1 as y from prod.nowhere", .materialized = "view"}});
  CHECK_THAT(project.lineage({"--to", "m.x"}).out, ContainsSubstring("unresolved: its sources may not be all"));
  CHECK_THAT(project.lineage({"--format", "dot"}).out, ContainsSubstring("[label=\"x (unresolved)\"]"));
  CHECK_THAT(project.lineage({"--format", "mermaid"}).out, ContainsSubstring("[\"x (unresolved)\"]"));
  CHECK_THAT(project.lineage({"--format", "openlineage"}).out,
             ContainsSubstring(R"("transformationDescription":"unresolved: its sources may not be all")"));
  const json document = json_of(project.lineage({"--format", "json"}));
  CHECK(column_called(document, "model.shop.m", "x")["resolved"] == false);
  CHECK(column_called(document, "model.shop.m", "y")["resolved"] == true);
}

TEST_CASE("lineage as JSON holds relations, columns with their sources, and leaves") {
  const Project project(shop(), exposure());
  const json document = json_of(project.lineage({"--format", "json"}));
  CHECK(document["lineage_version"] == 1);
  CHECK(document["project"] == "shop");
  CHECK(document["direction"].is_null());
  const json total = column_called(document, "model.shop.fct_days", "total");
  CHECK(total == json({{"relation", "model.shop.fct_days"},
                       {"column", "total"},
                       {"type", "numeric"},
                       {"kind", "aggregate"},
                       {"resolved", true},
                       {"path", "models/marts/fct_days.sql"},
                       {"line", 4},
                       {"sources",
                        {{{"relation", "model.shop.stg_orders"}, {"column", "amount"}, {"roles", {"aggregation"}}}}}}));
  CHECK(document["leaves"][0]["id"] == "exposure.shop.weekly");
  CHECK(document["leaves"][0]["relations"] == json({"model.shop.report"}));
  const json part = json_of(project.lineage({"--to", "fct_days.total", "--format", "json"}));
  CHECK(part["direction"] == "to");
  CHECK(part["start"] == json({{"relation", "model.shop.fct_days"}, {"column", "total"}}));
  CHECK(part["columns"].size() == 2);
  CHECK(part["relations"].size() == 2);
}

TEST_CASE("drawings name nodes by numbers and escape every name") {
  const Project project(
      {{.name = "m", .sql = "select 1 as \"a \"\"b\"\" <i> #1 \\N `c`\", 2 as \"größe; end\"", .materialized = "view"},
       {.name = "n", .sql = "select \"größe; end\" as z from prod.m", .parents = {"m"}}});
  const std::string dot = project.lineage({"--format", "dot"}).out;
  CHECK_THAT(dot, ContainsSubstring("c0 [label=\"a \\\"b\\\" <i> #1 \\\\N `c`\"];"));
  CHECK_THAT(dot, ContainsSubstring("c1 [label=\"größe; end\"];"));
  CHECK_THAT(dot, ContainsSubstring("  c1 -> c2;\n"));
  const std::string mermaid = project.lineage({"--format", "mermaid"}).out;
  CHECK_THAT(mermaid, ContainsSubstring("c0[\"a #quot;b#quot; #60;i#62; #35;1 #92;N #96;c#96;\"]"));
  CHECK_THAT(mermaid, ContainsSubstring("  c1 --> c2\n"));
}

TEST_CASE("what only steers a value is dashed") {
  const Project project(shop());
  CHECK_THAT(project.lineage({"--to", "report.shown", "--format", "dot"}).out, ContainsSubstring("[style=dashed]"));
  CHECK_THAT(project.lineage({"--to", "report.shown", "--format", "mermaid"}).out, ContainsSubstring(" -.-> "));
}

TEST_CASE("a Mermaid drawing stays within what Mermaid draws, and says what it leaves out") {
  std::string wide = "select 1 as k";
  std::string reader = "select k";
  for (int i = 0; i < 2000; ++i) {
    wide += ", 1 as a_rather_long_column_name_" + std::to_string(i);
    reader += ", k as another_long_column_name_" + std::to_string(i);
  }
  const Project project({{.name = "wide", .sql = wide, .materialized = "view"},
                         {.name = "reader", .sql = reader + " from prod.wide", .parents = {"wide"}}});
  const std::string whole = project.lineage({"--format", "mermaid"}).out;
  CHECK(whole.size() < 50'000);
  CHECK_THAT(whole, ContainsSubstring(" more columns left out: Mermaid draws no more"));
  const std::string part = project.lineage({"--from", "wide.k", "--format", "mermaid"}).out;
  CHECK(part.size() < 50'000);
  std::size_t edges = 0;
  for (std::size_t at = part.find("-->"); at != std::string::npos; at = part.find("-->", at + 1)) ++edges;
  CHECK(edges <= 500);
  CHECK(edges > 300);
  CHECK_THAT(part, ContainsSubstring(std::to_string(2001 - edges) + " more columns left out"));
  CHECK_THAT(project.lineage({"--to", "reader.k", "--format", "mermaid"}).out, !ContainsSubstring("left out"));
}

TEST_CASE("lineage as OpenLineage: one event per model, its facet with direct and indirect roles, no clock") {
  const Project project(shop());
  const Ran ran = project.lineage({"--format", "openlineage"});
  CHECK(ran.code == 0);
  std::vector<json> events;
  std::istringstream in(ran.out);
  for (std::string line; std::getline(in, line);) events.push_back(json::parse(line));
  REQUIRE(events.size() == 3);
  const json& event = events[1];
  CHECK(event["eventTime"] == "2026-01-05T09:00:00Z");
  CHECK(event["job"] == json({{"namespace", "dbt://shop"}, {"name", "model.shop.fct_days"}}));
  CHECK(event["run"]["runId"].get<std::string>().size() == 36);
  CHECK(event["inputs"][0]["name"] == "shop.prod.stg_orders");
  const json& output = event["outputs"][0];
  CHECK(output["namespace"] == "postgres");
  CHECK(output["name"] == "shop.prod.fct_days");
  const json& facet = output["facets"]["columnLineage"];
  CHECK_THAT(facet["_schemaURL"].get<std::string>(), ContainsSubstring("/1-2-0/ColumnLineageDatasetFacet.json"));
  const json& input = facet["fields"]["total"]["inputFields"][0];
  CHECK(input["field"] == "amount");
  CHECK(input["transformations"] ==
        json({{{"type", "DIRECT"}, {"subtype", "AGGREGATION"}, {"description", ""}, {"masking", false}}}));
  CHECK(facet["dataset"][0]["field"] == "id");
  CHECK(facet["dataset"][0]["transformations"][0]["subtype"] == "FILTER");
  CHECK(events[2]["outputs"][0]["facets"]["columnLineage"]["fields"]["shown"]["inputFields"][0]["transformations"][0]
              ["subtype"] == "CONDITIONAL");
  CHECK(project.lineage({"--format", "openlineage"}).out == ran.out);
}

TEST_CASE("OpenLineage's required time is the epoch where the manifest has none") {
  const Project project(shop(), {{"metadata", {{"generated_at", nullptr}}}});
  CHECK_THAT(project.lineage({"--format", "openlineage"}).out,
             ContainsSubstring(R"("eventTime":"1970-01-01T00:00:00Z")"));
}

TEST_CASE("a column that is not there is wrong usage with what was meant") {
  const Project project(shop());
  const Ran model = project.lineage({"--to", "fct_dayz.total"});
  CHECK(model.code == 2);
  CHECK_THAT(model.err, ContainsSubstring("did you mean \"fct_days\"?"));
  const Ran column = project.lineage({"--to", "fct_days.totale"});
  CHECK(column.code == 2);
  CHECK_THAT(column.err, ContainsSubstring("did you mean \"total\"?"));
  CHECK_THAT(project.lineage({"--to", "fct_days.zzzzzzzzz"}).err, ContainsSubstring("its columns are status, total"));
  CHECK_THAT(project.lineage({"--to", "nodots"}).err, ContainsSubstring("model.column or unique_id.column"));
  CHECK(project.lineage({"--to", "fct_days.total", "--from", "fct_days.total"}).code == 2);
  CHECK(project.lineage({"--to", ""}).code == 2);
  CHECK(project.lineage({"--format", "svg"}).code == 2);
}

TEST_CASE("lineage of a model without a column offers its columns, five at most") {
  std::vector<Model> models = shop();
  models.push_back({.name = "wide", .sql = "select 1 as a, 2 as b, 3 as c, 4 as d, 5 as e, 6 as f"});
  const Project project(models);
  const Ran ran = project.lineage({"--to", "fct_days"});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("\"fct_days\" names no column"));
  CHECK_THAT(ran.err, ContainsSubstring("name a column: fct_days.status, fct_days.total\n"));
  CHECK_THAT(project.lineage({"--from", "wide"}).err, ContainsSubstring("wide.d, wide.e, …\n"));
  CHECK_THAT(project.lineage({"--from", "model.shop.fct_days"}).err, ContainsSubstring(": model.shop.fct_days.status"));
}

TEST_CASE("artifacts that are missing cannot be judged") {
  const Folder folder;
  folder.write("dbt_project.yml", "name: shop\n");
  CHECK(run_tollgate({"lineage", "--project-dir", folder.path()}).code == 3);
}

TEST_CASE("lineage takes from base's catalogue what head's does not hold, as a check does") {
  const json source = {{"unique_id", "source.shop.raw.orders"},
                       {"resource_type", "source"},
                       {"package_name", "shop"},
                       {"source_name", "raw"},
                       {"name", "orders"},
                       {"relation_name", R"("raw"."shop"."orders")"}};
  const json sources = {{"sources", {{"source.shop.raw.orders", source}}}};
  const Project project({{.name = "orders", .sql = R"(select * from "raw"."shop"."orders")"}}, sources);
  CHECK(project.lineage({"--to", "orders.amount"}).code == 2);
  json base = json::parse(project.read("target/manifest.json"));
  project.write("target-base/manifest.json", base.dump());
  project.write("target-base/catalog.json",
                json{{"metadata", {{"dbt_schema_version", "https://schemas.getdbt.com/dbt/catalog/v1.json"}}},
                     {"nodes", json::object()},
                     {"sources",
                      {{"source.shop.raw.orders",
                        {{"unique_id", "source.shop.raw.orders"},
                         {"metadata", {{"type", "BASE TABLE"}, {"schema", "shop"}, {"name", "orders"}}},
                         {"columns", {{"amount", {{"name", "amount"}, {"type", "numeric"}, {"index", 1}}}}}}}}}}
                    .dump());
  const Ran ran = project.lineage({"--to", "orders.amount"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("raw.orders.amount: numeric"));
}
