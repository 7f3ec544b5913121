// The statement around the query: EXPLAIN, CREATE TABLE AS, CREATE VIEW, DECLARE CURSOR; and what is known only at the
// end: which WITH items and relations are read.
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {

Analyser::Analyser(AnalysisStore& store, const Schema& schema, const AnalysisOptions& options)
    : x_store(store), x_schema(schema), x_options(options), x_text(store.tree.text()) {}

void Analyser::run() {
  if (const Node* node = x_store.tree.statement()) x_store.query = statement(*node);
  finish();
}

const Query* Analyser::query_of_statement(const Node& node) {
  const Node* const inner = node.node(Key::query);
  if (inner != nullptr) return statement(*inner);
  unsupported(node);
  return nullptr;
}

void Analyser::rename_outputs(const Query& query, Nodes names, int location) {
  if (names.size() > query.outputs.size() && x_open_queries.count(&query) == 0) {
    refuse(location, "too many column names were specified");
  }
  const auto owned = std::find_if(x_store.queries.begin(), x_store.queries.end(),
                                  [&](const Query& candidate) { return &candidate == &query; });
  if (owned == x_store.queries.end()) return;
  for (std::size_t i = 0; i < names.size() && i < owned->outputs.size(); ++i) {
    owned->outputs[i].name = string_of(*names[i]);
  }
}

const Query* Analyser::statement(const Node& node) {
  switch (node.kind()) {
    case Kind::SelectStmt: {
      const Node& whole = *x_store.tree.statement();
      x_may_select_into = &whole == &node || whole.is(Kind::ExplainStmt);
      return &select(node);
    }
    case Kind::InsertStmt:
    case Kind::UpdateStmt:
    case Kind::DeleteStmt:
    case Kind::MergeStmt:
      return &modify(node);
    case Kind::ExplainStmt:
    case Kind::DeclareCursorStmt:
      return query_of_statement(node);
    case Kind::CreateTableAsStmt: {
      const Query* const query = query_of_statement(node);
      const Node* const into = node.node(Key::into);
      if (query == nullptr || into == nullptr) return query;
      const Node* const relation = into->node(Key::rel);
      rename_outputs(*query, into->list(Key::colNames), relation == nullptr ? -1 : relation->location());
      return query;
    }
    case Kind::ViewStmt: {
      const Query* const query = query_of_statement(node);
      const Node* const view = node.node(Key::view);
      if (query != nullptr) {
        rename_outputs(*query, node.list(Key::aliases), view == nullptr ? -1 : view->location());
      }
      return query;
    }
    default:
      unsupported(node);
      return nullptr;
  }
}

void Analyser::finish() {
  // What is read: the statement, WITH items that modify data, and whatever those refer to.
  std::unordered_map<const Cte*, std::vector<const Use*>> uses;
  for (const Use& use : x_uses) uses[use.owner].push_back(&use);
  std::vector<const Cte*> open = {nullptr};
  for (Cte* cte : x_modifying) {
    if (!cte->read) open.push_back(cte);
    cte->read = true;
  }
  std::vector<const RangeEntry*> read;
  while (!open.empty()) {
    const Cte* const owner = open.back();
    open.pop_back();
    for (const Use* use : uses[owner]) {
      const RangeEntry& entry = use->query->entries[static_cast<std::size_t>(use->entry)];
      if (entry.kind == RangeEntry::Kind::relation) read.push_back(&entry);
      if (use->used == nullptr || use->used->read) continue;
      use->used->read = true;
      open.push_back(use->used);
    }
  }
  std::sort(read.begin(), read.end(),
            [](const RangeEntry* a, const RangeEntry* b) { return a->written_name < b->written_name; });
  read.erase(std::unique(read.begin(), read.end(),
                         [](const RangeEntry* a, const RangeEntry* b) { return a->written_name == b->written_name; }),
             read.end());
  x_store.relations = std::move(read);
  // Nothing is added any more, and a project holds thousands of these at a time.
  for (Query& query : x_store.queries) {
    query.outputs.shrink_to_fit();
    for (RangeEntry& entry : query.entries) {
      if (entry.kind != RangeEntry::Kind::cte) entry.columns.own().shrink_to_fit();
    }
  }
  std::stable_sort(x_store.problems.begin(), x_store.problems.end(),
                   [](const Problem& a, const Problem& b) { return a.location < b.location; });
  std::stable_sort(x_store.captures.begin(), x_store.captures.end(),
                   [](const CapturedName& a, const CapturedName& b) { return a.location < b.location; });
}

}  // namespace tollgate::sql
