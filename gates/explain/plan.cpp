#include "gates/explain/plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "core/error.hpp"

namespace tollgate::explain {
namespace {

using nlohmann::json;

constexpr int deepest_plan = 1'000;

[[noreturn]] void refuse() {
  throw Error(ErrorKind::unjudged,
              {"format not supported: expected what EXPLAIN (FORMAT JSON) answers, with \"Plan\", at most 1,000 deep",
               "ask for EXPLAIN (FORMAT JSON, VERBOSE, COSTS, SETTINGS)",
               {}});
}

// Before any reader recurses.
bool nests_too_deep(std::string_view text) {
  constexpr int most = 2 * deepest_plan + 4;
  const auto opened = std::count(text.begin(), text.end(), '{') + std::count(text.begin(), text.end(), '[');
  if (opened <= most) return false;  // as nearly always, and counted much sooner
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') ++at;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > most) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

/// Takes texts out of the JSON: they are most of a plan, and nobody reads it again.
std::string printed(json& value) {
  return value.is_string() ? std::move(value.get_ref<std::string&>())
                           : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

template <typename Fields>
auto field_of(const Fields& fields, std::string_view key) {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == key; });
  return at == fields.end() ? nullptr : &*at;
}

void take_text(PlanNode& node, const std::string& key, json& value) {
  static constexpr auto fields = std::to_array<std::pair<std::string_view, std::string PlanNode::*>>(
      {{"Node Type", &PlanNode::type},
       {"Parent Relationship", &PlanNode::relationship},
       {"Subplan Name", &PlanNode::subplan_name},
       {"Schema", &PlanNode::schema},
       {"Relation Name", &PlanNode::relation},
       {"Alias", &PlanNode::alias},
       {"Index Name", &PlanNode::index},
       {"Join Type", &PlanNode::join_type},
       {"Strategy", &PlanNode::strategy},
       {"Partial Mode", &PlanNode::partial_mode},
       {"CTE Name", &PlanNode::cte_name},
       {"Function Name", &PlanNode::function_name}});
  const auto* field = field_of(fields, key);
  if (field != nullptr) {
    node.*field->second = printed(value);
  } else {
    node.scalars[key] = printed(value);
  }
}

bool take_number(PlanNode& node, const std::string& key, double value) {
  static constexpr auto fields =
      std::to_array<std::pair<std::string_view, double PlanNode::*>>({{"Startup Cost", &PlanNode::startup_cost},
                                                                      {"Total Cost", &PlanNode::total_cost},
                                                                      {"Plan Rows", &PlanNode::rows},
                                                                      {"Plan Width", &PlanNode::width}});
  const auto* field = field_of(fields, key);
  if (field == nullptr) return false;
  node.*field->second = std::max(0.0, value);
  return true;
}

PlanNode read_node(json& from, int depth) {
  if (!from.is_object() || depth > deepest_plan) refuse();
  PlanNode node;
  for (auto& [key, value] : from.get_ref<json::object_t&>()) {
    if (key == "Plans") {
      if (!value.is_array()) refuse();
      node.children.reserve(value.size());
      for (json& child : value) node.children.push_back(read_node(child, depth + 1));
    } else if (value.is_array()) {
      std::vector<std::string>& list = node.lists[key];
      list.reserve(value.size());
      for (json& part : value) list.push_back(printed(part));
    } else if (value.is_number() && take_number(node, key, value.get<double>())) {
      continue;
    } else {
      take_text(node, key, value);
    }
  }
  if (node.type.empty()) refuse();
  const std::string unique = node.text("Inner Unique");
  if (!unique.empty()) node.inner_unique = unique == "true";
  const auto rows = node.number("Actual Rows");
  if (rows) node.actual = Actual{*rows, node.number("Actual Loops").value_or(1)};
  return node;
}

// Rows below Gather are those of one worker where the work is shared out: a parallel scan and what is above it. The
// leader helps for what its share of gathering leaves (costsize.c: get_parallel_divisor).
bool count_all_workers(PlanNode& node, double factor) {
  const bool gathers = node.type == "Gather" || node.type == "Gather Merge";
  double below = factor;
  if (gathers) {
    const double workers = node.number("Workers Planned").value_or(0);
    below = std::max(1.0, workers + std::max(0.0, 1 - 0.3 * workers));
  }
  bool shared = !gathers && node.text("Parallel Aware") == "true";
  for (PlanNode& child : node.children) {
    const bool aside = child.relationship == "InitPlan" || child.relationship == "SubPlan";
    const bool part = count_all_workers(child, aside ? 1 : below);
    if (part && !gathers && !aside && child.relationship != "Inner") shared = true;
  }
  node.rows_all = shared ? node.rows * factor : node.rows;
  return shared;
}

bool any_actual(const PlanNode& node) {
  return node.actual.has_value() || std::any_of(node.children.begin(), node.children.end(), any_actual);
}

Plan read(json& whole) {
  json* one = &whole;
  if (whole.is_array() && whole.size() == 1) one = &whole.front();
  if (!one->is_object() || !one->contains("Plan")) refuse();
  Plan plan;
  plan.root = read_node(one->at("Plan"), 1);
  count_all_workers(plan.root, 1);
  plan.analyzed = any_actual(plan.root);
  if (const auto settings = one->find("Settings"); settings != one->end() && settings->is_object()) {
    for (auto& [key, value] : settings->get_ref<json::object_t&>()) plan.settings[key] = printed(value);
  }
  if (const auto time = one->find("Execution Time"); time != one->end() && time->is_number()) {
    plan.execution_ms = time->get<double>();
  }
  return plan;
}

}  // namespace

std::string PlanNode::text(std::string_view key) const {
  if (const auto found = scalars.find(key); found != scalars.end()) return found->second;
  std::string joined;
  if (const auto found = lists.find(key); found != lists.end()) {
    for (const std::string& part : found->second) joined += (joined.empty() ? "" : ", ") + part;
  }
  return joined;
}

std::optional<double> PlanNode::number(std::string_view key) const {
  const auto found = scalars.find(key);
  if (found == scalars.end()) return std::nullopt;
  double value = 0;
  const char* const end = found->second.data() + found->second.size();
  const auto read = std::from_chars(found->second.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

Plan read_plan(std::string_view text) {
  if (nests_too_deep(text)) refuse();
  json whole;
  try {
    whole = json::parse(text);
    // A driver may hand the answer on as a text within JSON.
    if (whole.is_string()) {
      const std::string inner = whole.get<std::string>();
      if (nests_too_deep(inner)) refuse();
      whole = json::parse(inner);
    }
    return read(whole);
  } catch (const json::exception&) {
    refuse();
  }
}

}  // namespace tollgate::explain
