// profiles.yml: whatever the bytes, read_profile() answers or throws Error, and ends soon.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "warehouse/profiles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const auto environment = [](const std::string& name) {
    return name.size() % 2 == 0 ? std::optional<std::string>("{{ x }}'") : std::nullopt;
  };
  try {
    const auto found = tollgate::warehouse::read_profile(text, "profiles.yml", "shop", "", environment);
    if (tollgate::warehouse::read_conninfo(tollgate::warehouse::write_conninfo(found.parameters)) != found.parameters) {
      __builtin_trap();
    }
  } catch (const tollgate::Error&) {
  }
  return 0;
}
