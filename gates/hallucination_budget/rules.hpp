// The rules of hallucination-budget. For the files of this folder only.
#pragma once

#include <array>

#include "core/gate.hpp"

namespace tollgate::gates::hallucination {

inline constexpr std::array all_rules{
    Rule{"contradiction", Severity::error,
         "The change says that no LLM helped, and something about it says that one did.",
         "Take back what is wrong: the declaration, or the trailer; where recognition errs, have somebody else put the "
         "label not-llm on and say why."},
    Rule{"undeclared-signals", Severity::error, "Something hints at an LLM, and nobody says whether one helped.",
         "Say so in the description or in a commit's trailer: `llm: <tool>:<model>` or `llm: none`."},
    Rule{"undeclared", Severity::warning, "Nobody says whether an LLM helped.",
         "Say so in the description or in a commit's trailer: `llm: <tool>:<model>` or `llm: none`."},
    Rule{"prompt-missing", Severity::error, "An LLM helped, and neither the prompt nor its hash is there.",
         "Write the prompt below a heading `## Prompt` in the description, or its hash as a trailer `prompt-hash:`."},
    Rule{"llm-approval-missing", Severity::error,
         "A change that an LLM helped with lacks approvals by people who did not make it.",
         "Have the people named approve the head commit; who made the change or asked for it does not count."},
    Rule{"machine-approval", Severity::error, "A machine approved a change that an LLM helped with.",
         "Dismiss that review: only people approve."},
    Rule{"auto-merge-on", Severity::error, "A change that an LLM helped with would be merged by itself.",
         "Switch auto-merge off: a person merges."},
    Rule{"budget-exceeded", Severity::error,
         "The hallucination budget is exceeded, and an LLM helped with this change.",
         "Find what the failures have in common; until then only a waiver lets such a change through."},
    Rule{"budget-at-risk", Severity::warning,
         "The hallucination budget is at risk, and an LLM helped with this change.",
         "Review harder: `when_exceeded` of the policy is in force already."},
    Rule{"recognition-overridden", Severity::info, "A person says that recognition errs here: no LLM helped.",
         "Nothing to do; the override is told in the report and in the audit log."},
};
inline constexpr const Rule& contradiction = all_rules[0];
inline constexpr const Rule& undeclared_signals = all_rules[1];
inline constexpr const Rule& undeclared = all_rules[2];
inline constexpr const Rule& prompt_missing = all_rules[3];
inline constexpr const Rule& approval_missing = all_rules[4];
inline constexpr const Rule& machine_approval = all_rules[5];
inline constexpr const Rule& auto_merge_on = all_rules[6];
inline constexpr const Rule& budget_exceeded = all_rules[7];
inline constexpr const Rule& budget_at_risk = all_rules[8];
inline constexpr const Rule& recognition_overridden = all_rules[9];

}  // namespace tollgate::gates::hallucination
