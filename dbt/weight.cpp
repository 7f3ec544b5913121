// How much a change weighs. "Unknown" is never harmless: whatever the compiled SQL cannot show is semantic.
#include <algorithm>
#include <string>

#include "dbt/reasons.hpp"

namespace tollgate::dbt {
namespace {

constexpr int deepest_ephemeral_chain = 100;

bool is_sql_model(const NodePair& pair) {
  return pair.on_both_sides() && pair.head->type == ResourceType::model && pair.base->language == "sql" &&
         pair.head->language == "sql";
}

// The blocks that only a second build renders, each from is_incremental to its end, blanks squeezed.
std::string incremental_blocks(std::string_view raw) {
  std::string blocks;
  for (std::size_t at = raw.find("is_incremental"); at != std::string_view::npos;) {
    const std::size_t end = std::min(raw.find("endif", at), raw.size());
    for (const char c : raw.substr(at, end - at)) {
      const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (!blank) {
        blocks += c;
      } else if (!blocks.empty() && blocks.back() != ' ') {
        blocks += ' ';
      }
    }
    blocks += '\n';
    at = raw.find("is_incremental", end);
  }
  return blocks;
}

bool runs_statements(std::string_view raw) {
  return raw.find("run_query") != std::string_view::npos || raw.find("call statement") != std::string_view::npos;
}

// Whether the change may sit in code that the compiled SQL of a first build does not show.
bool hides_code(const NodeComparison& node) {
  const std::string& base = node.pair.base->raw_code;
  const std::string& head = node.pair.head->raw_code;
  const std::string blocks = incremental_blocks(head);
  if (incremental_blocks(base) != blocks) return true;
  if (node.body_differs && (runs_statements(base) || runs_statements(head))) return true;
  return std::any_of(node.called_macros.begin(), node.called_macros.end(),
                     [&](const std::string& macro) { return blocks.find(macro) != std::string::npos; });
}

bool only_literals(const NodeComparison& node, const std::vector<NodeComparison>& nodes, int depth) {
  if (depth > deepest_ephemeral_chain || !is_sql_model(node.pair)) return false;
  if (node.compiled.sameness != Sameness::literals) return false;
  if (node.builds_other || node.body_differs || node.has(ReasonKind::macro)) return false;
  return std::all_of(node.ephemeral_causes.begin(), node.ephemeral_causes.end(), [&](const std::string& cause) {
    const NodeComparison* parent = find_comparison(nodes, cause);
    return parent != nullptr && only_literals(*parent, nodes, depth + 1);
  });
}

}  // namespace

bool builds_alike(const NodeComparison& node) {
  return is_sql_model(node.pair) && !node.builds_other && !hides_code(node);
}

Weight weight_of(const NodeComparison& node, const std::vector<NodeComparison>& nodes) {
  if (!is_sql_model(node.pair)) return Weight::semantic;
  if (only_literals(node, nodes, 0)) return Weight::only_literals;
  const bool same = node.compiled.sameness == Sameness::same;
  return same && !node.builds_other && !hides_code(node) ? Weight::layout_only : Weight::semantic;
}

}  // namespace tollgate::dbt
