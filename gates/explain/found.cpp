#include "gates/explain/found.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

#include "core/unique_id.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/explain/situation.hpp"
#include "gates/outcomes.hpp"
#include "lineage/difference.hpp"
#include "lineage/inlined.hpp"
#include "sql/tree.hpp"
#include "warehouse/statistics.hpp"

namespace tollgate::explain {

namespace {

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// What changes which rows come out, or how often: one cause with what counts of rows and the lineage say.
constexpr std::array<std::string_view, 14> about_rows{
    "cartesian-product", "small-multiplier", "cross-join-small",    "many-to-many-join",
    "non-equi-join",     "or-in-join",       "fanout-trap",         "row-explosion-low-confidence",
    "new-join",          "new-distinct",     "distinct-after-join", "row-estimate-regression",
    "row-underestimate", "not-in-subquery"};
/// What follows from a cause that is told by another rule, where there is one.
constexpr std::array<std::string_view, 7> consequences{
    "cost-regression", "row-estimate-regression", "parallelism-lost",  "access-path-regression",
    "sort-spill-risk", "hash-spill-risk",         "hashagg-spill-risk"};
/// Told by text and keys alone: no figure of the planner is in them.
constexpr std::array<std::string_view, 9> without_figures{
    "fanout-trap",   "distinct-after-join",   "new-distinct",     "new-join",    "not-in-subquery",
    "no-statistics", "incomparable-settings", "leading-wildcard", "large-offset"};

/// What batch models do all day: told where it is new against base, or far beyond the memory that there is.
constexpr std::array<std::string_view, 4> ordinary{"sort-spill-risk", "hash-spill-risk", "hashagg-spill-risk",
                                                   "small-multiplier"};
constexpr double far_beyond = 10;

bool is_far_beyond(const PlanFinding& one) {
  if (one.evidence.size() != 2) return false;
  const auto* const bytes = std::get_if<double>(&one.evidence[0].value);
  const auto* const memory = std::get_if<double>(&one.evidence[1].value);
  return bytes != nullptr && memory != nullptr && one.rule.ends_with("-risk") && *bytes >= far_beyond * *memory;
}

/// `raw.orders o` -> `raw.orders`, ` o`.
std::pair<std::string_view, std::string_view> split_alias(std::string_view relation) {
  const std::size_t dot = relation.find('.');
  const std::size_t blank = relation.find(' ', dot == std::string_view::npos ? 0 : dot);
  return {relation.substr(0, blank), blank == std::string_view::npos ? "" : relation.substr(blank)};
}

/// As dbt calls it: schemas of pull requests come and go, and a waiver must find its finding again.
std::string stable_name(std::string_view relation, const Upstreams& upstreams) {
  const auto [table, alias] = split_alias(relation);
  const std::string id = upstreams.id_of(table);
  if (id.empty()) return as_authored(std::string(relation), upstreams);
  return std::string(short_name(id)).append(alias);
}

bool is_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The longest schema of dbt's relations that ends with the text; empty: none does.
std::string_view schema_at_end_of(std::string_view text, const Upstreams& upstreams) {
  std::string_view longest;
  for (const std::string& schema : upstreams.schemas()) {
    if (schema.size() <= longest.size() || !text.ends_with(schema)) continue;
    const std::size_t before = text.size() - schema.size();
    if (before == 0 || (!is_of_name(text[before - 1]) && text[before - 1] != '.')) longest = schema;
  }
  return longest;
}

/// Every `schema.name` of a relation that dbt knows, as dbt calls it.
std::string with_names_of_dbt(std::string_view text, const Upstreams& upstreams) {
  std::string told;
  std::size_t done = 0;
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.', dot + 1)) {
    const std::string_view schema = schema_at_end_of(text.substr(done, dot - std::min(dot, done)), upstreams);
    std::size_t end = dot + 1;
    while (end < text.size() && is_of_name(text[end])) ++end;
    const std::size_t from = dot - schema.size();
    const std::string id = schema.empty() ? std::string() : upstreams.id_of(text.substr(from, end - from));
    if (id.empty()) continue;
    told.append(text.substr(done, from - done)).append(name_in_package(id));
    done = end;
  }
  return told.append(text.substr(done));
}

Severity weighed(const PlanFinding& finding) {
  const bool unsure = finding.confidence == Confidence::low && finding.severity == Severity::error;
  return unsure ? Severity::warning : finding.severity;
}

std::string sureness(const PlanFinding& finding, const PlannedModel& model) {
  if (among(without_figures, finding.rule)) return {};
  const Statistics level = statistics_level(model.catalogue);
  return fmt::format(
      "; confidence {}, statistics: {}{}", to_string(finding.confidence), to_string(level),
      level == Statistics::defaults ? " (something was never analysed, so rows are a guess: run ANALYZE)" : "");
}

std::string stand_ins(const PlannedText& text) {
  std::string told;
  if (!text.inlined.empty()) {
    told += fmt::format("; planned with the SQL of {} in its place", fmt::join(text.inlined, ", "));
  }
  if (!text.taken_of_base.empty()) {
    told += fmt::format("; planned over what base has of {}", fmt::join(text.taken_of_base, ", "));
  }
  return told;
}

class Teller {
 public:
  Teller(const Gate& gate, const PlannedModel& model, const Upstreams& upstreams,
         const std::vector<PlanFinding>& judged)
      : x_gate(gate), x_model(model), x_upstreams(upstreams), x_judged(judged) {
    const auto cause =
        std::ranges::find_if(judged, [](const PlanFinding& one) { return !one.standing && is_cause(one.rule); });
    if (cause != judged.end()) x_cause = cause_of(*cause);
  }

