// Column references: PostgreSQL's parse_relation.c (colNameToVar, scanNSItemForColumn, refnameNamespaceItem) and
// transformColumnRef of parse_expr.c.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {
namespace {

struct SystemColumn {
  std::string_view name;
  std::string_view type;
};
constexpr auto system_columns = std::to_array<SystemColumn>(
    {{"tableoid", "oid"}, {"cmax", "cid"}, {"xmax", "xid"}, {"cmin", "cid"}, {"xmin", "xid"}, {"ctid", "tid"}});

constexpr std::size_t few_columns = 12;
constexpr int few_searches = 64;

bool is_hidden(const std::vector<bool>* hidden, std::size_t column) {
  return hidden != nullptr && column < hidden->size() && (*hidden)[column];
}

}  // namespace

// Columns of one table often start alike: their last letter tells them apart before they are compared.
int ColumnIndex::scan(const RangeEntry& entry, std::string_view name, const std::vector<bool>* hidden) {
  int found = none;
  for (std::size_t i = 0; i < entry.columns.size(); ++i) {
    const std::string_view column = entry.columns[i].name;
    if (column.size() != name.size() || (!name.empty() && column.back() != name.back()) || column != name) continue;
    if (is_hidden(hidden, i)) continue;
    if (found != none) return several;
    found = static_cast<int>(i);
  }
  return found;
}

// A hash only pays for itself where many names are looked up among many columns.
int ColumnIndex::find(const RangeEntry& entry, std::string_view name, const std::vector<bool>* hidden) {
  if (entry.columns.size() <= few_columns || ++x_searches <= few_searches) return scan(entry, name, hidden);
  for (; x_indexed < entry.columns.size(); ++x_indexed) {
    const auto [at, added] = x_by_name.try_emplace(entry.columns[x_indexed].name, static_cast<int>(x_indexed));
    if (!added) at->second = several;
  }
  const auto at = x_by_name.find(name);
  if (at == x_by_name.end()) return none;
  if (at->second == several) return scan(entry, name, hidden);
  const auto index = static_cast<std::size_t>(at->second);
  return is_hidden(hidden, index) ? none : at->second;
}

int Analyser::find_in_entry(Scope& scope, int entry, std::string_view name) {
  const auto at = static_cast<std::size_t>(entry);
  return scope.indexes[at].find(scope.query->entries[at], name, &scope.hidden[at]);
}

// Appended to the entry when first used, so that stars never show it.
int Analyser::system_column(Scope& scope, int entry, std::string_view name) {
  RangeEntry& range = scope.query->entries[static_cast<std::size_t>(entry)];
  if (range.kind != RangeEntry::Kind::relation || range.excluded) return ColumnIndex::none;
  for (const SystemColumn& column : system_columns) {
    if (column.name != name) continue;
    if (x_scope->clause == Clause::merge_when && name != "tableoid") {
      refuse(range.location, fmt::format("cannot use system column \"{}\" in MERGE WHEN condition", name));
    }
    range.columns.own().push_back({column.name, column.type, nullptr});
    return static_cast<int>(range.columns.size()) - 1;
  }
  return ColumnIndex::none;
}

int Analyser::open_column(Scope& scope, int entry, std::string_view name) {
  RangeEntry& range = scope.query->entries[static_cast<std::size_t>(entry)];
  range.columns.own().push_back({name, {}, nullptr});
  return static_cast<int>(range.columns.size()) - 1;
}

// A declared relation whose columns are not all known, also through the stars of CTEs and sub-queries over it: what is
// not declared itself is a finding of its own.
bool Analyser::opened_by_known(const RangeEntry& entry) const {
  const RangeEntry* at = &entry;
  for (;;) {
    if (at->kind == RangeEntry::Kind::relation) return at->known;
    if (at->query == nullptr || at->self_reference) return false;
    const Query* query = at->query;
    while (query->open_stars.empty() && query->left != nullptr) {
      query = x_open_queries.count(query->left) > 0 ? query->left : query->right;
    }
    if (query->open_stars.empty() || query->open_stars.front().entry < 0) return false;
    at = &query->entries[static_cast<std::size_t>(query->open_stars.front().entry)];
  }
}

