// One comment per pull request, against the fake forge: found, updated, left alone, turned green.
#include <nlohmann/json.hpp>
#include <string>

#include "forge/client.hpp"
#include "reporters/comment_body.hpp"
#include "reporters/comment_marker.hpp"
#include "tests/catch.hpp"
#include "tests/forge/fake_forge.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

namespace {

using forge::Kind;
using nlohmann::json;
using test::FakeForge;

forge::Client client_of(const FakeForge& fake, Kind kind) {
  const bool github = kind == Kind::github;
  return forge::Client({kind,
                        fake.address() + (github ? "" : "/api/v4"),
                        github ? "o/r" : "42",
                        "ghs_secret",
                        {},
                        std::chrono::seconds(20),
                        std::chrono::seconds(5)});
}

const Reporter& reporter_of(Kind kind) { return kind == Kind::github ? github_comment : gitlab_note; }

Report about(Report report, const std::string& head = "aaaa") {
  if (!report.pull_request) report.pull_request.emplace();
  report.pull_request->number = 7;
  report.pull_request->head_commit = head;
  return report;
}

Published publish(const FakeForge& fake, const Report& report, Kind kind = Kind::github,
                  RenderStyle style = test_style()) {
  forge::Client client = client_of(fake, kind);
  const Reporter& reporter = reporter_of(kind);
  return reporter.publish(report, reporter.render(report, style), client);
}

std::vector<forge::Comment> comments(const FakeForge& fake, Kind kind = Kind::github) {
  return client_of(fake, kind).comments(7).value;
}

int writes(const FakeForge& fake) { return fake.count("POST") + fake.count("PATCH") + fake.count("PUT"); }

/// State of a fake with one comment that says `text`.
std::string with_comment(const std::string& text, const std::string& login, const std::string& type,
                         const json& more = json::object()) {
  json state = {{"comments", {{{"id", 900}, {"body", text}, {"user", {{"login", login}, {"type", type}}}}}}};
  state.update(more);
  return state.dump();
}

}  // namespace

TEST_CASE("one comment is written, left alone while it is true, updated, and turned green") {
  for (const Kind kind : {Kind::github, Kind::gitlab}) {
    const FakeForge fake(R"({"foreign_comments": 150})");
    CHECK(publish(fake, about(samples::mixed()), kind).words == "comment written");
    CHECK(publish(fake, about(samples::mixed()), kind).words == "comment unchanged");
    CHECK(writes(fake) == 1);
    CHECK(publish(fake, about(samples::mixed(), "bbbb"), kind).words == "comment updated");
    CHECK(publish(fake, about(samples::clean(), "cccc"), kind).words == "comment updated");
    CHECK(publish(fake, about(samples::clean(), "cccc"), kind).words == "comment unchanged");
    REQUIRE(comments(fake, kind).size() == 151);
    CHECK_THAT(comments(fake, kind).back().body,
               ContainsSubstring("## ✅") && ContainsSubstring("passed at <code>cccc</code>; 5 findings resolved"));
    CHECK(publish(fake, about(samples::clean(), "dddd"), kind).words == "comment updated");
    CHECK_THAT(comments(fake, kind).back().body, ContainsSubstring("<code>dddd</code>; 5 findings resolved"));
    CHECK(fake.count("POST") == 1);
    CHECK(writes(fake) == 4);
  }
}

namespace {

/// Of a run that could not begin, with or without the name of its project.
Report not_begun(const std::string& project) {
  Report report;
  report.project = project;
  report.begun = false;
  report.verdict = Verdict::unjudged;
  report.headline = "nothing could be judged";
  report.gates = {"setup"};
  report.outcomes = {{"setup", "change", Status::errored, "there is no such folder"}};
  return about(report, "eeee");
}

}  // namespace

