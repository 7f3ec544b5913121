// What `dbt docs generate` saw in the warehouse: catalog.json. Plain values by unique_id; ephemeral models are absent.
// Never keeps owners, comments or statistics.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::dbt {

struct CatalogColumn {
  std::string name;
  std::string type;  ///< as the warehouse names it, e.g. `timestamp without time zone`
  int index = 0;     ///< 1-based; 0: not said
};

struct CatalogEntry {
  std::string unique_id;
  std::string relation_type;  ///< `BASE TABLE`, `VIEW`, `MATERIALIZED VIEW`, …
  std::string database, schema, name;
  std::vector<CatalogColumn> columns;  ///< by index
};

struct Catalog {
  std::string path;
  std::string generated_at;
  std::map<std::string, CatalogEntry, std::less<>> entries;  ///< nodes and sources

  const CatalogEntry* find(std::string_view unique_id) const;
};

/// Throws Error (unjudged) for a missing, cut off or foreign file, and for a key of the wrong type.
Catalog load_catalog(const std::string& path);
/// The same for a text in memory, called `file` in messages. For tests and fuzzing.
Catalog parse_catalog(const std::string& file, std::string_view text);

}  // namespace tollgate::dbt
