#include "cli/waivers_in_force.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <utility>

#include "change/git.hpp"
#include "cli/selection.hpp"
#include "cli/waivers_subject.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "gates/all.hpp"
#include "gates/reviews.hpp"
#include "policy/waiver_lifetimes.hpp"
#include "policy/waivers.hpp"

namespace tollgate::cli {

namespace {

std::vector<Waiver> load_or_throw(const std::optional<std::string>& text, const std::string& path) {
  if (!text) return {};
  policy::LoadedWaivers loaded = policy::load_waivers(*text, path, gates::all);
  if (!loaded.problems.empty()) throw PolicyProblems(std::move(loaded.problems));
  return std::move(loaded.waivers);
}

/// Whoever mends a file that is wrong on base must be able to merge that, so it is no error here.
std::vector<Waiver> load_base(const std::optional<std::string>& text, WaiversInForce& in_force) {
  if (!text) return {};
  policy::LoadedWaivers loaded = policy::load_waivers(*text, in_force.path, gates::all);
  if (!loaded.problems.empty()) {
    in_force.notes.push_back({"waivers", in_force.path + " is wrong on base, so none of its waivers counts by itself"});
  }
  return std::move(loaded.waivers);
}

}  // namespace

WaiversInForce find_waivers(const ProjectPlace& place, const Commits& commits) {
  WaiversInForce in_force;
  in_force.path = place.prefix + waiver_file;
  std::vector<Waiver> head =
      load_or_throw(read_rules((std::filesystem::path(place.directory) / waiver_file).string()), in_force.path);
  if (commits.base.empty()) {
    in_force.waivers = std::move(head);
    return in_force;
  }
  const std::vector<Waiver> base =
      load_base(change::show_file(*place.repository_root, commits.base, in_force.path), in_force);
  policy::WaiversOfChange change = policy::waivers_of_change(base, std::move(head));
  in_force.waivers = std::move(change.in_force);
  if (change.removed > 0) {
    in_force.notes.push_back(
        {"waivers", fmt::format("this change takes {} waiver{} out of {}: what {} covered counts again", change.removed,
                                change.removed == 1 ? "" : "s", in_force.path, change.removed == 1 ? "it" : "they")});
  }
  return in_force;
}

void check_lifetimes(const WaiversInForce& in_force, const Policy& policy, const Artifacts& artifacts, Day today) {
  std::vector<ModelKey> keys;
  for (const dbt::Project* project : {&artifacts.base, &artifacts.head}) {
    for (ModelKey& key : model_keys(*project)) keys.push_back(std::move(key));
    for (const auto& [id, semantic] : project->semantics) keys.push_back(key_of(semantic));
  }
  std::vector<Diagnostic> problems = policy::too_long(in_force.waivers, policy, keys, today);
  if (!problems.empty()) throw PolicyProblems(std::move(problems));
}

WaiverBook::Added added_waivers(const PullRequestInForce& pull_request, const Policy& policy) {
  if (!pull_request.facts.exists) return {};
  Review terms = policy.unknown.review;
  terms.author_may_review = false;
  const gates::Reviews reviews = gates::reviews_of(pull_request.facts, pull_request.provenance, terms);
  if (!reviews.problem.empty()) return {false, reviews.problem};
  std::vector<std::string> agree;
  for (const gates::Approval& approval : reviews.approvals) {
    if (approval.counts) agree.push_back(approval.login);
  }
  if (agree.empty()) return {false, "nobody has approved the head commit but those who made it"};
  return {true, "approved by " + listed(agree)};
}

Day today_of(const std::string& flag, const Streams& streams) {
  if (flag.empty()) return streams.today;
  const auto day = day_from(flag);
  if (!day) throw Error(ErrorKind::usage, {"--today " + flag + ": no such day", "write it as YYYY-MM-DD", {}});
  return *day;
}

std::vector<std::string> known_subjects(const Artifacts& artifacts) {
  std::set<std::string> ids;
  for (const dbt::Project* project : {&artifacts.base, &artifacts.head}) {
    for (std::string& id : subjects_in(*project)) ids.insert(std::move(id));
  }
  return {ids.begin(), ids.end()};
}

}  // namespace tollgate::cli
