// `tollgate waivers`: which there are, whether the file is right, and one more.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cli/selection.hpp"
#include "cli/waivers_form.hpp"
#include "cli/waivers_in_force.hpp"
#include "cli/waivers_report.hpp"
#include "cli/waivers_subject.hpp"
#include "core/error.hpp"
#include "core/waiver.hpp"
#include "gates/all.hpp"
#include "policy/waiver_lifetimes.hpp"
#include "policy/waivers.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// The waiver file of the working tree, as it is there.
struct WaiverFile {
  std::string path;  ///< to open
  std::string name;  ///< repo-relative, for messages
  std::optional<std::string> text;
};

WaiverFile file_of(const ProjectPlace& place) {
  WaiverFile file{(fs::path(place.directory) / waiver_file).string(), place.prefix + waiver_file, {}};
  file.text = read_rules(file.path);
  return file;
}

/// Throws PolicyProblems for a text that is wrong.
std::vector<Waiver> waivers_of(const std::string& text, const std::string& name) {
  policy::LoadedWaivers loaded = policy::load_waivers(text, name, gates::all);
  if (!loaded.problems.empty()) throw PolicyProblems(std::move(loaded.problems));
  return std::move(loaded.waivers);
}

/// The policy, and where it has its artifacts.
struct Terms {
  PolicyInForce policy;
  ArtifactFolders folders;
};

Terms terms_of(const WaiversArguments& arguments, const ProjectPlace& place, const Streams& streams) {
  PolicyInForce policy = find_policy(arguments.project, place, commits_of(arguments.project, place), streams);
  ArtifactFolders folders = find_folders(arguments.project, policy.policy, place);
  return {std::move(policy), std::move(folders)};
}

/// With the layers of the head's models where there is a manifest; without one, each waiver as of no layer.
void check_lengths(const std::vector<Waiver>& waivers, const Terms& terms, Day today) {
  const ArtifactFolders& folders = terms.folders;
  std::vector<ModelKey> keys;
  if (fs::exists(fs::path(folders.head) / "manifest.json")) {
    const dbt::Project head = dbt::load_project(folders.head);
    keys = model_keys(head);
    for (const auto& [id, semantic] : head.semantics) keys.push_back(key_of(semantic));
  }
  std::vector<Diagnostic> problems = policy::too_long(waivers, terms.policy.policy, keys, today);
  if (!problems.empty()) throw PolicyProblems(std::move(problems));
}

std::string_view state_of(const Waiver& waiver, Day today) {
  if (waiver.expires < today) return "expired";
  return waiver.expires - today <= std::chrono::days(warn_days) ? "expires soon" : "in force";
}

std::string name_of(const Waiver& waiver) { return fmt::format("{}/{}", waiver.gate, waiver.rule); }

void print_text(const std::vector<Waiver>& waivers, Day today, std::ostream& out) {
  for (const Waiver& waiver : waivers) {
    out << fmt::format("{} {} for {}\n  {} until {}, {}:{}: {}\n", state_of(waiver, today), name_of(waiver),
                       waiver.subject, waiver.owner, day_text(waiver.expires), waiver.location.path,
                       waiver.location.line, waiver.reason);
  }
}

