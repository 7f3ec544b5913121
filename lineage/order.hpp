// Parents before children.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tollgate::lineage {

/// id -> ids that must come first; ids that are no key don't count.
using Dependencies = std::map<std::string, std::set<std::string>, std::less<>>;

/// Every key once, in as few levels as there can be: parents stand in levels before their children's, so that nobody in
/// a level needs another of it. Each level is sorted. Where there is a cycle, its first id by name is taken as if it
/// had no parents, in a level of its own.
std::vector<std::vector<std::string>> in_levels(const Dependencies& dependencies);

/// The levels behind each other.
std::vector<std::string> in_order(const Dependencies& dependencies);

}  // namespace tollgate::lineage
