#include "cli/audit_keeping.hpp"

#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "core/digest.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

namespace {

using budget::Appended;

std::string_view reason_of(Appended::Kind kind) {
  switch (kind) {
    case Appended::Kind::contended:
      return "others were faster in every attempt";
    case Appended::Kind::refused:
      return "the remote refuses the push";
    case Appended::Kind::broken:
      return "the log is broken, and nothing is built on it (run tollgate audit verify)";
    default:
      return "the log could not be reached";
  }
}

}  // namespace

void keep_events(const std::vector<std::string>& drafts, const std::string& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  for (const std::string& draft : drafts) {
    const std::string path = (std::filesystem::path(folder) / (sha256_hex(draft) + ".json")).string();
    std::ofstream file(path, std::ios::binary);
    file << draft << "\n";
    file.close();
    if (file) continue;
    throw Error(
        ErrorKind::unjudged,
        {"the event could not be kept: the file cannot be written", "name a folder that can be written", {path, 0, 0}});
  }
}

AppendedOrKept append_or_keep(const budget::LogPlace& place, const std::vector<std::string>& drafts,
                              const std::string& folder) {
  const Appended result = budget::append(place, drafts);
  if (!result.ids.empty()) return {result.ids, {}};
  keep_events(drafts, folder);
  return {{}, "the audit log was not extended: " + std::string(reason_of(result.kind)) + ": " + result.reason};
}

std::string append_later(const std::string& folder) {
  return "; append later with: tollgate audit append " + folder + "/*.json";
}

}  // namespace tollgate::cli
