// The CTEs that dbt writes in front of a model's SQL for its ephemeral parents. A reader of the graph wants to see the
// parent, not its text in every child: here they are cut out, without moving anything else.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::lineage {

/// What dbt puts before the name of an ephemeral model (dbt-core, add_ephemeral_prefix).
inline constexpr std::string_view inlined_prefix = "__dbt__cte__";

using InlinedNames = std::set<std::string, std::less<>>;

/// One of those CTEs: its name as PostgreSQL folds it, and the bytes between its parentheses.
struct InlinedText {
  std::string name;
  std::size_t from = 0, to = 0;
};

/// The leading CTEs of a compiled text that have such a name, in its order.
std::vector<InlinedText> inlined_in(std::string_view compiled);

/// The text with the leading CTEs of these names blanked out, and WITH as well when no other CTE follows. Line ends and
/// all byte offsets stay. A text that holds none comes back as it is.
std::string without_inlined(std::string_view compiled, const InlinedNames& names);

}  // namespace tollgate::lineage
