// Walks one parse tree and fills an AnalysisStore: the one place that knows how PostgreSQL binds names. Each .cpp of
// this folder holds the members of one subject. Never throws for bad SQL: what cannot be bound becomes a Problem.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "sql/analyse/scope.hpp"
#include "sql/analyse/store.hpp"
#include "sql/builtins.hpp"
#include "sql/tree.hpp"

namespace tollgate::sql {

class Analyser {
 public:
  Analyser(AnalysisStore& store, const Schema& schema, const AnalysisOptions& options);
  void run();

 private:
  using ExprList = std::vector<const Expr*>;
  using Names = std::span<const std::string_view>;  ///< parts of a qualified name; hides sql::Names
  using Items = std::vector<VisibleItem>;
  using NamedWindows = std::vector<std::pair<std::string_view, const WindowSpec*>>;

  // Enters a query level for as long as it lives.
  class Level {
   public:
    Level(Analyser& analyser, Query::Command command);
    ~Level();
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    Scope scope;

   private:
    Analyser& x_analyser;
  };
  // Sets a value for as long as it lives.
  template <typename T>
  class Held {
   public:
    Held(T& place, T value) : x_place(place), x_before(place) { x_place = value; }
    ~Held() { x_place = x_before; }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    T& x_place;
    T x_before;
  };
  // How deep the columns of an aggregate's arguments are bound: its own level is the innermost of those.
  struct AggregateTrack {
    int depth = 0;
    int deepest = -1;
    int deepest_aggregate = -1;
    bool window = false;
  };
  struct Found {
    enum class What : std::uint8_t { nothing, column, ambiguous, not_lateral, open } what = What::nothing;
    Scope* scope = nullptr;
    int levels = 0;
    int entry = -1;
    int attribute = -1;
    bool uncertain = false;  ///< an open relation of that level may have it too
    bool several_open = false;
  };
  struct FieldInfo {
    std::string_view name;
    std::string_view type;
  };
  struct FromItem {
    const JoinTree* tree = nullptr;
    Items items;
  };
  enum class Recursion : std::uint8_t { subquery, outer_join, intersect, except };

  // statement.cpp
  const Query* statement(const Node& node);
  const Query* query_of_statement(const Node& node);
  void rename_outputs(const Query& query, Nodes names, int location);
  void finish();

  // select.cpp
  Query& select(const Node& node, CteSlot* slot = nullptr, Clause values_clause = Clause::values);
  Query& plain_select(const Node& node);
  Query& values_query(const Node& node, Clause clause);
  Query& set_operation(const Node& node, CteSlot* slot);
  const Query* set_branch(const Node& node, bool right, CteSlot* slot, const Node& operation);
  void set_outputs(Query& query, const Node& node);
  void from_clause(Nodes items);
  void target_list(Nodes targets, std::vector<Output>& outputs);
  void add_star(std::vector<Output>& outputs, int location);
  bool add_qualified_star(const Node& column, std::vector<Output>& outputs);
  bool add_composite_star(const Node& indirection, std::vector<Output>& outputs);
  void add_entry_star(Scope& scope, int levels, int entry, std::vector<Output>& outputs, int location, bool all);
  void star_into(const Node& node, ExprList& into);
  const Expr* condition(const Node* node, Clause clause);

  // locks.cpp
  void lock_rows(const Query& query, Nodes clauses);
  void lock_all(const Query& query, int location);
  void lock_named(const Query& query, std::string_view name, int location);

