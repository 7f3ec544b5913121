// SQL text of any kind, resolved and folded: an answer, never a crash, the same every time, and sound in itself.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "sql/analyse.hpp"
#include "sql/lineage.hpp"
#include "tests/fuzz/deep_worker.hpp"
#include "tests/fuzz/fuzz_schema.hpp"

namespace {

using namespace tollgate::sql;

void check_sources(const Sources& sources, std::size_t columns) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].column >= columns || sources[i].roles == 0) __builtin_trap();
    if (i > 0 && sources[i - 1].column >= sources[i].column) __builtin_trap();
  }
}

void check_analysis(const Analysis& analysis) {
  const auto size = static_cast<int>(analysis.text().size());
  for (const Problem& problem : analysis.problems()) {
    if (problem.location > size || problem.message.empty()) __builtin_trap();
  }
  for (const CapturedName& name : analysis.captures()) {
    if (name.location > size || name.name.empty()) __builtin_trap();
  }
}

void check_lineage(const Analysis& analysis, const StatementLineage& lineage) {
  for (const ColumnLineage& column : lineage.columns) {
    check_sources(column.sources, lineage.base_columns.size());
    // Fail closed: what is unresolved has a reason that can be told.
    if (!column.resolved && analysis.problems().empty() && !lineage.open) __builtin_trap();
  }
  check_sources(lineage.influences, lineage.base_columns.size());
  for (const BaseColumn& column : lineage.base_columns) {
    if (column.relation == nullptr || full_name(column).empty()) __builtin_trap();
  }
  if (!std::is_sorted(lineage.tables.begin(), lineage.tables.end())) __builtin_trap();
}

bool same(const StatementLineage& one, const StatementLineage& other) {
  if (one.tables != other.tables || one.influences != other.influences) return false;
  return std::equal(one.columns.begin(), one.columns.end(), other.columns.begin(), other.columns.end(),
                    [](const ColumnLineage& a, const ColumnLineage& b) {
                      return a.name == b.name && a.kind == b.kind && a.sources == b.sources && a.resolved == b.resolved;
                    });
}

void judge(std::string_view sql) {
  static const Schema schema = tollgate::tests::fuzz_schema();
  const auto answer = analyse(sql, schema);
  const auto* analysis = std::get_if<Analysis>(&answer);
  if (analysis == nullptr) return;
  check_analysis(*analysis);
  const StatementLineage lineage = lineage_of(*analysis);
  check_lineage(*analysis, lineage);
  const auto again = analyse(sql, schema);
  if (!same(lineage, lineage_of(std::get<Analysis>(again)))) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  tollgate::tests::DeepWorker::get().run([&] { judge(sql); });
  return 0;
}
