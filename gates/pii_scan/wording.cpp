#include "gates/pii_scan/wording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/listing.hpp"
#include "core/lower.hpp"
#include "lineage/reach.hpp"

namespace tollgate::pii_scan {

namespace {

using lineage::ColumnId;

constexpr std::size_t longest_way = 8;

std::string counted(std::size_t n, std::string_view what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); }

std::string leaked_text(const Leaks& leaks, const Fault& fault) {
  const lineage::Column& before = leaks.base().columns()[*fault.was];
  const lineage::Column& after = leaks.head().columns()[fault.column];
  const std::string& by = leaks.base_declarations().of(*fault.was).by;
  const std::string was = leaks.base().full_name(*fault.was);
  const std::string is = leaks.head().full_name(fault.column);
  const bool same_model =
      leaks.base().relations()[before.relation].unique_id == leaks.head().relations()[after.relation].unique_id;
  return fmt::format("{} is tagged on base ({}); its data is called {} now and has no tag: {} (base) -> {} (head)", was,
                     by, same_model ? after.name : is, was, is);
}

std::string removed_text(const Leaks& leaks, const Fault& fault) {
  const std::string name = leaks.head().full_name(fault.column);
  const std::string& by = leaks.base_declarations().of(*fault.was).by;
  const Declaration& now = leaks.head_declarations().of(fault.column);
  if (now.declared && !now.personal) {
    return fmt::format("{} is tagged on base ({}) and says `pii: false` on head, while it holds what it held{}", name,
                       by, now.reason.empty() ? "" : fmt::format(" (reason given: {})", now.reason));
  }
  return fmt::format("{} is tagged on base ({}) and has no tag on head, while it holds what it held", name, by);
}

/// That somebody said `pii: false` and gave no reason is worth a word.
std::string denial_text(const Leaks& leaks, ColumnId column) {
  const Declaration& declared = leaks.head_declarations().of(column);
  if (!declared.declared || declared.personal) return {};
  return "; its `pii: false` gives no reason and does not count";
}

/// That the data comes from what the head's project does not know any more.
std::string by_name_text(const Leaks& leaks, ColumnId column) {
  for (const PassedSource& source : leaks.foreign_reads().sources_of(column)) {
    if (level_of(leaks.base_taint().of(source.column).held) < Level::pseudonymised) continue;
    return fmt::format("; its SQL reads {} by a hard-coded name, which base knows with its tags and head does not",
                       leaks.base().full_name(source.column));
  }
  return {};
}

std::string decrypted_text(const Leaks& leaks, ColumnId column) {
  const auto via = leaks.head_taint().of(column).via;
  if (!via || level_of(leaks.head_taint().of(*via).held) != Level::pseudonymised) return {};
  return fmt::format("; it decrypts {}", leaks.head().full_name(*via));
}

}  // namespace

std::string way_to(const Leaks& leaks, ColumnId column) {
  const std::vector<ColumnId> path = leaks.head_taint().path_to(column);
  if (path.size() <= longest_way) return lineage::path_text(leaks.head(), path);
  const auto middle = static_cast<std::ptrdiff_t>(longest_way / 2);
  return fmt::format("{} -> … -> {}", lineage::path_text(leaks.head(), {path.begin(), path.begin() + middle}),
                     lineage::path_text(leaks.head(), {path.end() - middle, path.end()}));
}

