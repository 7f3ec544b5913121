// The relations that the corpora of the SQL targets speak of.
#pragma once

#include <string>
#include <vector>

#include "sql/schema.hpp"

namespace tollgate::tests {

inline sql::Schema fuzz_schema() {
  sql::Schema schema;
  const auto add = [&](std::vector<std::string> name, const std::string& called,
                       std::vector<sql::KnownColumn> columns) {
    sql::KnownRelation relation;
    relation.name = called;
    relation.columns = std::move(columns);
    schema.add(name, std::move(relation));
  };
  add({"orders"}, "orders",
      {{"id", "integer"},
       {"customer_id", "integer"},
       {"amount", "numeric"},
       {"status", "text"},
       {"at", "timestamp"},
       {"tags", "text[]"},
       {"doc", "jsonb"}});
  add({"customers"}, "customers", {{"id", "integer"}, {"name", "text"}, {"Region", "text"}, {"home", "address"}});
  add({"address"}, "address", {{"street", "text"}, {"zip", "text"}});
  add({"raw", "items"}, "raw.items", {{"order_id", "integer"}, {"price", "numeric"}, {"qty", "integer"}});
  return schema;
}

}  // namespace tollgate::tests
