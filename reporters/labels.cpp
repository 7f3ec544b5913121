// The labels that the pull request should carry; with a token they are added. Nothing is ever taken off: which labels
// stay is for people.
#include "forge/client.hpp"
#include "reporters/all.hpp"
#include "reporters/escape.hpp"
#include "reporters/refusal.hpp"

namespace tollgate::reporters {

namespace {

std::string listed(const std::vector<std::string>& labels) {
  std::string text;
  for (const std::string& label : labels) text += (text.empty() ? "" : ", ") + visible(label);
  return text;
}

Rendering render(const Report& report, const RenderStyle&) {
  Rendering rendering;
  if (!report.pull_request) return rendering;
  for (const std::string& label : report.pull_request->labels_to_add) rendering.body += visible(label) + "\n";
  return rendering;
}

Published publish(const Report& report, const Rendering&, forge::Client& client) {
  const PullRequestSummary& pull_request = *report.pull_request;
  const forge::Answer<std::vector<std::string>> added =
      client.add_labels(pull_request.number, pull_request.labels_to_add);
  if (added.ok()) return {PublishState::done, added.value.empty() ? "" : "labels added: " + listed(added.value)};
  return refusal("labels not added (" + listed(pull_request.labels_to_add) + ")", added.failure, added.problem);
}

}  // namespace

constinit const Reporter labels{
    "labels", "labels that the pull request should carry; adds them where a token is", {}, render, publish};

}  // namespace tollgate::reporters
