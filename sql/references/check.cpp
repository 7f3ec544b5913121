#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "sql/analyse.hpp"
#include "sql/builtins.hpp"
#include "sql/references.hpp"
#include "sql/references/facts.hpp"
#include "sql/references/failure.hpp"
#include "sql/references/foreign_names.hpp"
#include "sql/references/names.hpp"
#include "sql/references/typed.hpp"
#include "sql/references/versions.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {

namespace {

ReferenceFinding at_place(ReferenceRule rule, std::string name, std::size_t location, std::string message) {
  ReferenceFinding finding;
  finding.rule = rule;
  finding.name = std::move(name);
  finding.location = static_cast<int>(location);
  finding.message = std::move(message);
  return finding;
}

std::size_t byte_of(std::string_view sql, const ParseError& error) {
  std::size_t at = 0;
  for (int line = 1; line < error.line; ++line) at = std::min(sql.find('\n', at), sql.size() - 1) + 1;
  for (int column = 1; column < error.column && at < sql.size(); ++at) {
    const bool last = at + 1 >= sql.size() || (static_cast<unsigned char>(sql[at + 1]) & 0xc0U) != 0x80U;
    if (last) ++column;
  }
  return std::min(at, sql.size());
}

/// One run over one text.
class Check {
 public:
  Check(std::string_view sql, const Schema& schema, const ReferenceOptions& options)
      : x_sql(sql), x_schema(schema), x_options(options) {}

  std::vector<ReferenceFinding> run() {
    x_failure = explain_failure(x_sql, x_options.server_version);
    note_what_is_hidden();
    report_constructs();
    if (x_failure.parses) {
      analysed();
    } else if (!explains_all()) {
      report_syntax(x_failure.error);
    }
    finish();
    return std::move(x_findings);
  }

 private:
  void report_constructs() {
    for (const ConstructMatch& match : x_failure.constructs) {
      auto finding = at_place(ReferenceRule::dialect, std::string(match.name), match.begin,
                              match.since != 0
                                  ? fmt::format("{} is there from PostgreSQL {} on", match.name, match.since)
                                  : fmt::format("{} is a construct of {}", match.name, dialect_names(match.dialects)));
      finding.suggestion = match.suggestion;
      finding.dialects = split_dialects(match.dialects);
      x_findings.push_back(std::move(finding));
    }
  }

  // What is left of the text after the constructs fails at a place that none of them touched: another error.
  bool explains_all() const {
    if (x_failure.constructs.empty()) return false;
    const std::size_t rest = byte_of(x_sql, x_failure.error);
    return std::any_of(x_failure.constructs.begin(), x_failure.constructs.end(),
                       [&](const ConstructMatch& match) { return match.edits.empty() || rest <= match.end; });
  }

  void report_syntax(const ParseError& error) {
    x_findings.push_back(at_place(ReferenceRule::syntax, "", byte_of(x_sql, error), error.message));
  }

  void analysed() {
    auto read = read_tree(x_failure.repaired);
    if (const auto* error = std::get_if<ParseError>(&read)) return report_syntax(*error);
    Tree tree = std::get<Tree>(std::move(read));
    if (tree.statement() == nullptr) return;
    const auto tokens = tokens_of(x_failure.repaired);
    x_facts = written_facts(*tree.statement(), tokens);
    const Analysis analysis = analyse(std::move(tree), x_schema, AnalysisOptions{&x_options.functions});
    const NameInputs inputs{x_failure.repaired, x_schema, x_options, x_facts, x_suggested};
    for (ReferenceFinding& finding : name_findings(analysis.problems(), inputs)) {
      if (!is_excused(finding)) x_findings.push_back(std::move(finding));
    }
    report_facts();
    if (analysis.query() == nullptr) return;
    for_each_expression(*analysis.query(), [&](const Expr& expr) { typed(expr, inputs); });
  }

