// Builds a graph: texts to trees, an order by levels, then each relation once, with the schema growing level by level.
#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "lineage/agreement.hpp"
#include "lineage/columns.hpp"
#include "lineage/derived.hpp"
#include "lineage/graph_store.hpp"
#include "lineage/keys.hpp"
#include "lineage/leaves.hpp"
#include "lineage/order.hpp"
#include "lineage/texts.hpp"
#include "lineage/twins.hpp"
#include "sql/deep_stack.hpp"

namespace tollgate::lineage {

namespace {

/// What the other side's graph spares this one.
struct Spared {
  const Graph* head = nullptr;
  Twins twins;
};

/// Roles by which a column decides which rows there are. (The order of rows is none of them.)
constexpr sql::RoleMask steering =
    sql::role::join | sql::role::filter | sql::role::group_by | sql::role::distinct | sql::role::except_right;

std::string name_of(const dbt::Node& node) {
  return node.version.empty() ? node.name : node.name + ".v" + node.version;
}

class Builder {
 public:
  /// On that many threads beside each other, each with such a stack.
  Builder(const GraphInput& input, ModelTexts texts, sql::Names names, const Spared& spared, std::size_t stack,
          GraphStore& store)
      : x_input(input),
        x_spared(spared),
        x_stack(stack),
        x_names(std::move(names)),
        x_keys(declared_keys(*input.project)),
        x_inlined(inlined_names(*input.project)),
        x_texts(std::move(texts)),
        x_store(store) {
    x_store.project = input.project;
  }

  void run() {
    Dependencies dependencies = dependencies_of(
        x_input, x_texts, x_names,
        [this](std::size_t count, const std::function<void(std::size_t)>& work) { side_by_side(count, work); });
    for (const auto& [id, twin] : x_spared.twins) {
      std::set<std::string>& parents = dependencies[std::string(id)];
      for (const sql::RangeEntry* entry : twin->analysis->relations()) parents.insert(entry->relation->identity);
    }
    const auto levels = in_levels(dependencies);
    for (const auto& [id, text] : x_texts) ++x_readers[text.tree];
    for (const auto& level : levels) {
      for (const std::string& id : level) x_store.ids.emplace(id, static_cast<RelationId>(x_store.ids.size()));
    }
    if (x_input.run != nullptr)
      x_input.run->count(x_spared.head == nullptr ? "models of head" : "models of base", x_texts.size());
    for (const auto& level : levels) add_level(level, dependencies);
    connect(x_store);
    x_store.leaves = find_leaves(x_store);
    x_store.disagreements = find_disagreements(x_store, x_input);
  }

 private:
  /// A model whose text is to be looked at.
  struct Task {
    const dbt::Node* node = nullptr;
    sql::Tree* tree = nullptr;
    const sql::Analysis* spared = nullptr;       ///< what was resolved already
    std::optional<sql::Tree>* unread = nullptr;  ///< where the text is to be read first
    sql::KnownRelation* itself = nullptr;        ///< what it built before, where it reads that
    Derived derived;
  };

  /// The schema grows between levels only: while texts are looked at, side by side, it stays as it is.
  void add_level(const std::vector<std::string>& level, const Dependencies& dependencies) {
    std::vector<Task> tasks;
    for (const std::string& id : level) {
      if (auto task = task_of(id)) tasks.push_back(std::move(*task));
    }
    look_at_themselves(tasks, dependencies);
    side_by_side(tasks.size(), [&](std::size_t i) {
      if (x_input.run != nullptr) x_input.run->require_time();
      look_at(tasks[i]);
      if (x_input.run != nullptr) x_input.run->advance();
    });
    auto task = tasks.begin();
    for (const std::string& id : level) {
      const bool has_text = task != tasks.end() && task->node->unique_id == id;
      add(id, dependencies.find(id)->second, has_text ? &*task : nullptr);
      if (has_text) ++task;
    }
    for (Task& resolved : tasks) {
      if (resolved.tree != nullptr && --x_readers[resolved.tree] <= 0) resolved.tree->forget_nodes();
    }
  }

  std::optional<Task> task_of(const std::string& id) {
    const auto text = x_texts.find(id);
    if (text == x_texts.end()) return std::nullopt;
    Task task;
    task.node = &x_input.project->nodes.find(id)->second;
    task.tree = text->second.tree;
    if (task.tree != nullptr) return task;
    const auto twin = x_spared.twins.find(id);
    if (twin == x_spared.twins.end()) return std::nullopt;
    if (parents_read_alike(*twin->second)) {
      task.spared = twin->second->analysis;
    } else {
      task.unread = &x_store.late_trees.emplace_back();
    }
    return task;
  }

