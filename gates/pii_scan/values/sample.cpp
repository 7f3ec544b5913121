#include "gates/pii_scan/values/sample.hpp"

#include <bit>
#include <functional>

namespace tollgate::pii_scan {
namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";

bool blank(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r') || letter == '\0'; }

bool continues(char letter) { return (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U; }

std::string_view cut(std::string_view cell) {
  if (cell.size() <= longest_cell) {
    return cell;
  }
  std::size_t end = longest_cell;
  while (end > 0 && continues(cell[end])) {
    --end;
  }
  return cell.substr(0, end);
}

/// Open addressing over indices: one block of memory for all, half of a node-based set's time.
class Seen {
 public:
  explicit Seen(std::size_t cells) : x_slots(std::bit_ceil(2 * cells + 2), empty) {}

  bool add(std::string_view cell, const std::vector<std::string_view>& kept) {
    const std::size_t mask = x_slots.size() - 1;
    for (std::size_t at = std::hash<std::string_view>{}(cell)&mask;; at = (at + 1) & mask) {
      if (x_slots[at] == empty) {
        x_slots[at] = kept.size();
        return true;
      }
      if (kept[x_slots[at]] == cell) {
        return false;
      }
    }
  }

 private:
  static constexpr std::size_t empty = static_cast<std::size_t>(-1);
  std::vector<std::size_t> x_slots;
};

}  // namespace

std::string_view trimmed(std::string_view text) {
  for (;;) {
    if (!text.empty() && blank(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with(no_break_space)) {
      text.remove_prefix(no_break_space.size());
    } else if (!text.empty() && blank(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with(no_break_space)) {
      text.remove_suffix(no_break_space.size());
    } else {
      return text;
    }
  }
}

Sample sample_of(std::span<const Cell> cells) {
  Sample sample;
  Seen seen(cells.size());
  sample.distinct.reserve(cells.size());
  for (const auto& cell : cells) {
    const std::string_view text = cell ? trimmed(cut(*cell)) : std::string_view{};
    if (text.empty()) {
      continue;
    }
    ++sample.cells;
    if (seen.add(text, sample.distinct)) {
      sample.distinct.push_back(text);
    }
  }
  return sample;
}

}  // namespace tollgate::pii_scan
