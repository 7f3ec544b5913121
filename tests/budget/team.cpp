#include "tests/budget/team.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <utility>

#include "change/process.hpp"
#include "core/day.hpp"
#include "tests/catch.hpp"

namespace fs = std::filesystem;

namespace tollgate::tests {

std::chrono::sys_seconds on(std::string_view day) { return day_from(day).value() + std::chrono::hours(12); }

Team::Team() {
  std::string name = (fs::temp_directory_path() / "tollgate-team-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  x_path = fs::canonical(name);
  git({"init", "--quiet", "--initial-branch=main"});
  push({"Start", "README.md"}, "2024-01-02");
}

Team::~Team() { fs::remove_all(x_path); }

std::string Team::git(std::vector<std::string> arguments, const std::string& day) const {
  std::vector<std::string> command{"git", "-C", x_path.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  change::ProcessInput input;
  for (const char* who : {"AUTHOR", "COMMITTER"}) {
    const std::string name = std::string("GIT_") + who;
    input.environment.push_back(name + "_NAME=Dana");
    input.environment.push_back(name + "_EMAIL=dana@example.com");
    input.environment.push_back(name + "_DATE=" + day + "T12:00:00Z");
  }
  input.environment.emplace_back("GIT_CONFIG_GLOBAL=/dev/null");
  input.environment.emplace_back("GIT_CONFIG_NOSYSTEM=1");
  const change::ProcessResult result = change::run_process(command, input);
  INFO(result.errors);
  REQUIRE(result.exit_code == 0);
  std::string output = result.output;
  while (output.ends_with("\n")) output.pop_back();
  return output;
}

void Team::write_file(const std::string& file, const std::string& text) const {
  fs::create_directories((x_path / file).parent_path());
  std::ofstream(x_path / file) << text;
}

void Team::write(const std::string& file) const {
  fs::create_directories((x_path / file).parent_path());
  std::ofstream(x_path / file, std::ios::app) << "select " << ++x_written << "\n";
}

void Team::commit(const Work& work, const std::string& day) const {
  write(work.file);
  git({"add", "--all"});
  git({"commit", "--quiet", "--cleanup=verbatim", "--message", work.message}, day);
}

std::string Team::push(const Work& work, const std::string& day) const {
  commit(work, day);
  return git({"rev-parse", "HEAD"});
}

std::string Team::merge(const std::string& message, const std::vector<Work>& commits, const std::string& day) const {
  git({"checkout", "--quiet", "-B", "work"});
  for (const Work& work : commits) commit(work, day);
  git({"checkout", "--quiet", "main"});
  git({"merge", "--quiet", "--no-ff", "--cleanup=verbatim", "--message", message, "work"}, day);
  return git({"rev-parse", "HEAD"});
}

std::string Team::merged_head() const { return git({"rev-parse", "HEAD^2"}); }

budget::HistoryInput Team::input() const {
  budget::HistoryInput input;
  input.root = path();
  input.tip = "main";
  input.layers = {"staging", "marts"};
  input.layer_of = [](std::string_view file) {
    if (file.starts_with("models/staging/")) return std::string("staging");
    return file.starts_with("models/marts/") ? std::string("marts") : std::string();
  };
  return input;
}

budget::History Team::history(std::vector<budget::PullRequestFacts> facts) const {
  budget::HistoryInput input = this->input();
  input.facts = std::move(facts);
  return budget::read_history(input);
}

std::string by_llm(const std::string& subject) {
  return subject + "\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n";
}

}  // namespace tollgate::tests