  /// Whether what the twin reads is here as it is there, so that its SQL says here what it says there.
  bool parents_read_alike(const Relation& twin) const {
    const std::vector<const sql::RangeEntry*> read = twin.analysis->relations();
    return std::ranges::all_of(read, [&](const sql::RangeEntry* entry) {
      const auto here = x_store.ids.find(entry->relation->identity);
      return here != x_store.ids.end() && here->second < x_alike.size() && x_alike[here->second];
    });
  }

  void look_at(Task& task) const {
    if (task.spared != nullptr) {
      task.derived = derive(*task.node, *task.spared);
      return;
    }
    if (task.unread != nullptr) {
      auto read = sql::read_tree(without_inlined(task.node->compiled_code, x_inlined));
      if (const auto* error = std::get_if<sql::ParseError>(&read)) {
        task.derived.problem = error->message;
        return;
      }
      task.tree = &task.unread->emplace(std::get<sql::Tree>(std::move(read)));
    }
    task.derived = derive(*task.node, *task.tree, x_store.schema);
  }

  void side_by_side(std::size_t count, const std::function<void(std::size_t)>& work) const {
    const int jobs = x_input.jobs;
    if (jobs > 1 && count > 1) return sql::for_each_on_deep_stacks(count, jobs, x_stack, work);
    for (std::size_t i = 0; i < count; ++i) work(i);
  }

  /// An incremental model may read what it built before, so its columns must be known before its own text is. A first
  /// look takes them from the catalogue, and tells those that its SQL gives.
  void look_at_themselves(std::vector<Task>& tasks, const Dependencies& dependencies) {
    std::vector<Task*> readers;
    for (Task& task : tasks) {
      if (task.tree == nullptr || task.tree->statement() == nullptr) continue;  // a twin does not read itself
      if (dependencies.find(task.node->unique_id)->second.contains(task.node->unique_id)) readers.push_back(&task);
    }
    for (Task* reader : readers) {
      const ColumnList built = built_columns(x_input, reader->node->unique_id);
      const dbt::Node& node = *reader->node;
      reader->itself = &publish({node.unique_id, name_of(node), built.columns, built.open, {}, {}}, names_of(node));
    }
    std::vector<std::optional<FirstLook>> looks(readers.size());
    side_by_side(readers.size(),
                 [&](std::size_t i) { looks[i] = first_look(*readers[i]->node, *readers[i]->tree, x_store.schema); });
    for (std::size_t i = 0; i < readers.size(); ++i) {
      if (looks[i]) take_look(*readers[i]->itself, *looks[i]);
    }
  }

  void take_look(sql::KnownRelation& itself, FirstLook& look) const {
    const std::vector<sql::KnownColumn> built = std::exchange(itself.columns, std::move(look.columns));
    for (const sql::KnownColumn& column : built) {
      if (itself.find(column.name) < 0) itself.columns.push_back(column);
    }
    itself.open = look.open;
    itself.unique_keys.clear();  // they are told by position
    add_keys(itself, x_keys);
  }

  void add(const std::string& id, const std::set<std::string>& depends_on, Task* task) {
    Relation relation;
    relation.unique_id = id;
    relation.first_column = static_cast<ColumnId>(x_store.columns.size());
    if (const auto source = x_input.project->sources.find(id); source != x_input.project->sources.end()) {
      add_source(relation, source->second);
    } else {
      const dbt::Node& node = x_input.project->nodes.find(id)->second;
      relation.node = &node;
      relation.type = node.type;
      relation.name = name_of(node);
      relation.ephemeral = node.config.materialized == "ephemeral";
      add_node(relation, node, depends_on, task);
    }
    relation.column_count = static_cast<std::uint32_t>(x_store.columns.size()) - relation.first_column;
    x_alike.push_back(is_alike(relation));
    x_store.relations.push_back(std::move(relation));
  }

  /// Whether readers on the other side find the same.
  bool is_alike(const Relation& relation) const {
    const Relation* const there = x_spared.head == nullptr ? nullptr : x_spared.head->find(relation.unique_id);
    return there != nullptr && read_alike(*relation.known, *there->known);
  }

  void add_source(Relation& relation, const dbt::Source& source) {
    relation.source = &source;
    relation.type = dbt::ResourceType::source;
    relation.name = source.source_name + "." + source.name;
    take_listed(relation, listed_columns(x_input, relation.unique_id, source.columns, false));
    publish(relation, {relation_parts(source)});
  }

  void add_node(Relation& relation, const dbt::Node& node, const std::set<std::string>& depends_on, Task* task) {
    if (task != nullptr && (task->derived.analysis || task->spared != nullptr)) take_analysis(relation, *task);
    if (task != nullptr && task->derived.problem.empty()) {
      take_derived(relation, node, task->derived);
    } else {
      const bool whole = node.config.contract_enforced;
      take_listed(relation, listed_columns(x_input, relation.unique_id, node.columns, whole));
      if (task != nullptr) relation.open_reason = task->derived.problem;
      if (task == nullptr) take_problem(relation);
    }
    if (relation.analysis == nullptr) read_as_declared(relation, depends_on);
    relation.known = task == nullptr ? nullptr : task->itself;
    if (relation.known == nullptr) publish(relation, names_of(node));
  }

