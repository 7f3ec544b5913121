// Column, type and table names of any bytes, separated by line feeds: a verdict that keeps its promises, and the same
// one twice.
#include <cstddef>
#include <cstdint>
#include <string>

#include "gates/pii_scan/names.hpp"

namespace {

using namespace tollgate::pii_scan;

std::string next_line(std::string& text) {
  const std::size_t end = text.find('\n');
  std::string line = text.substr(0, end);
  text.erase(0, end == std::string::npos ? end : end + 1);
  return line;
}

bool kept(const NameVerdict& verdict) {
  if (verdict.entity.has_value() != (verdict.strength != Strength::none)) return false;
  if (verdict.negated && verdict.entity) return false;
  return !verdict.type_veto || !verdict.entity;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(data, data + size);
  ColumnFacts column;
  column.column = next_line(text);
  column.sql_type = next_line(text);
  column.table = next_line(text);
  const NameVerdict verdict = judge_name(column);
  const NameVerdict again = judge_name(column);
  if (!kept(verdict) || verdict.entity != again.entity || verdict.why != again.why) __builtin_trap();
  return 0;
}
