// Completions, in the shells themselves: bash always, zsh and fish where they are installed.
#include "cli/completion.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>
#include <sstream>

#include "change/process.hpp"
#include "gates/all.hpp"
#include "reporters/all.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

namespace fs = std::filesystem;
using namespace tollgate;
using tollgate::tests::Folder;
using tollgate::tests::run_tollgate;

namespace {

using Words = std::set<std::string>;

Words lines_of(const std::string& text) {
  Words words;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    line = line.substr(0, line.find('\t'));
    while (!line.empty() && line.back() == ' ') line.pop_back();
    if (!line.empty()) words.insert(line);
  }
  return words;
}

bool is_there(const char* program) { return change::run_process({program, "--version"}).started; }

/// Scripts of the three shells in a folder with a few files.
class Shells : public Folder {
 public:
  Shells() {
    for (const char* shell : {"bash", "zsh", "fish"}) {
      const auto ran = run_tollgate({"completion", shell});
      REQUIRE(ran.code == 0);
      write(std::string("completion.") + shell, ran.out);
    }
    write("here/cases one.jsonl", "");
    write("here/other.yml", "");
    fs::create_directories(path("here/target"));
  }

  /// `words` are as readline splits them, the last one under the cursor.
  Words bash(const std::vector<std::string>& words) const {
    const std::string typed = R"(set -u; cd "$1"; source "$2"; shift 2; COMP_WORDS=(tollgate "$@"); COMP_CWORD=$#
_tollgate; printf '%s\n' "${COMPREPLY[@]}")";
    std::vector<std::string> command{"bash", "--norc", "-c", typed, "bash", path("here"), path("completion.bash")};
    command.insert(command.end(), words.begin(), words.end());
    return told_by(command);
  }

  Words fish(const std::string& line) const {
    return told_by({"fish", "--no-config", "-c", "cd $argv[1]; source $argv[2]; complete -C $argv[3]", path("here"),
                    path("completion.fish"), line});
  }

  /// A zsh in a terminal of its own, in which somebody presses Tab. What compadd adds is written down; a last line says
  /// that the completion is over.
  Words zsh(const std::string& line) const {
    const std::string names = "result='" + path("zsh.out") + "' here='" + path("here") + "' script='" +
                              path("completion.zsh") + "' rc='" + path("zsh.rc") + "' line='" + line + "'\n";
    write("zsh.rc", names + R"zsh(
autoload -Uz compinit && compinit -u -D
source $script
cd $here
compadd() {
  builtin compadd "$@"
  local -i code=$?
  local -a words_
  if [[ ${@[(I)-[OAD]]} -eq 0 ]]; then
    builtin compadd -O words_ "$@"
    print -rl -- $words_ >> $result
  fi
  return code
}
press() { zle complete-word; print over >> $result }
zle -N press
bindkey '^I' press
LISTMAX=100000
)zsh");
    write("zsh.out", "");
    write("drive.zsh", names + R"zsh(
zmodload zsh/zpty
out='' seen=''
integer i
zpty -b shell zsh -f -i
zpty -w shell "source $rc; print loaded"
for ((i = 0; i < 400; i++)); do
  zpty -r -t shell out && seen+=$out
  [[ $seen == *loaded$'\r'* ]] && break
  sleep 0.05
done
zpty -w -n shell "$line"$'\t'
for ((i = 0; i < 400; i++)); do
  zpty -r -t shell out
  [[ "$(<$result)" == *over ]] && break
  sleep 0.05
done
zpty -d shell
)zsh");
    const change::ProcessResult ran = change::run_process({"zsh", "-f", path("drive.zsh")});
    INFO(ran.errors);
    CHECK(ran.exit_code == 0);
    Words words = lines_of(read("zsh.out"));
    CHECK(words.erase("over") == 1);
    return words;
  }

 private:
  static Words told_by(const std::vector<std::string>& command) {
    const change::ProcessResult ran = change::run_process(command);
    INFO(ran.errors);
    CHECK(ran.exit_code == 0);
    CHECK(ran.errors.empty());
    return lines_of(ran.output);
  }
};

