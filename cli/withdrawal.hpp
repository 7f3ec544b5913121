// What a run that ends without a report still owes the forge: what an earlier run told there does not hold any more. A
// command line that was refused is read as far as it goes; nothing here judges, or changes how the run ends.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/outputs.hpp"
#include "cli/publishing.hpp"
#include "cli/streams.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

/// A run that ended with `error` (a policy that is wrong, say) after its outputs were planned. Never throws.
void withdraw(const Error& error, const CheckArguments& arguments, const std::vector<Output>& outputs,
              ForgeInUse& forge, const Streams& streams);

/// A run of which a format or file was refused. A comment that stands is taken back even where no format that is
/// understood asks for it: the one that is misspelt may have. Never throws.
void withdraw_unplanned(const Error& error, const CheckArguments& arguments, const Streams& streams);

/// The same for a command line that was refused as a whole, where it was one of `check`. Its words are not told: they
/// may hold a secret, which the job's log masks and a comment does not. Never throws.
void withdraw_refused(const std::vector<std::string>& words, const Streams& streams);

}  // namespace tollgate::cli
