#include "policy/schema.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/policy.hpp"
#include "policy/presets.hpp"
#include "policy/roles.hpp"
#include "policy/selectors.hpp"
#include "policy/values.hpp"
#include "policy/waivers.hpp"

namespace tollgate::policy {

namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view name) { return {{"$ref", "#/$defs/" + std::string(name)}}; }

/// A mapping with these keys and no others.
Json mapping(std::string_view description, Json properties) {
  Json schema = {{"type", "object"}};
  if (!description.empty()) schema["description"] = description;
  schema["properties"] = std::move(properties);
  schema["additionalProperties"] = false;
  return schema;
}

Json described(Json schema, std::string_view description) {
  schema["description"] = description;
  return schema;
}

Json choices(const std::vector<std::string_view>& values) {
  Json schema;
  schema["enum"] = Json::array();
  for (const std::string_view value : values) schema["enum"].push_back(value);
  return schema;
}

std::string with_unit(std::string_view help, std::string_view unit) {
  return std::string(help) + (unit.empty() ? std::string() : " (" + std::string(unit) + ")");
}

template <class T>
Json number(std::string_view type, const Option<T>& option) {
  Json schema = {{"type", type}, {"minimum", option.range.lowest}, {"default", option.fallback}};
  if (option.range.highest < OptionRange<T>{}.highest) schema["maximum"] = option.range.highest;
  return schema;
}

/// A percentage may also be written as `10%`.
Json or_percent(Json number) {
  return {{"anyOf", Json::array({std::move(number), {{"type", "string"}, {"pattern", "^[0-9.]+ ?%$"}}})}};
}

struct OptionSchema {
  Json operator()(const Option<bool>* option) const { return {{"type", "boolean"}, {"default", option->fallback}}; }
  Json operator()(const Option<std::int64_t>* option) const { return number("integer", *option); }
  Json operator()(const Option<double>* option) const {
    return option->unit == "%" ? or_percent(number("number", *option)) : number("number", *option);
  }
  Json operator()(const Option<std::string_view>* option) const {
    Json schema = option->choices.empty() ? Json{{"type", {"string", "number", "boolean"}}}
                                          : text_choices(split_choices(option->choices));
    if (!option->fallback.empty()) schema["default"] = option->fallback;
    return schema;
  }
  Json operator()(const Option<TextList>*) const { return reference("texts"); }

  /// YAML reads an unquoted `1` as a number; the loader takes it as the text.
  static Json text_choices(const std::vector<std::string_view>& values) {
    Json schema = choices(values);
    for (const std::string_view value : values) {
      if (value.find_first_not_of("0123456789") == std::string_view::npos)
        schema["enum"].push_back(std::stoll(std::string(value)));
    }
    return schema;
  }
};

Json option_schema(const AnyOption& option) {
  return std::visit(
      [&](const auto* typed) { return described(OptionSchema{}(typed), with_unit(typed->help, typed->unit)); }, option);
}

Json gate_schema(const Gate& gate, bool may_be_off) {
  Json properties = Json::object();
  for (const AnyOption& option : gate.options) properties[std::string(name_of(option))] = option_schema(option);
  Json severities = Json::object();
  for (const Rule& rule : gate.rules) {
    severities[std::string(rule.id)] = described(reference("severity"), rule.summary);
    severities[std::string(rule.id)]["default"] = to_string(rule.severity);
  }
  properties["severity"] = mapping("severity of each rule", std::move(severities));
  Json forms = Json::array({{{"type", "null"}}, mapping({}, std::move(properties))});
  if (may_be_off) forms.push_back({{"enum", {"off", false}}});
  return {{"description", gate.summary}, {"anyOf", std::move(forms)}};
}

Json gates_schema(std::span<const Gate* const> gates, bool may_be_off) {
  Json properties = Json::object();
  for (const Gate* gate : gates) properties[std::string(gate->id)] = gate_schema(*gate, may_be_off);
  return mapping("gates that the models must pass; nothing after the colon means the gate's defaults",
                 std::move(properties));
}

Json selector_schema() {
  Json properties = Json::object();
  for (const SelectorKey& key : selector_keys()) properties[std::string(key.name)] = reference("texts");
  Json schema = mapping("every key that is given must match, any value within a key does; * and ? are globs",
                        std::move(properties));
  schema["minProperties"] = 1;
  return schema;
}

