#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/inspect_lines.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using nlohmann::json;

namespace {

Ran inspect(const std::string& judge, const std::string& input) { return run_tollgate({"inspect", judge}, {}, input); }

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

json shop_schema() {
  return {{"orders", {{"id", "integer"}, {"customer_id", "integer"}, {"amount", "numeric"}}},
          {"raw.items", {{"order_id", "integer"}, {"price", "numeric"}}}};
}

/// The answer to one request, and that it was one.
json answer_to(const std::string& judge, const json& request, int code = 0) {
  const Ran ran = inspect(judge, request.dump() + "\n");
  CHECK(ran.code == code);
  CHECK(ran.err.empty());
  const std::vector<json> lines = lines_of(ran.out);
  REQUIRE(lines.size() == 1);
  return lines.front();
}

json lineage_of(const std::string& text) {
  return answer_to("lineage", {{"id", "a"}, {"sql", text}, {"schema", shop_schema()}});
}

std::string problem_with(const std::string& line, const std::string& judge = "lineage") {
  const Ran ran = inspect(judge, line + "\n");
  CHECK(ran.code == 3);
  const std::vector<json> lines = lines_of(ran.out);
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().size() == 2);
  REQUIRE(lines.front().contains("id"));
  return lines.front().at("error");
}

}  // namespace

TEST_CASE("inspect lineage answers with columns, influences and tables, keys sorted") {
  const Ran ran = inspect(
      "lineage",
      R"({"id":"q1","sql":"select id, sum(amount) as total, 1 as one from orders where customer_id > 3 group by id",)"
      R"("schema":{"orders":{"id":"integer","customer_id":"integer","amount":"numeric"}}})"
      "\n");
  CHECK(ran.code == 0);
  CHECK(ran.out == R"({"columns":[{"kind":"identity","name":"id","sources":["orders.id"]},)"
                   R"({"kind":"aggregate","name":"total","sources":["orders.amount"]},)"
                   R"({"kind":"constant","name":"one","sources":[]}],"id":"q1","influences":["orders.customer_id"],)"
                   R"("parse_error":null,"tables":["orders"],"unresolved":[]})"
                   "\n");
}

TEST_CASE("inspect lineage names columns as the text qualifies and PostgreSQL folds them") {
  const json answer = lineage_of("select ID, p.PRICE from ORDERS join Raw.Items p on p.order_id = orders.id");
  CHECK(answer["columns"][0]["sources"] == json({"orders.id"}));
  CHECK(answer["columns"][1]["sources"] == json({"raw.items.price"}));
  CHECK(answer["influences"] == json({"raw.items.order_id"}));
  CHECK(answer["tables"] == json({"orders", "raw.items"}));
}

TEST_CASE("inspect lineage tells a text that does not parse apart from a line that is wrong") {
  const json answer = lineage_of("select id\nfrom orders wehre customer_id = 1");
  CHECK(answer["parse_error"]["line"] == 2);
  CHECK(answer["parse_error"]["column"] == 19);
  CHECK_THAT(answer["parse_error"]["message"].get<std::string>(), ContainsSubstring("syntax error"));
  CHECK(answer["columns"].empty());
}

TEST_CASE("inspect lineage gives what the server refuses after parsing as a parse error, columns in code points") {
  const json answer = lineage_of("select 'äöü', id from orders union select 1");
  REQUIRE(answer["parse_error"].is_object());
  CHECK_THAT(answer["parse_error"]["message"].get<std::string>(), ContainsSubstring("same number of columns"));
  const json ambiguous = lineage_of("select 'äöü', id from orders a, orders b");
  REQUIRE(ambiguous["parse_error"].is_object());
  CHECK(ambiguous["parse_error"]["line"] == 1);
  CHECK(ambiguous["parse_error"]["column"] == 15);
}

