// Nothing here can approve, merge, close, or take away what people set.
#include "forge/endpoints.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "tests/catch.hpp"

namespace fs = std::filesystem;
using namespace tollgate::forge;

TEST_CASE("these are all the calls that change something") {
  std::set<std::string> writes;
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.method == Method::get) continue;
    writes.insert(std::string(to_string(endpoint.method)) + " " + std::string(endpoint.path) + " " +
                  std::string(endpoint.fields) +
                  (endpoint.must_say.empty() ? "" : " " + std::string(endpoint.must_say)));
  }
  CHECK(writes ==
        std::set<std::string>{
            "POST /repos/{}/{}/issues/{}/labels labels", "POST /repos/{}/{}/issues/{}/comments body",
            "PATCH /repos/{}/{}/issues/comments/{} body", "PUT /projects/{}/merge_requests/{} add_labels",
            "POST /projects/{}/merge_requests/{}/notes body", "PUT /projects/{}/merge_requests/{}/notes/{} body",
            "POST /repos/{}/{}/pulls/{}/reviews commit_id event body comments event=COMMENT",
            "POST /repos/{}/{}/pulls/{}/comments commit_id path subject_type body subject_type=file",
            "PATCH /repos/{}/{}/pulls/comments/{} body",
            "POST /repos/{}/{}/check-runs name head_sha external_id status conclusion output status=completed",
            "PATCH /repos/{}/{}/check-runs/{} external_id status conclusion output status=completed"});
}

TEST_CASE("no method removes, and no path merges or approves") {
  for (const Method method : {Method::get, Method::post, Method::put, Method::patch}) {
    CHECK(to_string(method) != "DELETE");
  }
  for (const Endpoint& endpoint : endpoints()) {
    INFO(endpoint.path);
    CHECK(endpoint.path.find("/merge/") == std::string_view::npos);
    CHECK_FALSE(endpoint.path.ends_with("/merge"));
    CHECK_FALSE(endpoint.path.ends_with("/approve"));
    CHECK_FALSE(endpoint.path.ends_with("/graphql"));
    const bool about_approvals = endpoint.path.find("/appro") != std::string_view::npos;
    CHECK((!about_approvals || endpoint.method == Method::get));
  }
}

TEST_CASE("no source that may talk to a forge names such a call") {
  for (const char* room : {"forge", "reporters", "gates", "change", "cli"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(TOLLGATE_SOURCE_DIR) / room)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
      std::ifstream file(entry.path());
      const std::string text(std::istreambuf_iterator<char>(file), {});
      for (const char* call :
           {"/merge\"", "/approve\"", "/unapprove\"", "/merges\"", "\"DELETE\"", "\"APPROVE\"", "remove_labels",
            "state_event", "enablePullRequestAutoMerge", "mergePullRequest", "CURLOPT_USERPWD", "gh pr merge"}) {
        INFO(entry.path().string() << ": " << call);
        CHECK(text.find(call) == std::string::npos);
      }
    }
  }
}

TEST_CASE("a call is allowed by kind, method, path and field") {
  const auto github = [](Method method, std::string_view path, std::string_view body = "{\"labels\":[]}") {
    return is_allowed(Kind::github, method, path, body);
  };
  CHECK(github(Method::get, "/repos/o/r/pulls/7"));
  CHECK(github(Method::get, "/repos/o/r/pulls/7/reviews?per_page=100"));
  CHECK(github(Method::post, "/repos/o/r/issues/7/labels"));
  CHECK_FALSE(github(Method::put, "/repos/o/r/issues/7/labels"));
  CHECK_FALSE(github(Method::post, "/repos/o/r/issues/7/labels", R"({"labels":[],"state":"closed"})"));
  CHECK_FALSE(github(Method::post, "/repos/o/r/issues/7/labels", "not json"));
  for (const char* path : {"/repos/o/r/pulls/7/merge", "/repos/o/r/pulls/7/", "/repos/o/r/pulls/", "/repos/o/r/issues",
                           "/repos/o/../r/pulls/7", "/repos/./r/pulls/7", "repos/o/r/pulls/7", "//repos/o/r/pulls/7",
                           "/repos//r/pulls/7", "", "/"}) {
    INFO(path);
    CHECK_FALSE(github(Method::get, path));
  }
  CHECK(is_allowed(Kind::github, Method::patch, "/repos/o/r/issues/comments/5", R"({"body":"a"})"));
  CHECK_FALSE(is_allowed(Kind::github, Method::patch, "/repos/o/r/issues/7", R"({"body":"a"})"));
  CHECK_FALSE(is_allowed(Kind::github, Method::patch, "/repos/o/r/issues/comments/5", R"({"state":"closed"})"));
  CHECK_FALSE(is_allowed(Kind::github, Method::put, "/repos/o/r/issues/comments/5", R"({"body":"a"})"));
  CHECK(is_allowed(Kind::gitlab, Method::put, "/projects/42/merge_requests/7/notes/5", R"({"body":"a"})"));
  CHECK_FALSE(is_allowed(Kind::gitlab, Method::put, "/projects/42/merge_requests/7/notes/5", R"({"resolved":true})"));
  CHECK_FALSE(is_allowed(Kind::gitlab, Method::get, "/repos/o/r/pulls/7", {}));
  CHECK(is_allowed(Kind::gitlab, Method::put, "/projects/g%2Fp/merge_requests/7", R"({"add_labels":"a"})"));
  CHECK_FALSE(is_allowed(Kind::gitlab, Method::put, "/projects/42/merge_requests/7", R"({"state_event":"close"})"));
  CHECK_FALSE(is_allowed(Kind::gitlab, Method::put, "/projects/42/merge_requests/7",
                         R"({"add_labels":"a","remove_labels":"b"})"));
}

TEST_CASE("a review comments, and does nothing else") {
  const auto review = [](const char* body) {
    return is_allowed(Kind::github, Method::post, "/repos/o/r/pulls/7/reviews", body);
  };
  CHECK(review(R"({"commit_id":"a","event":"COMMENT","body":"b","comments":[]})"));
  for (const char* body :
       {R"({"event":"approve","body":"b"})", R"({"event":"REQUEST_CHANGES","body":"b"})", R"({"body":"b"})",
        R"({"event":"","body":"b"})", R"({"event":["COMMENT"],"body":"b"})", R"({"event":"COMMENT ","body":"b"})",
        R"({"event":"COMMENT","state":"b"})", "{}", "[]", "", "not json"}) {
    INFO(body);
    CHECK_FALSE(review(body));
  }
  CHECK_FALSE(review((std::string(R"({"event":")") + "APPROVE" + R"(","body":"b"})").c_str()));
  CHECK_FALSE(is_allowed(Kind::github, Method::post, "/repos/o/r/pulls/7/reviews/9/events", R"({"event":"COMMENT"})"));
  CHECK_FALSE(is_allowed(Kind::github, Method::put, "/repos/o/r/pulls/7/reviews/9", R"({"body":"b"})"));
  CHECK_FALSE(is_allowed(Kind::github, Method::get, "/repos/o/r/check-runs/1", {}));
}
