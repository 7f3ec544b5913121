// A check run on the head of the pull request, with annotations beside its lines. Opt-in: a run made with the job's
// token lands under whichever workflow GitHub picks. What is told already is not told twice: GitHub only ever adds
// annotations to a run.
#include "forge/github_checks.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "reporters/all.hpp"
#include "reporters/check_run.hpp"
#include "reporters/refusal.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

Rendering render(const Report& report, const RenderStyle& style) { return {check_run_json(report, style), {}}; }

/// What a run is called: `tollgate:KEY` and two digests.
struct Name {
  std::string key;
  std::string annotations;
  std::string rest;
};

Name name_from(const std::string& external_id) {
  const std::size_t rest = external_id.rfind(" s=");
  const std::size_t annotations = external_id.rfind(" a=", rest);
  if (rest == std::string::npos || annotations == std::string::npos) return {};
  return {external_id.substr(0, annotations), external_id.substr(annotations, rest - annotations),
          external_id.substr(rest)};
}

using Found = forge::Answer<std::optional<forge::CheckRun>>;

/// The latest of ours.
Found find_run(forge::Client& client, const Json& run) {
  const auto runs = forge::check_runs(client, run["head_sha"], run["name"]);
  Found found{{}, runs.failure, runs.problem};
  const std::string key = name_from(run["external_id"]).key;
  for (const forge::CheckRun& one : runs.value) {
    if (name_from(one.external_id).key == key && (!found.value || one.id > found.value->id)) found.value = one;
  }
  return found;
}

/// Where to go on.
struct Start {
  long long id = 0;            ///< 0: a new run, as GitHub shows the latest of a name
  std::size_t annotation = 0;  ///< the first that is still to be sent
  bool unchanged = false;
};

Start start_of(const std::optional<forge::CheckRun>& there, const Json& run) {
  if (!there) return {};
  const Name old = name_from(there->external_id);
  const Name now = name_from(run["external_id"]);
  const std::size_t total = run["output"]["annotations"].size();
  const auto sent = std::min(total, static_cast<std::size_t>(std::max(there->annotations, 0LL)));
  if (old.annotations == now.annotations) return {there->id, sent, sent == total && old.rest == now.rest};
  // Other annotations stay where they are.
  return there->annotations > 0 ? Start{} : Start{there->id, 0, false};
}

/// The run with up to 50 annotations from that one on.
Json batch_of(const Json& run, std::size_t first) {
  const Json& all = run["output"]["annotations"];
  Json batch = run;
  Json annotations = Json::array();
  for (std::size_t i = first; i < std::min(all.size(), first + annotations_per_request); ++i)
    annotations.push_back(all[i]);
  batch["output"]["annotations"] = std::move(annotations);
  return batch;
}

forge::Answer<long long> create(forge::Client& client, const Json& run) {
  const auto already_there = [&]() -> forge::Answer<bool> {
    const Found now = find_run(client, run);
    return {now.value && run["external_id"] == Json(now.value->external_id), now.failure, now.problem};
  };
  forge::Answer<long long> made = forge::create_check_run(client, batch_of(run, 0).dump(), already_there);
  if (!made.ok() || made.value > 0) return made;
  const Found now = find_run(client, run);
  return {now.value ? now.value->id : 0, now.failure, now.problem};
}

forge::Answer<std::string> update(forge::Client& client, long long id, const Json& run, std::size_t first) {
  Json batch = batch_of(run, first);
  batch.erase("name");
  batch.erase("head_sha");
  return forge::update_check_run(client, id, batch.dump());
}

Published refused(const std::string& what, forge::Failure failure, const std::string& problem) {
  const char* needs = failure == forge::Failure::not_allowed ? " (it takes the permission checks: write)" : "";
  return refusal("check run not " + what + needs, failure, problem);
}

Published send(forge::Client& client, const Json& run, Start start) {
  const std::size_t total = run["output"]["annotations"].size();
  const bool fresh = start.id == 0;
  if (fresh) {
    const forge::Answer<long long> made = create(client, run);
    if (!made.ok()) return refused("written", made.failure, made.problem);
    start = {made.value, std::min(total, annotations_per_request), false};
  }
  for (bool first = !fresh; first || start.annotation < total; first = false) {
    const forge::Answer<std::string> answer = update(client, start.id, run, start.annotation);
    if (!answer.ok()) return refused("updated", answer.failure, answer.problem);
    start.annotation = std::min(total, start.annotation + annotations_per_request);
  }
  return {PublishState::done, fresh ? "check run written" : "check run updated"};
}

Published publish(const Report& report, const Rendering& rendering, forge::Client& client) {
  if (client.kind() != forge::Kind::github) return {PublishState::done, "nothing is written: this is not GitHub"};
  Json run = Json::parse(rendering.body);
  if (!run.contains("head_sha")) {
    const auto facts = client.pull_request(report.pull_request->number);
    if (!facts.ok()) return refusal("check run not written", facts.failure, facts.problem);
    run["head_sha"] = facts.value.head_commit;
  }
  const Found there = find_run(client, run);
  if (!there.ok()) return refused("looked up", there.failure, there.problem);
  const Start start = start_of(there.value, run);
  if (start.unchanged) return {PublishState::done, "check run unchanged"};
  return send(client, run, start);
}

}  // namespace

constinit const Reporter github_checks{
    "github-checks", "a check run on the head commit with annotations; made where a token is", {}, render, publish};

}  // namespace tollgate::reporters
