// `git` in a repository, with what would make its output depend on a person's settings switched off. For the files of
// this room only.
#pragma once

#include <string>
#include <vector>

#include "change/process.hpp"

namespace tollgate::change {

ProcessResult git(const std::string& directory, std::vector<std::string> arguments, const ProcessInput& input = {});

/// Without line ends and blanks at its end.
std::string without_end(std::string text);

}  // namespace tollgate::change
