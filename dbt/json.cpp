#include "dbt/json.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>

#include "core/error.hpp"

namespace tollgate::dbt {

namespace ondemand = simdjson::ondemand;

namespace {

/// Deeper than anything dbt writes; keeps hostile files off the stack.
constexpr std::size_t depth_limit = 128;
static_assert(FileBytes::slack >= simdjson::SIMDJSON_PADDING);

struct Step {
  std::string_view key;  ///< empty data pointer: an element
  std::size_t index = 0;
};

[[noreturn]] void refuse(const std::string& file, std::string message, std::string hint) {
  throw Error(ErrorKind::unjudged, {std::move(message), std::move(hint), {file}});
}

}  // namespace

struct JsonState {
  std::string file;
  FileBytes bytes;
  std::string_view text;  ///< without a byte order mark
  ondemand::parser parser;
  ondemand::document document;
  bool started = false;                    ///< the document may be asked where it stands
  std::vector<unsigned char> scratch;      ///< where strings are unescaped; grows to the longest
  std::deque<std::string> unescaped_keys;  ///< keys with escapes in them, kept because keys outlive their callback
  std::vector<Step> path;
};

namespace {

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > text.size() || !simdjson::validate_utf8(text.data() + at, length)) break;
    at += length;
  }
  return at;
}

bool ends_like_an_object(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return last != std::string_view::npos && text[last] == '}';
}

[[noreturn]] void refuse_cut_off(const JsonState& state) {
  refuse(state.file,
         "is cut off: the JSON ends after " + std::to_string(state.text.size()) + " bytes without being closed",
         "the download or dbt was probably interrupted; fetch the file again or run dbt again");
}

[[noreturn]] void refuse_encoding(const JsonState& state) {
  const std::size_t at = first_invalid_utf8(state.text);
  if (at + 4 > state.text.size() && !ends_like_an_object(state.text)) refuse_cut_off(state);
  const bool utf16 = at == 0 && (state.text.starts_with("\xff\xfe") || state.text.starts_with("\xfe\xff"));
  refuse(state.file, "is not UTF-8: invalid byte at offset " + std::to_string(at),
         utf16 ? "the file looks like UTF-16 (a redirect in PowerShell?); copy dbt's file as it is"
               : "copy dbt's file as it is; something changed its encoding");
}

[[noreturn]] void refuse_json(JsonState& state, simdjson::error_code error) {
  if (error == simdjson::UTF8_ERROR) refuse_encoding(state);
  if (error == simdjson::EMPTY) refuse(state.file, "is empty", "run dbt again; was it interrupted?");
  if (error == simdjson::MEMALLOC) refuse(state.file, "needs more memory than there is", "give the job more memory");
  if (error == simdjson::UNCLOSED_STRING || !ends_like_an_object(state.text)) refuse_cut_off(state);
  std::string where;
  if (state.started) {
    const char* location = nullptr;
    if (state.document.current_location().get(location) != simdjson::SUCCESS) refuse_cut_off(state);
    const auto at = static_cast<std::size_t>(location - state.text.data());
    if (at >= state.text.find_last_of('}')) refuse_cut_off(state);
    where = " near byte " + std::to_string(at);
  }
  refuse(state.file, "is not valid JSON" + where, "run dbt again, or fetch the file again");
}

void check(JsonState& state, simdjson::error_code error) {
  if (error != simdjson::SUCCESS) refuse_json(state, error);
}

