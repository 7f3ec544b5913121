// Any bytes as a waiver file: never a crash, never both a waiver and a problem; what loads holds all that a waiver
// needs, covers itself alone, and is not added by a change that leaves it alone.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "policy/waivers.hpp"
#include "tests/policy/support.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tollgate;
  const std::string text(data, data + size);
  const policy::LoadedWaivers loaded = policy::load_waivers(text, "fuzz.yml", policy::testing::gates);
  require(loaded.waivers.empty() || loaded.problems.empty());
  for (const Diagnostic& problem : loaded.problems) require(!problem.message.empty());
  for (const Waiver& waiver : loaded.waivers) {
    require(!waiver.gate.empty() && !waiver.rule.empty() && !waiver.reason.empty() && !waiver.owner.empty());
    require(day_from(day_text(waiver.expires)) == waiver.expires);
    require(!covers(waiver, {"model.elsewhere.nothing", "", ""}) || waiver.subject.find('*') != std::string::npos ||
            waiver.subject.find('?') != std::string::npos || waiver.subject == "model.elsewhere.nothing");
    if (waiver.subject.find_first_of("*?(") == std::string::npos) require(covers(waiver, {waiver.subject, "", ""}));
  }
  const policy::WaiversOfChange change = policy::waivers_of_change(loaded.waivers, loaded.waivers);
  require(change.removed == 0);
  for (const Waiver& waiver : change.in_force) require(!waiver.added);
  WaiverBook book{loaded.waivers, *day_from("2026-11-21"), {"model.shop.orders"}};
  require(apply_waivers({}, {}, book).size() <= 2 * book.waivers.size());
  return 0;
}
