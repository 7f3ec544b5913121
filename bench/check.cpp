// `tollgate check` with every gate that needs no warehouse on projects of growing size (bench/generate): what a run
// takes by the clock and of the processor, its peak memory against the manifests, and how both grow. The program itself
// runs, as a user would start it.
//
//   bench_check [MODELS…] [--phases]     sizes, ascending (default: 1000 5000)
//
// Above 10000 models only what is usual is run, and once: 20000 take 2 GB in the temporary folder and five minutes.
//
// Ends with 1 when a limit is missed. Time is held to limits by the clock, the best of a few runs, and supposes four
// cores that nobody else uses; memory and growth are told right on a busy machine too.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "bench/check_phases.hpp"
#include "bench/generate/artifacts.hpp"
#include "bench/generate/edits.hpp"

namespace {

namespace fs = std::filesystem;
using namespace tollgate::bench;

constexpr double most_memory = 4.0;         // times the manifests of both sides
constexpr double most_growth = 1.15;        // times n log n
constexpr double most_for_unchanged = 0.5;  // of what a change of 1 % takes
constexpr std::uint64_t seed = 1;
constexpr std::size_t many = 10'000;  // models

int passes(std::size_t models) { return models > many ? 1 : 3; }

/// By the clock, on four cores.
double most_seconds(std::size_t models) {
  return models <= 1000 ? 1.0 : 4.0 * static_cast<double>(models) / 5000 * std::log(models) / std::log(5000);
}

struct Scenario {
  const char* name;
  Edits edits;
};
constexpr std::array<Scenario, 4> scenarios{{{"base equals head", {}},
                                             {"1 % of models edited", {.percent = 1}},
                                             {"5 % of models edited", {.percent = 5}},
                                             {"a hub edited, and 1 %", {.percent = 1, .hub = true}}}};

/// The first ones: nothing, and what a pull request is like.
std::size_t scenarios_for(std::size_t models) { return models > many ? 2 : scenarios.size(); }

struct Measured {
  double seconds = 0, user = 0, system = 0;
  double peak_bytes = 0;
  int code = -1;
};

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// In a process of its own, so that peak memory is that work's alone. Nothing large may be done in this process before:
/// a child starts with what its parent holds.
Measured in_own_process(const std::function<int()>& work) {
  std::cout.flush();
  timespec start{}, end{};
  clock_gettime(CLOCK_MONOTONIC, &start);
  const pid_t child = fork();
  if (child == 0) {
    const int code = work();
    std::cout.flush();
    _exit(code);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  clock_gettime(CLOCK_MONOTONIC, &end);
  return {static_cast<double>(end.tv_sec - start.tv_sec) + static_cast<double>(end.tv_nsec - start.tv_nsec) / 1e9,
          seconds_of(usage.ru_utime), seconds_of(usage.ru_stime), static_cast<double>(usage.ru_maxrss) * 1024,
          WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

/// Base once, and a head for each scenario.
int generate(std::size_t models, const fs::path& folder) {
  const Plan plan = make_plan(models, seed);
  for (std::size_t i = 0; i < scenarios_for(models); ++i) {
    Plan head = plan;
    apply(scenarios.at(i).edits, seed, head);
    write_artifacts(head, {{.schema = "pr_17"}, "2026-01-02"}, folder / fmt::format("target-{}", i));
  }
  write_artifacts(plan, {{}, "2026-01-01"}, folder / "target-base");
  std::ofstream(folder / "tollgate.yml") << policy_text();
  return 0;
}

int check(const fs::path& folder, const std::string& head) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  const std::string project = folder.string();
  execl(TOLLGATE_PROGRAM, "tollgate", "check", "--project-dir", project.c_str(), "--base",
        (folder / "target-base").c_str(), "--head", (folder / head).c_str(), "--format", "json", nullptr);
  return 127;
}

/// The least of each figure: what else the machine does only adds.
Measured least_of(const std::vector<Measured>& runs) {
  Measured least = runs.front();
  for (const Measured& run : runs) {
    least.seconds = std::min(least.seconds, run.seconds);
    least.user = std::min(least.user, run.user);
    least.system = std::min(least.system, run.system);
    least.peak_bytes = std::max(least.peak_bytes, run.peak_bytes);
    if (run.code != 0 && run.code != 1) least.code = run.code;
  }
  return least;
}

struct Sized {
  std::size_t models = 0;
  std::array<Measured, scenarios.size()> runs;
};

class Limits {
 public:
  void hold(bool kept, const std::string& what) {
    if (kept) return;
    std::cout << "missed: " << what << '\n';
    x_missed = true;
  }
  bool missed() const { return x_missed; }

 private:
  bool x_missed = false;
};

Sized measure(std::size_t models, bool phases, const fs::path& folder, Limits& limits) {
  in_own_process([&] { return generate(models, folder); });
  Sized sized{models, {}};
  for (std::size_t i = 0; i < scenarios_for(models); ++i) {
    const std::string head = fmt::format("target-{}", i);
    const double bytes = static_cast<double>(fs::file_size(folder / "target-base/manifest.json") +
                                             fs::file_size(folder / head / "manifest.json"));
    std::vector<Measured> runs;
    for (int pass = 0; pass < passes(models); ++pass)
      runs.push_back(in_own_process([&] { return check(folder, head); }));
    const Measured& least = sized.runs.at(i) = least_of(runs);
    std::cout << fmt::format(
        "{:>6} models, {:<22} {:6.2f} s by the clock, {:6.2f} s user, {:5.2f} s system, {:7.1f} MB = {:.2f} x the "
        "manifests ({:.1f} MB), exit {}\n",
        models, scenarios.at(i).name, least.seconds, least.user, least.system, least.peak_bytes / 1e6,
        least.peak_bytes / bytes, bytes / 1e6, least.code);
    const std::string what = fmt::format("{} models, {}: ", models, scenarios.at(i).name);
    limits.hold(least.code == 0 || least.code == 1, what + "exit code");
    limits.hold(least.peak_bytes <= most_memory * bytes, what + "peak memory");
    limits.hold(least.seconds <= most_seconds(models), what + "time by the clock");
  }
  limits.hold(sized.runs[0].user <= most_for_unchanged * sized.runs[1].user,
              fmt::format("{} models: cost of what is unchanged", models));
  if (phases) in_own_process([&] { return time_phases(folder / "target-base", folder / "target-1"); });
  return sized;
}

void tell_growth(const Sized& small, const Sized& large, Limits& limits) {
  const auto n = static_cast<double>(small.models), more = static_cast<double>(large.models);
  const double n_log_n = more * std::log(more) / (n * std::log(n));
  for (std::size_t i = 0; i < scenarios_for(large.models); ++i) {
    const Measured& before = small.runs.at(i);
    const Measured& after = large.runs.at(i);
    const double time = (after.user + after.system) / (before.user + before.system);
    const auto exponent = [&](double ratio) { return std::log(ratio) / std::log(more / n); };
    std::cout << fmt::format("{} to {} models, {:<22} processor time ^{:.2f}, memory ^{:.2f} (n log n: ^{:.2f})\n",
                             small.models, large.models, scenarios.at(i).name, exponent(time),
                             exponent(after.peak_bytes / before.peak_bytes), exponent(n_log_n));
    limits.hold(time <= most_growth * n_log_n,
                fmt::format("{} models, {}: growth", large.models, scenarios.at(i).name));
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::size_t> sizes;
  bool phases = false;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  for (const std::string& argument : arguments) {
    if (argument == "--phases") {
      phases = true;
    } else {
      sizes.push_back(std::stoul(argument));
    }
  }
  if (sizes.empty()) sizes = {1000, 5000};
  const fs::path folder = fs::temp_directory_path() / ("tollgate-bench-" + std::to_string(getpid()));
  std::vector<Sized> all;
  Limits limits;
  for (const std::size_t models : sizes) {
    all.push_back(measure(models, phases, folder, limits));
    fs::remove_all(folder);
    if (all.size() > 1) tell_growth(all[all.size() - 2], all.back(), limits);
  }
  return limits.missed() ? 1 : 0;
}
