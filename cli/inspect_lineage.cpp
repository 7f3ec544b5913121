// The lineage judge. What each key means: docs/inspect.md.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <variant>

#include "cli/inspect_judges.hpp"
#include "sql/analyse.hpp"
#include "sql/lineage.hpp"

namespace tollgate::cli {

namespace {

using nlohmann::json;
using Names = std::set<std::string>;

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json error_at(const std::string& message, int line, int column) {
  return {{"message", message}, {"line", line}, {"column", column}};
}

/// True when the statement can't be run whatever the schema holds, or is not understood: nothing is claimed about it.
bool refuses_statement(const sql::Problem& problem) {
  using sql::ProblemKind;
  switch (problem.kind) {
    case ProblemKind::unknown_relation:
    case ProblemKind::unknown_column:
    case ProblemKind::unknown_type:
    case ProblemKind::unknown_function:
      return false;
    case ProblemKind::ambiguous_column:
      return problem.absent;  // else it may be: a relation is not known whole
    default:
      return true;
  }
}

std::string qualified(const sql::Problem& problem) {
  return problem.qualifier.empty() ? problem.name : problem.qualifier + "." + problem.name;
}

/// A function or a type that is not known takes nothing from its columns: they are its arguments.
bool is_unresolved(const sql::Problem& problem) {
  return problem.kind != sql::ProblemKind::unknown_function && problem.kind != sql::ProblemKind::unknown_type &&
         !refuses_statement(problem);
}

json refusal_of(const sql::Analysis& analysis) {
  const auto& problems = analysis.problems();
  const auto first = std::find_if(problems.begin(), problems.end(), refuses_statement);
  if (first == problems.end()) return nullptr;
  const sql::Positions positions(analysis.text());
  const auto place = positions.at(static_cast<std::size_t>(std::max(0, first->location)));
  return error_at(first->message, place.line, place.column);
}

Names names_of(const sql::StatementLineage& lineage, const sql::Sources& sources, sql::RoleMask roles) {
  Names names;
  for (const sql::Source& source : sources) {
    if ((source.roles & roles) != 0) names.insert(sql::full_name(lineage.base_columns[source.column]));
  }
  return names;
}

/// Fail closed: what is not resolved is named, even where no problem tells why.
Names unresolved_of(const sql::Analysis& analysis, const sql::StatementLineage& lineage) {
  Names names;
  for (const sql::Problem& problem : analysis.problems()) {
    if (is_unresolved(problem)) names.insert(qualified(problem));
  }
  if (!names.empty()) return names;
  for (const sql::ColumnLineage& column : lineage.columns) {
    if (!column.resolved) names.insert(column.name);
  }
  if (lineage.open) names.insert("*");
  return names;
}

InspectAnswer lineage_answer(const json& parse_error, const json& columns, const Names& influences,
                             const std::vector<std::string>& tables, const Names& unresolved) {
  return {{"columns", dump(columns)},
          {"influences", dump(influences)},
          {"parse_error", dump(parse_error)},
          {"tables", dump(tables)},
          {"unresolved", dump(unresolved)}};
}

InspectAnswer lineage_answer(const sql::Analysis& analysis) {
  const json refusal = refusal_of(analysis);
  if (!refusal.is_null()) return lineage_answer(refusal, json::array(), {}, {}, {});
  const sql::StatementLineage lineage = sql::lineage_of(analysis);
  json columns = json::array();
  Names sources;
  for (const sql::ColumnLineage& column : lineage.columns) {
    const Names names = names_of(lineage, column.sources, sql::role::direct);
    columns.push_back({{"name", column.name}, {"sources", names}, {"kind", sql::to_string(column.kind)}});
    sources.insert(names.begin(), names.end());
  }
  Names influences;
  for (const std::string& name : names_of(lineage, lineage.influences, static_cast<sql::RoleMask>(~0U))) {
    if (!sources.contains(name)) influences.insert(name);
  }
  return lineage_answer(nullptr, columns, influences, lineage.tables, unresolved_of(analysis, lineage));
}

}  // namespace

InspectAnswer inspect_lineage(const InspectRequest& request) {
  const std::string text = request.text("sql");
  const sql::Schema schema = request.schema("schema");
  const auto analysis = sql::analyse(text, schema);
  if (const auto* error = std::get_if<sql::ParseError>(&analysis)) {
    return lineage_answer(error_at(error->message, error->line, error->column), json::array(), {}, {}, {});
  }
  return lineage_answer(std::get<sql::Analysis>(analysis));
}

}  // namespace tollgate::cli
