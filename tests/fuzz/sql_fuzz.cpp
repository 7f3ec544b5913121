// SQL text of any kind: an answer, never a crash; and what parses has one stripped tree, however often it is asked.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sql/parse.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  static const tollgate::sql::RelationNames names{{{"s.t", "model.p.t"}}, {{"s", "s"}}};
  const auto error = tollgate::sql::check_syntax(sql);
  if (error && (error->line < 1 || error->column < 1 || error->message.empty())) __builtin_trap();
  const auto tree = tollgate::sql::strip(sql, names);
  if (tree.has_value() != !error.has_value()) __builtin_trap();
  if (tree != tollgate::sql::strip(sql, names)) __builtin_trap();
  (void)tollgate::sql::strip(sql, {});
  (void)tollgate::sql::split_relation_name(sql);
  return 0;
}
