#include "gates/explain/statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <variant>

#include "sql/walk.hpp"

namespace tollgate::explain {
namespace {

using sql::Expr;
using sql::ExprKind;
using sql::Query;
using sql::RangeEntry;

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || c == '$' || byte >= 0x80U;
}

std::string folded(std::string_view text) {
  std::string made(text);
  for (char& c : made) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return made;
}

// The words of a folded text, sorted: which of many relations it may name.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

sql::KnownRelation known_relation(const std::string& name, const CatalogueRelation& from) {
  sql::KnownRelation known;
  known.name = name;
  known.open = from.columns.empty();
  for (const auto& [column, facts] : from.columns) known.columns.push_back({column, facts.type});
  const auto add_key = [&](const std::vector<std::string>& columns) {
    std::vector<int> key(columns.size());
    std::transform(columns.begin(), columns.end(), key.begin(), [&](const auto& column) { return known.find(column); });
    const bool all = !key.empty() && std::find(key.begin(), key.end(), -1) == key.end();
    if (all) known.unique_keys.push_back(std::move(key));
  };
  for (const Index& index : from.indexes) {
    if (index.unique) add_key(index.columns);
  }
  for (const std::vector<std::string>& declared : from.declared_keys) add_key(declared);
  if (holds_one_row(from)) known.unique_keys.emplace_back();
  known.key_evidence = "by a unique index";
  return known;
}

void fill(sql::Schema& schema, const Catalogue& catalogue, std::string_view sql) {
  const bool few = catalogue.relations.size() <= 32;  // are all taken sooner than looked for
  const std::string text = few ? std::string() : folded(sql);
  const auto words = words_of(text);
  for (const auto& [name, relation] : catalogue.relations) {
    const std::size_t dot = name.find('.');
    const std::string last = dot == std::string::npos ? name : name.substr(dot + 1);
    const std::string folded_name = folded(last);
    const auto parts = words_of(folded_name);
    if (!few && !parts.empty() && !std::binary_search(words.begin(), words.end(), parts.front())) continue;
    std::vector<std::string> path;
    if (dot != std::string::npos && !catalogue.database.empty())
      path.push_back(catalogue.database);  // as dbt writes it
    if (dot != std::string::npos) path.push_back(name.substr(0, dot));
    path.push_back(last);
    schema.add(path, known_relation(name, relation));
  }
}

bool is_not_all(const Expr& value) {
  return value.kind == ExprKind::subquery && value.subquery_form == sql::SubqueryForm::all && value.name == "<>";
}

bool is_not_in(const Expr& value) {
  if (value.kind == ExprKind::logical && value.name == "not" && value.args.size() == 1) {
    const Expr& inner = *value.args.front();
    return inner.kind == ExprKind::subquery && inner.subquery_form == sql::SubqueryForm::any;
  }
  return is_not_all(value);
}

bool is_view(const CatalogueRelation& relation) { return relation.kind == 'v' || relation.kind == 'f'; }

}  // namespace

Statement::Statement(std::string_view sql, const sql::Tree* tree, const Catalogue& catalogue, Look look)
    : x_catalogue(catalogue) {
  if (look == Look::nodes) return;
  fill(x_schema, catalogue, sql);
  if (tree != nullptr) {
    x_analysis.emplace(sql::analyse_shared(*tree, x_schema));
  } else if (auto answer = sql::analyse(sql, x_schema); std::holds_alternative<sql::Analysis>(answer)) {
    x_analysis.emplace(std::move(std::get<sql::Analysis>(answer)));
  }
  if (!x_analysis || x_analysis->query() == nullptr) return;
  x_understood = true;
  collect(*x_analysis->query(), look);
  for (const RangeEntry* entry : relations()) {
    const CatalogueRelation* const known = relation(*entry);
    if (known == nullptr || known->kind == 'v') x_reads_view = true;
  }
}

