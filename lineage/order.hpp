// Parents before children.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tollgate::lineage {

/// id -> ids that must come first; ids that are no key don't count.
using Dependencies = std::map<std::string, std::set<std::string>, std::less<>>;

/// Every key once, parents first, ties by id. Where there is a cycle, its first id by name is taken as if it had no
/// parents.
std::vector<std::string> in_order(const Dependencies& dependencies);

}  // namespace tollgate::lineage
