#include "sql/open_stars.hpp"

#include <vector>

namespace tollgate::sql {

bool has_open_star(const Query& query) {
  std::vector<const Query*> branches{&query};
  while (!branches.empty()) {
    const Query& branch = *branches.back();
    branches.pop_back();
    if (!branch.open_stars.empty()) return true;
    for (const Query* side : {branch.left, branch.right}) {
      if (side != nullptr) branches.push_back(side);
    }
  }
  return false;
}

}  // namespace tollgate::sql
