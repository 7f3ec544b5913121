#include "policy/show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/merge_windows.hpp"
#include "policy/selectors.hpp"
#include "policy/values.hpp"

namespace tollgate::policy {

namespace {

constexpr std::size_t comment_column = 56;

/// Plain where YAML can't take it for anything but this text, else in double quotes.
std::string yaml_text(std::string_view text) {
  const bool plain_start =
      !text.empty() && text.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/.") == 0;
  const bool plain = plain_start && text.find_first_not_of(
                                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789_/.-+ ") == std::string_view::npos;
  const std::vector<std::string_view> words{"true", "false", "null", "on", "off", "yes", "no"};
  if (plain && text.back() != ' ' && std::find(words.begin(), words.end(), text) == words.end())
    return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20;
    if (c == '"' || c == '\\') quoted += '\\';
    if (control)
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    else
      quoted += c;
  }
  return quoted + "\"";
}

std::string yaml_texts(const std::vector<std::string>& texts) {
  std::vector<std::string> written;
  std::transform(texts.begin(), texts.end(), std::back_inserter(written), yaml_text);
  return fmt::format("[{}]", fmt::join(written, ", "));
}

struct ValueWriter {
  std::string operator()(const std::string& text) const { return yaml_text(text); }
  std::string operator()(const std::vector<std::string>& texts) const { return yaml_texts(texts); }
  template <class T>
  std::string operator()(const T& value) const {
    return to_text(OptionValue(value));
  }
};

std::string yaml_value(const OptionValue& value) { return std::visit(ValueWriter{}, value); }

/// An option without a value can't be written: no text, no list.
bool has_value(const OptionValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  return (text == nullptr || !text->empty()) && (list == nullptr || !list->empty());
}

class Page {
 public:
  Page(const Policy& policy, std::span<const Gate* const> gates) : x_policy(policy), x_gates(gates) {}

  std::string text() && { return std::move(x_text); }

  void header() {
    line(0, "# The policy in force, from " + x_policy.origin.source);
    line(0, "version: 1");
    if (!x_policy.preset.empty()) line(0, "# builds on the preset " + x_policy.preset + ", written out below");
  }

  void artifacts() {
    const ArtifactSettings& artifacts = x_policy.artifacts;
    line(0, "artifacts:");
    value(2, "artifacts", "base", yaml_text(artifacts.base));
    value(2, "artifacts", "head", yaml_text(artifacts.head));
    if (!artifacts.run_results.empty()) value(2, "artifacts", "run_results", yaml_texts(artifacts.run_results));
    value(2, "artifacts", "max_age_days", std::to_string(artifacts.max_age_days));
  }

  void warehouse() {
    const WarehouseSettings& warehouse = x_policy.warehouse;
    line(0, "warehouse:");
    if (!warehouse.base_url_text.empty()) value(2, "warehouse", "base_url", yaml_text(warehouse.base_url_text));
    if (!warehouse.head_url_text.empty()) value(2, "warehouse", "head_url", yaml_text(warehouse.head_url_text));
    if (warehouse.use_dbt_profile) profile(warehouse);
    value(2, "warehouse", "statement_timeout", duration_text(warehouse.statement_timeout));
    value(2, "warehouse", "lock_timeout", duration_text(warehouse.lock_timeout));
    value(2, "warehouse", "time_budget", duration_text(warehouse.time_budget));
  }

  void layers() {
    line(0, "layers:");
    for (const Layer& layer : x_policy.layers) {
      const std::string at = "layers." + layer.name;
      line(2, layer.name + ":");
      select(4, at, layer.select);
      gates(4, at, layer.gates);
      line(4, "review:");
      value(6, at, "review.approvals", std::to_string(layer.review.approvals));
      value(6, at, "review.by", yaml_texts(layer.review.by));
      value(6, at, "review.author_may_review", layer.review.author_may_review ? "true" : "false");
      value(6, at, "review.approvals_follow_head", layer.review.approvals_follow_head ? "true" : "false");
      merge_window(at, layer);
      if (layer.rollback_sla.count() > 0) value(4, at, "rollback_sla", duration_text(layer.rollback_sla));
      if (layer.waiver_lifetime.count() > 0) value(4, at, "waiver_lifetime", duration_text(layer.waiver_lifetime));
    }
  }

