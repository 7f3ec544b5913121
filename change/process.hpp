// Runs a program without a shell and takes what it prints. Only `git` is run this way.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::change {

struct ProcessResult {
  bool started = false;  ///< false: no such program
  int exit_code = -1;    ///< 128 + signal when killed by one
  std::string output;    ///< standard output
  std::string errors;    ///< standard error
};

/// What a program gets beside its arguments.
struct ProcessInput {
  std::string text{};                      ///< standard input; empty: it is at its end at once
  std::vector<std::string> environment{};  ///< `NAME=value`: beside or instead of what this process has
  /// Takes standard output piece by piece, so that it need not fit into memory; ProcessResult::output stays empty then.
  std::function<void(std::string_view)> on_output{};
};

/// The first argument is the program, looked up on PATH. Throws Error (unjudged) when the system has no process, pipe
/// or memory file left.
ProcessResult run_process(const std::vector<std::string>& arguments, const ProcessInput& input = {});

}  // namespace tollgate::change
