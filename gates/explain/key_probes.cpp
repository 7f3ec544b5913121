#include "gates/explain/key_probes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "gates/explain/found.hpp"
#include "gates/explain/options.hpp"
#include "gates/explain/situation.hpp"
#include "gates/fan_out/answers.hpp"
#include "gates/fan_out/in_text.hpp"
#include "gates/fan_out/questions.hpp"
#include "gates/fan_out/wording.hpp"
#include "sql/analyse.hpp"
#include "sql/deep_stack.hpp"
#include "sql/walk.hpp"

namespace tollgate::explain {

namespace {

using gates::fan_out::Clock;
using gates::fan_out::JoinCounts;
using gates::fan_out::JoinSql;
using gates::fan_out::Round;
using gates::fan_out::Rows;
using sql::Query;
using sql::RangeEntry;
using warehouse::Side;

constexpr std::array<std::string_view, 4> probed{"fanout-trap", "distinct-after-join", "many-to-many-join", "new-join"};

bool is_probed(const PlanFinding& finding, bool all) {
  const bool known = finding.rule == "new-join" && finding.severity == Severity::info;  // its key is unique
  return std::ranges::find(probed, finding.rule) != probed.end() && !known && (all || !finding.standing);
}

/// One join of the text, as both sides call themselves.
struct Candidate {
  std::string left_name, right_name;  ///< `raw.orders o`; left: empty where it is no single item
  std::string right_table;            ///< that a right side reads, be it through CTEs that do no more than that
  std::string key;                    ///< for a person
  JoinSql sql;
};

sql::Schema schema_of(const Catalogue& catalogue) {
  sql::Schema schema;
  for (const auto& [name, relation] : catalogue.relations) {
    sql::KnownRelation known;
    known.name = name;
    known.open = relation.columns.empty();
    for (const auto& [column, facts] : relation.columns) known.columns.push_back({column, facts.type});
    const std::size_t dot = name.find('.');
    std::vector<std::string> path;
    if (dot != std::string::npos && !catalogue.database.empty()) path.push_back(catalogue.database);
    if (dot != std::string::npos) path.push_back(name.substr(0, dot));
    path.push_back(dot == std::string::npos ? name : name.substr(dot + 1));
    schema.add(path, std::move(known));
  }
  return schema;
}

/// Every SELECT of a statement, those within expressions, too.
class Queries {
 public:
  explicit Queries(const Query& statement) {
    collect(statement);
    sql::for_each_expression(statement, [&](const sql::Expr& value) {
      if (value.query != nullptr) collect(*value.query);
    });
  }
  const std::vector<const Query*>& all() const { return x_all; }

 private:
  void collect(const Query& query) {
    if (!x_seen.insert(&query).second) return;
    x_all.push_back(&query);
    sql::for_each_query(query, [&](const Query& inner) { collect(inner); });
  }

