// SQL text of any kind, its joins listed and cut out: never a crash; what is cut out of a statement that parses, and
// put behind `select count(*) from`, parses as well.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "sql/analyse.hpp"
#include "sql/joins.hpp"
#include "sql/joins/select_text.hpp"
#include "sql/parse.hpp"
#include "tests/fuzz/deep_worker.hpp"
#include "tests/fuzz/fuzz_schema.hpp"

namespace {

using namespace tollgate::sql;

void must_parse(const std::string& sql) {
  if (check_syntax(sql)) __builtin_trap();
}

void check_cut(const SelectText& select, std::size_t step) {
  if (step >= select.steps.size()) return;
  std::string conditions = "true";
  for (const TextSpan part : select.where) conditions += " and (" + std::string(select.text_of(part)) + ")";
  for (const TextSpan part : select.steps[step].conditions) {
    conditions += " and (" + std::string(select.text_of(part)) + ")";
    if (const auto sides = select.sides_of(part)) {
      conditions += " and (" + std::string(sides->first) + ") is null and (" + std::string(sides->second) + ") is null";
    }
  }
  must_parse(
      select.enclosed("select count(*) from " + std::string(select.first_steps(step + 1)) + " where " + conditions));
  must_parse(select.enclosed("select 1 from " + std::string(select.text_of(select.steps[step].item))));
}

void check_list(const StatementText& text, const JoinList& list) {
  for (const Join& join : list.joins) {
    if (join.input <= 0 || static_cast<std::size_t>(join.input) >= list.inputs.size()) __builtin_trap();
    if (join.in_text.query == nullptr || join.in_text.step < 0) __builtin_trap();
    const auto select = text.select(*join.in_text.query);
    if (select) check_cut(*select, static_cast<std::size_t>(join.in_text.step));
  }
}

void judge(std::string_view sql) {
  static const Schema schema = tollgate::tests::fuzz_schema();
  const StatementText text(sql);  // also of what does not parse
  const auto answer = analyse(sql, schema);
  const auto* analysis = std::get_if<Analysis>(&answer);
  if (analysis == nullptr || analysis->query() == nullptr) return;
  for (const JoinList& list : joins_of(*analysis)) check_list(text, list);
  if (!analysis->query()->from.empty()) check_list(text, joins_of(sql, *analysis->query()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  tollgate::tests::DeepWorker::get().run([&] { judge(sql); });
  return 0;
}
