#include "gates/asking.hpp"

#include <fmt/format.h>

#include <atomic>
#include <utility>

#include "core/error.hpp"

namespace tollgate::gates {

namespace {

void require_warehouse(const Context& context, std::string_view to) {
  if (context.warehouse != nullptr) return;
  // A problem that was told already says what to do about it.
  if (!context.warehouse_problem.empty()) throw Error(ErrorKind::unjudged, {context.warehouse_problem, {}, {}});
  throw Error(
      ErrorKind::unjudged,
      {fmt::format("no database to {} in", to), "name one in the policy's warehouse settings or by PG* variables", {}});
}

void require_all(std::size_t answered, std::size_t asked) {
  if (answered == asked) return;
  throw Error(ErrorKind::unjudged, {"the warehouse did not answer every question", "please report it", {}});
}

}  // namespace

std::vector<warehouse::Answer> ask(const Context& context, std::span<const warehouse::Question> questions,
                                   std::string_view to) {
  if (questions.empty()) return {};
  require_warehouse(context, to);
  std::vector<warehouse::Answer> answers = context.warehouse->ask(questions);
  require_all(answers.size(), questions.size());
  return answers;
}

void ask_each(const Context& context, std::span<const warehouse::Question> questions, std::string_view to,
              const warehouse::Receiver& receive) {
  if (questions.empty()) return;
  require_warehouse(context, to);
  std::atomic<std::size_t> answered = 0;
  context.warehouse->ask_each(questions, [&](std::size_t index, warehouse::Answer answer) {
    ++answered;
    receive(index, std::move(answer));
  });
  require_all(answered, questions.size());
}

}  // namespace tollgate::gates
