#include "dbt/environment_names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "sql/opaque_text.hpp"

namespace tollgate::dbt {
namespace {

using Parts = std::vector<std::string>;
using Pairings = std::map<std::string, std::set<std::string>>;

void add_relation(sql::Names& names, const std::string& relation_name, const std::string& unique_id) {
  const auto parts = sql::split_relation_name(relation_name);
  if (!parts || parts->size() < 2) return;
  names.try_emplace(sql::relation_key(*parts), unique_id);
  if (parts->size() == 3) names.try_emplace(sql::relation_key(std::span(*parts).subspan(1)), unique_id);
}

void add_relations(sql::Names& names, const Project& project) {
  for (const auto& [id, node] : project.nodes) add_relation(names, node.relation_name, id);
  for (const auto& [id, source] : project.sources) add_relation(names, source.relation_name, id);
}

struct SchemaPairings {
  Pairings of_base, of_head;

  void add(const std::string& base_relation, const std::string& head_relation) {
    const auto base = sql::split_relation_name(base_relation);
    const auto head = sql::split_relation_name(head_relation);
    if (!base || !head || base->size() != head->size()) return;
    for (std::size_t from = 0; from + 1 < base->size(); ++from) {  // db.schema, then schema alone
      const std::size_t count = base->size() - 1 - from;
      const std::string base_schema = sql::relation_key(std::span(*base).subspan(from, count));
      const std::string head_schema = sql::relation_key(std::span(*head).subspan(from, count));
      of_base[base_schema].insert(head_schema);
      of_head[head_schema].insert(base_schema);
    }
  }

  void name(sql::Names& base, sql::Names& head) const {
    for (const auto& [schema, others] : of_base) {
      if (others.size() != 1) continue;
      const std::string& other = *others.begin();
      if (of_head.at(other).size() != 1) continue;
      base.try_emplace(schema, schema);
      head.try_emplace(other, schema);
    }
  }
};

std::size_t after(std::string_view sql, std::string_view mark, std::size_t from) {
  const std::size_t found = sql.find(mark, from);
  return found == std::string_view::npos ? sql.size() : found + mark.size();
}

// End of a string or comment that starts here, or `at` when none does.
std::size_t after_opaque(std::string_view sql, std::size_t at) {
  if (sql[at] == '\'') return after(sql, "'", at + 1);
  const std::string_view two = sql.substr(at, 2);
  if (two == "--") return after(sql, "\n", at);
  if (two == "/*") return after(sql, "*/", at + 2);
  return at;
}

// End of one part of a name that starts here, or `at` when none does.
std::size_t after_part(std::string_view sql, std::size_t at) {
  if (at < sql.size() && (sql[at] == '"' || sql[at] == '`')) return after(sql, sql.substr(at, 1), at + 1);
  while (at < sql.size() && sql::continues_name(sql[at])) ++at;
  return at;
}

// Ends of the leading one, two and three parts of a name.
struct PartEnds {
  std::array<std::size_t, 3> ends{};
  std::size_t count = 0;
};

PartEnds part_ends(std::string_view sql, std::size_t at) {
  PartEnds found;
  while (found.count < found.ends.size()) {
    const std::size_t end = after_part(sql, at);
    if (end == at) break;
    found.ends[found.count++] = end;
    if (end >= sql.size() || sql[end] != '.') break;
    at = end + 1;
  }
  return found;
}

// A name that is written as its key is: no quotes to undo, nothing to fold.
bool is_key(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](char c) { return c == '"' || c == '`' || (c >= 'A' && c <= 'Z'); });
}

sql::Names::const_iterator find_name(std::string_view name, const sql::Names& names) {
  if (is_key(name)) return names.find(name);
  const auto parts = sql::split_relation_name(name);
  return parts ? names.find(sql::relation_key(*parts)) : names.end();
}

// Writes the name that starts here, or what `write` makes of its unique_id where it is known; returns its end.
template <typename Write>
std::size_t write_name(std::string_view sql, std::size_t at, const sql::Names& names, const Write& write,
                       std::string& out) {
  const PartEnds found = part_ends(sql, at);
  for (std::size_t count = found.count; count >= 2; --count) {
    const std::size_t end = found.ends[count - 1];
    const auto known = find_name(sql.substr(at, end - at), names);
    if (known == names.end()) continue;
    if (!write(known->second)) out.append(sql.substr(at, end - at));
    return end;
  }
  const std::size_t end = found.count == 0 ? at + 1 : found.ends[found.count - 1];
  out.append(sql.substr(at, end - at));
  return end;
}

// The text with the names outside of strings and comments as `write` writes them.
template <typename Write>
void write_names(std::string_view sql, const sql::Names& names, const Write& write, std::string& out) {
  out.reserve(sql.size());
  for (std::size_t at = 0; at < sql.size();) {
    const std::size_t end = after_opaque(sql, at);
    if (end != at) {
      out.append(sql.substr(at, end - at));
      at = end;
    } else {
      at = write_name(sql, at, names, write, out);
    }
  }
}

const std::string* relation_name_of(const Project& project, const std::string& unique_id) {
  if (const Node* node = project.find_node(unique_id)) return &node->relation_name;
  const auto source = project.sources.find(unique_id);
  return source == project.sources.end() ? nullptr : &source->second.relation_name;
}

}  // namespace

EnvironmentNames environment_names(const Project& base, const Project& head) {
  EnvironmentNames names;
  add_relations(names.base.relations, base);
  add_relations(names.base.relations, head);
  add_relations(names.head.relations, head);
  add_relations(names.head.relations, base);
  SchemaPairings schemas;
  for (const auto& [id, node] : base.nodes) {
    if (const Node* other = head.find_node(id)) schemas.add(node.relation_name, other->relation_name);
  }
  for (const auto& [id, source] : base.sources) {
    if (const auto other = head.sources.find(id); other != head.sources.end()) {
      schemas.add(source.relation_name, other->second.relation_name);
    }
  }
  schemas.name(names.base.schemas, names.head.schemas);
  return names;
}

std::string with_stable_names(std::string_view sql, const sql::RelationNames& names) {
  std::string out;
  write_names(
      sql, names.relations,
      [&](const std::string& unique_id) {
        out.append("@").append(unique_id);
        return true;
      },
      out);
  return out;
}

std::string with_names_of(const Project& project, std::string_view sql, const sql::RelationNames& names,
                          const std::function<bool(const std::string& unique_id)>& wanted) {
  std::string out;
  write_names(
      sql, names.relations,
      [&](const std::string& unique_id) {
        const std::string* const name = wanted(unique_id) ? relation_name_of(project, unique_id) : nullptr;
        if (name == nullptr || name->empty()) return false;
        out.append(*name);
        return true;
      },
      out);
  return out;
}

}  // namespace tollgate::dbt
