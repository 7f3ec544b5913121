#include "cli/waivers_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "cli/place.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

namespace {

using nlohmann::json;

constexpr std::size_t most_subjects = 5;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Error(ErrorKind::usage, {fmt::format("--report {}: {}", path, what),
                                 "name a file that tollgate check --format json:FILE has written",
                                 {}});
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Findings and those that are folded into them.
void add_told(const json& list, std::vector<Finding>& told) {
  if (!list.is_array()) return;
  for (const json& one : list) {
    if (!one.is_object()) continue;
    Finding& finding = told.emplace_back();
    finding.gate = text_of(one, "gate");
    finding.rule = text_of(one, "rule");
    if (const auto subject = one.find("subject"); subject != one.end() && subject->is_object())
      finding.subject = {text_of(*subject, "id"), text_of(*subject, "column"), text_of(*subject, "relation")};
    if (const auto columns = one.find("columns"); columns != one.end() && columns->is_array()) {
      for (const json& column : *columns) {
        if (column.is_string()) finding.columns.push_back(column.get<std::string>());
      }
    }
    if (const auto folded = one.find("folded"); folded != one.end()) add_told(*folded, told);
  }
}

std::vector<Finding> findings_in(const std::string& path) {
  errno = 0;
  const auto text = read_bounded(path);
  if (!text) refuse(path, std::generic_category().message(errno));
  const json report = json::parse(*text, nullptr, false);
  if (!report.is_object() || !report.contains("findings") || !report["findings"].is_array())
    refuse(path, "this is no JSON report of tollgate check");
  std::vector<Finding> told;
  add_told(report["findings"], told);
  return told;
}

bool is_about(const Waiver& waiver, const Finding& finding) {
  if (covers(waiver, finding.subject)) return true;
  const std::vector<Subject> columns = column_subjects(finding);
  return std::ranges::any_of(columns, [&](const Subject& subject) { return covers(waiver, subject); });
}

}  // namespace

std::string not_in_report(const std::string& path, const Waiver& waiver) {
  std::set<std::string> others;
  for (const Finding& finding : findings_in(path)) {
    if (finding.gate != waiver.gate || finding.rule != waiver.rule) continue;
    if (is_about(waiver, finding)) return {};
    others.insert(waiver_subject(finding.subject));
  }
  const std::string rule = fmt::format("{}/{}", waiver.gate, waiver.rule);
  if (others.empty()) return fmt::format("{} has no finding of {}, so nothing in it is waived by this", path, rule);
  std::string list;
  std::size_t told = 0;
  for (const std::string& subject : others) {
    if (told++ == most_subjects) break;
    list += (list.empty() ? "" : ", ") + subject;
  }
  if (others.size() > most_subjects) list += fmt::format(" and {} more", others.size() - most_subjects);
  return fmt::format("{} has no finding of {} with that subject, so nothing in it is waived by this; it has {}", path,
                     rule, list);
}

}  // namespace tollgate::cli
