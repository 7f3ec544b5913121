// Any bytes as a roles file, and as the description of a pull request: never a crash, never both a role and a problem;
// a file gives nobody more than it gives itself, and no address is repeated.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gates/hallucination_budget/prompt.hpp"
#include "policy/roles.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tollgate;
  const std::string text(data, data + size);
  const policy::LoadedRoles loaded = policy::load_roles(text, "fuzz.yml");
  require(loaded.roles.members.empty() || loaded.problems.empty());
  for (const Diagnostic& problem : loaded.problems) require(!problem.message.empty());
  for (const auto& [role, logins] : loaded.roles.members) {
    require(role != "peer" && !logins.empty());
    for (const std::string& login : logins) {
      require(login.find('@') == std::string::npos);
      require(loaded.roles.has(login, role) && loaded.roles.has("@" + login, "peer"));
    }
  }
  require(policy::loosened_roles(loaded.roles, loaded.roles, "fuzz.yml").empty());
  if (gates::hallucination::holds_prompt(text)) require(gates::hallucination::holds_prompt(text + "\n"));
  return 0;
}