std::string_view trimmed(std::string_view token) {
  const std::size_t last = token.find_last_not_of(" \t\r\n");
  return token.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::string_view token_of(ondemand::value& value) { return trimmed(value.raw_json_token()); }

bool is_number(std::string_view token) {
  return !token.empty() && token.find_first_not_of("+-.0123456789eE") == std::string_view::npos;
}

const char* kind_of(std::string_view token) {
  if (token.empty()) return "nothing";
  switch (token.front()) {
    case '{':
      return "an object";
    case '[':
      return "a list";
    case '"':
      return "a text";
    default:
      break;
  }
  if (token == "true" || token == "false") return "true or false";
  if (token == "null") return "null";
  return is_number(token) ? "a number" : "something that is no JSON";
}

std::string_view unescape(JsonState& state, ondemand::raw_json_string raw, std::size_t room) {
  if (state.scratch.size() < room + simdjson::SIMDJSON_PADDING) state.scratch.resize(room + simdjson::SIMDJSON_PADDING);
  unsigned char* to = state.scratch.data();
  std::string_view text;
  check(state, state.parser.unescape(raw, to).get(text));
  return text;
}

std::string_view key_text(JsonState& state, ondemand::raw_json_string raw) {
  const char* begin = raw.raw();
  const char* end = begin;
  bool escaped = false;
  for (; *end != '"'; ++end) {
    if (*end != '\\') continue;
    escaped = true;
    ++end;
  }
  if (!escaped) return {begin, static_cast<std::size_t>(end - begin)};
  return state.unescaped_keys.emplace_back(unescape(state, raw, static_cast<std::size_t>(end - begin)));
}

void push(JsonState& state, const JsonValue& value, Step step) {
  state.path.push_back(step);
  if (state.path.size() > depth_limit) {
    value.fail("is nested deeper than " + std::to_string(depth_limit) + " levels", "dbt does not write such a file");
  }
  if (step.key.size() > JsonValue::text_limit) value.fail("is longer than 64 KiB", "dbt does not write such a file");
}

void append_step(std::string& out, const Step& step) {
  if (step.key.data() == nullptr) {
    out += "[" + std::to_string(step.index) + "]";
  } else {
    if (!out.empty()) out += '.';
    out += shown(step.key);
  }
}

/// key `config.tags` of `model.shop.orders`; key `status` of `results[3]`; key `nodes`
std::string place_text(const std::vector<Step>& path) {
  const bool in_list = path.size() > 1 && path[1].key.data() == nullptr;
  const std::size_t owner_begin = path.size() > 2 && !in_list ? 1 : 0;
  const std::size_t owner_end = path.size() > 2 || in_list ? 2 : path.size() - 1;
  std::string owner;
  for (std::size_t i = owner_begin; i < owner_end; ++i) append_step(owner, path[i]);
  std::string key;
  for (std::size_t i = owner_end; i < path.size(); ++i) append_step(key, path[i]);
  if (key.empty()) return "`" + owner + "`";
  return "key `" + shown(key) + "`" + (owner.empty() ? "" : " of `" + owner + "`");
}

}  // namespace

void JsonValue::fail(const std::string& problem, const std::string& hint) const {
  refuse(x_state->file, place_text(x_state->path) + " " + problem,
         hint.empty() ? "the artifact is damaged or newer than tollgate knows; write it again with dbt" : hint);
}

void JsonValue::visit_fields(FieldCall call, void* visitor) const {
  auto& value = *static_cast<ondemand::value*>(x_value);
  const std::string_view token = token_of(value);
  if (token == "null") return;
  ondemand::object object;
  if (!token.starts_with('{')) fail(std::string("must be an object, found ") + kind_of(token));
  check(*x_state, value.get_object().get(object));
  for (auto item : object) {
    check(*x_state, item.error());
    ondemand::field field = item.value_unsafe();
    push(*x_state, *this, {key_text(*x_state, field.key())});
    call(visitor, x_state->path.back().key, JsonValue(*x_state, &field.value()));
    x_state->path.pop_back();
  }
}

void JsonValue::visit_elements(ElementCall call, void* visitor) const {
  auto& value = *static_cast<ondemand::value*>(x_value);
  const std::string_view token = token_of(value);
  if (token == "null") return;
  if (!token.starts_with('[')) fail(std::string("must be a list, found ") + kind_of(token));
  ondemand::array array;
  check(*x_state, value.get_array().get(array));
  std::size_t index = 0;
  for (auto item : array) {
    check(*x_state, item.error());
    ondemand::value element = item.value_unsafe();
    push(*x_state, *this, {{}, index++});
    call(visitor, JsonValue(*x_state, &element));
    x_state->path.pop_back();
  }
}

std::string JsonValue::text_up_to(std::size_t limit) const {
  auto& value = *static_cast<ondemand::value*>(x_value);
  const std::string_view token = token_of(value);
  if (token == "null") return {};
  if (!token.starts_with('"')) fail(std::string("must be a text, found ") + kind_of(token));
  if (token.size() > limit + 2) {
    fail("holds " + std::to_string(token.size() - 2) + " bytes; tollgate reads at most " + std::to_string(limit),
         "take such a text out of the project, or out of the artifact");
  }
  ondemand::raw_json_string raw;
  check(*x_state, value.get_raw_json_string().get(raw));
  return std::string(unescape(*x_state, raw, token.size()));
}

bool JsonValue::is_null() const { return token_of(*static_cast<ondemand::value*>(x_value)) == "null"; }

bool JsonValue::is_list() const { return token_of(*static_cast<ondemand::value*>(x_value)).starts_with('['); }

bool JsonValue::is_object() const { return token_of(*static_cast<ondemand::value*>(x_value)).starts_with('{'); }

