#include "tests/budget/audit_remote.hpp"

#include <cstdlib>
#include <map>

#include "budget/audit/plumbing.hpp"
#include "tests/catch.hpp"

namespace tollgate::tests {

namespace fs = std::filesystem;

AuditRemote::AuditRemote() {
  std::string name = (fs::temp_directory_path() / "tollgate-audit-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  x_folder = fs::canonical(name);
  git({"init", "--quiet", "--bare", "--initial-branch=main", bare()}, x_folder.string());
}

AuditRemote::~AuditRemote() {
  std::error_code ignored;
  fs::remove_all(x_folder, ignored);
}

std::string AuditRemote::git(const std::vector<std::string>& arguments, const std::string& directory,
                             const std::string& text) const {
  std::vector<std::string> command{
      "git", "-C", directory.empty() ? bare() : directory, "-c", "user.name=t", "-c", "user.email=t@example.com"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const change::ProcessResult result = change::run_process(command, {.text = text, .environment = {}});
  INFO(result.errors);
  REQUIRE(result.exit_code == 0);
  return result.output;
}

std::string AuditRemote::clone(const std::string& name) const {
  const fs::path folder = x_folder / name;
  if (!fs::exists(folder)) git({"clone", "--quiet", bare(), folder.string()}, x_folder.string());
  return folder.string();
}

budget::LogPlace AuditRemote::place(const std::string& name) const {
  return {.directory = clone(name), .remote = "origin"};
}

std::string AuditRemote::tip() const { return budget::LogRepository({.directory = bare(), .remote = {}}).tip(); }

budget::Verification AuditRemote::verify() const {
  const budget::LogRepository repository({.directory = bare(), .remote = {}});
  const std::string tip = repository.tip();
  budget::Verification log = budget::read_events(repository.contents(tip));
  budget::check_history(repository.history(tip), log);
  return log;
}

std::vector<budget::LogFile> AuditRemote::files() const {
  return budget::LogRepository({.directory = bare(), .remote = {}}).contents(tip()).files;
}

void AuditRemote::rewrite(const std::vector<budget::LogFile>& files) const {
  std::map<std::string, std::string> texts;
  for (const budget::LogFile& file : files) texts.emplace(file.path, file.bytes);
  const std::string tree = budget::add_to_tree(bare(), {}, texts);
  std::string commit = git({"commit-tree", tree}, {}, "rewritten\n");
  commit.pop_back();
  git({"update-ref", "refs/heads/tollgate-audit", commit});
}

std::string merged_draft(std::int64_t number) {
  budget::AuditEvent event;
  event.type = "pr_merged";
  event.ts = budget::audit_timestamp(1'775'034'900'000 + number * 1000);
  event.repo = "acme/dbt";
  event.pr = number;
  event.merge_sha = std::string(40, 'a');
  return budget::to_draft(event);
}

budget::LogFile log_file(const std::string& draft, const std::vector<std::string>& heads, std::int64_t lamport) {
  const budget::SealedEvent event = budget::seal(draft, heads, lamport);
  return {.path = event.path, .mode = "100644", .bytes = event.bytes};
}

std::vector<std::string> texts_of(const budget::Verification& log) {
  std::vector<std::string> texts;
  for (const budget::LogProblem& problem : log.problems) texts.push_back(problem.where + ": " + problem.what);
  return texts;
}

}  // namespace tollgate::tests
