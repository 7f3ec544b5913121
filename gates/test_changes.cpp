#include "gates/test_changes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/listing.hpp"
#include "gates/all.hpp"
#include "gates/broken_tests.hpp"
#include "gates/outcomes.hpp"
#include "gates/test_places.hpp"
#include "gates/test_rules.hpp"

namespace tollgate::gates::tests {

namespace {

constexpr std::size_t longest_code = 90;       ///< bytes of code on one side of `before -> after`
constexpr std::size_t before_difference = 30;  ///< of these before the first byte that differs
constexpr std::size_t most_alike = 5;          ///< tests that are told one by one where one setting edits them all
constexpr std::size_t most_tests_named = 3;

bool is_inside_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// A part of the code in which its first byte that differs from the other stands.
std::string window(std::string_view code, std::size_t difference) {
  if (code.size() <= longest_code) return std::string(code);
  std::size_t from = difference > before_difference ? difference - before_difference : 0;
  if (from > code.size()) from = 0;
  while (from > 0 && is_inside_character(code[from])) --from;
  std::size_t to = std::min(from + longest_code, code.size());
  while (to < code.size() && is_inside_character(code[to])) --to;
  return fmt::format("{}{}{}", from > 0 ? "…" : "", code.substr(from, to - from), to < code.size() ? "…" : "");
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string code_text(std::string_view code, std::size_t difference) {
  return code.empty() ? "nothing" : "`" + window(code, difference) + "`";
}

/// `expect (2 -> 3 rows)`: never what stands in them.
std::string part_text(const dbt::TestDifference& difference) {
  return difference.after.empty() ? difference.what : fmt::format("{} ({})", difference.what, difference.after);
}

/// ``where nothing -> `id > 5` ``
std::string difference_text(const dbt::TestDifference& difference) {
  const std::string_view before = trimmed(difference.before), after = trimmed(difference.after);
  const auto [a, b] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const auto at = static_cast<std::size_t>(a - before.begin());
  const std::string what = difference.what == "sql" ? "" : difference.what + " ";
  return fmt::format("{}{} -> {}", what, code_text(before, at), code_text(after, at));
}

/// `test unique on id`, `singular test net_is_less`, `test not_null of source raw.orders on id`.
std::string test_text(const dbt::TestChange& change, const Context& context) {
  if (change.kind == "singular test" || change.kind == "unit test") return change.kind + " " + change.name;
  std::string text = "test " + change.kind;
  if (const auto source = context.head->sources.find(change.guards); source != context.head->sources.end()) {
    text += fmt::format(" of source {}.{}", source->second.source_name, source->second.name);
  }
  if (!change.column.empty()) return text + " on " + change.column;
  return text + " (" + change.name + ")";
}

std::string macro_text(const dbt::TestChange& change, const Context& context) {
  const std::string& project = context.head->metadata.project_name;
  const std::string hanging =
      fmt::format("{} {} on it: {}", change.tests.size(), change.tests.size() == 1 ? "test hangs" : "tests hang",
                  listed(change.tests, most_tests_named));
  if (!project.empty() && change.package != project) {
    return fmt::format("package {} makes its tests otherwise now; {}", change.package, hanging);
  }
  const bool is_new = !context.base->macros.contains(change.name);
  const bool is_gone = !context.head->macros.contains(change.name);
  return fmt::format("{} {}; {}", change.name,
                     is_new    ? "is new, and makes tests that another macro made on base"
                     : is_gone ? "is gone, and another macro makes its tests now"
                               : "says something else than on base",
                     hanging);
}

std::string what_happened(const dbt::TestChange& change, const Context& context) {
  if (change.loss == dbt::TestLoss::macro) return macro_text(change, context);
  const std::string test = test_text(change, context);
  if (change.loss == dbt::TestLoss::removed) return test + " of base is gone";
  if (change.loss == dbt::TestLoss::disabled) return test + " is switched off (enabled: false)";
  std::vector<std::string> texts;
  const bool is_rows = change.kind == "unit test";
  for (const dbt::TestDifference& difference : change.differences) {
    texts.push_back(is_rows ? part_text(difference) : difference_text(difference));
  }
  return fmt::format("{} {} than on base: {}", test, change.looser ? "lets more pass" : "says something else",
                     fmt::join(texts, "; "));
}

/// What one line in dbt_project.yml does to many tests is one finding, and so is another version of a package.
class Causes {
 public:
  explicit Causes(const Context& context) : x_project(context.head->metadata.project_name) {
    for (const dbt::TestChange& change : context.changes->tests) ++x_alike[key(change)];
  }

  Cause of(const dbt::TestChange& change) const {
    if (is_installed(change)) return {"package " + change.package, "tests"};
    const std::string own = key(change);
    return !own.empty() && x_alike.at(own) > most_alike ? Cause{"tests", own} : Cause{};
  }

 private:
  bool is_installed(const dbt::TestChange& change) const {
    return !x_project.empty() && !change.package.empty() && change.package != x_project;
  }

  static std::string key(const dbt::TestChange& change) {
    static const std::set<std::string_view> settings{"severity", "error_if", "warn_if", "where", "limit", "fail_calc"};
    std::string key;
    for (const dbt::TestDifference& difference : change.differences) {
      if (!settings.contains(difference.what)) return {};
      key += difference.what + " " + difference.before + " -> " + difference.after + "; ";
    }
    return key;
  }

  const std::string& x_project;
  std::map<std::string, std::size_t> x_alike;
};

Finding finding_of(const dbt::TestChange& change, const Target* target, const Context& context) {
  const bool lost = change.loss == dbt::TestLoss::removed || change.loss == dbt::TestLoss::disabled;
  const Rule& rule = lost ? test_removed : test_changed;
  Finding finding;
  finding.gate = test.id;
  finding.rule = rule.id;
  finding.severity = change.on_new_column ? Severity::info : rule.severity;  // another grain, which other gates judge
  finding.help = rule.advice;
  finding.subject = {std::string(change_subject), change.column, change.name};
  finding.message = what_happened(change, context);
  finding.location = place_of(change, context);
  if (change.loss == dbt::TestLoss::macro) {
    finding.evidence = {{"tests", static_cast<std::int64_t>(change.tests.size())}};
  }
  if (target == nullptr) return finding;
  finding.subject.id = target->model->unique_id;
  finding.message = target->model->name + ": " + finding.message;
  if (finding.location.path.empty()) finding.location = target->location;
  return finding;
}

}  // namespace

void judge_test_changes(const Context& context, GateResult& result) {
  if (context.changes == nullptr || context.base == nullptr) return;
  std::map<std::string_view, const Target*> targets;
  for (const Target& target : context.targets) targets.emplace(target.model->unique_id, &target);
  const Causes causes(context);
  const ColumnFollowers followers(context);
  bool about_change = false;
  for (const dbt::TestChange& change : context.changes->tests) {
    const auto target = targets.find(change.model);
    if (target == targets.end() && !change.model.empty()) continue;  // not asked for
    about_change = about_change || change.model.empty();
    const OwnChange own = followers.own_part(change);
    if (!own.change) continue;
    result.findings.push_back(finding_of(*own.change, target == targets.end() ? nullptr : target->second, context));
    const Cause shared = causes.of(change);
    result.findings.back().cause = shared.empty() ? own.cause : shared;
  }
  if (about_change) {
    result.outcomes.push_back({std::string(test.id), std::string(change_subject), Status::passed, {}});
  }
}

}  // namespace tollgate::gates::tests
