#include "policy/gate_patches.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "policy/map_reader.hpp"
#include "policy/values.hpp"

namespace tollgate::policy {

namespace {

/// Reads a value of the option's own type.
struct OptionReader {
  const Node& node;
  const std::string& name;
  Problems& problems;

  template <class T>
  static std::optional<OptionValue> wrap(std::optional<T> value) {
    return value ? std::optional<OptionValue>(std::move(*value)) : std::nullopt;
  }
  std::optional<OptionValue> operator()(const Option<bool>*) const { return wrap(read_bool(node, name, problems)); }
  std::optional<OptionValue> operator()(const Option<std::int64_t>* option) const {
    return wrap(read_integer(node, name, option->range, option->unit, problems));
  }
  std::optional<OptionValue> operator()(const Option<double>* option) const {
    return wrap(read_number(node, name, option->range, option->unit, problems));
  }
  std::optional<OptionValue> operator()(const Option<std::string_view>* option) const {
    if (option->choices.empty()) return wrap(read_text(node, name, problems));
    return wrap(read_choice(node, name, split_choices(option->choices), problems));
  }
  std::optional<OptionValue> operator()(const Option<TextList>* option) const {
    auto texts = read_texts(node, name, problems);
    if (!texts || option->check == nullptr) return wrap(std::move(texts));
    bool good = true;
    for (std::size_t i = 0; i < texts->size(); ++i) {
      const TextProblem problem = option->check((*texts)[i]);
      if (problem.what.empty()) continue;
      good = false;
      problems.add(node.is_list() ? node.items[i].mark : node.mark, fmt::format("{}: {}", name, problem.what),
                   problem.hint);
    }
    return good ? wrap(std::move(texts)) : std::nullopt;
  }
};

void read_severities(const Node& node, const std::string& what, const Gate& gate, GatePatch& patch,
                     Problems& problems) {
  MapReader reader(node, what, problems);
  for (const Rule& rule : gate.rules) {
    const Node* value = reader.find(rule.id);
    if (value == nullptr) continue;
    const auto name =
        read_choice(*value, fmt::format("{}.{}", what, rule.id), {"error", "warning", "info", "off"}, problems);
    if (name)
      patch.severity.emplace(rule.id, Placed<Severity>{severity_from(*name).value_or(Severity::error), value->mark});
  }
  reader.finish();
}

/// YAML has no value here that could mean anything but "off": `true` and texts are refused.
bool is_off(const Node& node) { return node.is_scalar() && node.plain && (node.text == "off" || node.text == "false"); }

GatePatch read_gate(const Entry& entry, const std::string& what, const Gate& gate, Off off, Problems& problems) {
  GatePatch patch;
  patch.mark = entry.mark;
  if (entry.value.is_nothing()) return patch;
  if (is_off(entry.value)) {
    patch.off = true;
    if (off == Off::refused) {
      problems.add(
          entry.mark, fmt::format("{}: a model override can't turn a gate off", what),
          "give those models a layer of their own with `inherits` and `GATE: off`, or set the severity of its rules");
    }
    return patch;
  }
  if (entry.value.is_scalar()) {
    expected(entry.value, what, "nothing (the defaults), a mapping of options, or off", problems);
    return patch;
  }
  MapReader reader(entry.value, what, problems);
  for (const AnyOption& option : gate.options) {
    const std::string name(name_of(option));
    const Node* value = reader.find(name_of(option));
    if (value == nullptr) continue;
    const std::string full = what + "." + name;
    if (auto read = std::visit(OptionReader{*value, full, problems}, option))
      patch.options.emplace(name, Placed<OptionValue>{std::move(*read), value->mark});
  }
  if (const Node* severity = reader.find("severity"))
    read_severities(*severity, what + ".severity", gate, patch, problems);
  reader.finish();
  return patch;
}

}  // namespace

GatePatches read_gates(const Node& node, const std::string& what, std::span<const Gate* const> gates, Off off,
                       Problems& problems) {
  GatePatches patches;
  patches.mark = node.mark;
  const std::size_t before = problems.size();
  MapReader reader(node, what, problems);
  for (const Gate* gate : gates) {
    const Entry* entry = reader.find_entry(gate->id);
    if (entry == nullptr) continue;
    const std::string name = fmt::format("{}.{}", what, gate->id);
    patches.gates.emplace(gate->id, read_gate(*entry, name, *gate, off, problems));
  }
  reader.finish();
  patches.good = problems.size() == before;
  return patches;
}

}  // namespace tollgate::policy
