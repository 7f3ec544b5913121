// `tollgate explain GATE|RULE`, offline.
#include <fmt/format.h>

#include <ostream>
#include <string_view>
#include <vector>

#include "cli/commands.hpp"
#include "cli/gate_pages.hpp"
#include "core/error.hpp"
#include "core/suggest.hpp"
#include "core/waiver.hpp"
#include "gates/all.hpp"
#include "policy/compare.hpp"

namespace tollgate::cli {

namespace {

constexpr Rule policy_loosened{
    .id = policy::loosened_rule,
    .severity = Severity::warning,
    .summary = "The head's policy guards less than the base's, which stays in force until the merge.",
    .advice = "Restore the setting, or let the owners of the policy agree to it in review."};

std::string list_gates() {
  std::string text;
  for (const Gate* gate : gates::all) {
    text += fmt::format("{}\n  {}\n", gate->id, gate->summary);
    for (const Rule& rule : gate->rules) text += fmt::format("  - {} ({})\n", rule.id, to_string(rule.severity));
  }
  text +=
      fmt::format("policy\n  What a change to the policy file itself loosens.\n  - {} (warning)\n", policy_loosened.id);
  text += "waiver\n  What is to be known of the waivers in tollgate-waivers.yml.\n";
  for (const Rule& rule : waiver_rules) text += fmt::format("  - {} ({})\n", rule.id, to_string(rule.severity));
  return text;
}

std::string rule_text(std::string_view gate_id, const Rule& rule) {
  return fmt::format("{} (gate {}, severity {} unless the policy says otherwise)\n\n{}\n\nWhat to do: {}\n", rule.id,
                     gate_id, to_string(rule.severity), rule.summary, rule.advice);
}

[[noreturn]] void unknown_topic(const std::string& topic) {
  std::vector<std::string_view> known;
  for (const Gate* gate : gates::all) {
    known.push_back(gate->id);
    for (const Rule& rule : gate->rules) known.push_back(rule.id);
  }
  for (const Rule& rule : waiver_rules) known.push_back(rule.id);
  const std::string suggestion = did_you_mean(topic, known);
  throw Error(ErrorKind::usage, {"no gate or rule is called \"" + topic + "\"",
                                 suggestion.empty() ? "`tollgate explain` lists them" : suggestion,
                                 {}});
}

}  // namespace

int explain(const ExplainArguments& arguments, const Streams& streams) {
  if (arguments.topic.empty()) {
    streams.out << list_gates();
    return 0;
  }
  if (find_gate(gates::all, arguments.topic) != nullptr) {
    streams.out << gate_page(arguments.topic);
    return 0;
  }
  if (arguments.topic == policy_loosened.id) {
    streams.out << rule_text(policy::policy_gate, policy_loosened);
    return 0;
  }
  for (const Rule& rule : waiver_rules) {
    if (arguments.topic != rule.id) continue;
    streams.out << rule_text(waiver_gate, rule);
    return 0;
  }
  for (const Gate* gate : gates::all) {
    if (const Rule* rule = find_rule(*gate, arguments.topic)) {
      streams.out << rule_text(gate->id, *rule);
      return 0;
    }
  }
  unknown_topic(arguments.topic);
}

}  // namespace tollgate::cli
