#include "gates/explain/rounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>
#include <utility>

#include "core/error.hpp"
#include "core/lower.hpp"
#include "gates/asking.hpp"
#include "gates/explain/catalogue_json.hpp"
#include "gates/explain/options.hpp"
#include "gates/explain/refusals.hpp"
#include "lineage/keys.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "warehouse/plan_sql.hpp"

namespace tollgate::explain {

using warehouse::Answer;
using warehouse::Problem;
using warehouse::Question;
using warehouse::Side;

namespace {

constexpr std::string_view to_plan = "plan SQL";
constexpr std::size_t relations_per_question = 48;

void read_answer(PlannedSide& side, Answer answer) {
  side.answer = std::move(answer);
  side.plan.reset();
  side.problem.clear();
  if (!side.answer.ok()) return;
  const auto& rows = side.answer.rows;
  const bool one_cell = rows.size() == 1 && rows.front().size() == 1 && rows.front().front();
  try {
    side.plan = read_plan(one_cell ? *rows.front().front() : std::string());
  } catch (const Error& error) {
    side.problem = fmt::format("its plan cannot be read: {}", error.diagnostic().message);
  }
  side.answer.rows.clear();
}

Question plan_question(const std::string& sql, const std::string& about, bool with_previous) {
  Question question{Side::head, warehouse::explain_sql(sql), about};
  question.plan = true;
  question.with_previous = with_previous;
  return question;
}

/// What the catalogues say of relations, asked once for each.
class Facts {
 public:
  explicit Facts(const Context& context) : x_context(context) {}

  /// The questions about those of the names that were not asked about yet.
  std::vector<Question> questions_about(const std::set<std::string>& names) {
    std::vector<std::string> unknown;
    for (const std::string& name : names) {
      if (x_asked.insert(name).second) unknown.push_back(name);
    }
    std::vector<Question> questions;
    for (std::size_t at = 0; at < unknown.size(); at += relations_per_question) {
      const std::size_t count = std::min(relations_per_question, unknown.size() - at);
      questions.push_back({Side::head, warehouse::relation_facts_sql(std::span(unknown).subspan(at, count)),
                           "sizes, keys and statistics of relations"});
    }
    return questions;
  }

  /// Throws Error (unjudged): the catalogues did not answer.
  void look_up(const std::set<std::string>& names) {
    for (const Answer& answer : gates::ask(x_context, questions_about(names), to_plan)) add(answer);
  }

  /// An answer to one of the questions; throws as look_up does.
  void add(const Answer& answer) {
    if (!answer.ok()) throw Error(ErrorKind::unjudged, {answer.explanation, {}, {}});
    const auto& rows = answer.rows;
    const bool one_cell = rows.size() == 1 && rows.front().size() == 1 && rows.front().front();
    Catalogue some = read_catalogue(one_cell ? *rows.front().front() : std::string());
    x_all.relations.merge(some.relations);
    if (x_all.settings.empty()) x_all.settings = std::move(some.settings);
    x_all.database = some.database;
    x_all.hypopg = some.hypopg;
  }

  const Catalogue& all() const { return x_all; }

 private:
  const Context& x_context;
  std::set<std::string> x_asked;
  Catalogue x_all;
};

/// Asks for the plans of the given sides.
class Plans {
 public:
  void add(PlannedSide& side, const std::string& about, bool with_previous) {
    if (!side.text.problem.empty()) {
      side.problem = side.text.problem;
      return;
    }
    x_questions.push_back(plan_question(side.text.sql.text(), about, with_previous));
    x_sides.push_back(&side);
  }

  void add_both(PlannedModel& model) {
    const std::string& name = model.target->model->name;
    add(model.head, fmt::format("plan of {}", name), false);
    if (!model.base || model.same_sql()) return;
    add(*model.base, fmt::format("plan of base's SQL of {}", name), model.head.text.problem.empty());
  }

  /// And for the facts about `names` beside them, so that neither waits for the other.
  void ask_all(const Context& context, Facts& facts, const std::set<std::string>& names) {
    std::vector<Question> questions = facts.questions_about(names);
    const std::size_t before = questions.size();
    questions.insert(questions.end(), x_questions.begin(), x_questions.end());
    std::vector<Answer> of_facts(before);
    gates::ask_each(context, questions, to_plan, [&](std::size_t i, Answer answer) {
      if (i < before) {
        of_facts[i] = std::move(answer);
      } else {
        read_answer(*x_sides[i - before], std::move(answer));
      }
    });
    for (const Answer& answer : of_facts) facts.add(answer);
  }

