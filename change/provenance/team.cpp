// Tools that only the team knows, as its policy names them.
#include <algorithm>

#include "change/provenance.hpp"
#include "change/provenance/words.hpp"
#include "core/lower.hpp"

namespace tollgate::change {

namespace {

bool is_one_of(std::string_view text, const std::vector<std::string>& all) {
  return !text.empty() &&
         std::any_of(all.begin(), all.end(), [&](const std::string& one) { return same_text(one, text); });
}

/// `123+ada@users.noreply.github.com`, `123-ada@users.noreply.gitlab.com`: the login. An address that names no account
/// stands for the login that is written as a name.
std::string_view login_of(const Person& person) {
  const std::string_view address = person.email;
  const std::size_t at = address.find("@users.noreply.");
  if (at == std::string_view::npos) return {};
  std::string_view local = address.substr(0, at);
  if (local == "unknown") return person.name;
  const std::size_t digits = local.find_first_not_of("0123456789");
  const bool numbered =
      digits != std::string_view::npos && digits > 0 && (local[digits] == '+' || local[digits] == '-');
  if (numbered) local.remove_prefix(digits + 1);
  return local;
}

bool has_address(const LlmTool& tool, const Person& person) {
  const std::string address = lowered(person.email);
  return !address.empty() && std::any_of(tool.emails.begin(), tool.emails.end(), [&](const std::string& pattern) {
    return glob_matches(lowered(pattern), address);
  });
}

}  // namespace

TeamSigns signs_of(const LlmBudget& llm) {
  return {llm.tools, {lowered(llm.labels.prefix + llm.labels.assisted), lowered(llm.labels.assisted)}};
}

std::string_view team_tool_of_account(std::string_view login, const TeamSigns& team) {
  for (const LlmTool& tool : team.tools) {
    if (is_one_of(login, tool.accounts)) return tool.id;
  }
  return {};
}

std::string_view team_tool_of(const Person& person, const TeamSigns& team) {
  for (const LlmTool& tool : team.tools) {
    if (has_address(tool, person) || is_one_of(trimmed(person.name), tool.names)) return tool.id;
  }
  return team_tool_of_account(login_of(person), team);
}

}  // namespace tollgate::change
