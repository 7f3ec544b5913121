#include "budget/audit/event.hpp"

#include <string>

#include "budget/audit/addresses.hpp"
#include "budget/audit/canonical.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::budget;

namespace {

AuditEvent tagged() {
  AuditEvent event;
  event.type = "pr_tagged";
  event.ts = "2026-04-01T09:15:00.000Z";
  event.repo = "acme/dbt";
  event.pr = 41;
  event.head = "0123456789abcdef0123456789abcdef01234567";
  event.prompt_hash = "hmac-sha256:00";
  event.llm = AuditLlm{.touched = true,
                       .tools = {"claude-code"},
                       .models = {"claude-opus-4-7"},
                       .signals = {"coauthor:noreply@anthropic.com"},
                       .strength = "strong"};
  return event;
}

/// What is said of a text that may not be logged.
std::string refusal_of(const std::string& json) {
  try {
    draft_from(json);
    return "accepted";
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.diagnostic().message;
  }
}

std::string merged_with(const std::string& more) {
  return R"({"type":"pr_merged","v":1,"ts":"2026-04-01T09:15:00.000Z","repo":"acme/dbt","pr":41,)"
         R"("merge_sha":"0123456789abcdef0123456789abcdef01234567")" +
         more + "}";
}

bool tells(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the published vector: these bytes, this id, this path") {
  const SealedEvent event = seal(to_draft(tagged()), {}, 1);
  CHECK(event.bytes ==
        R"({"head":"0123456789abcdef0123456789abcdef01234567","lamport":1,"llm":{"models":["claude-opus-4-7"],)"
        R"("signals":["coauthor:noreply@anthropic.com"],"strength":"strong","tools":["claude-code"],"touched":true},)"
        R"("pr":41,"prev":[],"prompt_hash":"hmac-sha256:00","repo":"acme/dbt","ts":"2026-04-01T09:15:00.000Z",)"
        R"("type":"pr_tagged","v":1})");
  CHECK(event.bytes.size() == 328);
  CHECK(event.id == "sha256:b3db99863b3dc20973d9bc4516a1c049df663cc0335fb2294ed02b2c8f3533de");
  CHECK(event.path == "events/2026/04/b3db99863b3dc20973d9bc4516a1c049df663cc0335fb2294ed02b2c8f3533de.json");
  const StoredEvent stored = stored_event(event.path, event.bytes);
  CHECK(stored.id == event.id);
  CHECK(stored.lamport == 1);
  CHECK(stored.prev.empty());
  CHECK(stored.draft == to_draft(tagged()));
}

TEST_CASE("a written event becomes the same draft, whatever its order, blanks and place") {
  const std::string expected = to_draft(tagged());
  CHECK(draft_from(seal(expected, {}, 1).bytes) == expected);
  CHECK(draft_from(R"(  {"v" : 1, "type":"pr_merged", "merge_sha":"0123456789abcdef0123456789abcdef01234567",
                      "pr":41,"repo":"acme\/dbt"} )",
                   "2026-04-01T09:15:00.000Z") == draft_from(merged_with("")));
}

TEST_CASE("an event that judges or reviews says so even when the lists are empty") {
  AuditEvent event;
  event.type = "pr_judged";
  event.ts = "2026-04-01T09:15:00.000Z";
  event.repo = "acme/dbt";
  event.head = std::string(40, '1');
  event.config_sha = "sha256:00";
  event.tollgate_version = "0.1.0";
  CHECK(tells(to_draft(event), R"("gates_failed":[],"gates_passed":[])"));
  event.type = "pr_reviewed";
  event.pr = 1;
  event.reviewers = {{.id = 7, .role = "data-pm", .state = "APPROVED", .commit = std::string(40, '1')}};
  CHECK(tells(to_draft(event), R"("reviewers":[{"commit":"1111111111111111111111111111111111111111","id":7,)"
                               R"("role":"data-pm","state":"APPROVED"}])"));
}

