#include "gates/explain/plan.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/error.hpp"

namespace tollgate::explain {
namespace {

namespace ondemand = simdjson::ondemand;

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

double number_in(std::string_view token) {
  double value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (error != std::errc() || end != token.data() + token.size()) refuse();
  return value;
}

std::string_view without_blanks(std::string_view token) {
  const std::size_t last = token.find_last_not_of(" \t\r\n");
  return token.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// A text without its quotes; anything else as it stands.
std::string printed(ondemand::value value) {
  switch (value.type().value()) {
    case ondemand::json_type::string:
      return std::string(value.get_string().value());
    case ondemand::json_type::number: {
      const std::string_view token = without_blanks(value.raw_json_token());
      number_in(token);  // or refuses
      return std::string(token);
    }
    case ondemand::json_type::boolean:
      return value.get_bool().value() ? "true" : "false";
    default:
      return std::string(simdjson::to_json_string(value).value());
  }
}

template <typename Fields>
auto field_of(const Fields& fields, std::string_view key) {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == key; });
  return at == fields.end() ? nullptr : &*at;
}

void take_text(PlanNode& node, std::string_view key, std::string text) {
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
    node.*field->second = std::move(text);
  } else {
    node.scalars.insert_or_assign(std::string(key), std::move(text));
  }
}

/// Nothing: that key holds no figure that every node has.
double* figure_of(PlanNode& node, std::string_view key) {
  static constexpr auto fields =
      std::to_array<std::pair<std::string_view, double PlanNode::*>>({{"Startup Cost", &PlanNode::startup_cost},
                                                                      {"Total Cost", &PlanNode::total_cost},
                                                                      {"Plan Rows", &PlanNode::rows},
                                                                      {"Plan Width", &PlanNode::width}});
  const auto* field = field_of(fields, key);
  return field == nullptr ? nullptr : &(node.*field->second);
}

PlanNode read_node(ondemand::object from, int depth);

void read_children(PlanNode& node, ondemand::array from, int depth) {
  node.children.clear();
  for (auto child : from) node.children.push_back(read_node(child.get_object().value(), depth + 1));
}

void read_field(PlanNode& node, std::string_view key, ondemand::value value, int depth) {
  const ondemand::json_type type = value.type().value();
  if (key == "Plans") return read_children(node, value.get_array().value(), depth);
  if (type == ondemand::json_type::array) {
    std::vector<std::string>& list = node.lists[std::string(key)];
    ondemand::array parts = value.get_array().value();
    for (auto part : parts) list.push_back(printed(part.value()));
    return;
  }
  double* const figure = type == ondemand::json_type::number ? figure_of(node, key) : nullptr;
  if (figure == nullptr) return take_text(node, key, printed(value));
  *figure = std::max(0.0, number_in(without_blanks(value.raw_json_token())));
}

PlanNode read_node(ondemand::object from, int depth) {
  if (depth > deepest_plan) refuse();
  PlanNode node;
  for (auto field : from) {
    const std::string_view key = field.unescaped_key().value();
    read_field(node, key, field.value().value(), depth);
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

Plan read_explanation(ondemand::object whole) {
  Plan plan;
  bool found = false;
  for (auto field : whole) {
    const std::string_view key = field.unescaped_key().value();
    auto value = field.value();
    if (key == "Plan") {
      plan.root = read_node(value.get_object().value(), 1);
      found = true;
    } else if (key == "Settings") {
      ondemand::object settings = value.get_object().value();
      for (auto setting : settings) {
        const std::string name(setting.unescaped_key().value());
        plan.settings[name] = printed(setting.value().value());
      }
    } else if (key == "Execution Time") {
      plan.execution_ms = number_in(without_blanks(value.raw_json_token().value()));
    }
  }
  if (!found) refuse();
  count_all_workers(plan.root, 1);
  plan.analyzed = any_actual(plan.root);
  return plan;
}

/// Of an array of one: its element.
Plan read_document(ondemand::document& whole) {
  if (whole.type().value() != ondemand::json_type::array) return read_explanation(whole.get_object().value());
  std::optional<Plan> plan;
  ondemand::array explanations = whole.get_array().value();
  for (auto one : explanations) {
    if (plan) refuse();
    plan = read_explanation(one.get_object().value());
  }
  if (!plan) refuse();
  return *std::move(plan);
}

Plan read(std::string_view text, bool may_be_text) {
  if (nests_too_deep(text)) refuse();
  const simdjson::padded_string padded(text);
  ondemand::parser parser;
  if (parser.allocate(padded.size(), 2 * deepest_plan + 8) != simdjson::SUCCESS) refuse();
  ondemand::document whole = parser.iterate(padded).value();
  if (may_be_text && whole.type().value() == ondemand::json_type::string) {
    return read(whole.get_string().value(), false);  // a driver may hand the answer on as a text within JSON
  }
  Plan plan = read_document(whole);
  const char* more = nullptr;
  if (whole.current_location().get(more) == simdjson::SUCCESS) refuse();
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
  try {
    return read(text, true);
  } catch (const simdjson::simdjson_error&) {
    refuse();
  }
}

}  // namespace tollgate::explain
