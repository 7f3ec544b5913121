// Builds a graph: texts to trees, an order, then each relation once, with the schema growing as it goes.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "lineage/agreement.hpp"
#include "lineage/columns.hpp"
#include "lineage/graph_store.hpp"
#include "lineage/keys.hpp"
#include "lineage/leaves.hpp"
#include "lineage/order.hpp"
#include "lineage/texts.hpp"
#include "sql/deep_stack.hpp"

namespace tollgate::lineage {

namespace {

/// Roles by which a column decides which rows there are. (The order of rows is none of them.)
constexpr sql::RoleMask steering =
    sql::role::join | sql::role::filter | sql::role::group_by | sql::role::distinct | sql::role::except_right;

/// Whether a star over columns that are not known stands in its own select list.
bool may_have_more(const sql::Query& query) {
  std::vector<const sql::Query*> branches{&query};
  while (!branches.empty()) {
    const sql::Query& branch = *branches.back();
    branches.pop_back();
    if (!branch.open_stars.empty()) return true;
    for (const sql::Query* side : {branch.left, branch.right}) {
      if (side != nullptr) branches.push_back(side);
    }
  }
  return false;
}

/// Where the item stands that names the value: behind `select * from final`, inside of `final`.
int place_of_item(const sql::Query& statement, std::size_t output) {
  const sql::Query* query = &statement;
  for (;;) {
    if (output >= query->outputs.size()) return -1;
    const sql::Output& item = query->outputs[output];
    const sql::Expr* value = item.value;
    if (!item.from_star || value == nullptr || value->kind != sql::ExprKind::column || value->column.levels_up != 0) {
      return item.location;
    }
    const sql::RangeEntry& entry = query->entries[static_cast<std::size_t>(value->column.entry)];
    const bool inside = entry.query != nullptr && !entry.self_reference &&
                        entry.query->command == sql::Query::Command::select && value->column.attribute >= 0;
    if (!inside || static_cast<std::size_t>(value->column.attribute) >= entry.query->outputs.size()) {
      return item.location;
    }
    output = static_cast<std::size_t>(value->column.attribute);
    query = entry.query;
  }
}

class Builder {
 public:
  Builder(const GraphInput& input, ModelTexts texts, GraphStore& store)
      : x_input(input),
        x_names(relation_names(input)),
        x_keys(declared_keys(*input.project)),
        x_texts(std::move(texts)),
        x_store(store) {
    x_store.project = input.project;
  }

  void run() {
    const Dependencies dependencies = dependencies_of(x_input, x_texts, x_names);
    const std::vector<std::string> order = in_order(dependencies);
    for (const std::string& id : order) x_store.ids.emplace(id, static_cast<RelationId>(x_store.ids.size()));
    for (const std::string& id : order) add(id, dependencies.find(id)->second);
    connect(x_store);
    x_store.leaves = find_leaves(x_store);
    x_store.disagreements = find_disagreements(x_store, x_input);
  }

 private:
  void add(const std::string& id, const std::set<std::string>& depends_on) {
    Relation relation;
    relation.unique_id = id;
    relation.first_column = static_cast<ColumnId>(x_store.columns.size());
    if (const auto source = x_input.project->sources.find(id); source != x_input.project->sources.end()) {
      add_source(relation, source->second);
    } else {
      const dbt::Node& node = x_input.project->nodes.find(id)->second;
      relation.node = &node;
      relation.type = node.type;
      relation.name = node.version.empty() ? node.name : node.name + ".v" + node.version;
      relation.ephemeral = node.config.materialized == "ephemeral";
      add_node(relation, node, depends_on);
    }
    relation.column_count = static_cast<std::uint32_t>(x_store.columns.size()) - relation.first_column;
    x_store.relations.push_back(std::move(relation));
  }

  void add_source(Relation& relation, const dbt::Source& source) {
    relation.source = &source;
    relation.type = dbt::ResourceType::source;
    relation.name = source.source_name + "." + source.name;
    take_listed(relation, listed_columns(x_input, relation.unique_id, source.columns, false));
    publish(relation, {relation_parts(source)});
  }

