// What a CI tells, as strangers may write it: payloads of GitHub events and GitLab's variables. Facts that are known
// have a source, and the same input tells the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "change/ci.hpp"
#include "change/ci_gitlab.hpp"
#include "change/gather.hpp"

using namespace tollgate;

namespace {

void check(const change::CiFacts& ci) {
  const change::PullRequest& facts = ci.facts;
  if (facts.number.known() && facts.number.value <= 0) __builtin_trap();
  if (facts.number.known() && !facts.exists) __builtin_trap();
  for (const auto* fact : {&facts.title, &facts.description, &facts.base_branch, &facts.head_commit, &facts.url}) {
    if (!fact->known() && !fact->value.empty()) __builtin_trap();
    if (fact->known() && fact->source != change::FactSource::ci) __builtin_trap();
  }
  for (const forge::Label& label : facts.labels.value) {
    if (label.name.empty()) __builtin_trap();
  }
  const change::PullRequestProvenance one = change::recognise(facts);
  const change::PullRequestProvenance two = change::recognise(facts);
  if (one.state != two.state || one.signals.size() != two.signals.size()) __builtin_trap();
  if ((one.strength >= change::SignalStrength::medium) != (one.state == change::ProvenanceState::declared_llm)) {
    __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  for (const char* event : {"pull_request", "pull_request_target", "merge_group"}) {
    check(change::facts_of_github_event(input, event));
  }
  if (change::number_in_queue_ref(input) < 0) __builtin_trap();
  // GitLab: the text is the value of every variable but the number.
  check(change::facts_of_gitlab_variables([&](std::string_view name) -> std::optional<std::string> {
    return name == "CI_MERGE_REQUEST_IID" ? "7" : std::string(input);
  }));
  return 0;
}
