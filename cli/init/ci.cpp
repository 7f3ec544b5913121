#include "cli/init/ci.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "change/process.hpp"
#include "cli/arguments.hpp"
#include "cli/init/texts.hpp"
#include "cli/init/yaml_text.hpp"
#include "core/lower.hpp"

namespace tollgate::cli::init {

namespace {

namespace fs = std::filesystem;

// --- what is there ---

/// What git answers in one line; empty where it has none.
std::string ask_git(const std::string& root, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"git", "-C", root});
  const change::ProcessResult ran = change::run_process(arguments);
  return ran.exit_code == 0 ? ran.output.substr(0, ran.output.find('\n')) : std::string();
}

bool is_plain(std::string_view name) {
  return !name.empty() && name.front() != '-' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == '/';
  });
}

/// The branch that the remote's HEAD names, else the usual one that is there, else the one that is checked out.
std::string default_branch(const std::string& root) {
  std::vector<std::string> candidates;
  const std::string remote = ask_git(root, {"symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"});
  if (remote.starts_with("origin/")) candidates.push_back(remote.substr(7));
  for (const char* usual : {"main", "master"}) {
    if (!ask_git(root, {"rev-parse", "--verify", "--quiet", std::string("refs/heads/") + usual}).empty())
      candidates.emplace_back(usual);
  }
  candidates.push_back(ask_git(root, {"symbolic-ref", "--quiet", "--short", "HEAD"}));
  const auto usable = std::ranges::find_if(candidates, [](const std::string& name) { return is_plain(name); });
  return usable == candidates.end() ? "main" : *usable;
}

/// `host` of `https://user@host:443/a/b`, `ssh://git@host/a`, `git@host:a/b`; a password before it is not kept.
std::string host_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const bool is_url = scheme != std::string::npos;
  std::string rest = is_url ? url.substr(scheme + 3) : url;
  if (!is_url && rest.find(':') == std::string::npos) return {};
  rest = rest.substr(0, rest.find('/'));
  if (const std::size_t at = rest.rfind('@'); at != std::string::npos) rest.erase(0, at + 1);
  return lowered(rest.substr(0, rest.find(':')));
}

struct Named {
  Forge forge;
  std::string why;
};

Named look_for_forge(const std::string& root) {
  std::error_code ignored;
  const bool github = fs::exists(fs::path(root) / ".github", ignored);
  const bool gitlab = fs::exists(fs::path(root) / ".gitlab-ci.yml", ignored);
  const std::string host = host_of(ask_git(root, {"remote", "get-url", "origin"}));
  const bool on_gitlab = host.find("gitlab") != std::string::npos;
  const bool on_github = host.find("github") != std::string::npos;
  if (gitlab && (!github || on_gitlab)) return {Forge::gitlab, ".gitlab-ci.yml is there"};
  if (github) return {Forge::github, ".github is there"};
  if (on_github) return {Forge::github, "origin is on " + host};
  if (on_gitlab) return {Forge::gitlab, "origin is on " + host};
  return {Forge::none, "no .github, no .gitlab-ci.yml, and the remote does not tell"};
}

/// `pip install -r requirements.txt`, from the project's folder, where that file names dbt.
std::string installing_dbt(const ProjectPlace& place) {
  const auto names_dbt = [](const fs::path& file) {
    const auto text = read_bounded(file.string());
    return text && text->find("dbt-") != std::string::npos;
  };
  if (names_dbt(fs::path(place.directory) / "requirements.txt")) return "pip install -r requirements.txt";
  if (place.prefix.empty() || !place.repository_root) return {};
  if (!names_dbt(fs::path(*place.repository_root) / "requirements.txt")) return {};
  std::string up;
  for (const char c : place.prefix) up += c == '/' ? "../" : "";
  return "pip install -r " + up + "requirements.txt";
}

// --- texts ---

/// Changes the one place where `from` stands, or all of them. A template that has none is a defect of ours.
void change(std::string& text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("a template of init lost a line that it adapts");
  for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

/// Takes the lines away that hold `part`.
void drop_lines(std::string& text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part)) {
    const std::size_t start = text.rfind('\n', at) + 1;
    text.erase(start, text.find('\n', at) + 1 - start);
  }
}

/// The comment lines on top of an example speak to its reader; a file that is written has its own.
void replace_head(std::string& text, std::string_view head) {
  std::size_t at = 0;
  while (text.compare(at, 1, "#") == 0) at = text.find('\n', at) + 1;
  text.replace(0, at, head);
}

/// `"…"` of a shell: what `expands` says is expanded, the text behind it is not.
std::string shell_word(std::string_view expands, std::string_view text) {
  std::string word = "\"" + std::string(expands);
  for (const char c : text) {
    if (std::string_view("\"\\$`").find(c) != std::string_view::npos) word += '\\';
    word += c;
  }
  return word + "\"";
}

std::string dbt_package(const Survey& survey) {
  const bool usable = !survey.adapter.empty() && is_plain(survey.adapter);
  return "dbt-" + (usable ? survey.adapter : std::string("postgres"));
}

