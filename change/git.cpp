#include "change/git.hpp"

#include <sstream>
#include <utility>

#include "change/git_command.hpp"
#include "core/error.hpp"

namespace tollgate::change {

ProcessResult git(const std::string& directory, std::vector<std::string> arguments, const ProcessInput& input) {
  std::vector<std::string> command{"git", "-C", directory, "--no-pager", "-c", "core.quotepath=off"};
  for (std::string& argument : arguments) command.push_back(std::move(argument));
  return run_process(command, input);
}

std::string without_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  return text;
}

namespace {

/// git refuses a repository of another user; the message says how to trust it, so it is passed on.
void refuse_if_untrusted(const ProcessResult& result, const std::string& directory) {
  if (result.errors.find("dubious ownership") == std::string::npos) return;
  throw Error(ErrorKind::unjudged, {"git refuses to read " + directory + ": it belongs to another user",
                                    "run: git config --global --add safe.directory " + directory,
                                    {}});
}

}  // namespace

std::optional<std::string> repository_root(const std::string& directory) {
  const ProcessResult result = git(directory, {"rev-parse", "--show-toplevel"});
  if (!result.started) return std::nullopt;
  refuse_if_untrusted(result, directory);
  if (result.exit_code != 0) return std::nullopt;
  return without_end(result.output);
}

Diagnostic why_no_repository(const std::string& directory) {
  if (!git(directory, {"--version"}).started) {
    return {"git is not installed: there is no program `git` in PATH", "install git", {}};
  }
  return {"there is no git repository in " + directory + " or above it",
          "run tollgate in a clone; in CI, check the repository out with git, not as an archive",
          {}};
}

bool is_shallow_clone(const std::string& root) {
  return without_end(git(root, {"rev-parse", "--is-shallow-repository"}).output) == "true";
}

std::vector<std::string> reference_names(const std::string& root) {
  const ProcessResult result = git(root, {"for-each-ref", "--count=1000", "--format=%(refname:short)"});
  std::vector<std::string> names;
  std::istringstream lines(result.output);
  for (std::string line; std::getline(lines, line);) names.push_back(line);
  return names;
}

std::optional<std::string> resolve_commit(const std::string& root, const std::string& revision) {
  if (revision.empty()) return std::nullopt;
  const ProcessResult result =
      git(root, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (result.exit_code != 0) return std::nullopt;
  return without_end(result.output);
}

std::optional<std::string> show_file(const std::string& root, const std::string& commit, const std::string& path) {
  const ProcessResult listed = git(root, {"ls-tree", "--full-tree", "--name-only", "-z", commit, "--", path});
  if (listed.exit_code != 0) {
    throw Error(ErrorKind::unjudged,
                {"git cannot read commit " + commit,
                 "fetch it first: in CI, check out with full history (fetch-depth: 0, GIT_DEPTH: 0)",
                 {}});
  }
  if (listed.output.empty()) return std::nullopt;
  ProcessResult shown = git(root, {"cat-file", "blob", commit + ":" + path});
  if (shown.exit_code != 0) {
    throw Error(ErrorKind::unjudged, {"git cannot read " + path + " at commit " + commit,
                                      "a partial clone may lack it: fetch the whole commit",
                                      {}});
  }
  return std::move(shown.output);
}

}  // namespace tollgate::change