// True: the search ends here.
bool Analyser::find_in_level(Scope& scope, std::string_view name, Found& found) {
  found.scope = &scope;
  int open_entry = -1;
  for (const VisibleItem& item : scope.items) {
    if (!item.columns || (item.lateral_only && !scope.lateral_active)) continue;
    const int attribute = find_in_entry(scope, item.entry, name);
    if (attribute == ColumnIndex::none) {
      if (!scope.query->entries[static_cast<std::size_t>(item.entry)].open) continue;
      found.several_open = open_entry >= 0;
      open_entry = item.entry;
      continue;
    }
    if (attribute == ColumnIndex::several || found.what == Found::What::column) {
      found.what = Found::What::ambiguous;
      return true;
    }
    found.what = item.lateral_ok || !item.lateral_only ? Found::What::column : Found::What::not_lateral;
    found.entry = item.entry;
    found.attribute = attribute;
    if (found.what == Found::What::not_lateral) return true;
  }
  found.uncertain = open_entry >= 0;
  if (found.what == Found::What::column) return true;
  for (const VisibleItem& item : scope.items) {
    if (!item.columns || (item.lateral_only && !scope.lateral_active)) continue;
    const int attribute = system_column(scope, item.entry, name);
    if (attribute == ColumnIndex::none) continue;
    if (found.what == Found::What::column) {
      found.what = Found::What::ambiguous;
      return true;
    }
    found.what = Found::What::column;
    found.entry = item.entry;
    found.attribute = attribute;
  }
  if (found.what == Found::What::column) return true;
  if (open_entry < 0) return false;
  found.what = Found::What::open;
  found.entry = open_entry;
  return true;
}

Analyser::Found Analyser::find_column(std::string_view name) {
  Found found;
  for (Scope* scope = x_scope; scope != nullptr; scope = scope->parent, ++found.levels) {
    if (scope->items.empty()) continue;
    if (find_in_level(*scope, name, found)) return found;
  }
  return {};
}

// `t` or `schema.t` as what stands before a column.
Analyser::Found Analyser::find_item(Names parts) {
  Found found;
  const KnownRelation* const relation = parts.size() > 1 ? x_schema.find(parts) : nullptr;
  const auto matches = [&](const Scope& scope, const VisibleItem& item) {
    if (parts.size() == 1) return item.name == parts.front();
    const RangeEntry& entry = scope.query->entries[static_cast<std::size_t>(item.entry)];
    if (entry.kind != RangeEntry::Kind::relation || entry.aliased || item.name.empty()) return false;
    if (relation != nullptr) return entry.relation == relation;
    return !entry.known && entry.written_name == fmt::format("{}", fmt::join(parts, "."));
  };
  for (Scope* scope = x_scope; scope != nullptr; scope = scope->parent, ++found.levels) {
    for (const VisibleItem& item : scope->items) {
      if (item.name.empty() || (item.lateral_only && !scope->lateral_active) || !matches(*scope, item)) continue;
      if (found.what == Found::What::column) {
        found.what = Found::What::ambiguous;
        return found;
      }
      found.scope = scope;
      found.entry = item.entry;
      found.what = Found::What::column;
      if (item.lateral_only && !item.lateral_ok) found.what = Found::What::not_lateral;
      if (found.what == Found::What::not_lateral) return found;
    }
    if (found.what == Found::What::column) return found;
  }
  return {};
}

const Expr* Analyser::column(Scope& scope, int levels, int entry, int attribute, int location) {
  Expr& expr = make(ExprKind::column, location);
  const RangeEntry& range = scope.query->entries[static_cast<std::size_t>(entry)];
  const RangeColumn& bound = range.columns[static_cast<std::size_t>(attribute)];
  scope.reads_target = scope.reads_target || range.target;
  expr.name = bound.name;
  expr.type = bound.type;
  expr.column = {levels, entry, attribute};
  for (AggregateTrack* track : x_tracks) {
    if (scope.depth <= track->depth) track->deepest = std::max(track->deepest, scope.depth);
  }
  return &expr;
}

const Expr* Analyser::whole_row(Scope& scope, int levels, int entry, int location) {
  Expr& expr = make(ExprKind::whole_row, location);
  const RangeEntry& range = scope.query->entries[static_cast<std::size_t>(entry)];
  expr.name = range.alias;
  expr.type = "record";
  expr.known = !range.open;
  if (range.kind == RangeEntry::Kind::relation && range.known) expr.type = range.relation->name;
  // A function that returns one scalar: its whole row is that scalar.
  if (range.kind == RangeEntry::Kind::function && range.columns.size() == 1 && !range.open && !range.ordinality) {
    if (!range.columns[0].type.empty()) expr.type = range.columns[0].type;
    return column(scope, levels, entry, 0, location);
  }
  expr.column = {levels, entry, 0};
  const std::size_t count = scope.widths[static_cast<std::size_t>(entry)];
  ExprList columns;
  columns.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    columns.push_back(column(scope, levels, entry, static_cast<int>(i), location));
  }
  expr.args = keep(columns);
  return &expr;
}

