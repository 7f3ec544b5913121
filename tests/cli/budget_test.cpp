// `tollgate budget` on real histories.
#include <algorithm>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "cli/budget_inputs.hpp"
#include "tests/catch.hpp"
#include "tests/cli/budget_shop.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using namespace tollgate::tests::budget;
using nlohmann::json;

TEST_CASE("the budget is told as a table, a drawing and words") {
  const Shop shop;
  shop.squashes(1, 8, "2025-10-06");
  shop.push({"Typed by hand (#9)", "models/staging/stg_orders.sql"}, "2025-10-07");
  shop.push({"Revert \"Change 3 (#3)\" (#10)"}, "2025-10-08");
  const Ran ran = shop.budget({"--as-of", "2025-12-01"});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK(has(ran.out, "LLM budget main at "));
  CHECK(has(ran.out, "as of 2025-12-01; targets: tollgate.yml (working tree)"));
  CHECK(has(ran.out, "2025-Q4: 2025-10-01 to 2025-12-31, open until 2026-01-31"));
  CHECK(has(ran.out, "rolling four quarters: 2025-01-01 to 2025-12-31, open until 2026-01-31"));
  CHECK(has(ran.out, "    rolled back       1 of 8     12 %  2.2 to 47 %"));
  CHECK(has(ran.out, "  staging: no LLM-touched pull request"));
  CHECK(has(ran.out, "2 %     at-risk"));
  CHECK(has(ran.out, "  #3 Change 3: reverted by #10 after 2.0 days (number in the quoted title)"));
  CHECK(has(ran.out, "  2025-Q4  10      ########..   80 %"));
  CHECK(has(ran.out, "there is no audit log here"));
  CHECK_FALSE(has(ran.out, "\x1b["));
  CHECK(std::ranges::all_of(ran.out, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  CHECK(has(shop.budget({"--as-of", "2025-12-01"}, {{"LANG", "de_DE.UTF-8"}}).out, "████████░░"));
  CHECK(has(shop.budget({"--as-of", "2025-12-01", "--color", "always"}).out, "\x1b[33mat-risk\x1b[0m"));
}

TEST_CASE("the budget is the same from run to run and told as of a day") {
  const Shop shop;
  shop.squashes(1, 3, "2025-10-06");
  shop.push({"Revert \"Change 3 (#3)\" (#10)"}, "2025-11-03");
  CHECK(shop.budget({"--format", "json"}).out == shop.budget({"--format", "json"}).out);
  CHECK(shop.told().at("as_of") == "2026-01-06");
  const json before = rate(shop.told({"--as-of", "2025-11-02"}), "2025-Q4", "all", "rollback_rate");
  CHECK(before.at("immature") == 3);
  CHECK(before.at("immature_events") == 0);
  const json then = rate(shop.told({"--as-of", "2025-11-03"}), "2025-Q4", "all", "rollback_rate");
  CHECK(then.at("immature_events") == 1);
  const json later = rate(shop.told({"--as-of", "2025-11-05"}), "2025-Q4", "all", "rollback_rate");
  CHECK(later.at("trials") == 3);
  CHECK(later.at("events") == 1);
  CHECK_FALSE(later.at("period_closed").get<bool>());
  const json closed =
      rate(shop.told({"--as-of", "2026-01-31", "--period", "2025-Q4"}), "2025-Q4", "all", "rollback_rate");
  CHECK(closed.at("period_closed").get<bool>());
}

TEST_CASE("machines get every figure, what failed and what is open") {
  const Shop shop;
  shop.squashes(1, 4, "2025-10-06");
  shop.push({"Revert \"Change 3 (#3)\" (#10)"}, "2025-10-08");
  shop.push({"Revert \"Something else\" (#11)"}, "2025-10-09");
  const json document = shop.told({"--as-of", "2025-12-01", "--sensitivity", "0.66"});
  const json all = rate(document, "2025-Q4", "all", "rollback_rate");
  CHECK(all.at("events") == 1);
  CHECK(all.at("trials") == 4);
  CHECK(all.at("rate") == 0.25);
  CHECK(all.at("corrected_rate").get<double>() == Approx(0.25 / 0.66));
  CHECK(all.at("trials_for_clean_proof") == 236);
  CHECK(all.at("wilson_95").size() == 2);
  CHECK(document.at("rates").size() == 18);
  CHECK(document.at("version") == 1);
  REQUIRE(document.at("failures").size() == 1);
  CHECK(document.at("failures").at(0).at("pull_request") == "#3");
  CHECK(document.at("failures").at(0).at("by") == "#10");
  CHECK(document.at("failures").at(0).at("lag_seconds") == 172800);
  CHECK(document.at("unresolved") ==
        json{"#11 Revert \"Something else\": a revert that names `Something else`, which is of none before it"});
  CHECK(document.at("health").back().at("merged") == 6);
  CHECK(document.at("health").back().at("llm_touched") == 4);
  const std::string csv = shop.budget({"--as-of", "2025-12-01", "--format", "csv", "--layer", "marts"}).out;
  CHECK(has(csv, "2025-Q4,2025-10-01,2026-01-01,false,marts,rollback_rate,1,4,0,0,0.02,0.25,"));
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 7);
  const std::string markdown = shop.budget({"--as-of", "2025-12-01", "--format", "markdown"}).out;
  CHECK(has(markdown, "| all layers | rolled back | 1 of 4 | 25 % | 4.6 to 70 % | 2 % | 0 | **at-risk** |"));
  CHECK_FALSE(has(markdown, "| staging |"));
}

TEST_CASE("drawings need nothing else, and say in words what they show") {
  const Shop shop;
  shop.squashes(1, 4, "2025-10-06");
  shop.push({by_llm("<script>alert(1)</script> & \"x\" (#5)")}, "2025-10-06");
  shop.push({"Revert \"<script>alert(1)</script> & \"x\" (#5)\" (#6)"}, "2025-10-07");
  const std::string svg = shop.path() + "/out.svg";
  const std::string html = shop.path() + "/out.html";
  const Ran ran = shop.budget({"--as-of", "2025-12-01", "--chart", svg, "--chart", html});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  pugi::xml_document picture;
  REQUIRE(picture.load_file(svg.c_str()));
  CHECK(std::string(picture.child("svg").attribute("role").value()) == "img");
  CHECK(has(picture.child("svg").child_value("title"), "rolled back, target at most 2 %: 2025-Q4 1 of 5, 20 %"));
  CHECK(has(read_file(svg), "prefers-color-scheme:dark"));
  const std::string page = read_file(html);
  CHECK(has(page, "&lt;script&gt;alert(1)"));
  for (const char* foreign : {"<script", "href=", "src=", "url(", "@import"}) {
    INFO(foreign);
    CHECK_FALSE(has(page, foreign));
    CHECK_FALSE(has(read_file(svg), foreign));
  }
  CHECK(has(page, "default-src 'none'; style-src 'unsafe-inline'"));
  CHECK(has(page, "<th scope=\"row\">rolled back</th><td>1 of 5</td>"));
}

TEST_CASE("titles of pull requests can't command a terminal or a runner") {
  const Shop shop;
  shop.push({by_llm("::error::x\x1b[31m (#5)")}, "2025-10-06");
  shop.push({"Revert \"::error::x\x1b[31m (#5)\" (#6)"}, "2025-10-07");
  for (const char* format : {"text", "markdown", "json"}) {
    INFO(format);
    const std::string out = shop.budget({"--as-of", "2025-12-01", "--format", format}).out;
    CHECK(has(out, "reverted"));
    CHECK_FALSE(has(out, "\x1b"));
    CHECK_FALSE(has(out, "\n::"));
  }
}

TEST_CASE("without pull requests it says so") {
  const Ran ran = Shop().budget({"--as-of", "2025-12-01"});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "no pull request has been merged into main that git can tell"));
  CHECK(has(ran.out, "caught at review: no LLM-touched pull request to count; unresolved"));
  const Shop shop;
  const std::string html = shop.path() + "/out.html";
  CHECK(shop.budget({"--as-of", "2025-12-01", "--chart", html}).code == 0);
  CHECK(has(read_file(html), "No pull request has been merged into main"));
}