Json review_schema() {
  return mapping(
      "the human bar",
      {{"approvals", {{"type", "integer"}, {"minimum", 0}, {"maximum", 20}}},
       {"by", described(reference("texts"), "roles of tollgate-roles.yml; all of them when several")},
       {"author_may_review",
        {{"type", "boolean"}, {"default", false}, {"description", "approvals by those who made the change count"}}},
       {"approvals_follow_head",
        {{"type", "boolean"},
         {"default", false},
         {"description",
          "the forge takes approvals away when commits are added (GitLab): one that names no "
          "commit is of the head"}}}});
}

Json closed_schema() {
  const Json text = {{"type", "string"}, {"pattern", "\\S"}};
  Json schema =
      mapping("days on which nothing is merged",
              {{"days",
                {{"type", "string"},
                 {"pattern", R"(^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$)"},
                 {"description", "2026-12-24 or 2026-12-24..2027-01-01, both included"}}},
               {"reason", described(text, "told when the window is closed")},
               {"zone", described(text, "an area such as Europe/Berlin, or UTC; without it the merge window's")}});
  schema["required"] = Json::array({"days", "reason"});
  return schema;
}

Json merge_window_schema() {
  Json windows = {
      {"type", {"string", "array"}},
      {"items", {{"type", "string"}}},
      {"description", "any, or e.g. Mon-Fri 09:00-17:00[Europe/Berlin]; a list: open whenever one of them is"}};
  Json both = mapping("when merges are open, and on which days they are closed all the same",
                      {{"open", windows}, {"closed", {{"type", "array"}, {"items", closed_schema()}}}});
  return {{"anyOf", Json::array({std::move(windows), std::move(both)})}};
}

/// What a layer and `defaults` share.
Json common_properties() {
  return {{"gates", reference("gates")},
          {"review", reference("review")},
          {"merge_window", merge_window_schema()},
          {"rollback_sla", reference("duration")},
          {"waiver_lifetime", described(reference("duration"), "how far ahead a waiver may expire, in days: 90d")}};
}

Json layers_schema() {
  Json properties = {
      {"inherits",
       {{"type", "string"}, {"description", "another layer whose settings, but not its select, it starts from"}}},
      {"select", reference("select")}};
  properties.update(common_properties());
  return {{"type", "object"},
          {"description", "in this order the first layer that selects a model owns it"},
          {"minProperties", 1},
          {"propertyNames", {{"pattern", "^[A-Za-z0-9_-]{1,64}$"}, {"not", {{"const", unknown_layer}}}}},
          {"additionalProperties", mapping({}, std::move(properties))}};
}

Json models_schema() {
  Json named = mapping({}, {{"gates", reference("model_gates")}});
  named["required"] = Json::array({"gates"});
  Json listed = mapping({}, {{"select", reference("select")}, {"gates", reference("model_gates")}});
  listed["required"] = Json::array({"select", "gates"});
  return {{"description", "settings for single models, laid over their layer's"},
          {"anyOf", Json::array({{{"type", "array"}, {"items", std::move(listed)}},
                                 {{"type", "object"}, {"additionalProperties", std::move(named)}}})}};
}

Json artifacts_schema() {
  return mapping("what dbt wrote; paths are relative to this file",
                 {{"base", {{"type", "string"}, {"description", "folder of the base manifest.json"}}},
                  {"head", {{"type", "string"}, {"description", "folder of the head manifest.json"}}},
                  {"run_results", reference("texts")},
                  {"max_age_days", {{"type", "integer"}, {"minimum", 1}, {"maximum", 3650}}}});
}

Json warehouse_schema() {
  const Json url = {{"type", "string"}, {"description", "${NAME} is read from the environment; never a password"}};
  const Json text = {{"type", "string"}};
  return mapping("the PostgreSQL databases of both sides",
                 {{"base_url", url},
                  {"head_url", url},
                  {"dbt_profile", mapping("a profile of dbt's profiles.yml instead of URLs",
                                          {{"profile", text}, {"target", text}, {"base_target", text}})},
                  {"statement_timeout", reference("duration")},
                  {"lock_timeout", reference("duration")},
                  {"time_budget", described(reference("duration"), "for all questions of one run")}});
}

