// What git-ai's notes (refs/notes/ai) add to landings. For the files of this folder only.
#pragma once

#include <string>

#include "budget/history.hpp"

namespace tollgate::budget {

/// Of commits of pull requests since HistoryInput::files_since. Nothing where there are no such notes.
void read_notes(const HistoryInput& input, History& history);

}  // namespace tollgate::budget
