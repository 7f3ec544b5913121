#include "cli/policy_in_force.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "change/git.hpp"
#include "core/digest.hpp"
#include "core/suggest.hpp"
#include "gates/all.hpp"
#include "policy/compare.hpp"
#include "policy/load.hpp"
#include "policy/presets.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* file_name = "tollgate.yml";

Policy load_or_throw(const std::string& text, const std::string& path, const Streams& streams,
                     std::vector<Note>& notes) {
  policy::Loaded loaded = policy::load(text, path, gates::all, streams.environment);
  if (!loaded.policy) throw PolicyProblems(std::move(loaded.problems));
  for (std::string& note : loaded.notes) notes.push_back({"policy", std::move(note)});
  loaded.policy->origin.path = path;
  loaded.policy->origin.digest = sha256_hex(text);
  return std::move(*loaded.policy);
}

PolicyInForce from_flag(const ProjectArguments& arguments, const Streams& streams) {
  errno = 0;
  const auto text = read_bounded(arguments.policy);
  if (!text) {
    throw Error(ErrorKind::usage, {"--policy " + arguments.policy + ": " + std::generic_category().message(errno),
                                   "name a tollgate.yml that this user may read",
                                   {}});
  }
  PolicyInForce in_force;
  in_force.policy = load_or_throw(*text, arguments.policy, streams, in_force.notes);
  in_force.policy.origin.source = arguments.policy + " (--policy)";
  in_force.path = arguments.policy;
  in_force.notes.push_back({"policy", "--policy overrides the base branch's policy: " + arguments.policy});
  return in_force;
}

PolicyInForce from_base(const std::string& base_text, const std::optional<std::string>& head_text,
                        const std::string& commit, const std::string& path, const Streams& streams) {
  PolicyInForce in_force;
  in_force.path = path;
  in_force.policy = load_or_throw(base_text, path, streams, in_force.notes);
  in_force.policy.origin.source = path + " at " + commit.substr(0, 12) + " (base)";
  in_force.head_removes_it = !head_text.has_value();
  if (head_text && *head_text != base_text) {
    in_force.head = load_or_throw(*head_text, path, streams, in_force.notes);
    in_force.notes.push_back({"policy", "this change edits " + path + ": the base's is in force until it is merged"});
  }
  return in_force;
}

PolicyInForce from_preset(const std::string& path) {
  PolicyInForce in_force;
  in_force.path = path;
  in_force.policy = policy::preset(policy::default_preset, gates::all);
  in_force.policy.origin.source = "preset " + std::string(policy::default_preset);
  in_force.policy.origin.digest = sha256_hex(policy::preset_text(policy::default_preset));
  return in_force;
}

/// The working tree's policy, or the default preset where there is none.
PolicyInForce from_working_tree(const std::optional<std::string>& text, const std::string& path,
                                const Streams& streams) {
  if (!text) {
    PolicyInForce in_force = from_preset(path);
    in_force.notes.push_back(
        {"policy", "no " + path + ": the preset `" + std::string(policy::default_preset) + "` is in force"});
    return in_force;
  }
  PolicyInForce in_force;
  in_force.path = path;
  in_force.policy = load_or_throw(*text, path, streams, in_force.notes);
  in_force.policy.origin.source = path + " (working tree)";
  return in_force;
}

/// A change that brings the project's first policy is not judged by what it brings.
PolicyInForce before_first_policy(const std::string& head_text, const std::string& path, const Streams& streams) {
  PolicyInForce in_force = from_preset(path);
  in_force.head = load_or_throw(head_text, path, streams, in_force.notes);
  in_force.head_brings_first = true;
  in_force.notes.push_back({"policy", path + " is new in this change: until it is merged the preset `" +
                                          std::string(policy::default_preset) +
                                          "` is in force; --policy judges by the new file"});
  return in_force;
}

}  // namespace

PolicyProblems::PolicyProblems(std::vector<Diagnostic> problems)
    : Error(ErrorKind::usage, problems.empty() ? Diagnostic{"the policy is not valid", "", {}} : problems.front()),
      x_problems(std::move(problems)) {}

