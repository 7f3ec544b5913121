#include "dbt/file_bytes.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <utility>

#include "core/error.hpp"

namespace tollgate::dbt {

namespace {

/// simdjson counts bytes in 32 bits.
constexpr std::uintmax_t size_limit = std::uintmax_t{4'000'000'000};
constexpr std::size_t smallest_mapped = std::size_t{1} << 20U;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

[[noreturn]] void refuse(const std::string& file, std::string message, std::string hint) {
  throw Error(ErrorKind::unjudged, {std::move(message), std::move(hint), {file}});
}

}  // namespace

void FreeFileBytes::operator()(char* bytes) const {
  if (mapped > 0) {
    munmap(bytes, mapped);
  } else {
    delete[] bytes;
  }
}

FileBytes::FileBytes(std::size_t size) : x_size(size) {
  if (const std::size_t bytes = capacity(); bytes < smallest_mapped) {
    x_bytes.reset(std::make_unique_for_overwrite<char[]>(bytes).release());
  } else {
    void* const pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();
    x_bytes = {static_cast<char*>(pages), FreeFileBytes{bytes}};
  }
  std::memset(x_bytes.get() + size, 0, slack);
}

FileBytes FileBytes::copy_of(std::string_view text) {
  FileBytes bytes(text.size());
  std::copy(text.begin(), text.end(), bytes.x_bytes.get());
  return bytes;
}

FileBytes FileBytes::read(const std::string& path) {
  std::error_code problem;
  const std::filesystem::file_status status = std::filesystem::status(path, problem);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {  // opening a pipe would wait
    refuse(path, "is not a file", "name a JSON file that dbt wrote");
  }
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file) {
    refuse(path, std::string("can't be opened: ") + std::strerror(errno), "check the path and who may read it");
  }
  const std::uintmax_t size = std::filesystem::file_size(path, problem);
  if (problem) refuse(path, "can't be read: " + problem.message(), "check the path and who may read it");
  if (size > size_limit) refuse(path, "is larger than 4 GB", "is this the file that dbt wrote?");
  FileBytes bytes(static_cast<std::size_t>(size));
  const std::size_t got = std::fread(bytes.x_bytes.get(), 1, bytes.x_size, file.get());
  if (got != bytes.x_size) {
    refuse(path, "can't be read to its end", "is dbt writing it at this moment? run tollgate after dbt has finished");
  }
  return bytes;
}

}  // namespace tollgate::dbt
