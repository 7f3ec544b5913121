#include "budget/audit/export.hpp"

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

namespace tollgate::budget {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 18> columns{"ts",
                                                   "type",
                                                   "repo",
                                                   "pr",
                                                   "head",
                                                   "base",
                                                   "merge_sha",
                                                   "layer",
                                                   "author_id",
                                                   "llm.state",
                                                   "llm.tools",
                                                   "llm.models",
                                                   "gates_passed",
                                                   "gates_failed",
                                                   "outcome",
                                                   "by_commit",
                                                   "tollgate_version",
                                                   "config_sha"};

/// The value at `name` or `outer.inner` as a cell; lists are joined with blanks, what is not there is empty.
std::string cell_of(const json& event, std::string_view name) {
  const std::size_t dot = name.find('.');
  const auto member = event.find(std::string(name.substr(0, dot)));
  if (member == event.end()) return {};
  if (dot != std::string_view::npos)
    return member->is_object() ? cell_of(*member, name.substr(dot + 1)) : std::string();
  if (member->is_string()) return member->get<std::string>();
  if (!member->is_array()) return member->dump();
  std::string joined;
  for (const json& item : *member) {
    joined += (joined.empty() ? "" : " ") + (item.is_string() ? item.get<std::string>() : item.dump());
  }
  return joined;
}

std::string csv_quoted(std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(cell);
  std::string text = "\"";
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

std::string csv_row(const StoredEvent& event) {
  const json value = json::parse(event.bytes);
  std::string row = event.id + "," + std::to_string(event.lamport);
  for (const std::string_view column : columns) row += "," + csv_quoted(cell_of(value, column));
  return row + "," + csv_quoted(event.bytes) + "\r\n";
}

}  // namespace

std::string audit_jsonl(const std::vector<StoredEvent>& events) {
  std::string text;
  for (const StoredEvent& event : events) text += event.bytes + "\n";
  return text;
}

std::string audit_csv(const std::vector<StoredEvent>& events) {
  std::string text = "id,lamport";
  for (const std::string_view column : columns) text += "," + std::string(column);
  text += ",event\r\n";
  for (const StoredEvent& event : events) text += csv_row(event);
  return text;
}

}  // namespace tollgate::budget