TEST_CASE("inspect lineage names what the schema does not hold, sorted and once") {
  const json answer = lineage_of("select id, o.zzz, o.zzz + 1, aaa from orders o");
  CHECK(answer["parse_error"].is_null());
  CHECK(answer["unresolved"] == json({"aaa", "o.zzz"}));
  CHECK(answer["columns"][0]["sources"] == json({"orders.id"}));
  CHECK(lineage_of("select * from nowhere")["unresolved"] == json({"nowhere"}));
}

TEST_CASE("inspect lineage takes a function that it does not know by its arguments") {
  const json answer = lineage_of("select shop_only(amount) as x from orders");
  CHECK(answer["unresolved"].empty());
  CHECK(answer["parse_error"].is_null());
  CHECK(answer["columns"][0]["sources"] == json({"orders.amount"}));
}

TEST_CASE("inspect lineage claims nothing about a statement that it does not understand") {
  const json answer = lineage_of("vacuum orders");
  CHECK((answer["parse_error"].is_object() || !answer["unresolved"].empty()));
}

TEST_CASE("inspect echoes the id whatever it is, ignores keys it does not know, and keeps the order") {
  std::string input;
  const std::vector<json> ids{json("a"), json(7), json(nullptr), json({{"k", {1, "two"}}}), json("ä")};
  for (const json& id : ids) {
    input += json({{"id", id}, {"sql", "select 1"}, {"schema", json::object()}, {"later", {{"x", 1}}}}).dump() + "\n";
  }
  input += R"({"sql":"select 1","schema":{}})";  // no id, and no line feed at the end
  const Ran ran = inspect("lineage", input);
  CHECK(ran.code == 0);
  const std::vector<json> lines = lines_of(ran.out);
  REQUIRE(lines.size() == ids.size() + 1);
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(lines[i]["id"] == ids[i]);
  CHECK(lines.back()["id"].is_null());
  CHECK(inspect("lineage", input).out == ran.out);
}

TEST_CASE("a line that is no request is told, the rest goes on, and the exit code is 3") {
  const std::string good = R"({"id":"g","sql":"select 1","schema":{}})";
  const Ran ran = inspect("lineage", "no json\n" + good + "\n\n[1]\n{\"id\":\"s\",\"schema\":{}}\n" + good + "\n");
  CHECK(ran.code == 3);
  const std::vector<json> lines = lines_of(ran.out);
  REQUIRE(lines.size() == 6);
  CHECK(lines[0] == json({{"error", "line 1: not valid JSON: expected one JSON object on the line"}, {"id", nullptr}}));
  CHECK(lines[1]["id"] == "g");
  CHECK(lines[2] == json({{"error", "line 3: the line is empty: expected one JSON object"}, {"id", nullptr}}));
  CHECK(lines[3]["id"].is_null());
  CHECK(lines[4] == json({{"error", "line 5: key \"sql\" is missing"}, {"id", "s"}}));
  CHECK(lines[5]["id"] == "g");
}

