#include "gates/sample/functions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::sample_run {

namespace {

using Names = std::set<std::string, std::less<>>;

bool calls_any(const Script& script, const Names& names) {
  return std::ranges::any_of(script.facts.functions, [&](const std::string& name) { return names.contains(name); });
}

void read_anew(Script& script, const Names& volatiles) {
  if (!calls_any(script, volatiles)) return;
  sql::run_on_deep_stack(sql::stack_to_walk(script.text.size()), [&] {
    if (auto facts = run_facts(script.text, volatiles)) script.facts = std::move(*facts);
  });
}

void refuse(std::vector<Trial>& trials, const std::string& why) {
  for (Trial& trial : trials) {
    const bool calls = !trial.head.facts.functions.empty() || (trial.base && !trial.base->facts.functions.empty());
    if (calls && trial.problem.empty()) {
      trial.problem = fmt::format("whether the functions that it calls are volatile could not be looked up: {}", why);
    }
  }
}

}  // namespace

std::string volatile_functions_sql(const Names& names) {
  std::string wanted;
  for (const std::string& name : names) {
    const std::size_t dot = name.rfind('.');
    const std::string schema = dot == std::string::npos ? "" : name.substr(0, dot);
    wanted += fmt::format("{}({}, {})", wanted.empty() ? "" : ", ", warehouse::quoted_literal(schema),
                          warehouse::quoted_literal(dot == std::string::npos ? name : name.substr(dot + 1)));
  }
  return fmt::format(
      "select distinct case w.s when '' then '' else w.s || '.' end || w.f from (values {}) as w(s, f) join "
      "pg_catalog.pg_proc p on p.proname = w.f join pg_catalog.pg_namespace n on n.oid = p.pronamespace where "
      "p.provolatile = 'v' and (n.nspname = w.s or (w.s = '' and pg_catalog.pg_function_is_visible(p.oid)))",
      wanted);
}

void look_at_functions(const Context& context, std::vector<Trial>& trials) {
  Names called;
  for (const Trial& trial : trials) {
    called.insert(trial.head.facts.functions.begin(), trial.head.facts.functions.end());
    if (trial.base) called.insert(trial.base->facts.functions.begin(), trial.base->facts.functions.end());
  }
  if (called.empty() || context.warehouse == nullptr) return;
  warehouse::Question question;
  question.sql = volatile_functions_sql(called);
  question.about = "volatility of functions";
  const std::vector<warehouse::Answer> answers = context.warehouse->ask({&question, 1});
  if (answers.size() != 1 || !answers.front().ok()) {
    return refuse(trials, answers.empty() ? "no answer" : answers.front().explanation);
  }
  Names volatiles;
  for (const auto& row : answers.front().rows) {
    if (!row.empty() && row.front()) volatiles.insert(*row.front());
  }
  if (volatiles.empty()) return;
  for (Trial& trial : trials) {
    read_anew(trial.head, volatiles);
    if (trial.base) read_anew(*trial.base, volatiles);
  }
}

}  // namespace tollgate::gates::sample_run