  Finding tell(const PlanFinding& one) const {
    const Target& target = *x_model.target;
    const dbt::Node* const inlined = inlined_in(one);
    Finding finding = gates::finding_about(
        x_gate, *find_rule(x_gate, one.rule), target,
        fmt::format("{}: {}{}{}{}{}", target.model->name, as_authored(one.message, x_upstreams),
                    inlined == nullptr ? "" : fmt::format("; in the SQL of {}, which dbt inlines", inlined->name),
                    consequences_of(one), stand_ins(x_model.head.text), sureness(one, x_model)));
    finding.severity = weighed(one);
    finding.help = sentence(as_authored(one.advice, x_upstreams));
    finding.subject.relation = stable_name(one.relation, x_upstreams);
    finding.evidence = one.evidence;
    finding.cause = among(consequences, one.rule) && !x_cause.empty() ? x_cause : cause_of(one);
    place(finding, one.location, inlined);
    if (is_first_cause(one)) add_figures(finding);
    return finding;
  }

 private:
  static bool is_cause(std::string_view rule) {
    return !among(consequences, rule) && rule != "no-statistics" && rule != "incomparable-settings" &&
           !rule.ends_with("-risk");
  }

  static std::string sentence(std::string text) {
    if (!text.empty()) text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
    return text.empty() || text.ends_with('.') ? text : text + ".";
  }

  bool is_first_cause(const PlanFinding& one) const {
    const auto first = std::ranges::find_if(
        x_judged, [](const PlanFinding& other) { return !other.standing && is_cause(other.rule); });
    return first != x_judged.end() && &*first == &one;
  }

  /// The cost ratio is evidence of the cause, not a finding beside it.
  std::string consequences_of(const PlanFinding& one) const {
    if (!is_first_cause(one)) return {};
    const PlanFinding* const cost = judged_as("cost-regression");
    if (cost == nullptr || cost->evidence.size() < 2) return {};
    const double before = std::get<double>(cost->evidence[0].value);
    const double now = std::get<double>(cost->evidence[1].value);
    return fmt::format("; the plan costs {} instead of {} (x{:.1f})", count_text(now), count_text(before),
                       now / std::max(1.0, before));
  }

  void add_figures(Finding& finding) const {
    for (const std::string_view rule : {"cost-regression", "row-estimate-regression"}) {
      const PlanFinding* const other = judged_as(rule);
      if (other == nullptr) continue;
      for (const Evidence& evidence : other->evidence) finding.evidence.push_back(evidence);
    }
  }

  const PlanFinding* judged_as(std::string_view rule) const {
    const auto found = std::ranges::find(x_judged, rule, &PlanFinding::rule);
    return found == x_judged.end() ? nullptr : &*found;
  }

