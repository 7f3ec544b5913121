// Cells of users' tables, as an answer to a question whose `data` is set: one block of memory that is overwritten when
// it goes. Never printed, never part of an explanation; only the gate pii-scan reads them, and keeps counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tollgate::warehouse {

class SampleCells {
 public:
  SampleCells() = default;
  /// Room for exactly so much: it never grows, because growing would leave a copy behind.
  SampleCells(std::size_t columns, std::size_t rows, std::size_t bytes);
  SampleCells(const SampleCells& other);
  SampleCells(SampleCells&& other) noexcept;
  SampleCells& operator=(SampleCells other) noexcept;
  ~SampleCells();

  /// The next cell, row by row; nothing for null. Throws Error (unjudged) where there is no room for it.
  void add(std::optional<std::string_view> cell);

  std::size_t columns() const { return x_columns; }
  std::size_t rows() const { return x_columns == 0 ? 0 : x_ends.size() / x_columns; }
  std::size_t bytes() const { return x_bytes.size(); }
  /// Valid as long as these cells live.
  std::optional<std::string_view> at(std::size_t row, std::size_t column) const;
  std::vector<std::optional<std::string_view>> column(std::size_t index) const;

  friend bool operator==(const SampleCells&, const SampleCells&) = default;

 private:
  void wipe() noexcept;

  struct End {
    std::size_t at = 0;  ///< where the cell ends; it begins where the one before it ends
    bool null = false;
    friend bool operator==(const End&, const End&) = default;
  };
  std::size_t x_columns = 0;
  std::vector<char> x_bytes;
  std::vector<End> x_ends;
};

/// Overwrites memory that held data, in a way that no compiler leaves out. Of a text that somebody else owns too.
void wipe(const char* text, std::size_t size) noexcept;

}  // namespace tollgate::warehouse
