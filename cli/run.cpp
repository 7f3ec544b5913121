#include <exception>
#include <filesystem>
#include <new>
#include <string>

#include "cli/commands.hpp"
#include "cli/policy_in_force.hpp"
#include "cli/progress_line.hpp"
#include "cli/withdrawal.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

namespace {

struct Runner {
  const Streams& streams;
  int operator()(const CheckArguments& arguments) const { return check(arguments, streams); }
  int operator()(const ExplainArguments& arguments) const { return explain(arguments, streams); }
  int operator()(const PolicyArguments& arguments) const { return policy_command(arguments, streams); }
  int operator()(const DoctorArguments& arguments) const { return doctor(arguments, streams); }
  int operator()(const InspectArguments& arguments) const { return inspect(arguments, streams); }
  int operator()(const LineageArguments& arguments) const { return lineage_command(arguments, streams); }
  int operator()(const PiiArguments& arguments) const { return pii_suggest(arguments, streams); }
  int operator()(const StatsArguments& arguments) const { return stats_command(arguments, streams); }
  int operator()(const BudgetArguments& arguments) const { return budget_command(arguments, streams); }
  int operator()(const AuditArguments& arguments) const { return audit(arguments, streams); }
  int operator()(const WaiversArguments& arguments) const { return waivers_command(arguments, streams); }
  int operator()(const TrailersArguments& arguments) const { return trailers(arguments, streams); }
  int operator()(const InitArguments& arguments) const { return init_command(arguments, streams); }
  int operator()(const CompletionArguments& arguments) const { return completion_command(arguments, streams); }
};

int code_of(ErrorKind kind) { return kind == ErrorKind::usage ? 2 : 3; }

}  // namespace

int run(const std::vector<std::string>& arguments, const Streams& given) {
  const Parsed parsed = parse_arguments(arguments, given);
  if (!parsed.command) {
    if (parsed.exit_code != 0) withdraw_refused(arguments, given);
    return parsed.exit_code;
  }
  Run own;
  Streams streams = given;
  if (streams.run == nullptr) streams.run = &own;
  ProgressLine progress(*streams.run, streams.err,
                        progress_style(streams.err_is_terminal, !variable(streams, "CI").empty(), streams.err_width));
  streams.progress = &progress;
  try {
    return std::visit(Runner{streams}, *parsed.command);
  } catch (const PolicyProblems& problems) {
    std::string text;
    for (const Diagnostic& problem : problems.problems()) text += (text.empty() ? "" : "\n") + to_text(problem);
    tell(streams, text);
    return code_of(problems.kind());
  } catch (const Error& error) {
    tell(streams, "tollgate: " + std::string(error.what()));
    return code_of(error.kind());
  } catch (const std::filesystem::filesystem_error& error) {
    tell(streams, "tollgate: " + error.path1().string() + ": " + error.code().message() +
                      "\n  hint: let this user read and write it, or name another path");
    return 3;
  } catch (const std::bad_alloc&) {
    tell(streams,
         "tollgate: there is not enough memory\n  hint: use fewer --jobs, or a machine or container with more");
    return 3;
  } catch (const std::exception&) {
    // The text of a foreign exception may hold data, so it is not told.
    tell(streams, "tollgate: internal error; please report it with the command line and the tollgate version");
    return 3;
  }
}

}  // namespace tollgate::cli
