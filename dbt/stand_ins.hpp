// What is compared where CI compiles only what it selects (`dbt build --select state:modified+ --defer`): base's SQL in
// the place of head's for what did not change, and incremental models as one kind of build. Reads no file.
#pragma once

#include "dbt/changes.hpp"

namespace tollgate::dbt {

/// Gives head base's compiled SQL of `changes.only_base_compiled`, marked as such. It names base's relations, as that
/// of a deferred build does, but for those that are changed or below a change, or that are another node's name on head:
/// these are called as on head.
void let_base_stand_in(const Project& base, Project& head, const Changes& changes);

/// find_changes for both sides of a check, with all that makes them comparable before and after it.
Changes find_changes_of_a_check(Project& base, Project& head);

}  // namespace tollgate::dbt
