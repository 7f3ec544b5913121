#include "cli/streams.hpp"

#include <ostream>

namespace tollgate::cli {

std::string variable(const Streams& streams, std::string_view name) {
  return streams.environment(name).value_or(std::string());
}

void tell(const Streams& streams, const std::string& text) {
  const bool fenced = variable(streams, "GITHUB_ACTIONS") == "true";
  if (fenced) streams.err << "::stop-commands::" << streams.random_token << "\n";
  streams.err << text << "\n";
  if (fenced) streams.err << "::" << streams.random_token << "::\n";
  streams.err.flush();
}

}  // namespace tollgate::cli
