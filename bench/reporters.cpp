// Every format on a report of very many findings: time and size of each, peak memory of each in a process of its own,
// and both of all of them in one process, as `tollgate check` with all formats would take.
//
//   bench_reporters [FINDINGS] [MODELS]     default: 10,000 findings over 1,000 models
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>

#include "bench/cpu_time.hpp"
#include "reporters/all.hpp"
#include "tests/reporters/large_report.hpp"

namespace {

using namespace tollgate;
using Clock = std::chrono::steady_clock;

/// Runs `work` in a child and says what it printed; its peak memory in MiB goes to `peak`.
void in_child(const std::function<void()>& work, double& peak) {
  std::cout.flush();
  const pid_t child = fork();
  if (child == 0) {
    work();
    std::cout.flush();
    _exit(0);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0) std::exit(1);
  peak = static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// Wall time, and time of this process alone, in seconds.
std::string times_of(const std::function<void()>& work) {
  const Clock::time_point start = Clock::now();
  const double busy = bench::process_milliseconds(work) / 1e3;
  const double wall = std::chrono::duration<double>(Clock::now() - start).count();
  return fmt::format("{:7.3f} s, {:7.3f} s busy", wall, busy);
}

/// What is written to files and to standard output.
std::size_t render(const Reporter& reporter, const Report& report) {
  RenderStyle style;
  style.random_token = std::string(32, 'a');
  const Rendering rendering = reporter.render(report, style);
  std::size_t bytes = rendering.body.size();
  for (const SideFile& file : rendering.side_files) bytes += file.text.size();
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t findings = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10'000;
  const std::size_t models = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1'000;
  // The report is made in each child: a page that a child shares with its parent is not counted as its own everywhere.
  double of_report = 0;
  in_child([&] { reporters::samples::large(models, findings); }, of_report);
  std::cout << fmt::format("{} findings over {} models; the report alone takes {:.0f} MiB\n", findings, models,
                           of_report);
  for (const Reporter* reporter : reporters::all) {
    double peak = 0;
    in_child(
        [&] {
          const Report report = reporters::samples::large(models, findings);
          std::size_t bytes = 0;
          const std::string times = times_of([&] { bytes = render(*reporter, report); });
          std::cout << fmt::format("{:16} {} {:12} bytes", reporter->id, times, bytes);
        },
        peak);
    std::cout << fmt::format(" {:6.0f} MiB\n", peak);
  }
  double peak = 0;
  in_child(
      [&] {
        const Report report = reporters::samples::large(models, findings);
        std::size_t bytes = 0;
        const std::string times = times_of([&] {
          for (const Reporter* reporter : reporters::all) bytes += render(*reporter, report);
        });
        std::cout << fmt::format("{:16} {} {:12} bytes", "all", times, bytes);
      },
      peak);
  std::cout << fmt::format(" {:6.0f} MiB\n", peak);
  return 0;
}
