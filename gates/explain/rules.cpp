#include "gates/explain/rules.hpp"

#include "gates/explain/judge.hpp"

namespace tollgate::explain {

std::span<const Rule> plan_rules() { return std::span(all_rules).first(plan_rule_count); }

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::low:
      return "low";
    case Confidence::medium:
      return "medium";
    case Confidence::high:
      return "high";
  }
  return "";
}

}  // namespace tollgate::explain
