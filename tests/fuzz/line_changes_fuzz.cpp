// Two versions of a file, cut at the first NUL: changed lines lie within the head.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dbt/line_changes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min(text.find('\0'), text.size());
  const std::string_view base = text.substr(0, cut);
  const std::string_view head = text.substr(std::min(cut + 1, text.size()));
  const auto lines = 1 + std::count(head.begin(), head.end(), '\n');
  for (const auto& change : tollgate::dbt::changed_lines(base, head)) {
    if (change.line < 1 || change.line > lines) __builtin_trap();
  }
  const int line = tollgate::dbt::line_of_change(base, head);
  if (line < 1 || line > lines || tollgate::dbt::leading_lines(head) >= lines) __builtin_trap();
  return 0;
}
