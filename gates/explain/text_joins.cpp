// What the text of joins shows: OR between inputs, and aggregates or DISTINCT over a side that repeats rows.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gates/explain/situation.hpp"
#include "sql/walk.hpp"

namespace tollgate::explain {
namespace {

using sql::ColumnRef;
using sql::Expr;
using sql::ExprKind;
using sql::RangeEntry;

const RangeEntry& entry_at(const QueryFacts& facts, int item) {
  return facts.query->entries[static_cast<std::size_t>(item)];
}

std::string called(const QueryFacts& facts, int item) {
  const RangeEntry& entry = entry_at(facts, item);
  const std::string name(entry.relation != nullptr ? std::string_view(entry.relation->name) : entry.written_name);
  if (name.empty()) return std::string(entry.alias);
  const std::string_view last = std::string_view(name).substr(name.rfind('.') + 1);
  return entry.alias.empty() || entry.alias == last ? name : fmt::format("{} {}", name, entry.alias);
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

// ---- OR between inputs

// Items that one comparison within the condition relates.
bool relates(const QueryFacts& facts, const Expr& condition, bool by_equality) {
  return sql::any_within(condition, [&](const Expr& part) {
    if (part.kind != ExprKind::operation || (by_equality && part.name != "=")) return false;
    std::set<int> items;
    touched(part, 0, *facts.query, items);
    return items.size() >= 2;
  });
}

bool is_joined_otherwise(const QueryFacts& facts, const Link& of) {
  return std::any_of(facts.links.begin(), facts.links.end(), [&](const Link& link) {
    if (&link == &of || equated(link).first == nullptr || link.items.size() < 2) return false;
    return std::includes(of.items.begin(), of.items.end(), link.items.begin(), link.items.end());
  });
}

double pairs_between(const Situation& situation, const QueryFacts& facts, const std::set<int>& items) {
  const PlanView& plan = situation.plan;
  double pairs = 0;
  for (int join = 0; join < plan.size(); ++join) {
    if (!plan.is_join(join)) continue;
    const int outer = plan.child(join, "Outer");
    const int inner = plan.child(join, "Inner");
    if (outer < 0 || inner < 0) continue;
    bool left = false;
    bool right = false;
    for (const int item : items) {
      for (const std::string& alias : situation.statement.aliases(entry_at(facts, item)).names) {
        left = left || plan.reads(outer, alias);
        right = right || plan.reads(inner, alias);
      }
    }
    if (!left || !right) continue;
    const auto rows = [&](int side) {
      // A side that is looked up gives few rows a time, and is still as big as its table.
      double most = plan.node(side).rows_all;
      if (plan.is_scan(side)) most = std::max(most, plan.table_rows(side));
      return most;
    };
    pairs = std::max(pairs, rows(outer) * rows(inner));
  }
  return pairs;
}

void judge_or(Situation& situation, const QueryFacts& facts, const Link& link) {
  const bool is_or = link.condition != nullptr && link.condition->kind == ExprKind::logical &&
                     link.condition->name == "or" && link.items.size() >= 2;
  if (!is_or || !relates(facts, *link.condition, false)) return;
  // With an equality beside it the join is made by that, and OR only filters: the usual open end of a validity range.
  if (is_joined_otherwise(facts, link) && !relates(facts, *link.condition, true)) return;
  const double pairs = pairs_between(situation, facts, link.items);
  const std::string one = called(facts, *link.items.begin());
  const std::string other = called(facts, *link.items.rbegin());
  PlanFinding& finding =
      situation.add("or-in-join", other,
                    fmt::format("{} and {} are joined by OR, which neither a hash nor a merge join can do{}", one,
                                other, pairs > 0 ? fmt::format(": up to {} pairs", count_text(pairs)) : ""),
                    fmt::format("join {} once per arm and UNION the results", other));
  if (pairs < situation.thresholds.big_product_rows) finding.severity = Severity::info;
  finding.location = link.location;
}

// ---- sides that repeat rows

/// An item that is joined by equality on columns that are no key of it.
struct Repeating {
  int item = -1;
  std::string columns;
  int location = -1;
  bool doubtful = false;  ///< statistics say that it hardly repeats any
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

std::vector<Repeating> repeating(const Situation& situation, const QueryFacts& facts) {
  std::vector<Repeating> found;
  for (const int item : facts.items) {
    const std::set<int> joined = joined_columns(facts, item);
    const auto first = std::find_if(facts.links.begin(), facts.links.end(), [&](const Link& link) {
      return equated(link).first != nullptr && link.items.size() >= 2 && link.items.count(item) > 0;
    });
    const int location = first == facts.links.end() ? -1 : first->location;
    if (joined.empty()) continue;
    const Unique unique = situation.statement.unique_on(facts, item, joined);
    const bool doubtful = unique == Unique::likely && situation.thresholds.doubt_statistics;
    if (unique != Unique::no && !doubtful) continue;
    // As of a point in time: ranges that do not overlap, which no index tells.
    if (bounds_from_both_ends(facts, item)) continue;
    Repeating one{item, {}, location, doubtful};
    for (const int attribute : joined) {
      one.columns += (one.columns.empty() ? "" : ", ") + column_name(facts, item, attribute);
    }
    found.push_back(std::move(one));
  }
  return found;
}

bool counts_rows(const Expr& value) {
  return value.kind == ExprKind::aggregate && !value.distinct && !value.star && value.column.levels_up == 0 &&
         (value.name == "sum" || value.name == "avg" || value.name == "count") && !value.args.empty();
}

void judge_aggregate(Situation& situation, const QueryFacts& facts, const Expr& call,
                     const std::vector<Repeating>& repeated) {
  std::set<int> measured;
  for (const Expr* arg : call.args) touched(*arg, 0, *facts.query, measured);
  if (measured.empty()) return;
  for (const Repeating& side : repeated) {
    if (measured.count(side.item) > 0) continue;
    const std::string measure = called(facts, *measured.begin());
    const std::string other = called(facts, side.item);
    PlanFinding& finding = situation.add(
        "fanout-trap", other,
        fmt::format("{}() of {} counts a row once per row of {}, which no unique index shows to be unique on ({})",
                    call.name, measure, other, side.columns),
        fmt::format("aggregate {} by ({}) before the join, or join on a key of it", other, side.columns));
    if (finding.location < 0) finding.location = side.location;
    finding.doubtful = side.doubtful;
  }
}

void judge_aggregates(Situation& situation, const QueryFacts& facts, const std::vector<Repeating>& repeated) {
  const auto look = [&](const Expr& value) {
    sql::for_each_within(value, [&](const Expr& part) {
      if (counts_rows(part)) judge_aggregate(situation, facts, part, repeated);
      return true;
    });
  };
  for (const sql::Output& output : facts.query->outputs) {
    if (output.value != nullptr) look(*output.value);
  }
  if (facts.query->having != nullptr) look(*facts.query->having);
  for (const sql::SortKey& key : facts.query->order_by) look(*key.value);
}

bool puts_out(const QueryFacts& facts, int item) {
  std::set<int> items;
  for (const sql::Output& output : facts.query->outputs) {
    if (output.value != nullptr) touched(*output.value, 0, *facts.query, items);
  }
  return items.count(item) > 0;
}

void judge_distinct(Situation& situation, const QueryFacts& facts, const std::vector<Repeating>& repeated) {
  if (!facts.query->distinct) return;
  const auto repeats_others = [&](bool doubtful) {
    return std::find_if(repeated.begin(), repeated.end(), [&](const Repeating& one) {
      // What FROM begins with sets the grain: others repeat it, not the other way round, if it is put out at all.
      return one.doubtful == doubtful && (one.item != facts.items.front() || !puts_out(facts, one.item));
    });
  };
  auto found = repeats_others(false);
  if (found == repeated.end()) found = repeats_others(true);
  if (found == repeated.end()) return;
  const Repeating& side = *found;
  const std::string other = called(facts, side.item);
  PlanFinding& finding = situation.add(
      "distinct-after-join", other,
      fmt::format("DISTINCT drops what the join with {} repeats: no unique index shows it to be unique on ({})", other,
                  side.columns),
      fmt::format("replace the join with {} by EXISTS, or aggregate it by ({}) first", other, side.columns));
  finding.location = side.location;
  finding.doubtful = side.doubtful;
}

}  // namespace

void find_text_joins(Situation& situation) {
  for (const QueryFacts& facts : situation.statement.queries()) {
    if (facts.items.size() < 2) continue;
    for (const Link& link : facts.links) judge_or(situation, facts, link);
    if (!facts.query->aggregated && !facts.query->distinct) continue;
    const std::vector<Repeating> repeated = repeating(situation, facts);
    if (repeated.empty()) continue;
    judge_aggregates(situation, facts, repeated);
    judge_distinct(situation, facts, repeated);
  }
}

}  // namespace tollgate::explain
