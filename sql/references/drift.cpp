// What PostgreSQL takes and other dialects mean otherwise. Sources: PostgreSQL 15 manual, chapter 9; the dialects' own.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "sql/references/foreign_names.hpp"
#include "sql/references/typed.hpp"

namespace tollgate::sql {

namespace {

struct Drift {
  std::string_view name;
  std::string_view message;
  std::string_view suggestion;
  std::vector<std::string> dialects;
};

void report(const Expr& expr, Drift drift, std::vector<ReferenceFinding>& findings) {
  ReferenceFinding finding;
  finding.rule = ReferenceRule::semantic_drift;
  finding.name = drift.name;
  finding.location = std::max(expr.location, 0);
  finding.message = drift.message;
  finding.suggestion = drift.suggestion;
  finding.dialects = std::move(drift.dialects);
  findings.push_back(std::move(finding));
}

bool is_integer_type(std::string_view type) { return type == "smallint" || type == "integer" || type == "bigint"; }

bool is_literal(const Expr& expr) { return expr.kind == ExprKind::constant; }

// An integer that the writer may have taken for a number with a fraction: a column, a literal, an aggregate. A cast to
// an integer shows that he knows.
bool is_innocent_integer(const Expr& expr) {
  if (!is_integer_type(expr.type)) return false;
  return expr.kind == ExprKind::column || is_literal(expr) || expr.kind == ExprKind::aggregate;
}

bool divides_evenly(const Expr& left, const Expr& right) {
  if (!is_literal(left) || !is_literal(right)) return false;
  const long divisor = std::strtol(std::string(right.text).c_str(), nullptr, 10);
  return divisor != 0 && std::strtol(std::string(left.text).c_str(), nullptr, 10) % divisor == 0;
}

bool is_null(const Expr& expr) { return is_literal(expr) && expr.text == "null"; }

bool has_null(const Expr& call) {
  return std::any_of(call.args.begin(), call.args.end(), [](const Expr* argument) { return is_null(*argument); });
}

void operation(const Expr& expr, std::vector<ReferenceFinding>& findings) {
  if (expr.form != OperationForm::plain || expr.args.size() != 2) return;
  const Expr& left = *expr.args.front();
  const Expr& right = *expr.args.back();
  if (!is_innocent_integer(left) || !is_innocent_integer(right)) return;
  if (expr.name == "/" && !divides_evenly(left, right)) {
    report(expr,
           {"/",
            "between integers / cuts the fraction off: 1 / 2 is 0",
            "a::numeric / b, or 1.0 * a / b; if the integer is meant, div(a, b) says so",
            {"bigquery", "duckdb", "mysql", "snowflake", "spark"}},
           findings);
  } else if (expr.name == "^") {
    report(expr,
           {"^",
            "^ is power here: 5 ^ 2 is 25",
            "a # b for exclusive or; power(a, b) if the power is meant",
            {"bigquery", "mysql", "spark", "tsql"}},
           findings);
  }
}

void substring(const Expr& call, std::vector<ReferenceFinding>& findings) {
  if (call.args.size() < 2 || !is_literal(*call.args[1]) || !is_integer_type(call.args[1]->type)) return;
  const std::string_view start = call.args[1]->text;
  if (start.starts_with('-')) {
    report(call,
           {call.name,
            "a negative start counts from before the text, not from its end",
            "right(x, n) for the last n characters",
            {"bigquery", "duckdb", "mysql", "oracle", "snowflake", "spark"}},
           findings);
  } else if (start == "0" && call.args.size() == 3) {
    report(call,
           {call.name,
            "a start of 0 is the place before the first character: one character less comes out",
            "start at 1",
            {"oracle", "snowflake", "spark"}},
           findings);
  }
}

void function(const Expr& call, std::vector<ReferenceFinding>& findings) {
  const std::string_view name = call.name;
  if (name == "substr" || name == "substring") return substring(call, findings);
  if (name == "log" && call.args.size() == 1) {
    return report(call,
                  {name,
                   "log(x) has base 10",
                   "ln(x) for the natural logarithm; log10(x) if base 10 is meant",
                   {"bigquery", "clickhouse", "mysql", "spark", "sqlite", "tsql"}},
                  findings);
  }
  if (name == "concat" && has_null(call)) {
    report(call,
           {name,
            "concat() leaves NULL out; elsewhere one NULL makes the whole NULL",
            "a || b, which is NULL when one of them is",
            {"bigquery", "databricks", "mysql", "snowflake", "spark"}},
           findings);
  }
}

void greatest(const Expr& call, std::string_view name, std::vector<ReferenceFinding>& findings) {
  if (!has_null(call)) return;
  report(call,
         {name,
          "it leaves NULL out; elsewhere one NULL makes the whole NULL",
          "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE GREATEST(a, b) END, if NULL is meant to win",
          {"bigquery", "databricks", "mysql", "oracle", "redshift", "snowflake"}},
         findings);
}

}  // namespace

void find_drift(const Expr& expr, std::vector<ReferenceFinding>& findings) {
  switch (expr.kind) {
    case ExprKind::operation:
      return operation(expr, findings);
    case ExprKind::function:
      return function(expr, findings);
    case ExprKind::greatest:
      return greatest(expr, "greatest", findings);
    case ExprKind::least:
      return greatest(expr, "least", findings);
    default:
      return;
  }
}

}  // namespace tollgate::sql
