#include "gates/stale_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/listing.hpp"
#include "dbt/environment_names.hpp"
#include "dbt/rendering.hpp"
#include "dbt/squeezed.hpp"
#include "sql/opaque_text.hpp"

namespace tollgate::gates::tests {

namespace {

/// dbt writes the code of ephemeral models into that of their readers.
constexpr std::string_view ephemeral_prefix = "__dbt__cte__";

bool ran(const dbt::NodeResult& result) {
  const bool only_rendered = result.which == "compile" || result.which == "docs generate" || result.which == "parse" ||
                             result.which == "list" || result.which == "show";
  return !only_rendered && result.status != "skipped" && !result.compiled_code.empty();
}

/// The unique_ids in a text of with_stable_names.
std::set<std::string_view> relations_in(std::string_view stable) {
  std::set<std::string_view> ids;
  for (std::size_t at = stable.find('@'); at != std::string_view::npos; at = stable.find('@', at + 1)) {
    std::size_t end = at + 1;
    while (end < stable.size() && (sql::continues_name(stable[end]) || stable[end] == '.')) ++end;
    ids.insert(stable.substr(at + 1, end - at - 1));
  }
  return ids;
}

/// dbt ran the text that the manifest holds, letter by letter: what a build of this commit looks like.
bool ran_as_compiled(const dbt::NodeResult& result, const dbt::Node& node) {
  return node.compiled && node.compiled_code == result.compiled_code;
}

bool is_of_other_code(const dbt::NodeResult& result, const dbt::Node& node, const dbt::EnvironmentNames& names) {
  const std::string ran_as = dbt::with_stable_names(result.compiled_code, names.head);
  const std::string compiled = node.compiled ? dbt::with_stable_names(node.compiled_code, names.head) : std::string();
  if (node.compiled && dbt::squeezed(ran_as) == dbt::squeezed(compiled)) return false;
  if (ran_as.find(ephemeral_prefix) != std::string::npos) return false;
  if (!dbt::can_be_rendered_from(node.raw_code, result.compiled_code)) return true;
  if (!node.compiled || !dbt::only_names_relations(node.raw_code)) return false;
  return !std::ranges::includes(relations_in(compiled), relations_in(ran_as));
}

}  // namespace

std::string stale_results_reason(const Context& context) {
  if (context.run_results == nullptr || context.base == nullptr) return {};
  std::optional<dbt::EnvironmentNames> names;  // of the whole project: only where a text differs
  std::vector<std::string> stale;
  for (const auto& [id, result] : context.run_results->results) {
    const dbt::Node* node = context.head->find_node(id);
    if (node == nullptr || node->language != "sql" || node->raw_code.empty()) continue;
    if (!ran(result) || ran_as_compiled(result, *node)) continue;
    if (!names) names = dbt::environment_names(*context.base, *context.head);
    if (is_of_other_code(result, *node, *names)) stale.push_back(node->name);
  }
  if (stale.empty()) return {};
  std::ranges::sort(stale);
  return fmt::format(
      "run_results.json is of an older build: what dbt ran as {} is other SQL than head's manifest has, and the "
      "relations are as old; run `dbt build` on this commit and give the run_results.json that it writes",
      listed(stale));
}

}  // namespace tollgate::gates::tests
