#include "cli/baseline_in_force.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "change/git.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr int version_written = 1;
constexpr std::size_t fingerprint_digits = 64;  // hex SHA-256

[[noreturn]] void refuse(const std::string& path, int line, const std::string& what) {
  throw Error(
      ErrorKind::usage,
      {"baseline: " + what, "write it anew with tollgate check --write-baseline, or take it out", {path, line, 0}});
}

bool is_fingerprint(const std::string& text) {
  return text.size() == fingerprint_digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

KnownFindings entry_of(const Json& json, const std::string& path, int line) {
  const auto text = [&](const char* key) -> std::string {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string()) refuse(path, line, fmt::format("no text `{}`", key));
    return found->get<std::string>();
  };
  KnownFindings entry;
  if (!json.is_object()) refuse(path, line, "an entry is an object");
  entry.fingerprint = text("fingerprint");
  entry.rule = text("rule");
  entry.subject = text("subject");
  if (!is_fingerprint(entry.fingerprint)) refuse(path, line, "a fingerprint has 64 hex digits");
  const auto count = json.find("count");
  if (count == json.end() || !count->is_number_unsigned() || count->get<std::size_t>() == 0) {
    refuse(path, line, "`count` is a whole number above 0");
  }
  entry.count = count->get<std::size_t>();
  entry.location = {path, line, 0};
  return entry;
}

/// The lines on which entries begin as baseline_text() writes them; what was laid out otherwise has no line.
std::vector<int> entry_lines(const std::string& text) {
  std::vector<int> lines;
  int line = 1;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (text.substr(at, end - at).find("\"fingerprint\"") != std::string::npos) lines.push_back(line);
    at = end + 1;
  }
  return lines;
}

}  // namespace

std::string baseline_text(const Baseline& baseline) {
  std::string text = fmt::format("{{\n  \"version\": {},\n  \"findings\": [", version_written);
  bool first = true;
  for (const KnownFindings& entry : baseline.known) {
    const Json json = {
        {"fingerprint", entry.fingerprint}, {"count", entry.count}, {"rule", entry.rule}, {"subject", entry.subject}};
    text += std::string(first ? "" : ",") + "\n    " + json.dump(-1, ' ', false, Json::error_handler_t::replace);
    first = false;
  }
  return text + (first ? "" : "\n  ") + "]\n}\n";
}

Baseline read_baseline(const std::string& text, const std::string& path) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) refuse(path, 1, "not a JSON object");
  const auto version = json.find("version");
  if (version == json.end() || *version != version_written) refuse(path, 1, "`version` is not 1");
  const auto findings = json.find("findings");
  if (findings == json.end() || !findings->is_array()) refuse(path, 1, "no list `findings`");
  const std::vector<int> lines = entry_lines(text);
  Baseline baseline;
  baseline.path = path;
  for (const Json& finding : *findings) {
    const std::size_t at = baseline.known.size();
    baseline.known.push_back(entry_of(finding, path, at < lines.size() ? lines[at] : 1));
  }
  return baseline;
}

BaselineInForce find_baseline(const ProjectPlace& place, const Commits& commits) {
  const std::string path = place.prefix + baseline_file;
  BaselineInForce in_force{{{}, false, path}, {}};
  const auto text = read_rules((std::filesystem::path(place.directory) / baseline_file).string());
  if (text) in_force.baseline = read_baseline(*text, path);
  if (commits.base.empty() || in_force.baseline.known.empty()) return in_force;
  const auto on_base = change::show_file(*place.repository_root, commits.base, path);
  Baseline base;
  try {
    if (on_base) base = read_baseline(*on_base, path);
  } catch (const Error&) {
    in_force.notes.push_back({"baseline", path + " is wrong on base, so nothing of it counts as known"});
  }
  const auto entries = in_force.baseline.known.size();
  in_force.baseline = common(base, in_force.baseline);
  if (in_force.baseline.known.size() < entries) {
    in_force.notes.push_back({"baseline", "what this change adds to " + path + " counts once it is merged"});
  }
  return in_force;
}

}  // namespace tollgate::cli