std::string fault_text(const Leaks& leaks, const Fault& fault) {
  const std::string name = leaks.head().full_name(fault.column);
  const Held& held = leaks.head_taint().of(fault.column);
  switch (fault.kind) {
    case FaultKind::leaked:
      return leaked_text(leaks, fault) + denial_text(leaks, fault.column);
    case FaultKind::tag_removed:
      return removed_text(leaks, fault);
    case FaultKind::too_low:
      return fmt::format("{} declares {} ({}) and holds {} data", name,
                         to_string(leaks.head_declarations().of(fault.column).level.value_or(Level::raw)),
                         leaks.head_declarations().of(fault.column).by, to_string(level_of(held.carried)));
    case FaultKind::hashed:
      return fmt::format("{} holds {}hashes of tagged data and is not declared `pii: pseudonymised`", name,
                         held.carried == passage::hash ? "unsalted " : "") +
             denial_text(leaks, fault.column);
    case FaultKind::unknown:
      return fmt::format("what {} holds cannot be told, and tagged data goes into its model{}", name,
                         why_unknown(leaks.head().relations()[leaks.head().columns()[fault.column].relation]));
    case FaultKind::derived:
      break;
  }
  return fmt::format("{} carries tagged data and has no tag", name) + by_name_text(leaks, fault.column) +
         decrypted_text(leaks, fault.column) + denial_text(leaks, fault.column);
}

std::string why_unknown(const lineage::Relation& relation) {
  if (relation.analysis == nullptr) return {};
  for (const sql::Problem& problem : relation.analysis->problems()) {
    if (problem.kind == sql::ProblemKind::unsupported && problem.message.find("by position") != std::string::npos) {
      return fmt::format(": {}; read them by their own names, or let `dbt docs generate` tell the order",
                         problem.message);
    }
    if (problem.kind != sql::ProblemKind::unknown_column) continue;
    const auto otherwise = std::ranges::find_if(problem.in_scope, [&](const std::string& listed) {
      return listed != problem.name && lowered(listed) == lowered(problem.name);
    });
    if (otherwise != problem.in_scope.end()) {
      return fmt::format(
          ": it reads {}, and what is listed is called {}: quoted names keep their case, all others are "
          "lower case; write the name in YAML as PostgreSQL has it",
          problem.name, *otherwise);
    }
    if (!problem.absent) return fmt::format(": nothing lists the column {} that it reads", problem.name);
  }
  return {};
}

std::string unlisted_text(const Leaks& leaks, const UnlistedFault& fault) {
  const lineage::Graph& head = leaks.head();
  const lineage::Relation& relation = head.relations()[fault.relation];
  std::string text =
      fmt::format("which columns {} has cannot be told ({}), and tagged data goes into it", relation.name,
                  is_opaque(relation) ? "its SQL is not at hand or not understood"
                                      : "it reads a relation whose columns are not listed");
  for (const lineage::RelationId parent : relation.parents) {
    if (level_of(leaks.head_taint().unlisted_in(parent)) != Level::raw) continue;
    return text + fmt::format(", from {}", head.relations()[parent].name);
  }
  const auto from = leaks.head_taint().brought_into(fault.relation);
  return from ? text + fmt::format("; its way: {} -> {}", way_to(leaks, *from), relation.name) : text;
}

std::string reach_text(const Leaks& leaks, std::span<const ColumnId> columns) {
  const lineage::Graph& head = leaks.head();
  std::set<lineage::RelationId> relations;
  for (const ColumnId column : columns) relations.insert(head.columns()[column].relation);
  const std::set<ColumnId> among(columns.begin(), columns.end());
  std::vector<std::string> titles;
  for (const lineage::Leaf& leaf : head.leaves()) {
    const bool read = leaf.whole ? std::ranges::any_of(leaf.relations, [&](auto id) { return relations.contains(id); })
                                 : std::ranges::any_of(leaf.columns, [&](auto id) { return among.contains(id); });
    if (read) titles.push_back(leaf.title);
  }
  std::string text;
  if (columns.size() > 1) {
    relations.erase(head.columns()[columns.front()].relation);
    text = fmt::format("goes on untagged into {} of {}", counted(columns.size() - 1, "column"),
                       relations.empty() ? "the same model" : counted(relations.size(), "model"));
  }
  if (!titles.empty()) text += fmt::format("{}read by {}", text.empty() ? "" : ", ", listed(titles));
  return text;
}

}  // namespace tollgate::pii_scan
