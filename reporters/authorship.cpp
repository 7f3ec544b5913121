#include "reporters/authorship.hpp"

#include "core/lower.hpp"

namespace tollgate::reporters {

bool Authorship::is_ours(const forge::Account& author) {
  // An account that is gone: nobody's any more.
  if (author.login.empty() || lowered(author.login) == "ghost") return false;
  if (!author.is_person) return true;
  if (!x_own_login) x_own_login = lowered(x_client.own_login().value);
  return !x_own_login->empty() && lowered(author.login) == *x_own_login;
}

}  // namespace tollgate::reporters
