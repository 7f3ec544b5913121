// Events of any form: refused with a reason, or in one form that reads back as itself and holds no address of a person.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "budget/audit/addresses.hpp"
#include "budget/audit/event.hpp"
#include "budget/audit/export.hpp"
#include "budget/audit/log.hpp"
#include "core/error.hpp"

using namespace tollgate::budget;

namespace {

void check_accepted(const std::string& draft) {
  if (draft_from(draft) != draft) __builtin_trap();
  if (holds_address_of_a_person(draft)) __builtin_trap();
  const SealedEvent event = seal(draft, {}, 1);
  const StoredEvent stored = stored_event(event.path, event.bytes);
  if (stored.id != event.id || stored.draft != draft) __builtin_trap();
  audit_csv({stored});
  audit_sql({stored}, "events");
}

}  // namespace

// The input is an event; as it is it also stands as a file of the log.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    check_accepted(draft_from(text, "2026-04-01T09:15:00.000Z"));
  } catch (const tollgate::Error& error) {
    if (error.diagnostic().message.empty()) __builtin_trap();
  }
  const Verification log =
      read_events({.tip = "t", .files = {{.path = "events/2026/04/x.json", .mode = "100644", .bytes = text}}});
  if (log.problems.empty()) __builtin_trap();
  return 0;
}
