// Which pull request a commit of the base branch has merged, and when: by its message, and by the forge. For the files
// of this room.
#pragma once

#include <string>
#include <string_view>

#include "change/ci.hpp"

namespace tollgate::forge {
class Client;
}

namespace tollgate::change {

/// `Merge pull request #12 from …`, `Title (#12)`, `See merge request group/project!12`; 0: none of these.
long long number_in_merge(std::string_view message);

/// Exists, whatever can be told: what is on the base branch was merged somehow. `head`: a commit that git has.
CiFacts facts_of_merge(const std::string& root, const std::string& head, forge::Client* forge);

}  // namespace tollgate::change