  // A name that is only wrong because a construct was taken out.
  bool is_excused(const ReferenceFinding& finding) const {
    const auto place = static_cast<std::size_t>(finding.location);
    const bool of_names = finding.rule == ReferenceRule::unknown_column ||
                          finding.rule == ReferenceRule::unknown_table ||
                          finding.rule == ReferenceRule::ambiguous_column;
    const auto& all = x_failure.constructs;  // by place, none inside another
    const auto after = std::upper_bound(all.begin(), all.end(), place,
                                        [](std::size_t at, const ConstructMatch& match) { return at < match.begin; });
    if (after != all.begin() && place < std::prev(after)->end) return true;
    if (finding.rule == ReferenceRule::syntax) return x_edited;
    if (!of_names) return false;
    if (x_hides_columns && finding.rule != ReferenceRule::unknown_table) return true;
    return x_made.contains(finding.name.substr(finding.name.rfind('.') + 1));
  }

  // What the constructs bring with them: names that are only there while they are.
  void note_what_is_hidden() {
    for (const ConstructMatch& match : x_failure.constructs) {
      x_edited = x_edited || !match.edits.empty();
      x_hides_columns = x_hides_columns || match.hides_columns;
      for (const Token& token : tokens_of(x_sql.substr(match.begin, match.end - match.begin))) {
        if (token.kind == TokenKind::word) x_made.insert(token.folded);
      }
    }
  }

  void report_facts() {
    for (const auto& [location, call] : x_facts.calls) {
      if (!call.distinct_window) continue;
      std::erase_if(x_findings, [place = location](const auto& finding) {
        return finding.location == place && finding.rule == ReferenceRule::syntax;
      });
      auto finding = at_place(ReferenceRule::dialect, call.name + "(DISTINCT …) OVER",
                              static_cast<std::size_t>(location), "DISTINCT is not implemented for window functions");
      finding.suggestion =
          "max(dense_rank) over the partition: dense_rank() OVER (PARTITION BY k ORDER BY x) in a subquery; or a "
          "GROUP BY with count(DISTINCT x), joined";
      finding.dialects = {"bigquery", "databricks", "oracle", "redshift", "snowflake"};
      x_findings.push_back(std::move(finding));
    }
    for (const auto& [location, part] : x_facts.date_parts) {
      const ForeignName* foreign = foreign_date_part(part);
      if (foreign == nullptr) continue;
      auto finding = at_place(ReferenceRule::semantic_drift, part, static_cast<std::size_t>(location),
                              fmt::format("EXTRACT({} …) parses, and fails when it runs", part));
      finding.suggestion = foreign->suggestion;
      finding.dialects = split_dialects(foreign->dialects);
      x_findings.push_back(std::move(finding));
    }
    for (const NewerGrammar& grammar : x_facts.newer) {
      if (grammar.since <= x_options.server_version) continue;
      report_newer(grammar.name, grammar.since, grammar.location);
    }
  }

  void report_newer(std::string_view name, int since, int location) {
    auto finding =
        at_place(ReferenceRule::unknown_function, std::string(name), static_cast<std::size_t>(std::max(location, 0)),
                 fmt::format("{} is there from PostgreSQL {} on; this is {}", name, since, x_options.server_version));
    if (const ForeignName* foreign = foreign_function(name)) {
      finding.suggestion = foreign->suggestion;
      finding.dialects = split_dialects(foreign->dialects);
    } else {
      finding.suggestion = fmt::format("PostgreSQL {} or later", since);
    }
    x_findings.push_back(std::move(finding));
  }

