// The commands that set tollgate up: init, completion, and the manual that is made when tollgate is built.
#include <CLI/CLI.hpp>

#include <string_view>

#include "cli/arguments/options.hpp"

namespace tollgate::cli {

namespace {

constexpr const char* init_footer = R"(Examples:
  tollgate init                          a policy for this dbt project, and the file for its CI
  tollgate init --dry-run                print what would be written
  tollgate init --ci gitlab --preset lenient
  tollgate init --beside                 where files are there already: the new text next to them
  tollgate init --hook pre-push          judge before each git push

No file is ever overwritten; a second run changes nothing.)";

constexpr const char* completion_footer = R"(Examples:
  tollgate completion bash > ~/.local/share/bash-completion/completions/tollgate
  tollgate completion zsh > ~/.zfunc/_tollgate           with fpath+=~/.zfunc before compinit
  tollgate completion fish > ~/.config/fish/completions/tollgate.fish
  source <(tollgate completion bash)                     for this shell alone)";

}  // namespace

void add_init(CLI::App& app, Values& values) {
  InitArguments& arguments = values.init;
  CLI::App* init = app.add_subcommand("init", "Look at the dbt project; write its policy and the file for its CI");
  add_text_option(*init, "--project-dir", arguments.project_dir, project_dir_help)->type_name("FOLDER");
  init->add_flag("--dry-run", arguments.dry_run, "Print what would be written; write nothing");
  init->add_option("--ci", arguments.ci, "CI system (default: by .github, .gitlab-ci.yml, or the remote's host)")
      ->check(CLI::IsMember({"github", "gitlab", "none"}));
  init->add_option("--preset", arguments.preset, "Whose gates and reviews the policy gets")
      ->check(CLI::IsMember({"strict", "standard", "lenient"}))
      ->capture_default_str();
  add_text_option(*init, "--action", arguments.action, "OWNER/REPOSITORY of the GitHub action, e.g. your fork of it")
      ->capture_default_str();
  CLI::Option* beside = init->add_flag("--beside", arguments.beside,
                                       "Write FILE.suggested where FILE is there already and says something else");
  init->add_option("--hook", arguments.hook, "Write this git hook, and nothing else")
      ->check(CLI::IsMember({"pre-push"}))
      ->excludes(beside);
  init->footer(init_footer);
  init->final_callback([&values] { values.command = values.init; });
}

void add_completion(CLI::App& app, Values& values) {
  CLI::App* completion = app.add_subcommand("completion", "Print the completion script for a shell");
  completion->require_subcommand(1);
  for (const char* shell : {"bash", "zsh", "fish", "man"}) {
    const bool is_shell = std::string_view(shell) != "man";
    CLI::App* sub =
        completion->add_subcommand(shell, is_shell ? "The script for " + std::string(shell) : "The manual, for man(1)");
    if (!is_shell) sub->group("");  // for the build, which installs what it says
    sub->parse_complete_callback([&values, shell] { values.completion.shell = shell; });
  }
  CLI::App* words = completion->add_subcommand("words", "The names of this project, for the scripts");
  words->group("");
  words->add_option("kind", values.completion.words, "What is asked for")
      ->required()
      ->check(CLI::IsMember({"models", "columns", "subjects", "layers"}));
  words->add_option("typed", values.completion.typed, "The command line up to the cursor, behind --");
  words->parse_complete_callback([&values] { values.completion.shell = "words"; });
  completion->footer(completion_footer);
  completion->final_callback([&values] { values.command = values.completion; });
}

}  // namespace tollgate::cli
