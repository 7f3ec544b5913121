// Head against base: only where both were planned alike.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

using Names = std::set<std::string, std::less<>>;

int version_of(const Situation& situation) {
  const std::string text = situation.setting("server_version");
  int version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

std::string listed_names(const Names& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Names methods_off(const Plan& plan) {
  Names names;
  for (const auto& [name, value] : plan.settings) {
    if (name.starts_with("enable_") && value == "off") names.insert(name);
  }
  return names;
}

// What is set in one plan and not, or otherwise, in the other.
Names set_otherwise(const Plan& one, const Plan& other) {
  Names names;
  for (const auto& [from, to] : {std::pair(&one, &other), std::pair(&other, &one)}) {
    for (const auto& [name, value] : from->settings) {
      const auto there = to->settings.find(name);
      if (there == to->settings.end() || there->second != value) names.insert(name);
    }
  }
  return names;
}

bool are_comparable(Situation& head, const Situation& base) {
  const Plan& one = head.plan.plan();
  const Plan& other = base.plan.plan();
  const Names otherwise = set_otherwise(one, other);
  const Names off = methods_off(one);
  if (otherwise.empty() && (off.empty() || version_of(head) >= 18)) return true;
  head.add("incomparable-settings", "",
           otherwise.empty()
               ? fmt::format("{} off, which puts 1e10 on the cost of what cannot do without: nothing is compared",
                             listed_names(off) + (off.size() > 1 ? " are" : " is"))
               : fmt::format("base and head were planned with different settings ({}): nothing is compared",
                             listed_names(otherwise)),
           "plan both in one session with the same settings, and no enable_… = off");
  return false;
}

// How each table is read: by what kinds of scan.
Names scanned(const PlanView& plan, bool whole) {
  Names names;
  for (int i = 0; i < plan.size(); ++i) {
    if (!plan.is_scan(i)) continue;
    const std::string& type = plan.node(i).type;
    const bool by_index = type == "Index Scan" || type == "Index Only Scan" || type == "Bitmap Heap Scan";
    if (whole ? type == "Seq Scan" : by_index) names.insert(plan.table_name(i));
  }
  return names;
}

// What the scans of that table cost at most.
double scan_cost(const PlanView& plan, const std::string& table) {
  double most = 0;
  for (int i = 0; i < plan.size(); ++i) {
    if (plan.is_scan(i) && plan.table_name(i) == table) most = std::max(most, plan.node(i).total_cost);
  }
  return most;
}

void compare_paths(Situation& head, const Situation& base) {
  const Names whole_before = scanned(base.plan, true);
  const Names by_index = scanned(base.plan, false);
  for (int i = 0; i < head.plan.size(); ++i) {
    if (!head.plan.is(i, "Seq Scan") || head.plan.table_rows(i) < head.thresholds.big_table_rows) continue;
    const std::string table = head.plan.table_name(i);
    if (by_index.count(table) == 0 || whole_before.count(table) > 0) continue;
    // Base walked along the whole index, to have its order.
    if (head.plan.node(i).total_cost <= scan_cost(base.plan, table)) continue;
    head.add("access-path-regression", head.plan.called(i),
             fmt::format("{} ({} rows) was read by an index and is now read whole", head.plan.called(i),
                         count_text(head.plan.table_rows(i))),
             fmt::format("bring the condition on {} back that the index serves", table));
  }
}

bool gathers(const PlanView& plan) {
  return plan.any(0, [&](int i) { return plan.is(i, "Gather") || plan.is(i, "Gather Merge"); });
}

bool has_joins(const Statement& statement) {
  return std::ranges::any_of(statement.queries(), [](const QueryFacts& facts) { return facts.items.size() >= 2; });
}

bool has_grown(double before, double now, const Thresholds& limits) {
  return now >= limits.cost_ratio * before && now - before >= limits.cost_rise;
}

Names tables_in(const PlanView& plan) {
  Names names;
  for (int i = 0; i < plan.size(); ++i) {
    if (plan.is_scan(i)) names.insert(plan.table_name(i));
  }
  return names;
}

Names read_names(const Situation& situation) {
  Names names;
  if (situation.statement.understood()) {
    for (const sql::RangeEntry* entry : situation.statement.relations()) {
      if (entry->relation != nullptr) names.insert(entry->relation->name);
    }
    return names;
  }
  return tables_in(situation.plan);
}

constexpr int most_readers = 100;

// Joined by a key of it, or alone in a sub-query that is: `(select k, sum(x) from r group by k) as t … on t.k = …`.
// What is joined within that sub-query may still be counted more than once there.
bool repeats_nothing(const Statement& statement, const QueryFacts& facts, int item, int& steps) {
  if (--steps < 0) return false;
  if (statement.unique_on(facts, item, joined_columns(facts, item)) == Unique::yes) return true;
  if (facts.items.size() != 1) return false;
  bool read = false;
  for (const QueryFacts& reader : statement.queries()) {
    for (const int other : reader.items) {
      if (reader.query->entries[static_cast<std::size_t>(other)].query != facts.query) continue;
      read = true;
      if (!repeats_nothing(statement, reader, other, steps)) return false;
    }
  }
  return read;
}

bool adds_no_rows(const Statement& statement, const std::string& relation) {
  bool read = false;
  int steps = most_readers;
  for (const QueryFacts& facts : statement.queries()) {
    for (const int item : facts.items) {
      const sql::RangeEntry& entry = facts.query->entries[static_cast<std::size_t>(item)];
      if (entry.relation == nullptr || entry.relation->name != relation) continue;
      read = true;
      if (!repeats_nothing(statement, facts, item, steps)) return false;
    }
  }
  return read;
}

// A relation whose join the planner takes out: nothing of it is used, and it adds no rows. A view is in no plan.
bool is_idle(const Situation& situation, const Names& in_plan, const std::string& relation) {
  const auto& known = situation.plan.catalogue().relations;
  const auto found = known.find(relation);
  const bool scanned_as_itself = found != known.end() && found->second.kind != 'v';
  return scanned_as_itself && in_plan.count(relation) == 0 && adds_no_rows(situation.statement, relation);
}

void compare_reads(Situation& head, const Situation& base) {
  if (head.statement.understood() != base.statement.understood()) return;
  if (!has_joins(head.statement) && head.statement.understood()) return;
  const Names before = read_names(base);
  const Names in_plan = tables_in(head.plan);
  for (const std::string& name : read_names(head)) {
    if (before.count(name) > 0 || is_idle(head, in_plan, name)) continue;
    PlanFinding& finding = head.add("new-join", name, fmt::format("{} is read, and base does not read it", name),
                                    fmt::format("make sure that {} is unique on its join key", name));
    for (const sql::RangeEntry* entry : head.statement.relations()) {
      if (entry->relation != nullptr && entry->relation->name == name) finding.location = entry->location;
    }
    if (adds_no_rows(head.statement, name)) finding.severity = Severity::info;
  }
}

std::size_t distincts(const Statement& statement) {
  return static_cast<std::size_t>(std::count_if(statement.all().begin(), statement.all().end(),
                                                [](const sql::Query* query) { return query->distinct; }));
}

void compare_distinct(Situation& head, const Situation& base) {
  if (!head.statement.understood() || !base.statement.understood()) return;
  if (distincts(head.statement) == 0 || distincts(base.statement) > 0) return;
  PlanFinding& finding = head.add("new-distinct", "", "DISTINCT was added: it may hide a join that repeats rows",
                                  "find the join that repeats rows, and drop DISTINCT if there is none");
  for (const sql::Query* query : head.statement.all()) {
    if (query->distinct && finding.location < 0) finding.location = query->location;
  }
}

bool can_be_cause(std::string_view rule) {
  static constexpr std::array<std::string_view, 5> others{"no-statistics", "missing-index", "new-distinct", "new-join",
                                                          "parallelism-lost"};
  return !rule.ends_with("-risk") && !rule.ends_with("-spilled") &&
         std::find(others.begin(), others.end(), rule) == others.end();
}

std::string causes(const Situation& head) {
  std::string names;
  for (const PlanFinding& finding : head.findings) {
    if (finding.doubtful || !can_be_cause(finding.rule) || names.find(finding.rule) != std::string::npos) continue;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", finding.rule);
  }
  return names;
}

void compare_figures(Situation& head, const Situation& base) {
  const PlanNode& before = base.plan.node(0);
  const PlanNode& now = head.plan.node(0);
  const std::string why = causes(head);
  const std::string because = why.empty() ? std::string() : fmt::format("; likely because of {}", why);
  if (has_grown(before.total_cost, now.total_cost, head.thresholds)) {
    PlanFinding& finding =
        head.add("cost-regression", "",
                 fmt::format("the plan costs {} instead of {}: x{:.1f}{}", count_text(now.total_cost),
                             count_text(before.total_cost), now.total_cost / std::max(1.0, before.total_cost), because),
                 why.empty() ? "a wider filter or a new join explains it; if more work is meant, waive it"
                             : "mend the cause that is named first");
    finding.evidence = {{"base_cost", before.total_cost}, {"head_cost", now.total_cost}};
  }
  if (has_grown(before.rows_all, now.rows_all, head.thresholds)) {
    PlanFinding& finding =
        head.add("row-estimate-regression", "",
                 fmt::format("{} rows are expected instead of {}: x{:.1f}{}", count_text(now.rows_all),
                             count_text(before.rows_all), now.rows_all / std::max(1.0, before.rows_all), because),
                 "see whether a join key or a filter was lost");
    finding.evidence = {{"base_rows", before.rows_all}, {"head_rows", now.rows_all}};
  }
}

// Of a hash aggregate the planner tells partitions: one, and one and a half for each time that its memory is filled,
// rounded up to a power of two (nodeAgg.c, hash_choose_num_partitions).
bool is_far_beyond(const PlanFinding& finding, double memory_ratio) {
  const auto figure = [&](std::size_t i) {
    const auto* const value = i < finding.evidence.size() ? std::get_if<double>(&finding.evidence[i].value) : nullptr;
    return value == nullptr ? -1.0 : *value;
  };
  if (finding.rule == "hashagg-spill-risk") return figure(0) > 1 + 1.5 * memory_ratio;
  const bool spills = finding.rule == "sort-spill-risk" || finding.rule == "hash-spill-risk";
  return spills && figure(1) >= 0 && figure(0) >= memory_ratio * figure(1);
}

// Whether base reads the table that a finding is about, and not all of its partitions.
bool was_pruned(const Situation& base, const PlanFinding& finding) {
  const std::string table = finding.relation.substr(0, finding.relation.find(' '));
  return !base.has(finding.rule, finding.relation) && base.plan.any(0, [&](int i) {
    return base.plan.is_scan(i) && base.plan.partition_member(i) && base.plan.table_name(i) == table;
  });
}

// What base had too is no news; what is new weighs more where it is far beyond its limit.
void weigh(Situation& head, const Situation& base) {
  for (PlanFinding& finding : head.findings) {
    const bool is_new = !base.has(finding.rule, finding.relation);
    if (is_new && is_far_beyond(finding, head.thresholds.memory_ratio)) finding.severity = Severity::warning;
    if (finding.rule == "partition-pruning-lost" && was_pruned(base, finding)) finding.severity = Severity::error;
    if (finding.rule == "many-to-many-join" &&
        head.plan.node(0).rows_all >= 10 * std::max(1.0, base.plan.node(0).rows_all)) {
      finding.severity = Severity::error;
    }
  }
}

}  // namespace

// The text of base tells of DISTINCT and of relations read; what base's plan scans, it reads, unless through a view.
Look look_at_base(const Situation& head, const Plan& base) {
  if (!head.findings.empty()) return Look::whole;
  const Statement& statement = head.statement;
  if (!statement.understood() || statement.reads_view() || distincts(statement) > 0) return Look::names;
  if (!has_joins(statement)) return Look::nodes;
  const Names before = tables_in(PlanView(base, head.plan.catalogue(), Look::nodes));
  const Names in_plan = tables_in(head.plan);
  const bool known = std::ranges::all_of(read_names(head), [&](const std::string& name) {
    return before.count(name) > 0 || is_idle(head, in_plan, name);
  });
  return known ? Look::nodes : Look::names;
}

void compare(Situation& head, const Situation& base) {
  if (!are_comparable(head, base)) return;
  weigh(head, base);
  compare_distinct(head, base);
  compare_reads(head, base);
  compare_paths(head, base);
  const bool costlier = head.plan.node(0).total_cost > base.plan.node(0).total_cost;
  if (gathers(base.plan) && !gathers(head.plan) && costlier) {
    head.add("parallelism-lost", "",
             fmt::format("the plan was parallel and no longer is; its cost goes from {} to {}",
                         count_text(base.plan.node(0).total_cost), count_text(head.plan.node(0).total_cost)),
             "look for a new function that is not declared PARALLEL SAFE");
  }
  compare_figures(head, base);
}

}  // namespace tollgate::explain
