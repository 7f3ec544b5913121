// Aggregates and DISTINCT over a side of a join that repeats the rows of another: in one query, or in a CTE or
// sub-query that hands its rows on.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "gates/explain/situation.hpp"
#include "sql/walk.hpp"

namespace tollgate::explain {
namespace {

using sql::ColumnRef;
using sql::Expr;
using sql::ExprKind;
using sql::Query;
using sql::RangeEntry;

constexpr int most_steps = 200;  ///< per aggregate: CTEs that are read twice each would double at every level

const RangeEntry& entry_at(const QueryFacts& facts, int item) {
  return facts.query->entries[static_cast<std::size_t>(item)];
}

std::string column_name(const QueryFacts& facts, int item, int attribute) {
  const RangeEntry& entry = entry_at(facts, item);
  const auto at = static_cast<std::size_t>(attribute);
  return at < entry.columns.size() ? std::string(entry.columns[at].name) : std::string();
}

bool is_comparison(const Expr& value) {
  static constexpr std::array<std::string_view, 5> operators{"=", "<", "<=", ">", ">="};
  return value.kind == ExprKind::operation && value.args.size() >= 2 &&
         std::find(operators.begin(), operators.end(), value.name) != operators.end();
}

/// An item that is joined by equality on columns that are no key of it.
struct Repeating {
  int item = -1;
  std::set<int> joined;
  std::string columns;
  int location = -1;
  Unique unique = Unique::no;  ///< by what is known: not `yes`
};

bool bounds_from_both_ends(const QueryFacts& facts, int item) {
  bool lower = false;
  bool upper = false;
  for (const Link& link : facts.links) {
    if (link.condition == nullptr || link.items.size() < 2 || link.items.count(item) == 0) continue;
    sql::for_each_within(*link.condition, [&](const Expr& part) {
      const bool between = part.form == sql::OperationForm::between;
      if (part.kind == ExprKind::operation && between) lower = upper = true;
      if (!is_comparison(part) || part.args.size() != 2 || part.name == "=") return true;
      std::set<int> left;
      touched(*part.args[0], 0, *facts.query, left);
      const bool less = part.name.starts_with("<");
      (less == (left.count(item) > 0) ? lower : upper) = true;
      return true;
    });
  }
  return lower && upper;
}

std::vector<Repeating> find_repeating(const Situation& situation, const QueryFacts& facts) {
  std::vector<Repeating> found;
  for (const int item : facts.items) {
    const std::set<int> joined = joined_columns(facts, item);
    const auto first = std::find_if(facts.links.begin(), facts.links.end(), [&](const Link& link) {
      return equated(link).first != nullptr && link.items.size() >= 2 && link.items.count(item) > 0;
    });
    const int location = first == facts.links.end() ? -1 : first->location;
    if (joined.empty()) continue;
    const Unique unique = situation.statement.unique_on(facts, item, joined);
    if (unique == Unique::yes || (unique != Unique::no && !situation.thresholds.doubt_keys)) continue;
    // As of a point in time: ranges that do not overlap, which no index tells.
    if (bounds_from_both_ends(facts, item)) continue;
    Repeating one{item, joined, {}, location, unique};
    for (const int attribute : joined) {
      one.columns += (one.columns.empty() ? "" : ", ") + column_name(facts, item, attribute);
    }
    found.push_back(std::move(one));
  }
  return found;
}

void doubt(PlanFinding& finding, const Repeating& side) {
  finding.doubtful = side.unique != Unique::no;
  finding.nearly_unique = side.unique == Unique::likely;
}

bool counts_rows(const Expr& value) {
  return value.kind == ExprKind::aggregate && !value.distinct && !value.star && value.column.levels_up == 0 &&
         (value.name == "sum" || value.name == "avg" || value.name == "count") && !value.args.empty();
}

using Values = std::vector<const Expr*>;

// The columns of that item that stand in the value.
void columns_within(const Expr& value, const Query& query, int item, std::set<int>& attributes) {
  sql::for_each_within(value, [&](const Expr& part) {
    if (part.kind != ExprKind::column) return true;
    for (const ColumnRef& column : columns_of(part, query)) {
      if (column.entry == item) attributes.insert(column.attribute);
    }
    return true;
  });
}

std::set<int> columns_within(const Values& values, const Query& query, int item) {
  std::set<int> attributes;
  for (const Expr* value : values) columns_within(*value, query, item, attributes);
  return attributes;
}

// Each row of its inputs' join is a row of it, but for those that a condition of its own drops.
bool hands_rows_on(const Query& query) {
  return query.command == Query::Command::select && !query.aggregated && !query.group.present && !query.distinct &&
         !query.returns_sets && query.limit == nullptr;
}

bool is_numbered(const Expr& value) {
  return sql::any_within(value, [](const Expr& part) { return part.kind == ExprKind::window; });
}

class Sums {
 public:
  explicit Sums(Situation& situation) : x_situation(situation) {}

  void judge(const QueryFacts& facts) {
    const Values keys(facts.query->group.keys.begin(), facts.query->group.keys.end());
    const auto look = [&](const Expr& value) {
      sql::for_each_within(value, [&](const Expr& part) {
        if (!counts_rows(part)) return true;
        x_call = &part;
        x_steps = most_steps;
        // ROLLUP and its like have groups that are wider than their keys.
        follow(facts, {part.args.begin(), part.args.end()}, facts.query->group.sets ? Values() : keys, {});
        return true;
      });
    };
    for (const sql::Output& output : facts.query->outputs) {
      if (output.value != nullptr) look(*output.value);
    }
    if (facts.query->having != nullptr) look(*facts.query->having);
    for (const sql::SortKey& key : facts.query->order_by) look(*key.value);
  }

