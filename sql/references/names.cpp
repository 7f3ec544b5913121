#include "sql/references/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sql/builtins.hpp"
#include "sql/references/foreign_names.hpp"
#include "sql/references/match.hpp"
#include "sql/references/similar.hpp"
#include "sql/references/versions.hpp"

namespace tollgate::sql {

namespace {

ReferenceFinding make_finding(ReferenceRule rule, std::string_view name, int location, std::string message) {
  ReferenceFinding finding;
  finding.rule = rule;
  finding.name = name;
  finding.location = std::max(location, 0);
  finding.message = std::move(message);
  return finding;
}

void explain_by(ReferenceFinding& finding, const ForeignName& foreign) {
  finding.suggestion = foreign.suggestion;
  finding.dialects = split_dialects(foreign.dialects);
}

std::string qualified(std::string_view qualifier, std::string_view name) {
  return qualifier.empty() ? std::string(name) : fmt::format("{}.{}", qualifier, name);
}

std::string signatures(std::string_view name) {
  std::string text;
  constexpr std::size_t most_shown = 3;
  std::size_t shown = 0;
  for (const FunctionSignature& overload : builtin_functions(name)) {
    if (++shown > most_shown) break;
    text += fmt::format("{}{}({})", text.empty() ? "" : ", ", name, overload.argument_types);
  }
  return text;
}

/// Reads problems one by one with what is known around them.
class Namer {
 public:
  explicit Namer(const NameInputs& inputs) : x_inputs(inputs) {}

  std::vector<ReferenceFinding> all(const std::vector<Problem>& problems) {
    for (const Problem& problem : problems) note_call(problem);
    for (const Problem& problem : problems) one(problem);
    return std::move(x_findings);
  }

 private:
  // Functions before columns: a call that fits nothing explains the bare date parts among its arguments.
  void note_call(const Problem& problem) {
    if (problem.kind != ProblemKind::unknown_function && problem.kind != ProblemKind::wrong_argument_count) return;
    x_unfit_calls.insert(std::max(problem.location, 0));
  }

  void one(const Problem& problem) {
    switch (problem.kind) {
      case ProblemKind::unknown_relation:
        return relation(problem);
      case ProblemKind::missing_from:
      case ProblemKind::invalid_reference:
        return from_item(problem);
      case ProblemKind::unknown_column:
        return column(problem);
      case ProblemKind::ambiguous_column:
        return ambiguous(problem);
      case ProblemKind::unknown_function:
        return function(problem);
      case ProblemKind::wrong_argument_count:
        return add(function_finding(ReferenceRule::wrong_argument_count, problem.name, problem.location, x_inputs),
                   problem);
      case ProblemKind::unknown_type:
        return type(problem);
      case ProblemKind::refused:
        return add(make_finding(ReferenceRule::syntax, problem.name, problem.location, problem.message), problem);
      case ProblemKind::unsupported:
        return;  // nothing is claimed about it
    }
  }

  void add(ReferenceFinding finding, const Problem& problem) {
    finding.absent = problem.absent;
    x_findings.push_back(std::move(finding));
  }

  // Relations

  // Relations of the server itself: none of them is declared, and nothing is said about them.
  static bool is_of_the_server(const Problem& problem) {
    return problem.qualifier == "pg_catalog" || problem.qualifier == "information_schema" ||
           (problem.qualifier.empty() && problem.name.starts_with("pg_"));
  }

  void relation(const Problem& problem) {
    if (is_of_the_server(problem)) return;
    auto finding = make_finding(ReferenceRule::unknown_table, qualified(problem.qualifier, problem.name),
                                problem.location, problem.message);
    if (const ForeignName* foreign = foreign_relation(finding.name)) {
      explain_by(finding, *foreign);
    } else if (const WrittenCte* cte = own_cte(problem)) {
      finding.suggestion = cte->recursive ? fmt::format("define {} before it is used", cte->name)
                                          : "WITH RECURSIVE: a CTE that reads itself needs the word RECURSIVE";
    } else {
      finding.suggestion = similar_relation(problem);
    }
    const bool is_cte = own_cte(problem) != nullptr;
    add(std::move(finding), problem);
    // Nobody's metadata holds every table of a database.
    if (!is_cte) x_findings.back().absent = false;
  }

