#include "gates/each_target.hpp"

#include <string>

#include "gates/outcomes.hpp"

namespace tollgate::gates {

void for_each_target(const Gate& gate, const Context& context, GateResult& result,
                     const std::function<void(const Target&)>& judge) {
  if (context.run != nullptr) context.run->count("models", context.targets.size());
  for (const Target& target : context.targets) {
    const std::string too_late = context.run == nullptr ? std::string() : context.run->too_late();
    if (too_late.empty()) {
      judge(target);
    } else {
      result.outcomes.push_back(errored(gate, target, too_late));
    }
    if (context.run != nullptr) context.run->advance();
  }
  if (context.run != nullptr) context.run->end_count();
}

void require_time(const Context& context) {
  if (context.run != nullptr) context.run->require_time();
}

}  // namespace tollgate::gates
