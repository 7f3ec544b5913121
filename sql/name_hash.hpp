// Hashes names for tables that are asked with a view of a name.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace tollgate::sql {

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
};

}  // namespace tollgate::sql
