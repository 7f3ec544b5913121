// A shop with a pull request on a fake forge, and what that was told.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cli/support.hpp"
#include "tests/forge/fake_forge.hpp"

namespace tollgate::tests {

using test::FakeForge;
using test::LoggedRequest;
using Texts = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

inline constexpr const char* policy_of_reviews = R"(version: 1
layers:
  marts:
    select: {path: models/marts}
    gates: {review: , hallucination-budget: }
    review: {approvals: 1, by: peer}
)";

/// A change that says an LLM wrote it.
class PulledShop : public ShopFolder {
 public:
  PulledShop() : ShopFolder({{.name = "orders"}}, {{.name = "orders", .sql = "select 2 as id"}}) {
    write("tollgate.yml", policy_of_reviews);
    x_base = commit();
    write("note.txt", "x");
    x_head = commit("rename\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>");
  }
  const std::string& base() const { return x_base; }
  const std::string& head() const { return x_head; }
  Ran run(const Variables& variables, const Texts& more = {}) const {
    Texts arguments{"--format", "json:" + path("out.json"), "--format", "labels", "--now", "2026-03-30T10:00:00Z"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return check(arguments, variables);
  }
  Variables by_flags(const FakeForge& fake) const {
    return {{"GITHUB_API_URL", fake.address()}, {"GITHUB_REPOSITORY", "o/r"}, {"GITHUB_TOKEN", "ghs_secret_token"}};
  }
  nlohmann::json report() const { return nlohmann::json::parse(read("out.json")); }

 private:
  std::string x_base;
  std::string x_head;
};

/// State of a fake whose pull request is described and approved by somebody else.
inline std::string approved(const PulledShop& shop, const std::string& more = {}) {
  return R"({"body": "llm: claude-code\nprompt-hash: hmac-sha256:00ff", "head_sha": ")" + shop.head() +
         R"(", "reviews": [{"user": {"login": "ada", "id": 2, "type": "User"}, "state": "APPROVED", "commit_id": ")" +
         shop.head() + "\"}]" + more + "}";
}

/// What the fake holds as the text of its last comment.
inline std::string comment_sent(const FakeForge& fake) {
  std::string body;
  for (const LoggedRequest& request : fake.requests()) {
    if (request.method == "POST" || request.method == "PATCH") {
      const nlohmann::json sent = nlohmann::json::parse(request.body);
      if (sent.contains("body")) body = sent["body"];
    }
  }
  return body;
}

inline std::vector<std::string> comment_calls(const FakeForge& fake) {
  std::vector<std::string> calls;
  for (const LoggedRequest& request : fake.requests()) {
    if (request.path.find("/comments") != std::string::npos && request.method != "GET")
      calls.push_back(request.method + " " + request.path);
  }
  return calls;
}

}  // namespace tollgate::tests
