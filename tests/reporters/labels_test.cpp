#include <string>

#include "forge/client.hpp"
#include "tests/catch.hpp"
#include "tests/forge/fake_forge.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

namespace {

using test::FakeForge;

Report with(std::vector<std::string> wanted) {
  Report report;
  report.pull_request.emplace();
  report.pull_request->number = 7;
  report.pull_request->labels_to_add = std::move(wanted);
  return report;
}

Published publish(const FakeForge& fake, const Report& report, int budget = 20) {
  forge::Client client({forge::Kind::github,
                        fake.address(),
                        "o/r",
                        "ghs_secret",
                        {},
                        std::chrono::seconds(budget),
                        std::chrono::seconds(5)});
  return labels.publish(report, labels.render(report, test_style()), client);
}

}  // namespace

TEST_CASE("labels are printed one per line, and nothing without a pull request") {
  CHECK(labels.render(with({"assisted-by:llm", "needs-senior-review"}), test_style()).body ==
        "assisted-by:llm\nneeds-senior-review\n");
  CHECK(labels.render(with({}), test_style()).body.empty());
  CHECK(labels.render(Report(), test_style()).body.empty());
  CHECK(labels.render(with({"a\n::error::b\x1b[0m"}), test_style()).body == "a\\n::error::b\\x1b[0m\n");
}

TEST_CASE("what the pull request lacks is added and told, and people's labels stay") {
  const FakeForge fake(R"({"labels": ["by-a-person", "b"]})");
  const Published published = publish(fake, with({"a", "b"}));
  CHECK(published.state == PublishState::done);
  CHECK(published.words == "labels added: a");
  CHECK(publish(fake, with({"a", "b"})).words.empty());
  CHECK(fake.count("POST") == 1);
  for (const test::LoggedRequest& request : fake.requests())
    CHECK((request.method == "GET" || request.method == "POST"));
}

TEST_CASE("a forge that says no is a refusal, one that does not answer a failure") {
  const FakeForge fork(R"({"fork": true})");
  const Published refused = publish(fork, with({"a"}));
  CHECK(refused.state == PublishState::refused);
  CHECK_THAT(refused.words, ContainsSubstring("labels not added (a)") && ContainsSubstring("403"));
  const FakeForge limited(R"({"limit": 99, "retry_after": 600})");
  CHECK(publish(limited, with({"a"})).state == PublishState::failed);
}

}  // namespace tollgate::reporters