const Expr* Analyser::unresolved(int location, std::string_view name) {
  Expr& expr = make(ExprKind::unresolved, location);
  expr.name = name;
  expr.known = false;
  return &expr;
}

const Expr* Analyser::unknown_column(std::string_view name, std::string_view qualifier, int location, bool absent) {
  Problem& found = problem(ProblemKind::unknown_column, name, location,
                           qualifier.empty() ? fmt::format("column \"{}\" does not exist", name)
                                             : fmt::format("column {}.{} does not exist", qualifier, name));
  found.qualifier = qualifier;
  found.absent = absent;
  constexpr std::size_t enough_suggestions = 50;
  if (x_store.problems.size() > enough_suggestions) return unresolved(location, name);
  for (const Scope* scope = x_scope; scope != nullptr; scope = scope->parent) {
    for (const VisibleItem& item : scope->items) {
      const RangeEntry& entry = scope->query->entries[static_cast<std::size_t>(item.entry)];
      if (!qualifier.empty() && item.name != qualifier) continue;
      for (const RangeColumn& column : entry.columns) found.in_scope.emplace_back(column.name);
      const std::string_view searched = entry.written_name.empty() ? entry.alias : entry.written_name;
      if (!searched.empty()) found.relations.emplace_back(searched);
    }
  }
  std::sort(found.in_scope.begin(), found.in_scope.end());
  found.in_scope.erase(std::unique(found.in_scope.begin(), found.in_scope.end()), found.in_scope.end());
  return unresolved(location, name);
}

void Analyser::capture(const Found& found, std::string_view name, int location) {
  CapturedName captured{std::string(name), {}, {}, location, true};
  for (const Scope* scope = x_scope; scope != found.scope; scope = scope->parent) {
    for (const VisibleItem& item : scope->items) {
      const RangeEntry& entry = scope->query->entries[static_cast<std::size_t>(item.entry)];
      if (entry.kind == RangeEntry::Kind::join) continue;
      captured.inner_relations.emplace_back(entry.written_name.empty() ? entry.alias : entry.written_name);
      captured.certain = captured.certain && !entry.open;
    }
  }
  if (captured.inner_relations.empty()) return;
  const RangeEntry& outer = found.scope->query->entries[static_cast<std::size_t>(found.entry)];
  captured.outer_relation = outer.written_name.empty() ? outer.alias : outer.written_name;
  x_store.captures.push_back(std::move(captured));
}

const Expr* Analyser::unqualified(std::string_view name, int location) {
  const Found found = find_column(name);
  switch (found.what) {
    case Found::What::column:
      if (found.levels > 0) capture(found, name, location);
      return column(*found.scope, found.levels, found.entry, found.attribute, location);
    case Found::What::ambiguous: {
      Problem& told = problem(ProblemKind::ambiguous_column, name, location,
                              fmt::format("column reference \"{}\" is ambiguous", name));
      for (const VisibleItem& item : found.scope->items) {
        if (!item.columns || find_in_entry(*found.scope, item.entry, name) == ColumnIndex::none) continue;
        const RangeEntry& entry = found.scope->query->entries[static_cast<std::size_t>(item.entry)];
        told.relations.emplace_back(entry.alias.empty() ? entry.written_name : entry.alias);
      }
      return unresolved(location, name);
    }
    case Found::What::not_lateral:
      problem(ProblemKind::invalid_reference, name, location,
              fmt::format("invalid reference to FROM-clause entry for column \"{}\"", name));
      return unresolved(location, name);
    case Found::What::open: {
      // "Probable": no relation whose columns are known has it, and one is not known whole (lineage.md, section 5).
      const RangeEntry& entry = found.scope->query->entries[static_cast<std::size_t>(found.entry)];
      if (const Found item = find_item({&name, 1}); item.what == Found::What::column && item.levels <= found.levels) {
        return whole_row(*item.scope, item.levels, item.entry, location);
      }
      if (found.several_open) return unknown_column(name, {}, location, false);
      if (opened_by_known(entry)) unknown_column(name, {}, location, false);
      return column(*found.scope, found.levels, found.entry, open_column(*found.scope, found.entry, name), location);
    }
    case Found::What::nothing:
      break;
  }
  const Found item = find_item({&name, 1});
  if (item.what == Found::What::column) return whole_row(*item.scope, item.levels, item.entry, location);
  return unknown_column(name, {}, location, true);
}