  // The CTE of that name whose body holds the place.
  const WrittenCte* own_cte(const Problem& problem) const {
    if (!problem.qualifier.empty()) return nullptr;
    const auto place = static_cast<std::size_t>(std::max(problem.location, 0));
    for (const WrittenCte& cte : x_inputs.facts.ctes) {
      if (cte.name == problem.name && cte.begin < place && place < cte.end) return &cte;
    }
    return nullptr;
  }

  std::string similar_relation(const Problem& problem) const {
    std::vector<std::string> same_schema;
    std::vector<std::string> elsewhere;
    for (const std::string& known : x_inputs.suggested.relations(x_inputs.schema)) {
      const std::size_t dot = known.rfind('.');
      const std::string last = dot == std::string::npos ? known : known.substr(dot + 1);
      const std::string schema = dot == std::string::npos ? "" : known.substr(0, dot);
      if (last == problem.name) return known;  // the right name in another schema
      const bool same = schema == problem.qualifier || schema.ends_with("." + problem.qualifier);
      (same ? same_schema : elsewhere).push_back(known);
    }
    for (const WrittenCte& cte : x_inputs.facts.ctes) {
      if (problem.qualifier.empty()) same_schema.push_back(cte.name);
    }
    for (const auto* names : {&same_schema, &elsewhere}) {
      if (std::string found = similar_last_part(problem.name, *names); !found.empty()) return found;
    }
    return {};
  }

  static std::string similar_last_part(std::string_view name, const std::vector<std::string>& known) {
    std::vector<std::string> last;
    last.reserve(known.size());
    for (const std::string& full : known) last.push_back(full.substr(full.rfind('.') + 1));  // npos + 1 is 0
    const std::string found = similar_name(name, last);
    const auto at = std::find(last.begin(), last.end(), found);
    return found.empty() || at == last.end() ? "" : known[static_cast<std::size_t>(at - last.begin())];
  }

  void from_item(const Problem& problem) {
    auto finding = make_finding(ReferenceRule::unknown_table, problem.name, problem.location, problem.message);
    const auto alias = x_inputs.facts.aliases.find(problem.name);
    const std::string column = column_after(problem.location);
    const bool aliased =
        alias != x_inputs.facts.aliases.end() &&
        std::find(problem.in_scope.begin(), problem.in_scope.end(), alias->second) != problem.in_scope.end();
    if (aliased) {
      finding.suggestion =
          fmt::format("{0}{1}: the table has the alias {0} here", alias->second, column.empty() ? "" : "." + column);
    } else if (problem.kind == ProblemKind::invalid_reference) {
      finding.suggestion =
          fmt::format("LATERAL before the subquery that reads {}, or an explicit join in that order", problem.name);
    } else if (const std::string near = similar_name(problem.name, problem.in_scope); !near.empty()) {
      finding.suggestion = column.empty() ? near : near + "." + column;
    }
    add(std::move(finding), problem);
  }

  // `b` of a.b as the text has it.
  std::string column_after(int location) const {
    const auto tokens = tokens_of(x_inputs.sql.substr(static_cast<std::size_t>(std::max(location, 0)), 300));
    if (tokens.size() < 3 || !is_symbol(tokens[1], ".")) return {};
    return tokens[2].folded;
  }

  // Columns

  void column(const Problem& problem) {
    const WrittenCall* call = x_inputs.facts.call_around(problem.location);
    if (call != nullptr && problem.qualifier.empty() && is_explained_by(*call, problem)) return;
    if (problem.name == "*") return;
    auto finding = make_finding(ReferenceRule::unknown_column, qualified(problem.qualifier, problem.name),
                                problem.location, problem.message);
    if (problem.qualifier.empty()) finding.name = problem.name;
    suggest_column(finding, problem);
    add(std::move(finding), problem);
  }

