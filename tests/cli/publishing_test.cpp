#include "cli/publishing.hpp"

#include <map>
#include <sstream>
#include <string>

#include "core/error.hpp"
#include "reporters/all.hpp"
#include "tests/catch.hpp"
#include "tests/forge/fake_forge.hpp"

using namespace tollgate;
using test::FakeForge;

namespace {

struct Told {
  bool done = false;
  std::string err;
};

using Variables = std::map<std::string, std::string, std::less<>>;

Variables on(const FakeForge& fake) {
  return {{"GITHUB_API_URL", fake.address()}, {"GITHUB_REPOSITORY", "o/r"}, {"GITHUB_TOKEN", "ghs_secret"}};
}

Report with(std::vector<std::string> wanted) {
  Report report;
  report.pull_request.emplace();
  report.pull_request->number = 7;
  report.pull_request->labels_to_add = std::move(wanted);
  return report;
}

Told publish(const Variables& variables, const Report& report, const Reporter& reporter = reporters::labels) {
  std::ostringstream out;
  std::ostringstream err;
  const cli::Streams streams{.out = out,
                             .err = err,
                             .environment = [&](std::string_view name) -> std::optional<std::string> {
                               const auto found = variables.find(name);
                               return found == variables.end() ? std::nullopt : std::optional(found->second);
                             },
                             .random_token = {}};
  cli::ForgeInUse forge = cli::open_forge(streams, std::chrono::seconds(10));
  const bool done = cli::publish_outputs({{&reporter, {}, {}}, {&reporters::terminal, {}, {}}}, report, forge, streams);
  CHECK(out.str().empty());
  CHECK_THAT(err.str(), !ContainsSubstring("ghs_secret"));
  return {done, err.str()};
}

}  // namespace

TEST_CASE("labels go to the forge, and stderr says so") {
  const FakeForge fake;
  const Told told = publish(on(fake), with({"a"}));
  CHECK(told.done);
  CHECK(told.err == "tollgate: labels: labels added: a\n");
  CHECK(fake.count("POST") == 1);
}

TEST_CASE("without a token, and in a fork, nothing is called and it is said once") {
  const FakeForge fake;
  Variables no_token = on(fake);
  no_token.erase("GITHUB_TOKEN");
  const Told none = publish(no_token, with({"a"}));
  CHECK(none.done);
  CHECK_THAT(none.err,
             ContainsSubstring("nothing is written to the pull request") && ContainsSubstring("GITHUB_TOKEN"));
  Report fork = with({"a"});
  fork.pull_request->writes_refused = "GitHub gives runs of forks a token that reads";
  const Told refused = publish(on(fake), fork);
  CHECK(refused.done);
  CHECK_THAT(refused.err, ContainsSubstring("runs of forks"));
  CHECK(fake.requests().empty());
}

TEST_CASE("a 403 is told and is no failure; a forge that fails is one") {
  const FakeForge fork(R"({"fork": true})");
  const Told refused = publish(on(fork), with({"a"}));
  CHECK(refused.done);
  CHECK_THAT(refused.err, ContainsSubstring("403"));
  const FakeForge limited(R"({"limit": 99, "retry_after": 600})");
  const Told failed = publish(on(limited), with({"a"}));
  CHECK_FALSE(failed.done);
  CHECK_THAT(failed.err, ContainsSubstring("429"));
}

TEST_CASE("without a pull request, and for formats that tell no forge, nothing is opened") {
  const FakeForge fake;
  CHECK(publish(on(fake), Report()).err.empty());
  Report unnumbered = with({"a"});
  unnumbered.pull_request->number = 0;
  CHECK(publish(on(fake), unnumbered).err.empty());
  CHECK(publish(on(fake), with({"a"}), reporters::json).err.empty());
  CHECK(fake.requests().empty());
}

TEST_CASE("a reporter that throws is told and counts as failed") {
  const FakeForge fake;
  static constexpr Reporter thrower{"thrower",
                                    "",
                                    {},
                                    [](const Report&, const RenderStyle&) { return Rendering{}; },
                                    [](const Report&, const Rendering&, forge::Client&) -> Published {
                                      throw Error(ErrorKind::unjudged, {"it broke", {}, {}});
                                    }};
  const Told told = publish(on(fake), with({"a"}), thrower);
  CHECK_FALSE(told.done);
  CHECK_THAT(told.err, ContainsSubstring("it broke"));
}
