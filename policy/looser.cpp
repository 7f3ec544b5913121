#include "policy/looser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/merge_window.hpp"
#include "policy/merge_windows.hpp"
#include "policy/values.hpp"

namespace tollgate::policy {

namespace {

std::vector<Evidence> numbers(const OptionValue& base, const OptionValue& head) {
  const auto named = [](std::string name, const OptionValue& value) -> std::optional<Evidence> {
    if (const auto* number = std::get_if<double>(&value)) return Evidence{std::move(name), *number};
    if (const auto* number = std::get_if<std::int64_t>(&value)) return Evidence{std::move(name), *number};
    return std::nullopt;
  };
  std::vector<Evidence> evidence;
  for (auto& number : {named("base", base), named("head", head)}) {
    if (number) evidence.push_back(*number);
  }
  return evidence;
}

std::string from_to(const OptionValue& base, const OptionValue& head, std::string_view unit) {
  return fmt::format("from {} to {}{}{}", to_text(base), to_text(head), unit.empty() ? "" : " ", unit);
}

/// What the option's own direction says; a changed value without a direction is told as info.
std::optional<Loosening> looser_option(const Gate& gate, const AnyOption& option, const Options& base,
                                       const Options& head) {
  const OptionValue before = effective(base, option);
  const OptionValue after = effective(head, option);
  const auto [tighter, unit] =
      std::visit([](const auto* typed) { return std::pair(typed->tighter, typed->unit); }, option);
  const bool tightened =
      (tighter == Tighter::lower && after < before) || (tighter == Tighter::higher && before < after);
  if (before == after || tightened) return std::nullopt;
  const std::string name(name_of(option));
  const std::string key = fmt::format("gates.{}.{}", gate.id, name);
  if (tighter == Tighter::neither) {
    return Loosening{key,
                     fmt::format("{} of {} changes {}; whether that guards less can't be told", name, gate.id,
                                 from_to(before, after, unit)),
                     Severity::info};
  }
  return Loosening{key, fmt::format("{} of {} goes {}", name, gate.id, from_to(before, after, unit)), Severity::warning,
                   numbers(before, after)};
}

void looser_settings(const Gate& gate, const GateSettings& base, const GateSettings& head,
                     std::vector<Loosening>& all) {
  for (const AnyOption& option : gate.options) {
    if (auto found = looser_option(gate, option, base.options, head.options)) all.push_back(std::move(*found));
  }
  for (const Rule& rule : gate.rules) {
    const Severity before = severity_of(base, rule);
    const Severity after = severity_of(head, rule);
    if (after >= before) continue;
    all.push_back(
        {fmt::format("gates.{}.severity.{}", gate.id, rule.id),
         fmt::format("severity of {} ({}) goes from {} to {}", rule.id, gate.id, to_string(before), to_string(after))});
  }
}

bool has(const std::vector<std::string>& roles, std::string_view role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

void looser_review(const Review& base, const Review& head, std::vector<Loosening>& all) {
  if (head.approvals < base.approvals) {
    const std::int64_t before = base.approvals;
    const std::int64_t after = head.approvals;
    all.push_back({"review.approvals", fmt::format("approvals go from {} to {}", before, after), Severity::warning,
                   numbers(before, after)});
  }
  for (const std::string& role : base.by) {
    const bool replaced_by_more = role == "peer" && !head.by.empty();
    if (has(head.by, role) || replaced_by_more) continue;
    all.push_back({"review.by", fmt::format("no {} has to approve any more", role)});
  }
}

void looser_terms(const Review& base, const Review& head, std::vector<Loosening>& all) {
  if (!base.author_may_review && head.author_may_review)
    all.push_back({"review.author_may_review", "who made a change may approve it"});
  if (!base.approvals_follow_head && head.approvals_follow_head)
    all.push_back({"review.approvals_follow_head", "approvals that name no commit count"});
}

bool wider_window(const std::string& base, const std::string& head) {
  const auto before = parse_merge_window(base);
  const auto after = parse_merge_window(head);
  return base != head && !(before && after && contains(*before, *after));
}

/// Whether some period of head closes the same days and more, in the same zone.
bool still_closed(const ClosedPeriod& period, const std::string& zone, const Layer& head) {
  return std::any_of(head.closed.begin(), head.closed.end(), [&](const ClosedPeriod& other) {
    const std::string& other_zone = other.zone.empty() ? zone_of(head) : other.zone;
    return other.first <= period.first && other.last >= period.last && other_zone == zone;
  });
}

void looser_closed(const Layer& base, const Layer& head, std::vector<Loosening>& all) {
  for (const ClosedPeriod& period : base.closed) {
    const std::string zone = period.zone.empty() ? zone_of(base) : period.zone;
    if (still_closed(period, zone, head)) continue;
    all.push_back({"merge_window.closed",
                   fmt::format("{} ({}) is no longer closed for merges", days_text(period), period.reason)});
  }
}

/// A limit of 0 is none.
void looser_limit(std::string_view key, std::string_view what, std::chrono::seconds base, std::chrono::seconds head,
                  std::vector<Loosening>& all) {
  if (base.count() == 0 || (head.count() > 0 && head <= base)) return;
  all.push_back({std::string(key), fmt::format("{} goes from {} to {}", what, duration_text(base),
                                               head.count() == 0 ? "not stated" : duration_text(head))});
}

void looser_rate(std::string_view name, double base, double head, std::vector<Loosening>& all) {
  if (head <= base) return;
  all.push_back({fmt::format("llm.budget.{}", name),
                 fmt::format("the LLM budget's {} goes from {} to {}", name, base, head), Severity::warning,
                 numbers(base, head)});
}

/// Whoever is not known as a tool any more counts as a person.
void looser_tools(const std::vector<LlmTool>& base, const std::vector<LlmTool>& head, std::vector<Loosening>& all) {
  for (const LlmTool& tool : base) {
    if (std::find(head.begin(), head.end(), tool) != head.end()) continue;
    const bool there = std::any_of(head.begin(), head.end(), [&](const LlmTool& one) { return one.id == tool.id; });
    all.push_back({"llm.tools." + tool.id,
                   fmt::format("how the tool {} is recognised {}", tool.id,
                               there ? "changes; whether that guards less can't be told" : "is no longer told"),
                   there ? Severity::info : Severity::warning});
  }
}

/// Another name hides what was counted under the old one.
void looser_labels(const LlmLabels& base, const LlmLabels& head, std::vector<Loosening>& all) {
  for (const auto& [name, field] :
       {std::pair("prefix", &LlmLabels::prefix), std::pair("assisted", &LlmLabels::assisted),
        std::pair("senior_review", &LlmLabels::senior_review), std::pair("budget", &LlmLabels::budget),
        std::pair("not_llm", &LlmLabels::not_llm)}) {
    if (base.*field == head.*field) continue;
    all.push_back({fmt::format("llm.labels.{}", name),
                   fmt::format("the label {} changes from \"{}\" to \"{}\"; whether that guards less can't be told",
                               name, base.*field, head.*field),
                   Severity::info});
  }
}

}  // namespace

std::vector<Loosening> looser_gates(const GateTable& base, const GateTable& head, std::span<const Gate* const> gates) {
  std::vector<Loosening> all;
  for (const Gate* gate : gates) {
    const auto before = base.find(gate->id);
    const auto after = head.find(gate->id);
    if (before == base.end()) continue;
    if (after == head.end()) {
      all.push_back({fmt::format("gates.{}", gate->id), fmt::format("the gate {} is no longer asked for", gate->id)});
    } else {
      looser_settings(*gate, before->second, after->second, all);
    }
  }
  return all;
}

std::vector<Loosening> looser_layer(const Layer& base, const Layer& head, std::span<const Gate* const> gates) {
  std::vector<Loosening> all = looser_gates(base.gates, head.gates, gates);
  looser_review(base.review, head.review, all);
  looser_terms(base.review, head.review, all);
  if (wider_window(base.merge_window, head.merge_window)) {
    all.push_back(
        {"merge_window", fmt::format("the merge window goes from {} to {}", base.merge_window, head.merge_window)});
  }
  looser_closed(base, head, all);
  looser_limit("rollback_sla", "the rollback SLA", base.rollback_sla, head.rollback_sla, all);
  looser_limit("waiver_lifetime", "the longest life of a waiver", base.waiver_lifetime, head.waiver_lifetime, all);
  return all;
}

std::vector<Loosening> looser_sections(const Policy& base, const Policy& head) {
  std::vector<Loosening> all;
  looser_rate("rollback_rate", base.llm.rollback_rate, head.llm.rollback_rate, all);
  looser_rate("escape_rate", base.llm.escape_rate, head.llm.escape_rate, all);
  looser_rate("caught_at_review_rate", base.llm.caught_at_review_rate, head.llm.caught_at_review_rate, all);
  if (base.llm.period != head.llm.period) {
    all.push_back({"llm.budget.period",
                   fmt::format("the LLM budget's period changes from {} to {}; whether that guards less can't be told",
                               base.llm.period, head.llm.period),
                   Severity::info});
  }
  if (head.llm.add_approvals < base.llm.add_approvals) {
    all.push_back({"llm.when_exceeded.review.add_approvals",
                   fmt::format("approvals added when the LLM budget is exceeded go from {} to {}",
                               base.llm.add_approvals, head.llm.add_approvals)});
  }
  if (base.llm.halve_limits && !head.llm.halve_limits)
    all.push_back({"llm.when_exceeded.limits", "limits are no longer halved when the LLM budget is exceeded"});
  looser_labels(base.llm.labels, head.llm.labels, all);
  looser_tools(base.llm.tools, head.llm.tools, all);
  if (head.artifacts.max_age_days > base.artifacts.max_age_days) {
    all.push_back({"artifacts.max_age_days", fmt::format("base artifacts may be {} days old instead of {}",
                                                         head.artifacts.max_age_days, base.artifacts.max_age_days)});
  }
  return all;
}

}  // namespace tollgate::policy
