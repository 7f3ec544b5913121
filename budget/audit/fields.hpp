// The closed list of what an event may say, and of which kind each value is. It judges texts and changes nothing.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::budget {

/// What is wrong with a draft, and what to do; empty: nothing. No value of the event is told, as it may be the secret.
struct FieldProblem {
  std::string message{};
  std::string hint{};
};

/// `draft` is canonical JSON of an object.
FieldProblem problem_of_fields(std::string_view draft);

}  // namespace tollgate::budget
