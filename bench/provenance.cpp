// How long it takes to read every message of a long history and to judge each: a real repository, made here with `git
// fast-import`, is read by `git log` and every commit recognised. Prints git's own share (the same command with its
// output thrown away) and ours.
//
//   bench_provenance [COMMITS]      default 100000
#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "bench/cpu_time.hpp"
#include "change/git_history.hpp"
#include "change/process.hpp"
#include "change/provenance.hpp"

namespace {

namespace fs = std::filesystem;
using namespace tollgate;
using Clock = std::chrono::steady_clock;

/// Messages as public histories have them: most without any signal, some long, some of each kind of signal.
constexpr std::array<std::string_view, 10> messages{
    "Fix the grain of orders\n",
    "Add a column for the net amount\n\nThe finance team asked for it: gross minus tax minus fees, in cents. It is\n"
    "rounded once, at the end, and not per line, so that it adds up with the invoice.\n\n* models/orders.sql\n"
    "* models/invoices.sql\n\nSigned-off-by: Dana Example <dana@example.com>\n",
    "Merge pull request #1234 from acme/feature/late-orders\n\nHandle late orders\n",
    "chore: bump packages\n",
    "refactor(staging): one model per source\n\nNo change in rows; the tests say so.\n\nReviewed-by: Ada "
    "<ada@example.com>\n",
    "Handle orders that are both late and cancelled\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n",
    "Add tests\n\n\xF0\x9F\xA4\x96 Generated with [Claude Code](https://claude.com/claude-code)\n\n"
    "Co-Authored-By: Claude <noreply@anthropic.com>\n",
    "Rewrite the join\n\nAssisted-by: Kiro:claude-opus-4.8\n",
    "Revert \"Rewrite the join (#881)\" (#882)\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n",
    "Split the mart\n\nllm: none\n",
};

std::string history_of(int commits) {
  std::string stream;
  for (int i = 0; i < commits; ++i) {
    const std::string message =
        fmt::format("{}\nchange {}\n", messages[static_cast<std::size_t>(i) % messages.size()], i);
    const std::string person = fmt::format("Person {} <person{}@example.com> {} +0000", i % 97, i % 97, 1600000000 + i);
    stream += fmt::format("commit refs/heads/main\nauthor {0}\ncommitter {0}\ndata {1}\n{2}\n", person, message.size(),
                          message);
    stream += fmt::format("M 100644 inline models/m{}.sql\ndata 9\nselect 1;\n\n", i % 50);
  }
  return stream;
}

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

struct Counts {
  long commits = 0;
  long llm = 0;
  long reverts = 0;
};

Counts judge_all(const std::string& root, bool judged) {
  Counts counts;
  const std::string problem = change::each_commit(root, {"main"}, [&](const change::Commit& commit) {
    ++counts.commits;
    if (!judged) return;
    const change::Provenance provenance = change::recognise(commit.text);
    counts.llm += provenance.state == change::ProvenanceState::declared_llm ? 1 : 0;
    counts.reverts += provenance.revert ? 1 : 0;
  });
  if (!problem.empty()) fmt::print(stderr, "git: {}\n", problem);
  return counts;
}

void measure(const std::string& root) {
  for (int round = 0; round < 3; ++round) {
    Clock::time_point begin = Clock::now();
    change::run_process({"git", "-C", root, "log", "-z",
                         "--format=tformat:%H%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%ct%x00%B", "main", "--"},
                        {{}, {}, [](std::string_view) {}});
    const double git = seconds_since(begin);
    const double reading = bench::thread_milliseconds([&] { judge_all(root, false); });
    Counts counts;
    begin = Clock::now();
    const double all = bench::thread_milliseconds([&] { counts = judge_all(root, true); });
    fmt::print(
        "{} commits: {:.2f} s; git alone {:.2f} s; our processor time {:.2f} s, of which judging {:.2f} s "
        "({} LLM-touched, {} reverts)\n",
        counts.commits, seconds_since(begin), git, all / 1e3, (all - reading) / 1e3, counts.llm, counts.reverts);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int commits = argc > 1 ? std::atoi(argv[1]) : 100000;
  std::string folder = (fs::temp_directory_path() / "tollgate-history-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  change::run_process({"git", "init", "--quiet", "--bare", "--initial-branch=main", folder});
  const Clock::time_point begin = Clock::now();
  change::run_process({"git", "-C", folder, "fast-import", "--quiet"}, {history_of(commits), {}, {}});
  fmt::print("made in {:.2f} s\n", seconds_since(begin));
  measure(folder);
  fs::remove_all(folder);
  return 0;
}
