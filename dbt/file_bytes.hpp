// A whole file in memory, as the JSON parser wants it. Owned by who reads the file; freed as soon as it is read.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tollgate::dbt {

/// Large ones are pages of their own: on the heap what is freed of them stays with the process for as long as anything
/// stands above it.
struct FreeFileBytes {
  std::size_t mapped = 0;  ///< bytes; none: from the heap
  void operator()(char* bytes) const;
};

class FileBytes {
 public:
  /// Zero bytes behind the text, so that a parser may read in wide steps.
  static constexpr std::size_t slack = 64;

  FileBytes() = default;
  /// Throws Error: missing, not a file, not readable.
  static FileBytes read(const std::string& path);
  static FileBytes copy_of(std::string_view text);

  std::string_view text() const { return {x_bytes.get(), x_size}; }
  std::size_t capacity() const { return x_size + slack; }

 private:
  explicit FileBytes(std::size_t size);

  std::unique_ptr<char[], FreeFileBytes> x_bytes;
  std::size_t x_size = 0;
};

}  // namespace tollgate::dbt