  // True: nothing is to be said about the name itself.
  bool is_explained_by(const WrittenCall& call, const Problem& problem) {
    if (call.lambda_names.contains(problem.name)) return true;
    const bool direct = call.columns.contains(problem.location) || call.columns.contains(std::max(problem.location, 0));
    const bool part = is_date_part(problem.name) && direct;
    if (part && x_unfit_calls.contains(call.location)) return true;
    if (part && (call.name == "date_trunc" || call.name == "date_part" || call.name == "extract")) {
      bare_date_part(call, problem);
      return true;
    }
    return false;
  }

  void bare_date_part(const WrittenCall& call, const Problem& problem) {
    auto finding = make_finding(
        ReferenceRule::dialect, call.name, call.location,
        fmt::format("the date part {} is written without quotes: PostgreSQL reads a column", problem.name));
    finding.suggestion = call.name == "date_part"
                             ? fmt::format("date_part('{0}', d), or EXTRACT({0} FROM d)", problem.name)
                             : fmt::format("{}('{}', d): the part first, in single quotes", call.name, problem.name);
    finding.dialects = {"bigquery", "databricks", "redshift", "snowflake", "tsql"};
    add(std::move(finding), problem);
  }

  bool is_quoted(int location) const {
    const auto at = static_cast<std::size_t>(std::max(location, 0));
    return at < x_inputs.sql.size() && x_inputs.sql[at] == '"';
  }

  void suggest_column(ReferenceFinding& finding, const Problem& problem) const {
    if (x_inputs.facts.variables.contains(problem.location)) {
      finding.suggestion = "a dbt var or a literal: PostgreSQL has no @variables, and @ is its absolute value";
      finding.dialects = {"mysql", "tsql"};
      return;
    }
    if (problem.qualifier.empty()) {
      if (const ForeignName* foreign = foreign_column(problem.name)) return explain_by(finding, *foreign);
      if (is_quoted(problem.location) && suggest_for_quoted(finding, problem)) return;
      if (x_inputs.facts.output_aliases.contains(problem.name)) {
        finding.suggestion = fmt::format(
            "repeat the expression behind {}, or filter in a subquery or CTE around this one: an output alias is not "
            "known here",
            problem.name);
        return;
      }
    }
    const std::string near = similar_name(problem.name, problem.in_scope);
    if (!near.empty()) finding.suggestion = problem.qualifier.empty() ? near : problem.qualifier + "." + near;
  }

  // "paid" is a text of BigQuery and MySQL; "Order_Id" a name that another system folds.
  static bool suggest_for_quoted(ReferenceFinding& finding, const Problem& problem) {
    std::string folded = problem.name;
    std::transform(folded.begin(), folded.end(), folded.begin(), [](unsigned char c) {
      return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
    });
    if (folded != problem.name &&
        std::find(problem.in_scope.begin(), problem.in_scope.end(), folded) != problem.in_scope.end()) {
      finding.suggestion = fmt::format("{}: quoted names keep their case", folded);
      return true;
    }
    constexpr int few_slips = 1;
    for (const std::string& known : problem.in_scope) {
      if (known.size() > 4 && edit_distance(known, problem.name, few_slips) <= few_slips) return false;
    }
    finding.suggestion = fmt::format("'{}': a text has single quotes, double quotes are for names", problem.name);
    finding.dialects = {"bigquery", "mysql", "spark", "sqlite"};
    return true;
  }

  void ambiguous(const Problem& problem) {
    auto finding = make_finding(ReferenceRule::ambiguous_column, problem.name, problem.location, problem.message);
    for (const std::string& relation : problem.relations) {
      finding.suggestion += fmt::format("{}{}.{}", finding.suggestion.empty() ? "" : " or ",
                                        relation.substr(relation.rfind('.') + 1), problem.name);
    }
    add(std::move(finding), problem);
  }

  // Functions, types