bool Analyser::in_any_from(Names parts) const {
  const KnownRelation* const relation = x_schema.find(parts);
  for (const Scope* scope = x_scope; scope != nullptr; scope = scope->parent) {
    for (const RangeEntry& entry : scope->query->entries) {
      if (parts.size() == 1 && (entry.alias == parts.front() || entry.written_name == parts.front())) return true;
      if (relation != nullptr && entry.relation == relation) return true;
    }
  }
  return false;
}

const Expr* Analyser::missing_item(Names parts, int location) {
  const std::string_view name = parts.back();
  const bool hidden = in_any_from(parts);
  Problem& found = hidden ? problem(ProblemKind::invalid_reference, name, location,
                                    fmt::format("invalid reference to FROM-clause entry for table \"{}\"", name))
                          : problem(ProblemKind::missing_from, name, location,
                                    fmt::format("missing FROM-clause entry for table \"{}\"", name));
  if (parts.size() > 1) found.qualifier = parts[parts.size() - 2];
  for (const Scope* scope = x_scope; scope != nullptr; scope = scope->parent) {
    for (const VisibleItem& item : scope->items) {
      if (!item.name.empty()) found.in_scope.emplace_back(item.name);
    }
  }
  std::sort(found.in_scope.begin(), found.in_scope.end());
  return unresolved(location, name);
}

const Expr* Analyser::qualified(const Node& node, Names parts, bool star) {
  const Names table = parts.first(parts.size() - (star ? 0U : 1U));
  const Found item = find_item(table);
  if (item.what == Found::What::ambiguous || item.what == Found::What::not_lateral) {
    const bool ambiguous = item.what == Found::What::ambiguous;
    problem(ambiguous ? ProblemKind::refused : ProblemKind::invalid_reference, table.back(), node.location(),
            ambiguous ? fmt::format("table reference \"{}\" is ambiguous", table.back())
                      : fmt::format("invalid reference to FROM-clause entry for table \"{}\"", table.back()));
    return unresolved(node.location(), table.back());
  }
  if (item.what != Found::What::column) return missing_item(table, node.location());
  if (star) return whole_row(*item.scope, item.levels, item.entry, node.location());
  const std::string_view name = parts.back();
  // Columns merged by USING are hidden from bare names only.
  const auto at = static_cast<std::size_t>(item.entry);
  int attribute = item.scope->indexes[at].find(item.scope->query->entries[at], name, nullptr);
  if (attribute == ColumnIndex::several) {
    problem(ProblemKind::ambiguous_column, name, node.location(),
            fmt::format("column reference \"{}\" is ambiguous", name))
        .qualifier = table.back();
    return unresolved(node.location(), name);
  }
  if (attribute == ColumnIndex::none) attribute = system_column(*item.scope, item.entry, name);
  if (attribute >= 0) return column(*item.scope, item.levels, item.entry, attribute, node.location());
  const RangeEntry& entry = item.scope->query->entries[static_cast<std::size_t>(item.entry)];
  if (entry.open) {
    if (opened_by_known(entry)) {
      unknown_column(name, table.back(), node.location(), false);
    }
    attribute = open_column(*item.scope, item.entry, name);
    return column(*item.scope, item.levels, item.entry, attribute, node.location());
  }
  if (may_be_called_on_row(name)) {
    const Expr* const row = whole_row(*item.scope, item.levels, item.entry, node.location());
    return call_on_row(name, *row, true, node.location());
  }
  return unknown_column(name, table.back(), node.location(), true);
}

const Expr* Analyser::column_reference(const Node& node) {
  const Nodes fields = node.list(Key::fields);
  if (fields.size() == 1 && fields.front()->is(Kind::String)) {
    return unqualified(string_of(*fields.front()), node.location());
  }
  std::vector<std::string_view> parts;
  parts.reserve(fields.size());
  bool star = false;
  for (const Node* part : fields) {
    if (part->is(Kind::A_Star)) {
      star = true;
    } else {
      parts.push_back(string_of(*part));
    }
  }
  if (parts.empty()) {
    refuse(node.location(), "row expansion via \"*\" is not supported here");
    return unresolved(node.location(), "*");
  }
  return qualified(node, parts, star);
}

}  // namespace tollgate::sql
