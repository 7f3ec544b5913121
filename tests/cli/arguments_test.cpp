#include "cli/arguments.hpp"

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;

TEST_CASE("--version tells the version, --help gives examples and the exit codes") {
  const Ran version = run_tollgate({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.find(std::string(tollgate::cli::version())) != std::string::npos);
  const Ran help = run_tollgate({"--help"});
  CHECK(help.code == 0);
  CHECK_THAT(help.out, ContainsSubstring("Examples:"));
  CHECK_THAT(help.out, ContainsSubstring("3 something could not be judged"));
  CHECK_THAT(run_tollgate({"check", "--help"}).out, ContainsSubstring("--explain-selection"));
}

TEST_CASE("--help of a command tells its own examples, and values by their words") {
  const std::string check = run_tollgate({"check", "--help"}).out;
  CHECK_THAT(check, ContainsSubstring("--fail-on error|warning|info"));
  CHECK_THAT(check, ContainsSubstring("Lowest severity that fails (default: error)"));
  CHECK_THAT(check, !ContainsSubstring("TEXT:{"));
  const std::string schema = run_tollgate({"policy", "schema", "--help"}).out;
  CHECK_THAT(schema, ContainsSubstring("(not with --waivers)"));
  CHECK_THAT(schema, ContainsSubstring("tollgate policy show"));
  CHECK_THAT(schema, !ContainsSubstring("tollgate check --base"));
}

TEST_CASE("a mistyped command or option is wrong usage, with the word that was meant") {
  const Ran command = run_tollgate({"chekc"});
  CHECK(command.code == 2);
  CHECK_THAT(command.err, ContainsSubstring("did you mean \"check\"?"));
  const Ran option = run_tollgate({"check", "--polciy", "x"});
  CHECK(option.code == 2);
  CHECK_THAT(option.err, ContainsSubstring("did you mean \"--policy\"?"));
}

TEST_CASE("an unknown command is named, with the ones there are") {
  const Ran ran = run_tollgate({"frobnicate"});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err,
             ContainsSubstring("unknown command \"frobnicate\"; there are check, init, explain, policy, doctor"));
}

TEST_CASE("no command, a bad number and a bad severity are wrong usage") {
  CHECK(run_tollgate({}).code == 2);
  CHECK(run_tollgate({"check", "--jobs", "0"}).code == 2);
  CHECK(run_tollgate({"check", "--jobs", "many"}).code == 2);
  CHECK(run_tollgate({"check", "--fail-on", "fatal"}).code == 2);
}

TEST_CASE("an empty commit, folder or policy is wrong usage, not a flag that was left out") {
  for (const char* flag : {"--base-sha", "--head-sha", "--policy", "--base", "--head", "--project-dir"}) {
    const Ran ran = run_tollgate({"check", flag, ""});
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, ContainsSubstring(std::string(flag) + ": the value is empty"));
  }
  CHECK(run_tollgate({"check", "--base-sha="}).code == 2);
}

TEST_CASE("an unknown gate or format is wrong usage, with a suggestion") {
  const Ran gate = run_tollgate({"check", "--gate", "row-count-dif"});
  CHECK(gate.code == 2);
  CHECK_THAT(gate.err, ContainsSubstring("did you mean \"row-count-diff\"?"));
  const Ran format = run_tollgate({"check", "--format", "juint:out.xml"});
  CHECK(format.code == 2);
  CHECK_THAT(format.err, ContainsSubstring("did you mean \"junit\"?"));
}