TEST_CASE("without a policy the preset's targets count, and that is told") {
  const Team team;
  const Ran ran = run_tollgate({"budget", "--project-dir", team.path(), "--as-of", "2025-12-01"});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "no tollgate.yml: the preset `standard` is in force"));
}

TEST_CASE("a history that can't be read is not judged") {
  const Shop shop;
  shop.squashes(1, 2, "2025-10-06");
  const Team clone;
  clone.git({"fetch", "--quiet", "--depth=1", "file://" + shop.path(), "main:refs/heads/cut"});
  const Ran cut =
      run_tollgate({"budget", "--project-dir", clone.path(), "--base-branch", "cut", "--as-of", "2025-12-01"});
  CHECK(cut.code == 3);
  CHECK(has(cut.err, "this checkout is shallow: its history begins on 2025-10-06"));
  CHECK(has(cut.err, "git fetch --unshallow"));
  const Ran missing = shop.budget({"--base-branch", "release"});
  CHECK(missing.code == 3);
  CHECK(has(missing.err, "git knows no commit `release`"));
  const Folder nowhere;
  nowhere.write("dbt_project.yml", "name: shop\n");
  const Ran outside = run_tollgate({"budget", "--project-dir", nowhere.path()});
  CHECK(outside.code == 3);
  CHECK(has(outside.err, "there is no git repository here"));
}

