// What is known of the relations that a statement may read: names, columns in order, types, keys. Filled by the caller
// (a dbt project, a JSON line); never asks a database.
#pragma once

#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/name_hash.hpp"

namespace tollgate::sql {

struct KnownColumn {
  std::string name;  ///< as PostgreSQL stores it: folded unless quoted
  std::string type;  ///< as format_type() prints it; empty: not known
};

struct KnownRelation {
  /// What it is on both sides of a change, e.g. a dbt unique_id; empty: its name.
  std::string identity;
  std::string name;  ///< how lineage and findings call it: the name it was added by, `orders` or `shop.orders`
  std::vector<KnownColumn> columns;  ///< in declared order
  bool open = false;                 ///< there may be columns that are not listed: a miss is unknown, not absent
  std::vector<std::vector<int>> unique_keys;  ///< sets of columns (by index) of which no two rows share all values
  std::string key_evidence;                   ///< why they are unique: "if the unique test holds"
  /// The column of that name, or -1.
  int find(std::string_view column) const;
};

/// Relations by name. Addresses of relations are stable for the life of the Schema.
class Schema {
 public:
  Schema() = default;
  Schema(const Schema&) = delete;  // a copy would find the relations of the original
  Schema& operator=(const Schema&) = delete;
  Schema(Schema&&) = default;
  Schema& operator=(Schema&&) = default;
  ~Schema() = default;

  /// `name`: one to three parts, outermost first, folded. The first to claim a name keeps it. A three-part relation is
  /// also found by its last two parts.
  KnownRelation& add(std::span<const std::string> name, KnownRelation relation);
  /// Under keys that relation_key() made, and under no others; without any, no SQL finds it.
  KnownRelation& add_by_keys(std::span<const std::string> keys, KnownRelation relation);
  /// One of another Schema, which must outlive this one.
  void share_by_keys(std::span<const std::string> keys, const KnownRelation& relation);
  /// `parts` as the SQL writes them. An unqualified name finds a relation stored without schema, else one in `public`.
  /// Null when there is none.
  const KnownRelation* find(std::span<const std::string_view> parts) const;
  /// All names, sorted, as they were added (for suggestions).
  std::vector<std::string> names() const;
  const std::deque<KnownRelation>& relations() const { return x_relations; }

 private:
  std::deque<KnownRelation> x_relations;
  std::vector<const KnownRelation*> x_shared;  ///< those of another Schema
  const KnownRelation* find_key(std::string_view key) const;

  std::unordered_map<std::string, const KnownRelation*, NameHash, std::equal_to<>> x_by_key;
};

}  // namespace tollgate::sql
