#include "cli/stats_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.hpp"

namespace tollgate::cli {

namespace {

using Json = nlohmann::ordered_json;
using warehouse::ColumnStatistics;
using warehouse::RelationStatistics;

constexpr const char* version_key = "tollgate_statistics";

Json to_json(const ColumnStatistics& column) {
  Json json{{"name", column.name},
            {"type", column.type},
            {"null_fraction", column.null_fraction},
            {"width", column.width},
            {"distinct", column.distinct}};
  if (column.correlation) json["correlation"] = *column.correlation;
  return json;
}

Json to_json(const RelationStatistics& relation) {
  Json columns = Json::array();
  for (const ColumnStatistics& column : relation.columns) columns.push_back(to_json(column));
  return {{"unique_id", relation.unique_id},
          {"relation", relation.name},
          {"rows", relation.rows},
          {"pages", relation.pages},
          {"columns", columns}};
}

/// Reads values and tells where one is missing or another thing.
class Reader {
 public:
  explicit Reader(const std::string& name) : x_name(name) {}

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorKind::usage, {what, "write the file with `tollgate stats export`", {x_name, 0, 0}});
  }

  const Json& member(const Json& json, const char* key, const std::string& place) const {
    const auto found = json.is_object() ? json.find(key) : json.end();
    if (!json.is_object() || found == json.end()) refuse(fmt::format("{}: \"{}\" is missing", place, key));
    return *found;
  }

  double number(const Json& json, const char* key, double lowest, double highest, const std::string& place) const {
    const Json& value = member(json, key, place);
    if (!value.is_number()) refuse(fmt::format("{}: \"{}\" is no number", place, key));
    const auto read = value.get<double>();
    if (!(read >= lowest && read <= highest)) {
      refuse(fmt::format("{}: \"{}\" is not between {} and {}", place, key, lowest, highest));
    }
    return read;
  }

  std::string text(const Json& json, const char* key, const std::string& place) const {
    const Json& value = member(json, key, place);
    if (!value.is_string()) refuse(fmt::format("{}: \"{}\" is no text", place, key));
    auto read = value.get<std::string>();
    if (read.find('\0') != std::string::npos) refuse(fmt::format("{}: \"{}\" holds a NUL", place, key));
    return read;
  }

  const Json& list(const Json& json, const char* key, const std::string& place) const {
    const Json& value = member(json, key, place);
    if (!value.is_array()) refuse(fmt::format("{}: \"{}\" is no list", place, key));
    return value;
  }

  /// Written twice, the later would stand, whichever that is.
  void once(std::set<std::string>& seen, const std::string& name, const char* key, const std::string& place) const {
    if (!seen.insert(name).second) refuse(fmt::format("{}: this \"{}\" is in the list before", place, key));
  }

  ColumnStatistics column(const Json& json, const std::string& place) const {
    ColumnStatistics column;
    column.name = text(json, "name", place);
    column.type = text(json, "type", place);
    column.null_fraction = number(json, "null_fraction", 0, 1, place);
    column.width = static_cast<std::int64_t>(number(json, "width", 0, 1e9, place));
    column.distinct = number(json, "distinct", -1, 1e18, place);
    if (json.contains("correlation")) column.correlation = number(json, "correlation", -1, 1, place);
    return column;
  }

  RelationStatistics relation(const Json& json, const std::string& place) const {
    RelationStatistics relation;
    relation.found = true;
    relation.unique_id = text(json, "unique_id", place);
    relation.name = text(json, "relation", place);
    relation.rows = number(json, "rows", -1, 1e18, place);
    relation.pages = static_cast<std::int64_t>(number(json, "pages", 0, 4294967295.0, place));
    std::size_t at = 0;
    std::set<std::string> names;
    for (const Json& column_json : list(json, "columns", place)) {
      const std::string at_column = fmt::format("{}.columns[{}]", place, at++);
      relation.columns.push_back(column(column_json, at_column));
      once(names, relation.columns.back().name, "name", at_column);
    }
    return relation;
  }

 private:
  const std::string& x_name;
};

}  // namespace

std::string write_stats(const StatsFile& file) {
  std::vector<RelationStatistics> sorted = file.relations;
  std::ranges::sort(sorted, {}, &RelationStatistics::unique_id);
  Json relations = Json::array();
  for (const RelationStatistics& relation : sorted) relations.push_back(to_json(relation));
  const Json json{
      {version_key, stats_file_version}, {"project", file.project}, {"values", "none"}, {"relations", relations}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

StatsFile read_stats(const std::string& text, const std::string& name) {
  const Reader reader(name);
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) reader.refuse("this is no JSON object");
  const double version = reader.number(json, version_key, 0, 1e9, "the file");
  if (version != stats_file_version) {
    throw Error(ErrorKind::usage,
                {fmt::format("version {} of the statistics file, expected {}", version, stats_file_version),
                 "write it with the same version of tollgate that reads it",
                 {name, 0, 0}});
  }
  StatsFile file;
  file.project = reader.text(json, "project", "the file");
  std::size_t at = 0;
  std::set<std::string> ids;
  for (const Json& relation : reader.list(json, "relations", "the file")) {
    const std::string place = fmt::format("relations[{}]", at++);
    file.relations.push_back(reader.relation(relation, place));
    reader.once(ids, file.relations.back().unique_id, "unique_id", place);
  }
  return file;
}

}  // namespace tollgate::cli