TEST_CASE("a green comment does not stay where the next run cannot begin") {
  for (const char* project : {"shop", ""}) {
    INFO(project);
    const FakeForge fake;
    RenderStyle always = test_style();
    always.variant = "always";
    CHECK(publish(fake, about(samples::clean()), Kind::github, always).words == "comment written");
    CHECK(publish(fake, not_begun(project)).words == "comment updated");
    REQUIRE(comments(fake).size() == 1);
    const std::string body = comments(fake).front().body;
    CHECK_THAT(body, ContainsSubstring("tollgate: NOT JUDGED") && ContainsSubstring("there is no such folder"));
    CHECK(publish(fake, about(samples::clean(), "ffff")).words == "comment updated");
    CHECK(comments(fake).size() == 1);
  }
}

TEST_CASE("what was resolved is counted across runs that could not judge") {
  const FakeForge fake;
  publish(fake, about(samples::mixed()));
  CHECK(publish(fake, not_begun("shop")).words == "comment updated");
  CHECK_THAT(comments(fake).front().body, !ContainsSubstring("resolved\n"));
  CHECK(publish(fake, not_begun("shop")).words == "comment unchanged");
  // Another that is half judged, and tells less than there was.
  Report half = not_begun("shop");
  half.begun = true;
  half.findings = {about(samples::mixed()).findings.front()};
  CHECK(publish(fake, half).words == "comment updated");
  publish(fake, about(samples::clean(), "ffff"));
  CHECK_THAT(comments(fake).front().body, ContainsSubstring("passed at <code>ffff</code>; 5 findings resolved"));
  // Green, not judged, green: still true.
  publish(fake, not_begun("shop"));
  publish(fake, about(samples::clean(), "abcd"));
  CHECK_THAT(comments(fake).front().body, ContainsSubstring("<code>abcd</code>; 5 findings resolved"));
  // A run that judges and finds again begins anew.
  Report one = about(samples::mixed(), "bcde");
  one.findings.resize(1);
  publish(fake, one);
  publish(fake, about(samples::clean(), "cdef"));
  CHECK_THAT(comments(fake).front().body, ContainsSubstring("<code>cdef</code>; 1 finding resolved"));
}

TEST_CASE("a run that does not know its project writes no comment of its own, and none of several") {
  const FakeForge fake;
  CHECK_THAT(publish(fake, not_begun("")).words, ContainsSubstring("the name of the dbt project is not known"));
  for (const char* project : {"shop", "bank"}) {
    Report report = about(samples::mixed());
    report.project = project;
    CHECK(publish(fake, report).words == "comment written");
  }
  CHECK_THAT(publish(fake, not_begun("")).words, ContainsSubstring("not known"));
  CHECK(writes(fake) == 2);
}

TEST_CASE("nothing is written when there is nothing to say, unless it is always wanted") {
  const FakeForge fake;
  CHECK(publish(fake, about(samples::clean())).words.empty());
  CHECK(writes(fake) == 0);
  RenderStyle always = test_style();
  always.variant = "always";
  CHECK(publish(fake, about(samples::clean()), Kind::github, always).words == "comment written");
}

TEST_CASE("a comment of a person that quotes the marker is left alone, our own is not") {
  const std::string old = comment_text(about(samples::mixed()), comment_key("shop", ""));
  const FakeForge quoted(with_comment(old, "mallory", "User"));
  CHECK(publish(quoted, about(samples::mixed(), "bbbb")).words == "comment written");
  CHECK(comments(quoted).front().body == old);
  const FakeForge gone(with_comment(old, "ghost", "Bot"));
  CHECK(publish(gone, about(samples::mixed(), "bbbb"), Kind::gitlab).words == "comment written");
  CHECK(comments(gone).front().body == old);
  const FakeForge own(with_comment(old, "Dana", "User", {{"self", {{"login", "dana"}, {"type", "User"}}}}));
  CHECK(publish(own, about(samples::mixed(), "bbbb")).words == "comment updated");
  CHECK(comments(own).size() == 1);
}

