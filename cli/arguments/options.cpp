#include "cli/arguments/options.hpp"

#include <CLI/CLI.hpp>

namespace tollgate::cli {

CLI::Option* add_text_option(CLI::App& command, const char* name, std::string& value, const char* help) {
  return command.add_option(name, value, help)->check([](const std::string& text) {
    return text.empty() ? std::string("the value is empty; is a variable not set?") : std::string();
  });
}

void add_project_options(CLI::App& command, ProjectArguments& project) {
  const auto add = [&](const char* name, std::string& value, const char* help) {
    add_text_option(command, name, value, help);
  };
  add("--project-dir", project.project_dir, project_dir_help);
  add("--policy", project.policy, "Policy file (default: tollgate.yml of the base commit, else of the project)");
  add("--base", project.base, "Folder that holds the base manifest.json (default: the policy's, else target-base)");
  add("--head", project.head, "Folder that holds the head manifest.json (default: the policy's, else target)");
  add("--base-sha", project.base_sha, "Git commit of the base; its tollgate.yml is in force (default: the CI's)");
  add("--head-sha", project.head_sha, "Git commit of the head, for the report (default: the CI's)");
}

}  // namespace tollgate::cli
