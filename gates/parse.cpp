#include "sql/parse.hpp"

#include <fmt/format.h>

#include <array>

#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/each_target.hpp"
#include "gates/outcomes.hpp"

namespace tollgate::gates {

namespace {

constexpr std::array rules{
    Rule{"syntax-error", Severity::error, "The compiled SQL is not one statement that PostgreSQL's own parser accepts.",
         "Open the compiled file under target/compiled at the line given; the model, or a macro it calls, wrote that "
         "text."},
};
constexpr const Rule& syntax_error = rules[0];

Finding empty_finding(const Target& target) {
  Finding finding = finding_about(parse, syntax_error, target,
                                  fmt::format("{}: the compiled SQL holds no statement", target.model->name));
  finding.cause = empty_sql_cause(target);
  return finding;
}

Finding syntax_finding(const Target& target, const sql::ParseError& error) {
  Finding finding = finding_about(parse, syntax_error, target,
                                  fmt::format("{}: {} (compiled SQL, line {}, column {})", target.model->name,
                                              error.message, error.line, error.column));
  finding.location = location_in_model(target, {error.line, error.column});
  finding.evidence = {{"compiled_line", std::int64_t{error.line}}, {"compiled_column", std::int64_t{error.column}}};
  finding.cause = syntax_cause(target);
  return finding;
}

void judge_target(const Context& context, const Target& target, GateResult& result) {
  if (const std::string reason = no_sql_reason(target); !reason.empty()) {
    result.outcomes.push_back(skipped(parse, target, reason));
    return;
  }
  if (const std::string reason = not_compiled_reason(*context.head, *target.head); !reason.empty()) {
    result.outcomes.push_back(errored(parse, target, reason));
    return;
  }
  if (!holds_statement(target.head->compiled_code)) {
    result.findings.push_back(empty_finding(target));
  } else if (const auto error = sql::check_syntax(target.head->compiled_code)) {
    result.findings.push_back(syntax_finding(target, *error));
  }
  result.outcomes.push_back(judged(parse, target));
}

GateResult check(const Context& context) {
  GateResult result;
  for_each_target(parse, context, result, [&](const Target& target) { judge_target(context, target, result); });
  return result;
}

}  // namespace

constinit const Gate parse{
    .id = "parse",
    .summary = "The compiled SQL of each model parses as PostgreSQL reads it.",
    .needs = {.compiled_sql = true},
    .options = {},
    .rules = rules,
    .check = check,
};

}  // namespace tollgate::gates