TEST_CASE("of several comments of ours the oldest is kept up to date, the others point to it") {
  const std::string old = comment_text(about(samples::mixed()), comment_key("shop", ""));
  for (const Kind kind : {Kind::github, Kind::gitlab}) {
    nlohmann::json several = nlohmann::json::array();
    for (int id = 900; id < 903; ++id)
      several.push_back({{"id", id}, {"body", old}, {"user", {{"login", "project_42_bot_1"}, {"type", "Bot"}}}});
    several.push_back({{"id", 950}, {"body", old}, {"user", {{"login", "mallory"}, {"type", "User"}}}});
    const FakeForge fake(nlohmann::json{{"comments", several}}.dump());
    CHECK(publish(fake, about(samples::mixed(), "bbbb"), kind).words == "comment updated");
    const auto after = comments(fake, kind);
    REQUIRE(after.size() == 4);
    CHECK_THAT(after[0].body, ContainsSubstring("bbbb"));
    const std::string anchor = kind == Kind::github ? "(#issuecomment-900)" : "(#note_900)";
    for (const std::size_t other : {1, 2}) {
      CHECK_THAT(after[other].body, ContainsSubstring(anchor));
      CHECK_FALSE(marker_in(after[other].body).has_value());
    }
    CHECK(after[3].body == old);
    CHECK(writes(fake) == 3);
    CHECK(publish(fake, about(samples::mixed(), "bbbb"), kind).words == "comment unchanged");
    CHECK(writes(fake) == 3);
  }
}

TEST_CASE("runs with keys of their own keep comments of their own") {
  const FakeForge fake;
  RenderStyle nightly = test_style();
  nightly.comment_key = "nightly";
  publish(fake, about(samples::mixed()));
  CHECK(publish(fake, about(samples::mixed()), Kind::github, nightly).words == "comment written");
  CHECK(comments(fake).size() == 2);
  CHECK(publish(fake, about(samples::mixed()), Kind::github, nightly).words == "comment unchanged");
}

TEST_CASE("a comment that is deleted meanwhile is written anew") {
  const std::string old = comment_text(about(samples::mixed()), comment_key("shop", ""));
  for (const Kind kind : {Kind::github, Kind::gitlab}) {
    const std::string bot = kind == Kind::github ? "x[bot]" : "project_42_bot_1";
    const FakeForge fake(with_comment(old, bot, "Bot", {{"comment_gone", true}}));
    CHECK(publish(fake, about(samples::mixed(), "bbbb"), kind).words == "comment written");
    CHECK(comments(fake, kind).size() == 1);
  }
}

TEST_CASE("a write whose answer was lost is not repeated") {
  for (const Kind kind : {Kind::github, Kind::gitlab}) {
    const FakeForge fake(R"({"lost_writes": 1, "self": {"login": "project_42_bot_1", "type": "Bot"}})");
    CHECK(publish(fake, about(samples::mixed()), kind).state == PublishState::done);
    CHECK(fake.count("POST") == 1);
    CHECK(comments(fake, kind).size() == 1);
  }
}

TEST_CASE("a token that may not write is refused, a forge that does not answer fails") {
  const FakeForge fork(R"({"fork": true})");
  const Published refused = publish(fork, about(samples::mixed()));
  CHECK(refused.state == PublishState::refused);
  CHECK_THAT(refused.words, ContainsSubstring("comment not written") && ContainsSubstring("403"));
  CHECK(fork.count("POST") == 1);
  const std::string old = comment_text(about(samples::mixed()), comment_key("shop", ""));
  const FakeForge update(with_comment(old, "x[bot]", "Bot", {{"fork", true}}));
  CHECK(publish(update, about(samples::mixed(), "bbbb")).state == PublishState::refused);
  const FakeForge limited(R"({"limit": 99, "retry_after": 600})");
  CHECK(publish(limited, about(samples::mixed())).state == PublishState::failed);
  CHECK(writes(limited) == 0);
}

TEST_CASE("each format writes to its own forge only") {
  const FakeForge fake;
  forge::Client lab = client_of(fake, Kind::gitlab);
  const Report report = about(samples::mixed());
  CHECK_THAT(github_comment.publish(report, github_comment.render(report, test_style()), lab).words,
             ContainsSubstring("not GitHub"));
  forge::Client hub = client_of(fake, Kind::github);
  CHECK_THAT(gitlab_note.publish(report, gitlab_note.render(report, test_style()), hub).words,
             ContainsSubstring("not GitLab"));
  CHECK(fake.requests().empty());
}

}  // namespace tollgate::reporters