  /// The ephemeral model whose text the finding is about; null: the model's own. What is wrong there is one cause,
  /// whoever reads it, and is told in its file.
  const dbt::Node* inlined_in(const PlanFinding& one) const {
    const int at = x_model.head.text.sql.original(one.location);
    return at < 0 ? nullptr : x_upstreams.inlined_at(*x_model.target->head, static_cast<std::size_t>(at));
  }

  Cause cause_of(const PlanFinding& one) const {
    const dbt::Node* const inlined = inlined_in(one);
    const std::string& id = inlined == nullptr ? x_model.target->model->unique_id : inlined->unique_id;
    if (among(about_rows, one.rule)) return lineage::rows_cause(id);
    if (one.relation.empty()) return {id, "plan"};
    return {id, "plan of " + stable_name(one.relation, x_upstreams)};
  }

  void place(Finding& finding, int location, const dbt::Node* inlined) const {
    const int at = x_model.head.text.sql.original(location);
    if (at < 0) return;
    const auto position = sql::Positions(x_model.target->head->compiled_code).at(static_cast<std::size_t>(at));
    const gates::TextPosition where{position.line, position.column};
    finding.location = inlined == nullptr ? gates::location_in_model(*x_model.target, where)
                                          : x_upstreams.place_in(*inlined, *x_model.target->head, where);
    finding.evidence.push_back({"compiled_line", std::int64_t{position.line}});
    finding.evidence.push_back({"compiled_column", std::int64_t{position.column}});
  }

  const Gate& x_gate;
  const PlannedModel& x_model;
  const Upstreams& x_upstreams;
  const std::vector<PlanFinding>& x_judged;
  Cause x_cause;
};

}  // namespace

namespace {

Statistics statistics_of(const CatalogueRelation& relation) {
  if (relation.rows < 0) return Statistics::defaults;
  const auto has_figures = [](const auto& column) { return column.second.n_distinct.has_value(); };
  if (relation.rows > 0 && std::ranges::none_of(relation.columns, has_figures)) return Statistics::density;
  const bool has_pages = relation.kind == 'r' || relation.kind == 'm';
  const bool of_elsewhere = has_pages && warehouse::more_rows_than_fit(relation.rows, relation.pages);
  return of_elsewhere ? Statistics::imported : Statistics::live;
}

/// dbt analyses nothing that it builds: in a schema of a pull request none of its tables has statistics. The confidence
/// of each finding says so.
bool is_built_by_dbt(std::string_view relation, const Upstreams& upstreams) {
  return upstreams.id_of(split_alias(relation).first).starts_with("model.");
}

}  // namespace

std::string as_authored(std::string text, const Upstreams& upstreams) {
  text = with_names_of_dbt(text, upstreams);
  for (std::size_t at = 0; (at = text.find(lineage::inlined_prefix, at)) != std::string::npos;) {
    text.erase(at, lineage::inlined_prefix.size());
  }
  return text;
}

Statistics statistics_level(const Catalogue& catalogue) {
  Statistics level = catalogue.statistics;
  for (const auto& [name, relation] : catalogue.relations) {
    if (relation.kind != 'v') level = std::max(level, statistics_of(relation));
  }
  return level;
}

void tell(const Gate& gate, const PlannedModel& model, const Upstreams& upstreams,
          const std::vector<PlanFinding>& judged, bool all, Found& found) {
  const Teller teller(gate, model, upstreams, judged);
  const bool compared = model.same_sql() || (model.base && model.base->plan);
  for (const PlanFinding& one : judged) {
    if (!all && !compared && among(ordinary, one.rule) && !is_far_beyond(one)) continue;
    if (!all && one.rule == "no-statistics" && is_built_by_dbt(one.relation, upstreams)) continue;
    if (one.standing && !all) {
      const std::string relation = stable_name(one.relation, upstreams);
      found.standing.push_back(
          fmt::format("{}: {}{}{}", model.target->model->name, one.rule, relation.empty() ? "" : " of ", relation));
      continue;
    }
    found.findings.push_back(teller.tell(one));
  }
}

}  // namespace tollgate::explain
