#include "gates/explain/catalogue_json.hpp"

#include <nlohmann/json.hpp>

#include "core/error.hpp"

namespace tollgate::explain {
namespace {

using nlohmann::json;

[[noreturn]] void refuse() {
  throw Error(ErrorKind::unjudged,
              {"the catalogue is not as expected: {\"tables\": {\"schema.name\": {…}}, \"settings\": {…}}",
               "docs/inspect.md tells its keys",
               {}});
}

const json* at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text(const json& object, const char* key) {
  const json* const value = at(object, key);
  if (value == nullptr) return {};
  return value->is_string() ? value->get<std::string>() : value->dump();
}

double number(const json& object, const char* key, double when_absent) {
  const json* const value = at(object, key);
  return value != nullptr && value->is_number() ? value->get<double>() : when_absent;
}

bool flag(const json& object, const char* key) {
  const json* const value = at(object, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

Index read_index(const json& from) {
  if (!from.is_object()) refuse();
  Index index{text(from, "name"), flag(from, "unique"), {}};
  if (const json* const columns = at(from, "cols"); columns != nullptr && columns->is_array()) {
    for (const json& column : *columns) index.columns.push_back(column.is_string() ? column.get<std::string>() : "");
  }
  return index;
}

CatalogueRelation read_relation(const json& from) {
  if (!from.is_object()) refuse();
  CatalogueRelation relation;
  const std::string kind = text(from, "relkind");
  if (!kind.empty()) relation.kind = kind.front();
  relation.rows = number(from, "reltuples", -1);
  relation.pages = number(from, "relpages", 0);
  relation.partition = flag(from, "relispartition");
  relation.parent = text(from, "parent");
  relation.partition_key = text(from, "partkey");
  relation.partitions = static_cast<int>(std::min(1e6, std::max(0.0, number(from, "n_parts", 0))));
  if (const json* const indexes = at(from, "indexes"); indexes != nullptr && indexes->is_array()) {
    for (const json& index : *indexes) relation.indexes.push_back(read_index(index));
  }
  if (const json* const columns = at(from, "columns"); columns != nullptr && columns->is_object()) {
    for (const auto& [name, column] : columns->items()) {
      if (!column.is_object()) refuse();
      CatalogueColumn& into = relation.columns[name];
      into.type = text(column, "type");
      into.not_null = flag(column, "notnull");
      if (at(column, "n_distinct") != nullptr) into.n_distinct = number(column, "n_distinct", 0);
    }
  }
  return relation;
}

Catalogue read(const json& whole) {
  if (!whole.is_object()) refuse();
  Catalogue catalogue;
  if (const json* const tables = at(whole, "tables")) {
    if (!tables->is_object()) refuse();
    for (const auto& [name, relation] : tables->items()) catalogue.relations[name] = read_relation(relation);
  }
  if (const json* const settings = at(whole, "settings"); settings != nullptr && settings->is_object()) {
    for (const auto& [name, value] : settings->items()) catalogue.settings[name] = text(*settings, name.c_str());
  }
  catalogue.database = text(whole, "database");
  catalogue.hypopg = text(whole, "hypopg");
  return catalogue;
}

}  // namespace

Catalogue read_catalogue(std::string_view text) {
  try {
    return read(json::parse(text));
  } catch (const json::exception&) {
    refuse();
  }
}

}  // namespace tollgate::explain
