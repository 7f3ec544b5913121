// Qualified names as SQL writes them, and as keys of a map.
#include <algorithm>

#include "sql/opaque_text.hpp"
#include "sql/parse.hpp"

namespace tollgate::sql {
namespace {

constexpr std::size_t most_parts = 3;

// Takes "quoted" (or `quoted`, as dbt writes for other adapters) off the front; a doubled quote stands for one.
std::optional<std::string> take_quoted(std::string_view& rest) {
  const char quote = rest.front();
  std::string part;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != quote) {
      part += rest[i];
    } else if (i + 1 < rest.size() && rest[i + 1] == quote) {
      part += rest[i++];
    } else {
      rest.remove_prefix(i + 1);
      return part;
    }
  }
  return std::nullopt;
}

// Unquoted names fold to lower case; like the server in UTF-8, only ASCII letters are folded.
std::string take_word(std::string_view& rest) {
  std::string part;
  while (!rest.empty() && continues_name(rest.front())) {
    const char c = rest.front();
    part += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    rest.remove_prefix(1);
  }
  return part;
}

void append_quoted_if_needed(std::string& key, std::string_view part) {
  if (part.find_first_of(".\"") == std::string_view::npos) {
    key += part;
    return;
  }
  key += '"';
  for (const char c : part) key.append(c == '"' ? 2U : 1U, c);
  key += '"';
}

template <class Part>
std::string key_of(std::span<const Part> parts) {
  std::size_t size = parts.size();
  for (const Part& part : parts) size += part.size();
  std::string key;
  key.reserve(size);
  for (const Part& part : parts) {
    if (!key.empty()) key += '.';
    append_quoted_if_needed(key, part);
  }
  return key;
}

}  // namespace

std::optional<std::vector<std::string>> split_relation_name(std::string_view name) {
  std::vector<std::string> parts;
  while (!name.empty()) {
    const bool quoted = name.front() == '"' || name.front() == '`';
    std::optional<std::string> part = quoted ? take_quoted(name) : take_word(name);
    if (!part || part->empty()) return std::nullopt;
    parts.push_back(std::move(*part));
    if (name.empty()) break;
    if (name.front() != '.' || name.size() == 1) return std::nullopt;
    name.remove_prefix(1);
  }
  if (parts.empty() || parts.size() > most_parts) return std::nullopt;
  return parts;
}

std::string relation_key(std::span<const std::string> parts) { return key_of(parts); }
std::string relation_key(std::span<const std::string_view> parts) { return key_of(parts); }

}  // namespace tollgate::sql
