#include "cli/init/hook.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "change/process.hpp"
#include "cli/init/texts.hpp"
#include "core/error.hpp"

namespace tollgate::cli::init {

namespace {

namespace fs = std::filesystem;

std::string ask_git(const std::string& root, const std::string& what) {
  std::vector<std::string> command{"git", "-C", root, "rev-parse", "--path-format=absolute"};
  if (what == "hooks") command.emplace_back("--git-path");
  command.push_back(what);
  const change::ProcessResult ran = change::run_process(command);
  if (ran.exit_code != 0) {
    throw Error(ErrorKind::usage, {"git does not tell where its hooks are", "git 2.31 or newer is needed", {}});
  }
  return ran.output.substr(0, ran.output.find('\n'));
}

bool is_inside(const fs::path& path, const fs::path& folder) {
  std::error_code ignored;
  const fs::path relative =
      fs::weakly_canonical(path, ignored).lexically_relative(fs::weakly_canonical(folder, ignored));
  return !relative.empty() && *relative.begin() != "..";
}

/// For between two single quotes of a shell.
std::string shell_text(const std::string& text) {
  std::string quoted;
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted;
}

}  // namespace

Hook pre_push_hook(const ProjectPlace& place) {
  if (!place.repository_root) {
    throw Error(ErrorKind::usage, {"no git repository here",
                                   "run git init first, or name a folder of one with "
                                   "--project-dir",
                                   {}});
  }
  const std::string& root = *place.repository_root;
  const fs::path folder = ask_git(root, "hooks");
  Hook hook;
  hook.path = (folder / "pre-push").string();
  hook.shared = !is_inside(folder, root) && !is_inside(folder, ask_git(root, "--git-common-dir"));
  hook.text = template_text("pre-push");
  constexpr std::string_view mark = "@project@";
  const std::string project = place.prefix.empty() ? "." : place.prefix.substr(0, place.prefix.size() - 1);
  hook.text.replace(hook.text.find(mark), mark.size(), shell_text(project));
  return hook;
}

std::string how_to_chain(const Hook& hook) {
  const auto there = read_bounded(hook.path);
  if (there && there->find("pre-commit.com") != std::string::npos) {
    return "  It is pre-commit's: add tollgate's hook to .pre-commit-config.yaml (docs/ci.md, \"Before a push\").\n";
  }
  const std::string beside = hook.path + ".tollgate";
  return fmt::format(
      "  To run both, write tollgate's beside it and call it at its end:\n"
      "    tollgate init --hook pre-push --dry-run > '{0}' && chmod +x '{0}'\n"
      "    echo '\"$(dirname -- \"$0\")\"/pre-push.tollgate \"$@\" || exit' >> '{1}'\n",
      shell_text(beside), shell_text(hook.path));
}

}  // namespace tollgate::cli::init
