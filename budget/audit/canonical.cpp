#include "budget/audit/canonical.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "budget/audit/event.hpp"
#include "core/error.hpp"
#include "core/nfc.hpp"

namespace tollgate::budget {

namespace {

using nlohmann::json;

constexpr int deepest = 4;
constexpr std::int64_t largest_integer = (std::int64_t{1} << 53) - 1;  // RFC 8785, section 3.2.2.3

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::unjudged, {"the event " + message, hint, {}});
}

/// What the library would let pass: nesting, and a key that occurs twice.
class Shape {
 public:
  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    if (depth > deepest) too_deep = true;
    if (event == json::parse_event_t::object_start) x_keys.emplace_back();
    if (event == json::parse_event_t::object_end && !x_keys.empty()) x_keys.pop_back();
    if (event == json::parse_event_t::key && !x_keys.back().insert(parsed.get<std::string>()).second) repeated = true;
    return true;
  }
  bool too_deep = false;
  bool repeated = false;

 private:
  std::vector<std::set<std::string>> x_keys;
};

void check_text(const std::string& text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(text, is_control)) {
    refuse("holds a control character", "every value is one line: write a blank instead");
  }
}

void check_number(const json& value) {
  const bool fraction = value.is_number_float();
  const bool too_large = value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{largest_integer};
  const bool too_small = !fraction && !value.is_number_unsigned() && value.get<std::int64_t>() < -largest_integer;
  if (fraction || too_large || too_small) {
    refuse("holds a fraction, or a number beyond 2^53", "numbers are whole");
  }
}

void check_key(const std::string& key) {
  const auto is_plain = [](char c) { return c > 0x20 && c < 0x7f; };
  if (!std::ranges::all_of(key, is_plain)) refuse("has a key that is not plain ASCII", "see docs/audit.md");
}

/// Checks, and composes texts; as deep as Shape has let pass.
void settle(json& value) {
  if (value.is_number()) check_number(value);
  if (value.is_string()) {
    check_text(value.get_ref<const std::string&>());
    value = nfc(value.get_ref<const std::string&>()).value_or(value.get<std::string>());
  }
  if (!value.is_structured()) return;
  for (auto& [key, member] : value.items()) {
    if (value.is_object()) check_key(key);
    settle(member);
  }
}

}  // namespace

std::string canonical(std::string_view text) {
  if (text.size() > largest_event) {
    refuse("is larger than " + std::to_string(largest_event) + " bytes", "log names and digests, not contents");
  }
  Shape shape;
  json value = json::parse(text, std::ref(shape), false);
  if (shape.too_deep) refuse("is nested too deep", "see docs/audit.md");
  if (shape.repeated) refuse("has a key twice", "which of the two was meant is anybody's guess");
  if (value.is_discarded() || !value.is_object()) refuse("is no JSON object", "see docs/audit.md");
  settle(value);
  return value.dump();  // std::map sorts ASCII keys as RFC 8785 does, and the escapes are those of ECMAScript
}

}  // namespace tollgate::budget
