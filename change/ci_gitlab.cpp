#include <charconv>

#include "change/ci_gitlab.hpp"

namespace tollgate::change {

namespace {

constexpr std::size_t description_is_cut_at = 2700;

std::string variable(const Environment& environment, std::string_view name) {
  return environment(name).value_or(std::string());
}

template <class Value>
void state(Fact<Value>& fact, Value value, std::string_view name) {
  fact = {std::move(value), FactSource::ci, std::string(name), {}};
}

void state_text(Fact<std::string>& fact, const Environment& environment, std::string_view name) {
  if (auto value = environment(name)) state(fact, *std::move(value), name);
}

/// Comma-separated; not set where there is none.
std::vector<forge::Label> labels_of(std::string_view list) {
  std::vector<forge::Label> labels;
  while (!list.empty()) {
    const std::size_t end = list.find(',');
    if (end != 0) labels.push_back({std::string(list.substr(0, end)), {}});
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  return labels;
}

/// The marks by which GitLab makes a merge request a draft.
bool title_says_draft(std::string_view title) {
  return title.starts_with("Draft:") || title.starts_with("[Draft]") || title.starts_with("(Draft)") ||
         title.starts_with("draft:");
}

void read_description(const Environment& environment, Fact<std::string>& fact) {
  constexpr std::string_view name = "CI_MERGE_REQUEST_DESCRIPTION";
  std::string text = variable(environment, name);
  const auto told = environment("CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED");
  if (told ? *told == "true" : text.size() >= description_is_cut_at) {
    fact.problem = std::string(name) + " is cut; set TOLLGATE_GITLAB_TOKEN, so that all of it can be read";
    return;
  }
  state(fact, std::move(text), name);
}

void read_draft(const Environment& environment, PullRequest& facts) {
  if (const auto draft = environment("CI_MERGE_REQUEST_DRAFT")) {
    state(facts.draft, *draft == "true", "CI_MERGE_REQUEST_DRAFT");
  } else if (facts.title.known()) {
    state(facts.draft, title_says_draft(facts.title.value), "CI_MERGE_REQUEST_TITLE");
  }
}

void read_fork(const Environment& environment, Fact<bool>& fact) {
  const std::string source = variable(environment, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID");
  const std::string target = variable(environment, "CI_MERGE_REQUEST_PROJECT_ID");
  if (!source.empty() && !target.empty()) state(fact, source != target, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID");
}

}  // namespace

CiFacts facts_of_gitlab_variables(const Environment& environment) {
  CiFacts ci;
  const std::string iid = variable(environment, "CI_MERGE_REQUEST_IID");
  long long number = 0;
  std::from_chars(iid.data(), iid.data() + iid.size(), number);
  if (number <= 0) return ci;
  PullRequest& facts = ci.facts;
  facts.exists = true;
  facts.forge = forge::Kind::gitlab;
  state(facts.number, number, "CI_MERGE_REQUEST_IID");
  const bool has_target = environment("CI_MERGE_REQUEST_PROJECT_PATH").has_value();
  state_text(facts.repository, environment, has_target ? "CI_MERGE_REQUEST_PROJECT_PATH" : "CI_PROJECT_PATH");
  state_text(facts.title, environment, "CI_MERGE_REQUEST_TITLE");
  state_text(facts.base_branch, environment, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
  state_text(facts.head_branch, environment, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME");
  const std::string project = variable(environment, "CI_MERGE_REQUEST_PROJECT_URL");
  if (!project.empty()) state(facts.url, project + "/-/merge_requests/" + iid, "CI_MERGE_REQUEST_PROJECT_URL");
  read_description(environment, facts.description);
  state(facts.labels, labels_of(variable(environment, "CI_MERGE_REQUEST_LABELS")), "CI_MERGE_REQUEST_LABELS");
  read_draft(environment, facts);
  read_fork(environment, facts.fork);
  // In a pipeline for merged results CI_COMMIT_SHA is the result.
  const bool merged = !variable(environment, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA").empty();
  state_text(facts.head_commit, environment, merged ? "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA" : "CI_COMMIT_SHA");
  ci.base_tip = variable(environment, "CI_MERGE_REQUEST_DIFF_BASE_SHA");
  return ci;
}

}  // namespace tollgate::change
