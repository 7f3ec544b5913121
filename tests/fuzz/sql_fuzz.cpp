// SQL text of any kind: an answer, never a crash; and what parses has one stripped tree, however often it is asked.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sql/parse.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  static const tollgate::sql::RelationNames names{{{"s.t", "model.p.t"}}, {{"s", "s"}}};
  const auto error = tollgate::sql::check_syntax(sql);
  if (error && (error->line < 1 || error->column < 1 || error->message.empty())) __builtin_trap();
  const std::array twice{sql, sql};  // at once: each call starts a thread
  const auto trees = tollgate::sql::strip_all(twice, names);
  if (trees.front().has_value() != !error.has_value() || trees.front() != trees.back()) __builtin_trap();
  if (!error && !tollgate::sql::strip(sql, {})) __builtin_trap();
  (void)tollgate::sql::split_relation_name(sql);
  return 0;
}