Words ids_of_gates() {
  Words ids;
  for (const Gate* gate : gates::all) ids.emplace(gate->id);
  return ids;
}

Words names_of_commands(const cli::CommandDescription& command) {
  Words names;
  for (const cli::CommandDescription& below : command.commands) names.insert(below.name);
  return names;
}

Words names_of_options(const cli::CommandDescription& command) {
  Words names;
  for (const cli::OptionDescription& option : command.options) {
    if (!option.positional) names.insert(option.names.begin(), option.names.end());
  }
  return names;
}

const cli::CommandDescription& below(const cli::CommandDescription& root, const std::string& name) {
  for (const cli::CommandDescription& command : root.commands) {
    if (command.name == name) return command;
  }
  FAIL("no command " + name);
  return root;
}

}  // namespace

TEST_CASE("completion: the description holds what --help tells, and nothing that is hidden") {
  const cli::CommandDescription root = cli::describe_commands();
  const Words commands = names_of_commands(root);
  for (const char* name : {"check", "init", "policy", "completion", "audit"}) CHECK(commands.count(name) == 1);
  CHECK(names_of_commands(below(root, "completion")) == Words{"bash", "zsh", "fish"});
  for (const cli::OptionDescription& option : below(root, "check").options) {
    if (option.names.front() != "--fail-on") continue;
    CHECK(option.choices == std::vector<std::string>{"error", "warning", "info"});
    CHECK(option.standard == "error");
  }
  CHECK_THAT(run_tollgate({"check", "--help"}).out, ContainsSubstring("--base FOLDER"));
  CHECK_THAT(run_tollgate({"completion", "--help"}).out, !ContainsSubstring("The manual"));
}

TEST_CASE("completion: a shell that is not known is wrong usage") {
  CHECK(run_tollgate({"completion", "csh"}).code == 2);
  CHECK(run_tollgate({"completion"}).code == 2);
}

TEST_CASE("completion in bash: every command, and every option of each") {
  const Shells shells;
  const std::function<void(const cli::CommandDescription&, std::vector<std::string>)> all =
      [&](const cli::CommandDescription& command, std::vector<std::string> words) {
        words.emplace_back("--");
        CHECK(shells.bash(words) == [&] {
          Words names = names_of_options(command);
          std::erase_if(names, [](const std::string& name) { return !name.starts_with("--"); });
          return names;
        }());
        words.back() = "";
        const Words found = shells.bash(words);
        for (const std::string& name : names_of_commands(command)) CHECK(found.count(name) == 1);
        words.pop_back();
        for (const cli::CommandDescription& sub : command.commands) {
          std::vector<std::string> deeper = words;
          deeper.push_back(sub.name);
          all(sub, deeper);
        }
      };
  all(cli::describe_commands(), {});
}

TEST_CASE("completion in bash: values, with a blank and as readline splits --option=value") {
  const Shells shells;
  CHECK(shells.bash({"ch"}) == Words{"check"});
  CHECK(shells.bash({"check", "--fail-on", ""}) == Words{"error", "warning", "info"});
  CHECK(shells.bash({"check", "--fail-on", "=", "wa"}) == Words{"warning"});
  CHECK(shells.bash({"check", "--fail-on", "="}) == Words{"error", "warning", "info"});
  CHECK(shells.bash({"check", "--gate", "parse", "--gate", ""}) == ids_of_gates());
  CHECK(shells.bash({"explain", "row-count-gr"}) == Words{"row-count-growth"});
  CHECK(shells.bash({"init", "--hook", ""}) == Words{"pre-push"});
  // The value of an option is no command, and what takes any text offers nothing.
  CHECK(shells.bash({"--version", "check", "--select", "policy", "--stage", "c"}) == Words{"check"});
  CHECK(shells.bash({"trailers", "--llm", ""}).empty());
}

