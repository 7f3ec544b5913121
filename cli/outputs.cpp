#include "cli/outputs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>

#include "core/error.hpp"
#include "core/suggest.hpp"
#include "reporters/all.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

std::string what_to_do(const std::string& path, int reason) {
  if (reason == ENOSPC || reason == EDQUOT) return "free some space on that disk";
  if (reason == EISDIR) return "it is a folder: name a file in it";
  if (reason == ENOENT) return "there is no folder " + folder_of(path) + ": make it first, or name another";
  return "name a file in a folder that this user may write to";
}

[[noreturn]] void cannot_write(ErrorKind kind, const std::string& path, int reason) {
  throw Error(kind,
              {"cannot write " + path + ": " + std::generic_category().message(reason), what_to_do(path, reason), {}});
}

/// An unfinished file beside its place; removed unless it was put there.
class UnfinishedFile {
 public:
  UnfinishedFile(std::string path, ErrorKind kind) : x_path(std::move(path)), x_name(x_path + ".XXXXXX"), x_kind(kind) {
    std::error_code ignored;
    if (fs::is_directory(x_path, ignored)) cannot_write(x_kind, x_path, EISDIR);
    x_handle = mkstemp(x_name.data());
    if (x_handle < 0) cannot_write(x_kind, x_path, errno);
  }
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  UnfinishedFile(UnfinishedFile&&) = delete;
  UnfinishedFile& operator=(UnfinishedFile&&) = delete;
  ~UnfinishedFile() {
    if (x_handle >= 0) close(x_handle);
    if (!x_placed) unlink(x_name.c_str());
  }

