// SARIF 2.1.0 for GitHub code scanning, within what it takes (docs.github.com, "SARIF support for code scanning"):
// failures and warnings only, one place each, our fingerprint as the one that GitHub follows alerts by.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "reporters/all.hpp"
#include "reporters/escape.hpp"
#include "reporters/overview.hpp"
#include "reporters/problems.hpp"
#include "reporters/wording.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_results = 25'000;  // a run with more is refused
constexpr std::size_t longest_text = 1'000;   // GitHub takes 1,024 characters of a rule's texts
constexpr std::size_t longest_message = 4'000;
constexpr std::string_view all_variant = "all";

std::string level_of(Severity severity) {
  if (severity == Severity::error) return "error";
  return severity == Severity::warning ? "warning" : "note";
}

/// `problem.severity` of a rule.
std::string weight_of(Severity severity) {
  if (severity == Severity::error) return "error";
  return severity == Severity::warning ? "warning" : "recommendation";
}

/// A relative URI reference (RFC 3986): all but unreserved characters and `/` percent-encoded.
std::string uri_of(std::string_view path) {
  static constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string uri;
  for (const char c : path) {
    if (plain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

std::string short_text(std::string_view text) { return cut_middle(visible(text), longest_text); }

/// What is told of a rule that the report has no text for: of the policy, of waivers, of what could not be judged.
RuleText own_rule(const Problem& problem) {
  if (problem.rule == unjudged_rule) {
    return {problem.gate, problem.rule, Severity::error, "What the policy asks for could not be judged.",
            "Make what is missing available, as the message says: what could not be judged is never green."};
  }
  return {problem.gate, problem.rule, problem.severity, problem.gate + ": " + problem.rule,
          "See the message of the finding."};
}

Json to_json(const RuleText& rule) {
  Json properties{{"tags", {"dbt", "data-quality", rule.gate}},
                  {"precision", "high"},
                  {"problem.severity", weight_of(rule.severity)}};
  if (rule.gate == "pii-scan") properties["security-severity"] = rule.severity == Severity::error ? "7.5" : "5.0";
  const std::string summary = short_text(rule.summary);
  const std::string advice = short_text(rule.advice.empty() ? rule.summary : rule.advice);
  return {{"id", rule_text(rule.gate, rule.id)},
          {"shortDescription", {{"text", summary}}},
          {"fullDescription", {{"text", summary}}},
          {"help", {{"text", advice}, {"markdown", markdown_text(advice)}}},
          {"defaultConfiguration", {{"level", level_of(rule.severity)}}},
          {"properties", std::move(properties)}};
}

/// Rules in order of their first result, and the place of each.
class Rules {
 public:
  explicit Rules(const Report& report) : x_report(report) {}

  std::size_t index_of(const Problem& problem) {
    const auto [at, fresh] = x_index.emplace(rule_text(problem.gate, problem.rule), x_list.size());
    if (fresh) x_list.push_back(to_json(text_of(problem)));
    return at->second;
  }
  Json list() const { return x_list; }

 private:
  RuleText text_of(const Problem& problem) const {
    const auto known = std::ranges::find_if(
        x_report.rules, [&](const RuleText& rule) { return rule.gate == problem.gate && rule.id == problem.rule; });
    return known == x_report.rules.end() ? own_rule(problem) : *known;
  }

  const Report& x_report;
  std::map<std::string, std::size_t, std::less<>> x_index;
  Json x_list = Json::array();
};

/// Where the line's columns are not known: its first character, so that the alert stands on the line.
Json region_of(const Location& location) {
  const int column = std::max(location.column, 1);
  return {{"startLine", location.line}, {"startColumn", column}, {"endLine", location.line}, {"endColumn", column + 1}};
}

Json to_json(const Problem& problem, std::size_t rule_index) {
  Json result{
      {"ruleId", rule_text(problem.gate, problem.rule)},
      {"ruleIndex", rule_index},
      {"level", level_of(problem.severity)},
      {"message", {{"text", cut_middle(visible_lines(problem.message), longest_message)}}},
      {"locations",
       {{{"physicalLocation",
          {{"artifactLocation", {{"uri", uri_of(problem.location.path)}}}, {"region", region_of(problem.location)}}}}}},
      {"partialFingerprints", {{"primaryLocationLineHash", problem.fingerprint}}}};
  if (problem.finding != nullptr && problem.finding->waived) {
    result["suppressions"] = {
        {{"kind", "external"}, {"justification", short_text(waived_text(*problem.finding->waived))}}};
  }
  return result;
}

/// GitHub does not read suppressions, so a waived finding would be an open alert.
std::vector<Problem> told_problems(const Report& report, const RenderStyle& style) {
  std::vector<Problem> problems = problems_of(report);
  if (style.variant != all_variant) {
    std::erase_if(problems, [](const Problem& p) { return p.finding != nullptr && p.finding->waived; });
  }
  return problems;
}

Json invocation_of(const Report& report, std::size_t left_out) {
  Json invocation{{"executionSuccessful", report.verdict != Verdict::unjudged}, {"exitCode", exit_code(report)}};
  if (left_out > 0) {
    invocation["toolExecutionNotifications"] = {
        {{"level", "warning"},
         {"message", {{"text", counted(left_out, "result") + " left out: a run holds at most 25,000"}}}}};
  }
  return invocation;
}

Rendering render(const Report& report, const RenderStyle& style) {
  const std::vector<Problem> problems = told_problems(report, style);
  const std::size_t told = std::min(problems.size(), most_results);
  Rules rules(report);
  Json results = Json::array();
  for (std::size_t i = 0; i < told; ++i) results.push_back(to_json(problems[i], rules.index_of(problems[i])));
  Json driver{{"name", "tollgate"}, {"rules", rules.list()}};
  if (!report.tollgate_version.empty()) driver["semanticVersion"] = report.tollgate_version;
  const std::string project = report.project.empty() ? "project" : report.project;
  const Json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                 {"version", "2.1.0"},
                 {"runs",
                  {{{"tool", {{"driver", std::move(driver)}}},
                    {"automationDetails", {{"id", "tollgate/" + uri_of(project) + "/"}}},
                    {"invocations", {invocation_of(report, problems.size() - told)}},
                    {"columnKind", "unicodeCodePoints"},
                    {"results", std::move(results)}}}}};
  return {printable_json(log.dump(2, ' ', true, Json::error_handler_t::replace)), {}};
}

constexpr std::array<std::string_view, 1> variants{all_variant};

}  // namespace

constinit const Reporter sarif{"sarif", "SARIF 2.1.0 for GitHub code scanning", variants, render, nullptr, true};

}  // namespace tollgate::reporters
