// What dbt's unique_ids call things: `model.shop.dim_customers.v2`, `source.shop.raw.orders`.
#pragma once

#include <cstddef>
#include <string_view>

namespace tollgate {

/// Behind kind and package: `dim_customers.v2`, `raw.orders`. What has no package is told whole.
inline std::string_view name_in_package(std::string_view unique_id) {
  const std::size_t dot = unique_id.find('.', unique_id.find('.') + 1);  // npos + 1 is 0
  return unique_id.substr(dot + 1);
}

/// In a sentence: a model with its version, `dim_customers.v2`, a seed and a snapshot by its name, in which dots may
/// be; anything else by its last part, `orders` of a source.
inline std::string_view short_name(std::string_view unique_id) {
  for (const std::string_view kind : {"model.", "seed.", "snapshot."}) {
    if (unique_id.starts_with(kind)) return name_in_package(unique_id);
  }
  return unique_id.substr(unique_id.rfind('.') + 1);
}

/// As ref() and source() write it: `dim_customers` of each version.
inline std::string_view written_name(std::string_view unique_id) {
  const std::string_view name = short_name(unique_id);
  return unique_id.starts_with("model.") ? name.substr(0, name.rfind(".v")) : name;  // npos: all of it
}

}  // namespace tollgate
