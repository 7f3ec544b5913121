#include "gates/metric_definition_review/old_and_new.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "gates/side_by_side.hpp"

namespace tollgate::gates::metrics {

namespace {

using lineage::Difference;
using lineage::Graph;
using Names = std::set<std::string>;

constexpr std::size_t longest_text = 120;
constexpr std::size_t most_lines = 50;  // of a select item that are looked at

std::string pair_text(std::string_view before, std::string_view after) {
  return fmt::format(": `{}` -> `{}`", before, after);
}

std::string pair_text(const Difference& difference) {
  return ": " + old_to_new(difference.part_before, difference.part_after);
}

std::string_view relation_of(std::string_view name) { return name.substr(0, std::min(name.rfind('.'), name.size())); }

/// `last_event_at` -> `last_seen_at` (customer_activity), or with their relations where these differ.
std::string columns_text(const Names& before, const Names& after) {
  if (before.empty() && after.empty()) return {};
  const bool single = before.size() == 1 && after.size() == 1;
  if (single && relation_of(*before.begin()) == relation_of(*after.begin())) {
    const std::string_view relation = relation_of(*before.begin());
    return pair_text(before.begin()->substr(relation.size() + 1), after.begin()->substr(relation.size() + 1)) +
           fmt::format(" ({})", relation);
  }
  const auto told = [](const Names& names) {
    return names.empty() ? "nothing" : fmt::format("`{}`", fmt::join(names, "`, `"));
  };
  return fmt::format(": {} -> {}", told(before), told(after));
}

/// What feeds the column directly, values and what steers them alike.
Names sources_of(const Graph& graph, const std::string& unique_id, const std::string& column) {
  Names names;
  const auto id = graph.find(unique_id, column);
  if (!id) return names;
  for (const lineage::Edge& edge : graph.columns()[*id].sources) names.insert(graph.full_name(edge.column));
  return names;
}

Names only_in(const Names& these, const Names& those) {
  Names rest;
  std::ranges::set_difference(these, those, std::inserter(rest, rest.end()));
  return rest;
}

std::string_view text_from(const Graph& graph, const std::string& unique_id, int location) {
  const lineage::Relation* relation = graph.find(unique_id);
  if (relation == nullptr || relation->node == nullptr || location < 0) return {};
  const std::string_view text = relation->node->compiled_code;
  return text.substr(std::min(static_cast<std::size_t>(location), text.size()));
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  line = line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
  if (line.ends_with(',')) line.remove_suffix(1);
  return line;
}

std::string shortened(std::string_view text) {
  if (text.size() <= longest_text) return std::string(text);
  std::size_t cut = longest_text;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return std::string(text.substr(0, cut)) + "…";
}

/// The first lines from the select item on that differ.
std::string lines_text(std::string_view before, std::string_view after) {
  for (std::size_t i = 0; i < most_lines && !before.empty() && !after.empty(); ++i) {
    const std::string_view old_line = take_line(before);
    const std::string_view new_line = take_line(after);
    if (old_line != new_line) return pair_text(shortened(old_line), shortened(new_line));
  }
  return {};
}

}  // namespace

std::string old_and_new(const Graph& base, const Graph& head, const Difference& difference) {
  const std::string& id = difference.unique_id;
  if (is_about_column(difference.kind)) {
    const Names before = sources_of(base, id, difference.column);
    const Names after = sources_of(head, id, difference.column);
    const Names lost = only_in(before, after);
    const Names gained = only_in(after, before);
    const bool one_sided = lost.empty() || gained.empty();
    if (one_sided && !difference.part_after.empty()) return pair_text(difference);
    const std::string text = columns_text(lost, gained);
    if (!text.empty()) return text;
    if (difference.kind == lineage::DifferenceKind::kind_changed && !difference.before.empty())
      return fmt::format(": {} -> {}", difference.before, difference.after);
  } else if (difference.before == difference.after && !difference.part_after.empty()) {
    return pair_text(difference);
  }
  if (difference.before != difference.after) {
    const auto told = [](const std::string& text) { return text.empty() ? "nothing" : "`" + shortened(text) + "`"; };
    return fmt::format(": {} -> {}", told(difference.before), told(difference.after));
  }
  return lines_text(text_from(base, id, difference.base_location), text_from(head, id, difference.head_location));
}

}  // namespace tollgate::gates::metrics
