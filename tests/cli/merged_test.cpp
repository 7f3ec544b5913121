// After the merge: its window, and the events that are told of it.
#include <filesystem>
#include <iterator>
#include <string>

#include "change/process.hpp"
#include "tests/catch.hpp"
#include "tests/cli/forge_shop.hpp"

using namespace tollgate::tests;

namespace {

constexpr const char* windowed = R"(version: 1
layers:
  marts:
    select: {path: models/marts}
    gates: {merge-window: {override_label: "open/now"}}
    merge_window: "Mon-Fri 09:00-17:00[Europe/Berlin]"
)";

/// A shop whose head is on the base branch.
class MergedShop : public ShopFolder {
 public:
  MergedShop() : ShopFolder({{.name = "orders"}}, {{.name = "orders", .sql = "select 2 as id"}}) {
    write("tollgate.yml", windowed);
    commit();
    write("note.txt", "x");
    x_head = commit("Sum by day (#3)\n\nCo-Authored-By: Claude <noreply@anthropic.com>");
  }
  /// What the forge says of the merge at that time.
  std::string state(const std::string& at, const std::string& more = {}) const {
    return R"({"merged_at": ")" + at + R"(", "head_sha": "c0ffee", "merged": [{"number": 7, "merged_at": ")" + at +
           R"(", "merge_commit_sha": ")" + x_head + "\"}]" + more + "}";
  }
  Ran run(const FakeForge& fake, const Texts& more = {}) const {
    Texts arguments{"--stage", "merged", "--format", "json:" + path("out.json"), "--audit-file", path("events.jsonl")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return check(arguments, {{"GITHUB_API_URL", fake.address()}, {"GITHUB_REPOSITORY", "o/r"}, {"GITHUB_TOKEN", "t"}});
  }
  const std::string& head() const { return x_head; }

 private:
  std::string x_head;
};

}  // namespace

TEST_CASE("after the merge its window is judged for the time of it, and the log is told") {
  const MergedShop shop;
  const FakeForge late(shop.state("2026-03-28T10:00:00Z"));
  const Ran ran = shop.run(late, {"--format", "labels"});
  INFO(ran.err);
  CHECK(ran.code == 1);
  const std::string report = shop.read("out.json");
  CHECK_THAT(report, ContainsSubstring("merged-outside-window") && ContainsSubstring("merged 2026-03-28T10:00:00Z"));
  const std::string events = shop.read("events.jsonl");
  CHECK_THAT(events,
             ContainsSubstring(R"("type":"pr_merged")") && ContainsSubstring(R"("merge_sha":")" + shop.head()) &&
                 ContainsSubstring(R"("type":"merged_outside_window")") && ContainsSubstring(R"("open":false)") &&
                 ContainsSubstring(R"("pr":7)") && ContainsSubstring("2026-03-28T10:00:00.000Z"));
  CHECK_THAT(events, !ContainsSubstring("pr_judged"));
  for (const LoggedRequest& request : late.requests()) CHECK(request.method == "GET");
  const FakeForge in_time(shop.state("2026-03-30T10:00:00Z"));
  CHECK(shop.run(in_time).code == 0);
  CHECK_THAT(shop.read("events.jsonl"), ContainsSubstring("pr_merged") && !ContainsSubstring("merged_outside_window"));
}

TEST_CASE("events go to the log where that is asked for, and stay in a folder where they can't") {
  const MergedShop shop;
  const FakeForge fake(shop.state("2026-03-28T10:00:00Z"));
  const Texts append{"--audit", "append", "--audit-branch", "our-log", "--audit-pending-dir", shop.path("kept")};
  const Ran first = shop.run(fake, append);
  CHECK(first.code == 1);
  CHECK_THAT(first.err, ContainsSubstring("tollgate: 2 events appended to the audit log our-log"));
  shop.run(fake, append);
  CHECK_THAT(run_tollgate({"audit", "verify", "--project-dir", shop.path(), "--branch", "our-log", "--local"}).out,
             ContainsSubstring("is whole: 2 events"));
  CHECK_FALSE(std::filesystem::exists(shop.path("kept")));
  const Ran kept = shop.run(fake, {"--audit", "pending", "--audit-pending-dir", shop.path("kept")});
  CHECK(kept.code == first.code);
  CHECK_THAT(kept.err, ContainsSubstring("tollgate: 2 events kept (--audit pending); append later with"));
  tollgate::change::run_process({"git", "-C", shop.path(), "remote", "add", "origin", shop.path("nowhere")});
  const Ran lost = shop.run(fake, {"--audit", "append", "--audit-pending-dir", shop.path("lost")});
  CHECK(lost.code == first.code);
  CHECK_THAT(lost.err,
             ContainsSubstring("2 events kept (the audit log was not extended: the log could not be reached"));
  CHECK(std::distance(std::filesystem::directory_iterator(shop.path("lost")), {}) == 2);
}

TEST_CASE("the label that the policy names opens the window, and the override is logged") {
  const MergedShop shop;
  const FakeForge fake(
      shop.state("2026-03-28T10:00:00Z", R"(, "labels": ["open/now"], "body": "open/now: checkout is down",
      "label_events": [{"event": "labeled", "label": {"name": "open/now"}, "actor": {"login": "ada", "id": 2,
      "type": "User"}}])"));
  const Ran ran = shop.run(fake);
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK_THAT(shop.read("events.jsonl"),
             ContainsSubstring(R"("type":"override")") && ContainsSubstring(R"("rule":"merge-window/window-closed")") &&
                 ContainsSubstring("checkout is down") && ContainsSubstring("merged_outside_window"));
}