  /// Why there is no tree.
  void take_problem(Relation& relation) const {
    const auto text = x_texts.find(relation.unique_id);
    if (text == x_texts.end() || text->second.problem.empty()) return;
    relation.open_reason = text->second.problem;
    if (text->second.bad_sql) relation.parse_problem = text->second.problem;
  }

  std::vector<std::vector<std::string>> names_of(const dbt::Node& node) const {
    std::vector<std::vector<std::string>> names{relation_parts(node)};
    if (node.config.materialized == "ephemeral") {
      for (const std::string& name : inlined_names(node)) names.push_back({name});
    }
    return names;
  }

  /// What is known without SQL; what feeds it is not.
  void take_listed(Relation& relation, const ColumnList& list) {
    relation.origin = list.origin;
    relation.open = list.open;
    if (list.origin == Origin::yaml && list.open) relation.open_reason = "only the columns declared in YAML are known";
    if (list.origin == Origin::none) relation.open_reason = "no catalogue holds it and YAML declares no columns";
    const bool fed = relation.node != nullptr && relation.type != dbt::ResourceType::seed;
    for (const sql::KnownColumn& known : list.columns) {
      Column column = new_column(relation, known.name);
      column.type = known.type;
      column.resolved = !fed;
      x_store.columns.push_back(std::move(column));
    }
  }

  Column new_column(const Relation& relation, std::string name) const {
    Column column;
    column.relation = static_cast<RelationId>(x_store.relations.size());
    column.position = static_cast<int>(x_store.columns.size() - relation.first_column);
    column.name = std::move(name);
    return column;
  }

  void read_as_declared(Relation& relation, const std::set<std::string>& depends_on) {
    for (const std::string& parent : depends_on) {
      const auto id = x_store.ids.find(parent);
      if (id != x_store.ids.end() && parent != relation.unique_id) relation.parents.push_back(id->second);
    }
    std::ranges::sort(relation.parents);
  }

  void take_analysis(Relation& relation, Task& task) {
    relation.analysis = task.spared;
    if (task.derived.analysis) relation.analysis = &x_store.analyses.emplace_back(std::move(*task.derived.analysis));
    take_parents(relation, *relation.analysis);
  }

  /// Columns and influences from the text.
  void take_derived(Relation& relation, const dbt::Node& node, const Derived& derived) {
    relation.origin = Origin::sql;
    relation.open = derived.open;
    if (relation.open) relation.open_reason = "it selects all columns of a relation whose columns are not known";
    const std::vector<std::optional<ColumnId>> bases = bases_of(derived.lineage);
    for (const sql::ColumnLineage& column : derived.lineage.columns) add_derived(relation, column, bases);
    if (relation.type == dbt::ResourceType::snapshot) add_snapshot_columns(relation, node);
    add_retained(relation, node);
    for (const sql::Source& source : derived.lineage.influences) {
      if (bases[source.column] && (source.roles & steering) != 0) {
        relation.influences.push_back({*bases[source.column], source.roles});
      }
    }
    std::ranges::sort(relation.influences, {}, &Edge::column);
  }

  std::vector<std::optional<ColumnId>> bases_of(const sql::StatementLineage& lineage) const {
    std::vector<std::optional<ColumnId>> bases;
    for (const sql::BaseColumn& base : lineage.base_columns) {
      const auto id = x_store.ids.find(base.relation->identity);
      const int index = base.relation->find(base.column);
      const bool known = id != x_store.ids.end() && id->second < x_store.relations.size() && index >= 0;
      bases.push_back(known ? std::optional(x_store.relations[id->second].first_column + static_cast<ColumnId>(index))
                            : std::nullopt);
    }
    return bases;
  }

  void add_derived(const Relation& relation, const sql::ColumnLineage& from,
                   const std::vector<std::optional<ColumnId>>& bases) {
    Column column = new_column(relation, from.name);
    column.type = from.type;
    column.kind = from.kind;
    column.resolved = from.resolved;
    column.location = from.location;
    for (const sql::Source& source : from.sources) {
      if (bases[source.column]) column.sources.push_back({*bases[source.column], source.roles});
    }
    std::ranges::sort(column.sources, {}, &Edge::column);
    x_store.columns.push_back(std::move(column));
  }

  void add_snapshot_columns(const Relation& relation, const dbt::Node& node) {
    for (std::string& name : snapshot_columns(node)) {
      Column column = new_column(relation, std::move(name));
      column.kind = sql::ColumnKind::derived;
      x_store.columns.push_back(std::move(column));
    }
  }