void Statement::collect(const Query& query, Look look) {
  if (!x_seen.insert(&query).second) return;
  x_all.push_back(&query);
  if (!query.from.empty() && look == Look::whole) x_facts.push_back(facts_about(query, x_catalogue, x_single));
  sql::for_each_query(query, [&](const Query& inner) { collect(inner, look); });
  for (const sql::Output& output : query.outputs) {
    if (output.value != nullptr) collect_within(*output.value, look);
  }
  sql::for_each_clause(query, [&](const Expr& value) { collect_within(value, look); });
}

void Statement::collect_within(const Expr& value, Look look) {
  sql::for_each_within(value, [&](const Expr& part) {
    if (is_not_in(part)) x_not_in = true;
    if (is_not_all(part)) x_not_all = true;
    if (part.query != nullptr) collect(*part.query, look);
    return true;
  });
}

std::vector<const RangeEntry*> Statement::relations() const {
  return x_analysis ? x_analysis->relations() : std::vector<const RangeEntry*>();
}

const CatalogueRelation* Statement::relation(const RangeEntry& entry) const {
  if (entry.kind != RangeEntry::Kind::relation || entry.relation == nullptr || !entry.known) return nullptr;
  const auto found = x_catalogue.relations.find(entry.relation->name);
  return found == x_catalogue.relations.end() ? nullptr : &found->second;
}

const QueryFacts* Statement::facts_of(const Query& query) const {
  const auto found =
      std::find_if(x_facts.begin(), x_facts.end(), [&](const QueryFacts& facts) { return facts.query == &query; });
  return found == x_facts.end() ? nullptr : &*found;
}

namespace {

using Seen = std::set<const Query*>;

void add_aliases(const RangeEntry& entry, const Catalogue& catalogue, Statement::Aliases& into, Seen& seen);

void add_aliases(const Query& query, const Catalogue& catalogue, Statement::Aliases& into, Seen& seen) {
  if (!seen.insert(&query).second) return;
  for (const RangeEntry& entry : query.entries) add_aliases(entry, catalogue, into, seen);
  for (const Query* branch : {query.left, query.right}) {
    if (branch != nullptr) add_aliases(*branch, catalogue, into, seen);
  }
}

void add_aliases(const RangeEntry& entry, const Catalogue& catalogue, Statement::Aliases& into, Seen& seen) {
  if (entry.kind == RangeEntry::Kind::join) return;
  if (!entry.alias.empty()) into.names.emplace(entry.alias);
  if (entry.kind == RangeEntry::Kind::values) into.names.emplace("*VALUES*");
  if (entry.kind == RangeEntry::Kind::relation) {
    const auto found =
        entry.relation == nullptr ? catalogue.relations.end() : catalogue.relations.find(entry.relation->name);
    if (found == catalogue.relations.end() || is_view(found->second)) into.open = true;
  }
  if (entry.query != nullptr && !entry.self_reference) add_aliases(*entry.query, catalogue, into, seen);
}

}  // namespace

Statement::Aliases Statement::aliases(const RangeEntry& entry) const {
  Aliases found;
  Seen seen;
  add_aliases(entry, x_catalogue, found, seen);
  return found;
}

std::string called(const RangeEntry& entry) {
  const std::string name(entry.relation != nullptr ? std::string_view(entry.relation->name) : entry.written_name);
  if (name.empty()) return std::string(entry.alias);
  const std::string_view last = std::string_view(name).substr(name.rfind('.') + 1);
  return entry.alias.empty() || entry.alias == last ? name : fmt::format("{} {}", name, entry.alias);
}

int Statement::condition_on(std::string_view relation, std::string_view column) const {
  for (const QueryFacts& facts : x_facts) {
    for (const Link& link : facts.links) {
      if (link.condition == nullptr) continue;
      bool here = false;
      sql::for_each_within(*link.condition, [&](const Expr& part) {
        if (part.kind != ExprKind::column || part.column.levels_up != 0) return true;
        const RangeEntry* const entry = sql::entry_of(*facts.query, part.column);
        if (entry == nullptr || entry->kind != RangeEntry::Kind::relation || entry->relation == nullptr) return true;
        const auto at = static_cast<std::size_t>(part.column.attribute);
        here = here || (entry->relation->name == relation && entry->columns[at].name == column);
        return !here;
      });
      if (here) return link.location;
    }
  }
  return -1;
}

}  // namespace tollgate::explain
