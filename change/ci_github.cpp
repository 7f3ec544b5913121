#include <charconv>
#include <nlohmann/json.hpp>

#include "change/ci.hpp"
#include "core/lower.hpp"

namespace tollgate::change {

namespace {

using nlohmann::json;

constexpr const char* origin = "GitHub event";

/// The member at the end of the path, or null: `at(event, {"head", "repo"})`.
const json* at(const json& value, std::initializer_list<const char*> path) {
  const json* now = &value;
  for (const char* key : path) {
    if (!now->is_object()) return nullptr;
    const auto found = now->find(key);
    if (found == now->end()) return nullptr;
    now = &*found;
  }
  return now;
}

std::string text_at(const json& value, std::initializer_list<const char*> path) {
  const json* found = at(value, path);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

long long number_of(const json& value, const char* key) {
  const json* found = at(value, {key});
  return found != nullptr && found->is_number_integer() ? found->get<long long>() : 0;
}

template <class Value>
void state(Fact<Value>& fact, Value value) {
  fact = {std::move(value), FactSource::ci, origin, {}};
}

void state_text(Fact<std::string>& fact, const json& value, std::initializer_list<const char*> path) {
  const json* found = at(value, path);
  // A description that was never written is null.
  if (found != nullptr && (found->is_string() || found->is_null())) state(fact, text_at(value, path));
}

void state_bool(Fact<bool>& fact, const json& value, const char* key) {
  const json* found = at(value, {key});
  if (found != nullptr && found->is_boolean()) state(fact, found->get<bool>());
}

forge::Account account_of(const json& user) {
  const long long id = number_of(user, "id");
  return {id > 0 ? std::to_string(id) : std::string(), text_at(user, {"login"}), text_at(user, {"type"}) == "User"};
}

std::vector<forge::Label> labels_of(const json& labels) {
  std::vector<forge::Label> found;
  for (const json& label : labels) {
    if (std::string name = text_at(label, {"name"}); !name.empty()) found.push_back({std::move(name), {}});
  }
  return found;
}

/// Another repository, or one that is gone.
bool is_fork(const json& pull_request) {
  const std::string head = text_at(pull_request, {"head", "repo", "full_name"});
  return head.empty() || lowered(head) != lowered(text_at(pull_request, {"base", "repo", "full_name"}));
}

std::string writes_refused(const PullRequest& facts, std::string_view event) {
  if (lowered(facts.author.value.login) == "dependabot[bot]")
    return "GitHub gives runs of Dependabot a token that reads";
  if (facts.fork.value && event != "pull_request_target") return "GitHub gives runs of forks a token that reads";
  return {};
}

void read_pull_request(const json& pull_request, std::string_view event, CiFacts& ci) {
  PullRequest& facts = ci.facts;
  facts.exists = true;
  if (const long long number = number_of(pull_request, "number"); number > 0) state(facts.number, number);
  state_text(facts.url, pull_request, {"html_url"});
  state_text(facts.title, pull_request, {"title"});
  state_text(facts.description, pull_request, {"body"});
  state_text(facts.repository, pull_request, {"base", "repo", "full_name"});
  state_text(facts.base_branch, pull_request, {"base", "ref"});
  state_text(facts.head_branch, pull_request, {"head", "ref"});
  state_text(facts.head_commit, pull_request, {"head", "sha"});
  ci.base_tip = text_at(pull_request, {"base", "sha"});
  if (const json* user = at(pull_request, {"user"}); user != nullptr && user->is_object()) {
    state(facts.author, account_of(*user));
  }
  if (const json* labels = at(pull_request, {"labels"}); labels != nullptr && labels->is_array()) {
    state(facts.labels, labels_of(*labels));
  }
  state_bool(facts.draft, pull_request, "draft");
  if (at(pull_request, {"head", "repo"}) != nullptr) state(facts.fork, is_fork(pull_request));
  if (const json* merge = at(pull_request, {"auto_merge"})) state(facts.auto_merge, !merge->is_null());
  facts.writes_refused = writes_refused(facts, event);
}

/// A merge queue asks for the change as it will be merged; which pull request it is, its branch's name tells.
void read_merge_group(const json& group, CiFacts& ci) {
  PullRequest& facts = ci.facts;
  facts.exists = true;
  ci.in_queue = true;
  if (const long long number = number_in_queue_ref(text_at(group, {"head_ref"})); number > 0) {
    state(facts.number, number);
  }
  std::string base = text_at(group, {"base_ref"});
  if (base.starts_with("refs/heads/")) base.erase(0, 11);
  if (!base.empty()) state(facts.base_branch, std::move(base));
  state_text(facts.head_commit, group, {"head_sha"});
  ci.base_tip = text_at(group, {"base_sha"});
}

}  // namespace

long long number_in_queue_ref(std::string_view ref) {
  constexpr std::string_view queue = "gh-readonly-queue/";
  constexpr std::string_view before_number = "/pr-";
  if (ref.starts_with("refs/heads/")) ref.remove_prefix(11);
  const std::size_t found = ref.rfind(before_number);  // a base branch may hold slashes and `/pr-`, too
  if (!ref.starts_with(queue) || found == std::string_view::npos) return 0;
  const std::string_view rest = ref.substr(found + before_number.size());
  long long number = 0;
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  const bool ended = parsed.ptr != rest.data() + rest.size() && *parsed.ptr == '-';
  return parsed.ec == std::errc() && ended && number > 0 ? number : 0;
}

CiFacts facts_of_github_event(std::string_view payload, std::string_view event) {
  CiFacts ci;
  const json parsed = json::parse(payload, nullptr, false);
  if (const json* pull_request = at(parsed, {"pull_request"}); pull_request != nullptr && pull_request->is_object()) {
    read_pull_request(*pull_request, event, ci);
  } else if (const json* group = at(parsed, {"merge_group"}); group != nullptr && group->is_object()) {
    read_merge_group(*group, ci);
  } else {
    return ci;
  }
  ci.facts.forge = forge::Kind::github;
  if (!ci.facts.repository.known()) state_text(ci.facts.repository, parsed, {"repository", "full_name"});
  return ci;
}

}  // namespace tollgate::change
