// Which relations of the two sides are the same: by identity, else by name up to a one-to-one renaming of schemas.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "sql/analyse.hpp"
#include "sql/change/digest.hpp"

namespace tollgate::sql {

class SameRelations {
 public:
  SameRelations(const Analysis& base, const Analysis& head);
  Digest of_base(const KnownRelation& relation) const;
  Digest of_head(const KnownRelation& relation) const;
  /// Whether both sides know a type of that column, and not the same.
  bool retyped(const KnownRelation& relation, std::string_view column) const;

 private:
  void rename_schemas(const std::map<std::string, std::set<std::string>>& base,
                      const std::map<std::string, std::set<std::string>>& head);

  std::map<std::string, std::string, std::less<>> x_schemas;  ///< of head -> of base
  std::set<std::string, std::less<>> x_retyped;               ///< identity digest in hex, a dot, the column
};

}  // namespace tollgate::sql