  /// Incremental models and snapshots keep what their SQL does not name any more; a materialization of the project's
  /// own may add what it likes.
  void add_retained(const Relation& relation, const dbt::Node& node) {
    const std::string& materialized = node.config.materialized;
    if (materialized == "table" || materialized == "view" || materialized == "ephemeral" ||
        materialized == "materialized_view") {
      return;
    }
    std::set<std::string, std::less<>> named;
    for (std::size_t i = relation.first_column; i < x_store.columns.size(); ++i) named.insert(x_store.columns[i].name);
    for (const sql::KnownColumn& built : built_columns(x_input, relation.unique_id).columns) {
      if (named.contains(built.name)) continue;
      Column column = new_column(relation, built.name);
      column.type = built.type;
      column.retained = true;
      x_store.columns.push_back(std::move(column));
    }
  }

  void take_parents(Relation& relation, const sql::Analysis& analysis) const {
    for (const sql::RangeEntry* entry : analysis.relations()) {
      const auto id = x_store.ids.find(entry->relation->identity);
      if (id != x_store.ids.end() && id->first != relation.unique_id) relation.parents.push_back(id->second);
    }
    std::ranges::sort(relation.parents);
    relation.parents.erase(std::unique(relation.parents.begin(), relation.parents.end()), relation.parents.end());
  }

  void publish(Relation& relation, const std::vector<std::vector<std::string>>& names) {
    sql::KnownRelation known{relation.unique_id, relation.name, {}, relation.open, {}, {}};
    for (std::size_t i = relation.first_column; i < x_store.columns.size(); ++i) {
      known.columns.push_back({x_store.columns[i].name, x_store.columns[i].type});
    }
    relation.known = &publish(std::move(known), names);
  }

  /// Under all its names, also those of the other side, as far as they are nobody else's.
  sql::KnownRelation& publish(sql::KnownRelation known, std::vector<std::vector<std::string>> names) {
    add_keys(known, x_keys);
    for (auto& name : other_names(known.identity)) names.push_back(std::move(name));
    std::vector<std::string> keys;
    for (const std::vector<std::string>& name : names) {
      for (std::string& key : keys_of(name)) {
        const auto owner = x_names.find(key);
        if (owner != x_names.end() && owner->second == known.identity) keys.push_back(std::move(key));
      }
    }
    return x_store.schema.add_by_keys(keys, std::move(known));
  }

  std::vector<std::vector<std::string>> other_names(const std::string& id) const {
    if (x_input.other == nullptr) return {};
    if (const dbt::Node* node = x_input.other->find_node(id)) return {relation_parts(*node)};
    const auto source = x_input.other->sources.find(id);
    if (source == x_input.other->sources.end()) return {};
    return {relation_parts(source->second)};
  }

  const GraphInput& x_input;
  const Spared& x_spared;
  const std::size_t x_stack;
  const sql::Names x_names;
  const DeclaredKeys x_keys;
  const InlinedNames x_inlined;
  ModelTexts x_texts;
  GraphStore& x_store;
  std::unordered_map<const sql::Tree*, int> x_readers;  ///< models that are not resolved yet
  std::vector<bool> x_alike;                            ///< by relation: known to readers as on the other side
};

}  // namespace

Graph build_graph(const GraphInput& input) {
  auto store = std::make_unique<GraphStore>();
  ReadTexts texts = read_texts(input, input.jobs, [](const dbt::Node&) { return false; });
  store->trees = std::move(texts.trees);
  const std::size_t stack = sql::stack_to_walk(longest_text(*input.project));
  sql::run_on_deep_stack(
      stack, [&] { Builder(input, std::move(texts.models), relation_names(input), {}, stack, *store).run(); });
  return Graph(std::move(store));
}

Graphs build_graphs(const GraphInput& base, const GraphInput& given_head) {
  GraphInput head_input = given_head;
  head_input.jobs = base.jobs;
  Graph head = build_graph(head_input);
  sql::Names names = relation_names(base);
  const Spared spared{&head, find_twins(base, head, names, base.jobs)};
  auto store = std::make_unique<GraphStore>();
  ReadTexts texts =
      read_texts(base, base.jobs, [&](const dbt::Node& node) { return spared.twins.contains(node.unique_id); });
  store->trees = std::move(texts.trees);
  const std::size_t stack = sql::stack_to_walk(std::max(longest_text(*base.project), longest_text(head.project())));
  sql::run_on_deep_stack(
      stack, [&] { Builder(base, std::move(texts.models), std::move(names), spared, stack, *store).run(); });
  return {Graph(std::move(store)), std::move(head)};
}

}  // namespace tollgate::lineage
