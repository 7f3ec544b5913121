// Memory in small blocks, given back together. A project holds thousands of trees and analyses at a time: blocks that
// grow (std::pmr::monotonic_buffer_resource) leave a quarter of them empty, and a page for each would be much for most.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <vector>

namespace tollgate::sql {

class Blocks final : public std::pmr::memory_resource {
 public:
  /// The text for as long as this lives.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* const copy = static_cast<char*>(allocate(text.size(), 1));
    text.copy(copy, text.size());
    return {copy, text.size()};
  }

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    void* at = x_free;
    if (std::align(alignment, bytes, at, x_left) == nullptr) {
      const std::size_t block = sizes[std::min(x_blocks.size(), sizes.size() - 1)];
      x_left = std::max(block, bytes + alignment);
      at = x_blocks.emplace_back(std::make_unique_for_overwrite<std::byte[]>(x_left)).get();
      std::align(alignment, bytes, at, x_left);
    }
    x_free = static_cast<std::byte*>(at) + bytes;
    x_left -= bytes;
    return at;
  }
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

  /// With malloc's own words a power of two.
  static constexpr std::array<std::size_t, 3> sizes{496, 1008, 2032};
  std::vector<std::unique_ptr<std::byte[]>> x_blocks;
  void* x_free = nullptr;
  std::size_t x_left = 0;
};

}  // namespace tollgate::sql