  void typed(const Expr& expr, const NameInputs& inputs) {
    find_drift(expr, x_findings);
    if (is_unknown_operation(expr)) return unknown_operator(expr);
    const bool call =
        expr.kind == ExprKind::function || expr.kind == ExprKind::aggregate || expr.kind == ExprKind::window;
    if (!call || !expr.known || x_options.functions.find(expr.name) != x_options.functions.end()) return;
    const int since = function_since(expr.name, expr.args.size());
    if (since > x_options.server_version) return report_newer(expr.name, since, expr.location);
    const auto written = x_facts.calls.find(std::max(expr.location, 0));
    if (written == x_facts.calls.end() || written->second.named) return;
    if (has_unfit_arguments(expr)) {
      auto finding = function_finding(ReferenceRule::unknown_function, expr.name, expr.location, inputs);
      finding.message = fmt::format("no function {} takes arguments of these types", expr.name);
      x_findings.push_back(std::move(finding));
    }
  }

  void unknown_operator(const Expr& expr) {
    const std::string_view left = expr.args.size() == 2 ? expr.args.front()->type : std::string_view{};
    const std::string_view right = expr.args.back()->type;
    const bool there = is_builtin_operator(expr.name, static_cast<int>(expr.args.size()));
    auto finding = at_place(
        ReferenceRule::unknown_operator, std::string(expr.name), static_cast<std::size_t>(std::max(expr.location, 0)),
        there ? fmt::format("operator does not exist: {}{}{} {}", left, left.empty() ? "" : " ", expr.name, right)
              : fmt::format("operator {} does not exist", expr.name));
    const auto is_text = [](std::string_view type) {
      return type == "text" || type.starts_with("character") || type == "unknown";
    };
    const ForeignName* foreign = foreign_operator(expr.name);
    if (foreign != nullptr && (!there || (expr.name == "+" && (is_text(left) || is_text(right))) ||
                               (expr.name == "&&" && left == "boolean") || (expr.name == "||" && left == "boolean"))) {
      finding.suggestion = foreign->suggestion;
      finding.dialects = split_dialects(foreign->dialects);
    } else if (there) {
      finding.suggestion = "a cast of one side: CAST(x AS type)";
    }
    x_findings.push_back(std::move(finding));
  }

  void finish() {
    const auto key = [](const ReferenceFinding& finding) {
      return std::tie(finding.location, finding.rule, finding.name);
    };
    std::stable_sort(x_findings.begin(), x_findings.end(),
                     [&](const auto& a, const auto& b) { return key(a) < key(b); });
    const auto same = [&](const auto& a, const auto& b) { return key(a) == key(b); };
    x_findings.erase(std::unique(x_findings.begin(), x_findings.end(), same), x_findings.end());
    const Positions positions(x_sql);
    for (ReferenceFinding& finding : x_findings) {
      const auto place = positions.at(static_cast<std::size_t>(finding.location));
      finding.line = place.line;
      finding.column = place.column;
    }
  }

  std::string_view x_sql;
  const Schema& x_schema;
  const ReferenceOptions& x_options;
  Failure x_failure;
  WrittenFacts x_facts;
  SuggestedNames x_suggested;
  std::set<std::string, std::less<>> x_made;
  bool x_edited = false, x_hides_columns = false;
  std::vector<ReferenceFinding> x_findings;
};

}  // namespace

std::string_view to_string(ReferenceRule rule) {
  switch (rule) {
    case ReferenceRule::syntax:
      return "syntax";
    case ReferenceRule::dialect:
      return "dialect";
    case ReferenceRule::unknown_table:
      return "unknown-table";
    case ReferenceRule::unknown_column:
      return "unknown-column";
    case ReferenceRule::ambiguous_column:
      return "ambiguous-column";
    case ReferenceRule::unknown_function:
      return "unknown-function";
    case ReferenceRule::wrong_argument_count:
      return "wrong-argument-count";
    case ReferenceRule::unknown_type:
      return "unknown-type";
    case ReferenceRule::unknown_operator:
      return "unknown-operator";
    case ReferenceRule::semantic_drift:
      return "semantic-drift";
  }
  return "syntax";
}

std::vector<ReferenceFinding> check_references(std::string_view sql, const Schema& schema,
                                               const ReferenceOptions& options) {
  return Check(sql, schema, options).run();
}

}  // namespace tollgate::sql