 private:
  std::vector<Question> x_questions;
  std::vector<PlannedSide*> x_sides;
};

void collect_scans(const PlanNode& node, std::set<std::string>& names) {
  if (!node.relation.empty() && !node.schema.empty()) {
    names.insert(warehouse::quoted_identifier(node.schema) + "." + warehouse::quoted_identifier(node.relation));
  }
  for (const PlanNode& child : node.children) collect_scans(child, names);
}

/// `schema.name` of a quoted name, as the catalogue calls it.
std::string table_of(const std::string& quoted) {
  const auto parts = sql::split_relation_name(quoted);
  if (!parts || parts->size() < 2) return {};
  return fmt::format("{}.{}", (*parts)[parts->size() - 2], parts->back());
}

/// Gives each model the part of the catalogue that it reads, with the keys that dbt declares.
class Shares {
 public:
  Shares(const Context& context, const Upstreams& upstreams, const Catalogue& all)
      : x_upstreams(upstreams), x_all(all), x_keys(lineage::declared_keys(*context.head)) {}

  void give(PlannedModel& model, const std::set<std::string>& names) const {
    Catalogue& own = model.catalogue;
    own.settings = x_all.settings;
    own.database = x_all.database;
    own.hypopg = x_all.hypopg;
    for (const std::string& name : names) {
      std::string table = table_of(name);
      for (int steps = 0; !table.empty() && steps < 10; ++steps) {  // up through partitioned parents
        const auto found = x_all.relations.find(table);
        if (found == x_all.relations.end() || own.relations.count(table) > 0) break;
        CatalogueRelation& relation = own.relations.emplace(table, found->second).first->second;
        add_keys(table, relation);
        table = relation.parent;
      }
    }
  }

 private:
  void add_keys(const std::string& table, CatalogueRelation& relation) const {
    const auto declared = x_keys.find(x_upstreams.id_of(table));
    if (declared == x_keys.end()) return;
    for (const lineage::DeclaredKey& key : declared->second) {
      std::vector<std::string> columns;
      for (const std::string& column : key.columns) {  // tests name columns as people write them
        columns.push_back(relation.columns.count(column) > 0 ? column : tollgate::lowered(column));
      }
      relation.declared_keys.push_back(std::move(columns));
    }
  }

  const Upstreams& x_upstreams;
  const Catalogue& x_all;
  lineage::DeclaredKeys x_keys;
};

std::size_t longest_text(const std::vector<PlannedModel>& models) {
  std::size_t longest = std::size_t{1} << 16U;
  for (const PlannedModel& model : models) {
    longest = std::max(longest, model.target->head->compiled_code.size());
    if (model.target->base != nullptr) longest = std::max(longest, model.target->base->compiled_code.size());
  }
  return longest;
}

class Asking {
 public:
  Asking(const Context& context, Upstreams& upstreams, std::vector<PlannedModel>& models)
      : x_context(context), x_upstreams(upstreams), x_models(models), x_facts(context) {}

  void run() {
    write_texts();
    std::set<std::string> names;
    for (const auto& own : x_names) names.insert(own.begin(), own.end());
    Plans plans;
    for (PlannedModel& model : x_models) plans.add_both(model);
    plans.ask_all(x_context, x_facts, names);
    look_up_all();
    plan_again();
    const Shares shares(x_context, x_upstreams, x_facts.all());
    sql::for_each_on_deep_stacks(x_models.size(), x_context.jobs, sql::small_stack,
                                 [&](std::size_t i) { shares.give(x_models[i], x_names[i]); });
  }

 private:
  void on_stack(const std::function<void()>& work) const {
    sql::run_on_deep_stack(sql::stack_to_walk(longest_text(x_models)), work);
  }

  void write_texts() {
    x_names.resize(x_models.size());
    sql::for_each_on_deep_stacks(x_models.size(), x_context.jobs, sql::stack_to_walk(longest_text(x_models)),
                                 [&](std::size_t i) { write_text(x_models[i], x_names[i]); });
  }

  void write_text(PlannedModel& model, std::set<std::string>& names) {
    const Target& target = *model.target;
    x_upstreams.read(target);
    model.head.text = x_upstreams.head_as_written(target);
    if (!x_upstreams.is_one_statement(*target.head, Side::head)) {
      model.head.text.problem = "its compiled SQL does not parse to one statement, so no plan is asked for";
    }
    if (model.base) model.base->text = x_upstreams.base_on_head(target);
    names = x_upstreams.names_to_look_up(target, false);
  }

  static bool lacks_upstream(const PlannedModel& model) {
    if (may_lack_upstream(model.head.answer)) return true;
    return model.base && !model.same_sql() && may_lack_upstream(model.base->answer);
  }

