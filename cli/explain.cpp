// `tollgate explain GATE|RULE`, offline.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string_view>
#include <vector>

#include "cli/commands.hpp"
#include "cli/gate_pages.hpp"
#include "cli/page_text.hpp"
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

std::string policy_heading() {
  return fmt::format("policy\n  What a change to the policy file itself loosens.\n  - {} ({})\n", policy_loosened.id,
                     to_string(policy_loosened.severity));
}

std::string waiver_heading() {
  std::string text = "waiver\n  What is to be known of the waivers in tollgate-waivers.yml.\n";
  for (const Rule& rule : waiver_rules) text += fmt::format("  - {} ({})\n", rule.id, to_string(rule.severity));
  return text;
}

std::string list_gates() {
  std::string text;
  for (const Gate* gate : gates::all) {
    text += fmt::format("{}\n  {}\n", gate->id, gate->summary);
    for (const Rule& rule : gate->rules) text += fmt::format("  - {} ({})\n", rule.id, to_string(rule.severity));
  }
  return text + policy_heading() + waiver_heading();
}

std::string rule_text(std::string_view gate_id, const Rule& rule) {
  return fmt::format("{} (gate {}, severity {} unless the policy says otherwise)\n\n{}\n\nWhat to do: {}\n", rule.id,
                     gate_id, to_string(rule.severity), rule.summary, rule.advice);
}

/// How to say that a finding is right and meant. What only informs fails nothing by itself, and what people owe they
/// do.
std::string waiving_text(const Gate& gate, const Rule& rule) {
  if (rule.severity == Severity::info || gate.needs.pull_request) return {};
  return fmt::format(
      "\nWhere it is right and meant, waive this one finding until a day; policy and limits stay as they are:\n"
      "  tollgate waivers add --rule {}/{} --subject SUBJECT \\\n"
      "    --reason \"WHY\" --owner @YOU --expires YYYY-MM-DD\n"
      "SUBJECT is what the finding is about, e.g. model.shop.orders: every report tells it beside the finding.\n",
      gate.id, rule.id);
}

[[noreturn]] void unknown_topic(const std::string& topic) {
  std::vector<std::string> names{std::string(policy::policy_gate), std::string(waiver_gate)};
  const auto add = [&](std::string_view gate, const Rule& rule) {
    names.emplace_back(rule.id);
    names.push_back(fmt::format("{}/{}", gate, rule.id));
  };
  for (const Gate* gate : gates::all) {
    names.emplace_back(gate->id);
    for (const Rule& rule : gate->rules) add(gate->id, rule);
  }
  add(policy::policy_gate, policy_loosened);
  for (const Rule& rule : waiver_rules) add(waiver_gate, rule);
  const std::string suggestion = did_you_mean(topic, std::vector<std::string_view>(names.begin(), names.end()));
  throw Error(ErrorKind::usage, {"no gate or rule is called \"" + topic + "\"",
                                 suggestion.empty() ? "`tollgate explain` lists them" : suggestion,
                                 {}});
}

/// `RULE`, or `GATE/RULE` as the reports write it.
bool names_rule(std::string_view topic, std::string_view gate_id, const Rule& rule) {
  return topic == rule.id || topic == fmt::format("{}/{}", gate_id, rule.id);
}

/// What there is to say of a gate, a rule or a heading of the list; empty: nothing is called so.
std::string text_of(const std::string& topic, std::size_t width) {
  if (find_gate(gates::all, topic) != nullptr) return page_text(gate_page(topic), width);
  if (topic == policy::policy_gate) return policy_heading();
  if (topic == waiver_gate) return waiver_heading();
  if (names_rule(topic, policy::policy_gate, policy_loosened)) return rule_text(policy::policy_gate, policy_loosened);
  for (const Rule& rule : waiver_rules) {
    if (names_rule(topic, waiver_gate, rule)) return rule_text(waiver_gate, rule);
  }
  for (const Gate* gate : gates::all) {
    for (const Rule& rule : gate->rules) {
      if (names_rule(topic, gate->id, rule)) return rule_text(gate->id, rule) + waiving_text(*gate, rule);
    }
  }
  return {};
}

}  // namespace

int explain(const ExplainArguments& arguments, const Streams& streams) {
  const std::string text = arguments.topic.empty()
                               ? list_gates()
                               : text_of(arguments.topic, static_cast<std::size_t>(std::max(streams.width, 40)));
  if (text.empty()) unknown_topic(arguments.topic);
  streams.out << text;
  return 0;
}

}  // namespace tollgate::cli
