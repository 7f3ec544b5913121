// How gates word what they learned about one target. Owned by gates/; decides nothing about severity or verdict.
#pragma once

#include <string>

#include "core/gate.hpp"
#include "gates/context.hpp"

namespace tollgate::gates {

/// Judged; core turns it into `failed` where a finding weighs enough.
Outcome judged(const Gate& gate, const Target& target);
/// Not judged, on purpose, for the reason given.
Outcome skipped(const Gate& gate, const Target& target, std::string reason);
/// Should have been judged and could not be: never green.
Outcome errored(const Gate& gate, const Target& target, std::string reason);
/// Errored, and only because the head's relation was not built: where a finding tells why, core skips it instead.
Outcome unbuilt(const Gate& gate, const Target& target, std::string reason);

/// A finding about the target as a whole, with the rule's own severity and advice; the message is the caller's.
Finding finding_about(const Gate& gate, const Rule& rule, const Target& target, std::string message);

/// Why a target that is not there any more cannot be judged by gates that read the head; empty when it is there.
std::string removed_reason(const Target& target);
/// Why there is no SQL on head to judge, on purpose: removed, a seed, Python; empty when there should be.
std::string no_sql_reason(const Target& target);

}  // namespace tollgate::gates
