#include "dbt/variables.hpp"

#include <algorithm>

#include "dbt/macro_closure.hpp"
#include "sql/opaque_text.hpp"

namespace tollgate::dbt {

bool reads_variables(std::string_view code) {
  constexpr std::string_view name = "var";
  for (std::size_t at = code.find(name); at != std::string_view::npos; at = code.find(name, at + 1)) {
    const std::size_t open = code.find_first_not_of(" \t\r\n", at + name.size());
    const bool called = open != std::string_view::npos && code[open] == '(';
    if (called && (at == 0 || !sql::continues_name(code[at - 1]))) return true;
  }
  return false;
}

bool reads_variables(const Node& node, const Project& project) {
  if (reads_variables(node.raw_code)) return true;
  return std::ranges::any_of(reached_macros(project, node), [&](std::string_view id) {
    const auto macro = project.macros.find(id);
    return macro != project.macros.end() && macro->second.reads_variables &&
           !is_dbts_own(macro->second, project.metadata);
  });
}

}  // namespace tollgate::dbt
