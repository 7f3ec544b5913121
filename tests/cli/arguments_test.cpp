#include "cli/arguments.hpp"

#include <sstream>

#include "cli/command_tree.hpp"
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

namespace {

/// The words of a shell's line up to what is for the shell or for the reader: a redirection, or two blanks and a
/// remark.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
      if (quote != 0) word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c != ' ') {
      word += c;
    } else {
      words.push_back(word);
      word.clear();
      const char next = i + 1 < line.size() ? line[i + 1] : ' ';
      if (next == ' ' || next == '>' || next == '|' || next == '<') return words;
    }
  }
  words.push_back(word);
  return words;
}

/// `tollgate …` lines of a footer, continued ones joined, without the program's name.
std::vector<std::string> examples_in(const std::string& footer) {
  std::vector<std::string> examples;
  std::istringstream stream(footer);
  bool continued = false;
  for (std::string line; std::getline(stream, line);) {
    const std::size_t at = line.find("tollgate ");
    const bool continues = line.ends_with(" \\");
    if (continues) line.resize(line.size() - 2);
    if (continued) {
      examples.back() += " " + line.substr(line.find_first_not_of(' '));
    } else if (line.starts_with("  ") && at != std::string::npos && line.find('(') > at) {
      examples.push_back(line.substr(at + 9));
    }
    continued = continues && !examples.empty();
  }
  return examples;
}

void check_examples(const tollgate::cli::CommandDescription& command, std::size_t& count) {
  for (const std::string& example : examples_in(command.footer)) {
    INFO(example);
    std::ostringstream said;
    const tollgate::cli::Streams streams{
        .out = said, .err = said, .environment = [](auto) { return std::nullopt; }, .random_token = ""};
    const auto parsed = tollgate::cli::parse_arguments(words_of(example), streams);
    INFO(said.str());
    CHECK(parsed.command.has_value());
    ++count;
  }
  for (const tollgate::cli::CommandDescription& below : command.commands) check_examples(below, count);
}

}  // namespace

TEST_CASE("every example of --help is right usage") {
  std::size_t count = 0;
  check_examples(tollgate::cli::describe_commands(), count);
  CHECK(count > 40);
}

TEST_CASE("a mistyped command or option is wrong usage, with the word that was meant") {
  const Ran command = run_tollgate({"chekc"});
  CHECK(command.code == 2);
  CHECK_THAT(command.err, ContainsSubstring("did you mean \"check\"?"));
  const Ran option = run_tollgate({"check", "--polciy", "x"});
  CHECK(option.code == 2);
  CHECK_THAT(option.err, ContainsSubstring("did you mean \"--policy\"?"));
}

TEST_CASE("an option that is given twice is wrong usage, in words") {
  for (const std::vector<std::string>& twice : {std::vector<std::string>{"--base-sha", "a", "--base-sha", "b"},
                                                std::vector<std::string>{"--base-sha=a", "--base-sha=b"}}) {
    std::vector<std::string> arguments{"check", "--format", "json", "--format", "junit"};
    arguments.insert(arguments.end(), twice.begin(), twice.end());
    const Ran ran = run_tollgate(arguments);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, ContainsSubstring("tollgate: --base-sha is given more than once: say which one counts\n"));
  }
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

TEST_CASE("the number of a pull request is a whole number above 0, and says so in short") {
  for (const char* number : {"abc", "0", "-3", "1.5", "99999999999999999999"}) {
    const Ran ran = run_tollgate({"check", "--gate", "review", "--pr=" + std::string(number)});
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, ContainsSubstring("--pr: \"" + std::string(number) + "\" is not a whole number above 0"));
    CHECK(ran.err.size() < 200);
    CHECK_THAT(ran.err, !ContainsSubstring("hint:"));  // "review" is a value, no mistyped --review
  }
}

TEST_CASE("wrong usage names the command whose help is to be read, and the subcommands it lacks") {
  CHECK_THAT(run_tollgate({"chekc"}).err, ContainsSubstring("see: tollgate --help"));
  CHECK_THAT(run_tollgate({"check", "--jobs", "0"}).err, ContainsSubstring("see: tollgate check --help"));
  const Ran ran = run_tollgate({"waivers"});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("tollgate waivers: a subcommand is missing; there are "));
  CHECK_THAT(ran.err, ContainsSubstring("list"));
  CHECK_THAT(ran.err, ContainsSubstring("see: tollgate waivers --help"));
}

TEST_CASE("a base that is missing is made from the base branch, a head by dbt compile") {
  const ShopFolder shop({{.name = "orders"}}, {{.name = "orders"}});
  const std::string base = shop.path("nowhere");
  const Ran without_base = shop.check({"--base", base});
  const std::string text = without_base.out + without_base.err;
  CHECK(without_base.code == 3);
  CHECK_THAT(text, ContainsSubstring("there is no such folder"));
  CHECK_THAT(text, ContainsSubstring("git worktree add"));
  CHECK_THAT(run_tollgate({"stats", "export", "--project-dir", shop.path(), "--base", base}).err,
             ContainsSubstring("git worktree add"));
  const Ran without_head = shop.check({"--head", base});
  CHECK(without_head.code == 3);
  CHECK_THAT(without_head.out + without_head.err, ContainsSubstring("run `dbt compile`"));
  CHECK_THAT(without_head.out + without_head.err, !ContainsSubstring("worktree"));
}

TEST_CASE("a run that judges nothing says that no report of --format is written") {
  const ShopFolder shop({{.name = "orders"}}, {{.name = "orders"}});
  for (const char* flag : {"--dry-run", "--explain-selection"}) {
    const Ran ran = shop.check({flag, "--format", "junit:" + shop.path("out.xml")});
    CHECK(ran.code == 0);
    CHECK_THAT(ran.err, ContainsSubstring(std::string(flag) + " judges nothing: no report of --format is written"));
    CHECK_FALSE(shop.has("out.xml"));
    CHECK_THAT(shop.check({flag}).err, !ContainsSubstring("--format"));
  }
}