  // clauses.cpp
  void group_clause(const Node& node);
  void group_item(const Node& item, ExprList& keys, std::string& shape);
  int group_key(const Node& item, ExprList& keys);
  void grouping_set(const Node& item, ExprList& keys, std::string& shape);
  const Expr* ordinal_or_name(const Node& node, Clause clause, const char* clause_name);
  const Expr* by_output_name(const Node& node, Clause clause, const char* clause_name, bool& ambiguous);
  const Expr* by_position(const Node& node, const char* clause_name, bool& handled);
  void order_clause(Nodes items);
  SortKey sort_key(const Node& sort_by, const Expr* value);
  void order_set_operation(Nodes items);
  int order_output(const Node& node);
  void distinct_clause(const Node& node);
  void check_distinct_order(const Node& node);
  void limit_clause(const Node& node);
  void window_clause(Nodes definitions);
  const WindowSpec* window(const Node& definition, bool named);
  void check_frame(const WindowSpec& spec);
  void inherit(WindowSpec& spec, std::string_view base);
  const WindowSpec* named_window(std::string_view name, int location);
  Kept<SortKey> sort_keys(Nodes items);

  // from.cpp
  FromItem from_item(const Node& node);
  FromItem relation_item(const Node& node);
  FromItem subselect_item(const Node& node);
  FromItem sample_item(const Node& node);
  FromItem leaf(int entry);
  int add_entry(RangeEntry entry);
  int add_relation(const Node& range_var);
  void fill_relation(RangeEntry& entry, const Node& range_var);
  void fill_from_query(RangeEntry& entry, const Query& query);
  void apply_alias(RangeEntry& entry, const Node* alias);
  const KnownRelation* unknown_relation(const std::vector<std::string_view>& parts, int location);
  bool share_a_name(const VisibleItem& a, const VisibleItem& b) const;
  void check_duplicates(const Items& present, const Items& added, int location);
  VisibleItem item_of(int entry) const;

  // joins.cpp
  FromItem join_item(const Node& node);
  std::pair<FromItem, FromItem> join_sides(const Node& left_node, const Node& right_node, JoinType type);
  std::vector<UsingKey> join_keys(const Node& node, const Items& left, const Items& right, int location);
  std::vector<std::string_view> join_names(const Node& node, const Items& left, const Items& right);
  const Expr* join_side(const Items& items, std::string_view name, const char* side, int location);
  int find_in(const Items& items, std::string_view name, int& entry, bool& several, int& open_entry);
  const Expr* merged_column(JoinType type, const Expr* left, const Expr* right);
  int join_entry(const Node& node, JoinType type, const std::vector<UsingKey>& keys, const Items& items);
  void hide(const Expr& column);

  // functions_in_from.cpp
  FromItem function_item(const Node& node);
  FromItem table_function_item(const Node& node);
  ExprList xml_table_inputs(const Node& node);
  void xml_table_columns(Nodes columns, const ExprList& args, RangeEntry& entry);
  void check_definitions(const Node& node, Nodes definitions, const Expr& call);
  ExprList json_table_inputs(const Node& node);
  void json_table_columns(Nodes columns, const Expr* value, RangeEntry& entry);
  void add_function_columns(const Node* call_node, const Expr* call, Nodes definitions, RangeEntry& entry,
                            std::string_view only_alias);
  ExprList calls_of(const Node& item);
  void add_definitions(Nodes definitions, const Expr* call, RangeEntry& entry);

  // ctes.cpp
  void with_clause(const Node* with);
  void analyse_cte(Scope& scope, CteSlot& slot);
  CteSlot* find_cte(std::string_view name, Scope*& scope);
  bool fill_cte(RangeEntry& entry, std::string_view name, int location);
  void set_cte_columns(CteSlot& slot, const Query& shape);
  void check_search_and_cycle(const Cte& cte);
  void add_search_and_cycle(CteSlot& slot);
  void refer_to_itself(Scope& scope, CteSlot& slot, int location);

  // modify.cpp
  Query& modify(const Node& node);
  Query& insert(const Node& node);
  Query& update_or_delete(const Node& node);
  int set_target(const Node& range_var);
  std::vector<Assignment> insert_columns(Nodes columns, const RangeEntry& target);
  void insert_values(const Node& source, std::vector<Assignment> columns, bool explicit_columns, int location);
  void check_insert_arity(std::size_t expressions, std::size_t columns, bool explicit_columns, int location);
  void assign_set_list(Nodes targets, Clause clause);
  const Expr* assigned_value(const Node& target, const Assignment& assignment, const Expr* value);
  const Expr* multi_assigned(const Node& reference);
  Assignment target_column(const Node& target, const RangeEntry& entry);
  void on_conflict(const Node& clause);
  void returning(const Node& node);