TEST_CASE("each thing that is wrong with a line has its own words") {
  CHECK_THAT(problem_with(R"({"id":1,"sql":7,"schema":{}})"), ContainsSubstring("key \"sql\" must be a string"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":null,"schema":{}})"), ContainsSubstring("key \"sql\" must be a string"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","schema":[]})"),
             ContainsSubstring("key \"schema\" must be an object of relations"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","schema":{"t":["a"]}})"),
             ContainsSubstring("relation \"t\" must be an object of columns"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","schema":{"t":{"a":1}}})"),
             ContainsSubstring("the type of column \"a\" of \"t\" must be a string"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","schema":{"t":{"a":"text","a":"date"}}})"),
             ContainsSubstring("column \"a\" of \"t\" is there twice"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","schema":{"t":{},"t":{}}})"),
             ContainsSubstring("relation \"t\" is there twice"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","sql":"select 2","schema":{}})"),
             ContainsSubstring("key \"sql\" is there twice"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","schema":{}} {})"), ContainsSubstring("not valid JSON"));
  CHECK_THAT(problem_with("{\"id\":1,\"sql\":\"select '\xff'\",\"schema\":{}}"), ContainsSubstring("not valid UTF-8"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":")" + std::string(1, '\0') + R"(","schema":{}})"),
             ContainsSubstring("not valid JSON"));
  CHECK_THAT(problem_with(std::string(100'000, '[')), ContainsSubstring("not valid JSON"));
  CHECK_THAT(problem_with(R"({"id":)" + std::string(2000, '[') + std::string(2000, ']') + "}"),
             ContainsSubstring("nests deeper than 1,024 levels"));
}

TEST_CASE("a NUL inside the SQL is an answer, never a text that is cut there") {
  const json answer =
      answer_to("lineage", {{"id", 1}, {"sql", std::string("select 1\0, 2", 12)}, {"schema", shop_schema()}});
  CHECK(answer["parse_error"].is_object());
}

TEST_CASE("what nests too deep or is too long to judge ends in an answer") {
  const std::string deep = "select " + std::string(20'000, '(') + "1" + std::string(20'000, ')');
  CHECK(lineage_of(deep)["parse_error"].is_object());
  std::string sum = "select id";
  for (int i = 0; i < 100'000; ++i) sum += "+1";
  CHECK(lineage_of(sum + " from orders").contains("parse_error"));
  CHECK(lineage_of("select " + std::string(17U << 20U, ' ') + "1")["parse_error"].is_object());
}

TEST_CASE("inspect reads files one after the other, and standard input where it is called -") {
  const Folder folder;
  folder.write("a.jsonl", R"({"id":"a","sql":"select 1","schema":{}})"
                          "\n");
  folder.write("b.jsonl", "oops\n");
  const Ran ran = run_tollgate({"inspect", "lineage", folder.path("a.jsonl"), "-", folder.path("b.jsonl")}, {},
                               R"({"id":"in","sql":"select 1","schema":{}})");
  CHECK(ran.code == 3);
  const std::vector<json> lines = lines_of(ran.out);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["id"] == "a");
  CHECK(lines[1]["id"] == "in");
  CHECK_THAT(lines[2]["error"].get<std::string>(), ContainsSubstring("b.jsonl:1: not valid JSON"));
  const Ran missing = run_tollgate({"inspect", "lineage", folder.path("a.jsonl"), folder.path("gone.jsonl")});
  CHECK(missing.code == 2);
  CHECK(missing.out.empty());
  CHECK_THAT(missing.err, ContainsSubstring("gone.jsonl"));
  CHECK(run_tollgate({"inspect", "lineage", folder.path()}).code == 2);
}

TEST_CASE("an unknown judge is wrong usage and the known ones are named") {
  const Ran ran = inspect("weather", "");
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("unknown judge \"weather\"; there are lineage, references, change"));
  CHECK_THAT(inspect("linage", "").err, ContainsSubstring("did you mean \"lineage\"?"));
  CHECK(run_tollgate({"inspect"}).code == 2);
  const Ran nothing = inspect("lineage", "");
  CHECK(nothing.code == 0);
  CHECK(nothing.out.empty());
}

TEST_CASE("a line is read whole up to its limit, and only told about beyond it") {
  for (const std::size_t size : {std::size_t{16382}, std::size_t{16383}, std::size_t{16384}, std::size_t{40000}}) {
    std::istringstream in(std::string(size, 'x') + "\n\nlast");
    cli::InspectLines lines({}, &in);
    cli::InspectLine line;
    REQUIRE(lines.next(line));
    CHECK(line.text == std::string(size, 'x'));
    REQUIRE(lines.next(line));
    CHECK(line.text.empty());
    REQUIRE(lines.next(line));
    CHECK(line.text == "last");
    CHECK(line.place == "line 3");
    CHECK_FALSE(lines.next(line));
  }
  std::istringstream in(std::string(cli::InspectLines::longest + 1, 'x') + "\nnext\n");
  cli::InspectLines lines({}, &in);
  cli::InspectLine line;
  REQUIRE(lines.next(line));
  CHECK(line.too_long);
  CHECK(line.text.empty());
  REQUIRE(lines.next(line));
  CHECK_FALSE(line.too_long);
  CHECK(line.text == "next");
}

TEST_CASE("inspect references tells every finding with its place, and what to write instead") {
  const json answer =
      answer_to("references", {{"id", "r"},
                               {"sql", "select o.amuont,\n  shop_fn(id), iff(true, 1, 2) from orders o"},
                               {"schema", shop_schema()},
                               {"functions", {"shop_fn"}},
                               {"server_version", 16}});
  CHECK(answer.size() == 2);
  const json& findings = answer.at("findings");
  REQUIRE(findings.size() == 2);
  CHECK(findings[0]["rule"] == "unknown-column");
  CHECK(findings[0]["name"] == "o.amuont");
  CHECK(findings[0]["line"] == 1);
  CHECK(findings[0]["column"] == 8);
  CHECK_THAT(findings[0]["suggestion"].get<std::string>(), ContainsSubstring("amount"));
  CHECK(findings[0]["dialects"].empty());
  CHECK(findings[1]["line"] == 2);
  CHECK_FALSE(findings[1]["dialects"].empty());
  CHECK(findings[1].size() == 6);
}

TEST_CASE("inspect references refuses functions and versions that are none") {
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","schema":{},"functions":"f"})", "references"),
             ContainsSubstring("key \"functions\" must be a list of strings"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","schema":{},"server_version":"15"})", "references"),
             ContainsSubstring("key \"server_version\" must be a whole number"));
  CHECK_THAT(problem_with(R"({"id":1,"sql":"select 1","schema":{},"server_version":150015})", "references"),
             ContainsSubstring("major version"));
  CHECK(answer_to("references", {{"sql", "select 1"}, {"schema", json::object()}, {"functions", nullptr}}).size() == 2);
}

TEST_CASE("inspect change answers with a class, columns and reasons; a schema is optional") {
  const auto judged = [](const std::string& base, const std::string& head) {
    return answer_to("change", {{"id", "c"}, {"base_sql", base}, {"head_sql", head}, {"schema", shop_schema()}});
  };
  CHECK(judged("select id from orders", "select id from orders")["class"] == "identical");
  CHECK(judged("select id from orders", "select o.id -- same\nfrom orders as o")["class"] == "equivalent");
  const json added = judged("select id from orders", "select id, amount from orders");
  CHECK(added["class"] == "additive");
  CHECK(added["columns"] == json({{"amount", "added"}}));
  CHECK(added["rows_may_change"] == false);
  CHECK_FALSE(added["reasons"].empty());
  const json rows = judged("select id from orders", "select id from orders where amount > 3");
  CHECK(rows["class"] == "rows");
  CHECK(rows["rows_may_change"] == true);
  CHECK(rows.size() == 5);
  CHECK(judged("select id from", "select id from orders")["class"] == "unknown");
  CHECK(answer_to("change", {{"base_sql", "select a from t"}, {"head_sql", "select b from t"}})["class"] == "columns");
  CHECK_THAT(problem_with(R"({"id":1,"base_sql":"select 1"})", "change"),
             ContainsSubstring("key \"head_sql\" is missing"));
}

TEST_CASE("inspect budget answers with intervals, evidence and a verdict") {
  const json answer = answer_to("budget", {{"id", 7}, {"events", 3}, {"trials", 40}, {"target", 0.02}});
  CHECK(answer.at("id") == 7);
  CHECK(answer.at("rate") == 0.075);
  CHECK(std::abs(answer.at("tail_probability").get<double>() - 0.0456703) < 1e-6);
  CHECK(answer.at("verdict") == "at-risk");
  CHECK(answer.at("trials_for_clean_proof") == 386);
  CHECK(answer.size() == 10);
  const json closed =
      answer_to("budget", {{"id", 8}, {"events", 3}, {"trials", 40}, {"target", 0.02}, {"period_closed", true}});
  CHECK(closed.at("verdict") == "exceeded");
}

TEST_CASE("inspect budget without trials answers null for the rate") {
  const json answer = answer_to("budget", {{"id", 1}, {"events", 0}, {"trials", 0}, {"target", 0.6}});
  CHECK(answer.at("rate").is_null());
  CHECK(answer.at("e_value").is_null());
  CHECK(answer.at("clopper_pearson_95") == json::array({0.0, 1.0}));
  CHECK(answer.at("verdict") == "unresolved");
}

TEST_CASE("inspect budget refuses counts that cannot be") {
  CHECK_THAT(problem_with(R"({"events":3,"trials":2,"target":0.02})", "budget"), ContainsSubstring("more than trials"));
  CHECK_THAT(problem_with(R"({"events":1.5,"trials":2,"target":0.02})", "budget"), ContainsSubstring("whole number"));
  CHECK_THAT(problem_with(R"({"events":1,"trials":2,"target":2})", "budget"), ContainsSubstring("below 1"));
  CHECK_THAT(problem_with(R"({"events":1,"trials":2,"target":0.1,"period_closed":1})", "budget"),
             ContainsSubstring("true or false"));
}

TEST_CASE("inspect provenance answers with state, strength, tool, model, signals and revert") {
  const json answer = answer_to(
      "provenance", {{"id", "c"},
                     {"message", "Revert \"x (#3)\"\n\nCo-authored-by: Claude Opus 4.6 <noreply@anthropic.com>"},
                     {"author", {{"name", "Dana"}, {"email", "dana@example.com"}}},
                     {"committer", nullptr}});
  CHECK(answer == json{{"id", "c"},
                       {"state", "declared-llm"},
                       {"strength", "strong"},
                       {"tool", "claude-code"},
                       {"model", "claude-opus-4-6"},
                       {"signals", {"coauthor:noreply@anthropic.com"}},
                       {"revert", {{"kind", "revert"}, {"target", "#3"}}}});
}

TEST_CASE("inspect provenance of a plain commit has nothing to say") {
  const json answer = answer_to("provenance", {{"id", 1}, {"message", "Add a view"}});
  CHECK(answer == json{{"id", 1},
                       {"state", "undeclared"},
                       {"strength", nullptr},
                       {"tool", nullptr},
                       {"model", nullptr},
                       {"signals", json::array()},
                       {"revert", nullptr}});
  CHECK_THAT(problem_with(R"({"message":"x","author":"Dana"})", "provenance"), ContainsSubstring("must be an object"));
  CHECK_THAT(problem_with(R"({"message":"x","author":{"name":1}})", "provenance"),
             ContainsSubstring("must be a string"));
}

TEST_CASE("inspect plan judges a plan by text, plan and catalogue") {
  const json node = {{"Node Type", "Seq Scan"},
                     {"Relation Name", "t"},
                     {"Schema", "raw"},
                     {"Alias", "t"},
                     {"Plan Rows", 10},
                     {"Plan Width", 8},
                     {"Startup Cost", 0},
                     {"Total Cost", 20},
                     {"Filter", "(lower(t.a) = 'x'::text)"}};
  const json relation = {{"relkind", "r"},
                         {"reltuples", 1000000},
                         {"relpages", 10000},
                         {"relispartition", false},
                         {"parent", nullptr},
                         {"partkey", nullptr},
                         {"n_parts", 0},
                         {"indexes", {{{"name", "t_a"}, {"unique", false}, {"cols", {"a"}}}}},
                         {"columns", {{"a", {{"type", "text"}, {"notnull", false}, {"n_distinct", -1}}}}}};
  const json answer =
      answer_to("plan", {{"id", "p"},
                         {"sql", "select a from raw.t where lower(a) = 'x'"},
                         {"plan", {{{"Plan", node}}}},
                         {"catalog", {{"tables", {{"raw.t", relation}}}, {"settings", json::object()}}}});
  bool found = false;
  for (const json& finding : answer.at("findings")) found = found || finding.at("rule") == "function-on-column";
  CHECK(found);
  CHECK_THAT(problem_with(R"({"sql":"select 1","catalog":{}})", "plan"), ContainsSubstring("plan"));
}
