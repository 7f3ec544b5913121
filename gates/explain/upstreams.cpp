#include "gates/explain/upstreams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

#include "core/unique_id.hpp"
#include "dbt/environment_names.hpp"
#include "lineage/inlined.hpp"
#include "lineage/texts.hpp"
#include "sql/deep_stack.hpp"
#include "sql/parse.hpp"
#include "sql/tree.hpp"

namespace tollgate::explain {

using warehouse::Side;

namespace {

constexpr int deepest_upstream = 30;
constexpr std::size_t longest_text = std::size_t{2} << 20U;
constexpr std::size_t most_kept_text = std::size_t{2} << 20U;  ///< of which trees are kept: up to 300 bytes a byte

using Parts = std::vector<std::string>;

/// The parts of a relation_name; empty: it is none.
Parts parts_of(const std::string& relation_name) {
  auto parts = sql::split_relation_name(relation_name);
  return parts && parts->size() >= 2 ? std::move(*parts) : Parts();
}

std::string schema_and_name(const Parts& parts) {
  return parts.size() < 2 ? std::string() : fmt::format("{}.{}", parts[parts.size() - 2], parts.back());
}

std::string quoted(const Parts& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ".") + warehouse::quoted_identifier(part);
  return text;
}

std::string relation_name_of(const dbt::Project* project, std::string_view id) {
  if (project == nullptr) return {};
  if (const dbt::Node* const node = project->find_node(id)) return node->relation_name;
  const auto source = project->sources.find(id);
  return source == project->sources.end() ? std::string() : source->second.relation_name;
}

bool is_planned_sql(const dbt::Node* node) {
  return node != nullptr && node->language == "sql" && node->type != dbt::ResourceType::seed && node->compiled;
}

/// Semicolons end a statement, not a sub-query.
std::string_view without_end(std::string_view sql) {
  while (!sql.empty() && (std::isspace(static_cast<unsigned char>(sql.back())) != 0 || sql.back() == ';'))
    sql.remove_suffix(1);
  return sql;
}

void note_tables(const dbt::Project* project, std::map<std::string, std::string, std::less<>>& ids) {
  if (project == nullptr) return;
  const auto note = [&](const std::string& id, const std::string& relation_name) {
    if (const Parts parts = parts_of(relation_name); !parts.empty()) ids.emplace(schema_and_name(parts), id);
  };
  for (const auto& [id, node] : project->nodes) {
    if (dbt::is_judged(node)) note(id, node.relation_name);
  }
  for (const auto& [id, source] : project->sources) note(id, source.relation_name);
}

/// Whether everything that both sides have is called alike.
bool have_same_names(const dbt::Project* base, const dbt::Project& head) {
  if (base == nullptr) return false;
  const auto differs = [&](const auto& one) {
    const std::string on_head = relation_name_of(&head, one.first);
    return !on_head.empty() && on_head != one.second.relation_name;
  };
  return std::ranges::none_of(base->nodes, differs) && std::ranges::none_of(base->sources, differs);
}

std::set<std::string_view> upstreams_of(const dbt::Node& node) {
  return {node.depends_on.begin(), node.depends_on.end()};
}

}  // namespace

/// One text on its way.
struct Upstreams::Task {
  const Existing* existing = nullptr;  ///< null: nothing is known
  bool anew = false;
  std::map<std::string, std::string, std::less<>> written_on_head;  ///< by unique_id: how the head's own text calls it
  std::vector<std::string> open;                                    ///< what is being inlined, outermost first
  std::size_t size = 0;

  /// The relation, quoted, where it may be read.
  std::optional<std::string> readable(const std::string& relation_name) const {
    const Parts parts = parts_of(relation_name);
    if (parts.empty()) return std::nullopt;
    if (existing == nullptr) return quoted(parts);
    if (parts.size() == 3 && parts.front() != existing->database) return std::nullopt;
    return existing->has(schema_and_name(parts)) ? std::optional(quoted(parts)) : std::nullopt;
  }
};

