// The git hook that judges before a push: its text, and where git looks for it. Writes nothing.
#pragma once

#include <string>

#include "cli/place.hpp"

namespace tollgate::cli::init {

struct Hook {
  std::string path;  ///< where git looks, core.hooksPath and work trees heeded
  std::string text;
  bool shared = false;  ///< the folder is outside this repository: other repositories run its hooks too
};

/// Throws Error (usage) outside a git repository.
Hook pre_push_hook(const ProjectPlace& place);

/// What a person does with a hook that is there already, a line each.
std::string how_to_chain(const Hook& hook);

}  // namespace tollgate::cli::init