void print_json(const std::vector<Waiver>& waivers, Day today, std::ostream& out) {
  Json list = Json::array();
  for (const Waiver& waiver : waivers) {
    list.push_back({{"rule", name_of(waiver)},
                    {"subject", waiver.subject},
                    {"reason", waiver.reason},
                    {"owner", waiver.owner},
                    {"expires", day_text(waiver.expires)},
                    {"state", state_of(waiver, today)},
                    {"path", waiver.location.path},
                    {"line", waiver.location.line}});
  }
  out << list.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

int list(const WaiversArguments& arguments, const WaiverFile& file, Day today, const Streams& streams) {
  const std::vector<Waiver> waivers = waivers_of(file.text.value_or(""), file.name);
  if (arguments.format == "json") {
    print_json(waivers, today, streams.out);
  } else if (waivers.empty()) {
    streams.out << "no waivers: " << file.name << (file.text ? " holds none\n" : " is not there\n");
  } else {
    print_text(waivers, today, streams.out);
  }
  return 0;
}

/// 1 when a waiver has expired: what it covered fails again.
int check_file(const WaiversArguments& arguments, const WaiverFile& file, const ProjectPlace& place, Day today,
               const Streams& streams) {
  const std::vector<Waiver> waivers = waivers_of(file.text.value_or(""), file.name);
  check_lengths(waivers, terms_of(arguments, place, streams), today);
  std::vector<Waiver> told;
  std::ranges::copy_if(waivers, std::back_inserter(told),
                       [&](const Waiver& waiver) { return waiver.expires - today <= std::chrono::days(warn_days); });
  print_text(told, today, streams.out);
  const auto expired = std::ranges::count_if(waivers, [&](const Waiver& waiver) { return waiver.expires < today; });
  streams.out << fmt::format("{}: {} waiver{}, {} expired\n", file.name, waivers.size(), waivers.size() == 1 ? "" : "s",
                             expired);
  return expired == 0 ? 0 : 1;
}

/// A double-quoted YAML scalar: JSON's form is one (YAML 1.2, 7.3.1).
std::string quoted(const std::string& text) { return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string entry_text(const WaiversArguments& arguments) {
  return fmt::format("- rule: {}\n  subject: {}\n  reason: {}\n  owner: {}\n  expires: {}\n", quoted(arguments.rule),
                     quoted(arguments.subject), quoted(arguments.reason), quoted(arguments.owner), arguments.expires);
}

/// What was there stays byte for byte; an empty list is replaced.
std::string with_entry(const std::string& text, const std::string& entry) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first) == "[]") {
    return entry;
  }
  return text + (text.ends_with('\n') ? "" : "\n") + entry;
}

int add(const WaiversArguments& arguments, const WaiverFile& file, const ProjectPlace& place, Day today,
        const Streams& streams) {
  const std::string before = file.text.value_or("");
  waivers_of(before, file.name);  // what is wrong already is told as such
  const Terms terms = terms_of(arguments, place, streams);
  const LookedUp looked_up = look_up_subject(arguments.subject, terms.folders);
  const std::string entry = entry_text(arguments);
  const std::string after = with_entry(before, entry);
  const std::vector<Waiver> waivers = waivers_of(after, file.name);
  if (waivers.empty() || waivers.back().expires < today) {
    throw Error(ErrorKind::usage, {"--expires " + arguments.expires + ": that day is over", "name a day to come", {}});
  }
  if (!looked_up.stem.empty()) {
    const Waiver& added = waivers.back();
    require_form(added.gate, added.rule, added.subject, looked_up.stem);
  }
  check_lengths(waivers, terms, today);
  std::vector<std::string> notes = looked_up.notes;
  if (!arguments.report.empty()) notes.push_back(not_in_report(arguments.report, waivers.back()));
  write_file(file.path, after);
  streams.out << entry;
  for (const std::string& note : notes) {
    if (!note.empty()) tell(streams, "tollgate: " + note);
  }
  tell(streams,
       fmt::format("tollgate: added to {}; in a pull request it counts once somebody else approves", file.name));
  return 0;
}

}  // namespace

int waivers_command(const WaiversArguments& arguments, const Streams& streams) {
  const ProjectPlace place = find_place(arguments.project);
  const WaiverFile file = file_of(place);
  const Day today = today_of(arguments.today, streams);
  switch (arguments.action) {
    case WaiversArguments::Action::list:
      return list(arguments, file, today, streams);
    case WaiversArguments::Action::check:
      return check_file(arguments, file, place, today, streams);
    case WaiversArguments::Action::add:
      return add(arguments, file, place, today, streams);
  }
  return 0;
}

}  // namespace tollgate::cli
