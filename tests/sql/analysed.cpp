#include "tests/sql/analysed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <variant>

#include "sql/lineage.hpp"
#include "tests/catch.hpp"

namespace tollgate::sql::tests {
namespace {

void add(Schema& schema, const std::vector<std::string>& name, std::vector<KnownColumn> columns, bool open = false) {
  KnownRelation relation;
  relation.name = fmt::format("{}", fmt::join(name, "."));
  relation.columns = std::move(columns);
  relation.open = open;
  schema.add(name, std::move(relation));
}

Schema make_shop() {
  Schema schema;
  add(schema, {"customers"}, {{"id", "int"}, {"name", "text"}, {"region", "text"}});
  add(schema, {"orders"},
      {{"id", "int"},
       {"customer_id", "int"},
       {"amount", "numeric"},
       {"placed", "timestamp"},
       {"doc", "jsonb"},
       {"tags", "text[]"}});
  add(schema, {"items"}, {{"order_id", "int"}, {"sku", "text"}, {"qty", "bigint"}});
  add(schema, {"archive", "orders"}, {{"id", "int"}, {"total", "numeric"}});
  add(schema, {"address"}, {{"street", "text"}, {"zip", "text"}});
  add(schema, {"people"}, {{"id", "int"}, {"home", "address"}, {"works", "address[]"}});
  add(schema, {"loose"}, {{"known", "int"}}, true);
  return schema;
}

std::string names_of(const StatementLineage& lineage, const Sources& sources, RoleMask roles) {
  std::vector<std::string> names;
  for (const Source& source : sources) {
    if ((source.roles & roles) != 0) names.push_back(full_name(lineage.base_columns[source.column]));
  }
  std::sort(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, ","));
}

std::string told(const Problem& problem) {
  const bool missing = problem.kind == ProblemKind::unknown_relation || problem.kind == ProblemKind::unknown_column;
  return missing ? fmt::format("unresolved: {}", problem.name) : fmt::format("refused: {}", problem.message);
}

}  // namespace

const Schema& shop() {
  static const Schema schema = make_shop();
  return schema;
}

Analysis analysed(std::string_view text, const AnalysisOptions& options) {
  auto result = analyse(text, shop(), options);
  if (const auto* error = std::get_if<ParseError>(&result)) FAIL(error->message);
  return std::get<Analysis>(std::move(result));
}

std::string bound(std::string_view text, const AnalysisOptions& options) {
  const Analysis analysis = analysed(text, options);
  for (const Problem& problem : analysis.problems()) {
    const bool harmless = problem.kind == ProblemKind::unknown_function || problem.kind == ProblemKind::unknown_type;
    if (!harmless) return told(problem);
  }
  const StatementLineage lineage = lineage_of(analysis);
  std::vector<std::string> columns;
  std::set<std::string> direct;
  for (const ColumnLineage& column : lineage.columns) {
    columns.push_back(fmt::format("{}<-{}", column.name, names_of(lineage, column.sources, role::direct)));
    for (const Source& source : column.sources) {
      if ((source.roles & role::direct) != 0) direct.insert(full_name(lineage.base_columns[source.column]));
    }
  }
  std::set<std::string> influences;
  for (const Source& source : lineage.influences) {
    const std::string name = full_name(lineage.base_columns[source.column]);
    if (direct.count(name) == 0) influences.insert(name);
  }
  const std::string text_of_columns = fmt::format("{}", fmt::join(columns, "; "));
  return influences.empty() ? text_of_columns : fmt::format("{} | {}", text_of_columns, fmt::join(influences, ","));
}

std::string typed(std::string_view text) {
  const Analysis analysis = analysed(text);
  std::vector<std::string> outputs;
  if (analysis.query() == nullptr) return {};
  for (const Output& output : analysis.query()->outputs) {
    outputs.push_back(fmt::format("{} {}", output.name, output.type.empty() ? "?" : output.type));
  }
  return fmt::format("{}", fmt::join(outputs, ", "));
}

std::string refusal(std::string_view text) {
  const Analysis analysis = analysed(text);
  return analysis.problems().empty() ? std::string() : analysis.problems().front().message;
}

}  // namespace tollgate::sql::tests