namespace {

/// A revision of the pull request, and who named it.
struct Named {
  std::string revision;
  std::string by;
};

std::string how_to_get(const std::string& root, const std::string& revision) {
  if (change::is_shallow_clone(root)) {
    return "this clone is shallow: in CI, check out with full history (fetch-depth: 0, GIT_DEPTH: 0); else run git "
           "fetch --unshallow";
  }
  if (!change::resolve_commit(root, "HEAD")) return "nothing is committed there yet: commit what is to be judged";
  const std::vector<std::string> names = change::reference_names(root);
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string meant = did_you_mean(revision, known);
  if (!meant.empty()) return meant;
  return "fetch it first (git fetch origin), or name a commit that `git log --all` shows";
}

/// No repository, no git, and a commit that is not there are three things with three remedies.
std::string commit_of(const Named& named, const ProjectPlace& place) {
  if (named.revision.empty()) return {};
  if (!place.repository_root) {
    Diagnostic why = change::why_no_repository(place.directory);
    why.message = named.by + " names the commit `" + named.revision + "`, and " + why.message;
    throw Error(ErrorKind::unjudged, std::move(why));
  }
  if (const auto commit = change::resolve_commit(*place.repository_root, named.revision)) return *commit;
  throw Error(ErrorKind::unjudged, {named.by + " names the commit `" + named.revision + "`, which the repository " +
                                        *place.repository_root + " does not have",
                                    how_to_get(*place.repository_root, named.revision),
                                    {}});
}

}  // namespace

Commits commits_of(const ProjectArguments& arguments, const ProjectPlace& place) {
  Named base{arguments.base_sha, "--base-sha"};
  Named head{arguments.head_sha, "--head-sha"};
  if (base.revision.empty()) {
    if (const auto ci = change::ci_commits()) {
      base = {ci->base, ci->source};
      if (head.revision.empty()) head = {ci->head, ci->source};
    }
  }
  return {commit_of(base, place), commit_of(head, place)};
}

PolicyInForce find_policy(const ProjectArguments& arguments, const ProjectPlace& place, const Commits& commits,
                          const Streams& streams) {
  if (!arguments.policy.empty()) return from_flag(arguments, streams);
  const std::string path = place.prefix + file_name;
  const auto head_text = read_rules((fs::path(place.directory) / file_name).string());
  if (!head_text && read_bounded((fs::path(place.directory) / "tollgate.yaml").string())) {
    throw Error(ErrorKind::usage, {"the policy is called tollgate.yml, and there is a tollgate.yaml", "rename it", {}});
  }
  if (!commits.base.empty()) {
    const auto base_text = change::show_file(*place.repository_root, commits.base, path);
    if (base_text) return from_base(*base_text, head_text, commits.base, path, streams);
    if (head_text) return before_first_policy(*head_text, path, streams);
  }
  return from_working_tree(head_text, path, streams);
}

namespace {

/// A preset cannot know the project's folders. What it does not place has the demands of all layers until a policy
/// says where it belongs; to say that for the first time loosens nothing that anybody had set, unless it asks for less
/// than the preset does anywhere.
Policy with_places_for_all(Policy preset) {
  Layer least = preset.layers.back();
  least.name = preset.unknown.name;
  least.select = preset.unknown.select;
  preset.unknown = std::move(least);
  return preset;
}

/// Gates that no run of this project could ask: a first policy that leaves them out takes nothing from anybody.
Policy without_warehouse(Policy preset) {
  const auto leave_out = [](GateTable& table) {
    for (const Gate* gate : gates::all) {
      if (gate->needs.warehouse) table.erase(std::string(gate->id));
    }
  };
  for (Layer& layer : preset.layers) leave_out(layer.gates);
  leave_out(preset.unknown.gates);
  return preset;
}

Policy base_of_first(const Policy& preset, bool postgres) {
  return with_places_for_all(postgres ? preset : without_warehouse(preset));
}

}  // namespace

std::vector<Finding> loosened_by_head(const PolicyInForce& in_force, std::span<const ModelKey> models, bool postgres) {
  if (in_force.head_removes_it) {
    Finding finding;
    finding.gate = policy::policy_gate;
    finding.rule = policy::loosened_rule;
    finding.severity = Severity::warning;
    finding.location = {in_force.path, 1, 0};
    finding.subject.id = change_subject;
    finding.message = "this change removes " + in_force.path + "; without it the preset `" +
                      std::string(policy::default_preset) + "` is in force";
    finding.help = "keep the file, or let the owners of the policy agree";
    return {finding};
  }
  if (!in_force.head) return {};
  const Policy base = in_force.head_brings_first ? base_of_first(in_force.policy, postgres) : in_force.policy;
  return policy::loosened(base, *in_force.head, gates::all, in_force.path, models);
}

}  // namespace tollgate::cli
