// The report of a run that could not begin to judge: what was wrong, and whose comment says otherwise by now. A pull
// request that was green must not stay so because the next run did not get as far as its gates.
#pragma once

#include <string_view>

#include "cli/arguments.hpp"
#include "cli/circumstances.hpp"
#include "core/error.hpp"
#include "core/report.hpp"

namespace tollgate::cli {

/// A report where not even the policy is known.
Report report_of_nothing(const CheckArguments& arguments);

/// Fills in the project and the pull request, by which a forge's comments and check runs are found again: the name of
/// dbt_project.yml, and what flags and the CI's environment tell, without git or a forge. Leaves out what nobody tells.
/// Never throws.
void tell_whose(Report& report, const CheckArguments& arguments, const Streams& streams);
/// The same with facts that are known.
void tell_whose(Report& report, const CheckArguments& arguments, const Circumstances& known);

/// Fail closed, and tell it in every format that was asked for: an artifact that is missing is a red report, not a
/// missing one. `what`: that which was wrong, in the place of a gate.
Report unjudged_report(Report report, std::string_view what, const Error& error);

}  // namespace tollgate::cli
