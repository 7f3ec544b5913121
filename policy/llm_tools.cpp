#include "policy/llm_tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "policy/map_reader.hpp"
#include "policy/values.hpp"

namespace tollgate::policy {

namespace {

constexpr std::size_t longest_id = 40;

bool is_tool_id(std::string_view text) {
  const auto is_part = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= longest_id && text.front() != '-' && std::ranges::all_of(text, is_part);
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  const bool one = at != std::string_view::npos && at > 0 && text.find('@', at + 1) == std::string_view::npos;
  const std::string_view host = one ? text.substr(at + 1) : std::string_view();
  return one && host.find('.') != std::string_view::npos && host.find('*') == std::string_view::npos &&
         text.find_first_of(" <>\t\n") == std::string_view::npos;
}

/// Of a company everybody has an address at its host: only a host of tools alone may be named as a whole.
bool takes_all_of_a_mail_host(std::string_view text) {
  static constexpr std::string_view hosts[] = {"gmail.com", "outlook.com", "users.noreply.github.com",
                                               "users.noreply.gitlab.com", "github.com"};
  return text.starts_with("*@") && std::ranges::find(hosts, text.substr(2)) != std::end(hosts);
}

bool has_no_glob(std::string_view text) { return text.find_first_of("*\n\r\t") == std::string_view::npos; }

template <class Good>
std::vector<std::string> texts_of(MapReader& reader, std::string_view key, const std::string& name, const Good& good,
                                  std::string_view what, Problems& problems) {
  const Node* node = reader.find(key);
  if (node == nullptr) return {};
  const std::string full = fmt::format("{}.{}", name, key);
  auto texts = read_texts(*node, full, problems);
  if (!texts) return {};
  if (std::ranges::all_of(*texts, good)) return *std::move(texts);
  expected(*node, full, what, problems);
  return {};
}

LlmTool read_tool(const Entry& entry, const std::string& name, Problems& problems) {
  LlmTool tool;
  tool.id = entry.key;
  MapReader reader(entry.value, name, problems);
  tool.emails = texts_of(
      reader, "emails", name,
      [](const std::string& text) { return is_address(text) && !takes_all_of_a_mail_host(text); },
      "addresses such as coder@acme.example or *@agents.acme.example, not of a host where people have theirs",
      problems);
  tool.names = texts_of(reader, "names", name, has_no_glob, "whole display names, without *", problems);
  tool.accounts = texts_of(reader, "accounts", name, has_no_glob, "logins, without *", problems);
  if (reader.is_map() && entry.value.entries.empty()) {
    expected(entry.value, name, "emails, names or accounts by which it is known", problems);
  }
  reader.finish();
  return tool;
}

}  // namespace

std::vector<LlmTool> read_llm_tools(const Node& node, Problems& problems) {
  std::vector<LlmTool> tools;
  if (!node.is_map()) {
    expected(node, "llm.tools", "a mapping of tools, e.g. {acme-coder: {accounts: [acme-coder]}}", problems);
    return tools;
  }
  for (const Entry& entry : node.entries) {
    if (is_tool_id(entry.key)) {
      tools.push_back(read_tool(entry, "llm.tools." + entry.key, problems));
    } else {
      expected(entry.value, "llm.tools", "ids of tools in lower-case letters, digits and hyphens", problems);
    }
  }
  return tools;
}

}  // namespace tollgate::policy
