// Messages, names and notes of any kind: the judge answers, equally each time, and its state follows from its strength.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "change/provenance.hpp"

using namespace tollgate::change;

// The input: message, NUL, author's name, NUL, author's address, NUL, note.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto next = [&rest] {
    const std::string_view part = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(part.size() < rest.size() ? part.size() + 1 : rest.size());
    return std::string(part);
  };
  CommitText commit;
  commit.message = next();
  commit.author = {next(), next()};
  commit.notes = next();
  commit.branch = commit.author.name;
  commit.labels = {commit.author.name};
  const Provenance provenance = recognise(commit);
  const bool counts = provenance.strength >= SignalStrength::medium;
  if (counts != (provenance.state == ProvenanceState::declared_llm)) __builtin_trap();
  if ((provenance.strength == SignalStrength::none) != provenance.signals.empty()) __builtin_trap();
  const Provenance again = recognise(commit);
  if (again.tool != provenance.tool || again.model != provenance.model) __builtin_trap();
  if (again.revert.has_value() != provenance.revert.has_value()) __builtin_trap();
  return 0;
}
