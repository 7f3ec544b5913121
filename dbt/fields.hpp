// Which key of an object goes where: a table per kind of object, read in one pass. Owned by the manifest readers;
// ignores keys that no table names, and refuses a key that stands twice.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <span>
#include <string_view>

#include "dbt/json.hpp"

namespace tollgate::dbt {

template <class Target>
struct Field {
  std::string_view key;
  void (*read)(const JsonValue& value, Target& target);
};

/// Looks from the last hit on, because dbt writes the keys of all objects of a kind in one order.
template <class Target>
std::size_t find_field(std::span<const Field<Target>> fields, std::string_view key, std::size_t start) {
  for (std::size_t step = 0; step < fields.size(); ++step) {
    const std::size_t at = (start + step) % fields.size();
    if (fields[at].key == key) return at;
  }
  return fields.size();
}

/// `object` is a JsonValue or a JsonDocument (then its root).
template <class Object, class Target, std::size_t count>
void read_fields(Object&& object, const std::array<Field<Target>, count>& table, Target& target) {
  static_assert(count <= 64);
  const std::span<const Field<Target>> fields(table);
  std::bitset<64> seen;
  std::size_t next = 0;
  object.each_field([&](std::string_view key, const JsonValue& value) {
    const std::size_t at = find_field(fields, key, next);
    if (at == fields.size()) return;
    if (seen.test(at)) value.fail("stands twice in the same object", "write the artifact again with dbt");
    seen.set(at);
    next = at + 1;
    fields[at].read(value, target);
  });
}

}  // namespace tollgate::dbt
