#include "sql/joins/uniqueness.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "sql/joins/items.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {

namespace {

bool is_constant(const Expr* value, std::string_view text) {
  return value != nullptr && value->kind == ExprKind::constant && value->text == text;
}

constexpr int deepest_same = 100;

/// Whether two expressions of one query are the same node, the same column, or the same words about the same columns,
/// as in `select date_trunc('day', t) … group by date_trunc('day', t)`.
bool is_same(const Query& query, const Expr& one, const Expr& other, int depth = 0) {
  if (&one == &other) return true;
  const auto a = leaf_column(query, one);
  const auto b = leaf_column(query, other);
  if (a || b) return a && b && *a == *b;
  const bool alike = one.kind == other.kind && one.form == other.form && one.name == other.name &&
                     one.text == other.text && one.type == other.type && one.column == other.column &&
                     one.has_operand == other.has_operand && one.has_else == other.has_else;
  const bool plain = one.query == nullptr && one.over == nullptr && one.filter == nullptr && one.order.empty() &&
                     one.kind != ExprKind::aggregate && one.kind != ExprKind::window && other.query == nullptr &&
                     one.kind != ExprKind::unresolved && one.kind != ExprKind::other;
  if (!alike || !plain || depth > deepest_same) return false;
  const auto all_same = [&](Exprs left, Exprs right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](const Expr* x, const Expr* y) { return is_same(query, *x, *y, depth + 1); });
  };
  return all_same(one.args, other.args) && all_same(one.conditions, other.conditions);
}

/// Whether each value is one of the settled outputs.
bool are_settled(const Query& query, Exprs values, const Settled& settled) {
  return std::all_of(values.begin(), values.end(), [&](const Expr* value) {
    return std::any_of(settled.begin(), settled.end(), [&](const auto& column) {
      const auto at = static_cast<std::size_t>(column.first);
      return at < query.outputs.size() && query.outputs[at].value != nullptr &&
             is_same(query, *query.outputs[at].value, *value);
    });
  });
}

bool all_outputs(const Query& query, const Settled& settled) {
  if (!query.open_stars.empty()) return false;
  for (std::size_t i = 0; i < query.outputs.size(); ++i) {
    if (settled.count(static_cast<int>(i)) == 0) return false;
  }
  return true;
}

/// `where rn = 1` over `row_number() over (partition by …) as rn`, or any other number of a row within its partition.
std::optional<std::string> by_row_number(const Query& query, const Settled& settled) {
  for (const auto& [output, constant] : settled) {
    const auto at = static_cast<std::size_t>(output);
    const Expr* const value = at < query.outputs.size() ? query.outputs[at].value : nullptr;
    const bool numbers = value != nullptr && value->kind == ExprKind::window && value->name == "row_number" &&
                         value->over != nullptr && are_settled(query, value->over->partition, settled);
    if (numbers) return is_constant(constant, "1") ? "row_number() = 1" : "its row_number()";
  }
  return std::nullopt;
}

/// What is settled within one query: columns by entry, and rules by which more follow.
class Closure {
 public:
  explicit Closure(const Query& query) : x_query(query) {}

  void settle(const ColumnRef& column, const Expr* constant) {
    Settled& entry = x_settled[column.entry];
    const auto [at, is_new] = entry.emplace(column.attribute, constant);
    if (!is_new && at->second == nullptr) at->second = constant;
  }

  /// Equalities hold for rows that come out of the query: in both ways in WHERE and ON of inner joins, from the kept
  /// side to the optional one in outer joins.
  void add_conditions() {
    for_each_conjunct(x_query.where, [&](const Expr& part) { add(part, {}); });
    for_each_join(x_query, [&](const JoinTree& join) {
      if (join.type == JoinType::full) x_sound = false;
      std::set<int> optional;
      if (join.type == JoinType::left) optional = items_of(*join.right);
      if (join.type == JoinType::right) optional = items_of(*join.left);
      for_each_conjunct(join.condition, [&](const Expr& part) { add(part, optional); });
      for (const UsingKey& key : join.keys) {
        if (key.left != nullptr && key.right != nullptr) add_pair(*key.left, *key.right, optional);
      }
    });
  }

