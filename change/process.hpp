// Runs a program without a shell and takes what it prints. Only `git` is run this way.
#pragma once

#include <string>
#include <vector>

namespace tollgate::change {

struct ProcessResult {
  bool started = false;  ///< false: no such program
  int exit_code = -1;    ///< 128 + signal when killed by one
  std::string output;    ///< standard output
  std::string errors;    ///< standard error
};

/// The first argument is the program, looked up on PATH. Standard input is empty. Throws Error (unjudged) when the
/// system has no process or pipe left.
ProcessResult run_process(const std::vector<std::string>& arguments);

}  // namespace tollgate::change
