// Relation names and conditions: what is accepted stays inside its quotes and parentheses.
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/error.hpp"
#include "warehouse/count_sql.hpp"
#include "warehouse/warehouse.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  if (const auto relation = tollgate::warehouse::quoted_relation(text)) {
    // Quoting again changes nothing, and to the walker over SQL text the name holds no parenthesis and no semicolon.
    if (tollgate::warehouse::quoted_relation(*relation) != relation ||
        !tollgate::warehouse::is_closed_expression(*relation)) {
      __builtin_trap();
    }
  }
  if (!tollgate::warehouse::is_closed_expression(tollgate::warehouse::quoted_literal(text)) &&
      text.find('\0') == std::string::npos) {
    __builtin_trap();
  }
  try {
    const auto sql = tollgate::warehouse::count_rows({"\"t\"", text, {}});
    if (!text.empty() && !tollgate::warehouse::is_closed_expression(sql)) {
      __builtin_trap();
    }
  } catch (const tollgate::Error&) {
  }
  return 0;
}
