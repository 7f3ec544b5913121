// SQL text of any kind: every finding has a rule, a name and a place within the text; the same findings every time.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sql/references.hpp"
#include "tests/fuzz/deep_worker.hpp"
#include "tests/fuzz/fuzz_schema.hpp"

namespace {

using namespace tollgate::sql;

void judge(std::string_view sql) {
  static const Schema schema = tollgate::tests::fuzz_schema();
  const auto findings = check_references(sql, schema);
  const auto again = check_references(sql, schema);
  if (findings.size() != again.size()) __builtin_trap();
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const ReferenceFinding& finding = findings[i];
    if (finding.line < 1 || finding.column < 1 || finding.message.empty()) __builtin_trap();
    if (finding.location > static_cast<int>(sql.size())) __builtin_trap();
    if (i > 0 && findings[i - 1].location > finding.location) __builtin_trap();
    if (finding.rule != again[i].rule || finding.name != again[i].name || finding.suggestion != again[i].suggestion) {
      __builtin_trap();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  tollgate::tests::DeepWorker::get().run([&] { judge(sql); });
  return 0;
}