  void add_node(Relation& relation, const dbt::Node& node, const std::set<std::string>& depends_on) {
    const auto text = x_texts.find(node.unique_id);
    const bool derived =
        text != x_texts.end() && text->second.tree != nullptr && derive(relation, node, depends_on, text->second);
    if (!derived) {
      const bool whole = node.config.contract_enforced;
      take_listed(relation, listed_columns(x_input, relation.unique_id, node.columns, whole));
      if (text != x_texts.end() && !text->second.problem.empty()) relation.open_reason = text->second.problem;
      if (text != x_texts.end() && text->second.bad_sql) relation.parse_problem = text->second.problem;
    }
    if (relation.analysis == nullptr) read_as_declared(relation, depends_on);
    publish(relation, names_of(node));
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

  /// Columns, parents and influences from the text. False when the statement is not understood.
  bool derive(Relation& relation, const dbt::Node& node, const std::set<std::string>& depends_on, ModelText& text) {
    if (text.tree->statement() == nullptr) {
      text.problem = "its compiled SQL holds no statement";
      return false;
    }
    if (depends_on.contains(node.unique_id)) publish_before(relation, node, text.tree->text());
    x_store.analyses.push_back(sql::analyse_shared(*text.tree, x_store.schema));
    const sql::Analysis& analysis = x_store.analyses.back();
    relation.analysis = &analysis;
    take_parents(relation, analysis);
    if (analysis.query() == nullptr) {
      text.problem = analysis.problems().empty() ? "its SQL is not understood" : analysis.problems().front().message;
      return false;
    }
    sql::StatementLineage lineage = sql::lineage_of(analysis);
    for (std::size_t i = 0; i < lineage.columns.size(); ++i) {
      if (const int place = place_of_item(*analysis.query(), i); place >= 0) lineage.columns[i].location = place;
    }
    order_by_contract(lineage.columns, node);
    relation.origin = Origin::sql;
    relation.open = may_have_more(*analysis.query());
    if (relation.open) relation.open_reason = "it selects all columns of a relation whose columns are not known";
    const std::vector<std::optional<ColumnId>> bases = bases_of(lineage);
    for (const sql::ColumnLineage& column : lineage.columns) add_derived(relation, column, bases);
    if (relation.type == dbt::ResourceType::snapshot) add_snapshot_columns(relation, node);
    add_retained(relation, node);
    for (const sql::Source& source : lineage.influences) {
      if (bases[source.column] && (source.roles & steering) != 0) {
        relation.influences.push_back({*bases[source.column], source.roles});
      }
    }
    std::ranges::sort(relation.influences, {}, &Edge::column);
    return true;
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

  /// An incremental model may read what it built before, so its columns must be known before its own text is. A first
  /// look takes them from the catalogue, and tells those that its SQL gives.
  void publish_before(Relation& relation, const dbt::Node& node, std::string_view text) {
    const ColumnList built = built_columns(x_input, node.unique_id);
    sql::KnownRelation& itself = publish_columns(relation, names_of(node), built.columns);
    itself.open = built.open;
    const auto first = sql::analyse(text, x_store.schema);
    const auto* analysis = std::get_if<sql::Analysis>(&first);
    if (analysis == nullptr || analysis->query() == nullptr) return;
    sql::StatementLineage lineage = sql::lineage_of(*analysis);
    order_by_contract(lineage.columns, node);
    itself.columns.clear();
    for (const sql::ColumnLineage& column : lineage.columns) itself.columns.push_back({column.name, column.type});
    for (const sql::KnownColumn& column : built.columns) {
      if (itself.find(column.name) < 0) itself.columns.push_back(column);
    }
    itself.open = may_have_more(*analysis->query());
  }

  void publish(Relation& relation, const std::vector<std::vector<std::string>>& names) {
    if (relation.known != nullptr) return;
    std::vector<sql::KnownColumn> columns;
    for (std::size_t i = relation.first_column; i < x_store.columns.size(); ++i) {
      columns.push_back({x_store.columns[i].name, x_store.columns[i].type});
    }
    publish_columns(relation, names, columns);
  }

  /// Under all its names; those of the other side only where nothing here is called so.
  sql::KnownRelation& publish_columns(Relation& relation, std::vector<std::vector<std::string>> names,
                                      const std::vector<sql::KnownColumn>& columns) {
    sql::KnownRelation known{relation.unique_id, relation.name, columns, relation.open, {}, {}};
    add_keys(known, x_keys);
    std::erase_if(names, [](const auto& name) { return name.empty(); });
    if (names.empty()) names.push_back({relation.unique_id});  // SQL cannot read it; the graph holds it all the same
    for (auto& name : other_names(relation.unique_id)) names.push_back(std::move(name));
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (names[i] != names.front() && owns(names[i], relation.unique_id)) x_store.schema.add(names[i], known);
    }
    sql::KnownRelation& added = x_store.schema.add(names.front(), std::move(known));
    relation.known = &added;
    return added;
  }

  bool owns(const std::vector<std::string>& name, const std::string& id) const {
    const auto owner = x_names.find(sql::relation_key(name));
    return owner != x_names.end() && owner->second == id;
  }

  std::vector<std::vector<std::string>> other_names(const std::string& id) const {
    if (x_input.other == nullptr) return {};
    if (const dbt::Node* node = x_input.other->find_node(id)) return {relation_parts(*node)};
    const auto source = x_input.other->sources.find(id);
    if (source == x_input.other->sources.end()) return {};
    return {relation_parts(source->second)};
  }

  const GraphInput& x_input;
  const sql::Names x_names;
  const DeclaredKeys x_keys;
  ModelTexts x_texts;
  GraphStore& x_store;
};

}  // namespace

Graph build_graph(const GraphInput& input) {
  auto store = std::make_unique<GraphStore>();
  const std::array projects{input.project};
  ReadTexts texts = read_texts(projects, input.jobs);
  store->trees = std::move(texts.trees);
  sql::run_on_deep_stack(sql::stack_to_walk(longest_text(*input.project)),
                         [&] { Builder(input, std::move(texts.sides.front()), *store).run(); });
  return Graph(std::move(store));
}

Graphs build_graphs(const GraphInput& base, const GraphInput& head) {
  const std::array projects{base.project, head.project};
  const std::array inputs{&base, &head};
  std::array stores{std::make_unique<GraphStore>(), std::make_unique<GraphStore>()};
  ReadTexts texts = read_texts(projects, base.jobs);
  stores.front()->trees = std::move(texts.trees);
  const std::size_t longest = std::max(longest_text(*base.project), longest_text(*head.project));
  sql::for_each_on_deep_stacks(2, base.jobs, sql::stack_to_walk(longest), [&](std::size_t side) {
    Builder(*inputs[side], std::move(texts.sides[side]), *stores[side]).run();
  });
  return {Graph(std::move(stores.front())), Graph(std::move(stores.back()))};
}

}  // namespace tollgate::lineage
