// Any bytes as a policy file: never a crash, never both a policy and a problem; a policy that loads can be shown, and
// what is shown loads again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "policy/compare.hpp"
#include "policy/show.hpp"
#include "tests/policy/support.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tollgate;
  namespace support = policy::testing;
  const std::string text(data, data + size);
  const policy::Environment unset = support::environment();
  const policy::Loaded loaded = policy::load(text, "fuzz.yml", support::gates, unset);
  require(loaded.policy.has_value() == loaded.problems.empty());
  for (const Diagnostic& problem : loaded.problems) require(!problem.message.empty());
  if (!loaded.policy) return 0;
  for (const Layer& layer : loaded.policy->layers) require(!layer.gates.empty() && !layer.select.empty());
  require(policy::loosened(*loaded.policy, *loaded.policy, support::gates, "fuzz.yml").empty());
  const std::string shown = policy::show(*loaded.policy, support::gates);
  const policy::Loaded again = policy::load(shown, "shown.yml", support::gates, unset);
  require(again.policy.has_value() || shown.size() > 900'000);
  return 0;
}
