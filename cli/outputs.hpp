// Where the reports go: `--format ID[:VARIANT][:PATH]`. A path is tried before the work starts, a file is written
// beside its place and renamed, so that no partial report is ever left behind.
#pragma once

#include <string>
#include <vector>

#include "cli/streams.hpp"
#include "core/report.hpp"
#include "core/reporter.hpp"

namespace tollgate::cli {

struct Output {
  const Reporter* reporter = nullptr;
  std::string variant;
  std::string path;            ///< empty: standard output
  std::string comment_key{};   ///< tells several comments of one project apart
  bool only_replaces = false;  ///< a forge is told only where it was told something before
};

/// Reads `--format` texts; without any: `github` on a GitHub runner, else `terminal`. Throws Error (usage) for an
/// unknown format or variant, two reports for one file, a path that cannot be written, and a report for programs that
/// would share standard output with another.
std::vector<Output> plan_outputs(const std::vector<std::string>& formats, const Streams& streams);

/// Writes every report; several on standard output each below its name. A report that cannot be written is told on
/// stderr; false if there was one.
bool write_outputs(const std::vector<Output>& outputs, const Report& report, const std::string& color,
                   const Streams& streams);

/// Throws Error (usage) for a path where nothing can be written: told before the work starts, not after it.
void require_writable(const std::string& option, const std::string& path, Run* run);

/// Writes beside `path` and renames. Throws Error (unjudged) with nothing left behind. What stops `run`, which may be
/// null, lets it become whole.
void write_file(const std::string& path, const std::string& text, Run* run = nullptr);

}  // namespace tollgate::cli
