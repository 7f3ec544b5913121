// One function per command. Each returns the exit code; an Error means the work could not be done.
#pragma once

#include "cli/arguments.hpp"
#include "cli/streams.hpp"

namespace tollgate::cli {

int check(const CheckArguments& arguments, const Streams& streams);
int explain(const ExplainArguments& arguments, const Streams& streams);
int policy_command(const PolicyArguments& arguments, const Streams& streams);
int doctor(const DoctorArguments& arguments, const Streams& streams);
int inspect(const InspectArguments& arguments, const Streams& streams);
int lineage_command(const LineageArguments& arguments, const Streams& streams);
int budget_command(const BudgetArguments& arguments, const Streams& streams);
int pii_suggest(const PiiArguments& arguments, const Streams& streams);
int stats_command(const StatsArguments& arguments, const Streams& streams);
int audit(const AuditArguments& arguments, const Streams& streams);
int waivers_command(const WaiversArguments& arguments, const Streams& streams);
int trailers(const TrailersArguments& arguments, const Streams& streams);
int init_command(const InitArguments& arguments, const Streams& streams);
int completion_command(const CompletionArguments& arguments, const Streams& streams);

/// The whole program: parses, runs the command, tells what went wrong.
int run(const std::vector<std::string>& arguments, const Streams& streams);

}  // namespace tollgate::cli