TEST_CASE("completion in bash: files and folders") {
  const Shells shells;
  CHECK(shells.bash({"check", "--policy", "ot"}) == Words{"other.yml"});
  CHECK(shells.bash({"check", "--base", ""}) == Words{"target"});
  CHECK(shells.bash({"inspect", "lineage", "cases"}) == Words{"cases one.jsonl"});
  CHECK(shells.bash({"check", "--format", "juni"}) == Words{"junit"});
  CHECK(shells.bash({"check", "--format", "junit", ":", "ot"}) == Words{"other.yml"});
  CHECK(shells.bash({"check", "--format", "junit:ot"}) == Words{"junit:other.yml"});
  CHECK(shells.bash({"check", "--format", "junit", ":", "out.xml", "--stage", "ch"}) == Words{"check"});
}

// --- names of the project ---

namespace {

/// A program `tollgate` on PATH that writes what it was asked, and answers two names.
class Asked : public Shells {
 public:
  Asked() {
    write("bin/tollgate",
          "#!/bin/sh\nprintf '<%s>' \"$@\" > '" + path("asked") + "'\necho fct_orders; echo fct_items\n");
    fs::permissions(path("bin/tollgate"), fs::perms::owner_all);
    ::setenv("PATH", (path("bin") + ":" + x_before).c_str(), 1);
  }
  ~Asked() { ::setenv("PATH", x_before.c_str(), 1); }
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;
  Asked(Asked&&) = delete;
  Asked& operator=(Asked&&) = delete;

 private:
  std::string x_before = std::getenv("PATH");
};

const Words both{"fct_orders", "fct_items"};

Words names(const Folder& folder, const std::string& kind, const std::string& begun = "") {
  const auto ran =
      run_tollgate({"completion", "words", kind, "--", "check", "--project-dir", folder.path(), "--x", begun});
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  return lines_of(ran.out);
}

}  // namespace

TEST_CASE("completion: names of models, columns, subjects and layers come from the manifest and the policy") {
  const tests::ShopFolder shop({}, {{.name = "orders"}, {.name = "order_items"}, {.name = "$(touch PWN)"}});
  shop.write("tollgate.yml", "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n");
  shop.write("target/catalog.json",
             R"({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"},
    "nodes": {"model.shop.orders": {"unique_id": "model.shop.orders", "metadata": {"type": "VIEW", "schema": "s", "name": "orders"},
      "columns": {"id": {"type": "int", "index": 1, "name": "id"}}, "stats": {}}}, "sources": {}})");
  CHECK(names(shop, "models") == Words{"orders", "order_items"});
  CHECK(names(shop, "models", "order_") == Words{"order_items"});
  CHECK(names(shop, "models", "--select=order_") == Words{"order_items"});
  CHECK(names(shop, "columns", "orders.") == Words{"orders.id"});
  CHECK(names(shop, "subjects", "model.shop.orders") == Words{"model.shop.orders", "model.shop.orders.id"});
  CHECK(names(shop, "subjects", "ch") == Words{"change"});
  CHECK(names(shop, "layers") == Words{"marts"});
  CHECK(run_tollgate({"completion", "words", "secrets"}).code == 2);
}

TEST_CASE("completion: without a manifest there are no names, and no word about it") {
  const tests::ShopFolder shop({}, {});
  shop.write("target/manifest.json", "{");
  CHECK(names(shop, "models").empty());
  fs::remove_all(shop.path("target"));
  CHECK(names(shop, "columns").empty());
  shop.write("tollgate.yml", "no policy: [");
  CHECK(names(shop, "layers").empty());
}

