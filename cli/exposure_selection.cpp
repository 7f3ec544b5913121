#include "cli/exposure_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <vector>

#include "core/listing.hpp"
#include "core/unique_id.hpp"

namespace tollgate::cli {

namespace {

using Ids = std::set<std::string, std::less<>>;

/// Models, seeds, snapshots and sources, also behind metrics and semantic models.
Ids read_by(const dbt::Exposure& exposure, const dbt::Project& project) {
  Ids read, seen;
  std::vector<std::string_view> open(exposure.depends_on.begin(), exposure.depends_on.end());
  while (!open.empty()) {
    const std::string_view id = open.back();
    open.pop_back();
    if (!seen.emplace(id).second) continue;
    const auto semantic = project.semantics.find(id);
    if (semantic == project.semantics.end()) {
      read.emplace(id);
    } else {
      open.insert(open.end(), semantic->second.depends_on.begin(), semantic->second.depends_on.end());
    }
  }
  return read;
}

}  // namespace

std::map<std::string, std::string, std::less<>> models_of_wider_exposures(const Artifacts& artifacts) {
  std::map<std::string, std::string, std::less<>> models;
  for (const auto& [id, exposure] : artifacts.head.exposures) {
    const Ids now = read_by(exposure, artifacts.head);
    const auto base = artifacts.base.exposures.find(id);
    const Ids before = base == artifacts.base.exposures.end() ? Ids{} : read_by(base->second, artifacts.base);
    if (std::ranges::includes(before, now)) continue;
    Ids all = before;
    all.insert(now.begin(), now.end());
    for (const std::string& read : all) {
      if (artifacts.head.find_node(read) == nullptr) continue;
      const bool newly = now.contains(read) && !before.contains(read);
      std::string& why = models[read];
      if (why.empty() || newly) why = exposure.name + (newly ? " newly reads it" : " newly reads others");
    }
  }
  return models;
}

std::vector<std::string> notes_on_narrower_exposures(const Artifacts& artifacts) {
  std::vector<std::string> notes;
  for (const auto& [id, exposure] : artifacts.base.exposures) {
    const Ids before = read_by(exposure, artifacts.base);
    const auto head = artifacts.head.exposures.find(id);
    const Ids now = head == artifacts.head.exposures.end() ? Ids{} : read_by(head->second, artifacts.head);
    std::vector<std::string> names;
    for (const std::string& read : before) {
      const bool there = artifacts.head.find_node(read) != nullptr || artifacts.head.sources.contains(read);
      if (there && !now.contains(read)) names.emplace_back(name_in_package(read));
    }
    const std::string what = (exposure.type.empty() ? "exposure" : exposure.type) + " " + exposure.name;
    if (head == artifacts.head.exposures.end()) {
      notes.push_back(fmt::format("{} is no exposure any more{}; what it shows is judged by nobody from here on", what,
                                  names.empty() ? "" : ", which read " + listed(names)));
    } else if (!names.empty()) {
      notes.push_back(fmt::format("{} does not name {} any more: if it still shows {}, no gate knows of that reader",
                                  what, listed(names), names.size() == 1 ? "it" : "them"));
    }
  }
  return notes;
}

}  // namespace tollgate::cli
