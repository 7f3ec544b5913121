// A forward-only reader over one JSON file: values are read once, in the order of the file; what is not read costs
// next to nothing. json.cpp is the one place that knows simdjson. Safe on any input: every surprise is an Error with
// the file, the dbt id and the key in it, and never with a value of the file.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dbt/file_bytes.hpp"
#include "dbt/json_text.hpp"

namespace tollgate::dbt {

struct JsonState;

/// One value of the document, valid while the callback that received it runs. Absent and null are the same thing in
/// dbt's artifacts: both read as empty. Every reader throws Error when the value is of another type.
class JsonValue {
 public:
  /// Limits, in bytes: ids, names and settings; code and descriptions.
  static constexpr std::size_t text_limit = std::size_t{64} << 10U;
  static constexpr std::size_t long_text_limit = std::size_t{8} << 20U;

  JsonValue(JsonState& state, void* value) : x_state(&state), x_value(value) {}

  bool is_null() const;
  bool is_list() const;
  bool is_object() const;
  std::string text() const { return text_up_to(text_limit); }
  std::string long_text() const { return text_up_to(long_text_limit); }
  /// Versions and limits are written as a number or as text.
  std::string text_or_number() const;
  bool boolean(bool when_null = false) const;
  long long integer(long long when_null = 0) const;
  std::vector<std::string> texts() const;
  /// `"id"` or `["id", "day"]`.
  std::vector<std::string> text_or_texts() const;
  /// A scalar as plain text, a list or object as compact JSON.
  std::string plain() const;
  /// Compact JSON with sorted keys and without null members; keys named in `without` are left out at any depth,
  /// and with them the members that are then empty objects. Null and absent give an empty text.
  std::string compact(std::span<const std::string_view> without = {}) const;

  /// Calls visit(key, value) for each member. The key stays valid as long as the document.
  template <class Visitor>
  void each_field(Visitor&& visit) const {
    visit_fields(&call_field<std::remove_reference_t<Visitor>>, &visit);
  }
  /// Calls visit(value) for each element.
  template <class Visitor>
  void each_element(Visitor&& visit) const {
    visit_elements(&call_element<std::remove_reference_t<Visitor>>, &visit);
  }

  /// Throws Error for this place of the document: `<id>: key <path> <problem>`.
  [[noreturn]] void fail(const std::string& problem, const std::string& hint = {}) const;

 private:
  friend class JsonDocument;
  using FieldCall = void (*)(void* visitor, std::string_view key, const JsonValue& value);
  using ElementCall = void (*)(void* visitor, const JsonValue& value);

  template <class Visitor>
  static void call_field(void* visitor, std::string_view key, const JsonValue& value) {
    (*static_cast<Visitor*>(visitor))(key, value);
  }
  template <class Visitor>
  static void call_element(void* visitor, const JsonValue& value) {
    (*static_cast<Visitor*>(visitor))(value);
  }
  void visit_fields(FieldCall call, void* visitor) const;
  void visit_elements(ElementCall call, void* visitor) const;
  std::string text_up_to(std::size_t limit) const;

  JsonState* x_state;
  void* x_value;
};

/// A JSON file whose root is an object. Owns the bytes; freed with it.
class JsonDocument {
 public:
  /// Throws Error: empty, cut off, not UTF-8 (with the byte offset), not a JSON object.
  JsonDocument(std::string file, FileBytes bytes);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  const std::string& file() const;
  std::string_view text() const;
  /// Visits the members of the root, from the start each time, and checks that nothing follows the root.
  template <class Visitor>
  void each_field(Visitor&& visit) {
    visit_fields(&JsonValue::call_field<std::remove_reference_t<Visitor>>, &visit);
  }

 private:
  void visit_fields(JsonValue::FieldCall call, void* visitor);

  std::unique_ptr<JsonState> x_state;
};

}  // namespace tollgate::dbt