  void follow() {
    for (bool more = true; more;) {
      more = false;
      for (const auto& [from, to] : x_follows) {
        if (!has(from) || has(to)) continue;
        settle(to, x_settled[from.entry][from.attribute]);
        more = true;
      }
    }
  }

  void settle_all(int entry) {
    const std::size_t count = x_query.entries[static_cast<std::size_t>(entry)].columns.size();
    for (std::size_t i = 0; i < count; ++i) settle({0, entry, static_cast<int>(i)}, nullptr);
  }

  const Settled& of(int entry) { return x_settled[entry]; }
  bool sound() const { return x_sound; }

 private:
  bool has(const ColumnRef& column) {
    const auto entry = x_settled.find(column.entry);
    return entry != x_settled.end() && entry->second.count(column.attribute) > 0;
  }

  void add(const Expr& part, const std::set<int>& optional) {
    if (is_equality(part)) add_pair(*part.args[0], *part.args[1], optional);
    if (const auto numbered = first_of_number(part); numbered && (optional.empty() || optional.count(numbered->entry)))
      settle(*numbered, nullptr);
  }

  /// `rn <= 1` and `rn < 2`: a row_number() starts at 1.
  std::optional<ColumnRef> first_of_number(const Expr& part) const {
    const bool first =
        part.kind == ExprKind::operation && part.form == OperationForm::plain && part.args.size() == 2 &&
        ((part.name == "<=" && is_constant(part.args[1], "1")) || (part.name == "<" && is_constant(part.args[1], "2")));
    const auto column = first ? leaf_column(x_query, *part.args[0]) : std::nullopt;
    if (!column) return std::nullopt;
    const Query* const inner = x_query.entries[static_cast<std::size_t>(column->entry)].query;
    const auto at = static_cast<std::size_t>(column->attribute);
    const Expr* const value = inner != nullptr && at < inner->outputs.size() ? inner->outputs[at].value : nullptr;
    return value != nullptr && value->kind == ExprKind::window && value->name == "row_number" ? column : std::nullopt;
  }

  void add_pair(const Expr& one, const Expr& other, const std::set<int>& optional) {
    const auto a = leaf_column(x_query, one);
    const auto b = leaf_column(x_query, other);
    const auto may_follow = [&](const ColumnRef& to) { return optional.empty() || optional.count(to.entry) > 0; };
    if (a && b) {
      if (may_follow(*b)) x_follows.emplace_back(*a, *b);
      if (may_follow(*a)) x_follows.emplace_back(*b, *a);
    } else if (a && other.kind == ExprKind::constant && may_follow(*a)) {
      settle(*a, &other);
    } else if (b && one.kind == ExprKind::constant && may_follow(*b)) {
      settle(*b, &one);
    }
  }

  const Query& x_query;
  std::map<int, Settled> x_settled;
  std::vector<std::pair<ColumnRef, ColumnRef>> x_follows;
  bool x_sound = true;
};

std::string names_of(const KnownRelation& relation, const std::vector<int>& key) {
  std::string text;
  for (const int index : key) {
    text += (text.empty() ? "" : ", ") + relation.columns[static_cast<std::size_t>(index)].name;
  }
  return text;
}

}  // namespace

bool is_equality(const Expr& value) {
  return value.kind == ExprKind::operation && value.form == OperationForm::plain && value.name == "=" &&
         value.args.size() == 2;
}

