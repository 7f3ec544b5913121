#include "warehouse/env_template.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace tollgate::warehouse {
namespace {

constexpr std::array<std::string_view, 6> known_filters{"int",     "as_number", "as_native",
                                                        "as_text", "as_bool",   "string"};

// Reads one `env_var(…) | filter` from the front of a text, token by token.
class Reader {
 public:
  explicit Reader(std::string_view text) : x_rest(text) {}

  bool at_end() {
    skip_blanks();
    return x_rest.empty();
  }

  bool take(std::string_view token) {
    skip_blanks();
    if (x_rest.substr(0, token.size()) != token) {
      return false;
    }
    x_rest.remove_prefix(token.size());
    return true;
  }

  std::string_view word() {
    skip_blanks();
    const auto* const end = std::find_if_not(x_rest.begin(), x_rest.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    const auto found = x_rest.substr(0, static_cast<std::size_t>(end - x_rest.begin()));
    x_rest.remove_prefix(found.size());
    return found;
  }

  // A quoted text without escapes: neither names of variables nor sensible defaults need them.
  std::optional<std::string> quoted() {
    skip_blanks();
    if (x_rest.empty() || (x_rest.front() != '\'' && x_rest.front() != '"')) {
      return std::nullopt;
    }
    const auto end = x_rest.find(x_rest.front(), 1);
    if (end == std::string_view::npos || x_rest.substr(0, end).find('\\') != std::string_view::npos) {
      return std::nullopt;
    }
    std::string out(x_rest.substr(1, end - 1));
    x_rest.remove_prefix(end + 1);
    return out;
  }

 private:
  void skip_blanks() {
    while (!x_rest.empty() && (x_rest.front() == ' ' || x_rest.front() == '\t' || x_rest.front() == '\n')) {
      x_rest.remove_prefix(1);
    }
  }

  std::string_view x_rest;
};

struct Call {
  std::string variable;
  std::optional<std::string> fallback;
};

std::optional<Call> read_call(Reader& reader) {
  if (reader.word() != "env_var" || !reader.take("(")) {
    return std::nullopt;
  }
  auto variable = reader.quoted();
  if (!variable || variable->empty()) {
    return std::nullopt;
  }
  Call call{std::move(*variable), {}};
  if (reader.take(",")) {
    call.fallback = reader.quoted();
    if (!call.fallback) {
      return std::nullopt;
    }
  }
  return reader.take(")") ? std::optional(std::move(call)) : std::nullopt;
}

bool read_filters(Reader& reader) {
  while (reader.take("|")) {
    if (std::find(known_filters.begin(), known_filters.end(), reader.word()) == known_filters.end()) {
      return false;
    }
    if (reader.take("(") && !reader.take(")")) {
      return false;
    }
  }
  return reader.at_end();
}

TemplateProblem refused() {
  return {
      "only {{ env_var('NAME') }} and {{ env_var('NAME', 'default') }} are understood here, no other Jinja",
      "write the value itself or take it from an environment variable; or give the database by warehouse.base_url and "
      "warehouse.head_url"};
}

Rendered render_expression(std::string_view expression, const Environment& environment) {
  Reader reader(expression);
  const auto call = read_call(reader);
  if (!call || !read_filters(reader)) {
    return {"", refused()};
  }
  auto value = environment(call->variable);
  if (!value) {
    value = call->fallback;
  }
  if (!value) {
    return {"", TemplateProblem{fmt::format("the environment variable {} is not set", call->variable),
                                fmt::format("set {}, or give env_var() a default", call->variable)}};
  }
  return {*value, {}};
}

}  // namespace

Rendered render_env(std::string_view text, const Environment& environment) {
  Rendered out;
  if (text.find("{%") != std::string_view::npos || text.find("{#") != std::string_view::npos) {
    out.problem = refused();
    return out;
  }
  while (true) {
    const auto begin = text.find("{{");
    out.text += text.substr(0, begin);
    if (begin == std::string_view::npos) {
      return out;
    }
    const auto end = text.find("}}", begin);
    if (end == std::string_view::npos) {
      out.problem = refused();
      return out;
    }
    auto value = render_expression(text.substr(begin + 2, end - begin - 2), environment);
    if (value.problem) {
      return value;
    }
    out.text += value.text;
    text.remove_prefix(end + 2);
  }
}

}  // namespace tollgate::warehouse
