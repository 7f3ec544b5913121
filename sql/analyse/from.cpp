// FROM: relations, sub-selects, samples (parse_clause.c: transformFromClauseItem).
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {
namespace {

bool is_catalogue(const std::vector<std::string_view>& parts) {
  if (parts.size() == 1) return parts.front().substr(0, 3) == "pg_";
  const std::string_view schema = parts[parts.size() - 2];
  return schema == "information_schema" || schema.substr(0, 3) == "pg_";
}

}  // namespace

void Analyser::from_clause(Nodes items) {
  for (const Node* node : items) {
    FromItem item = from_item(*node);
    check_duplicates(x_scope->items, item.items, node->location());
    for (VisibleItem& visible : item.items) {
      visible.lateral_only = true;
      visible.lateral_ok = true;
      x_scope->items.push_back(visible);
    }
    if (item.tree != nullptr) x_scope->query->from.push_back(item.tree);
  }
  for (VisibleItem& visible : x_scope->items) {
    visible.lateral_only = false;
    visible.lateral_ok = true;
  }
}

Analyser::FromItem Analyser::from_item(const Node& node) {
  switch (node.kind()) {
    case Kind::RangeVar:
      return relation_item(node);
    case Kind::RangeSubselect:
      return subselect_item(node);
    case Kind::RangeFunction:
      return function_item(node);
    case Kind::RangeTableFunc:
    case Kind::JsonTable:
      return table_function_item(node);
    case Kind::RangeTableSample:
      return sample_item(node);
    case Kind::JoinExpr:
      return join_item(node);
    default:
      unsupported(node);
      return {};
  }
}

int Analyser::add_entry(RangeEntry entry) {
  x_scope->widths.push_back(entry.columns.size());
  x_scope->hidden.emplace_back();
  x_scope->indexes.emplace_back();
  x_scope->query->entries.push_back(std::move(entry));
  return static_cast<int>(x_scope->query->entries.size()) - 1;
}

VisibleItem Analyser::item_of(int entry) const {
  return {entry, x_scope->query->entries[static_cast<std::size_t>(entry)].alias, true, false, true};
}

Analyser::FromItem Analyser::leaf(int entry) {
  JoinTree tree;
  tree.entry = entry;
  tree.location = x_scope->query->entries[static_cast<std::size_t>(entry)].location;
  return {&x_store.make(tree), {item_of(entry)}};
}

// Different relations without alias may share a name: s1.t, s2.t.
bool Analyser::share_a_name(const VisibleItem& a, const VisibleItem& b) const {
  if (a.name.empty() || a.name != b.name) return false;
  const RangeEntry& one = x_scope->query->entries[static_cast<std::size_t>(a.entry)];
  const RangeEntry& other = x_scope->query->entries[static_cast<std::size_t>(b.entry)];
  const bool both_plain = one.kind == RangeEntry::Kind::relation && other.kind == RangeEntry::Kind::relation &&
                          !one.aliased && !other.aliased;
  return !both_plain || one.relation == other.relation;
}

// Mostly one item joins many; two long lists meet by a hash of names.
void Analyser::check_duplicates(const Items& present, const Items& added, int location) {
  std::unordered_set<std::string_view> names;
  const bool long_lists = present.size() > 8 && added.size() > 8;
  if (long_lists) {
    for (const VisibleItem& item : present) names.insert(item.name);
  }
  for (const VisibleItem& item : added) {
    if (long_lists && names.count(item.name) == 0) continue;
    const bool twice = std::any_of(present.begin(), present.end(),
                                   [&](const VisibleItem& other) { return share_a_name(item, other); });
    if (!twice) continue;
    refuse(location >= 0 ? location : x_scope->query->entries[static_cast<std::size_t>(item.entry)].location,
           fmt::format("table name \"{}\" specified more than once", item.name));
    return;
  }
}

void Analyser::apply_alias(RangeEntry& entry, const Node* alias) {
  if (alias == nullptr) return;
  if (!alias->text(Key::aliasname).empty()) {
    entry.alias = alias->text(Key::aliasname);
    entry.aliased = true;
  }
  const Nodes names = alias->list(Key::colnames);
  if (names.size() > entry.columns.size() && !entry.open) {
    refuse(entry.location, fmt::format("table \"{}\" has {} columns available but {} columns specified", entry.alias,
                                       entry.columns.size(), names.size()));
  }
  if (!names.empty() && entry.open && entry.kind == RangeEntry::Kind::relation && entry.known) {
    entry.order_unknown = true;
    problem(ProblemKind::unsupported, string_of(*names.front()), entry.location,
            fmt::format("\"{}\" names the columns of {} by position, and their order is not known", entry.alias,
                        entry.written_name));
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i >= entry.columns.size()) {
      if (!entry.open) break;
      entry.columns.own().emplace_back();
    }
    entry.columns.own()[i].name = string_of(*names[i]);
  }
}

