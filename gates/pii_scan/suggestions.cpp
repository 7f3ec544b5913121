#include "gates/pii_scan/suggestions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "gates/pii_scan/leaks.hpp"
#include "gates/pii_scan/names.hpp"
#include "gates/pii_scan/wording.hpp"
#include "sql/deep_stack.hpp"

namespace tollgate::pii_scan {

namespace {

using lineage::ColumnId;

std::string value_for(Level level) { return level == Level::raw ? "true" : std::string(to_string(level)); }

Suggestion of_fault(const Leaks& leaks, const Fault& fault) {
  if (fault.kind == FaultKind::unknown) {
    return {fault.column, "true", "cannot be told: say what it holds, or false with a reason"};
  }
  return {fault.column, value_for(level_of(leaks.head_taint().of(fault.column).carried)), way_to(leaks, fault.column)};
}

/// `PERSON_NAME` as people say it.
std::string in_words(Entity entity) {
  std::string words(to_string(entity));
  if (words.size() <= 4) return words;  // IBAN
  for (char& c : words) c = c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return words;
}

/// ` ("first")`: what in the name decided, without the name of the rule.
std::string decisive(const std::string& why) {
  const std::size_t open = why.find('"');
  const std::size_t close = why.rfind('"');
  return open == close ? std::string() : " (" + why.substr(open, close + 1 - open) + ")";
}

std::optional<Suggestion> of_name(const lineage::Graph& graph, ColumnId column) {
  const lineage::Column& about = graph.columns()[column];
  const NameVerdict name = judge_name({about.name, graph.relations()[about.relation].name, about.type});
  if (!name.entity || name.strength != Strength::strong || name.negated || name.type_veto) return std::nullopt;
  return Suggestion{column, "true", fmt::format("its name says {}{}", in_words(*name.entity), decisive(name.why))};
}

std::vector<Suggestion> find(const lineage::Graph& graph, const Settings& settings) {
  const Sanitizers sanitizers = sanitizers_of(settings);
  Leaks leaks(graph, graph, keys_of(settings), sanitizers);
  std::vector<Suggestion> found;
  for (ColumnId column = 0; column < graph.columns().size(); ++column) {
    const auto fault = leaks.faults().find(column);
    if (fault != leaks.faults().end()) {
      found.push_back(of_fault(leaks, fault->second));
    } else if (!leaks.head_declarations().of(column).declared &&
               (graph.columns()[column].sources.empty() || !leaks.head_passages().sources_of(column).empty())) {
      if (auto named = of_name(graph, column)) found.push_back(std::move(*named));
    }
  }
  return found;
}

}  // namespace

std::vector<Suggestion> suggestions(const lineage::Graph& graph, const Settings& settings) {
  std::size_t longest = 0;
  for (const auto& [id, node] : graph.project().nodes) longest = std::max(longest, node.compiled_code.size());
  std::vector<Suggestion> found;
  sql::run_on_deep_stack(sql::stack_to_walk(longest), [&] { found = find(graph, settings); });
  return found;
}

}  // namespace tollgate::pii_scan