TEST_CASE("time is told to the millisecond") {
  CHECK(audit_timestamp(0) == "1970-01-01T00:00:00.000Z");
  CHECK(audit_timestamp(1'775'034'900'007) == "2026-04-01T09:15:00.007Z");
  CHECK(audit_timestamp(253'402'300'799'999) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("a person's address enters no event") {
  for (const char* field : {R"(,"reason":"asked dana@example.com")", R"(,"layer":"dana@example.co.uk")",
                            R"(,"actor":{"login":"49699333+dana@users.noreply.github.com"})",
                            R"(,"tools_used":["psql","dana@bücher.example"])", R"(,"actor":{"workflow":"<d@x.org>"})",
                            R"(,"llm":{"signals":["coauthor:dana@anthropic.com"]})",
                            R"(,"llm":{"signals":["coauthor:noreply@anthropic.com, d@x.org"]})"}) {
    INFO(field);
    CHECK(tells(refusal_of(merged_with(field)), "e-mail address"));
    CHECK_FALSE(tells(refusal_of(merged_with(field)), "dana"));
  }
  CHECK(tells(refusal_of(merged_with(R"(,"dana@example.com":"x")")), "e-mail address"));
  // The address that a tool publishes is a signal, and nothing but a signal.
  CHECK(refusal_of(merged_with(R"(,"llm":{"signals":["coauthor:noreply@anthropic.com"]})")) == "accepted");
  CHECK(tells(refusal_of(merged_with(R"(,"reason":"by noreply@anthropic.com")")), "e-mail address"));
}

TEST_CASE("what only looks like an address at first is none") {
  CHECK_FALSE(holds_address("claude-opus-4@20251101"));
  CHECK_FALSE(holds_address("openrouter/model@default"));
  CHECK_FALSE(holds_address("@dana in #data"));
  CHECK_FALSE(holds_address("model@1.5"));
  CHECK_FALSE(holds_address("a @ b.example"));
  CHECK(holds_address("x@y@dana.example"));
  CHECK(holds_address("\"a b\"@example.com"));
  CHECK(holds_address("see dana@example.com."));
}

TEST_CASE("no prompt, no field that is not on the list") {
  CHECK(tells(refusal_of(merged_with(R"(,"prompt":"drop the table")")), "no prompt text"));
  CHECK(tells(refusal_of(merged_with(R"(,"llm":{"prompt_text":"x"})")), "no prompt text"));
  CHECK(tells(refusal_of(merged_with(R"(,"messages":[])")), "no prompt text"));
  CHECK_FALSE(tells(refusal_of(merged_with(R"(,"prompt":"drop the table")")), "drop"));
  CHECK(tells(refusal_of(merged_with(R"(,"tool_arguments":["x"])")), "not one that an event has"));
  CHECK(tells(refusal_of(merged_with(R"(,"tools_used":["psql -c select"])")), "one word"));
  CHECK(tells(refusal_of(merged_with(R"(,"reason":")" + std::string(501, 'x') + "\"")), "500"));
  CHECK(refusal_of(merged_with(R"(,"reason":")" + std::string(500, 'x') + "\"")) == "accepted");
}

TEST_CASE("each value is of its kind") {
  for (const char* field : {R"(,"pr":41.5)", R"(,"lag_s":-1)", R"(,"by_commit":"abc")", R"(,"outcome":"fine")",
                            R"(,"prompt_hash":"md5:00")", R"(,"prompt_hash":"hmac-sha256:0")", R"(,"llm":[])",
                            R"(,"llm":{"touched":1})", R"(,"gates_failed":"parse")", R"(,"window":{"open":"yes"})",
                            R"(,"reviewers":[7])", R"(,"reviewers":[{"id":"7"}])", R"(,"supersedes":"sha256:1")",
                            R"(,"layer":null)", R"(,"author_id":9007199254740992)", R"(,"layer":"")"}) {
    INFO(field);
    CHECK(refusal_of(merged_with(field)) != "accepted");
  }
  CHECK(refusal_of(merged_with(R"(,"author_id":9007199254740991)")) == "accepted");
  CHECK(refusal_of(R"({"type":"pr_merged","v":1,"ts":"2026-04-01T09:15:00Z","repo":"a/b","pr":1,"merge_sha":"0"})") ==
        "the event may not be logged: `merge_sha` is not a commit: 40 or 64 lower-case hex digits");
  CHECK(tells(refusal_of(R"({"type":"pr_merged","v":1,"ts":"2026-02-30T09:15:00.000Z","repo":"a/b"})"), "`ts`"));
  CHECK(tells(refusal_of(R"({"type":"pr_lost","v":1})"), "`type` is not a type of event"));
  CHECK(tells(refusal_of(R"({"type":"pr_merged","v":2})"), "`v` is not 1"));
}

