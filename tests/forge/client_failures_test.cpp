// The real client against a forge that goes wrong on demand: what it refuses, waits for, and never does twice.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/catch.hpp"
#include "tests/forge/clients.hpp"

using namespace tollgate;
using namespace tollgate::test;

TEST_CASE("in a fork writing is refused once and not asked again, and the refusal holds no token") {
  const FakeForge fake(R"({"fork": true, "echo": " )" + secret + "\"}");
  Client client = github(fake);
  const auto refused = client.add_labels(7, {"a"});
  CHECK(refused.failure == Failure::not_allowed);
  CHECK_THAT(refused.problem,
             ContainsSubstring("Resource not accessible by integration") && !ContainsSubstring(secret));
  CHECK(fake.count("POST") == 1);
}

TEST_CASE("a bad token is not asked with again") {
  const FakeForge fake(R"({"token": "another"})");
  Client client = github(fake);
  CHECK(client.pull_request(7).failure == Failure::not_allowed);
  CHECK(fake.requests().size() == 1);
}

TEST_CASE("rate limits are waited for, if there is time") {
  for (const char* limit : {R"({"limit": 2, "retry_after": 1})", R"({"primary": 1, "retry_after": 1})"}) {
    const FakeForge fake(limit);
    Client client = github(fake);
    const auto added = client.add_labels(7, {"a"});
    INFO(added.problem);
    CHECK(added.ok());
    CHECK(fake.count("POST") == 1);
  }
  const FakeForge long_wait(R"({"primary": 1, "retry_after": 3600})");
  Client client = github(long_wait, 2);
  CHECK(client.pull_request(7).failure == Failure::rate_limited);
  CHECK(long_wait.requests().size() == 1);
}

TEST_CASE("failures of the forge are ridden out") {
  const FakeForge fake(R"({"flaky": 2})");
  Client client = github(fake);
  const auto added = client.add_labels(7, {"a"});
  INFO(added.problem);
  CHECK(added.ok());
  CHECK(client.labels(7).value == Texts{"a"});
}

TEST_CASE("a write whose answer was lost is not written twice") {
  const FakeForge fake(R"({"lost_writes": 1})");
  Client client = github(fake);
  const auto added = client.add_labels(7, {"a"});
  INFO(added.problem);
  CHECK(added.ok());
  CHECK(fake.count("POST") == 1);
}

TEST_CASE("the token follows no redirect to another host, and a moved repository is found") {
  const FakeForge target;
  const FakeForge fake(R"({"redirect_to": ")" + target.address() + "\"}");
  Client client = github(fake);
  CHECK(client.pull_request(7).failure == Failure::rejected);
  CHECK(client.add_labels(7, {"a"}).failure == Failure::rejected);
  CHECK(target.requests().empty());
  const FakeForge moved(R"({"moved": true})");
  Client other = github(moved);
  CHECK(other.pull_request(7).ok());
}

TEST_CASE("answers that are too large, not JSON or too late are no facts") {
  const FakeForge huge(R"({"huge": true})");
  Client one = github(huge);
  CHECK(one.pull_request(7).failure == Failure::unreadable);
  const FakeForge garbage(R"({"garbage": true})");
  Client two = github(garbage);
  CHECK(two.pull_request(7).failure == Failure::unreadable);
  const FakeForge slow(R"({"delay": 2})");
  Settings impatient = settings_of(slow, Kind::github, 1);
  impatient.request_timeout = std::chrono::seconds(1);
  Client three = client_of(impatient);
  CHECK(three.pull_request(7).failure == Failure::unavailable);
}

TEST_CASE("a forge that is not there is told without an address") {
  std::string address;
  {
    const FakeForge gone;
    address = gone.address();
  }
  Client client =
      client_of({Kind::github, address, "o/r", secret, {}, std::chrono::seconds(10), std::chrono::seconds(1)});
  const auto facts = client.pull_request(7);
  CHECK(facts.failure == Failure::unavailable);
  CHECK_THAT(facts.problem, !ContainsSubstring("127.0.0.1") && !ContainsSubstring(secret));
}

TEST_CASE("a certificate of one's own is trusted when it is named, and never otherwise") {
  std::string pem = (std::filesystem::temp_directory_path() / "tollgate-tls-XXXXXX").string();
  const int handle = mkstemp(pem.data());
  REQUIRE(handle >= 0);
  close(handle);
  const std::string make =
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext "
      "subjectAltName=IP:127.0.0.1 -keyout " +
      pem + " -out " + pem + ".crt 2>/dev/null";
  REQUIRE(std::system((make + " && cat " + pem + ".crt >> " + pem).c_str()) == 0);
  {
    const FakeForge fake("{}", pem);
    Settings settings = settings_of(fake, Kind::github);
    settings.certificates = pem + ".crt";
    Client trusting(settings);
    const auto facts = trusting.pull_request(7);
    INFO(facts.problem);
    CHECK(facts.ok());
    settings.certificates.clear();
    Client wary(settings);
    const auto refused = wary.pull_request(7);
    CHECK(refused.failure == Failure::unavailable);
    CHECK_THAT(refused.problem, ContainsSubstring("SSL_CERT_FILE"));
    settings.certificates = pem + ".missing";
    Client lost(settings);
    CHECK(lost.pull_request(7).failure == Failure::unavailable);
    CHECK(fake.requests().size() == 1);
  }
  std::filesystem::remove(pem);
  std::filesystem::remove(pem + ".crt");
}