/// Commands that stand in the folder of the project already, but for the base's, which is a work tree of its own.
void move_below(std::string& text, const std::string& prefix) {
  const std::string folder = prefix.substr(0, prefix.size() - 1);
  change(text, "\njobs:\n", "\ndefaults:\n  run: {working-directory: " + yaml_scalar(folder) + "}\n\njobs:\n");
  change(text, "cd \"$RUNNER_TEMP/base\"", "cd " + shell_word("$RUNNER_TEMP/base/", folder));
  change(text, "base-artifacts: target-base",
         "working-directory: " + yaml_scalar(folder) +
             "\n          base-artifacts: " + yaml_scalar(prefix + "target-base"));
}

std::string github_workflow(const Survey& survey, const CiPlace& ci, const std::string& action) {
  std::string text(template_text("github-pull-request"));
  const std::string& prefix = survey.place.prefix;
  replace_head(
      text,
      "# Written by tollgate init: adapt the lines that say so. A push to the default branch keeps the compiled\n"
      "# artifacts. A pull request builds what it changes into a schema of its own and is judged against them;\n"
      "# labels and words are judged by what the last build of that commit kept.\n");
  change(text, "branches: [main]", "branches: [" + yaml_scalar(ci.default_branch) + "]");
  if (!ci.install_dbt.empty()) {
    change(text, "pipx install dbt-core && pipx inject dbt-core dbt-postgres", ci.install_dbt);
  }
  if (ci.install_dbt.empty()) change(text, "dbt-core dbt-postgres", "dbt-core " + dbt_package(survey));
  change(text, "OWNER/tollgate@v0", fmt::format("{}@v{}", action, version()));
  if (!survey.postgres) drop_lines(text, "_URL: ${{ secrets.TOLLGATE_");
  const std::string head = yaml_scalar(prefix + survey.project.target_path);
  change(text, "path: target,", "path: " + head + ",");
  change(text, "path: target}", "path: " + head + "}");
  change(text, "            target\n            target-base\n",
         fmt::format("            {}{}\n            {}target-base\n", prefix, survey.project.target_path, prefix));
  if (!prefix.empty()) move_below(text, prefix);
  return text;
}

std::string gitlab_pipeline(const Survey& survey, const CiPlace& ci) {
  std::string text(template_text("gitlab-merge-request"));
  const std::string& prefix = survey.place.prefix;
  replace_head(
      text,
      "# Written by tollgate init: adapt what is marked. Both sides are compiled in one job: the merge request's\n"
      "# checkout, and its base in a work tree of its own.\n");
  change(text, "/tollgate:VERSION ", fmt::format("/tollgate:{} ", version()));
  change(text, "pip install dbt-core dbt-postgres",
         ci.install_dbt.empty() ? "pip install dbt-core " + dbt_package(survey) : ci.install_dbt);
  if (!prefix.empty()) {
    const std::string folder = prefix.substr(0, prefix.size() - 1);
    change(text, "project_dir: \".\"", "project_dir: " + yaml_scalar(folder));
    change(text, "PROJECT_DIR: \".\"", "PROJECT_DIR: " + yaml_scalar(folder));
  }
  const std::string base = yaml_scalar(prefix + "target-base");
  const std::string head = yaml_scalar(prefix + survey.project.target_path);
  change(text, "base_artifacts: \"target-base\"", "base_artifacts: " + base);
  change(text, "head_artifacts: \"target\"", "head_artifacts: " + head);
  change(text, "[\"target/\", \"target-base/\"]", fmt::format("[{}, {}]", head, base));
  return text;
}

}  // namespace

CiPlace find_ci(const ProjectPlace& place, const std::string& asked) {
  CiPlace ci;
  if (place.repository_root) {
    Named named = look_for_forge(*place.repository_root);
    ci.forge = named.forge;
    ci.why = std::move(named.why);
    ci.default_branch = default_branch(*place.repository_root);
  } else {
    ci.why = "no git repository here";
  }
  ci.install_dbt = installing_dbt(place);
  if (asked.empty()) return ci;
  ci.forge = asked == "github" ? Forge::github : asked == "gitlab" ? Forge::gitlab : Forge::none;
  ci.why = "as asked";
  return ci;
}

std::vector<Document> ci_documents(const Survey& survey, const CiPlace& ci, const std::string& action) {
  if (ci.forge == Forge::github)
    return {
        {".github/workflows/tollgate.yml", github_workflow(survey, ci, action), "the workflow"},
        {".github/workflows/tollgate-review.yml", std::string(template_text("github-review")), "and after a review"}};
  if (ci.forge == Forge::none) return {};
  std::string component = fmt::format("# tollgate {}, templates/tollgate.yml; written by tollgate init.\n", version());
  component += template_text("tollgate");
  return {{".gitlab/tollgate.yml", std::move(component), "tollgate's job"},
          {".gitlab-ci.yml", gitlab_pipeline(survey, ci), "the pipeline", true}};
}

}  // namespace tollgate::cli::init
