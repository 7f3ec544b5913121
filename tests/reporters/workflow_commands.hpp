// What a GitHub runner would do with the output of a step: the workflow commands that it obeys, by the rules of
// actions/runner (src/Runner.Common/ActionCommand.cs, src/Runner.Worker/ActionCommandManager.cs), written from those
// rules and kept stricter where the runner's string comparison depends on its culture.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::reporters {

struct WorkflowCommand {
  std::string name;  ///< lower case
  std::map<std::string, std::string> properties;
  std::string message;
};

/// Every command, in order; `stop-commands` and the token that resumes are not among them.
std::vector<WorkflowCommand> obeyed_commands(std::string_view output);

/// Name -> value of a GITHUB_OUTPUT file. Throws std::runtime_error on a malformed line, as the runner fails the step.
std::map<std::string, std::string> parsed_outputs(std::string_view text);

}  // namespace tollgate::reporters
