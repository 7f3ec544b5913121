#include "gates/fan_out/answers.hpp"

#include <cmath>
#include <cstdlib>
#include <utility>

namespace tollgate::gates::fan_out {

namespace {

bool is_no(const warehouse::Answer& answer) {
  return answer.rows.size() == 1 && answer.rows.front().size() == 1 && answer.rows.front().front() == "f";
}

}  // namespace

using warehouse::Answer;
using warehouse::Problem;

std::size_t Round::add(warehouse::Side side, std::chrono::seconds budget, std::string sql, std::string about) {
  warehouse::Question question{side, std::move(sql), std::move(about)};
  question.timeout = x_clock.left_of(budget);
  x_questions.push_back(std::move(question));
  return x_questions.size() - 1;
}

void Round::ask(warehouse::Warehouse* warehouse) {
  Answer late;
  late.problem = Problem::timeout;
  x_answers.assign(x_questions.size(), late);
  std::vector<warehouse::Question> in_time;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < x_questions.size(); ++i) {
    if (warehouse == nullptr || x_questions[i].timeout.count() <= 0) continue;
    in_time.push_back(x_questions[i]);
    places.push_back(i);
  }
  if (in_time.empty()) return;
  std::vector<Answer> answers = warehouse->ask(in_time);
  if (answers.size() != places.size()) return;
  for (std::size_t i = 0; i < places.size(); ++i) x_answers[places[i]] = std::move(answers[i]);
}

std::optional<std::vector<double>> Round::numbers(std::optional<std::size_t> at) const {
  if (!at || !x_answers[*at].ok() || x_answers[*at].rows.size() != 1) return std::nullopt;
  std::vector<double> numbers;
  for (const std::optional<std::string>& cell : x_answers[*at].rows.front()) {
    if (!cell || cell->empty()) return std::nullopt;
    char* end = nullptr;
    const double number = std::strtod(cell->c_str(), &end);
    if (*end != '\0' || !std::isfinite(number)) return std::nullopt;
    numbers.push_back(number);
  }
  return numbers;
}

std::string Round::problem(std::size_t at) const {
  const Answer& answer = x_answers[at];
  if (answer.ok()) return numbers(at) || yes(at) || is_no(answer) ? "" : "the answer holds no numbers";
  if (answer.problem == Problem::timeout) return "not within the time of diagnosis_budget and statement_timeout";
  if (answer.problem == Problem::undefined_relation) return "it does not exist on head";
  return std::string(warehouse::to_string(answer.problem));
}

bool Round::yes(std::size_t at) const {
  const Answer& answer = x_answers[at];
  return answer.ok() && answer.rows.size() == 1 && !answer.rows.front().empty() && answer.rows.front().front() == "t";
}

}  // namespace tollgate::gates::fan_out
