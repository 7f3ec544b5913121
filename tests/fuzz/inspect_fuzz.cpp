// Lines of any kind for `tollgate inspect`: a request or a clear error, never a crash, and never more or fewer lines
// than there are.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "cli/inspect_judges.hpp"
#include "cli/inspect_lines.hpp"
#include "cli/inspect_request.hpp"
#include "core/error.hpp"

namespace {

using namespace tollgate;

template <class Read>
void told_or_read(const Read& read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.diagnostic().message.empty()) __builtin_trap();
  }
}

void read_line(const std::string& text) {
  told_or_read([&] {
    const cli::InspectRequest request(text);
    if (request.id().empty()) __builtin_trap();
    told_or_read([&] { request.refuse_repeated_keys(); });
    told_or_read([&] { (void)request.text("sql"); });
    told_or_read([&] { (void)request.schema("schema"); });
    told_or_read([&] { (void)request.optional_integer("server_version", 15); });
    told_or_read([&] { (void)request.optional_texts("functions"); });
    told_or_read([&] { (void)request.optional_cells("values"); });
    told_or_read([&] { (void)cli::inspect_pii(request); });
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::istringstream in(text);
  cli::InspectLines lines({}, &in);
  cli::InspectLine line;
  std::ptrdiff_t count = 0;
  for (; lines.next(line); ++count) read_line(line.text);
  const std::ptrdiff_t ends = std::count(text.begin(), text.end(), '\n');
  if (count != ends + (!text.empty() && text.back() != '\n' ? 1 : 0)) __builtin_trap();
  return 0;
}
