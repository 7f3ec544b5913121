#include "cli/inspect_lines.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <istream>
#include <system_error>

#include "core/error.hpp"

namespace tollgate::cli {

namespace {

void open(std::ifstream& file, const std::string& path) {
  errno = 0;
  file = std::ifstream(path, std::ios::binary);
  const int reason = errno;
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(path, ignored);
  if (!file || folder) {
    throw Error(ErrorKind::usage,
                {"cannot read " + path + ": " + std::generic_category().message(folder ? EISDIR : reason),
                 "name a file of JSON Lines, or - for standard input",
                 {}});
  }
}

/// `<(COMMAND)`: what comes out of it comes once.
bool is_pipe(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_fifo(path, ignored);
}

}  // namespace

InspectLines::InspectLines(const std::vector<std::string>& files, std::istream* standard_input)
    : x_files(files.empty() ? std::vector<std::string>{"-"} : files), x_standard_input(standard_input) {
  for (const std::string& path : x_files) {
    if (path != "-" && !is_pipe(path)) open(x_file, path);
  }
}

bool InspectLines::open_next() {
  if (x_next_file == x_files.size()) return false;
  const std::string& path = x_files[x_next_file++];
  x_number = 0;
  x_in = x_standard_input;
  if (path != "-") {
    open(x_file, path);
    x_in = &x_file;
  }
  return true;
}

bool InspectLines::next(InspectLine& line) {
  while (x_in == nullptr || !read(line)) {
    if (!open_next()) return false;
  }
  const std::string& path = x_files[x_next_file - 1];
  ++x_number;
  line.place = path == "-" ? fmt::format("line {}", x_number) : fmt::format("{}:{}", path, x_number);
  return true;
}

std::string InspectLines::name() const {
  const std::string path = x_next_file == 0 ? "-" : x_files[x_next_file - 1];
  return path == "-" ? "standard input" : path;
}

// getline into a piece at a time: failbit without an end of file says that the line goes on.
bool InspectLines::read(InspectLine& line) {
  std::array<char, 16384> piece{};
  line.text.clear();
  line.too_long = false;
  for (bool first = true;; first = false) {
    x_in->getline(piece.data(), piece.size());
    const bool ended = !x_in->fail() || x_in->eof();
    if (x_in->bad())
      throw Error(ErrorKind::unjudged, {"the input cannot be read to its end",
                                        "is it a file of JSON Lines that nobody changes meanwhile?",
                                        {name(), static_cast<int>(x_number), 0}});
    auto count = static_cast<std::size_t>(x_in->gcount());
    if (first && count == 0 && x_in->eof()) return false;
    if (ended && !x_in->eof()) --count;  // the line feed counts, and is not stored
    if (line.text.size() + count > longest) line.too_long = true;
    if (line.too_long) {
      line.text.clear();
    } else {
      line.text.append(piece.data(), count);
    }
    if (ended) return true;
    x_in->clear();
  }
}

}  // namespace tollgate::cli
