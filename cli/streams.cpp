#include "cli/streams.hpp"

#include <functional>
#include <ostream>
#include <utility>

#include "cli/progress_line.hpp"

namespace tollgate::cli {

std::string variable(const Streams& streams, std::string_view name) {
  return streams.environment(name).value_or(std::string());
}

void begin_step(const Streams& streams, std::string what) {
  if (streams.run == nullptr) return;
  const bool over = what.empty();
  streams.run->begin(std::move(what));
  if (over && streams.progress != nullptr) streams.progress->above([] {});
}

namespace {

void write(const Streams& streams, const std::string& text) {
  const bool fenced = variable(streams, "GITHUB_ACTIONS") == "true";
  if (fenced) streams.err << "::stop-commands::" << streams.random_token << "\n";
  streams.err << text << "\n";
  if (fenced) streams.err << "::" << streams.random_token << "::\n";
  streams.err.flush();
}

}  // namespace

void tell(const Streams& streams, const std::string& text) {
  if (streams.run != nullptr && streams.run->stopped()) return;  // who stopped it says so, and no more
  if (streams.progress == nullptr) return write(streams, text);
  streams.progress->above([&] { write(streams, text); });
}

}  // namespace tollgate::cli
