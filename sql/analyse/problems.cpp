#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {

Problem& Analyser::problem(ProblemKind kind, std::string_view name, int location, std::string message) {
  Problem found;
  found.kind = kind;
  found.name = name;
  found.location = location;
  found.message = std::move(message);
  return x_store.problems.emplace_back(std::move(found));
}

void Analyser::refuse(int location, std::string message) {
  problem(ProblemKind::refused, {}, location, std::move(message));
}

}  // namespace tollgate::sql
