// The gates about the pull request through the command line: facts by flags, roles and waivers of the base branch.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "change/process.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;
using nlohmann::json;
using Texts = std::vector<std::string>;

namespace {

constexpr const char* policy = R"(version: 1
layers:
  staging:
    select: {path: models/staging}
    gates: {parse: , review: , merge-window: , hallucination-budget: {severity: {undeclared: off}}}
    review: {approvals: 1, by: peer}
  marts:
    inherits: staging
    select: {path: models/marts}
    gates: {hallucination-budget: {severity: {undeclared: error}}}
    review: {approvals: 1, by: senior}
    merge_window: "Mon-Fri 09:00-17:00[Europe/Berlin]"
    rollback_sla: 4h
)";

/// A shop in git whose change touches one model of that layer; the change is committed with that message.
class Shop : public ShopFolder {
 public:
  /// `failures`: pull requests of an LLM on base that were taken back, long ago.
  explicit Shop(const std::string& layer = "marts", const std::string& message = "rename a column", int failures = 0)
      : ShopFolder({{.name = "orders", .folder = "models/" + layer}},
                   {{.name = "orders", .sql = "select 2 as id", .folder = "models/" + layer}}) {
    write("tollgate.yml", policy);
    write("tollgate-roles.yml", "senior: [ada]\n");
    write("description.md", "Renames.\n\nllm: none\n");
    base = commit();
    for (int n = 1; n <= failures; ++n) base = fail(n, layer);
    write("note.txt", "x");
    commit(message);
  }
  Ran run(const Texts& more) const {
    Texts arguments{"--format", "json", "--base-sha", base};
    if (std::ranges::find(more, "--now") == more.end())
      arguments.insert(arguments.end(), {"--now", "2026-03-30T10:00:00Z"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return check(arguments);
  }
  /// All facts are stated; nobody has reviewed.
  Ran stated(const Texts& more, const std::string& review = "none") const {
    Texts arguments{"--pr",         "41",   "--author",           "sam",
                    "--label",      "none", "--review",           review,
                    "--auto-merge", "off",  "--description-file", path("description.md")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  std::string base;

 private:
  std::string git(Texts arguments) const {
    Texts command{"env",
                  "GIT_AUTHOR_DATE=2026-01-15T10:00:00Z",
                  "GIT_COMMITTER_DATE=2026-01-15T10:00:00Z",
                  "git",
                  "-C",
                  path(),
                  "-c",
                  "user.name=t",
                  "-c",
                  "user.email=t@example.com"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto result = tollgate::change::run_process(command);
    INFO(result.errors);
    REQUIRE(result.exit_code == 0);
    return result.output.substr(0, result.output.find('\n'));
  }
  /// A squash of an LLM's pull request, and its revert; gives the last commit.
  std::string fail(int n, const std::string& layer) const {
    const std::string title = "change " + std::to_string(n);
    write("models/" + layer + "/old.sql", "select " + std::to_string(n) + " as id\n");
    git({"add", "--all"});
    git({"commit", "--quiet", "--message", title + " (#" + std::to_string(n) + ")\n\nllm: claude-code\n"});
    const std::string sha = git({"rev-parse", "HEAD"});
    git({"rm", "--quiet", "models/" + layer + "/old.sql"});
    git({"commit", "--quiet", "--message",
         "Revert \"" + title + " (#" + std::to_string(n) + ")\" (#" + std::to_string(n + 100) +
             ")\n\nThis reverts commit " + sha + ".\n"});
    return git({"rev-parse", "HEAD"});
  }
};

json report_of(const Ran& ran) {
  INFO(ran.err);
  return json::parse(ran.out);
}

Texts rules_in(const json& report) {
  Texts rules;
  for (const json& finding : report["findings"]) rules.push_back(finding["rule"]);
  return rules;
}

std::string status_of(const json& report, const std::string& gate) {
  for (const json& outcome : report["outcomes"]) {
    if (outcome["gate"] == gate && outcome["subject"] == "change")
      return outcome["status"].get<std::string>() + ": " + outcome["reason"].get<std::string>();
  }
  return "no outcome";
}

}  // namespace

TEST_CASE("without a pull request the gates about it are skipped, shown, and do not fail") {
  const Ran ran = Shop().run({"--stage", "merge"});
  CHECK(ran.code == 0);
  const json report = report_of(ran);
  for (const char* gate : {"review", "merge-window", "hallucination-budget"})
    CHECK(status_of(report, gate) == "skipped: no pull request");
  CHECK(report["pull_request"].is_null());
}

TEST_CASE("at check what people owe is pending; at merge it fails; with the approvals it passes") {
  const Shop shop;
  const Ran check = shop.stated({});
  CHECK(check.code == 0);
  const json pending = report_of(check);
  CHECK(rules_in(pending).empty());
  CHECK_THAT(status_of(pending, "review"), ContainsSubstring("skipped: pending: 1 approval by senior (marts)"));
  CHECK(pending["pull_request"]["number"] == 41);
  CHECK(pending["pull_request"]["llm"]["state"] == "declared-human");
  CHECK(pending["pull_request"]["windows"][0]["valid_until"] == "2026-03-30T15:00:00Z");
  CHECK_THAT(pending["headline"].get<std::string>(), ContainsSubstring("1 pending before the merge"));
  const Ran merge = shop.stated({"--stage", "merge"});
  CHECK(merge.code == 1);
  CHECK(rules_in(report_of(merge)) == Texts{"approval-missing"});
  CHECK(shop.stated({"--stage", "merge"}, "ada:approved").code == 0);
  CHECK(shop.stated({"--stage", "merge"}, "bo:approved").code == 1);
}

TEST_CASE("the instant is a flag, and a closed window fails at merge only") {
  const Shop shop;
  const Texts sunday{"--now", "2026-03-29T10:00:00Z"};
  CHECK(shop.stated(sunday, "ada:approved").code == 0);
  const Ran ran = shop.stated({"--now", "2026-03-29T10:00:00Z", "--stage", "merge"}, "ada:approved");
  CHECK(ran.code == 1);
  CHECK(rules_in(report_of(ran)) == Texts{"window-closed"});
  CHECK(shop.stated({"--now", "yesterday"}).code == 2);
}

TEST_CASE("facts that nobody tells leave the pull request unjudged") {
  const Shop shop;
  const Ran ran = shop.run({"--pr", "41"});
  CHECK(ran.code == 3);
  const json report = report_of(ran);
  CHECK_THAT(status_of(report, "review"), ContainsSubstring("errored: ") && ContainsSubstring("not known"));
  CHECK_THAT(status_of(report, "hallucination-budget"), ContainsSubstring("errored: "));
}

TEST_CASE("the severity of a finding about the change is that of the strictest layer touched") {
  const Shop marts;
  marts.write("description.md", "Renames.\n");
  const Ran strict = marts.stated({});
  CHECK(strict.code == 1);
  CHECK(rules_in(report_of(strict)) == Texts{"undeclared"});
  const Shop staging("staging");
  staging.write("description.md", "Renames.\n");
  CHECK(staging.stated({}).code == 0);
}

TEST_CASE("an LLM-touched change is told with signals, labels and what it owes") {
  const Shop shop("marts", "add a column\n\nllm: claude-code:claude-opus-4-6\n");
  shop.write("description.md", "No prompt here.\n");
  const Ran ran = shop.stated({"--stage", "merge"});
  CHECK(ran.code == 1);
  const json report = report_of(ran);
  const json& told = report["pull_request"];
  CHECK(told["llm"]["tool"] == "claude-code");
  CHECK(told["labels_to_add"] == json{"assisted-by:llm", "needs-senior-review", "hallucination-budget"});
  CHECK_FALSE(told["budget"].empty());
  CHECK(told["budget"][0]["verdict"] == "unresolved");
  Texts rules = rules_in(report);
  std::ranges::sort(rules);
  // One cause, one finding: both gates miss the approval.
  CHECK(std::ranges::count(rules, "prompt-missing") == 1);
  CHECK(std::ranges::count(rules, "approval-missing") + std::ranges::count(rules, "llm-approval-missing") == 1);
  CHECK_THAT(ran.out, !ContainsSubstring("@example.com"));
}

TEST_CASE("the run's events for the audit log are told and written, without an address") {
  const Shop shop("marts", "add a column\n\nllm: claude-code:claude-opus-4-6\n");
  const std::string file = shop.path("events.jsonl");
  const Ran ran = shop.stated({"--stage", "merge", "--audit-file", file}, "bo:approved");
  const json event = json::parse(report_of(ran)["pull_request"]["audit_event"].get<std::string>());
  CHECK(event["type"] == "pr_judged");
  CHECK(event["pr"] == 41);
  CHECK(event["ts"] == "2026-03-30T10:00:00.000Z");
  CHECK(event["llm"]["tools"] == json{"claude-code"});
  CHECK(event["llm"]["touched"] == true);
  CHECK(event["layer"] == "marts");
  CHECK(event["rollback_sla"] == "4h");
  CHECK(event["window"]["open"] == true);
  CHECK_FALSE(event.contains("prev"));
  const auto gates_failed = event["gates_failed"].get<Texts>();
  CHECK(std::ranges::count(gates_failed, "review") == 1);
  Texts types;
  std::istringstream lines(shop.read("events.jsonl"));
  for (std::string line; std::getline(lines, line);) types.push_back(json::parse(line)["type"]);
  CHECK(types == Texts{"pr_tagged", "pr_reviewed", "pr_judged"});
  CHECK_THAT(shop.read("events.jsonl"), !ContainsSubstring("@example.com"));
}

TEST_CASE("an exceeded budget fails an LLM-touched change, asks for more approvals and halves limits") {
  const Shop shop("marts", "add a column\n\nllm: claude-code\n", 4);
  shop.write("tollgate.yml",
             std::string(policy) + "llm: {when_exceeded: {review: {add_approvals: 1}, limits: halve}}\n");
  const Ran ran = shop.stated({"--stage", "merge", "--policy", shop.path("tollgate.yml")}, "ada:approved");
  CHECK(ran.code == 1);
  const json report = report_of(ran);
  const Texts rules = rules_in(report);
  CHECK(std::ranges::count(rules, "budget-exceeded") == 1);
  CHECK(std::ranges::count(rules, "llm-approval-missing") == 1);
  CHECK(std::ranges::count(rules, "approval-missing") == 0);
  CHECK_THAT(ran.out, ContainsSubstring("limits are halved"));
  CHECK(report["pull_request"]["budget"][0]["events"] == 4);
}

TEST_CASE("roles are the base branch's: nobody makes himself a senior in the change that needs one") {
  const Shop shop;
  shop.write("tollgate-roles.yml", "senior: [ada, bo]\n");
  const Ran ran = shop.stated({"--stage", "merge"}, "bo:approved");
  CHECK(ran.code == 1);
  CHECK(rules_in(report_of(ran)) == Texts{"approval-missing", "policy-loosened"});
  CHECK_THAT(ran.out, ContainsSubstring("gives bo the role senior"));
}

TEST_CASE("a roles file that is wrong on head is exit 2; on base it gives nobody a role") {
  const Shop shop;
  shop.write("tollgate-roles.yml", "senior: [ada@example.com]\n");
  const Ran wrong = shop.stated({});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, ContainsSubstring("tollgate-roles.yml:1:10") && !ContainsSubstring("@example.com"));
  const std::string base = shop.commit();
  shop.write("tollgate-roles.yml", "senior: [ada]\n");
  shop.commit();
  const Ran mended = shop.check({"--format",
                                 "json",
                                 "--base-sha",
                                 base,
                                 "--now",
                                 "2026-03-30T10:00:00Z",
                                 "--pr",
                                 "41",
                                 "--author",
                                 "sam",
                                 "--label",
                                 "none",
                                 "--review",
                                 "ada:approved",
                                 "--auto-merge",
                                 "off",
                                 "--description-file",
                                 shop.path("description.md"),
                                 "--stage",
                                 "merge"});
  CHECK(mended.code == 1);
  CHECK_THAT(mended.out, ContainsSubstring("is wrong on base, so nobody has a role"));
}

TEST_CASE("a waiver that the pull request brings counts only with somebody else's approval") {
  const Shop shop;
  shop.write("models/marts/orders.sql", "select x from\n");
  const Model broken{.name = "orders", .sql = "select x from", .folder = "models/marts"};
  shop.write("target/manifest.json", manifest({broken}, "pr"));
  shop.write("tollgate-waivers.yml",
             "- rule: parse/syntax-error\n  subject: model.shop.orders\n  reason: mended by the next change\n"
             "  owner: sam\n  expires: 2026-12-31\n");
  CHECK(shop.run({}).code == 0);  // no pull request: as before
  const Ran alone = shop.stated({});
  CHECK(alone.code == 1);
  CHECK_THAT(alone.out, ContainsSubstring("it does not count, nobody has approved"));
  CHECK(shop.stated({}, "sam:approved").code == 1);
  const Ran agreed = shop.stated({}, "bo:approved");
  CHECK(agreed.code == 0);
  CHECK_THAT(agreed.out, ContainsSubstring("it counts, approved by bo"));
}

TEST_CASE("a pull request that touches no model owes nothing and is still recognised") {
  const Shop shop("marts", "words\n\nllm: claude-code\n");
  std::filesystem::copy_file(shop.path("target-base/manifest.json"), shop.path("target/manifest.json"),
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::remove(shop.path("models/marts/orders.sql"));
  const Ran ran = shop.stated({"--stage", "merge"});
  CHECK(ran.code == 0);
  const json report = report_of(ran);
  CHECK(report["pull_request"]["labels_to_add"] == json{"assisted-by:llm", "hallucination-budget"});
  CHECK_THAT(status_of(report, "review"), ContainsSubstring("touches no model"));
}

TEST_CASE("policy validate looks at the roles file, too") {
  const Shop shop;
  const Ran right = run_tollgate({"policy", "validate", "--project-dir", shop.path()});
  CHECK(right.code == 0);
  CHECK_THAT(right.out, ContainsSubstring("tollgate-roles.yml: valid, 1 role"));
  shop.write("tollgate-roles.yml", "senor: [ada]\n");
  CHECK_THAT(run_tollgate({"policy", "validate", "--project-dir", shop.path()}).out,
             ContainsSubstring("nobody is senior, whose approval marts asks for"));
  shop.write("tollgate-roles.yml", "senior: {a: b}\n");
  CHECK(run_tollgate({"policy", "validate", "--project-dir", shop.path()}).code == 2);
}

TEST_CASE("the schema of the roles file is printed") {
  const Ran ran = run_tollgate({"policy", "schema", "--roles"});
  CHECK(ran.code == 0);
  CHECK(json::parse(ran.out)["title"] == "tollgate roles");
  CHECK(run_tollgate({"policy", "schema", "--roles", "--waivers"}).code == 2);
}

TEST_CASE("a pull request named by hand is judged by the policy of its base") {
  const Shop shop;
  const auto git = [&](Texts arguments) {
    arguments.insert(arguments.begin(), {"git", "-C", shop.path()});
    return tollgate::change::run_process(arguments).exit_code;
  };
  const Texts by_hand{"--pr", "41",           "--author", "sam",      "--label", "none",  "--review",
                      "none", "--auto-merge", "off",      "--format", "json",    "--now", "2026-03-30T10:00:00Z"};
  shop.write("tollgate.yml", "version: 1\nlayers:\n  marts: {select: {path: models/marts}, gates: {parse: }}\n");
  CHECK_THAT(shop.check(by_hand).out, ContainsSubstring("(working tree)"));
  REQUIRE(git({"update-ref", "refs/remotes/origin/main", shop.base}) == 0);
  REQUIRE(git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"}) == 0);
  const std::string out = shop.check(by_hand).out;
  CHECK_THAT(out, ContainsSubstring(shop.base.substr(0, 12) + " (base)") && ContainsSubstring("policy-loosened"));
}

TEST_CASE("a gate to which people still owe something is not logged as passed") {
  const Shop shop("marts", "rename a column\n\nllm: claude-code", 1);
  shop.write("description.md", "Renames.\n\nprompt-hash: hmac-sha256:00ff\n");
  const Ran ran = shop.stated({"--audit-file", shop.path("events.jsonl")});
  INFO(ran.out << ran.err);
  CHECK_THAT(ran.out, ContainsSubstring("budget-at-risk"));
  const std::string events = shop.read("events.jsonl");
  const std::string judged = events.substr(events.find(R"("gates_passed")"));
  const std::string passed = judged.substr(0, judged.find(']'));
  CHECK_THAT(passed, ContainsSubstring("parse") && !ContainsSubstring("hallucination-budget"));
}
