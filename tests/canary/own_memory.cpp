#include "tests/canary/own_memory.hpp"

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

namespace tollgate::test {
namespace {

struct Region {
  const char* begin = nullptr;
  const char* end = nullptr;
};

std::vector<Region> writable_regions() {
  std::vector<Region> regions;
  std::FILE* const maps = std::fopen("/proc/self/maps", "r");
  char line[512];
  while (maps != nullptr && std::fgets(line, sizeof line, maps) != nullptr) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char rights[5] = {};
    if (std::sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &begin, &end, rights) != 3) continue;
    if (std::strncmp(rights, "rw", 2) != 0 || std::strstr(line, "[v") != nullptr) continue;  // [vvar], [vsyscall]
    regions.push_back({reinterpret_cast<const char*>(begin), reinterpret_cast<const char*>(end)});
  }
  if (maps != nullptr) std::fclose(maps);
  return regions;
}

bool stands_at(const char* at, std::string_view backwards) {
  for (std::size_t i = 0; i < backwards.size(); ++i) {
    if (at[i] != backwards[backwards.size() - 1 - i]) return false;
  }
  return true;
}

}  // namespace

std::size_t count_in_own_memory(std::string_view backwards) {
  std::size_t count = 0;
  for (const Region& region : writable_regions()) {
    const char* const last = region.end - backwards.size();
    for (const char* at = region.begin; at <= last; ++at) {
      const void* const next = std::memchr(at, backwards.back(), static_cast<std::size_t>(last - at) + 1);
      if (next == nullptr) break;
      at = static_cast<const char*>(next);
      count += stands_at(at, backwards) ? 1 : 0;
    }
  }
  return count;
}

}  // namespace tollgate::test