Json llm_schema() {
  const Json label = {{"type", "string"}, {"minLength", 1}, {"maxLength", 50}};
  Json review = mapping({}, {{"add_approvals", {{"type", "integer"}, {"minimum", 0}, {"maximum", 20}}}});
  Json tools = {
      {"type", "object"},
      {"description", "tools of the team, by id: addresses, names and accounts by which they sign"},
      {"propertyNames", {{"pattern", "^[a-z0-9][a-z0-9-]{0,39}$"}}},
      {"additionalProperties",
       mapping({}, {{"emails", reference("texts")}, {"names", reference("texts")}, {"accounts", reference("texts")}})}};
  return mapping(
      "the hallucination budget",
      {{"budget", mapping({}, {{"rollback_rate", reference("rate")},
                               {"escape_rate", reference("rate")},
                               {"caught_at_review_rate", reference("rate")},
                               {"period", choices({"month", "quarter", "year"})}})},
       {"when_exceeded", mapping({}, {{"review", std::move(review)}, {"limits", choices({"halve", "keep"})}})},
       {"labels",
        mapping(
            "names of the labels of LLM-touched pull requests",
            {{"prefix", label}, {"assisted", label}, {"senior_review", label}, {"budget", label}, {"not_llm", label}})},
       {"tools", std::move(tools)}});
}

Json definitions(std::span<const Gate* const> gates) {
  const Json text = {{"type", {"string", "number", "boolean"}}};
  return {{"gates", gates_schema(gates, true)},
          {"model_gates", gates_schema(gates, false)},
          {"select", selector_schema()},
          {"review", review_schema()},
          {"severity", choices({"error", "warning", "info", "off"})},
          {"texts", {{"anyOf", Json::array({text, {{"type", "array"}, {"items", text}, {"minItems", 1}}})}}},
          {"duration", {{"type", "string"}, {"pattern", "^[0-9]+(ms|s|m|h|d)$"}}},
          {"rate",
           {{"anyOf", Json::array({{{"type", "number"}, {"minimum", 0}, {"maximum", 1}},
                                   {{"type", "string"}, {"pattern", "^[0-9.]+ ?%$"}}})}}}};
}

Json waiver_schema(std::span<const Gate* const> gates) {
  Json rules = Json::array();
  for (const Gate* gate : gates) {
    for (const Rule& rule : gate->rules) {
      rules.push_back(std::string(gate->id) + "/" + std::string(rule.id));
      rules.push_back(rule.id);
    }
  }
  const Json text = {{"type", "string"}, {"pattern", "\\S"}};
  Json schema = mapping(
      "a signed answer to one finding, until a day",
      {{"rule", {{"description", "`rule` or `gate/rule`"}, {"enum", std::move(rules)}}},
       {"subject", described(text, "unique_id, unique_id.column or change, each with (relation) where there is one")},
       {"reason", described(text, "why what was found is right, or can wait")},
       {"owner", described(text, "who answers for it")},
       {"expires",
        {{"type", "string"}, {"format", "date"}, {"description", "the last day on which it counts, in UTC"}}}});
  schema["required"] = Json::array({"rule", "subject", "reason", "owner", "expires"});
  return schema;
}

}  // namespace

std::string roles_json_schema() {
  const Json login = {{"type", "string"}, {"pattern", "^@?[A-Za-z0-9_.-]+$"}};
  const Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                       {"title", "tollgate roles"},
                       {"description", "tollgate-roles.yml: who may approve as what; the base branch's counts"},
                       {"type", {"object", "null"}},
                       {"propertyNames", {{"pattern", "^[A-Za-z0-9_-]{1,64}$"}, {"not", {{"const", "peer"}}}}},
                       {"additionalProperties",
                        {{"description", "logins on the forge, with or without @"},
                         {"anyOf", Json::array({login, {{"type", "array"}, {"items", login}, {"minItems", 1}}})}}}};
  return schema.dump(2) + "\n";
}

std::string waivers_json_schema(std::span<const Gate* const> gates) {
  const Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                       {"title", "tollgate waivers"},
                       {"description", "tollgate-waivers.yml: findings of tollgate that are known and do not fail"},
                       {"type", {"array", "null"}},
                       {"items", waiver_schema(gates)}};
  return schema.dump(2) + "\n";
}

std::string json_schema(std::span<const Gate* const> gates) {
  const auto presets = preset_names();
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "tollgate policy"}};
  schema.update(
      mapping("tollgate.yml: which gates a change of a dbt project must pass",
              {{"version", {{"const", 1}}},
               {"preset", described(choices({presets.begin(), presets.end()}), "the policy that this one builds on")},
               {"artifacts", artifacts_schema()},
               {"warehouse", warehouse_schema()},
               {"defaults", mapping("laid under every layer", common_properties())},
               {"layers", layers_schema()},
               {"models", models_schema()},
               {"llm", llm_schema()}}));
  schema["required"] = Json::array({"version"});
  schema["$defs"] = definitions(gates);
  return schema.dump(2) + "\n";
}

}  // namespace tollgate::policy
