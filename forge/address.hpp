// Addresses: where an API is, whether a secret may be sent there, and paths below it. For the files of this room and
// their tests.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::forge {

struct Address {
  bool secure = true;    ///< https
  bool is_here = false;  ///< on this machine
  std::string origin;    ///< `https://host` or `https://host:port`, lower case
  std::string path;      ///< without `/` at its end
};

/// Throws Error (usage), which names `variable`, for what is no https address (http only on this machine), or holds a
/// user, a query or a fragment.
Address address_from(std::string_view text, std::string_view variable);

/// Percent-encoded as one part of a path.
std::string encoded(std::string_view part);

}  // namespace tollgate::forge
