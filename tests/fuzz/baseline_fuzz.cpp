// The baseline file: any text is a baseline or a wrong file with a line, and what is read is written as it was.
#include <cstddef>
#include <cstdint>
#include <string>

#include "cli/baseline_in_force.hpp"
#include "core/error.hpp"

using namespace tollgate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const std::string written = cli::baseline_text(cli::read_baseline(text, "tollgate-baseline.json"));
    if (cli::baseline_text(cli::read_baseline(written, "tollgate-baseline.json")) != written) __builtin_trap();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage || error.diagnostic().place.line < 1) __builtin_trap();
  }
  return 0;
}
