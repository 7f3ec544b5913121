// Whether a comment on a forge is one of tollgate's own: a person may quote a hidden key of ours, and keeps the
// comment.
#pragma once

#include <optional>
#include <string>

#include "forge/client.hpp"

namespace tollgate::reporters {

/// Of one run. The client must outlive it.
class Authorship {
 public:
  explicit Authorship(forge::Client& client) : x_client(client) {}

  /// A bot, or ourselves. Who we are is asked once, and only for a comment of a person; a token that may not ask (that
  /// of GitHub Actions) is a bot's.
  bool is_ours(const forge::Account& author);

 private:
  forge::Client& x_client;
  std::optional<std::string> x_own_login;
};

}  // namespace tollgate::reporters
