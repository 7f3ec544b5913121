// Every call that tollgate makes to GitHub, once at least, for a test against GitHub's published description of them.
//
//   forge_calls ADDRESS      does them; says what came of each, and ends with 1 when one did not come through
//   forge_calls --list       `METHOD /path/{}` of each
#include <iostream>
#include <string>
#include <string_view>

#include "forge/client.hpp"
#include "forge/endpoints.hpp"
#include "reporters/all.hpp"
#include "tests/reporters/large_report.hpp"

namespace {

using namespace tollgate;

int list() {
  for (const forge::Endpoint& endpoint : forge::endpoints()) {
    if (endpoint.kind == forge::Kind::github)
      std::cout << forge::to_string(endpoint.method) << ' ' << endpoint.path << '\n';
  }
  return 0;
}

template <class Value>
bool told(std::string_view what, const forge::Answer<Value>& answer) {
  std::cout << (answer.ok() ? "ok   " : "FAIL ") << what << ' ' << answer.problem << '\n';
  return answer.ok();
}

bool publish(const Reporter& reporter, const Report& report, forge::Client& client) {
  const Published published = reporter.publish(report, reporter.render(report, {}), client);
  const bool done = published.state == PublishState::done;
  std::cout << (done ? "ok   " : "FAIL ") << reporter.id << ": " << published.words << '\n';
  return done;
}

bool read(forge::Client& client) {
  bool good = told("pull request", client.pull_request(7)) && told("reviews", client.reviews(7)) &&
              told("commits", client.commits(7)) && told("label events", client.label_events(7)) &&
              told("own login", client.own_login());
  good = told("pull requests of a commit", client.requests_of(std::string(40, 'c'))) && good;
  return told("merged pull requests", client.merged_requests("main", std::chrono::sys_seconds(), 2)) && good;
}

/// A first run, one that says something else, and one after the fix.
bool write(forge::Client& client) {
  Report report = reporters::samples::large(6, 12);
  report.pull_request->head_commit = client.pull_request(7).value.head_commit;
  report.pull_request->labels_to_add = {"assisted-by:llm", "needs review"};
  bool good = true;
  for (int run = 0; run < 3; ++run) {
    for (const Reporter* reporter :
         {&reporters::labels, &reporters::github_comment, &reporters::github_checks, &reporters::github_review})
      good = publish(*reporter, report, client) && good;
    if (run == 0) {
      report.headline = "another";
    } else {
      report.findings.clear();
      report.outcomes.clear();
      report.verdict = Verdict::passed;
    }
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  if (std::string_view(argv[1]) == "--list") return list();
  // A write after the tenth waits for a second.
  forge::Client client({forge::Kind::github, argv[1], "o/r", "ghs_of_the_fake", {}, std::chrono::seconds(300)});
  const bool good = read(client);
  return write(client) && good ? 0 : 1;
}