const KnownRelation* Analyser::unknown_relation(const std::vector<std::string_view>& parts, int location) {
  const std::string name = fmt::format("{}", fmt::join(parts, "."));
  Problem& found = problem(ProblemKind::unknown_relation, parts.back(), location,
                           fmt::format("relation \"{}\" does not exist", name));
  if (parts.size() > 1) found.qualifier = parts[parts.size() - 2];
  found.absent = !is_catalogue(parts);
  const auto [at, added] = x_unknown.try_emplace(name, nullptr);
  if (added) {
    KnownRelation& relation = x_store.unknown_relations.emplace_back();
    relation.name = name;
    relation.open = true;
    at->second = &relation;
  }
  return at->second;
}

void Analyser::fill_relation(RangeEntry& entry, const Node& range_var) {
  std::vector<std::string_view> parts;
  for (const Key key : {Key::catalogname, Key::schemaname, Key::relname}) {
    if (!range_var.text(key).empty()) parts.push_back(range_var.text(key));
  }
  entry.kind = RangeEntry::Kind::relation;
  entry.location = range_var.location();
  entry.only = !range_var.flag(Key::inh);
  entry.alias = range_var.text(Key::relname);
  entry.written_name = parts.size() == 1 ? parts.front() : x_store.keep(fmt::format("{}", fmt::join(parts, ".")));
  entry.relation = x_schema.find(parts);
  if (entry.relation == nullptr) {
    entry.known = false;
    entry.relation = unknown_relation(parts, entry.location);
  }
  entry.open = entry.relation->open;
  std::vector<RangeColumn>& columns = entry.columns.own();
  columns.reserve(entry.relation->columns.size());
  for (const KnownColumn& column : entry.relation->columns) {
    columns.push_back({column.name, canonical_type(column.type), nullptr});
  }
}

int Analyser::add_relation(const Node& range_var) {
  RangeEntry entry;
  const bool plain = range_var.text(Key::schemaname).empty();
  if (!plain || !fill_cte(entry, range_var.text(Key::relname), range_var.location())) fill_relation(entry, range_var);
  apply_alias(entry, range_var.node(Key::alias));
  const int added = add_entry(std::move(entry));
  const RangeEntry& stored = x_scope->query->entries.back();
  Cte* const owner = x_open_ctes.empty() ? nullptr : x_open_ctes.back();
  x_uses.push_back({owner, const_cast<Cte*>(stored.cte), x_scope->query, added});
  return added;
}

Analyser::FromItem Analyser::relation_item(const Node& node) { return leaf(add_relation(node)); }

void Analyser::fill_from_query(RangeEntry& entry, const Query& query) {
  entry.query = &query;
  entry.open = x_open_queries.count(&query) > 0;
  std::vector<RangeColumn>& columns = entry.columns.own();
  columns.reserve(query.outputs.size());
  for (const Output& output : query.outputs) {
    columns.push_back({output.name, output.type == "unknown" ? "text" : output.type, nullptr});
  }
}

Analyser::FromItem Analyser::subselect_item(const Node& node) {
  const Node* const inner = node.node(Key::subquery);
  if (inner == nullptr) return {};
  RangeEntry entry;
  entry.lateral = node.flag(Key::lateral);
  {
    const Held<bool> lateral(x_scope->lateral_active, entry.lateral);
    const Held<Clause> clause(x_scope->clause, Clause::from_subselect);
    const Query& query = select(*inner);
    entry.kind = query.command == Query::Command::values ? RangeEntry::Kind::values : RangeEntry::Kind::subquery;
    entry.location = query.location;
    fill_from_query(entry, query);
  }
  apply_alias(entry, node.node(Key::alias));
  return leaf(add_entry(std::move(entry)));
}

Analyser::FromItem Analyser::sample_item(const Node& node) {
  const Node* const relation = node.node(Key::relation);
  if (relation == nullptr) return {};
  FromItem item = from_item(*relation);
  if (item.tree == nullptr) return item;
  const Held<bool> lateral(x_scope->lateral_active, true);
  const Held<Clause> clause(x_scope->clause, Clause::from_function);
  ExprList args = expressions(node.list(Key::args));
  if (const Node* repeatable = node.node(Key::repeatable)) args.push_back(expression(*repeatable));
  RangeEntry& entry = x_scope->query->entries[static_cast<std::size_t>(item.tree->entry)];
  entry.sampled = true;
  entry.sample_method = node.list(Key::method).empty() ? std::string_view() : string_of(*node.list(Key::method).back());
  entry.functions = keep(args);
  return item;
}

}  // namespace tollgate::sql