  void function(const Problem& problem) {
    const int since = grammar_since(problem.name);
    if (problem.qualifier.empty() && since != 0 && since <= x_inputs.options.server_version) return;
    auto finding = function_finding(ReferenceRule::unknown_function, problem.name, problem.location, x_inputs);
    if (problem.qualifier == "safe") {
      finding.dialects = {"bigquery"};
      finding.suggestion = "the function without SAFE., with its argument guarded by CASE";
    } else if (!problem.qualifier.empty() && finding.dialects.empty()) {
      finding.suggestion.clear();  // another schema's function: nothing is like it
    }
    add(std::move(finding), problem);
  }

  void type(const Problem& problem) {
    auto finding = make_finding(ReferenceRule::unknown_type, problem.name, problem.location, problem.message);
    const auto at = static_cast<std::size_t>(std::max(problem.location, 0));
    const bool raw = (problem.name == "r" || problem.name == "rb" || problem.name == "br") &&
                     at + 1 < x_inputs.sql.size() && (x_inputs.sql.substr(at, 3).find('\'') != std::string_view::npos);
    if (raw) {
      finding.rule = ReferenceRule::dialect;
      finding.message = "r'…' is read as a text of the type r";
      finding.suggestion = "'…' without r: PostgreSQL keeps backslashes as they are";
      finding.dialects = {"bigquery", "databricks", "spark"};
    } else if (const ForeignName* foreign = foreign_type(problem.name)) {
      explain_by(finding, *foreign);
    } else {
      const auto names = builtin_type_names();
      finding.suggestion = misspelt_name(problem.name, names);
    }
    add(std::move(finding), problem);
  }

  const NameInputs& x_inputs;
  std::vector<ReferenceFinding> x_findings;
  std::set<int> x_unfit_calls;
};

}  // namespace

std::span<const std::string_view> SuggestedNames::functions() {
  if (x_functions.empty()) x_functions = builtin_function_names();
  return x_functions;
}

std::span<const std::string> SuggestedNames::relations(const Schema& schema) {
  if (!x_has_relations) x_relations = schema.names();
  x_has_relations = true;
  return x_relations;
}

std::vector<std::string> split_dialects(std::string_view joined) {
  std::vector<std::string> dialects;
  while (!joined.empty()) {
    const std::size_t comma = std::min(joined.find(','), joined.size());
    dialects.emplace_back(joined.substr(0, comma));
    joined.remove_prefix(std::min(comma + 1, joined.size()));
  }
  return dialects;
}

std::string dialect_names(std::string_view joined) {
  const auto dialects = split_dialects(joined);
  if (dialects.empty()) return "another dialect";
  if (dialects.size() == 1) return dialects.front();
  return fmt::format("{} and {}", fmt::join(dialects.begin(), dialects.end() - 1, ", "), dialects.back());
}

ReferenceFinding function_finding(ReferenceRule rule, std::string_view name, int location, const NameInputs& inputs) {
  const bool there = rule == ReferenceRule::wrong_argument_count;
  auto finding = make_finding(rule, name, location,
                              there ? fmt::format("no function {} takes that number of arguments", name)
                                    : fmt::format("function {} does not exist", name));
  if (const ForeignName* foreign = foreign_function(name)) {
    explain_by(finding, *foreign);
    if (!foreign->dialects.empty() && !there) {
      finding.message = fmt::format("{} is a function of {}", name, dialect_names(foreign->dialects));
    }
    return finding;
  }
  if (there || !builtin_functions(name).empty()) {
    finding.suggestion = signatures(name);
    return finding;
  }
  std::vector<std::string_view> declared(inputs.options.functions.begin(), inputs.options.functions.end());
  finding.suggestion = misspelt_name(name, declared);
  if (finding.suggestion.empty()) finding.suggestion = misspelt_name(name, inputs.suggested.functions());
  return finding;
}

std::vector<ReferenceFinding> name_findings(const std::vector<Problem>& problems, const NameInputs& inputs) {
  return Namer(inputs).all(problems);
}

}  // namespace tollgate::sql
