// Names that a sub-query takes from the query around it on head, and did not on base.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lineage/model_pair.hpp"

namespace tollgate::lineage {

namespace {

/// Without the environment's database and schema.
std::string own_name(std::string name) { return name.substr(name.rfind('.') + 1); }

std::vector<std::string> own_names(std::vector<std::string> names) {
  for (std::string& name : names) name = own_name(std::move(name));
  return names;
}

}  // namespace

void compare_captures(const ModelPair& pair, std::vector<Difference>& found) {
  using Key = std::pair<std::string, std::vector<std::string>>;
  std::multiset<Key> known;
  for (const sql::CapturedName& capture : pair.base->analysis->captures()) {
    known.emplace(capture.name, own_names(capture.inner_relations));
  }
  for (const sql::CapturedName& capture : pair.head->analysis->captures()) {
    const std::vector<std::string> inner = own_names(capture.inner_relations);
    if (const auto at = known.find({capture.name, inner}); at != known.end()) {
      known.erase(at);
      continue;
    }
    Difference difference = new_difference(DifferenceKind::captured_name, pair, capture.name);
    difference.head_location = capture.location;
    for (const std::string& relation : inner) {
      difference.before += (difference.before.empty() ? "" : ", ") + relation;
    }
    difference.after = own_name(capture.outer_relation);
    found.push_back(std::move(difference));
  }
}

}  // namespace tollgate::lineage
