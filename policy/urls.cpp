#include "policy/urls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string_view>

#include "core/lower.hpp"
#include "policy/values.hpp"

namespace tollgate::policy {

namespace {

constexpr const char* secrets_rule =
    "secrets come from the environment: write the variable's name, e.g. ${TOLLGATE_BASE_URL}";

bool is_variable_name(std::string_view name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

/// True when the text is nothing but one variable.
bool is_variable(std::string_view text) {
  return text.starts_with("${") && text.ends_with('}') && is_variable_name(text.substr(2, text.size() - 3));
}

/// False when a `${` has no name and `}` after it.
bool replace_variables(std::string_view text, const Environment& environment, Url& url) {
  while (true) {
    const std::size_t start = text.find("${");
    url.value += text.substr(0, start);
    if (start == std::string_view::npos) break;
    const std::size_t end = text.find('}', start);
    if (end == std::string_view::npos) return false;
    const std::string_view name = text.substr(start + 2, end - start - 2);
    if (!is_variable_name(name)) return false;
    const std::string value = environment(name).value_or("");
    if (value.empty() && url.unset.empty()) url.unset = name;
    url.value += value;
    text.remove_prefix(end + 1);
  }
  if (!url.unset.empty()) url.value.clear();
  return true;
}

/// `postgresql://user:PASSWORD@host`, by RFC 3986 the userinfo up to the last `@` before the path.
bool has_userinfo_password(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view rest = text.substr(scheme + 3);
  const std::size_t at = rest.rfind('@');
  const std::size_t colon = rest.substr(0, at).find(':');
  if (at == std::string_view::npos || colon == std::string_view::npos) return false;
  const std::string_view password = rest.substr(colon + 1, at - colon - 1);
  return !password.empty() && !is_variable(password);
}

/// `password=…` of a keyword/value string or of a URI's query; `sslpassword=` too.
bool has_password_parameter(std::string_view text) {
  const std::string lower = lowered(text);
  for (std::size_t at = lower.find("password"); at != std::string::npos; at = lower.find("password", at + 1)) {
    const std::size_t equals = lower.find_first_not_of(' ', at + std::string_view("password").size());
    if (equals == std::string::npos || lower[equals] != '=') continue;
    const std::size_t value = std::min(lower.find_first_not_of(" '", equals + 1), text.size());
    const std::size_t end = std::min(lower.find_first_of("&' ", value), text.size());
    if (value != end && !is_variable(text.substr(value, end - value))) return true;
  }
  return false;
}

bool looks_like_postgres(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://") || text.starts_with("${") ||
         (text.find('=') != std::string_view::npos && text.find("://") == std::string_view::npos);
}

}  // namespace

std::optional<Url> read_url(const Node& node, const std::string& name, const Environment& environment,
                            Problems& problems) {
  if (!node.is_scalar() || node.text.empty()) {
    expected(node, name, "a PostgreSQL URL or an environment variable", problems, secrets_rule);
    return std::nullopt;
  }
  Url url;
  url.text = node.text;
  if (has_userinfo_password(node.text) || has_password_parameter(node.text)) {
    problems.add(node.mark, name + ": a password is written into the policy", secrets_rule);
  } else if (!looks_like_postgres(node.text)) {
    problems.add(node.mark, name + ": expected postgresql://USER@HOST:PORT/DATABASE or ${NAME}", secrets_rule);
  } else if (!replace_variables(node.text, environment, url)) {
    problems.add(node.mark, name + ": after `${` a variable's name and `}` are expected", secrets_rule);
  } else {
    return url;
  }
  return std::nullopt;
}

}  // namespace tollgate::policy
