// Any bytes as sources.json: each source once and with a status, or an Error; nothing else may happen.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.hpp"
#include "dbt/sources.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tollgate;
  try {
    const auto freshness = dbt::parse_freshness("sources.json", {reinterpret_cast<const char*>(data), size});
    for (const auto& [id, result] : freshness.results) {
      if (id.empty() || result.unique_id != id || result.status.empty()) std::abort();
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unjudged || error.diagnostic().place.file != "sources.json") std::abort();
  }
  return 0;
}