  void write_all(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = write(x_handle, text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) cannot_write(x_kind, x_path, errno);
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  void put_in_place() {
    const mode_t mask = umask(0);
    umask(mask);
    fchmod(x_handle, static_cast<mode_t>(0666) & ~mask);
    const int closed = close(x_handle);
    x_handle = -1;
    if (closed != 0 || rename(x_name.c_str(), x_path.c_str()) != 0) cannot_write(x_kind, x_path, errno);
    x_placed = true;
  }

 private:
  std::string x_path;
  std::string x_name;
  ErrorKind x_kind;
  int x_handle = -1;
  bool x_placed = false;
};

/// Devices and pipes (/dev/stdout, a named pipe) are written straight: there is nothing to rename over.
bool is_special(const std::string& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

std::optional<Run::Whole> as_a_whole(Run* run) {
  return run == nullptr ? std::nullopt : std::optional<Run::Whole>(std::in_place, *run);
}

void append_file(const std::string& path, std::string_view text) {
  const int handle = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (handle < 0) cannot_write(ErrorKind::unjudged, path, errno);
  while (!text.empty()) {
    const ssize_t n = write(handle, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int reason = errno;
      close(handle);
      cannot_write(ErrorKind::unjudged, path, reason);
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  close(handle);
}

[[noreturn]] void unknown_format(const std::string& id) {
  std::vector<std::string_view> known;
  std::string list;
  for (const Reporter* reporter : reporters::all) {
    known.push_back(reporter->id);
    list += (list.empty() ? "" : ", ") + std::string(reporter->id);
  }
  const std::string suggestion = did_you_mean(id, known);
  throw Error(
      ErrorKind::usage,
      {"--format: unknown format \"" + id + "\"", suggestion.empty() ? "known formats: " + list : suggestion, {}});
}

Output parse_format(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string id = text.substr(0, colon);
  Output output;
  output.reporter = find_reporter(reporters::all, id);
  if (output.reporter == nullptr) unknown_format(id);
  if (colon == std::string::npos) return output;
  std::string rest = text.substr(colon + 1);
  const std::size_t second = rest.find(':');
  if (std::ranges::find(output.reporter->variants, rest.substr(0, second)) != output.reporter->variants.end()) {
    output.variant = rest.substr(0, second);
    if (second == std::string::npos) return output;
    rest = rest.substr(second + 1);
  }
  if (rest.empty())
    throw Error(ErrorKind::usage, {"--format " + text + ": the path is empty", "write ID or ID:PATH", {}});
  output.path = rest;
  return output;
}

/// UTC from SOURCE_DATE_EPOCH (reproducible-builds.org), the only clock a report may show.
std::string timestamp(const Streams& streams) {
  const std::string epoch = variable(streams, "SOURCE_DATE_EPOCH");
  if (epoch.empty() || epoch.size() > 11 || epoch.find_first_not_of("0123456789") != std::string::npos) return {};
  const auto seconds = static_cast<std::time_t>(std::stoll(epoch));
  std::tm utc{};
  if (gmtime_r(&seconds, &utc) == nullptr) return {};
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc)};
}

bool wants_color(const std::string& color, const Output& output, const Streams& streams) {
  if (color != "auto") return color == "always";
  if (!variable(streams, "NO_COLOR").empty()) return false;
  if (!variable(streams, "FORCE_COLOR").empty()) return true;
  return output.path.empty() && streams.out_is_terminal && variable(streams, "TERM") != "dumb";
}

/// How many reports go to standard output.
std::ptrdiff_t on_stdout(const std::vector<Output>& outputs) {
  return std::ranges::count_if(outputs, [](const Output& output) { return output.path.empty(); });
}

/// What a program reads stands alone; nobody wants the same twice.
void refuse_a_mixture(const std::vector<Output>& outputs) {
  if (on_stdout(outputs) < 2) return;
  std::set<std::string_view> told;
  for (const Output& output : outputs) {
    if (!output.path.empty()) continue;
    const std::string id(output.reporter->id);
    if (!told.insert(output.reporter->id).second)
      throw Error(ErrorKind::usage, {"--format: " + id + " would be written to standard output twice",
                                     "name it once, or give one a file: --format " + id + ":FILE",
                                     {}});
    if (output.reporter->for_programs)
      throw Error(
          ErrorKind::usage,
          {"--format: " + id + " is read by programs, and another report would stand beside it on standard output",
           "give it a file: --format " + id + ":FILE",
           {}});
  }
}

void write_one(const Output& output, const Report& report, const RenderStyle& style, const Streams& streams,
               bool beside_others) {
  const Rendering rendering = output.reporter->render(report, style);
  if (!output.path.empty()) {
    write_file(output.path, rendering.body, streams.run);
  } else {
    const auto whole = as_a_whole(streams.run);
    // On a GitHub runner a terminal report is fenced: nothing in it may be obeyed as a workflow command.
    if (beside_others && !rendering.body.empty()) streams.out << "==> " << output.reporter->id << " <==\n";
    const bool fenced = output.reporter != &reporters::github && variable(streams, "GITHUB_ACTIONS") == "true";
    if (fenced) streams.out << "::stop-commands::" << streams.random_token << "\n";
    streams.out << rendering.body;
    if (fenced) streams.out << "\n::" << streams.random_token << "::\n";
    if (beside_others && !rendering.body.empty()) streams.out << "\n";
    streams.out.flush();
    if (!streams.out) {
      throw Error(ErrorKind::unjudged,
                  {"cannot write the report to standard output", "is the disk full, or was the pipe closed?", {}});
    }
  }
  for (const SideFile& side : rendering.side_files) {
    const std::string path = variable(streams, side.environment_variable);
    const auto whole = as_a_whole(streams.run);
    if (!path.empty()) append_file(path, side.text);
  }
}

}  // namespace

void write_file(const std::string& path, const std::string& text, Run* run) {
  if (is_special(path)) {
    append_file(path, text);
    return;
  }
  const auto whole = as_a_whole(run);
  UnfinishedFile file(path, ErrorKind::unjudged);
  file.write_all(text);
  file.put_in_place();
}

void require_writable(const std::string& option, const std::string& path, Run* run) {
  if (is_special(path)) return;
  try {
    const auto whole = as_a_whole(run);
    const UnfinishedFile probe(path, ErrorKind::usage);
  } catch (const Error& error) {
    Diagnostic told = error.diagnostic();
    told.message = option + ": " + told.message;
    throw Error(error.kind(), std::move(told));
  }
}

std::vector<Output> plan_outputs(const std::vector<std::string>& formats, const Streams& streams) {
  std::vector<Output> outputs;
  std::set<std::string> paths;
  for (const std::string& format : formats) {
    outputs.push_back(parse_format(format));
    const std::string& path = outputs.back().path;
    if (path.empty()) continue;
    std::error_code problem;
    const std::string real = fs::weakly_canonical(path, problem).string();
    if (!paths.insert(problem ? path : real).second) {
      throw Error(ErrorKind::usage,
                  {"--format: two reports would be written to " + path, "give each its own file", {}});
    }
    require_writable("--format " + format, path, streams.run);
  }
  refuse_a_mixture(outputs);
  if (outputs.empty()) {
    const bool on_github = variable(streams, "GITHUB_ACTIONS") == "true";
    outputs.push_back({on_github ? &reporters::github : &reporters::terminal, {}, {}});
  }
  return outputs;
}

bool write_outputs(const std::vector<Output>& outputs, const Report& report, const std::string& color,
                   const Streams& streams) {
  bool all_written = true;
  for (const Output& output : outputs) {
    try {
      const RenderStyle style{.color = wants_color(color, output, streams),
                              .width = output.path.empty() ? streams.width : 100,
                              .variant = output.variant,
                              .random_token = streams.random_token,
                              .comment_key = output.comment_key,
                              .timestamp = timestamp(streams)};
      write_one(output, report, style, streams, on_stdout(outputs) > 1);
    } catch (const Error& error) {
      tell(streams, "tollgate: " + std::string(error.what()));
      all_written = false;
    }
  }
  return all_written;
}

}  // namespace tollgate::cli