  std::set<const Query*> x_seen;
  std::vector<const Query*> x_all;
};

std::string key_names(const sql::Join& join, const JoinSql& sql) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < join.keys.size(); ++i) {
    const bool plain = join.keys[i].right_attribute >= 0 || !join.keys[i].shared.empty();
    names.push_back(plain ? join.keys[i].right_name : sql.key_texts[i]);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

/// The one relation that an item reads, also through sub-queries and CTEs over it alone; empty: it reads more, or none.
std::string table_read_by(const RangeEntry& item) {
  constexpr int deepest = 20;
  const RangeEntry* entry = &item;
  for (int level = 0; level < deepest; ++level) {
    if (entry->relation != nullptr) return entry->relation->name;
    const Query* const query = entry->self_reference ? nullptr : entry->query;
    if (query == nullptr || query->from.size() != 1 || !query->from.front()->leaf()) return {};
    entry = &query->entries[static_cast<std::size_t>(query->from.front()->entry)];
  }
  return {};
}

std::vector<Candidate> candidates_in(std::string_view text, const Query& query, const sql::StatementText& cut) {
  std::vector<Candidate> found;
  const sql::JoinList list = sql::joins_of(text, query);
  for (const sql::Join& join : list.joins) {
    if (join.in_text.query != &query || join.in_text.entry < 0) continue;
    auto sql = gates::fan_out::join_sql(cut, join);
    if (!sql || sql->keys == 0) continue;
    Candidate candidate;
    const RangeEntry& right = query.entries[static_cast<std::size_t>(join.in_text.entry)];
    candidate.right_name = called(right);
    candidate.right_table = table_read_by(right);
    const auto drives = [&](const sql::JoinTree* tree) {
      while (!tree->leaf()) tree = join.in_text.turned ? tree->right : tree->left;
      return tree->entry;
    };
    if (sql->first) candidate.left_name = called(query.entries[static_cast<std::size_t>(drives(query.from.front()))]);
    candidate.key = key_names(join, *sql);
    candidate.sql = std::move(*sql);
    found.push_back(std::move(candidate));
  }
  return found;
}

std::vector<Candidate> candidates_of(const PlannedModel& model) {
  std::vector<Candidate> found;
  const std::string& text = model.head.text.sql.text();
  sql::run_on_deep_stack(sql::stack_to_walk(text.size()), [&] {
    const sql::Schema schema = schema_of(model.catalogue);
    const auto answer = sql::analyse(text, schema);
    const auto* const analysis = std::get_if<sql::Analysis>(&answer);
    if (analysis == nullptr || analysis->query() == nullptr) return;
    const sql::StatementText cut(text);
    const Queries queries(*analysis->query());
    for (const Query* query : queries.all()) {
      std::ranges::move(candidates_in(text, *query, cut), std::back_inserter(found));
    }
  });
  return found;
}

/// One finding and the two sides of its join.
struct Probe {
  std::size_t model = 0, finding = 0;
  std::chrono::seconds budget{0};
  std::string repeating, other;  ///< how they are called
  std::string key;
  Rows rows, other_rows;
  std::size_t keys = 0;
  bool only_keys = false;
  bool either = false;  ///< one unique side is enough to refute it
  std::string untold;   ///< why nothing is asked
  std::optional<std::size_t> any, other_any, repeated, counts;
};

void take(const Candidate& candidate, bool right_repeats, Probe& probe) {
  const auto rows = [](const std::string& sql) { return Rows{"(" + sql + ") as asked", {}}; };
  probe.repeating = right_repeats ? candidate.right_name : candidate.left_name;
  probe.other = right_repeats ? candidate.left_name : candidate.right_name;
  probe.rows = rows(right_repeats ? candidate.sql.right : candidate.sql.left);
  probe.other_rows = rows(right_repeats ? candidate.sql.left : candidate.sql.right);
  probe.key = candidate.key;
  probe.keys = candidate.sql.keys;
  probe.only_keys = candidate.sql.only_keys;
}

bool is_at(const Candidate& candidate, int location) {
  return location >= 0 && std::ranges::any_of(candidate.sql.key_places, [&](const sql::TextSpan& span) {
           return static_cast<std::size_t>(location) >= span.from && static_cast<std::size_t>(location) < span.to;
         });
}

/// The join that the finding is about: by its place, else the only one of that name.
void choose(const std::vector<Candidate>& candidates, const PlanFinding& finding, Probe& probe) {
  std::vector<const Candidate*> fitting;
  const bool new_table = finding.rule == "new-join";  // by its name alone
  const auto is_right = [&](const Candidate& one) {
    return (new_table ? one.right_table : one.right_name) == finding.relation;
  };
  for (const Candidate& one : candidates) {
    if (is_right(one) || (!new_table && one.left_name == finding.relation)) fitting.push_back(&one);
  }
  const auto there = std::ranges::find_if(fitting, [&](const Candidate* one) { return is_at(*one, finding.location); });
  if (there != fitting.end()) {
    const Candidate* const one = *there;
    fitting.assign(1, one);
  }
  if (fitting.size() == 1) return take(*fitting.front(), is_right(*fitting.front()), probe);
  probe.untold = fitting.empty() ? "its join by equality is not found in the text with certainty"
                                 : "the text has several joins of that name";
}

class Inquest {
 public:
  Inquest(const Context& context, const Upstreams& upstreams, std::vector<JudgedModel>& judged)
      : x_context(context), x_upstreams(upstreams), x_judged(judged) {}

  std::vector<std::string> run() {
    for (std::size_t i = 0; i < x_judged.size(); ++i) add_probes(i);
    if (x_probes.empty()) return {};
    const Clock clock;
    Round first(clock);
    for (Probe& probe : x_probes) ask_first(probe, first);
    first.ask(x_context.warehouse);
    Round second(clock);
    for (Probe& probe : x_probes) ask_second(probe, first, second);
    second.ask(x_context.warehouse);
    for (const Probe& probe : x_probes) settle(probe, first, second);
    for (const auto& [model, findings] : x_refuted) drop(model, findings);
    return std::move(x_dropped);
  }

 private:
  void add_probes(std::size_t model) {
    const JudgedModel& one = x_judged[model];
    const std::chrono::seconds budget{one.model->target->options[diagnosis_budget]};
    const bool any = std::ranges::any_of(one.findings,
                                         [&](const PlanFinding& finding) { return is_probed(finding, x_context.all); });
    if (!any || budget.count() <= 0) return;
    const std::vector<Candidate> candidates = candidates_of(*one.model);
    for (std::size_t i = 0; i < one.findings.size(); ++i) {
      const PlanFinding& finding = one.findings[i];
      if (!is_probed(finding, x_context.all)) continue;
      Probe& probe = x_probes.emplace_back();
      probe.model = model;
      probe.finding = i;
      probe.budget = budget;
      probe.either = finding.rule == "many-to-many-join";
      choose(candidates, finding, probe);
    }
  }

  static std::size_t add(Round& round, const Probe& probe, std::string sql, std::string_view what,
                         const std::string& name) {
    return round.add(Side::head, probe.budget, std::move(sql), fmt::format("{} of {}", what, name));
  }

  static void ask_first(Probe& probe, Round& round) {
    if (!probe.untold.empty()) return;
    const auto keys = gates::fan_out::key_columns(probe.keys);
    probe.any = add(round, probe, any_repeated_key(probe.rows, keys), "repeated keys", probe.repeating);
    if (!probe.either) return;
    probe.other_any = add(round, probe, any_repeated_key(probe.other_rows, keys), "repeated keys", probe.other);
  }

  static bool is_unique(const Round& round, std::optional<std::size_t> at) {
    return at && round.problem(*at).empty() && !round.yes(*at);
  }

  static void ask_second(Probe& probe, const Round& first, Round& round) {
    if (!probe.any || !first.yes(*probe.any) || is_unique(first, probe.other_any)) return;
    const auto keys = gates::fan_out::key_columns(probe.keys);
    probe.repeated = add(round, probe, repeated_keys(probe.rows, keys), "repeated keys", probe.repeating);
    if (!probe.only_keys) return;
    probe.counts =
        add(round, probe, join_counts(probe.other_rows, keys, probe.rows, keys), "rows per key", probe.repeating);
  }

  PlanFinding& finding_of(const Probe& probe) { return x_judged[probe.model].findings[probe.finding]; }

  void settle(const Probe& probe, const Round& first, const Round& second) {
    if (!probe.untold.empty()) return say_untold(probe, probe.untold);
    const bool unique = is_unique(first, probe.any);
    if (unique || is_unique(first, probe.other_any)) {
      return refute(probe, fmt::format("{} is unique on ({})", unique ? probe.repeating : probe.other, probe.key));
    }
    for (const auto& at : {probe.any, probe.other_any}) {
      const std::string why = at ? first.problem(*at) : std::string();
      if (!why.empty()) return say_untold(probe, why);
    }
    const auto repeated = second.numbers(probe.repeated);
    if (!repeated || repeated->size() != 1) return say_untold(probe, second.problem(*probe.repeated));
    const auto numbers = second.numbers(probe.counts);
    if (probe.counts && (!numbers || numbers->size() != 3)) return say_untold(probe, second.problem(*probe.counts));
    if (!numbers) return bear_out(probe, repeated->front(), std::nullopt);
    const JoinCounts counts{(*numbers)[0], (*numbers)[1], (*numbers)[2]};
    if (counts.per_match() > 1) return bear_out(probe, repeated->front(), counts);
    const bool several = repeated->front() > 1;
    refute(probe, fmt::format("{} {} ({}) of {} {}, but none that a row is joined with", count_text(repeated->front()),
                              several ? "keys" : "key", probe.key, probe.repeating, several ? "repeat" : "repeats"));
  }

  void refute(const Probe& probe, const std::string& why) {
    PlanFinding& finding = finding_of(probe);
    if (finding.rule == "new-join") {
      finding.severity = Severity::info;
      finding.message += fmt::format("; in the data today {}", why);
      return;
    }
    x_refuted[probe.model].insert(probe.finding);
    if (finding.doubtful) return;  // the data says what statistics said
    const std::string& model = x_judged[probe.model].model->target->model->name;
    x_dropped.push_back(fmt::format("{}: {}, as {}", model, finding.rule, as_authored(why, x_upstreams)));
  }

  void bear_out(const Probe& probe, double repeated, const std::optional<JoinCounts>& counts) {
    PlanFinding& finding = finding_of(probe);
    finding.doubtful = false;
    if (finding.nearly_unique) finding.message += ", though statistics show it to be nearly so";
    finding.message +=
        fmt::format("; counted in the data: {} {} ({}) of {} {}", count_text(repeated), repeated > 1 ? "keys" : "key",
                    probe.key, probe.repeating, repeated > 1 ? "repeat" : "repeats");
    finding.evidence.push_back({"repeated_keys", static_cast<std::int64_t>(repeated)});
    if (!counts) {
      finding.message += ", and its other conditions decide how many of them are joined";
      return;
    }
    finding.message +=
        fmt::format(", and each {} that has a match meets {:.2f} on average",
                    probe.other.empty() ? "row before the join" : "row of " + probe.other, counts->per_match());
    finding.evidence.push_back({"multiplier", counts->per_match()});
    finding.confidence = Confidence::high;
    if (finding.rule == "fanout-trap") finding.severity = Severity::error;  // counted: the sums are wrong
  }

  void say_untold(const Probe& probe, const std::string& why) {
    PlanFinding& finding = finding_of(probe);
    if (finding.rule == "new-join") return;
    finding.message += fmt::format("; whether its keys repeat in the data could not be told: {}", why);
  }

  void drop(std::size_t model, const std::set<std::size_t>& refuted) {
    std::vector<PlanFinding> kept;
    std::vector<PlanFinding>& all = x_judged[model].findings;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!refuted.contains(i)) kept.push_back(std::move(all[i]));
    }
    all = std::move(kept);
  }

  const Context& x_context;
  const Upstreams& x_upstreams;
  std::vector<JudgedModel>& x_judged;
  std::vector<Probe> x_probes;
  std::vector<std::string> x_dropped;
  std::map<std::size_t, std::set<std::size_t>> x_refuted;
};

}  // namespace

std::vector<std::string> probe_keys(const Context& context, const Upstreams& upstreams,
                                    std::vector<JudgedModel>& judged) {
  return Inquest(context, upstreams, judged).run();
}

}  // namespace tollgate::explain
