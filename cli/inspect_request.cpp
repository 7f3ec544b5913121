#include "cli/inspect_request.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/error.hpp"

namespace tollgate::cli {

namespace dom = simdjson::dom;

namespace {

constexpr int deepest_nesting = 1024;

[[noreturn]] void refuse(std::string message) { throw Error(ErrorKind::unjudged, {std::move(message), {}, {}}); }

// In our own words: the library's differ from version to version.
std::string_view what_is_wrong(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return "the line is empty: expected one JSON object";
    case simdjson::UTF8_ERROR:
      return "the line is not valid UTF-8";
    case simdjson::DEPTH_ERROR:
      return "the JSON nests deeper than 1,024 levels";
    case simdjson::STRING_ERROR:
      return "not valid JSON: a string holds an escape that stands for no character";
    case simdjson::UNCLOSED_STRING:
      return "not valid JSON: a string is not closed";
    case simdjson::UNESCAPED_CHARS:
      return "not valid JSON: a string holds a control character that is not escaped";
    case simdjson::NUMBER_ERROR:
      return "not valid JSON: a number is malformed or out of range";
    case simdjson::MEMALLOC:
      return "the line needs more memory than there is";
    default:
      return "not valid JSON: expected one JSON object on the line";
  }
}

std::vector<std::string> relation_parts(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return {std::string(name)};
  return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}

sql::KnownRelation read_relation(std::string_view key, std::string_view name, const dom::element& value) {
  dom::object columns;
  if (value.get(columns) != simdjson::SUCCESS) {
    refuse(fmt::format("key \"{}\": relation \"{}\" must be an object of columns", key, name));
  }
  sql::KnownRelation relation;
  relation.name = name;
  std::unordered_set<std::string_view> seen;
  for (const dom::key_value_pair column : columns) {
    std::string_view type;
    if (column.value.get(type) != simdjson::SUCCESS) {
      refuse(fmt::format("key \"{}\": the type of column \"{}\" of \"{}\" must be a string", key, column.key, name));
    }
    if (!seen.insert(column.key).second) {
      refuse(fmt::format("key \"{}\": column \"{}\" of \"{}\" is there twice", key, column.key, name));
    }
    relation.columns.push_back({std::string(column.key), std::string(type)});
  }
  return relation;
}

}  // namespace

struct InspectRequest::Fields {
  dom::parser parser;
  std::unordered_map<std::string_view, dom::element> by_key;
  std::string id = "null";
  std::string repeated;

  const dom::element& required(std::string_view key) const {
    const auto found = by_key.find(key);
    if (found == by_key.end()) refuse(fmt::format("key \"{}\" is missing", key));
    return found->second;
  }
};

InspectRequest::InspectRequest(std::string_view line) : x_fields(std::make_unique<Fields>()) {
  dom::parser& parser = x_fields->parser;
  if (parser.allocate(line.size(), deepest_nesting) != simdjson::SUCCESS)
    refuse(std::string(what_is_wrong(simdjson::MEMALLOC)));
  dom::element root;
  if (const auto error = parser.parse(line.data(), line.size()).get(root)) refuse(std::string(what_is_wrong(error)));
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS) refuse(std::string(what_is_wrong(simdjson::INCORRECT_TYPE)));
  for (const dom::key_value_pair field : object) {
    if (!x_fields->by_key.try_emplace(field.key, field.value).second) x_fields->repeated = field.key;
  }
  const auto id = x_fields->by_key.find("id");
  if (id != x_fields->by_key.end() && x_fields->repeated != "id") x_fields->id = simdjson::minify(id->second);
}

InspectRequest::InspectRequest(InspectRequest&&) noexcept = default;
InspectRequest& InspectRequest::operator=(InspectRequest&&) noexcept = default;
InspectRequest::~InspectRequest() = default;

const std::string& InspectRequest::id() const { return x_fields->id; }

void InspectRequest::refuse_repeated_keys() const {
  if (!x_fields->repeated.empty()) refuse(fmt::format("key \"{}\" is there twice", x_fields->repeated));
}

bool InspectRequest::has(std::string_view key) const {
  const auto found = x_fields->by_key.find(key);
  return found != x_fields->by_key.end() && !found->second.is_null();
}

std::string InspectRequest::text(std::string_view key) const {
  std::string_view value;
  if (x_fields->required(key).get(value) != simdjson::SUCCESS) refuse(fmt::format("key \"{}\" must be a string", key));
  return std::string(value);
}

