#include <string>

#include "forge/read_answers.hpp"
#include "tests/catch.hpp"

using namespace tollgate::forge;

namespace {

/// What `read` makes of a text.
template <class Read>
auto of(const Read& read, const std::string& text) {
  const std::optional<Document> document = Document::parse(text);
  REQUIRE(document);
  return read(document->root());
}

const std::string pull =
    R"({"number": 7, "title": "T", "body": null, "draft": true, "auto_merge": {"merge_method": "squash"},
  "html_url": "https://h/p/7", "user": {"login": "dependabot[bot]", "id": 49699333, "type": "Bot"}, "labels": [{"name": "a"}],
  "head": {"sha": "h", "ref": "f", "repo": null}, "base": {"sha": "b", "ref": "main", "repo": {"full_name": "o/r"}}})";

}  // namespace

TEST_CASE("a pull request of GitHub") {
  const auto facts = of(github_pull_request, pull);
  REQUIRE(facts);
  CHECK(facts->author.login == "dependabot[bot]");
  CHECK(facts->author.id == "49699333");
  CHECK_FALSE(facts->author.is_person);
  CHECK(facts->fork == true);  // the repository of the head is gone
  CHECK(facts->auto_merge == true);
  CHECK(facts->draft == true);
  CHECK(facts->labels.at(0).name == "a");
  CHECK(facts->description.empty());
}

TEST_CASE("what the forge does not tell is not known") {
  const auto facts = of(github_pull_request, R"({"number": 7, "head": {"sha": "h"}, "labels": []})");
  REQUIRE(facts);
  CHECK_FALSE(facts->draft.has_value());
  CHECK_FALSE(facts->fork.has_value());
  CHECK_FALSE(facts->auto_merge.has_value());
}

TEST_CASE("an answer of another shape is no fact") {
  for (const char* text : {"{}", "[]", "3", R"({"number": "7", "head": {"sha": "h"}, "labels": []})",
                           R"({"number": 7, "head": "h", "labels": []})", R"({"number": 7, "head": {"sha": "h"}})",
                           R"({"number": 7, "head": {"sha": "h"}, "labels": [3]})"}) {
    INFO(text);
    CHECK_FALSE(of(github_pull_request, text).has_value());
    CHECK_FALSE(of(gitlab_merge_request, text).has_value());
  }
  CHECK_FALSE(of(github_reviews, R"({"message": "x"})").has_value());
  CHECK_FALSE(of(github_reviews, R"([{"state": "NEW", "user": {"login": "a"}}])").has_value());
  CHECK_FALSE(of(github_commits, "[{}]").has_value());
  CHECK_FALSE(of(github_labels, "[{}]").has_value());
  CHECK_FALSE(of(gitlab_approvals, "[]").has_value());
  CHECK_FALSE(of(gitlab_approvals, R"({"approved_by": [{"user": {}}]})").has_value());
  CHECK_FALSE(of(gitlab_approval_state, R"({"rules": [{}]})").has_value());
  CHECK_FALSE(of(gitlab_commits, "[{}]").has_value());
}

TEST_CASE("reviews of GitHub in their order, without accounts that are gone") {
  const auto reviews = of(github_reviews, R"([
    {"user": {"login": "ada", "id": 1, "type": "User"}, "state": "APPROVED", "commit_id": "c", "submitted_at": "1970-01-01T00:00:05Z"},
    {"user": null, "state": "APPROVED"},
    {"user": {"login": "a[bot]", "type": "Bot"}, "state": "CHANGES_REQUESTED"},
    {"user": {"login": "bob", "type": "User"}, "state": "DISMISSED"},
    {"user": {"login": "bob", "type": "User"}, "state": "PENDING"},
    {"user": {"login": "bob", "type": "User"}, "state": "COMMENTED"}])");
  REQUIRE(reviews);
  REQUIRE(reviews->size() == 5);
  CHECK(reviews->at(0).state == ReviewState::approved);
  CHECK(reviews->at(0).commit == "c");
  CHECK(reviews->at(0).at->time_since_epoch().count() == 5);
  CHECK(reviews->at(0).by.is_person);
  CHECK_FALSE(reviews->at(1).by.is_person);
  CHECK(reviews->at(2).state == ReviewState::dismissed);
}

TEST_CASE("a merge request of GitLab") {
  const auto facts = of(gitlab_merge_request, R"({"iid": 7, "title": "T", "description": "D", "work_in_progress": true,
    "labels": ["a", {"name": "b"}], "sha": "h", "diff_refs": {"base_sha": "b"}, "author": {"id": 3, "username": "dana"},
    "source_project_id": 1, "target_project_id": 2, "merge_when_pipeline_succeeds": false, "web_url": "u",
    "source_branch": "s", "target_branch": "t"})");
  REQUIRE(facts);
  CHECK(facts->labels.at(1).name == "b");
  CHECK(facts->draft == true);
  CHECK(facts->fork == true);
  CHECK(facts->auto_merge == false);
  CHECK(facts->author.is_person);
  CHECK(facts->base_branch == "t");
}

