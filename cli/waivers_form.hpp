// What subjects the findings of a rule have: of a model as a whole, of a column, with words in parentheses. So that a
// waiver that can never cover anything is refused when it is written. Knows no project; never refuses what it does not
// know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace tollgate::cli {

/// How a subject ends after the id of what it is about.
struct SubjectEnd {
  bool column = false;        ///< `.COLUMN`
  bool words = false;         ///< ` (…)`
  std::string_view begins{};  ///< of the words; empty: any
};

/// The ends that findings of the rule have, the most usual first; empty: not known here, so any may be right.
std::vector<SubjectEnd> subject_ends(std::string_view gate, std::string_view rule);

/// Throws Error (usage) for a subject that no finding of the rule can have, with what they look like. `id`: the part of
/// it that names the model, source, metric or the like; `subject` begins with it. Wildcards count as what they can
/// stand for.
void require_form(std::string_view gate, std::string_view rule, std::string_view subject, std::string_view id);

}  // namespace tollgate::cli
