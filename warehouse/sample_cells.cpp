#include "warehouse/sample_cells.hpp"

#include <string.h>  // explicit_bzero is glibc's, not the standard's

#include <utility>

#include "core/error.hpp"

namespace tollgate::warehouse {

SampleCells::SampleCells(std::size_t columns, std::size_t rows, std::size_t bytes) : x_columns(columns) {
  x_bytes.reserve(bytes);
  x_ends.reserve(columns * rows);
}

SampleCells::SampleCells(const SampleCells& other)
    : x_columns(other.x_columns), x_bytes(other.x_bytes), x_ends(other.x_ends) {}

SampleCells::SampleCells(SampleCells&& other) noexcept
    : x_columns(std::exchange(other.x_columns, 0)),
      x_bytes(std::exchange(other.x_bytes, {})),
      x_ends(std::exchange(other.x_ends, {})) {}

SampleCells& SampleCells::operator=(SampleCells other) noexcept {
  std::swap(x_columns, other.x_columns);
  x_bytes.swap(other.x_bytes);
  x_ends.swap(other.x_ends);
  return *this;
}

SampleCells::~SampleCells() { wipe(); }

void SampleCells::wipe() noexcept { warehouse::wipe(x_bytes.data(), x_bytes.capacity()); }

void SampleCells::add(std::optional<std::string_view> cell) {
  const std::string_view text = cell.value_or(std::string_view());
  if (x_bytes.size() + text.size() > x_bytes.capacity() || x_ends.size() == x_ends.capacity()) {
    throw Error(ErrorKind::unjudged, {"a sample is larger than its answer said", "please report it", {}});
  }
  x_bytes.insert(x_bytes.end(), text.begin(), text.end());
  x_ends.push_back({x_bytes.size(), !cell});
}

std::optional<std::string_view> SampleCells::at(std::size_t row, std::size_t column) const {
  const std::size_t index = row * x_columns + column;
  const End end = x_ends.at(index);
  if (end.null) return std::nullopt;
  const std::size_t begin = index == 0 ? 0 : x_ends[index - 1].at;
  return std::string_view(x_bytes.data() + begin, end.at - begin);
}

std::vector<std::optional<std::string_view>> SampleCells::column(std::size_t index) const {
  std::vector<std::optional<std::string_view>> cells;
  cells.reserve(rows());
  for (std::size_t row = 0; row < rows(); ++row) cells.push_back(at(row, index));
  return cells;
}

void wipe(const char* text, std::size_t size) noexcept {
  // The memory itself is never const: it comes from malloc.
  if (size > 0) explicit_bzero(const_cast<char*>(text), size);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

}  // namespace tollgate::warehouse
