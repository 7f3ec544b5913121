#include "cli/init/yaml_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace tollgate::cli::init {

using policy::Entry;
using policy::Node;

namespace {

/// Words and numbers that YAML 1.1 reads as something else than text.
bool is_other_than_text(std::string_view text) {
  static constexpr std::array<std::string_view, 9> words{"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
  std::string low(text);
  std::ranges::transform(low, low.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (std::ranges::find(words, low) != words.end()) return true;
  return low.find_first_not_of("0123456789.+-_:ex") == std::string::npos;
}

bool is_plain(std::string_view text) {
  if (text.empty() || is_other_than_text(text)) return false;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/' ||
           c == '.' || c == '-';
  };
  return text.front() != '-' && text.front() != '.' && std::ranges::all_of(text, plain);
}

std::string flow_list(const Node& list) {
  std::string text = "[";
  for (const Node& item : list.items) text += (text.size() > 1 ? ", " : "") + yaml_flow(item);
  return text + "]";
}

std::string flow_map(const Node& map) {
  std::string text = "{";
  for (const Entry& entry : map.entries) {
    const std::string value = yaml_flow(entry.value);
    text += (text.size() > 1 ? ", " : "") + entry.key + (value.empty() ? ":" : ": " + value);
  }
  return text + "}";
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    const auto byte = static_cast<unsigned char>(c);
    quoted += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return quoted + "\"";
}

std::string yaml_list(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return yaml_scalar(texts.front());
  std::string list = "[";
  for (const std::string& text : texts) list += (list.size() > 1 ? ", " : "") + yaml_scalar(text);
  return list + "]";
}

std::string yaml_flow(const Node& node) {
  if (node.is_map()) return flow_map(node);
  if (node.is_list()) return flow_list(node);
  if (!node.is_scalar()) return {};
  return node.plain ? node.text : yaml_scalar(node.text);
}

std::string comment_text(std::string_view text) {
  std::string plain(text);
  std::ranges::replace_if(
      plain, [](char c) { return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f; }, '?');
  return plain;
}

Node laid_over(const Node& under, const Node& over) {
  if (!under.is_map() || !over.is_map()) return over.is_nothing() ? under : over;
  Node laid = under;
  for (const Entry& entry : over.entries) {
    const auto there = std::ranges::find_if(laid.entries, [&](const Entry& known) { return known.key == entry.key; });
    if (there == laid.entries.end()) {
      laid.entries.push_back(entry);
    } else {
      there->value = laid_over(there->value, entry.value);
    }
  }
  return laid;
}

}  // namespace tollgate::cli::init
