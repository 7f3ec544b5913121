#include "gates/pii_scan/values/json_leaves.hpp"

#include <cstring>

#include "gates/pii_scan/values/compact.hpp"

namespace tollgate::pii_scan {
namespace {

/// The end of the string that begins behind `at`; npos when it never ends.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at;
    }
  }
  return std::string_view::npos;
}

void put_utf8(std::string& out, unsigned code) {
  if (code < 0x80U) {
    out += static_cast<char>(code);
  } else if (code < 0x800U) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | (code >> 12U));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

unsigned hex_code(std::string_view four) {
  unsigned code = 0;
  for (const char letter : four) {
    const int value = is_digit(letter) ? digit(letter) : (is_hex(letter) ? lower(letter) - 'a' + 10 : 0);
    code = code * 16 + static_cast<unsigned>(value);
  }
  return code;
}

}  // namespace

bool looks_like_json(std::string_view cell) {
  return cell.size() > 2 && ((cell.front() == '{' && cell.find('"') != std::string_view::npos) ||
                             (cell.front() == '[' && (cell[1] == '"' || cell[1] == '{' || cell[1] == '[')));
}

JsonLeaves::~JsonLeaves() {
  for (auto& text : x_decoded) {
    explicit_bzero(text.data(), text.size());
  }
}

std::string_view JsonLeaves::decoded(std::string_view raw) {
  if (raw.find('\\') == std::string_view::npos) {
    return raw;
  }
  std::string& text = x_decoded.emplace_back();
  text.reserve(raw.size());  // never grows: \uXXXX is at most three bytes
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] != '\\' || at + 1 == raw.size()) {
      text += raw[at];
      continue;
    }
    const char escape = raw[++at];
    if (escape == 'u' && at + 4 < raw.size()) {
      put_utf8(text, hex_code(raw.substr(at + 1, 4)));
      at += 4;
    } else {
      text += escape == 'n' || escape == 't' || escape == 'r' ? ' ' : escape;
    }
  }
  return text;
}

void JsonLeaves::add(std::string_view key, std::string_view leaf) {
  auto found = x_by_key.find(key);
  if (found == x_by_key.end()) {
    if (x_by_key.size() == most_keys) {
      return;
    }
    found = x_by_key.emplace(key, std::vector<Cell>{}).first;
  }
  found->second.emplace_back(leaf);
}

void JsonLeaves::read(std::string_view cell) {
  std::string_view key;
  for (std::size_t at = 0; at < cell.size(); ++at) {
    if (cell[at] == '"') {
      const std::size_t end = string_end(cell, at + 1);
      if (end == std::string_view::npos) {
        return;
      }
      const std::string_view text = cell.substr(at + 1, end - at - 1);
      const std::size_t next = cell.find_first_not_of(" \t\r\n", end + 1);
      if (next != std::string_view::npos && cell[next] == ':') {
        key = decoded(text);
        if (key.find('@') != std::string_view::npos) {
          add({}, key);  // people as keys: {"jane@…": 3}
        }
      } else {
        add(key, decoded(text));
      }
      at = end;
    } else if (is_digit(cell[at])) {
      std::size_t end = at;
      while (end < cell.size() && (is_digit(cell[end]) || cell[end] == '.')) {
        ++end;
      }
      add(key, cell.substr(at, end - at));
      at = end - 1;
    }
  }
}

}  // namespace tollgate::pii_scan
