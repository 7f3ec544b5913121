#include "dbt/run_results.hpp"

#include "tests/dbt/artifacts.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;
using Texts = std::vector<std::string>;

namespace {

std::string results_text(const std::string& results, const std::string& which,
                         const std::string& at = "2025-01-01T00:00:00Z") {
  return R"({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json", "generated_at": ")" +
         at + R"("}, "results": [)" + results + R"(], "elapsed_time": 1.5, "args": {)" +
         (which.empty() ? "" : R"("which": ")" + which + R"(", )") + R"("vars": {"secret": "hunter2"}}})";
}

std::string result(const std::string& id, const std::string& status, const std::string& more = "") {
  return R"({"unique_id": ")" + id + R"(", "status": ")" + status + "\"" + more + "}";
}

/// Both files, in both orders, must say the same of the node `test.a`.
NodeResult joined(const std::string& first, const std::string& second) {
  const Folder folder;
  const std::string one = folder.write("one.json", first);
  const std::string two = folder.write("two.json", second);
  const NodeResult forth = load_run_results({one, two}).results.at("test.a");
  const NodeResult back = load_run_results({two, one}).results.at("test.a");
  CHECK(forth.status == back.status);
  CHECK(forth.which == back.which);
  return forth;
}

std::string refusal(const std::string& text) {
  return error_of([&] { parse_run_results("run_results.json", text); });
}

}  // namespace

TEST_CASE("run results are read") {
  const std::string failed_test = result("test.a", "fail", R"(, "failures": 3, "message": "Got a@example.com",
    "compiled": true, "timing": [{"name": "x"}], "adapter_response": {"rows_affected": -1})");
  const std::string model = result("model.b", "success", R"(, "failures": null)");
  const RunResults read = parse_run_results("run_results.json", results_text(failed_test + ", " + model, "build"));
  CHECK(read.files == Texts{"run_results.json"});
  CHECK(read.commands == Texts{"build"});
  CHECK(read.generated_at == "2025-01-01T00:00:00Z");
  REQUIRE(read.results.size() == 2);
  const NodeResult& failed = read.results.at("test.a");
  CHECK(failed.unique_id == "test.a");
  CHECK(failed.status == "fail");
  CHECK(failed.failures == 3);
  CHECK(failed.compiled);
  CHECK(failed.which == "build");
  CHECK(failed.generated_at == "2025-01-01T00:00:00Z");
  CHECK(read.results.at("model.b").failures == 0);
  CHECK_FALSE(read.results.at("model.b").compiled);
}

TEST_CASE("docs generate is told by the name that people type, and an old file does not say") {
  CHECK(parse_run_results("r", results_text("", "generate")).commands == Texts{"docs generate"});
  CHECK(parse_run_results("r", results_text("", "")).commands == Texts{""});
}

TEST_CASE("the worst status wins where files overlap") {
  const Texts rising{"pass", "warn", "skipped", "some new status", "partial success", "fail", "error"};
  for (std::size_t i = 0; i + 1 < rising.size(); ++i) {
    INFO(rising[i] << " against " << rising[i + 1]);
    CHECK(
        joined(results_text(result("test.a", rising[i]), "test"), results_text(result("test.a", rising[i + 1]), "test"))
            .status == rising[i + 1]);
  }
}

TEST_CASE("a success that only compile or docs generate wrote gives way to a pass") {
  for (const char* which : {"compile", "generate"}) {
    const NodeResult node =
        joined(results_text(result("test.a", "success"), which), results_text(result("test.a", "pass"), "test"));
    CHECK(node.status == "pass");
    CHECK(node.which == "test");
  }
  CHECK(
      joined(results_text(result("test.a", "success"), "compile"), results_text(result("test.a", "pass"), "")).status ==
      "pass");
  CHECK(joined(results_text(result("test.a", "error"), "compile"), results_text(result("test.a", "pass"), "test"))
            .which == "compile");
}

TEST_CASE("several files are joined, and the newest time is told") {
  const Folder folder;
  const std::string one =
      folder.write("one.json", results_text(result("model.a", "success"), "run", "2025-01-02T00:00:00Z"));
  const std::string two =
      folder.write("two.json", results_text(result("test.a", "pass"), "test", "2025-01-01T00:00:00Z"));
  const RunResults read = load_run_results({one, two});
  CHECK(read.files == Texts{one, two});
  CHECK(read.commands == Texts{"run", "test"});
  CHECK(read.generated_at == "2025-01-02T00:00:00Z");
  CHECK(read.results.at("model.a").which == "run");
  CHECK(read.results.at("test.a").which == "test");
  CHECK(read.results.at("test.a").generated_at == "2025-01-01T00:00:00Z");
}

TEST_CASE("no file gives no result") { CHECK(load_run_results({}).results.empty()); }

TEST_CASE("bad run results are refused") {
  const Folder folder;
  const std::string missing = error_of([&] { load_run_results({folder.path() + "/run_results.json"}); });
  CHECK_THAT(missing, ContainsSubstring("there is no such file"));
  CHECK_THAT(missing, ContainsSubstring("dbt test"));
  CHECK_THAT(refusal(manifest_text("")), ContainsSubstring("dbt's `manifest` artifact"));
  CHECK_THAT(refusal(results_text(R"({"status": "pass"})", "test")),
             ContainsSubstring("`results[0]` has no unique_id"));
  CHECK_THAT(refusal(results_text(R"({"unique_id": "test.a"})", "test")), ContainsSubstring("no status"));
  CHECK_THAT(refusal(results_text(result("test.a", "pass") + R"(, {"status": 7})", "test")),
             ContainsSubstring("key `status` of `results[1]` must be a text, found a number"));
  CHECK_THAT(refusal(results_text(result("test.a", "fail", R"(, "failures": "many")"), "test")),
             ContainsSubstring("must be a whole number, found a text"));
  const std::string whole = results_text(result("test.a", "pass"), "test");
  for (std::size_t length = 1; length < whole.size(); ++length) {
    CHECK_THAT(refusal(whole.substr(0, length)), ContainsSubstring("cut off"));
  }
}
