// What an Analysis owns: the tree, the resolved queries and everything that expressions point to. Filled by the
// Analyser; never resolves anything itself.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sql/analyse.hpp"

namespace tollgate::sql {

/// Memory in blocks of one size, given back together: a project holds thousands of analyses at a time, and blocks that
/// grow (std::pmr::monotonic_buffer_resource) leave a quarter of them empty.
class Blocks final : public std::pmr::memory_resource {
 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    void* at = x_free;
    if (std::align(alignment, bytes, at, x_left) == nullptr) {
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

  static constexpr std::size_t block = 4064;  // with malloc's own word below a page
  std::vector<std::unique_ptr<std::byte[]>> x_blocks;
  void* x_free = nullptr;
  std::size_t x_left = 0;
};

class AnalysisStore {
 public:
  explicit AnalysisStore(Tree statement) : x_own_tree(std::move(statement)), tree(*x_own_tree) {}
  explicit AnalysisStore(const Tree* shared) : tree(*shared) {}

 private:
  std::optional<Tree> x_own_tree;  // before what refers to it

 public:
  /// Nothing that the arena holds is ever destroyed.
  template <typename T>
  T& make(const T& value = {}) {
    static_assert(std::is_trivially_destructible_v<T>);
    return *new (x_memory.allocate(sizeof(T), alignof(T))) T(value);
  }
  template <typename T>
  std::span<const T> keep(const std::vector<T>& values) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (values.empty()) return {};
    T* const copy = std::pmr::polymorphic_allocator<T>(&x_memory).allocate(values.size());
    std::uninitialized_copy(values.begin(), values.end(), copy);
    return {copy, values.size()};
  }
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* const copy = static_cast<char*>(x_memory.allocate(text.size(), 1));
    text.copy(copy, text.size());
    return {copy, text.size()};
  }

  const Tree& tree;
  std::deque<Query> queries;
  std::deque<Cte> ctes;
  std::deque<KnownRelation> unknown_relations;  ///< open ones, for names that the schema does not hold
  const Query* query = nullptr;
  std::vector<Problem> problems;
  std::vector<CapturedName> captures;
  std::vector<const RangeEntry*> relations;

 private:
  Blocks x_memory;
};

}  // namespace tollgate::sql
