// One line of `tollgate inspect`: a JSON object, read by key and by type. inspect_request.cpp is the one place of this
// room that reads JSON. Safe on any input: every surprise is an Error that names the key, and never a value.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sql/schema.hpp"

namespace tollgate::cli {

class InspectRequest {
 public:
  /// Throws Error when the line is no JSON object.
  explicit InspectRequest(std::string_view line);
  InspectRequest(const InspectRequest&) = delete;
  InspectRequest& operator=(const InspectRequest&) = delete;
  InspectRequest(InspectRequest&&) noexcept;
  InspectRequest& operator=(InspectRequest&&) noexcept;
  ~InspectRequest();

  /// `id` as compact JSON, whatever it is; `null` when there is none, or two.
  const std::string& id() const;
  /// Throws Error when a key occurs twice: which of the two was meant is anybody's guess.
  void refuse_repeated_keys() const;

  bool has(std::string_view key) const;  ///< false for null too
  /// The readers throw Error when the key is absent (unless `optional`) or its value is of another type.
  std::string text(std::string_view key) const;
  std::string optional_text(std::string_view key) const;  ///< empty when absent
  /// A text of the object at `key`; empty when either is absent.
  std::string optional_member(std::string_view key, std::string_view member) const;
  /// The value at `key`, whatever it is, as compact JSON.
  std::string json_text(std::string_view key) const;
  /// Members of the object at `key`: a text, and any value as compact JSON.
  std::string required_member(std::string_view key, std::string_view member) const;
  std::string member_json_text(std::string_view key, std::string_view member) const;
  std::int64_t integer(std::string_view key) const;
  double number(std::string_view key) const;  ///< whole or not; always finite
  bool optional_bool(std::string_view key, bool when_absent) const;
  std::int64_t optional_integer(std::string_view key, std::int64_t when_absent) const;
  std::set<std::string, std::less<>> optional_texts(std::string_view key) const;
  /// Strings and nulls, seen where they are: valid as long as the request. Nothing when the key is absent. Errors name
  /// no value.
  std::optional<std::vector<std::optional<std::string_view>>> optional_cells(std::string_view key) const;
  /// `{"table" | "schema.table": {"column": "sql type"}}`; a name is split at its first dot.
  sql::Schema schema(std::string_view key) const;

 private:
  struct Fields;
  std::unique_ptr<Fields> x_fields;
};

}  // namespace tollgate::cli