  // merge.cpp
  Query& merge(const Node& node);
  void merge_action(const Node& action, const Items& target, const Items& source);

  // expressions.cpp
  const Expr* expression(const Node& node);
  const Expr* expression_or_null(const Node* node);
  ExprList expressions(Nodes nodes);
  Expr& make(ExprKind kind, int location);
  const Expr* simple(ExprKind kind, int location, std::string_view name, const ExprList& args, std::string_view type);
  Exprs keep(const ExprList& list);
  const Expr* rarer(const Node& node);
  const Expr* constant(const Node& node);
  const Expr* logical(const Node& node);
  const Expr* choice(const Node& node);
  const Expr* collate(const Node& node);
  const Expr* case_when(const Node& node);
  const Expr* row(const Node& node);
  const Expr* array(const Node& node);
  const Expr* type_cast(const Node& node);

  // operations.cpp
  const Expr* operation(const Node& node);
  const Expr* plain_operation(const Node& node);
  void check_row_widths(const Expr& comparison);
  void check_row_with_text(Exprs compared, int location);
  const Expr* test(const Node& node);

  // special_forms.cpp
  const Expr* current(const Node& node);
  const Expr* xml(const Node& node);
  const Expr* other(const Node& node);
  void collect_operands(const Node& node, ExprList& into);
  const Expr* unsupported(const Node& node);

  // sublinks.cpp
  const Expr* sublink(const Node& node);
  const Expr* row_compare(const Node& node, const Node& link);
  const Query* subquery(const Node& select_node);
  const Expr* indirection(const Node& node);
  void check_width(const Query& query, std::size_t wanted, const char* form, int location);

  // calls.cpp
  const Expr* call(const Node& node);
  const Expr* aggregate(const Node& node, Expr& expr);
  const Expr* window_call(const Node& node, Expr& expr);
  bool may_be_called_on_row(std::string_view name) const;
  const Expr* call_on_row(std::string_view name, const Expr& row, bool is_row, int location);
  void ordinary_call(const Node& node, Expr& expr);
  void resolve_function(const Node& node, Expr& expr);
  const Expr* grouping(const Node& node);
  void check_aggregate(const AggregateTrack& track, Expr& expr);
  void check_distinct_arguments(const Expr& expr);
  std::string_view argument_names(const Node& node);
  void check_set_returning(const Expr& expr);
  bool is_declared(std::string_view name) const;

  // names.cpp
  const Expr* column_reference(const Node& node);
  const Expr* unqualified(std::string_view name, int location);
  const Expr* qualified(const Node& node, Names parts, bool star);
  Found find_column(std::string_view name);
  bool find_in_level(Scope& scope, std::string_view name, Found& found);
  Found find_item(Names parts);
  int find_in_entry(Scope& scope, int entry, std::string_view name);
  int system_column(Scope& scope, int entry, std::string_view name);
  bool opened_by_known(const RangeEntry& entry) const;
  int open_column(Scope& scope, int entry, std::string_view name);
  const Expr* column(Scope& scope, int levels, int entry, int attribute, int location);
  const Expr* whole_row(Scope& scope, int levels, int entry, int location);
  const Expr* missing_item(Names parts, int location);
  const Expr* unknown_column(std::string_view name, std::string_view qualifier, int location, bool absent);
  const Expr* unresolved(int location, std::string_view name);
  void capture(const Found& found, std::string_view name, int location);
  bool in_any_from(Names parts) const;