std::optional<ColumnRef> leaf_column(const Query& query, const Expr& value) {
  const Expr* at = &value;
  // The merged column of a join is one of another entry; each step goes further in, so this ends.
  for (std::size_t steps = 0; steps <= query.entries.size(); ++steps) {
    if (at == nullptr || at->kind != ExprKind::column || at->column.levels_up != 0) return std::nullopt;
    const RangeEntry* const entry = entry_of(query, at->column);
    if (entry == nullptr) return std::nullopt;
    if (entry->kind != RangeEntry::Kind::join) return at->column;
    at = entry->columns[static_cast<std::size_t>(at->column.attribute)].value;
  }
  return std::nullopt;
}

std::optional<std::string> Uniqueness::of_entry(const RangeEntry& entry, const Settled& settled) {
  if (--x_steps < 0) return std::nullopt;
  if (entry.kind == RangeEntry::Kind::relation && entry.relation != nullptr) {
    for (const std::vector<int>& key : entry.relation->unique_keys) {
      const bool within = std::all_of(key.begin(), key.end(), [&](int index) { return settled.count(index) > 0; });
      if (!within) continue;
      const std::string why = entry.relation->key_evidence.empty() ? "" : ", " + entry.relation->key_evidence;
      return "unique on " + names_of(*entry.relation, key) + why;
    }
    return std::nullopt;
  }
  if (entry.query == nullptr || entry.self_reference) return std::nullopt;
  return of_query(*entry.query, settled);
}

std::optional<std::string> Uniqueness::of_query(const Query& query, const Settled& settled) {
  if (query.returns_sets && !query.distinct) return std::nullopt;
  if (auto why = by_clauses(query, settled)) return why;
  if (query.command != Query::Command::select || query.aggregated || query.group.present) return std::nullopt;
  return by_inputs(query, settled);
}

std::optional<std::string> Uniqueness::by_clauses(const Query& query, const Settled& settled) const {
  const bool one = is_constant(query.limit, "1") || is_constant(query.limit, "0");
  if (one && !query.with_ties) return "limit 1";
  switch (query.command) {
    case Query::Command::values:
      return query.rows.size() == 1 ? std::optional<std::string>("one row") : std::nullopt;
    case Query::Command::set_operation:
      return !query.all && all_outputs(query, settled) ? std::optional<std::string>("a set operation without all")
                                                       : std::nullopt;
    case Query::Command::select:
      break;
    default:
      return std::nullopt;
  }
  if (query.group.present && !query.group.sets && are_settled(query, query.group.keys, settled)) return "its group by";
  if (query.aggregated && !query.group.present) return "an aggregate without group by";
  if (!query.distinct_on.empty() && are_settled(query, query.distinct_on, settled)) return "its distinct on";
  if (query.distinct && query.distinct_on.empty() && all_outputs(query, settled)) return "its distinct";
  if (auto why = by_row_number(query, settled)) return why;
  if (query.from.empty()) return "one row";
  return std::nullopt;
}

// A row is settled when each item of FROM is: by columns that are, through equalities from those that were before.
std::optional<std::string> Uniqueness::by_inputs(const Query& query, const Settled& settled) {
  Closure closure(query);
  for (const auto& [output, constant] : settled) {
    const auto at = static_cast<std::size_t>(output);
    if (at >= query.outputs.size() || query.outputs[at].value == nullptr) continue;
    if (const auto column = leaf_column(query, *query.outputs[at].value)) closure.settle(*column, constant);
  }
  closure.add_conditions();
  if (!closure.sound()) return std::nullopt;
  std::set<int> open;
  for (const JoinTree* root : query.from) open.merge(items_of(*root));
  std::string evidence;
  for (bool more = true; more && !open.empty();) {
    more = false;
    closure.follow();
    for (const int entry : std::vector<int>(open.begin(), open.end())) {
      const auto why = of_entry(query.entries[static_cast<std::size_t>(entry)], closure.of(entry));
      if (!why) continue;
      evidence = evidence.empty() ? *why : evidence;
      closure.settle_all(entry);
      open.erase(entry);
      more = true;
    }
  }
  return open.empty() ? std::optional<std::string>(evidence) : std::nullopt;
}

}  // namespace tollgate::sql
