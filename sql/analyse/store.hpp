// What an Analysis owns: the tree, the resolved queries and everything that expressions point to. Filled by the
// Analyser; never resolves anything itself.
#pragma once

#include <deque>
#include <memory_resource>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sql/analyse.hpp"
#include "sql/blocks.hpp"

namespace tollgate::sql {

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
  Kept<T> keep_list(std::span<const T> values) {
    using Length = typename Kept<T>::Length;
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) == alignof(Length));
    if (values.empty()) return {};
    void* const at = x_memory.allocate(sizeof(Length) + values.size_bytes(), alignof(Length));
    auto* const length = new (at) Length{values.size()};
    std::uninitialized_copy(values.begin(), values.end(), reinterpret_cast<T*>(length + 1));
    return Kept<T>(length);
  }
  template <typename T>
  std::span<const T> keep(const std::vector<T>& values) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (values.empty()) return {};
    T* const copy = std::pmr::polymorphic_allocator<T>(&x_memory).allocate(values.size());
    std::uninitialized_copy(values.begin(), values.end(), copy);
    return {copy, values.size()};
  }
  std::string_view keep(std::string_view text) { return x_memory.keep(text); }

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