TEST_CASE("who approved on GitLab, each once, and which of them are no people") {
  const auto approvals = of(gitlab_approvals, R"({"approved_by": [
    {"user": {"id": 1, "username": "ada"}, "approved_at": "1970-01-01T00:00:05Z"},
    {"user": {"id": 2, "username": "project_42_bot_0a1b"}}, {"user": {"id": 3, "username": "group_7_bot1"}},
    {"user": {"id": 4, "username": "abbot"}}]})");
  REQUIRE(approvals);
  REQUIRE(approvals->size() == 4);
  CHECK(approvals->at(0).by.is_person);
  CHECK(approvals->at(0).at.has_value());
  CHECK_FALSE(approvals->at(1).by.is_person);
  CHECK_FALSE(approvals->at(2).by.is_person);
  CHECK(approvals->at(3).by.is_person);
  const auto state = of(gitlab_approval_state, R"({"rules": [{"approved_by": [{"id": 1, "username": "ada"}]},
    {"approved_by": [{"id": 1, "username": "ada"}, {"id": 5, "username": "bob"}]}]})");
  REQUIRE(state);
  CHECK(state->size() == 2);
}

TEST_CASE("commits of both forges") {
  const auto github = of(github_commits, R"([{"sha": "c", "parents": [{"sha": "p"}], "commit": {"message": "m",
    "author": {"name": "A", "email": "a@x"}, "committer": {"name": "C", "email": "c@x", "date": "1970-01-01T00:00:05Z"}}}])");
  REQUIRE(github);
  CHECK(github->at(0).parents == std::vector<std::string>{"p"});
  CHECK(github->at(0).committer_email == "c@x");
  CHECK(github->at(0).committed_at.has_value());
  const auto gitlab = of(gitlab_commits, R"([{"id": "c", "parent_ids": ["p"], "message": "m", "author_name": "A",
    "author_email": "a@x", "committer_name": "C", "committer_email": "c@x", "committed_date": "1970-01-01T00:00:05.000+00:00"}])");
  REQUIRE(gitlab);
  CHECK(gitlab->at(0).message == "m");
  CHECK(gitlab->at(0).author_name == "A");
  CHECK(gitlab->at(0).committed_at.has_value());
}

TEST_CASE("JSON that is written is JSON, whatever the text") {
  CHECK(json_list({"a\"b", "\n", "\xFF"}) == R"(["a\"b","\n","\ufffd"])");
  CHECK(json_list({}) == "[]");
}

TEST_CASE("files of a diff, with the lines of the head that each shows") {
  const auto files =
      of(github_files, R"([{"filename": "a.sql", "status": "modified", "patch": "@@ -1,2 +1,3 @@\n a\n+b\n c"},
    {"filename": "b.sql", "status": "removed", "patch": "@@ -1 +0,0 @@\n-a"}, {"filename": "large.sql", "status": "added"}])");
  REQUIRE(files);
  REQUIRE(files->size() == 3);
  CHECK(holds(files->at(0).lines, 3));
  CHECK_FALSE(holds(files->at(0).lines, 4));
  CHECK(files->at(1).removed);
  CHECK(files->at(2).lines.empty());
  CHECK_FALSE(of(github_files, R"([{"status": "added"}])").has_value());
  CHECK_FALSE(of(github_files, "{}").has_value());
}

TEST_CASE("comments beside lines, and check runs") {
  const auto comments =
      of(github_review_comments, R"([{"id": 5, "body": "b", "user": {"login": "x[bot]", "type": "Bot"}},
    {"id": 6, "body": "why", "user": null, "in_reply_to_id": 5, "subject_type": "file"}])");
  REQUIRE(comments);
  CHECK(comments->at(0).in_reply_to == 0);
  CHECK_FALSE(comments->at(0).on_file);
  CHECK(comments->at(1).in_reply_to == 5);
  CHECK(comments->at(1).on_file);
  CHECK_FALSE(comments->at(1).by.is_person);
  CHECK_FALSE(of(github_review_comments, R"([{"body": "b"}])").has_value());
  const auto runs =
      of(github_check_runs,
         R"({"check_runs": [{"id": 3, "external_id": "k", "output": {"annotations_count": 7}}, {"id": 4}]})");
  REQUIRE(runs);
  CHECK(runs->at(0).external_id == "k");
  CHECK(runs->at(0).annotations == 7);
  CHECK(runs->at(1).external_id.empty());
  for (const char* text : {"[]", "{}", R"({"check_runs": {}})", R"({"check_runs": [{"id": "3"}]})"})
    CHECK_FALSE(of(github_check_runs, text).has_value());
}

TEST_CASE("an answer that nests a hundred thousand levels deep is told apart from facts") {
  constexpr int deep = 100'000;
  std::string lists(deep, '[');
  std::string objects;
  for (int i = 0; i < deep; ++i) objects += R"({"head":)";
  CHECK_FALSE(Document::parse(lists));
  CHECK_FALSE(Document::parse(objects));
  CHECK_FALSE(of(github_pull_request, objects + "1" + std::string(deep, '}')));
  CHECK_FALSE(of(gitlab_merge_request, lists + std::string(deep, ']')));
  CHECK(of(github_reviews, lists + std::string(deep, ']')).value_or(std::vector<Review>{}).empty());
}