TEST_CASE("wrong arguments are told with what is right") {
  const Shop shop;
  const auto wrong = [&](std::vector<std::string> arguments, const std::string& words) {
    const Ran ran = shop.budget(std::move(arguments));
    INFO(ran.err);
    CHECK(ran.code == 2);
    CHECK(has(ran.err, words));
  };
  wrong({"--as-of", "2025-13-01"}, "write it as YYYY-MM-DD");
  wrong({"--period", "Q4"}, "write 2026-Q4, 2026-11 or 2026");
  wrong({"--period", "2027-Q1"}, "begins after 2026-01-06");
  wrong({"--layer", "mart"}, "did you mean \"marts\"?");
  wrong({"--chart", "out.png"}, "name FILE.svg or FILE.html");
  wrong({"--sensitivity", "0"}, "above 0 and at most 1");
  wrong({"--specificity", "66"}, "above 0 and at most 1");
}

TEST_CASE("it fails a run only when asked to") {
  const Shop shop;
  shop.squashes(1, 20, "2025-10-06");
  shop.push({"Revert \"Change 3 (#3)\" (#31)"}, "2025-10-08");
  CHECK(shop.budget({"--as-of", "2025-12-01"}).code == 0);
  CHECK(shop.budget({"--as-of", "2025-12-01", "--fail-on", "exceeded"}).code == 0);
  CHECK(shop.budget({"--as-of", "2025-12-01", "--fail-on", "at-risk", "--layer", "staging"}).code == 0);
  shop.push({"Revert \"Change 4 (#4)\" (#32)"}, "2025-10-08");
  CHECK(shop.budget({"--as-of", "2025-12-01", "--fail-on", "at-risk"}).code == 1);
  CHECK(shop.budget({"--as-of", "2025-12-01", "--fail-on", "at-risk", "--layer", "staging"}).code == 0);
  shop.push({"Revert \"Change 5 (#5)\" (#33)"}, "2025-10-08");
  CHECK(shop.budget({"--as-of", "2025-12-01", "--fail-on", "exceeded"}).code == 1);
}

TEST_CASE("the base branch is the one asked for, CI's, or the remote's default") {
  const Shop shop;
  const auto branch = [&](const std::map<std::string, std::string>& environment) {
    return json::parse(shop.budget({"--format", "json"}, environment).out).at("branch");
  };
  CHECK(branch({}) == "main");
  shop.git({"update-ref", "refs/remotes/origin/trunk", "HEAD"});
  CHECK(branch({{"GITHUB_BASE_REF", "trunk"}}) == "origin/trunk");
  CHECK(branch({{"GITHUB_BASE_REF", "gone"}}) == "main");
  shop.git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"});
  CHECK(branch({}) == "origin/HEAD");
  CHECK(shop.told({"--base-branch", "main"}).at("branch") == "main");
}

TEST_CASE("in a subfolder only pull requests of the project count") {
  const Shop shop("dbt/");
  shop.squashes(1, 2, "2025-10-06", "dbt/models/marts/orders.sql");
  shop.squashes(3, 5, "2025-10-06", "web/index.html");
  const json document = shop.told({"--as-of", "2025-12-01"});
  CHECK(rate(document, "2025-Q4", "all", "rollback_rate").at("trials") == 2);
  CHECK(rate(document, "2025-Q4", "marts", "rollback_rate").at("trials") == 2);
  CHECK(document.at("health").back().at("merged") == 2);
}

TEST_CASE("layers that no path tells come from the manifest, or are said not to be known") {
  const Shop shop;
  shop.write_file("tollgate.yml",
                  "version: 1\nlayers:\n  core: {select: {tag: core}, gates: {parse: }}\n  rest: {select: {path: "
                  "models}, gates: {parse: }}\n");
  shop.squashes(1, 2, "2025-10-06");
  CHECK(has(shop.told({"--as-of", "2025-12-01"}).at("notes").dump(), "(core) cannot be told, as there is no manifest"));
  json project = json::parse(manifest({{.name = "orders"}}));
  project["nodes"]["model.shop.orders"]["tags"] = {"core"};
  shop.write_file("target/manifest.json", project.dump());
  const json document = shop.told({"--as-of", "2025-12-01"});
  CHECK(rate(document, "2025-Q4", "core", "rollback_rate").at("trials") == 2);
  CHECK(rate(document, "2025-Q4", "rest", "rollback_rate").at("trials") == 0);
}

TEST_CASE("the gates get lines, or why there are none") {
  const Shop shop;
  shop.squashes(1, 2, "2025-10-06");
  Policy in_force;
  Layer& marts = in_force.layers.emplace_back();
  marts.name = "marts";
  marts.select.path = {"models/marts"};
  const cli::ProjectPlace place{shop.path(), shop.path(), ""};
  const auto stands = cli::budget_in_force(in_force, {}, place, "main", on("2025-12-01"));
  CHECK(stands.problem.empty());
  REQUIRE(stands.lines.size() == 12);
  CHECK(stands.lines.at(3).layer == "marts");
  CHECK(stands.lines.at(3).trials == 2);
  const auto unknown = cli::budget_in_force(in_force, {}, place, "gone", on("2025-12-01"));
  CHECK(unknown.lines.empty());
  CHECK(has(unknown.problem, "git knows no commit `gone`"));
}
