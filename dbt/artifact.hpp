// Opens one of dbt's JSON artifacts and makes sure that it is the kind that was asked for; when it is not, says what
// it looks like. Owned by the loaders; never reads more than the metadata.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbt/json.hpp"

namespace tollgate::dbt {

/// `https://schemas.getdbt.com/dbt/<kind>/v<version>.json`
struct SchemaId {
  std::string kind;  ///< manifest, run-results, catalog, sources
  int version = 0;
};

std::optional<SchemaId> parse_schema_id(std::string_view url);

/// What a loader expects.
struct ArtifactKind {
  std::string_view kind;       ///< as in SchemaId
  std::string_view file_name;  ///< as dbt names it
  std::string_view command;    ///< the dbt command that writes it
};

struct Artifact {
  JsonDocument document;
  int version = 0;
  std::vector<std::string> keys{};  ///< of the root, the first hundred
};

/// Throws Error (unjudged): missing, unreadable, empty, cut off, not UTF-8, not JSON, another kind of file.
Artifact open_artifact(const std::string& path, const ArtifactKind& kind);
/// The same for a document that is already in memory.
Artifact identify(JsonDocument document, const ArtifactKind& kind);

}  // namespace tollgate::dbt
