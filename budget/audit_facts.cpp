#include "budget/audit_facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "budget/audit/log.hpp"
#include "budget/audit/repository.hpp"
#include "change/git.hpp"
#include "core/day.hpp"
#include "core/error.hpp"

namespace tollgate::budget {

namespace {

using nlohmann::json;

/// Gates that look at what people still have to do, not at what an LLM may have got wrong.
constexpr std::array<std::string_view, 3> gates_of_people{"review", "merge-window", "hallucination-budget"};

std::string text_in(const json& event, const char* key) {
  const auto found = event.find(key);
  return found != event.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// `2026-04-01T09:15:00.000Z`, to the second.
std::optional<std::chrono::sys_seconds> instant_of(const std::string& text) {
  const auto day = day_from(std::string_view(text).substr(0, 10));
  if (!day || text.size() < 19) return std::nullopt;
  const auto digits = [&](std::size_t at) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + 2, value);
    return value;
  };
  return *day + std::chrono::hours(digits(11)) + std::chrono::minutes(digits(14)) + std::chrono::seconds(digits(17));
}

bool failed_on_the_change(const json& event) {
  const auto failed = event.find("gates_failed");
  if (failed == event.end() || !failed->is_array()) return false;
  return std::ranges::any_of(*failed, [](const json& gate) {
    return gate.is_string() &&
           std::ranges::find(gates_of_people, gate.get_ref<const std::string&>()) == gates_of_people.end();
  });
}

void take_llm(const json& event, PullRequestFacts& facts) {
  const auto llm = event.find("llm");
  if (llm == event.end() || !llm->is_object()) return;
  // A tag from before the last push may not have seen what touched it: only an override takes it away.
  const auto touched = llm->find("touched");
  const bool says_so = touched != llm->end() && touched->is_boolean() && touched->get<bool>();
  if (says_so || text_in(*llm, "state") == "declared-llm") facts.llm_touched = true;
  const auto tools = llm->find("tools");
  if (tools != llm->end() && tools->is_array() && !tools->empty() && tools->front().is_string()) {
    facts.tool = tools->front().get<std::string>();
  }
}

void take_outcome(const json& event, std::chrono::sys_seconds at, PullRequestFacts& facts) {
  const auto kind = outcome_from(text_in(event, "outcome"));
  if (!kind) return;
  StatedOutcome stated{*kind, at, text_in(event, "by_commit"), {}};
  const auto lag = event.find("lag_s");
  if (lag != event.end() && lag->is_number_unsigned()) stated.lag = std::chrono::seconds(lag->get<std::int64_t>());
  facts.outcomes.push_back(std::move(stated));
}

void take(const json& event, PullRequestFacts& facts) {
  const std::string type = text_in(event, "type");
  const auto at = instant_of(text_in(event, "ts"));
  if (!at) return;
  if (!facts.begun_at || *at < *facts.begun_at) facts.begun_at = at;
  if (type == "pr_tagged") take_llm(event, facts);
  if (type == "pr_judged") facts.judged.push_back({*at, failed_on_the_change(event)});
  if (type == "pr_merged" || type == "merged_outside_window") facts.merge_commit = text_in(event, "merge_sha");
  if (type == "outcome") take_outcome(event, *at, facts);
}

/// A person's word that no LLM helped outranks what was recognised.
bool says_not_llm(const json& event) {
  const std::string rule = text_in(event, "rule");
  return text_in(event, "type") == "override" && (rule == "not-llm" || rule == "hallucination-budget/not-llm");
}

std::optional<std::string> ref_with_log(const std::string& root, const std::string& branch) {
  std::vector<std::string> refs{branch};
  if (!branch.starts_with("refs/")) refs = {"refs/remotes/origin/" + branch, "refs/heads/" + branch};
  for (const std::string& ref : refs) {
    if (change::resolve_commit(root, ref)) return ref;
  }
  return std::nullopt;
}

}  // namespace

std::vector<PullRequestFacts> facts_of(const std::vector<StoredEvent>& events) {
  std::vector<std::pair<const StoredEvent*, json>> read;
  std::set<std::string, std::less<>> superseded;
  for (const StoredEvent& stored : events) {
    json event = json::parse(stored.bytes, nullptr, false);
    if (!event.is_object()) continue;
    if (text_in(event, "type") == "supersedes") superseded.insert(text_in(event, "supersedes"));
    read.emplace_back(&stored, std::move(event));
  }
  std::map<std::int64_t, PullRequestFacts> by_number;
  std::set<std::int64_t> not_llm;
  for (const auto& [stored, event] : read) {
    const auto number = event.find("pr");
    if (superseded.contains(stored->id) || number == event.end() || !number->is_number_unsigned()) continue;
    const auto request = number->get<std::int64_t>();
    PullRequestFacts& facts = by_number[request];
    facts.number = request;
    take(event, facts);
    if (says_not_llm(event)) not_llm.insert(request);
  }
  std::vector<PullRequestFacts> all;
  for (auto& [number, facts] : by_number) {
    if (not_llm.contains(number)) facts.llm_touched = false;
    all.push_back(std::move(facts));
  }
  return all;
}

LocalLog read_local_log(const std::string& root, const std::string& branch) {
  LocalLog local;
  const auto ref = ref_with_log(root, branch);
  if (!ref) return local;
  local.found = true;
  try {
    const LogRepository repository({root, {}, *ref});
    const Verification read = read_events(repository.contents(repository.tip()));
    if (read.problems.empty()) {
      local.events = read.events;
    } else {
      local.problem = "the audit log is not whole, so nothing is taken from it: see `tollgate audit verify`";
    }
  } catch (const Error& error) {
    local.problem = error.diagnostic().message;
  }
  return local;
}

}  // namespace tollgate::budget