  void models() {
    if (!x_policy.models.empty()) line(0, "models:");
    for (std::size_t i = 0; i < x_policy.models.size(); ++i) {
      const ModelOverride& model = x_policy.models[i];
      const std::string at = fmt::format("models.{}", i);
      line(2, "- " + select_text(model.select), origin(at));
      line(4, "gates:");
      for (const auto& [id, settings] : model.gates) override_gate(at, id, settings);
    }
  }

  void merge_window(const std::string& at, const Layer& layer) {
    if (layer.closed.empty()) return value(4, at, "merge_window", yaml_text(layer.merge_window));
    line(4, "merge_window:");
    line(6, "open: " + yaml_text(layer.merge_window), origin(at + ".merge_window"));
    line(6, "closed:", origin(at + ".merge_window.closed"));
    for (const ClosedPeriod& period : layer.closed) {
      line(8, fmt::format("- {{days: {}{}, reason: {}}}", days_text(period),
                          period.zone.empty() ? "" : ", zone: " + yaml_text(period.zone), yaml_text(period.reason)));
    }
  }

  void llm() {
    const LlmBudget& llm = x_policy.llm;
    line(0, "llm:");
    line(2, "budget:");
    value(4, "llm.budget", "rollback_rate", fmt::format("{}", llm.rollback_rate));
    value(4, "llm.budget", "escape_rate", fmt::format("{}", llm.escape_rate));
    value(4, "llm.budget", "caught_at_review_rate", fmt::format("{}", llm.caught_at_review_rate));
    value(4, "llm.budget", "period", llm.period);
    line(2, "when_exceeded:");
    line(4, "review:");
    value(6, "llm.when_exceeded", "review.add_approvals", std::to_string(llm.add_approvals));
    value(4, "llm.when_exceeded", "limits", llm.halve_limits ? "halve" : "keep");
    line(2, "labels:");
    if (!llm.labels.prefix.empty()) value(4, "llm.labels", "prefix", yaml_text(llm.labels.prefix));
    value(4, "llm.labels", "assisted", yaml_text(llm.labels.assisted));
    value(4, "llm.labels", "senior_review", yaml_text(llm.labels.senior_review));
    value(4, "llm.labels", "budget", yaml_text(llm.labels.budget));
    value(4, "llm.labels", "not_llm", yaml_text(llm.labels.not_llm));
    if (!llm.tools.empty()) tools(llm.tools);
  }

  void tools(const std::vector<LlmTool>& tools) {
    line(2, "tools:", origin("llm.tools"));
    for (const LlmTool& tool : tools) {
      line(4, tool.id + ":");
      for (const auto& [key, texts] : {std::pair("emails", &tool.emails), std::pair("names", &tool.names),
                                       std::pair("accounts", &tool.accounts)}) {
        if (!texts->empty()) line(6, fmt::format("{}: {}", key, yaml_texts(*texts)));
      }
    }
  }

  /// The strictest of all layers: computed, so it can only be told, not written.
  void unknown() {
    const Layer& unknown = x_policy.unknown;
    line(0, "# Models that no layer selects (the layer `unknown`) get the strictest of all layers:");
    for (const Gate* gate : x_gates) {
      const auto found = unknown.gates.find(gate->id);
      if (found == unknown.gates.end()) continue;
      std::vector<std::string> values;
      for (const AnyOption& option : gate->options) {
        const OptionValue value = effective(found->second.options, option);
        if (has_value(value)) values.push_back(fmt::format("{}: {}", name_of(option), yaml_value(value)));
      }
      for (const Rule& rule : gate->rules)
        values.push_back(fmt::format("{}: {}", rule.id, to_string(severity_of(found->second, rule))));
      line(0, fmt::format("#   {}{}{}", gate->id, values.empty() ? "" : ": ", fmt::join(values, ", ")));
    }
    line(0, fmt::format("#   review: {} by {}, merge window {}, rollback {}", unknown.review.approvals,
                        fmt::join(unknown.review.by, " and "), unknown.merge_window,
                        unknown.rollback_sla.count() > 0 ? duration_text(unknown.rollback_sla) : "not stated"));
    for (const ClosedPeriod& period : unknown.closed)
      line(0, fmt::format("#   closed: {} {}, {}", days_text(period), period.zone, yaml_text(period.reason)));
  }

