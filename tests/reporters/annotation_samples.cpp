// Annotations of hostile texts, for a test against GitHub's own toolkit: each line is a JSON object with what was
// `given` (as the text may be shown) and the `printed` output of the format `github`.
//
//   annotation_samples SEED COUNT
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "reporters/all.hpp"
#include "reporters/escape.hpp"

namespace {

using namespace tollgate;
using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }

/// What breaks workflow commands, and some that does not.
std::string text(Random& random, std::size_t most_pieces) {
  static const std::vector<std::string> pieces{"%",
                                               "%25",
                                               "%0A",
                                               "%0D",
                                               "%3A",
                                               "%2C",
                                               "\r",
                                               "\n",
                                               "\r\n",
                                               ":",
                                               "::",
                                               ",",
                                               "::error::x",
                                               "##[error]",
                                               "##[",
                                               "]",
                                               ";",
                                               "=",
                                               "::endgroup::",
                                               " ",
                                               "\t",
                                               "\x1b[1m",
                                               "\x7f",
                                               "\xc2\x85",
                                               "\xe2\x80\xae",
                                               "\xe2\x80\xa8",
                                               "\xf0\x9f\x98\x80",
                                               "\xc3\xa9",
                                               "\xff",
                                               "\xed\xa0\x80",
                                               "a",
                                               "Orders",
                                               "orders.sql",
                                               "/",
                                               "\\",
                                               "\"",
                                               "'",
                                               "{",
                                               "}",
                                               "|",
                                               "%250A",
                                               "%%",
                                               "file=x",
                                               "line=1",
                                               "&",
                                               "<",
                                               "`",
                                               std::string(1, '\0'),
                                               "\xe8\xa1\xa8",
                                               "::stop-commands::t"};
  std::string made;
  for (std::size_t left = 1 + below(random, most_pieces); left > 0; --left)
    made += pieces[below(random, pieces.size())];
  return made;
}

Report report_of(Random& random) {
  Report report;
  report.verdict = Verdict::failed;
  Finding& finding = report.findings.emplace_back();
  finding.gate = text(random, 3);
  finding.rule = text(random, 3);
  finding.severity = below(random, 2) == 0 ? Severity::error : Severity::warning;
  finding.subject.id = text(random, 4);
  finding.location = {"models/" + text(random, 6), static_cast<int>(1 + below(random, 900)),
                      static_cast<int>(below(random, 3))};
  finding.message = text(random, 30);
  return report;
}

nlohmann::json given(const Finding& finding) {
  using reporters::visible;
  nlohmann::json made{{"level", to_string(finding.severity)},
                      {"file", visible(finding.location.path)},
                      {"line", std::to_string(finding.location.line)},
                      {"title", visible(finding.gate + "/" + finding.rule + ": " + finding.subject.id)},
                      {"message", reporters::visible_lines(finding.message)}};
  if (finding.location.column > 0) made["col"] = std::to_string(finding.location.column);
  return made;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  Random random(static_cast<Random::result_type>(std::strtoul(argv[1], nullptr, 10)));
  RenderStyle style;
  style.random_token = std::string(32, 'a');
  for (unsigned long left = std::strtoul(argv[2], nullptr, 10); left > 0; --left) {
    const Report report = report_of(random);
    const nlohmann::json line{{"given", given(report.findings.front())},
                              {"printed", reporters::github.render(report, style).body}};
    std::cout << line.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) << '\n';
  }
  return std::cout.good() ? 0 : 1;
}