  const std::vector<Repeating>& repeating(const QueryFacts& facts) {
    const auto [found, added] = x_repeating.try_emplace(&facts);
    if (added && facts.items.size() >= 2) found->second = find_repeating(x_situation, facts);
    return found->second;
  }

 private:
  // `measured`: what the aggregate reads, `keys`: what it is grouped by, `filtered`: what conditions further out are
  // about; all as that query has them.
  void follow(const QueryFacts& facts, const Values& measured, const Values& keys, const Values& filtered) {
    if (--x_steps < 0) return;
    std::set<int> items;
    for (const Expr* value : measured) touched(*value, 0, *facts.query, items);
    if (items.empty()) return;
    for (const Repeating& side : repeating(facts)) {
      const bool narrowed = !columns_within(filtered, *facts.query, side.item).empty();
      if (items.count(side.item) == 0 && !narrowed && !is_one_row_a_group(facts, side, keys)) tell(facts, items, side);
    }
    for (const int item : items) step_into(facts, item, measured, keys, filtered);
  }

  void step_into(const QueryFacts& facts, int item, const Values& measured, const Values& keys, Values filtered) {
    const RangeEntry& entry = entry_at(facts, item);
    const bool own = entry.kind == RangeEntry::Kind::subquery || entry.kind == RangeEntry::Kind::cte;
    if (!own || entry.query == nullptr || entry.self_reference || (entry.cte != nullptr && entry.cte->recursive))
      return;
    const QueryFacts* const inner = x_situation.statement.facts_of(*entry.query);
    if (inner == nullptr || !hands_rows_on(*entry.query)) return;
    for (const Link& link : facts.links) {
      if (link.condition != nullptr && link.items.count(item) > 0) filtered.push_back(link.condition);
    }
    const auto within = [&](const Values& values) {
      Values found;
      for (const int attribute : columns_within(values, *facts.query, item)) {
        const auto at = static_cast<std::size_t>(attribute);
        if (at < entry.query->outputs.size() && entry.query->outputs[at].value != nullptr) {
          found.push_back(entry.query->outputs[at].value);
        }
      }
      return found;
    };
    const Values conditions = within(filtered);
    // `where row_number = 1`: which rows that leaves is not known.
    if (std::any_of(conditions.begin(), conditions.end(), [](const Expr* value) { return is_numbered(*value); }))
      return;
    follow(*inner, within(measured), within(keys), conditions);
  }

  // Grouped by a key of what repeats: no row of the other side is counted twice in one group.
  bool is_one_row_a_group(const QueryFacts& facts, const Repeating& side, const Values& keys) const {
    std::set<int> fixed;
    for (const Expr* key : keys) {
      for (const ColumnRef& column : columns_of(*key, *facts.query)) {
        if (column.entry == side.item) fixed.insert(column.attribute);
      }
    }
    if (fixed.empty()) return false;
    fixed.insert(side.joined.begin(), side.joined.end());
    return x_situation.statement.unique_on(facts, side.item, fixed) == Unique::yes;
  }

  void tell(const QueryFacts& facts, const std::set<int>& items, const Repeating& side) {
    const std::string measure = called(entry_at(facts, *items.begin()));
    const std::string other = called(entry_at(facts, side.item));
    PlanFinding& finding = x_situation.add(
        "fanout-trap", other,
        fmt::format("{}() of {} counts a row once per row of {}, which no unique index shows to be unique on ({})",
                    x_call->name, measure, other, side.columns),
        fmt::format("aggregate {} by ({}) before the join, or join on a key of it", other, side.columns));
    if (finding.location < 0) finding.location = side.location;
    doubt(finding, side);
  }

  Situation& x_situation;
  std::map<const QueryFacts*, std::vector<Repeating>> x_repeating;
  const Expr* x_call = nullptr;
  int x_steps = 0;
};

bool puts_out(const QueryFacts& facts, int item) {
  std::set<int> items;
  for (const sql::Output& output : facts.query->outputs) {
    if (output.value != nullptr) touched(*output.value, 0, *facts.query, items);
  }
  return items.count(item) > 0;
}

// DISTINCT ON with an order beyond its keys says which of the repeated rows is meant: the latest of each, say.
bool picks_one(const Query& query) {
  return !query.distinct_on.empty() && query.order_by.size() > query.distinct_on.size();
}

void judge_distinct(Situation& situation, const QueryFacts& facts, const std::vector<Repeating>& repeated) {
  if (!facts.query->distinct || picks_one(*facts.query)) return;
  const auto repeats_others = [&](bool doubtful) {
    return std::find_if(repeated.begin(), repeated.end(), [&](const Repeating& one) {
      // What FROM begins with sets the grain: others repeat it, not the other way round, if it is put out at all.
      return (one.unique != Unique::no) == doubtful && (one.item != facts.items.front() || !puts_out(facts, one.item));
    });
  };
  auto found = repeats_others(false);
  if (found == repeated.end()) found = repeats_others(true);
  if (found == repeated.end()) return;
  const Repeating& side = *found;
  const std::string other = called(entry_at(facts, side.item));
  PlanFinding& finding = situation.add(
      "distinct-after-join", other,
      fmt::format("DISTINCT drops what the join with {} repeats: no unique index shows it to be unique on ({})", other,
                  side.columns),
      fmt::format("replace the join with {} by EXISTS, or aggregate it by ({}) first", other, side.columns));
  finding.location = side.location;
  doubt(finding, side);
}

}  // namespace

void find_repeated_rows(Situation& situation) {
  Sums sums(situation);
  for (const QueryFacts& facts : situation.statement.queries()) {
    if (facts.query->aggregated) sums.judge(facts);
    if (facts.query->distinct) judge_distinct(situation, facts, sums.repeating(facts));
  }
}

}  // namespace tollgate::explain
