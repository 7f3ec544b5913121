#include "dbt/macro_closure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace tollgate::dbt {

std::string to_text(const ReachedMacro& macro) {
  return macro.via.empty() ? macro.id : fmt::format("{} via {}", macro.id, fmt::join(macro.via, " -> "));
}

bool is_dbts_own(const Macro& macro, const Metadata& metadata) {
  // dbt-redshift builds on dbt-postgres and ships its macros too.
  return macro.package == "dbt" || macro.package == "dbt_postgres" ||
         (!metadata.adapter_type.empty() && macro.package == "dbt_" + metadata.adapter_type);
}

std::set<std::string_view> reached_macros(const Project& project, const Node& node) {
  std::set<std::string_view> reached;
  std::vector<std::string_view> open(node.depends_on_macros.begin(), node.depends_on_macros.end());
  while (!open.empty()) {
    const std::string_view id = open.back();
    open.pop_back();
    if (!reached.insert(id).second) continue;
    const auto macro = project.macros.find(id);
    if (macro == project.macros.end()) continue;
    open.insert(open.end(), macro->second.depends_on_macros.begin(), macro->second.depends_on_macros.end());
  }
  return reached;
}

MacroClosure::MacroClosure(const Project& base, const Project& head) {
  for (const Project* project : {&base, &head}) {
    for (const auto& [id, macro] : project->macros) {
      if (x_index.try_emplace(id, x_macros.size()).second) x_macros.push_back({id, State::same, {}, {}, {}, {}});
    }
  }
  add_side(base, &Entry::base_calls, &Entry::base_callers);
  add_side(head, &Entry::head_calls, &Entry::head_callers);
  judge(base, head);
  mark_callers(State::changed, &Entry::base_callers, &Entry::base_reaches);
  mark_callers(State::changed, &Entry::head_callers, &Entry::head_reaches);
  mark_callers(State::version_noise, &Entry::base_callers, &Entry::base_noise);
  mark_callers(State::version_noise, &Entry::head_callers, &Entry::head_noise);
}

void MacroClosure::add_side(const Project& project, Edges calls, Edges callers) {
  for (const auto& [id, macro] : project.macros) {
    const std::size_t from = x_index.at(id);
    for (const std::string& called : macro.depends_on_macros) {
      const auto to = x_index.find(called);
      if (to == x_index.end()) continue;
      (x_macros[from].*calls).push_back(to->second);
      (x_macros[to->second].*callers).push_back(from);
    }
  }
}

void MacroClosure::judge(const Project& base, const Project& head) {
  const bool other_version = base.metadata.dbt_version != head.metadata.dbt_version;
  for (Entry& entry : x_macros) {
    const auto in_base = base.macros.find(entry.id);
    const auto in_head = head.macros.find(entry.id);
    const bool both = in_base != base.macros.end() && in_head != head.macros.end();
    if (both && in_base->second.sql_digest == in_head->second.sql_digest) continue;
    const Macro& macro = in_head != head.macros.end() ? in_head->second : in_base->second;
    const bool noise = other_version && (is_dbts_own(macro, base.metadata) || is_dbts_own(macro, head.metadata));
    entry.state = noise ? State::version_noise : State::changed;
    if (noise) ++x_version_noise;
  }
}

void MacroClosure::mark_callers(State state, Edges callers, Mark mark) {
  std::deque<std::size_t> open;
  for (std::size_t i = 0; i < x_macros.size(); ++i) {
    if (x_macros[i].state != state) continue;
    x_macros[i].*mark = true;
    open.push_back(i);
  }
  while (!open.empty()) {
    const std::size_t macro = open.front();
    open.pop_front();
    for (const std::size_t caller : x_macros[macro].*callers) {
      if (x_macros[caller].*mark) continue;
      x_macros[caller].*mark = true;
      open.push_back(caller);
    }
  }
}

bool MacroClosure::any(const std::vector<std::string>& macros, Mark mark) const {
  return std::any_of(macros.begin(), macros.end(), [&](const std::string& id) {
    const auto found = x_index.find(id);
    return found != x_index.end() && x_macros[found->second].*mark;
  });
}

// Breadth first, so that the first way found to a macro is a shortest one.
void MacroClosure::collect(const std::vector<std::string>& macros, Edges calls,
                           std::map<std::size_t, ReachedMacro>& found) const {
  constexpr auto no_caller = static_cast<std::size_t>(-1);
  std::unordered_map<std::size_t, std::size_t> caller_of;
  std::deque<std::size_t> open;
  const auto visit = [&](std::size_t macro, std::size_t caller) {
    if (caller_of.try_emplace(macro, caller).second) open.push_back(macro);
  };
  for (const std::string& id : macros) {
    if (const auto root = x_index.find(id); root != x_index.end()) visit(root->second, no_caller);
  }
  while (!open.empty()) {
    const std::size_t macro = open.front();
    open.pop_front();
    if (x_macros[macro].state == State::changed && !found.contains(macro)) {
      ReachedMacro reached{std::string(x_macros[macro].id), {}};
      for (std::size_t at = caller_of.at(macro); at != no_caller; at = caller_of.at(at)) {
        reached.via.emplace_back(x_macros[at].id);
      }
      std::reverse(reached.via.begin(), reached.via.end());
      found.emplace(macro, std::move(reached));
    }
    for (const std::size_t called : x_macros[macro].*calls) visit(called, macro);
  }
}

std::vector<ReachedMacro> MacroClosure::changed(const Node& base, const Node& head) const {
  std::map<std::size_t, ReachedMacro> found;
  if (any(head.depends_on_macros, &Entry::head_reaches)) {
    collect(head.depends_on_macros, &Entry::head_calls, found);
  }
  if (any(base.depends_on_macros, &Entry::base_reaches)) {
    collect(base.depends_on_macros, &Entry::base_calls, found);
  }
  std::vector<ReachedMacro> macros;
  macros.reserve(found.size());
  for (auto& [index, macro] : found) macros.push_back(std::move(macro));
  std::sort(macros.begin(), macros.end(), [](const ReachedMacro& a, const ReachedMacro& b) {
    return a.via.size() != b.via.size() ? a.via.size() < b.via.size() : a.id < b.id;
  });
  return macros;
}

bool MacroClosure::reaches_version_noise(const Node& base, const Node& head) const {
  return any(base.depends_on_macros, &Entry::base_noise) || any(head.depends_on_macros, &Entry::head_noise);
}

}  // namespace tollgate::dbt
