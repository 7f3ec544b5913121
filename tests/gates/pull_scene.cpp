#include "tests/gates/pull_scene.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "change/window_state.hpp"
#include "tests/catch.hpp"

namespace tollgate::test_gates {

namespace {

Layer layer_of(const std::string& name, int approvals, std::vector<std::string> by, const std::string& window,
               int rollback_hours) {
  Layer made;
  made.name = name;
  made.review.approvals = approvals;
  made.review.by = std::move(by);
  made.merge_window = window;
  made.rollback_sla = std::chrono::hours(rollback_hours);
  return made;
}

}  // namespace

PullScene::PullScene() {
  constexpr const char* window = "Mon-Fri 09:00-17:00[Europe/Berlin]";
  policy.layers = {layer_of("staging", 1, {"peer"}, "any", 24),
                   layer_of("marts", 1, {"senior-data-engineer"}, window, 4),
                   layer_of("metrics", 2, {"senior-data-engineer", "data-pm"}, window, 1)};
  policy.unknown = union_of(policy.layers, {});
  roles.members = {{"senior-data-engineer", {"ada", "grace"}}, {"data-pm", {"pam"}}};
  roles.source = "tollgate-roles.yml at 1a2b3c4 (base branch)";
  pull_request.exists = true;
  pull_request.author = known(forge::Account{"7", "sam-author", true});
  pull_request.head_commit = known<std::string>(head_commit);
  pull_request.fresh_heads = {head_commit};
  pull_request.description = known<std::string>("Renames a column.");
  pull_request.labels = known(std::vector<forge::Label>{});
  pull_request.reviews = known(std::vector<forge::Review>{});
  pull_request.auto_merge = known(false);
  pull_request.commits = known(std::vector<change::Commit>{}, change::FactSource::git);
  commit("rename a column");
}

PullScene& PullScene::touch(const std::string& layer_name) {
  SelectedModel& model = x_models.emplace_back();
  model.name = layer_name + "_model";
  model.unique_id = "model.shop." + model.name;
  model.layer = layer_name;
  model.changed = true;
  return *this;
}

PullScene& PullScene::commit(const std::string& message, const std::string& name, const std::string& email) {
  change::Commit& made = pull_request.commits.value.emplace_back();
  made.id = head_commit;
  made.text.message = message;
  made.text.author = {name, email};
  made.text.committer = {name, email};
  return *this;
}

PullScene& PullScene::review(const std::string& login, forge::ReviewState state, const std::string& of,
                             bool is_person) {
  pull_request.reviews.value.push_back({{"", login, is_person}, state, of, {}});
  return *this;
}

PullScene& PullScene::label(const std::string& name, const std::string& by) {
  forge::Label& made = pull_request.labels.value.emplace_back();
  made.name = name;
  if (!by.empty()) made.added_by = forge::Account{"", by, true};
  return *this;
}

Layer& PullScene::layer(const std::string& name) { return *std::ranges::find(policy.layers, name, &Layer::name); }

GateResult PullScene::run(const Gate& gate) {
  x_provenance = change::recognise(pull_request);
  std::vector<Target> targets;
  for (const SelectedModel& model : x_models) {
    Target& target = targets.emplace_back();
    target.model = &model;
    target.options = options;
  }
  Context context;
  context.targets = targets;
  context.pull_request = &pull_request;
  context.provenance = &x_provenance;
  context.stage = stage;
  context.now = change::instant_from(now).value();
  context.roles = without_roles ? nullptr : &roles;
  context.policy = &policy;
  context.budget = budget;
  context.budget_problem = budget_problem;
  return gate.check(context);
}

std::string people_text(const GateResult& result) {
  const PullRequestSummary& told = result.pull_request;
  std::string text;
  if (!told.llm_state.empty()) {
    text += fmt::format("llm {} {} {} {}: {}\n", told.llm_state, told.llm_strength, told.llm_tool, told.llm_model,
                        fmt::join(told.llm_signals, ", "));
  }
  for (const Duty& duty : told.duties)
    text += fmt::format("duty {}: {}{}{}\n", to_string(duty.state), duty.what, duty.detail.empty() ? "" : ": ",
                        duty.detail);
  for (const WindowLine& line : told.windows)
    text += fmt::format("window {} {} {} until {}: {}\n", line.layer, line.window, line.open ? "open" : "closed",
                        line.valid_until, line.detail);
  for (const std::string& label : told.labels_to_add) text += fmt::format("label {}\n", label);
  return text;
}

const Duty& duty_with(const GateResult& result, const std::string& text) {
  const auto& duties = result.pull_request.duties;
  const auto found =
      std::ranges::find_if(duties, [&](const Duty& duty) { return duty.what.find(text) != std::string::npos; });
  INFO(people_text(result));
  REQUIRE(found != duties.end());
  return *found;
}

std::vector<std::string> rules_told(const GateResult& result) {
  std::vector<std::string> rules;
  for (const Finding& finding : result.findings) rules.push_back(finding.rule);
  return rules;
}

}  // namespace tollgate::test_gates
