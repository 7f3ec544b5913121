#include "budget/audit/plumbing.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <utility>

#include "core/error.hpp"

namespace tollgate::budget {

namespace {

/// The text up to the next `end`, which is taken away with it; the whole rest when there is none.
std::string_view take(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return part;
}

/// A line of `ls-tree -z`: `<mode> <type> <object>[ <size>]\t<name>`.
struct Entry {
  std::string mode;
  std::string type;
  std::string object;
  std::size_t size = 0;
};
using Entries = std::map<std::string, Entry>;

Entries entries_in(std::string_view listing) {
  Entries entries;
  while (!listing.empty()) {
    std::string_view line = take(listing, '\0');
    std::string_view facts = take(line, '\t');
    Entry entry;
    entry.mode = take(facts, ' ');
    entry.type = take(facts, ' ');
    entry.object = take(facts, ' ');
    facts.remove_prefix(std::min(facts.find_first_not_of(' '), facts.size()));
    std::from_chars(facts.data(), facts.data() + facts.size(), entry.size);
    entries.emplace(std::string(line), std::move(entry));
  }
  return entries;
}

/// A folder of a tree.
struct Folder {
  Entries entries;                        ///< by name
  std::map<std::string, Folder> folders;  ///< those of them that change
};

std::string write_tree(const std::string& directory, const Entries& entries) {
  change::ProcessInput input;
  for (const auto& [name, entry] : entries) {
    input.text += entry.mode + " " + entry.type + " " + entry.object + "\t" + name;
    input.text += '\0';
  }
  std::string tree = need_git(directory, {"mktree", "-z"}, input);
  tree.pop_back();
  return tree;
}

/// As deep as the paths that are added, which are ours.
std::string write_folder(const std::string& directory, Folder& folder) {
  for (auto& [name, inside] : folder.folders) {
    folder.entries[name] = {.mode = "040000", .type = "tree", .object = write_folder(directory, inside), .size = 0};
  }
  return write_tree(directory, folder.entries);
}

/// The folders on the way to `path`, without their entries.
void add_path(Folder& root, std::string_view path, const std::string& blob) {
  Folder* folder = &root;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    folder = &folder->folders[std::string(path.substr(0, slash))];
    path.remove_prefix(slash + 1);
  }
  folder->entries[std::string(path)] = {.mode = "100644", .type = "blob", .object = blob, .size = 0};
}

/// Puts an entry of the old tree into its folder, if that folder changes.
void add_old(Folder& root, std::string_view path, const Entry& entry) {
  Folder* folder = &root;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    const auto next = folder->folders.find(std::string(path.substr(0, slash)));
    if (next == folder->folders.end()) return;
    folder = &next->second;
    path.remove_prefix(slash + 1);
  }
  folder->entries.emplace(std::string(path), entry);
}

/// Fills in the bytes of `files` from what `cat-file --batch` says; false when one of them is missing.
bool fill_in(std::string_view batch, const std::vector<LogFile*>& files) {
  for (LogFile* file : files) {
    std::string_view header = take(batch, '\n');
    take(header, ' ');
    if (take(header, ' ') != "blob") return false;
    std::size_t size = 0;
    std::from_chars(header.data(), header.data() + header.size(), size);
    if (size >= batch.size()) return false;
    file->bytes = batch.substr(0, size);
    batch.remove_prefix(size + 1);
  }
  return true;
}

/// `https://user:token@host/…` becomes `https://host/…`.
void forget_users(std::string& text) {
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
    const std::size_t begin = at + 3;
    const std::size_t end = std::min(text.find_first_of("/ '\"\n", begin), text.size());
    const std::size_t sign = text.substr(begin, end - begin).rfind('@');
    if (sign != std::string::npos) text.erase(begin, sign + 1);
  }
}

}  // namespace

change::ProcessResult run_git(const std::string& directory, const std::vector<std::string>& arguments,
                              const change::ProcessInput& input) {
  std::vector<std::string> command{"git",     "-C",
                                   directory, "--no-pager",
                                   "-c",      "core.hooksPath=/dev/null",
                                   "-c",      "gc.auto=0",
                                   "-c",      "maintenance.auto=false",
                                   "-c",      "i18n.commitEncoding=UTF-8"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  change::ProcessInput all = input;
  for (const char* setting : {"LC_ALL=C", "LANGUAGE=C", "GIT_TERMINAL_PROMPT=0", "GIT_NO_REPLACE_OBJECTS=1"}) {
    all.environment.emplace_back(setting);
  }
  change::ProcessResult result = change::run_process(command, all);
  if (result.started) return result;
  throw Error(ErrorKind::unjudged, {"the audit log needs git, and there is no git on PATH", "install git", {}});
}

std::string words_of_git(const change::ProcessResult& result) {
  std::string words;
  std::string_view rest = result.errors;
  while (!rest.empty()) {
    const std::string_view line = take(rest, '\n');
    if (line.empty() || line.starts_with("hint:") || line.starts_with("remote: \t")) continue;
    words += (words.empty() ? "" : "; ") + std::string(line);
  }
  forget_users(words);
  return words.empty() ? "git exited with " + std::to_string(result.exit_code) : words;
}

std::string need_git(const std::string& directory, const std::vector<std::string>& arguments,
                     const change::ProcessInput& input) {
  change::ProcessResult result = run_git(directory, arguments, input);
  if (result.exit_code == 0) return std::move(result.output);
  throw Error(ErrorKind::unjudged, {"git " + arguments.front() + " failed: " + words_of_git(result),
                                    "mend that in the checkout that holds the audit log, then run it again",
                                    {}});
}

std::optional<std::vector<LogFile>> files_of(const std::string& directory, const std::string& commit) {
  const change::ProcessResult listed = run_git(directory, {"ls-tree", "--full-tree", "-r", "-l", "-z", commit});
  if (listed.exit_code != 0) return std::nullopt;
  std::vector<LogFile> files;
  change::ProcessInput wanted;
  std::vector<std::size_t> asked;
  for (const auto& [path, entry] : entries_in(listed.output)) {
    LogFile file{.path = path, .mode = entry.mode, .bytes = {}, .too_large = entry.size > largest_event};
    if (entry.type == "blob" && !file.too_large) {
      wanted.text += entry.object + "\n";
      asked.push_back(files.size());
    }
    files.push_back(std::move(file));
  }
  if (asked.empty()) return files;
  const change::ProcessResult shown = run_git(directory, {"cat-file", "--batch", "--buffer"}, wanted);
  std::vector<LogFile*> to_fill;
  to_fill.reserve(asked.size());
  for (const std::size_t i : asked) to_fill.push_back(&files[i]);
  if (shown.exit_code != 0 || !fill_in(shown.output, to_fill)) return std::nullopt;
  return files;
}

std::string add_to_tree(const std::string& directory, const std::string& commit,
                        const std::map<std::string, std::string>& files) {
  Folder root;
  for (const auto& [path, bytes] : files) {
    std::string blob = need_git(directory, {"hash-object", "-w", "--stdin"}, {.text = bytes, .environment = {}});
    blob.pop_back();
    add_path(root, path, blob);
  }
  if (!commit.empty()) {
    for (const auto& [path, entry] :
         entries_in(need_git(directory, {"ls-tree", "--full-tree", "-r", "-t", "-z", commit}))) {
      add_old(root, path, entry);
    }
  }
  return write_folder(directory, root);
}

}  // namespace tollgate::budget
