#include <algorithm>
#include <filesystem>
#include <fstream>
#include <istream>
#include <iterator>
#include <optional>
#include <ostream>
#include <string_view>

#include "change/process.hpp"
#include "change/provenance.hpp"
#include "cli/commands.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/nfc.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view key_variable = "TOLLGATE_PROMPT_KEY";
constexpr std::size_t shortest_key = 16;
constexpr std::size_t largest_prompt = 16U << 20U;

constexpr std::string_view hook = R"(#!/bin/sh
# Made by tollgate trailers --install-hook: adds the trailers of a change that an LLM helped with.
#   TOLLGATE_LLM=claude-code:claude-opus-4-6 git commit …     or none, for a change by hand
# Nothing is added while TOLLGATE_LLM is not set, and to merges. Remove this file to be rid of it.
[ -n "$TOLLGATE_LLM" ] && [ "$2" != merge ] || exit 0
trailers=$(tollgate trailers) || exit 1
printf '%s\n' "$trailers" | while IFS= read -r trailer; do
  git interpret-trailers --in-place --if-exists addIfDifferent --trailer "$trailer" "$1" || exit 1
done
)";

[[noreturn]] void wrong_usage(const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::usage, {message, hint, {}});
}

bool is_name(std::string_view text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, is_plain);
}

/// `tool[:model]` with the model under its one name (R13); `none`.
std::string declared(const TrailersArguments& arguments, const Streams& streams) {
  const std::string written = arguments.llm.empty() ? variable(streams, "TOLLGATE_LLM") : arguments.llm;
  if (written.empty()) wrong_usage("which LLM helped?", "say --llm TOOL:MODEL, --llm TOOL or --llm none");
  const std::size_t colon = written.find(':');
  const std::string tool = written.substr(0, colon);
  if (!is_name(tool)) wrong_usage("the tool is one word of letters, digits, - _ and .", "e.g. --llm claude-code");
  if (colon == std::string::npos) return tool;
  const std::string model = change::normalised_model(written.substr(colon + 1));
  if (model.empty()) return tool;
  if (!is_name(model)) wrong_usage("the model is one word of letters, digits, - _ and .", "e.g. claude-opus-4-6");
  return tool + ":" + model;
}

std::string text_of(std::istream& in, const std::string& name) {
  std::string text;
  std::string block(1U << 16U, '\0');
  while (in && text.size() <= largest_prompt) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block, 0, static_cast<std::size_t>(in.gcount()));
  }
  if (text.empty() || !in.eof()) {
    const char* why = text.size() > largest_prompt ? "the prompt is larger than 16 MiB"
                      : in.eof()                   ? "the prompt is empty"
                                 : "the prompt cannot be read: is it there, and may this user read it?";
    throw Error(ErrorKind::usage, {why, "name the file that holds it, or - for standard input", {name, 0, 0}});
  }
  return text;
}

/// CRLF and CR become LF, so that an editor does not change the digest.
std::string with_plain_lines(const std::string& text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    plain += text[i] == '\r' ? '\n' : text[i];
  }
  return plain;
}

std::string prompt_hash(const std::string& path, const Streams& streams) {
  const std::string key = variable(streams, key_variable);
  if (key.size() < shortest_key) {
    wrong_usage(std::string(key_variable) + " is not set, or has less than 16 characters",
                "put a random secret of the repository there: a digest without a key can be guessed");
  }
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  if (path == "-" && streams.in == nullptr) wrong_usage("there is no standard input", "name a file with --prompt");
  const std::string prompt = with_plain_lines(text_of(path == "-" ? *streams.in : file, path));
  const std::optional<std::string> composed = nfc(prompt);
  if (!composed) tell(streams, "tollgate: the prompt is not UTF-8; its digest is of the bytes as they are");
  return "hmac-sha256:" + hmac_sha256_hex(key, composed.value_or(prompt));
}

int print(const TrailersArguments& arguments, const Streams& streams) {
  const std::string llm = declared(arguments, streams);
  const std::string prompt = arguments.prompt.empty() ? variable(streams, "TOLLGATE_PROMPT_FILE") : arguments.prompt;
  std::string text = "llm: " + llm + "\n";
  if (llm == "none" && !arguments.prompt.empty()) wrong_usage("--llm none has no prompt", "leave out one of the two");
  if (llm != "none") text += "Assisted-by: " + llm + "\n";
  if (llm != "none" && !prompt.empty()) text += "prompt-hash: " + prompt_hash(prompt, streams) + "\n";
  for (const std::string& reviewer : arguments.reviewers) {
    if (!is_name(reviewer)) wrong_usage("a reviewer is named by the login of the account", "e.g. --reviewer dana");
    text += "reviewer: " + reviewer + "\n";
  }
  streams.out << text;
  return 0;
}

// --- the hook ---

std::string hooks_folder(const std::string& directory) {
  const change::ProcessResult found =
      change::run_process({"git", "-C", directory, "rev-parse", "--path-format=absolute", "--git-path", "hooks"});
  if (found.exit_code != 0) wrong_usage("no git repository here", "name a folder of one with --project-dir");
  return found.output.substr(0, found.output.find('\n'));
}

int install(const TrailersArguments& arguments, const Streams& streams) {
  const fs::path path =
      fs::path(hooks_folder(arguments.project_dir.empty() ? "." : arguments.project_dir)) / "prepare-commit-msg";
  std::error_code problem;
  if (fs::exists(fs::symlink_status(path, problem))) {
    std::ifstream there(path, std::ios::binary);
    if (std::string{std::istreambuf_iterator<char>(there), {}} == hook) {
      streams.out << path.string() << " is there already\n";
      return 0;
    }
    throw Error(ErrorKind::usage, {"there is a hook already, and it stays as it is",
                                   "let it add what `tollgate trailers` prints (docs/provenance.md)",
                                   {path.string(), 0, 0}});
  }
  fs::create_directories(path.parent_path(), problem);
  std::ofstream file(path, std::ios::binary);
  file << hook;
  file.close();
  constexpr auto runnable = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                            fs::perms::others_read | fs::perms::others_exec;
  fs::permissions(path, runnable, problem);
  if (!file || problem) {
    throw Error(ErrorKind::unjudged,
                {"the hook cannot be written", "check the folder's rights", {path.string(), 0, 0}});
  }
  streams.out << path.string() << " adds trailers while TOLLGATE_LLM is set\n";
  return 0;
}

}  // namespace

int trailers(const TrailersArguments& arguments, const Streams& streams) {
  return arguments.install_hook ? install(arguments, streams) : print(arguments, streams);
}

}  // namespace tollgate::cli