TEST_CASE("completion: the shells ask tollgate for names of the project") {
  const Asked shells;
  CHECK(shells.bash({"check", "--jobs", "2", "--select", "fct"}) == both);
  CHECK(shells.read("asked") == "<completion><words><models><--><check><--jobs><2><--select><fct>");
  CHECK(shells.bash({"lineage", "--to", "=", "fct"}) == both);
  CHECK(shells.read("asked") == "<completion><words><columns><--><lineage><--to><=><fct>");
  CHECK(shells.bash({"waivers", "add", "--rule", "row-count-gr"}) == Words{"row-count-growth"});
  if (is_there("zsh")) {
    CHECK(shells.zsh("tollgate waivers add --subject fct") == both);
    CHECK(shells.read("asked") == "<completion><words><subjects><--><waivers><add><--subject><fct>");
  }
  if (is_there("fish")) {
    CHECK(shells.fish("tollgate budget --layer fct") == both);
    CHECK(shells.read("asked") == "<completion><words><layers><--><tollgate><budget><--layer><fct>");
  }
}

TEST_CASE("completion in fish") {
  if (!is_there("fish")) {
    WARN("skipped: no fish here");
    return;
  }
  const Shells shells;
  CHECK(shells.fish("tollgate ch") == Words{"check"});
  CHECK(shells.fish("tollgate check --fail-on ") == Words{"error", "warning", "info"});
  CHECK(shells.fish("tollgate check --fail-on=wa") == Words{"--fail-on=warning"});
  CHECK(shells.fish("tollgate check --select policy --gate ") == ids_of_gates());
  CHECK(shells.fish("tollgate policy ") == Words{"validate", "show", "schema"});
  CHECK(shells.fish("tollgate policy schema --wa") == Words{"--waivers"});
  CHECK(shells.fish("tollgate check --base ta") == Words{"target/"});
  CHECK(shells.fish("tollgate check --policy oth") == Words{"other.yml"});
  CHECK(shells.fish("tollgate completion ") == Words{"bash", "zsh", "fish"});
}

TEST_CASE("completion in zsh") {
  if (!is_there("zsh")) {
    WARN("skipped: no zsh here");
    return;
  }
  const Shells shells;
  CHECK(shells.zsh("tollgate check --fail-on ") == Words{"error", "warning", "info"});
  CHECK(shells.zsh("tollgate check --stage=") == Words{"check", "merge", "merged"});
  CHECK(shells.zsh("tollgate check --select policy --gate ") == ids_of_gates());
  CHECK(shells.zsh("tollgate policy schema --") == Words{"--help", "--waivers", "--roles"});
  CHECK(shells.zsh("tollgate completion ") == Words{"bash", "zsh", "fish"});
}

TEST_CASE("the manual tells each command and option, and lints clean where a linter is") {
  const auto ran = run_tollgate({"completion", "man"});
  REQUIRE(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("\\fB\\-\\-explain\\-selection\\fR"));
  CHECK_THAT(ran.out, ContainsSubstring(".SS \"tollgate policy show [file] [OPTIONS]\""));
  const Folder folder;
  folder.write("tollgate.1", ran.out);
  if (is_there("man")) {
    const auto read = change::run_process({"man", "--warnings", "-l", folder.path("tollgate.1")},
                                          {.environment = {"LC_ALL=C.UTF-8", "MANWIDTH=100", "MANROFFOPT="}});
    CHECK(read.exit_code == 0);
    CHECK(read.errors.empty());
    CHECK_THAT(read.output, ContainsSubstring("tollgate check --base target-base --head target"));
  }
  if (change::run_process({"mandoc", "-T", "lint", "/dev/null"}).started) {
    const auto lint = change::run_process({"mandoc", "-T", "lint", "-W", "warning", folder.path("tollgate.1")});
    // The page has no date on purpose: the same sources give the same bytes.
    CHECK(std::count(lint.output.begin(), lint.output.end(), '\n') == 1);
    CHECK_THAT(lint.output, ContainsSubstring("missing date"));
  }
}
