// Cells from bytes: one cell per line, the first line names the column. The judge of values answers, repeats nothing of
// a cell, and says the same twice.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gates/pii_scan/names.hpp"
#include "gates/pii_scan/values.hpp"

namespace {

using namespace tollgate::pii_scan;

std::vector<Cell> lines_of(std::string_view text) {
  std::vector<Cell> cells;
  for (;;) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    cells.push_back(line == "\\N" ? Cell() : Cell(line));
    if (end == std::string_view::npos) {
      return cells;
    }
    text.remove_prefix(end + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  auto cells = lines_of(text);
  const ColumnFacts column{std::string(cells.front().value_or("")).substr(0, 63), "", ""};
  cells.erase(cells.begin());
  const auto first = judge_values(column, judge_name(column), cells);
  const auto second = judge_values(column, judge_name(column), cells);
  if (first.evidence != second.evidence || first.entity != second.entity || first.distinct > first.cells) {
    __builtin_trap();
  }
  if (first.entity && first.strength == Strength::none) {
    __builtin_trap();
  }
  for (const auto& line : first.evidence) {
    for (const auto& cell : cells) {
      const bool told = cell && cell->size() >= 24 && line.find(*cell) != std::string::npos;
      if (told && cell->find(' ') == std::string_view::npos) {  // no rule's name is one long word
        __builtin_trap();
      }
    }
  }
  return 0;
}
