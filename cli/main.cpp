#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>

#include "cli/commands.hpp"
#include "cli/interruption.hpp"
#include "core/heap.hpp"

namespace {

int terminal_width(int handle, int otherwise) {
  winsize size{};
  if (ioctl(handle, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return otherwise;
}

/// 128 random bits as hex, for delimiters that no report text can forge.
std::string random_token() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device device;
  std::string token;
  for (int word = 0; word < 4; ++word) {
    std::uint32_t bits = device();
    for (int i = 0; i < 8; ++i, bits >>= 4U) token += digits[bits & 0xfU];
  }
  return token;
}

std::optional<std::string> environment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

int main(int argc, char** argv) {
  tollgate::grow_heap_in_large_steps();
  tollgate::share_heaps();
  // `tollgate check | head` must still write the other reports and end with its verdict.
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);                        // nobody here uses stdio, and `inspect` reads long lines
  static auto* const leftovers = new tollgate::Leftovers;  // never freed
  tollgate::Run run;
  const tollgate::cli::Interruption interruption(run);
  const tollgate::cli::Streams streams{
      .out = std::cout,
      .err = std::cerr,
      .environment = environment,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .width = terminal_width(STDOUT_FILENO, 100),
      .random_token = random_token(),
      .in = &std::cin,
      .today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()),
      .now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
      .run = &run,
      .err_width = terminal_width(STDERR_FILENO, 80),
      .leftovers = leftovers};
  return tollgate::cli::run({argv + 1, argv + argc}, streams);
}