Upstreams::Upstreams(const Context& context)
    : x_context(context),
      x_names(dbt::environment_names(context.base == nullptr ? *context.head : *context.base, *context.head)),
      x_same_names(have_same_names(context.base, *context.head)) {
  note_tables(context.head, x_id_of_table);
  note_tables(context.base, x_id_of_table);
  for (const auto& [table, id] : x_id_of_table) x_schemas.insert(table.substr(0, table.find('.')));
  if (context.changes == nullptr) return;
  for (const dbt::Change& change : context.changes->changed) x_changed.insert(change.unique_id);
}

bool Upstreams::reads_alike(const Target& target) const {
  return x_same_names && is_planned_sql(target.base) && is_planned_sql(target.head) &&
         upstreams_of(*target.base) == upstreams_of(*target.head);
}

Upstreams::Read Upstreams::read(const dbt::Node& node, Side side, bool keep_tree) const {
  Read read;
  auto answer = sql::read_tree(node.compiled_code);
  auto* const tree = std::get_if<sql::Tree>(&answer);
  if (tree == nullptr || tree->statement() == nullptr) return read;
  read.names = gates::names_in(*tree, side == Side::head ? x_names.head : x_names.base);
  if (keep_tree) read.tree = std::move(*tree);
  return read;
}

const Upstreams::Read* Upstreams::known(const dbt::Node& node) const {
  const std::lock_guard lock(x_mutex);
  const auto known = x_read.find(&node);
  return known == x_read.end() ? nullptr : &known->second;
}

const Upstreams::Names& Upstreams::names_of(const dbt::Node& node, Side side) {
  if (const Read* const read = known(node)) return read->names;
  Read found = read(node, side, false);
  const std::lock_guard lock(x_mutex);
  return x_read.emplace(&node, std::move(found)).first->second.names;
}

const sql::Tree* Upstreams::tree_of(const dbt::Node& node) const {
  const Read* const read = known(node);
  return read == nullptr || !read->tree ? nullptr : &*read->tree;
}

void Upstreams::forget_trees(const Target& target) {
  std::array<std::optional<sql::Tree>, 2> freed;  // beyond the lock
  const std::lock_guard lock(x_mutex);
  for (const dbt::Node* node : {target.head, target.base}) {
    const auto read = x_read.find(node);
    if (read != x_read.end()) freed[node == target.head ? 0 : 1].swap(read->second.tree);
  }
}

void Upstreams::read(const Target& target) {
  for (const auto& [node, side] : {std::pair(target.head, Side::head), std::pair(target.base, Side::base)}) {
    if (!is_planned_sql(node) || (side == Side::base && reads_alike(target))) continue;
    bool keep = false;
    {
      const std::lock_guard lock(x_mutex);
      x_kept_text += node->compiled_code.size();
      keep = x_kept_text <= most_kept_text;
    }
    Read found = read(*node, side, keep);
    const std::lock_guard lock(x_mutex);
    x_read.emplace(node, std::move(found));  // never over what another thread may be looking at
  }
}

bool Upstreams::is_one_statement(const dbt::Node& node, Side side) { return names_of(node, side).has_value(); }

std::string Upstreams::id_of(std::string_view table) const {
  const auto found = x_id_of_table.find(table);
  return found == x_id_of_table.end() ? std::string() : found->second;
}

const dbt::Node* Upstreams::inlined_at(const dbt::Node& node, std::size_t byte) const {
  for (const lineage::InlinedText& text : lineage::inlined_in(node.compiled_code)) {
    if (byte < text.from || byte >= text.to) continue;
    for (const auto& [id, other] : x_context.head->nodes) {
      if (other.config.materialized == "ephemeral" && lineage::inlined_names(other).contains(text.name)) return &other;
    }
  }
  return nullptr;
}