std::string JsonValue::text_or_number() const {
  const std::string_view token = token_of(*static_cast<ondemand::value*>(x_value));
  return is_number(token) ? std::string(token) : text();
}

bool JsonValue::boolean(bool when_null) const {
  const std::string_view token = token_of(*static_cast<ondemand::value*>(x_value));
  if (token == "null") return when_null;
  if (token != "true" && token != "false") fail(std::string("must be true or false, found ") + kind_of(token));
  return token == "true";
}

long long JsonValue::integer(long long when_null) const {
  auto& value = *static_cast<ondemand::value*>(x_value);
  const std::string_view token = token_of(value);
  if (token == "null") return when_null;
  std::int64_t number = 0;
  if (!is_number(token) || value.get_int64().get(number) != simdjson::SUCCESS) {
    fail(std::string("must be a whole number, found ") + kind_of(token));
  }
  return number;
}

std::vector<std::string> JsonValue::texts() const {
  std::vector<std::string> result;
  each_element([&](const JsonValue& element) { result.push_back(element.text()); });
  return result;
}

std::vector<std::string> JsonValue::text_or_texts() const {
  const std::string_view token = token_of(*static_cast<ondemand::value*>(x_value));
  if (token.starts_with('"')) return {text()};
  return texts();
}

std::string JsonValue::plain() const {
  const std::string_view token = token_of(*static_cast<ondemand::value*>(x_value));
  if (token.starts_with('"')) return long_text();
  return token == "null" ? "null" : compact();
}

std::string JsonValue::compact(std::span<const std::string_view> without) const {
  const std::string_view token = token_of(*static_cast<ondemand::value*>(x_value));
  std::string out;
  if (token.starts_with('{')) {
    Meta members;
    each_field([&](std::string_view key, const JsonValue& member) {
      if (std::find(without.begin(), without.end(), key) != without.end()) return;
      std::string text = member.compact(without);
      if (text.empty() || (text == "{}" && !without.empty())) return;
      members.insert_or_assign(std::string(key), std::move(text));
    });
    return object_text(members);
  }
  if (token.starts_with('[')) {
    each_element([&](const JsonValue& element) {
      const std::string text = element.compact(without);
      out += out.empty() ? "[" : ",";
      out += text.empty() ? "null" : text;
    });
    return out.empty() ? "[]" : out + "]";
  }
  if (token.starts_with('"')) {
    append_quoted(out, long_text());
    return out;
  }
  if (token == "null") return {};
  if (token != "true" && token != "false" && !is_number(token)) fail(std::string("is ") + kind_of(token));
  return std::string(token);
}

JsonDocument::JsonDocument(std::string file, FileBytes bytes) : x_state(std::make_unique<JsonState>()) {
  JsonState& state = *x_state;
  state.file = std::move(file);
  state.bytes = std::move(bytes);
  state.text = state.bytes.text();
  std::size_t capacity = state.bytes.capacity();
  if (state.text.starts_with("\xef\xbb\xbf")) {  // simdjson 3.0 does not skip a byte order mark
    state.text.remove_prefix(3);
    capacity -= 3;
  }
  const std::size_t first = state.text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) check(state, simdjson::EMPTY);
  check(state, state.parser.iterate(state.text.data(), state.text.size(), capacity).get(state.document));
  state.started = true;
  if (state.text[first] != '{') {
    const std::string found = kind_of(trimmed(state.text.substr(first, 32)));
    refuse(state.file, "is not a dbt artifact: the JSON must be an object, found " + found,
           "name the file that dbt wrote");
  }
}

JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

const std::string& JsonDocument::file() const { return x_state->file; }
std::string_view JsonDocument::text() const { return x_state->text; }

void JsonDocument::visit_fields(JsonValue::FieldCall call, void* visitor) {
  JsonState& state = *x_state;
  state.document.rewind();
  state.path.clear();
  ondemand::object object;
  check(state, state.document.get_object().get(object));
  for (auto item : object) {
    check(state, item.error());
    ondemand::field field = item.value_unsafe();
    const JsonValue value(state, &field.value());
    push(state, value, {key_text(state, field.key())});
    call(visitor, state.path.back().key, value);
    state.path.pop_back();
  }
  const char* location = nullptr;
  if (state.document.current_location().get(location) == simdjson::SUCCESS) {
    refuse(state.file,
           "is not valid JSON: something follows after byte " + std::to_string(location - state.text.data()),
           "were two files joined? run dbt again");
  }
}

}  // namespace tollgate::dbt
