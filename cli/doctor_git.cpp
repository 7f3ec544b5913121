#include "change/git.hpp"
#include "cli/doctor.hpp"

namespace tollgate::cli {

void look_at_git(Examination& examination, Patient& patient) {
  const auto& root = patient.place.repository_root;
  if (!root) {
    const Diagnostic why = change::why_no_repository(patient.place.directory);
    examination.warn("git", why.message + "; no base branch, pull request or history can be looked at", why.hint);
  } else if (change::is_shallow_clone(*root)) {
    examination.warn(
        "git", *root + " is a shallow clone: the merge base, or the base branch's policy, may be missing",
        "in CI, check out with full history (fetch-depth: 0, GIT_DEPTH: 0); else run git fetch --unshallow");
  } else {
    examination.praise("git", *root);
  }
  examination.look_at("base commit", [&]() -> std::string {
    patient.commits = commits_of(patient.arguments.project, patient.place);
    const std::string& base = patient.commits.base;
    return base.empty() ? "none named (--base-sha, or a pull request's CI): the working tree's policy is in force"
                        : base;
  });
}

}  // namespace tollgate::cli
