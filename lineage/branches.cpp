#include "lineage/branches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/listing.hpp"

namespace tollgate::lineage {

namespace {

using sql::BranchFact;
using sql::Digest;
using sql::UnionFact;
using Branches = std::vector<const BranchFact*>;

bool holds(const std::vector<Digest>& sorted, const Digest& digest) {
  return std::binary_search(sorted.begin(), sorted.end(), digest);
}

/// Unions of one side, found by any of their branches.
class Unions {
 public:
  explicit Unions(const sql::StatementFacts& facts) {
    for (const UnionFact& one : facts.unions) {
      for (const BranchFact& branch : one.branches) {
        x_by_values.emplace(branch.values, &one);
        x_by_rows.emplace(branch.rows, &one);
      }
    }
  }

  const UnionFact* like(const UnionFact& other) const {
    for (const auto& [index, part] : {std::pair(&x_by_values, &BranchFact::values), {&x_by_rows, &BranchFact::rows}}) {
      for (const BranchFact& branch : other.branches) {
        if (const auto found = index->find(branch.*part); found != index->end()) return found->second;
      }
    }
    return nullptr;
  }

 private:
  std::map<Digest, const UnionFact*> x_by_values, x_by_rows;
};

/// Takes what equals by `key_of` out of both.
template <class KeyOf>
void pair_off(Branches& own, Branches& other, const KeyOf& key_of) {
  using Key = decltype(key_of(*own.front()));
  std::map<Key, int> there;
  for (const BranchFact* branch : other) ++there[key_of(*branch)];
  std::map<Key, int> taken;
  std::erase_if(own, [&](const BranchFact* branch) {
    const Key key = key_of(*branch);
    const auto found = there.find(key);
    if (found == there.end() || found->second == 0) return false;
    --found->second;
    ++taken[key];
    return true;
  });
  std::erase_if(other, [&](const BranchFact* branch) { return taken[key_of(*branch)]-- > 0; });
}

Branches all_of(const UnionFact& one) {
  Branches branches;
  for (const BranchFact& branch : one.branches) branches.push_back(&branch);
  return branches;
}

/// Beyond those of a union of the other side; none where that one has branches of its own.
Branches beyond(const UnionFact& own, const UnionFact& other) {
  Branches mine = all_of(own);
  Branches theirs = all_of(other);
  pair_off(mine, theirs, [](const BranchFact& branch) { return std::pair(branch.values, branch.rows); });
  pair_off(mine, theirs, [](const BranchFact& branch) { return branch.values; });
  pair_off(mine, theirs, [](const BranchFact& branch) { return branch.rows; });
  return theirs.empty() ? mine : Branches{};
}

/// Where the other side has no union: exactly one branch is what stands there alone.
Branches beside_the_one(const UnionFact& own, const std::vector<Digest>& blocks) {
  for (const auto part : {&BranchFact::values, &BranchFact::rows}) {
    Branches mine = all_of(own);
    std::erase_if(mine, [&](const BranchFact* branch) { return holds(blocks, branch->*part); });
    const std::size_t there = own.branches.size() - mine.size();
    if (there == 1) return mine;
    if (there > 1) break;
  }
  return {};
}

}  // namespace

OwnBranches own_branches(const sql::StatementFacts& own, const sql::StatementFacts& other) {
  const Unions unions(other);
  OwnBranches found;
  for (const UnionFact& one : own.unions) {
    const UnionFact* const like = unions.like(one);
    Branches branches;
    if (like != nullptr && like->all == one.all) {
      branches = beyond(one, *like);
    } else if (like == nullptr && one.all) {
      branches = beside_the_one(one, other.blocks);
    }
    if (branches.size() == one.branches.size()) continue;
    for (const BranchFact* branch : branches) {
      if (found.queries.empty()) found.location = branch->location;
      found.queries.push_back(branch->query);
      found.all = found.all && one.all;
      for (const std::string& name : branch->reads) {
        if (std::ranges::find(found.reads, name) == found.reads.end()) found.reads.push_back(name);
      }
    }
  }
  return found;
}

std::string to_text(const OwnBranches& branches) {
  if (branches.queries.empty()) return {};
  const bool one = branches.queries.size() == 1;
  const std::string_view what = branches.all ? "UNION ALL" : "UNION";
  const std::string arms =
      one ? fmt::format("a {} arm", what) : fmt::format("{} {} arms", branches.queries.size(), what);
  const std::string reads = branches.reads.empty() ? "no relation" : listed(branches.reads);
  return fmt::format("{} that {} {}", arms, one ? "reads" : "read", reads);
}

}  // namespace tollgate::lineage
