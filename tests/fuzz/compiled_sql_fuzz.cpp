// Any text as compiled SQL: the scan for Jinja ends, and what it finds is a brace at the place it names.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gates/compiled_sql.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  if (const auto where = tollgate::gates::find_jinja(sql)) {
    if (where->line < 1 || where->column < 1) std::abort();
    if (tollgate::gates::line_of(sql, where->line).find('{') == std::string_view::npos) std::abort();
    if (!tollgate::gates::holds_statement(sql)) std::abort();
  }
  return 0;
}
