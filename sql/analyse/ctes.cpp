// WITH (parse_cte.c). A name of a WITH RECURSIVE list is analysed when it is first referred to, so that order does not
// matter there; one that comes round to itself is a recursive reference.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {

void Analyser::with_clause(const Node* with) {
  if (with == nullptr) return;
  Scope& scope = *x_scope;
  scope.with = &scope;
  CteFrame& frame = scope.ctes;
  frame.recursive = with->flag(Key::recursive);
  for (const Node* node : with->list(Key::ctes)) {
    const std::string_view name = node->text(Key::ctename);
    const bool taken =
        std::any_of(frame.slots.begin(), frame.slots.end(), [&](const auto& s) { return s.name == name; });
    if (taken) {
      refuse(node->location(), fmt::format("WITH query name \"{}\" specified more than once", name));
      continue;
    }
    Cte& cte = x_store.ctes.emplace_back();
    cte.name = name;
    cte.location = node->location();
    scope.query->ctes.push_back(&cte);
    CteSlot slot;
    slot.name = name;
    slot.node = node;
    slot.cte = &cte;
    frame.slots.push_back(slot);
  }
  for (CteSlot& slot : frame.slots) {
    if (slot.state == CteSlot::State::waiting) analyse_cte(scope, slot);
    ++frame.visible;
  }
}

// `scope` is the level that has the WITH clause, wherever the reference stands that asks for it.
void Analyser::analyse_cte(Scope& scope, CteSlot& slot) {
  const Node* const inner = slot.node->node(Key::ctequery);
  if (inner == nullptr) return;
  slot.state = CteSlot::State::open;
  const Held<Scope*> held_scope(x_scope, &scope);
  x_open_ctes.push_back(slot.cte);
  std::vector<AggregateTrack*> tracks;
  std::swap(tracks, x_tracks);  // those of whoever refers to it
  const std::size_t before = x_recursion.size();
  Query* query = nullptr;
  if (inner->is(Kind::SelectStmt)) {
    query = &select(*inner, scope.ctes.recursive ? &slot : nullptr);
  } else {
    if (scope.parent != nullptr) {
      refuse(slot.cte->location, "WITH clause containing a data-modifying statement must be at the top level");
    }
    query = &modify(*inner);
    x_modifying.push_back(slot.cte);
  }
  x_recursion.resize(before);
  std::swap(tracks, x_tracks);
  x_open_ctes.pop_back();
  slot.cte->query = query;
  set_cte_columns(slot, *query);
  slot.cte->recursive = slot.references > 0;
  if (slot.node->node(Key::search_clause) != nullptr || slot.node->node(Key::cycle_clause) != nullptr) {
    add_search_and_cycle(slot);
  }
  slot.state = CteSlot::State::done;
}

void Analyser::set_cte_columns(CteSlot& slot, const Query& shape) {
  const Nodes names = slot.node->list(Key::aliascolnames);
  std::vector<RangeColumn>& columns = slot.cte->columns;
  columns.clear();
  columns.reserve(shape.outputs.size());
  for (std::size_t i = 0; i < shape.outputs.size(); ++i) {
    const Output& output = shape.outputs[i];
    columns.push_back({i < names.size() ? string_of(*names[i]) : output.name,
                       output.type == "unknown" ? std::string_view("text") : output.type, nullptr});
  }
  const bool open = x_open_queries.count(&shape) > 0;
  for (std::size_t i = columns.size(); open && i < names.size(); ++i) {
    columns.push_back({string_of(*names[i]), {}, nullptr});
  }
  if (names.size() > columns.size() && !slot.columns_set) {
    refuse(slot.cte->location, fmt::format("WITH query \"{}\" has {} columns available but {} columns specified",
                                           slot.name, columns.size(), names.size()));
  }
  slot.columns_set = true;
}

// The rewriter has to add columns to both sides (analyzeCTE).
void Analyser::check_search_and_cycle(const Cte& cte) {
  if (!cte.recursive) return refuse(cte.location, "WITH query is not recursive");
  const auto is_plain = [](const Query* side) {
    return side == nullptr || side->command != Query::Command::set_operation;
  };
  for (const Query* side : {cte.query->left, cte.query->right}) {
    if (is_plain(side)) continue;
    refuse(cte.location, fmt::format("with a SEARCH or CYCLE clause, the {} side of the UNION must be a SELECT",
                                     side == cte.query->left ? "left" : "right"));
  }
}