Location Upstreams::place_in(const dbt::Node& ephemeral, const dbt::Node& node, gates::TextPosition where) const {
  dbt::Node written = ephemeral;
  written.compiled_code = node.compiled_code;  // its own may have CTEs in front that stand elsewhere here
  Target target;
  target.location.path = x_context.project_prefix + ephemeral.original_file_path;
  for (const Target& selected : x_context.selected) {
    if (selected.head == &ephemeral) target = selected;
  }
  target.head = &written;
  return gates::location_in_model(target, where);
}

bool Upstreams::reads_itself(const Target& target) {
  const Names& names = names_of(*target.head, Side::head);
  return names && std::ranges::find(names->relations, target.model->unique_id, &gates::RelationUse::unique_id) !=
                      names->relations.end();
}

/// The SQL of the head's model, in parentheses.
std::optional<std::string> Upstreams::sql_of(const gates::RelationUse& use, Task& task, PlannedText& planned) {
  const dbt::Node* const node = x_context.head->find_node(use.unique_id);
  const bool circle = std::find(task.open.begin(), task.open.end(), use.unique_id) != task.open.end();
  if (!is_planned_sql(node) || circle || !use.plain || task.open.size() >= deepest_upstream) return std::nullopt;
  task.open.push_back(use.unique_id);
  PlannedText inner = rewrite(*node, Side::head, task);
  task.open.pop_back();
  if (!inner.problem.empty()) return std::nullopt;
  std::string text = fmt::format("({}\n)", without_end(inner.sql.text()));
  task.size += text.size();
  if (task.size > longest_text) return std::nullopt;
  planned.inlined.merge(inner.inlined);
  planned.taken_of_base.merge(inner.taken_of_base);
  planned.inlined.emplace(short_name(use.unique_id));
  return text;
}

/// Where nothing is known of what exists: by what head calls it.
std::optional<std::string> Upstreams::stand_in(const gates::RelationUse& use, Task& task, PlannedText& planned) {
  if (use.unique_id.empty()) return use.name;
  const auto written = task.written_on_head.find(use.unique_id);
  if (written != task.written_on_head.end()) return written->second;
  const bool on_head =
      x_context.head->find_node(use.unique_id) != nullptr || x_context.head->sources.count(use.unique_id) > 0;
  if (!on_head) return use.name;
  if (auto relation = task.readable(relation_name_of(x_context.head, use.unique_id))) return relation;
  return sql_of(use, task, planned);
}

/// What exists under a name that head or base has for it; what base has only where it is the same thing.
std::optional<std::string> Upstreams::known_stand_in(const gates::RelationUse& use, Task& task, PlannedText& planned) {
  if (use.unique_id.empty()) return task.readable(use.name);
  const bool changed = x_changed.count(use.unique_id) > 0;
  const auto written = task.written_on_head.find(use.unique_id);
  const std::string called = written == task.written_on_head.end() ? std::string() : written->second;
  const std::string of_head = relation_name_of(x_context.head, use.unique_id);
  const std::string of_base = relation_name_of(x_context.base, use.unique_id);
  if (!task.anew || !changed) {
    if (auto relation = task.readable(called)) return relation;
    if (auto relation = task.readable(of_head)) return relation;
    if (!changed) {
      if (auto relation = task.readable(of_base)) return relation;
    }
  }
  if (auto sql = sql_of(use, task, planned)) return sql;
  if (auto relation = task.readable(of_head)) return relation;
  auto relation = task.readable(of_base);
  if (relation && changed) planned.taken_of_base.emplace(short_name(use.unique_id));
  return relation;
}

