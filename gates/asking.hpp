// How gates ask the head's and base's databases: one answer to each question, or an Error that says what to do.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "gates/context.hpp"

namespace tollgate::gates {

/// In the order of the questions; a question that the server refused is answered, too (Answer::ok). Throws Error
/// (unjudged) where there is no database `to` do that in (`count rows`), or where an answer is missing.
std::vector<warehouse::Answer> ask(const Context& context, std::span<const warehouse::Question> questions,
                                   std::string_view to);

/// The same, but each answer is handed over as soon as it is there: see Warehouse::ask_each().
void ask_each(const Context& context, std::span<const warehouse::Question> questions, std::string_view to,
              const warehouse::Receiver& receive);

}  // namespace tollgate::gates
