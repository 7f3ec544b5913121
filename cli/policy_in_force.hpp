// Which policy judges this run. In a pull request it is the base branch's; what the head loosens is a finding.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/place.hpp"
#include "core/error.hpp"
#include "core/outcome.hpp"
#include "core/policy.hpp"

namespace tollgate::cli {

struct PolicyInForce {
  Policy policy;
  std::optional<Policy> head;      ///< the working tree's, when the base's is in force and they differ
  bool head_removes_it = false;    ///< the base has a policy file, the working tree has none
  bool head_brings_first = false;  ///< the base has none: `policy` is a preset
  std::string path;                ///< repo-relative path of tollgate.yml
  std::vector<Note> notes;
};

/// The commits of the pull request, from flags or the CI environment; empty outside one.
struct Commits {
  std::string base;
  std::string head;
};
Commits commits_of(const ProjectArguments& arguments, const ProjectPlace& place);

/// Several things wrong with one policy file, all told at once. Wrong usage: exit 2.
class PolicyProblems : public Error {
 public:
  explicit PolicyProblems(std::vector<Diagnostic> problems);
  const std::vector<Diagnostic>& problems() const { return x_problems; }

 private:
  std::vector<Diagnostic> x_problems;
};

/// Throws PolicyProblems for a policy that is wrong, Error (usage) for a --policy that is not there, and
/// Error (unjudged) for a base commit that git does not have.
PolicyInForce find_policy(const ProjectArguments& arguments, const ProjectPlace& place, const Commits& commits,
                          const Streams& streams);

/// Findings of rule `policy-loosened`. `postgres`: whether the head's adapter is one whose database can be asked.
std::vector<Finding> loosened_by_head(const PolicyInForce& in_force, std::span<const ModelKey> models,
                                      bool postgres = true);

}  // namespace tollgate::cli
