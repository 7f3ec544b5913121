// What a commit takes back or mends, by its message.
#include <optional>
#include <string>
#include <vector>

#include "change/provenance.hpp"
#include "tests/catch.hpp"

using namespace tollgate::change;

namespace {

std::optional<Revert> revert_in(const std::string& message) {
  CommitText commit;
  commit.message = message;
  return recognise(commit).revert;
}

std::string revert_text(const std::string& message) {
  const std::optional<Revert> revert = revert_in(message);
  return revert ? std::string(to_string(revert->kind)) + " " + revert->target : "none";
}

}  // namespace

TEST_CASE("reverts and what they name") {
  const std::string sha = "0123456789abcdef0123456789abcdef01234567";
  CHECK(revert_text("Revert \"Add a view\"\n\nThis reverts commit " + sha + ".") == "revert " + sha);
  CHECK(revert_text("Revert \"Merge branch 'x'\"\n\nThis reverts commit " + sha + ", reversing\nchanges made to " +
                    std::string(40, 'a') + ".") == "revert " + sha);
  CHECK(revert_text("Revert \"Add a view (#12)\" (#15)") == "revert #12");
  CHECK(revert_text("Revert \"Add a view\" (#15)") == "revert Add a view");
  CHECK(revert_text("Revert \"A long title that was c\xE2\x80\xA6 (#15)") ==
        "revert A long title that was c\xE2\x80\xA6");
  CHECK(revert_text("[marts] Revert \"Add a view\"") == "revert Add a view");
  CHECK(revert_text("fix: Revert \"Add a view (#12)\" (#15)") == "revert #12");
  CHECK(revert_text("Revert \"x\"\n\nReverts owner/repo#12") == "revert owner/repo#12");
  CHECK(revert_text("Revert \"x\"\n\nThis reverts merge request !12") == "revert !12");
  CHECK(revert_text("Merge pull request #15 from owner/revert-12-add-view\n\nRevert \"Add a view\"") == "revert #12");
  CHECK(revert_text("Revert #223") == "revert #223");
  CHECK(revert_text("reverted 1a2b3c4") == "revert 1a2b3c4");
  CHECK(revert_text("Reverting the commit range: 1a2b3c4..5d6e7f8") == "revert 1a2b3c4..5d6e7f8");
  CHECK(revert_text("revert(marts): Add a view (#12) (#15)") == "revert #12");
  CHECK(revert_text("Remove the view\n\nThis reverts commit " + sha + ".") == "revert " + sha);
}

TEST_CASE("everything that a revert names, in the order in which it is looked up") {
  using Named = Revert::Named;
  using Kind = Named::Kind;
  const auto named = [](const std::string& message) { return revert_in(message).value().named; };
  const std::string sha = "0123456789abcdef0123456789abcdef01234567";
  CHECK(
      named("Merge pull request #15 from owner/revert-12-x\n\nRevert \"Add a view (#11)\"\n\nReverts owner/repo#12") ==
      std::vector<Named>{{Kind::number, "owner/repo#12"},
                         {Kind::branch_number, "#12"},
                         {Kind::title_number, "#11"},
                         {Kind::title, "Add a view (#11)"}});
  CHECK(named("Revert \"Add a view\" (#15)\n\nThis reverts commit " + sha + ".\nThis reverts commit 1a2b3c4.") ==
        std::vector<Named>{{Kind::commit, sha}, {Kind::commit, "1a2b3c4"}, {Kind::title, "Add a view"}});
  CHECK(named("Revert \"Merge pull request #9 from owner/add-view\"") ==
        std::vector<Named>{{Kind::title_number, "#9"}, {Kind::title, "Merge pull request #9 from owner/add-view"}});
  CHECK(named("revert: feat: add a view (#15)") == std::vector<Named>{{Kind::title, "feat: add a view"}});
  CHECK(named("Reverting the commit range: 1a2b3c4..5d6e7f8") == std::vector<Named>{{Kind::range, "1a2b3c4..5d6e7f8"}});
  CHECK(named("Revert \"x\"\n\n* Revert \"y\"\n\nThis reverts commit " + sha + ".") ==
        std::vector<Named>{{Kind::title, "x"}});
  CHECK(named("Mend it\n\nFixes-Escape: #12") == std::vector<Named>{{Kind::number, "#12"}});
}

TEST_CASE("what closes a revert, and what only looks like one") {
  CHECK(revert_text("Reapply \"Add a view (#12)\"") == "reapply #12");
  CHECK(revert_text("Revert \"Revert \"Add a view\"\"") == "reapply Revert \"Add a view\"");
  CHECK(revert_text("Revert \"Merge pull request #9 from owner/revert-7-x\"") ==
        "reapply Merge pull request #9 from owner/revert-7-x");
  const std::string sha = "0123456789abcdef0123456789abcdef01234567";
  CHECK(revert_text("Add views (#9)\n\n* one\n\n* Revert \"one\"\n\nThis reverts commit " + sha + ".") == "none");
  CHECK(revert_text("Fix x\n\n(cherry picked from commit " + sha + ")") == "none");
  CHECK(revert_text("feat: roll back the transaction on error") == "none");
  CHECK(revert_text("fix: revert to the old plan") == "none");
  CHECK(revert_text("Add a view") == "none");
  CHECK(revert_text("") == "none");
}

TEST_CASE("reverts within reverts: every second one takes back") {
  CHECK(revert_text(R"(Revert "Revert "Add x"")") == R"(reapply Revert "Add x")");
  CHECK(revert_text(R"(Revert "Revert "Revert "Add x""")") == R"(revert Revert "Revert "Add x"")");
  CHECK(revert_text(R"(Revert "Revert "Revert "Revert "Add x"""")") == R"(reapply Revert "Revert "Revert "Add x""")");
  CHECK(revert_text(R"(Revert "Reapply "Add x"")") == R"(revert Reapply "Add x")");
}

TEST_CASE("hotfixes") {
  CHECK(revert_text("hotfix: orders lost rows") == "hotfix ");
  CHECK(revert_text("Merge pull request #9 from owner/hotfix/orders") == "hotfix ");
  CHECK(revert_text("fix: orders\n\nFixes-Escape: #41") == "hotfix #41");
  CHECK(revert_text("docs(release): notes for the hotfix") == "none");
  CommitText commit;
  commit.message = "Mend orders";
  commit.labels = {"Hotfix"};
  REQUIRE(recognise(commit).revert.has_value());
  CHECK(recognise(commit).revert->kind == RevertKind::hotfix);
}
