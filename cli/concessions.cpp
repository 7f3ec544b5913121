#include "cli/concessions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/outputs.hpp"
#include "core/error.hpp"
#include "gates/all.hpp"

namespace tollgate::cli {

namespace {

DiffLines diff_of(const CheckArguments& arguments, const Circumstances& known) {
  DiffLines diff{arguments.diff_filter, {}, {}};
  if (diff.filter == DiffFilter::nofilter) return diff;
  const auto& files = known.pull_request.facts.files;
  if (!files.known()) {
    throw Error(ErrorKind::usage, {"--diff-filter: the diff is not known: " + files.problem,
                                   "give --base-sha, in a clone with enough history",
                                   {}});
  }
  for (const change::ChangedFile& file : files.value) {
    TouchedLines& lines = diff.files[file.path];
    for (const change::Hunk& hunk : file.hunks)
      lines.emplace_back(hunk.first, hunk.first + std::max(1, hunk.count) - 1);
  }
  for (const Gate* gate : gates::all) {
    if (gate->judges_lines) diff.gates.emplace(gate->id);
  }
  return diff;
}

}  // namespace

Concessions concessions_of(const CheckArguments& arguments, const Circumstances& known, const Artifacts& artifacts) {
  return {{known.waivers.waivers, known.today, known_subjects(artifacts),
           added_waivers(known.pull_request, known.policy.policy)},
          known.baseline.baseline,
          diff_of(arguments, known)};
}

void write_baseline(const Circumstances& known, const Report& report, const Streams& streams) {
  const std::string path = (std::filesystem::path(known.place.directory) / baseline_file).string();
  if (report.verdict == Verdict::unjudged) {
    tell(streams, fmt::format("tollgate: {} is not written: not everything could be judged", baseline_file));
    return;
  }
  const Baseline baseline = known_of(report);
  write_file(path, baseline_text(baseline), streams.run);
  tell(
      streams,
      fmt::format(
          "tollgate: {} holds {} now, with those that others explain; commit it, and it counts once it is merged",
          baseline_file, baseline.known.size() == 1 ? "1 finding" : fmt::format("{} findings", baseline.known.size())));
}

}  // namespace tollgate::cli