 private:
  void line(int indent, std::string_view text, std::string_view comment = {}) {
    std::string written = std::string(static_cast<std::size_t>(indent), ' ') + std::string(text);
    if (!comment.empty()) {
      written.resize(std::max(written.size() + 2, comment_column), ' ');
      written += "# " + std::string(comment);
    }
    x_text += written + "\n";
  }

  std::string origin(const std::string& key) const {
    const auto found = x_policy.sources.find(key);
    if (found == x_policy.sources.end()) return "built-in default";
    const Place& place = found->second.place;
    return place.line > 0 ? fmt::format("{}, line {}", found->second.from, place.line) : found->second.from;
  }

  /// `key` may hold a dot: the part after the last one is written, all of it is looked up.
  void value(int indent, const std::string& at, const std::string& key, const std::string& written) {
    const std::size_t dot = key.rfind('.');
    line(indent, key.substr(dot == std::string::npos ? 0 : dot + 1) + ": " + written, origin(at + "." + key));
  }

  void profile(const WarehouseSettings& warehouse) {
    const std::string at = "warehouse.dbt_profile";
    line(2, warehouse.dbt_profile.empty() && warehouse.dbt_target.empty() && warehouse.dbt_base_target.empty()
                ? "dbt_profile: {}"
                : "dbt_profile:");
    if (!warehouse.dbt_profile.empty()) value(4, at, "profile", yaml_text(warehouse.dbt_profile));
    if (!warehouse.dbt_target.empty()) value(4, at, "target", yaml_text(warehouse.dbt_target));
    if (!warehouse.dbt_base_target.empty()) value(4, at, "base_target", yaml_text(warehouse.dbt_base_target));
  }

  static std::string select_text(const Selector& select) {
    std::vector<std::string> keys;
    for (const SelectorKey& key : selector_keys()) {
      if (!(select.*key.values).empty())
        keys.push_back(fmt::format("{}: {}", key.name, yaml_texts(select.*key.values)));
    }
    return fmt::format("select: {{{}}}", fmt::join(keys, ", "));
  }

  void select(int indent, const std::string& at, const Selector& select) {
    line(indent, select_text(select), origin(at + ".select"));
  }

  void gates(int indent, const std::string& layer, const GateTable& table) {
    line(indent, "gates:");
    for (const Gate* gate : x_gates) {
      const auto found = table.find(gate->id);
      if (found == table.end()) continue;
      const std::string at = fmt::format("{}.gates.{}", layer, gate->id);
      line(indent + 2, std::string(gate->id) + ":", origin(at));
      for (const AnyOption& option : gate->options) option_line(indent + 4, at, option, found->second);
      if (!gate->rules.empty()) line(indent + 4, "severity:");
      for (const Rule& rule : gate->rules)
        value(indent + 6, at + ".severity", std::string(rule.id),
              std::string(to_string(severity_of(found->second, rule))));
    }
  }

  void option_line(int indent, const std::string& at, const AnyOption& option, const GateSettings& settings) {
    const std::string name(name_of(option));
    const OptionValue in_force = effective(settings.options, option);
    if (has_value(in_force)) {
      value(indent, at, name, yaml_value(in_force));
    } else {
      line(indent, "# " + name + ": not set");
    }
  }

  void override_gate(const std::string& model, const std::string& id, const GateSettings& settings) {
    const std::string at = fmt::format("{}.gates.{}", model, id);
    line(6, id + ":");
    for (const auto& [name, set] : settings.options.values()) value(8, at, name, yaml_value(set));
    if (!settings.severity.empty()) line(8, "severity:");
    for (const auto& [rule, severity] : settings.severity)
      value(10, at + ".severity", rule, std::string(to_string(severity)));
  }

  const Policy& x_policy;
  std::span<const Gate* const> x_gates;
  std::string x_text;
};

}  // namespace

std::string show(const Policy& policy, std::span<const Gate* const> gates) {
  Page page(policy, gates);
  page.header();
  page.artifacts();
  page.warehouse();
  page.layers();
  page.models();
  page.llm();
  page.unknown();
  return std::move(page).text();
}

}  // namespace tollgate::policy
