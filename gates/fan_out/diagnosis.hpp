// Why the rows of a changed model grew or shrank: the join of its SQL that multiplies them, its key, by how much; or
// the filter or inner join that loses them. Asks the head's warehouse for counts per key, and the base's where a join
// is not new; says what could not be told, and never guesses. Shared by gates; owns no finding.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/finding.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::fan_out {

/// A model on head whose rows want explaining.
struct Suspect {
  const Target* target = nullptr;
  bool lost = false;                ///< rows went; else they came
  std::chrono::seconds budget{20};  ///< for all questions of all suspects, from the first one on
};

struct Diagnosis {
  std::string clause;                ///< for the message; empty: nothing to say
  std::string help;                  ///< empty: none but the rule's own
  std::optional<Location> location;  ///< of the join or filter in the model's file; only where it is the cause
  std::vector<Evidence> evidence;
};

/// One per suspect, in order. Nothing is said where the lineage of both sides is not at hand. Throws no Error for what
/// a database may answer.
std::vector<Diagnosis> diagnose(const Context& context, std::span<const Suspect> suspects);

}  // namespace tollgate::gates::fan_out
