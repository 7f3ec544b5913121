// The readers of the manifest's sections, for manifest.cpp alone. Each fills its part of the Project and throws Error
// that names the dbt id and the key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "dbt/json.hpp"
#include "dbt/project.hpp"

namespace tollgate::dbt {

Metadata read_metadata(const JsonValue& object);

void read_nodes(const JsonValue& object, Project& project);
void read_sources(const JsonValue& object, Project& project);
void read_macros(const JsonValue& object, Project& project);
void read_exposures(const JsonValue& object, Project& project);
void read_metrics(const JsonValue& object, Project& project);
void read_semantic_models(const JsonValue& object, Project& project);
void read_saved_queries(const JsonValue& object, Project& project);
void read_unit_tests(const JsonValue& object, Project& project);
void read_disabled(const JsonValue& value, Project& project);
void read_groups(const JsonValue& object, Project& project);

/// The parts that several kinds of entries share.
Meta read_meta(const JsonValue& object);
/// Lays `config.meta` over `meta`.
void merge_meta(Meta& into, const JsonValue& object);
/// Adds tags (a text or a list), keeping the list sorted and each tag once.
void merge_tags(std::vector<std::string>& into, const JsonValue& value);
/// From name to column, or a list.
std::vector<Column> read_columns(const JsonValue& value);
std::vector<Constraint> read_constraints(const JsonValue& list);

struct DependsOn {
  std::vector<std::string> nodes;
  std::vector<std::string> macros;
};
DependsOn read_depends_on(const JsonValue& object);

/// Puts an entry under its unique_id; refuses a second one of that id and an entry whose key and unique_id differ.
template <class Map>
void add_entry(Map& into, std::string_view key, typename Map::mapped_type entry, const JsonValue& value) {
  if (entry.unique_id.empty()) entry.unique_id = key;
  if (entry.unique_id != key) value.fail("has the unique_id `" + shown(entry.unique_id) + "` inside");
  if (!into.emplace(std::string(key), std::move(entry)).second) {
    value.fail("stands twice", "unique_ids must be unique; was the artifact merged by hand? run dbt again");
  }
}

/// load_project for a text in memory, called `file` in messages; looks at no compiled files. For tests and fuzzing.
Project parse_manifest(const std::string& file, std::string_view text);

/// Reads FOLDER/compiled/… for models that the manifest holds no compiled code of.
void read_compiled_files(const std::string& folder, Project& project);

}  // namespace tollgate::dbt
