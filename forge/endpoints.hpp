// Every call that tollgate may make, in one table: what is not in it is refused before it leaves. It holds nothing that
// approves, merges, closes, or takes a label, a comment or anything else away, and never will.
#pragma once

#include <span>
#include <string_view>

#include "forge/facts.hpp"
#include "forge/http.hpp"

namespace tollgate::forge {

struct Endpoint {
  Kind kind = Kind::github;
  Method method = Method::get;
  std::string_view path;        ///< `{}`: one part
  std::string_view fields;      ///< what the body of a write may hold, by blanks; empty: a read, without a body
  std::string_view must_say{};  ///< a field of `fields` that has to be there, `=` and its text
};

std::span<const Endpoint> endpoints();

/// `path` as it is sent below the API's address; a query does not matter.
bool is_allowed(Kind kind, Method method, std::string_view path, std::string_view body);

}  // namespace tollgate::forge
