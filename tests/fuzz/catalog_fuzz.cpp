// Any bytes as catalog.json: entries whose columns stand in the warehouse's order, or an Error; nothing else may
// happen.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.hpp"
#include "dbt/catalog.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tollgate;
  try {
    const dbt::Catalog catalog = dbt::parse_catalog("catalog.json", {reinterpret_cast<const char*>(data), size});
    for (const auto& [id, entry] : catalog.entries) {
      if (entry.unique_id != id || catalog.find(id) != &entry) std::abort();
      if (!std::ranges::is_sorted(entry.columns, {}, &dbt::CatalogColumn::index)) std::abort();
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unjudged || error.diagnostic().place.file != "catalog.json") std::abort();
  }
  return 0;
}
