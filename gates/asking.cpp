#include "gates/asking.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace tollgate::gates {

std::vector<warehouse::Answer> ask(const Context& context, std::span<const warehouse::Question> questions,
                                   std::string_view to) {
  if (questions.empty()) return {};
  if (context.warehouse == nullptr) {
    // A problem that was told already says what to do about it.
    if (!context.warehouse_problem.empty()) throw Error(ErrorKind::unjudged, {context.warehouse_problem, {}, {}});
    throw Error(ErrorKind::unjudged, {fmt::format("no database to {} in", to),
                                      "name one in the policy's warehouse settings or by PG* variables",
                                      {}});
  }
  std::vector<warehouse::Answer> answers = context.warehouse->ask(questions);
  if (answers.size() == questions.size()) return answers;
  throw Error(ErrorKind::unjudged, {"the warehouse did not answer every question", "please report it", {}});
}

}  // namespace tollgate::gates