PlannedText Upstreams::rewrite(const dbt::Node& node, Side side, Task& task) {
  PlannedText planned;
  const Names& names = names_of(node, side);
  if (!names) {
    planned.problem = fmt::format("the SQL of {} does not parse to one statement", node.name);
    return planned;
  }
  std::vector<Replacement> replacements;
  std::set<std::string_view> replaced;
  for (const gates::RelationUse& use : names->relations) {
    auto text = task.existing == nullptr ? stand_in(use, task, planned) : known_stand_in(use, task, planned);
    if (!text) {
      planned.problem =
          fmt::format("{} is not in the database, and there is no SQL to plan in its place: build it first",
                      use.unique_id.empty() ? use.name : std::string(short_name(use.unique_id)));
      return planned;
    }
    if (*text == use.name) continue;
    if (!use.aliased) *text += " as " + use.own_name;
    replaced.insert(use.name);
    replacements.push_back({use.from, use.to, std::move(*text)});
  }
  for (const gates::QualifiedColumn& column : names->columns) {  // schema.table.column: by the alias now
    if (replaced.count(column.name) == 0) continue;
    const Parts parts = parts_of(column.name);
    replacements.push_back({column.from, column.to, warehouse::quoted_identifier(parts.back())});
  }
  planned.sql = Rewritten(node.compiled_code, std::move(replacements));
  return planned;
}

/// How the head's own text calls what it reads.
void Upstreams::note_written(const Target& target, Task& task) {
  const Names& names = names_of(*target.head, Side::head);
  if (!names) return;
  for (const gates::RelationUse& use : names->relations) {
    if (!use.unique_id.empty()) task.written_on_head.emplace(use.unique_id, use.name);
  }
}

PlannedText Upstreams::head_as_written(const Target& target) {
  PlannedText planned;
  planned.sql = Rewritten(target.head->compiled_code);
  return planned;
}

PlannedText Upstreams::base_on_head(const Target& target) {
  if (reads_alike(target)) {
    PlannedText planned;
    planned.sql = Rewritten(target.base->compiled_code);
    return planned;
  }
  Task task;
  note_written(target, task);
  return rewrite(*target.base, Side::base, task);
}

PlannedText Upstreams::of_what_exists(const Target& target, Side side, const Existing& existing, bool anew) {
  Task task;
  task.existing = &existing;
  task.anew = anew;
  note_written(target, task);
  return rewrite(side == Side::head ? *target.head : *target.base, side, task);
}

void Upstreams::note_names(const dbt::Node& node, Side side, int depth, std::set<std::string>& names) {
  const auto note = [&](const std::string& relation_name) {
    const Parts parts = parts_of(relation_name);
    return !parts.empty() && names.insert(quoted(parts)).second;
  };
  const Names& read = names_of(node, side);
  if (!read) return;
  for (const gates::RelationUse& use : read->relations) {
    const bool fresh = note(use.name);
    if (use.unique_id.empty()) continue;
    note(relation_name_of(x_context.head, use.unique_id));
    note(relation_name_of(x_context.base, use.unique_id));
    const dbt::Node* const upstream = x_context.head->find_node(use.unique_id);
    const bool may_stand = fresh && is_planned_sql(upstream) && upstream != &node;
    if (may_stand && depth < deepest_upstream) note_names(*upstream, Side::head, depth + 1, names);
  }
}

std::set<std::string> Upstreams::names_to_look_up(const Target& target, bool all) {
  std::set<std::string> names;
  if (all) {
    note_names(*target.head, Side::head, 0, names);
    if (target.base != nullptr) note_names(*target.base, Side::base, 0, names);
    return names;
  }
  const auto note = [&](const Names& read, bool mapped) {
    if (!read) return;
    for (const gates::RelationUse& use : read->relations) {
      const Parts parts = parts_of(mapped ? relation_name_of(x_context.head, use.unique_id) : use.name);
      names.insert(parts.empty() ? use.name : quoted(parts));
    }
  };
  note(names_of(*target.head, Side::head), false);
  if (target.base != nullptr && !reads_alike(target)) note(names_of(*target.base, Side::base), true);
  return names;
}

}  // namespace tollgate::explain
