// Builds a graph: texts to trees, an order by levels, then each relation once, with the schema growing level by level.
#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "core/heap.hpp"
#include "core/unique_id.hpp"
#include "lineage/agreement.hpp"
#include "lineage/columns.hpp"
#include "lineage/derived.hpp"
#include "lineage/graph_store.hpp"
#include "lineage/keys.hpp"
#include "lineage/leaves.hpp"
#include "lineage/order.hpp"
#include "lineage/taking.hpp"
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
        x_store(store),
        x_taking(input, store) {
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
    x_store.relations.reserve(x_store.ids.size());
    if (x_spared.head != nullptr) x_store.columns.reserve(x_spared.head->columns().size());  // nearly as many
    if (x_input.run != nullptr)
      x_input.run->count(x_spared.head == nullptr ? "models of head" : "models of base", x_texts.size());
    for (const auto& level : levels) add_level(level, dependencies);
    x_store.columns.shrink_to_fit();
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

  /// The schema stays as it is while texts are looked at, side by side. Nobody in a level reads another of it.
  void add_level(const std::vector<std::string>& level, const Dependencies& dependencies) {
    std::vector<Task> tasks;
    for (const std::string& id : level) {
      if (auto task = task_of(id)) tasks.push_back(std::move(*task));
    }
    look_at_themselves(tasks, dependencies);
    std::size_t next = 0, looked_at = 0;
    for (const std::string& id : level) {
      Task* const task = next < tasks.size() && tasks[next].node->unique_id == id ? &tasks[next++] : nullptr;
      if (next > looked_at) {
        const std::span<Task> some =
            std::span(tasks).subspan(looked_at).first(std::min(at_once, tasks.size() - looked_at));
        look_at(some);
        looked_at += some.size();
      }
      add(id, dependencies.find(id)->second, task);
      if (task != nullptr) finish(*task);
    }
  }

  /// So many of a level, for what they say takes more memory than what is kept of it.
  static constexpr std::size_t at_once = 256;

  void look_at(std::span<Task> tasks) const {
    side_by_side(tasks.size(), [&](std::size_t i) {
      if (x_input.run != nullptr) x_input.run->require_time();
      look_at(tasks[i]);
      if (x_input.run != nullptr) x_input.run->advance();
    });
  }

  void finish(Task& task) {
    task.derived = {};
    if (task.tree != nullptr && --x_readers[task.tree] <= 0) task.tree->forget_nodes();
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
        task.derived.problem = located(*error);
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
      reader->itself = &publish(
          {node.unique_id, std::string(short_name(node.unique_id)), built.columns, built.open, {}, {}}, names_of(node));
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
      relation.name = short_name(node.unique_id);
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
    if (there == nullptr) return false;
    return relation.known == there->known || read_alike(*relation.known, *there->known);
  }

  void add_source(Relation& relation, const dbt::Source& source) {
    relation.source = &source;
    relation.type = dbt::ResourceType::source;
    relation.name = source.source_name + "." + source.name;
    x_taking.take_listed(relation, listed_columns(x_input, relation.unique_id, source.columns, false));
    publish(relation, {relation_parts(source)});
  }

  void add_node(Relation& relation, const dbt::Node& node, const std::set<std::string>& depends_on, Task* task) {
    if (task != nullptr && (task->derived.analysis || task->spared != nullptr)) take_analysis(relation, *task);
    if (task != nullptr && task->derived.problem.empty()) {
      x_taking.take_derived(relation, node, task->derived);
    } else {
      const bool whole = node.config.contract_enforced;
      x_taking.take_listed(relation, listed_columns(x_input, relation.unique_id, node.columns, whole));
      if (task != nullptr) relation.open_reason = task->derived.problem;
      if (task == nullptr) take_problem(relation);
    }
    if (relation.analysis == nullptr) x_taking.take_declared_parents(relation, depends_on);
    relation.known = task == nullptr ? nullptr : task->itself;
    if (relation.known == nullptr) publish(relation, names_of(node));
  }

  void take_analysis(Relation& relation, Task& task) {
    relation.analysis = task.spared;
    if (task.derived.analysis) relation.analysis = &x_store.analyses.emplace_back(std::move(*task.derived.analysis));
    x_taking.take_parents(relation, *relation.analysis);
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

  void publish(Relation& relation, const std::vector<std::vector<std::string>>& names) {
    sql::KnownRelation known{relation.unique_id, relation.name, {}, relation.open, {}, {}};
    known.columns.reserve(x_store.columns.size() - relation.first_column);
    for (std::size_t i = relation.first_column; i < x_store.columns.size(); ++i) {
      known.columns.push_back({x_store.columns[i].name, x_store.columns[i].type});
    }
    add_keys(known, x_keys);
    const Relation* const there = x_spared.head == nullptr ? nullptr : x_spared.head->find(relation.unique_id);
    if (there != nullptr && read_alike(known, *there->known)) {
      relation.known = there->known;
      x_store.schema.share_by_keys(keys_for(known.identity, names), *there->known);
    } else {
      relation.known = &add_to_schema(std::move(known), names);
    }
  }

  sql::KnownRelation& publish(sql::KnownRelation known, const std::vector<std::vector<std::string>>& names) {
    add_keys(known, x_keys);
    return add_to_schema(std::move(known), names);
  }

  sql::KnownRelation& add_to_schema(sql::KnownRelation known, const std::vector<std::vector<std::string>>& names) {
    const std::vector<std::string> keys = keys_for(known.identity, names);
    return x_store.schema.add_by_keys(keys, std::move(known));
  }

  /// All its names, also those of the other side, as far as they are nobody else's.
  std::vector<std::string> keys_for(const std::string& id, std::vector<std::vector<std::string>> names) const {
    for (auto& name : other_names(id)) names.push_back(std::move(name));
    std::vector<std::string> keys;
    for (const std::vector<std::string>& name : names) {
      for (std::string& key : keys_of(name)) {
        const auto owner = x_names.find(key);
        if (owner != x_names.end() && owner->second == id) keys.push_back(std::move(key));
      }
    }
    return keys;
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
  Taking x_taking;
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

Graphs build_graphs(const GraphInput& base, const GraphInput& head) {
  return build_graphs(base, head, dbt::environment_names(*base.project, *head.project));
}

Graphs build_graphs(const GraphInput& base, const GraphInput& given_head, const dbt::EnvironmentNames& environments) {
  GraphInput head_input = given_head;
  head_input.jobs = base.jobs;
  Graph head = build_graph(head_input);
  give_back_freed_memory();  // its trees
  sql::Names names = relation_names(base);
  const Spared spared{&head, find_twins(base, head, names, environments, base.jobs)};
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