std::string InspectRequest::optional_text(std::string_view key) const { return has(key) ? text(key) : std::string(); }

std::string InspectRequest::optional_member(std::string_view key, std::string_view member) const {
  if (!has(key)) return {};
  dom::object object;
  if (x_fields->required(key).get(object) != simdjson::SUCCESS)
    refuse(fmt::format("key \"{}\" must be an object", key));
  std::string found;
  for (const dom::key_value_pair field : object) {
    if (field.key != member || field.value.is_null()) continue;
    std::string_view value;
    if (field.value.get(value) != simdjson::SUCCESS) {
      refuse(fmt::format("key \"{}\": \"{}\" must be a string", key, member));
    }
    found = value;
  }
  return found;
}

std::string InspectRequest::json_text(std::string_view key) const { return simdjson::minify(x_fields->required(key)); }

std::string InspectRequest::required_member(std::string_view key, std::string_view member) const {
  dom::element found;
  std::string_view value;
  const bool there = x_fields->required(key).at_key(member).get(found) == simdjson::SUCCESS;
  if (!there || found.get(value) != simdjson::SUCCESS) {
    refuse(fmt::format("key \"{}\": \"{}\" must be a string", key, member));
  }
  return std::string(value);
}

std::string InspectRequest::member_json_text(std::string_view key, std::string_view member) const {
  dom::element found;
  if (x_fields->required(key).at_key(member).get(found) != simdjson::SUCCESS) {
    refuse(fmt::format("key \"{}\": \"{}\" is missing", key, member));
  }
  return simdjson::minify(found);
}

std::int64_t InspectRequest::integer(std::string_view key) const {
  std::int64_t value = 0;
  if (x_fields->required(key).get(value) != simdjson::SUCCESS) {
    refuse(fmt::format("key \"{}\" must be a whole number", key));
  }
  return value;
}

std::int64_t InspectRequest::optional_integer(std::string_view key, std::int64_t when_absent) const {
  return has(key) ? integer(key) : when_absent;
}

double InspectRequest::number(std::string_view key) const {
  double value = 0;
  if (x_fields->required(key).get(value) != simdjson::SUCCESS) refuse(fmt::format("key \"{}\" must be a number", key));
  return value;
}

bool InspectRequest::optional_bool(std::string_view key, bool when_absent) const {
  if (!has(key)) return when_absent;
  bool value = false;
  if (x_fields->required(key).get(value) != simdjson::SUCCESS) {
    refuse(fmt::format("key \"{}\" must be true or false", key));
  }
  return value;
}

std::set<std::string, std::less<>> InspectRequest::optional_texts(std::string_view key) const {
  std::set<std::string, std::less<>> texts;
  if (!has(key)) return texts;
  dom::array values;
  const std::string problem = fmt::format("key \"{}\" must be a list of strings", key);
  if (x_fields->required(key).get(values) != simdjson::SUCCESS) refuse(problem);
  for (const dom::element value : values) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) refuse(problem);
    texts.emplace(text);
  }
  return texts;
}

std::optional<std::vector<std::optional<std::string_view>>> InspectRequest::optional_cells(std::string_view key) const {
  if (!has(key)) return std::nullopt;
  const std::string problem = fmt::format("key \"{}\" must be a list of strings and nulls", key);
  dom::array values;
  if (x_fields->required(key).get(values) != simdjson::SUCCESS) refuse(problem);
  std::vector<std::optional<std::string_view>> cells;
  for (const dom::element value : values) {
    std::string_view text;
    if (value.is_null()) {
      cells.emplace_back();
    } else if (value.get(text) == simdjson::SUCCESS) {
      cells.emplace_back(text);
    } else {
      refuse(problem);
    }
  }
  return cells;
}

sql::Schema InspectRequest::schema(std::string_view key) const {
  dom::object relations;
  if (x_fields->required(key).get(relations) != simdjson::SUCCESS) {
    refuse(fmt::format("key \"{}\" must be an object of relations", key));
  }
  sql::Schema schema;
  std::unordered_set<std::string_view> seen;
  for (const dom::key_value_pair relation : relations) {
    if (!seen.insert(relation.key).second) {
      refuse(fmt::format("key \"{}\": relation \"{}\" is there twice", key, relation.key));
    }
    schema.add(relation_parts(relation.key), read_relation(key, relation.key, relation.value));
  }
  return schema;
}

}  // namespace tollgate::cli