TEST_CASE("an event says what it is about") {
  const std::string start = R"({"v":1,"ts":"2026-04-01T09:15:00.000Z","repo":"a/b","pr":1,"type":")";
  CHECK(tells(refusal_of(start + R"(pr_tagged"})"), "`head` is missing"));
  CHECK(tells(refusal_of(start + R"(pr_judged","gates_passed":[],"gates_failed":[]})"), "`config_sha` is missing"));
  CHECK(tells(refusal_of(start + R"(override","reason":"x"})"), "`actor` is missing"));
  CHECK(tells(refusal_of(start + R"(outcome"})"), "`outcome` is missing"));
  CHECK(
      tells(refusal_of(R"({"v":1,"type":"waiver","ts":"2026-04-01T09:15:00.000Z","reason":"x","actor":{}})"), "repo"));
}

TEST_CASE("who wrote a change does not override what is said of it") {
  const std::string start =
      R"({"v":1,"type":"override","ts":"2026-04-01T09:15:00.000Z","repo":"a/b","pr":1,"reason":"typed","author_id":7,)";
  CHECK(tells(refusal_of(start + R"("actor":{"id":7}})"), "author"));
  CHECK(refusal_of(start + R"("actor":{"id":8}})") == "accepted");
}

TEST_CASE("what is hashed has one form") {
  CHECK(canonical(" { \"b\" : [ 1 , -2 , true , null ] , \"a\" : \"\\u00e9\\/\\\"\" } ") ==
        "{\"a\":\"\xc3\xa9/\\\"\",\"b\":[1,-2,true,null]}");
  CHECK(canonical(R"({"n":-0})") == R"({"n":0})");
  for (const char* text : {R"({"a":1,"a":1})",
                           R"({"a":{"b":1,"b":2}})",
                           R"({"a":1.0})",
                           R"({"a":1e3})",
                           R"({"a":-1e300})",
                           R"({"a":9007199254740992})",
                           R"({"a":-9007199254740992})",
                           R"({"a":18446744073709551616})",
                           R"({"a":"\n"})",
                           R"({"a":"\u0000"})",
                           R"({"a":"\ud800"})",
                           "{\"a\":\"\xff\"}",
                           "{\"\xc3\xa9\":1}",
                           R"({"a b":1})",
                           "[1]",
                           "1",
                           "",
                           "{",
                           R"({"a":1} x)",
                           R"({"a":[[[[[1]]]]]})",
                           "{\"a\":\"e\xcc\"}"}) {
    INFO(text);
    CHECK_THROWS_AS(canonical(text), Error);
  }
  CHECK_THROWS_AS(canonical(std::string(largest_event, '[')), Error);
}

TEST_CASE("an event has at most 16384 bytes in its place") {
  std::string ids = R"(,"retrieval_ids":["a")";
  for (int i = 0; i < 79; ++i) ids += ",\"" + std::string(200, 'x') + "\"";
  const std::string fits = draft_from(merged_with(ids + "]"));
  CHECK(seal(fits, {}, 1).bytes.size() < largest_event);
  const std::string full = draft_from(merged_with(ids + ",\"" + std::string(80, 'y') + "\"]"));
  CHECK_THROWS_AS(seal(full, {"sha256:" + std::string(64, '0'), "sha256:" + std::string(64, '1')}, 1), Error);
  CHECK(tells(refusal_of(merged_with(ids + ids + "]")), "larger than 16384 bytes"));
}

TEST_CASE("a stored event is the one that its name is the digest of, in its month") {
  const SealedEvent event = seal(to_draft(tagged()), {}, 1);
  std::string edited = event.bytes;
  edited.replace(edited.find("\"pr\":41"), 7, "\"pr\":42");
  CHECK_THROWS_AS(stored_event(event.path, edited), Error);
  CHECK_THROWS_AS(stored_event(event.path, event.bytes + "\n"), Error);
  std::string elsewhere = event.path;
  elsewhere.replace(elsewhere.find("/04/"), 4, "/05/");
  CHECK_THROWS_AS(stored_event(elsewhere, event.bytes), Error);
  const std::string spaced = R"({"lamport":1, "prev":[],"ts":"2026-04-01T09:15:00.000Z","type":"x"})";
  CHECK_THROWS_AS(stored_event("events/2026/04/" + sha256_hex(spaced) + ".json", spaced), Error);
}

TEST_CASE("texts are logged composed, and a log that holds others is refused") {
  const auto draft = [](const std::string& reason) {
    return budget::draft_from(R"({"type":"override","pr":1,"repo":"acme/dbt","reason":")" + reason +
                              R"(","actor":{"login":"dana"},"ts":"2026-04-01T09:15:00.000Z"})");
  };
  CHECK(draft("cafe\u0301 closed") == draft("caf\u00e9 closed"));
  const budget::SealedEvent sealed = budget::seal(draft("caf\u00e9"), {}, 1);
  CHECK(budget::stored_event(sealed.path, sealed.bytes).id == sealed.id);
  std::string loose = sealed.bytes;
  loose.replace(loose.find("\u00e9"), 2, "e\u0301");
  const std::string path = sealed.path.substr(0, sealed.path.rfind('/') + 1) + sha256_hex(loose) + ".json";
  CHECK_THROWS_WITH(budget::stored_event(path, loose), ContainsSubstring("not in canonical form"));
}
