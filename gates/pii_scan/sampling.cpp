#include "gates/pii_scan/sampling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "core/error.hpp"
#include "core/listing.hpp"
#include "gates/pii_scan/judge.hpp"
#include "gates/pii_scan/values/byte_set.hpp"
#include "warehouse/sample_guard.hpp"

namespace tollgate::pii_scan {

namespace {

using warehouse::Answer;
using warehouse::Question;
using warehouse::SampleColumn;
using warehouse::SampleFacts;
using warehouse::SampleSize;

constexpr ByteSet blanks(" \t\r\n");

bool is_filled(const Cell& cell) { return cell && blanks.first_beyond(*cell) != std::string_view::npos; }

/// What is under way for one wish.
struct Work {
  const SampleWish* wish = nullptr;
  RelationSample* result = nullptr;
  SampleSize size;
  std::vector<SampleColumn> columns;  ///< that are wanted and readable
};

/// A column that is mostly null.
struct SecondLook {
  const Work* work = nullptr;
  std::size_t column = 0;
};

void add_problem(RelationSample& result, const std::string& problem) {
  if (result.problem.find(problem) != std::string::npos) return;
  result.problem += (result.problem.empty() ? "" : "; ") + problem;
}

class Sampler {
 public:
  Sampler(warehouse::Warehouse& warehouse, const std::vector<SampleWish>& wishes)
      : x_warehouse(warehouse), x_wishes(wishes), x_results(wishes.size()) {}

  std::vector<RelationSample> run() {
    find_facts();
    const warehouse::SampleGuard guard;
    std::vector<Question> questions;
    for (const Work& work : x_work) questions.push_back(first_question(work));
    ask_each(questions, [&](std::size_t i, const Answer& answer) { read_first(x_work[i], answer); });
    look_twice();
    return std::move(x_results);
  }

 private:
  void look_twice() {
    std::ranges::sort(x_second, {}, [](const SecondLook& look) { return std::pair(look.work, look.column); });
    std::vector<Question> questions;
    for (const SecondLook& look : x_second) questions.push_back(second_question(look));
    ask_each(questions, [&](std::size_t i, const Answer& answer) { read_second(x_second[i], answer); });
  }

  /// Has every answer read by the thread that got it, beside others.
  template <class Read>
  void ask_each(const std::vector<Question>& questions, const Read& read) {
    if (questions.empty()) return;
    std::atomic<std::size_t> answered = 0;
    x_warehouse.ask_each(questions, [&](std::size_t i, const Answer& answer) {
      ++answered;
      read(i, answer);
    });
    if (answered == questions.size()) return;
    throw Error(ErrorKind::unjudged, {"the warehouse did not answer every question", "please report it", {}});
  }

  // --- what there is ---

  void find_facts() {
    std::vector<Question> questions;
    for (const SampleWish& wish : x_wishes) {
      questions.push_back({.side = wish.side,
                           .sql = warehouse::sample_facts_sql(wish.relation),
                           .about = "size and columns of " + wish.relation,
                           .timeout = wish.settings.timeout});
    }
    std::vector<Answer> answers(questions.size());
    ask_each(questions, [&](std::size_t i, const Answer& answer) { answers[i] = answer; });
    for (std::size_t i = 0; i < answers.size(); ++i) plan(x_wishes[i], answers[i], x_results[i]);
  }

  void plan(const SampleWish& wish, const Answer& answer, RelationSample& result) {
    if (!answer.ok()) return add_problem(result, explanation_of(answer, wish));
    const SampleFacts facts = warehouse::sample_facts_in(answer);
    if (!facts.found) {
      result.missing = true;
      return add_problem(result, fmt::format("{} does not exist on {}: build it there", wish.relation,
                                             warehouse::to_string(wish.side)));
    }
    Work work{&wish, &result, warehouse::sample_size(facts, wish.settings.rows), {}};
    std::vector<std::string> closed;
    for (const SampleColumn& column : facts.columns) {
      if (!wish.wants(column)) continue;
      if (column.readable) {
        work.columns.push_back(column);
      } else {
        closed.push_back(column.name);
      }
    }
    if (!closed.empty()) {
      add_problem(result, fmt::format("no privilege to select {} of {}: grant it, e.g. column by column",
                                      listed(closed), wish.relation));
    }
    if (!work.columns.empty()) x_work.push_back(std::move(work));
  }