  // composites.cpp
  const Expr* field(const Expr& value, std::string_view name, int location);
  const Expr* field_at(const Expr& value, std::size_t index, const FieldInfo& info, int location);
  std::optional<std::vector<FieldInfo>> fields_of(const Query& query, const Expr& value, int depth = 0);
  std::optional<std::vector<FieldInfo>> fields_of_type(std::string_view type);
  std::optional<std::vector<FieldInfo>> fields_of_column(const Query& query, const ColumnRef& ref, int depth);
  std::optional<std::vector<FieldInfo>> fields_of_output(const Query& query, std::size_t output, int depth);
  std::optional<std::vector<FieldInfo>> fields_of_call(const Expr& value);
  const KnownRelation* composite(std::string_view type) const;

  // types.cpp
  std::string_view type_name(const Node& type, bool check = true);
  /// What type_name() leaves out: of timestamp(0) and the like; empty where none is written.
  std::string_view precision(const Node& type);
  std::string modifiers(const Node& type) const;
  std::string_view column_type(const KnownColumn& column);
  std::string_view common_type(const ExprList& values);
  std::string_view common_type(std::string_view a, std::string_view b);
  std::string_view call_type(const Expr& call);
  const FunctionSignature* signature_of(const Expr& call);
  std::string_view operation_type(std::string_view name, const ExprList& args);
  std::string_view array_of(std::string_view element);

  // column_names.cpp
  std::string_view output_name(const Node& node);
  int figure_name(const Node& node, std::string_view& name);
  int figure_inner_name(const Node& node, std::string_view& name);
  int figure_link_name(const Node& node, std::string_view& name);

  // checks.cpp
  bool same(const Query& query, const Expr* a, const Expr* b);
  bool same_lists(const Query& query, Exprs a, Exprs b);
  bool same_orders(const Query& query, std::span<const SortKey> a, std::span<const SortKey> b);
  const Expr* flattened(const Query& query, const Expr* value, int levels);
  void check_grouping(Query& query);
  void check_grouping_calls(const Query& query, const Expr& value);
  const Expr* ungrouped(const Query& query, const Expr& value, int levels);
  const Expr* ungrouped_in(const Query& grouped, const Query& query, int levels);
  bool grouped(const Query& query, const Expr& value, int levels);
  bool determined_by_key(const Query& query, const ColumnRef& ref);

  // problems.cpp
  Problem& problem(ProblemKind kind, std::string_view name, int location, std::string message);
  void refuse(int location, std::string message);

  AnalysisStore& x_store;
  const Schema& x_schema;
  const AnalysisOptions& x_options;
  std::string_view x_text;
  Scope* x_scope = nullptr;
  std::vector<AggregateTrack*> x_tracks;
  std::vector<Recursion> x_recursion;
  std::vector<Cte*> x_open_ctes;  ///< those whose query is being analysed, innermost last
  struct Use {
    Cte* owner;  ///< null: the statement
    Cte* used;
    const Query* query;
    int entry;
  };
  std::vector<Use> x_uses;
  std::vector<Cte*> x_modifying;
  std::unordered_set<const Query*> x_open_queries;  ///< with a star over columns that are not known
  std::unordered_map<const Node*, const Query*> x_queries_by_node;
  std::unordered_map<const Query*, const Node*> x_nodes_by_query;
  std::map<std::string, const KnownRelation*, std::less<>> x_unknown;
  NamedWindows* x_windows = nullptr;
  bool x_may_select_into = false;  ///< for the leftmost SELECT of the statement itself
  const Query* x_multi_source = nullptr;
  ExprList x_multi_row;  ///< the fields of ROW(…) that is being assigned to several columns
};

/// Types as format_type() prints them, from how people write them; a view that outlives all.
std::string_view canonical_type(std::string_view type);
/// `numeric` of `numeric(10,2)`.
std::string_view without_modifier(std::string_view type);
/// Whether a string is only a constant's, not yet a type ("unknown").
inline bool is_unknown_type(std::string_view type) { return type.empty() || type == "unknown"; }
/// Whether the first of these argument types (as builtins.hpp lists them) takes a row of any kind.
inline bool takes_any(std::string_view types) {
  return types.starts_with("\"any\"") || types.starts_with("anyelement") || types.starts_with("anynonarray") ||
         types == "anycompatible";
}

}  // namespace tollgate::sql
