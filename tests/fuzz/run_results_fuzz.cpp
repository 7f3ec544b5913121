// Any bytes as run_results.json: they load, or they are refused with an Error; nothing else may happen.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/error.hpp"
#include "dbt/run_results.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    tollgate::dbt::parse_run_results("run_results.json", {reinterpret_cast<const char*>(data), size});
  } catch (const tollgate::Error&) {
    return 0;
  }
  return 0;
}