  static std::string explanation_of(const Answer& answer, const SampleWish& wish) {
    if (!answer.explanation.empty()) return answer.explanation;
    return fmt::format("{} could not be sampled on {} (SQLSTATE {})", wish.relation, warehouse::to_string(wish.side),
                       answer.sqlstate.empty() ? "unknown" : answer.sqlstate);
  }

  // --- the sample ---

  static Question data_question(const SampleWish& wish, std::string sql, const std::string& what) {
    return {.side = wish.side,
            .sql = std::move(sql),
            .about = fmt::format("sample of {} of {}", what, wish.relation),
            .data = true,
            .timeout = wish.settings.timeout};
  }

  static Question first_question(const Work& work) {
    const std::size_t count = work.columns.size();
    return data_question(*work.wish, sample_sql(work.wish->relation, work.columns, work.size, work.wish->settings.seed),
                         fmt::format("{} column{}", count, count == 1 ? "" : "s"));
  }

  void read_first(const Work& work, const Answer& answer) {
    if (!answer.ok()) return add_problem(*work.result, explanation_of(answer, *work.wish));
    require_columns(answer, work.columns.size());
    work.result->rows = static_cast<std::int64_t>(answer.data.rows());
    // Fewer rows than the limit without TABLESAMPLE: there are no more.
    work.result->whole = work.size.percent >= 100 && work.result->rows < work.size.rows;
    for (std::size_t i = 0; i < work.columns.size(); ++i) {
      work.result->columns.push_back(judged(work, i, answer.data.column(i)));
      const bool few = work.result->columns.back().cells < enough_cells;
      if (!few || work.result->whole) continue;
      const std::lock_guard lock(x_mutex);
      x_second.push_back({&work, i});
    }
  }

  static Question second_question(const SecondLook& look) {
    const SampleWish& wish = *look.work->wish;
    const SampleColumn& column = look.work->columns[look.column];
    return data_question(wish,
                         sparse_sample_sql(wish.relation, column, look.work->size, wish.settings.seed, sparse_cells),
                         "the column " + warehouse::quoted_identifier(column.name));
  }

  static void read_second(const SecondLook& look, const Answer& answer) {
    RelationSample& result = *look.work->result;
    if (!answer.ok()) return add_problem(result, explanation_of(answer, *look.work->wish));
    require_columns(answer, 1);
    ColumnSample& known = result.columns[look.column];
    ColumnSample again = judged(*look.work, look.column, answer.data.column(0));
    if (again.cells <= known.cells) return;
    again.second_look = true;
    known = std::move(again);
  }

  static void require_columns(const Answer& answer, std::size_t columns) {
    if (answer.data.rows() == 0 || answer.data.columns() == columns) return;
    throw Error(ErrorKind::unjudged,
                {"the database gave an answer to a sample that cannot be read", "please report it", {}});
  }

  static ColumnSample judged(const Work& work, std::size_t index, const std::vector<Cell>& cells) {
    const SampleColumn& column = work.columns[index];
    ColumnSample sample{column.name, column.type, std::ranges::count_if(cells, is_filled), false, {}};
    sample.verdict = classify({column.name, work.wish->table, column.type}, std::span<const Cell>(cells));
    return sample;
  }

  warehouse::Warehouse& x_warehouse;
  const std::vector<SampleWish>& x_wishes;
  std::vector<RelationSample> x_results;
  std::vector<Work> x_work;
  std::mutex x_mutex;  // guards the second looks while samples are judged side by side
  std::vector<SecondLook> x_second;
};

}  // namespace

std::vector<RelationSample> take_samples(warehouse::Warehouse& warehouse, const std::vector<SampleWish>& wishes) {
  return Sampler(warehouse, wishes).run();
}

}  // namespace tollgate::pii_scan
