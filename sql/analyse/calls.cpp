// Function calls (parse_func.c: ParseFuncOrColumn; parse_agg.c: check_agglevels_and_constraints,
// transformWindowFuncCall).
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {
namespace {

const char* clause_name(Clause clause) {
  switch (clause) {
    case Clause::where:
      return "WHERE";
    case Clause::join_on:
      return "JOIN conditions";
    case Clause::from_function:
      return "functions in FROM";
    case Clause::from_subselect:
      return "FROM clause of their own query level";
    case Clause::group_by:
      return "GROUP BY";
    case Clause::limit:
      return "LIMIT";
    case Clause::values:
    case Clause::values_single:
      return "VALUES";
    case Clause::update_source:
      return "UPDATE";
    case Clause::returning:
      return "RETURNING";
    case Clause::merge_when:
      return "MERGE WHEN conditions";
    case Clause::having:
      return "HAVING";
    case Clause::window:
      return "window definitions";
    case Clause::on_conflict:
      return "ON CONFLICT";
    default:
      return nullptr;
  }
}

bool allows_aggregates(Clause clause) {
  switch (clause) {
    case Clause::select_list:
    case Clause::having:
    case Clause::order_by:
    case Clause::distinct_on:
    case Clause::window:
    case Clause::group_by:  // told by group_clause, which also sees ordinals
    case Clause::limit:
    case Clause::other:
      return true;
    default:
      return false;
  }
}

bool allows_windows(Clause clause) {
  return clause == Clause::select_list || clause == Clause::order_by || clause == Clause::distinct_on ||
         clause == Clause::group_by || clause == Clause::other;
}

bool allows_sets(Clause clause) {
  switch (clause) {
    case Clause::where:
    case Clause::having:
    case Clause::join_on:
    case Clause::limit:
    case Clause::values:
    case Clause::update_source:
    case Clause::returning:
    case Clause::merge_when:
      return false;
    default:
      return true;
  }
}

// The first that takes one argument, and if that is a row, one of any kind.
const FunctionSignature* row_function(std::string_view name, bool is_row) {
  const auto signatures = builtin_functions(name);
  const auto found = std::find_if(signatures.begin(), signatures.end(), [&](const FunctionSignature& signature) {
    if (signature.least_args > 1 || signature.most_args < 1 || signature.kind == 'w') return false;
    return !is_row || takes_any(signature.argument_types) || signature.argument_types == "record";
  });
  return found == signatures.end() ? nullptr : &*found;
}

}  // namespace

bool Analyser::may_be_called_on_row(std::string_view name) const {
  return is_declared(name) || row_function(name, true) != nullptr;
}

bool Analyser::is_declared(std::string_view name) const {
  return x_options.functions != nullptr && x_options.functions->find(name) != x_options.functions->end();
}

const Expr* Analyser::call(const Node& node) {
  Expr& expr = make(ExprKind::function, node.location());
  const Nodes parts = node.list(Key::funcname);
  if (parts.empty()) return unsupported(node);
  expr.name = string_of(*parts.back());
  const bool in_catalogue = parts.size() == 1 || string_of(*parts.front()) == "pg_catalog";
  if (!in_catalogue) {
    std::vector<std::string_view> names;
    for (const Node* part : parts) names.push_back(string_of(*part));
    expr.name = x_store.keep(fmt::format("{}", fmt::join(names, ".")));
  }
  expr.star = node.flag(Key::agg_star);
  expr.distinct = node.flag(Key::agg_distinct);
  expr.variadic = node.flag(Key::func_variadic);
  expr.within_group = node.flag(Key::agg_within_group);
  const bool written_as_aggregate = expr.star || expr.distinct || expr.within_group ||
                                    node.node(Key::agg_filter) != nullptr || !node.list(Key::agg_order).empty();
  expr.text = argument_names(node);
  if (node.node(Key::over) != nullptr) return window_call(node, expr);
  const bool is_known_aggregate = in_catalogue && is_aggregate(expr.name);
  if (written_as_aggregate || is_known_aggregate) return aggregate(node, expr);
  ordinary_call(node, expr);
  return &expr;
}

const Expr* Analyser::aggregate(const Node& node, Expr& expr) {
  expr.kind = ExprKind::aggregate;
  AggregateTrack track;
  AggregateTrack direct;  // arguments of WITHIN GROUP aggregates that are not aggregated
  track.depth = direct.depth = x_scope->depth;
  x_tracks.push_back(expr.within_group ? &direct : &track);
  {
    const Held<bool> inside(x_scope->in_aggregate, true);
    expr.args = keep(expressions(node.list(Key::args)));
    x_tracks.back() = &track;
    expr.order = sort_keys(node.list(Key::agg_order));
    expr.filter = expression_or_null(node.node(Key::agg_filter));
  }
  x_tracks.pop_back();
  resolve_function(node, expr);
  if (expr.type.empty()) expr.type = call_type(expr);
  check_aggregate(track, expr);
  if (direct.deepest > x_scope->depth - expr.column.levels_up) {
    refuse(expr.location, "outer-level aggregate cannot contain a lower-level variable in its direct arguments");
  }
  if (expr.distinct && !expr.within_group) check_distinct_arguments(expr);
  return &expr;
}

// transformAggregateCall: what is sorted must survive DISTINCT.
void Analyser::check_distinct_arguments(const Expr& expr) {
  for (const SortKey& key : expr.order) {
    const bool listed = std::any_of(expr.args.begin(), expr.args.end(), [&](const Expr* arg) {
      return arg->kind == ExprKind::unresolved || same(*x_scope->query, arg, key.value);
    });
    if (listed || key.value->kind == ExprKind::unresolved || key.value->kind == ExprKind::constant) continue;
    return refuse(key.value->location,
                  "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list");
  }
}

std::string_view Analyser::argument_names(const Node& node) {
  std::vector<std::string_view> names;
  for (const Node* arg : node.list(Key::args)) {
    const bool named = arg->is(Kind::NamedArgExpr);
    if (!named && !names.empty()) refuse(arg->location(), "positional argument cannot follow named argument");
    if (!named) continue;
    const std::string_view name = arg->text(Key::name);
    if (std::find(names.begin(), names.end(), name) != names.end())
      refuse(arg->location(), fmt::format("argument name \"{}\" used more than once", name));
    names.push_back(name);
  }
  return names.empty() ? std::string_view() : x_store.keep(fmt::format("{}", fmt::join(names, ",")));
}

// GROUPING(…) belongs to a level as an aggregate does, and makes that level a grouped one (transformGroupingFunc).
const Expr* Analyser::grouping(const Node& node) {
  Expr& expr = make(ExprKind::grouping, node.location());
  expr.name = "grouping";
  expr.type = "integer";
  AggregateTrack track;
  track.depth = x_scope->depth;
  x_tracks.push_back(&track);
  expr.args = keep(expressions(node.list(Key::args)));
  x_tracks.pop_back();
  check_aggregate(track, expr);
  return &expr;
}

// The aggregate belongs to the innermost level that its arguments are bound to.
void Analyser::check_aggregate(const AggregateTrack& track, Expr& expr) {
  const int depth = std::max({track.deepest, track.deepest_aggregate, -1}) < 0
                        ? x_scope->depth
                        : std::max(track.deepest, track.deepest_aggregate);
  Scope* owner = x_scope;
  while (owner->depth > depth && owner->parent != nullptr) owner = owner->parent;
  owner->has_aggregates = true;
  expr.column.levels_up = x_scope->depth - depth;
  if (track.deepest_aggregate == depth) refuse(expr.location, "aggregate function calls cannot be nested");
  if (track.window) refuse(expr.location, "aggregate function calls cannot contain window function calls");
  if (!allows_aggregates(owner->clause)) {
    const char* const name = clause_name(owner->clause);
    refuse(expr.location, fmt::format("{} are not allowed in {}",
                                      expr.kind == ExprKind::grouping ? "grouping operations" : "aggregate functions",
                                      name == nullptr ? "here" : name));
  }
  for (AggregateTrack* outer : x_tracks) {
    if (depth <= outer->depth) outer->deepest_aggregate = std::max(outer->deepest_aggregate, depth);
  }
}

// x.f and (x).f may be f(x) (ParseFuncOrColumn), aggregates with the rules of theirs. Null: no function takes `row`.
const Expr* Analyser::call_on_row(std::string_view name, const Expr& row, bool is_row, int location) {
  const FunctionSignature* const found = row_function(name, is_row);
  if (found == nullptr && !is_declared(name)) return nullptr;
  Expr& call = make(ExprKind::function, location);
  call.name = name;
  call.args = keep({&row});
  if (found == nullptr) return &call;
  call.kind = found->kind == 'a' ? ExprKind::aggregate : ExprKind::function;
  call.type = call_type(call);
  if (found->kind != 'a') return &call;
  AggregateTrack track;
  track.depth = x_scope->depth;
  track.deepest = x_scope->depth - (row.kind == ExprKind::whole_row ? row.column.levels_up : 0);
  check_aggregate(track, call);
  return &call;
}

const Expr* Analyser::window_call(const Node& node, Expr& expr) {
  expr.kind = ExprKind::window;
  for (AggregateTrack* track : x_tracks) track->window = track->window || track->depth == x_scope->depth;
  if (!allows_windows(x_scope->clause)) {
    const char* const name = clause_name(x_scope->clause);
    refuse(expr.location, fmt::format("window functions are not allowed in {}", name == nullptr ? "here" : name));
  } else if (x_scope->in_window_call) {
    refuse(expr.location, "window function calls cannot be nested");
  }
  {
    const Held<bool> inside(x_scope->in_window_call, true);
    expr.args = keep(expressions(node.list(Key::args)));
    expr.order = sort_keys(node.list(Key::agg_order));
    expr.filter = expression_or_null(node.node(Key::agg_filter));
  }
  expr.over = window(*node.node(Key::over), false);
  resolve_function(node, expr);
  const auto signatures = builtin_functions(expr.name);
  const bool plain = !signatures.empty() && std::all_of(signatures.begin(), signatures.end(),
                                                        [](const auto& signature) { return signature.kind == 'f'; });
  if (plain && !is_declared(expr.name)) {
    refuse(expr.location,
           fmt::format("OVER specified, but {} is not a window function nor an aggregate function", expr.name));
  }
  if (expr.distinct) refuse(expr.location, "DISTINCT is not implemented for window functions");
  if (expr.type.empty()) expr.type = call_type(expr);
  return &expr;
}

void Analyser::ordinary_call(const Node& node, Expr& expr) {
  expr.args = keep(expressions(node.list(Key::args)));
  // f(t) may be t.f when there is no function f.
  if (expr.args.size() == 1 && builtin_functions(expr.name).empty() && !is_declared(expr.name) &&
      !is_builtin_type(expr.name)) {
    if (const auto fields = fields_of(*x_scope->query, *expr.args.front())) {
      const bool has = std::any_of(fields->begin(), fields->end(), [&](const auto& f) { return f.name == expr.name; });
      if (has) {
        const Expr* const projected = field(*expr.args.front(), expr.name, expr.location);
        expr = *projected;
        return;
      }
    }
  }
  resolve_function(node, expr);
  const auto signatures = builtin_functions(expr.name);
  expr.set_returning = !signatures.empty() && std::all_of(signatures.begin(), signatures.end(),
                                                          [](const auto& signature) { return signature.returns_set; });
  if (expr.set_returning) check_set_returning(expr);
  if (is_window_function(expr.name) && !is_aggregate(expr.name) && !is_declared(expr.name)) {
    refuse(expr.location, fmt::format("window function {} requires an OVER clause", expr.name));
  }
  if (expr.type.empty()) expr.type = call_type(expr);
}

void Analyser::check_set_returning(const Expr& expr) {
  if (x_scope->in_aggregate) {
    refuse(expr.location, "aggregate function calls cannot contain set-returning function calls");
  } else if (!x_scope->no_sets_in.empty()) {
    refuse(expr.location, fmt::format("set-returning functions are not allowed in {}", x_scope->no_sets_in));
  } else if (!allows_sets(x_scope->clause)) {
    refuse(expr.location, fmt::format("set-returning functions are not allowed in {}", clause_name(x_scope->clause)));
  }
}

void Analyser::resolve_function(const Node& node, Expr& expr) {
  const auto signatures = builtin_functions(expr.name);
  if (is_declared(expr.name)) return;
  if (signatures.empty()) {
    // type(x) is a cast; a relation is a type as well.
    const bool is_type = expr.args.size() == 1 && (is_builtin_type(expr.name) || composite(expr.name) != nullptr);
    if (is_type) {
      expr.type = canonical_type(expr.name);
      return;
    }
    expr.known = false;
    const std::size_t dot = expr.name.rfind('.');
    const std::string_view bare = dot == std::string_view::npos ? expr.name : expr.name.substr(dot + 1);
    Problem& found = problem(ProblemKind::unknown_function, bare, expr.location,
                             fmt::format("function {} does not exist", expr.name));
    if (dot != std::string_view::npos) {
      found.qualifier = expr.name.substr(0, dot);
      found.absent = false;
    }
    return;
  }
  if (expr.variadic || expr.star) return;
  const std::size_t count = expr.args.size() + (expr.within_group ? expr.order.size() : 0);
  const bool fits = std::any_of(signatures.begin(), signatures.end(), [&](const auto& signature) {
    return count >= signature.least_args && (signature.most_args == 255 || count <= signature.most_args);
  });
  const bool is_cast = count == 1 && is_builtin_type(expr.name);
  if (fits || is_cast || node.text(Key::funcformat) == "COERCE_SQL_SYNTAX") return;
  problem(ProblemKind::wrong_argument_count, expr.name, expr.location,
          fmt::format("function {} does not take {} argument{}", expr.name, count, count == 1 ? "" : "s"));
}

}  // namespace tollgate::sql