  /// What only the plans tell of: inherited tables, and what stands in for an upstream that is not there.
  void look_up_all() {
    std::set<std::string> names;
    if (std::any_of(x_models.begin(), x_models.end(), lacks_upstream)) on_stack([&] { name_what_may_stand(); });
    for (std::size_t i = 0; i < x_models.size(); ++i) look_into_plans(i, names);
    x_facts.look_up(names);
  }

  void name_what_may_stand() {
    for (std::size_t i = 0; i < x_models.size(); ++i) {
      if (lacks_upstream(x_models[i])) x_names[i] = x_upstreams.names_to_look_up(*x_models[i].target, true);
    }
  }

  void look_into_plans(std::size_t i, std::set<std::string>& names) {
    const PlannedModel& model = x_models[i];
    if (model.head.plan) collect_scans(model.head.plan->root, x_names[i]);
    if (model.base && model.base->plan) collect_scans(model.base->plan->root, x_names[i]);
    names.insert(x_names[i].begin(), x_names[i].end());
  }

  /// Once with what is there, and once more with the SQL of changed upstreams, which may be there as it was before.
  void plan_again() {
    for (const bool anew : {false, true}) {
      std::vector<std::size_t> again;
      if (std::none_of(x_models.begin(), x_models.end(), lacks_upstream)) return;
      on_stack([&] {
        for (std::size_t i = 0; i < x_models.size(); ++i) {
          if (write_again(x_models[i], anew)) again.push_back(i);
        }
      });
      Plans plans;
      for (const std::size_t i : again) plans.add_both(x_models[i]);
      plans.ask_all(x_context, x_facts, {});
      std::set<std::string> names;
      for (const std::size_t i : again) look_into_plans(i, names);
      x_facts.look_up(names);
    }
  }

  bool write_again(PlannedModel& model, bool anew) {
    if (!lacks_upstream(model)) return false;
    const bool only_base = model.head.plan.has_value();  // what head has is good as it is
    if (only_base && anew) return false;
    const Catalogue& known = x_facts.all();
    const Existing existing{known.database, [&](std::string_view table) { return known.relations.count(table) > 0; }};
    PlannedText head =
        only_base ? model.head.text : x_upstreams.of_what_exists(*model.target, Side::head, existing, anew);
    model.whole = head.problem.empty();
    bool other = head.problem.empty() && head.sql.text() != model.head.text.sql.text();
    std::optional<PlannedText> base;
    if (model.base) {
      base = x_upstreams.of_what_exists(*model.target, Side::base, existing, anew);
      other = other || base->problem != model.base->text.problem || base->sql.text() != model.base->text.sql.text();
    }
    if (!other) return false;
    if (head.problem.empty()) model.head.text = std::move(head);
    if (base) model.base->text = std::move(*base);
    return true;
  }

  const Context& x_context;
  Upstreams& x_upstreams;
  std::vector<PlannedModel>& x_models;
  Facts x_facts;
  std::vector<std::set<std::string>> x_names;  ///< that each model reads, quoted
};

double most_rows(const PlanNode& node) {
  double most = node.rows_all;
  for (const PlanNode& child : node.children) most = std::max(most, most_rows(child));
  return most;
}

}  // namespace

void execute(const Context& context, std::vector<PlannedModel>& models) {
  std::vector<Question> questions;
  std::vector<PlannedModel*> executed;
  for (PlannedModel& model : models) {
    const Options& options = model.target->options;
    if (!options[analyze] || !model.head.plan) continue;
    if (const double rows = most_rows(model.head.plan->root); rows > options[analyze_max_rows]) {
      model.not_executed = fmt::format("a step of it is expected to give {:.0f} rows", rows);
      continue;
    }
    Question question{Side::head, warehouse::explain_analyze_sql(model.head.text.sql.text()),
                      fmt::format("plan of {}, executed", model.target->model->name)};
    question.plan = true;
    question.timeout = std::chrono::seconds(options[analyze_timeout]);
    questions.push_back(std::move(question));
    executed.push_back(&model);
  }
  std::vector<Answer> answers = gates::ask(context, questions, to_plan);
  for (std::size_t i = 0; i < executed.size(); ++i) {
    PlannedSide measured;
    read_answer(measured, std::move(answers[i]));
    if (measured.plan) {
      executed[i]->head.plan = std::move(measured.plan);
    } else {
      executed[i]->not_executed = measured.problem.empty() ? measured.answer.explanation : measured.problem;
    }
  }
}

void ask_for_plans(const Context& context, Upstreams& upstreams, std::vector<PlannedModel>& models) {
  if (!models.empty()) Asking(context, upstreams, models).run();
}

}  // namespace tollgate::explain
