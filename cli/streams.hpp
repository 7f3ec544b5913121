// Where a command reads its surroundings and writes its words: the whole command line is testable in-process.
#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "core/heap.hpp"
#include "core/run.hpp"

namespace tollgate::cli {

class ProgressLine;  // cli/progress_line.hpp

struct Streams {
  std::ostream& out;  ///< the report
  std::ostream& err;  ///< progress and problems
  std::function<std::optional<std::string>(std::string_view)> environment;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 100;             ///< columns of the terminal
  std::string random_token;    ///< 32 hex digits nobody can guess
  std::istream* in = nullptr;  ///< standard input; null: none
  /// In UTC: waivers expire by it. Not told: the end of time, on which none is in force.
  std::chrono::sys_days today = std::chrono::sys_days::max();
  /// When events of the audit log happen that do not say so themselves. Not told: they must say so.
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> now{};
  Run* run = nullptr;                ///< how far the run is, and its end; null: nobody asks
  ProgressLine* progress = nullptr;  ///< what shows that on stderr; null: nothing does
  int err_width = 80;                ///< columns of the terminal that stderr is
  Leftovers* leftovers = nullptr;  ///< what holds large things to the end of the process; null: each ends with its use
};

/// The value of a variable, or an empty string.
std::string variable(const Streams& streams, std::string_view name);

/// What the run is doing now: shown to people where it takes long. An empty text: nothing any more.
void begin_step(const Streams& streams, std::string what);

/// Writes text for people to stderr; on a GitHub runner it is fenced, so that no line of it is obeyed as a command.
void tell(const Streams& streams, const std::string& text);

}  // namespace tollgate::cli
