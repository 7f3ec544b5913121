// How a person accepts a finding: what `tollgate waivers add` wants to know of it, as the waiver file writes it. Offers
// nothing that a shell would read as anything else than these words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/report.hpp"

namespace tollgate::reporters {

/// Whether a waiver can cover it: not what is said of the policy and of waivers, nor what is set aside already.
bool may_be_accepted(const Finding& finding);

/// Whether what is told with it takes a waiver of its own.
bool may_be_accepted(const Finding& finding, const FoldedFinding& folded);

/// `tollgate waivers add --rule GATE/RULE --subject SUBJECT --reason 'WHY' --owner 'WHO' --expires YYYY-MM-DD`, in
/// parts of one or two words that belong on one line. Its day is none, so that it can't be run unread. Nothing for
/// names that could not be shown or pasted as they are.
std::optional<std::vector<std::string>> waiver_command_parts(std::string_view gate, std::string_view rule,
                                                             const Subject& subject);
/// The same on one line; empty: there is none.
std::string waiver_command(std::string_view gate, std::string_view rule, const Subject& subject);
/// One line per waiver that accepting the finding takes: its own, and those of what is told with it, fails as
/// well and is not covered with it; at most ten, and a comment that counts the rest. Empty: it may not be
/// accepted, or informs only.
std::string waiver_commands(const Report& report, const Finding& finding);

/// The first finding that may be accepted, worst first: a warning where none fails the run, never a mere info. Its
/// command has no part wider than that. Null: there is none.
const Finding* first_to_accept(const Report& report, std::size_t width);

}  // namespace tollgate::reporters
