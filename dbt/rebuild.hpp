// What a build makes of a model's SQL, and whether anything but its SQL has a say in what it holds then.
#pragma once

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// A model that every build makes anew from its SQL: table, view or ephemeral.
bool is_rebuilt_whole(const Node& node);
/// `pre-hook` or `post-hook`, which may change what its SQL made.
bool has_hooks(const Node& node);

}  // namespace tollgate::dbt