void Analyser::add_search_and_cycle(CteSlot& slot) {
  Cte& cte = *slot.cte;
  check_search_and_cycle(cte);
  const auto indexes = [&](Nodes names, const char* clause) {
    std::vector<int> listed;
    for (const Node* name : names) {
      const auto at = std::find_if(cte.columns.begin(), cte.columns.end(),
                                   [&](const RangeColumn& column) { return column.name == string_of(*name); });
      if (at == cte.columns.end()) {
        refuse(cte.location, fmt::format("{} column \"{}\" not in WITH query column list", clause, string_of(*name)));
      } else if (std::find(listed.begin(), listed.end(), at - cte.columns.begin()) != listed.end()) {
        refuse(cte.location, fmt::format("{} column \"{}\" specified more than once", clause, string_of(*name)));
      } else {
        listed.push_back(static_cast<int>(at - cte.columns.begin()));
      }
    }
    return listed;
  };
  const Node* const search = slot.node->node(Key::search_clause);
  const Node* const cycle = slot.node->node(Key::cycle_clause);
  const std::vector<int> searched =
      search == nullptr ? std::vector<int>() : indexes(search->list(Key::search_col_list), "search");
  const std::vector<int> cycled =
      cycle == nullptr ? std::vector<int>() : indexes(cycle->list(Key::cycle_col_list), "cycle");
  cte.added_from.resize(cte.columns.size());
  const auto add = [&](std::string_view name, std::string_view type, const std::vector<int>& from) {
    const bool taken = std::any_of(cte.columns.begin(), cte.columns.end(),
                                   [&](const RangeColumn& column) { return column.name == name; });
    if (taken) {
      refuse(cte.location, fmt::format("column name \"{}\" already used in WITH query column list", name));
    }
    cte.columns.push_back({name, type, nullptr});
    cte.added_from.push_back(from);
  };
  const auto names = [&](const std::vector<int>& listed) {
    std::vector<std::string_view> said;
    for (const int index : listed) said.push_back(cte.columns[static_cast<std::size_t>(index)].name);
    return fmt::format("{}", fmt::join(said, ", "));
  };
  if (search != nullptr) {
    const std::string_view order = search->flag(Key::search_breadth_first) ? "breadth" : "depth";
    cte.search = x_store.keep(fmt::format("{} first by {}", order, names(searched)));
    add(search->text(Key::search_seq_column), search->flag(Key::search_breadth_first) ? "record" : "record[]",
        searched);
  }
  if (cycle != nullptr) {
    cte.cycle = x_store.keep(names(cycled));
    add(cycle->text(Key::cycle_mark_column), "boolean", cycled);
    add(cycle->text(Key::cycle_path_column), "record[]", cycled);
  }
}

CteSlot* Analyser::find_cte(std::string_view name, Scope*& scope) {
  for (scope = x_scope->with; scope != nullptr; scope = scope->parent == nullptr ? nullptr : scope->parent->with) {
    CteFrame& frame = scope->ctes;
    for (std::size_t i = 0; i < frame.slots.size(); ++i) {
      if (frame.slots[i].name != name) continue;
      if (frame.recursive || i < frame.visible) return &frame.slots[i];
      break;
    }
  }
  return nullptr;
}

void Analyser::refer_to_itself(Scope& scope, CteSlot& slot, int location) {
  const auto recursive = [&](const char* where) {
    refuse(location, fmt::format("recursive reference to query \"{}\" must not appear {}", slot.name, where));
  };
  ++slot.references;  // also when it is refused: whoever walks the query has to know the circle
  // Another item of the same list stands between: a circle of several.
  const auto own = std::find(x_open_ctes.begin(), x_open_ctes.end(), slot.cte);
  for (auto between = own; between != x_open_ctes.end(); ++between) {
    const bool sibling = std::any_of(scope.ctes.slots.begin(), scope.ctes.slots.end(),
                                     [&](const CteSlot& other) { return other.cte == *between && &other != &slot; });
    if (sibling) return refuse(location, "mutual recursion between WITH items is not implemented");
  }
  if (slot.term == CteSlot::Term::whole) {
    return refuse(slot.cte->location, fmt::format("recursive query \"{}\" does not have the form non-recursive-term "
                                                  "UNION [ALL] recursive-term",
                                                  slot.name));
  }
  if (slot.term == CteSlot::Term::left) return recursive("within its non-recursive term");
  if (slot.references > 1) return recursive("more than once");
  if (x_recursion.size() <= slot.context) return;
  switch (x_recursion[slot.context]) {
    case Recursion::subquery:
      return recursive("within a subquery");
    case Recursion::outer_join:
      return recursive("within an outer join");
    case Recursion::intersect:
      return recursive("within INTERSECT");
    case Recursion::except:
      return recursive("within EXCEPT");
  }
}

// False: no WITH item of that name.
bool Analyser::fill_cte(RangeEntry& entry, std::string_view name, int location) {
  Scope* scope = nullptr;
  CteSlot* const slot = find_cte(name, scope);
  if (slot == nullptr) return false;
  if (slot->state == CteSlot::State::waiting) {
    analyse_cte(*scope, *slot);
  } else if (slot->state == CteSlot::State::open) {
    entry.self_reference = true;
    refer_to_itself(*scope, *slot, location);
  }
  entry.kind = RangeEntry::Kind::cte;
  entry.cte = slot->cte;
  entry.query = slot->cte->query;
  entry.alias = name;
  entry.written_name = name;
  entry.location = location;
  const bool finished = slot->state == CteSlot::State::done;
  if (finished) {
    entry.columns.share(slot->cte->columns);
  } else {
    entry.columns.own() = slot->cte->columns;
  }
  entry.open = finished ? entry.query != nullptr && x_open_queries.count(entry.query) > 0 : !slot->columns_set;
  if (finished && entry.columns.empty() && !entry.open && entry.query != nullptr &&
      entry.query->command >= Query::Command::insert) {
    refuse(location, fmt::format("WITH query \"{}\" does not have a RETURNING clause", name));
  }
  return true;
}

}  // namespace tollgate::sql
