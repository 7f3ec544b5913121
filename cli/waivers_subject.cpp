#include "cli/waivers_subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "cli/lineage_inputs.hpp"
#include "core/error.hpp"
#include "core/suggest.hpp"
#include "core/waiver.hpp"

namespace tollgate::cli {

namespace {

/// The manifests that are there, and what to say of the others.
struct Sides {
  std::optional<dbt::Project> base;
  std::optional<dbt::Project> head;
  std::vector<std::string> notes;
  std::string looked_in;  ///< `target and target-base`
};

std::optional<dbt::Project> load_where_there(const std::string& folder, Sides& sides) {
  std::error_code ignored;
  const std::filesystem::path path(folder);
  const bool names_file = path.extension() == ".json";
  if (!std::filesystem::exists(names_file ? path : path / "manifest.json", ignored)) return std::nullopt;
  try {
    dbt::Project project = dbt::load_project(folder);
    sides.looked_in += (sides.looked_in.empty() ? "" : " and ") + folder;
    return project;
  } catch (const Error& error) {
    sides.notes.push_back(folder + " is left aside: " + error.diagnostic().message);
    return std::nullopt;
  }
}

/// `fct_orders` and `fct_orders.amount` of `model.shop.fct_orders`: how people write it.
std::string by_name(std::string_view subject, const std::vector<std::string>& ids) {
  const std::string_view name = subject.substr(0, subject.find('.'));
  for (const std::string& id : ids) {
    if (id.ends_with("." + std::string(name))) return id + std::string(subject.substr(name.size()));
  }
  return {};
}

std::string hint_for(const std::string& subject, const std::vector<std::string>& ids) {
  std::string meant;
  if (const std::string named = by_name(subject, ids); !named.empty()) {
    meant = "did you mean \"" + named + "\"? ";
  } else {
    meant = did_you_mean(subject.substr(0, subject.find(" (")), std::vector<std::string_view>(ids.begin(), ids.end()));
    if (!meant.empty()) meant += " ";
  }
  return meant +
         "the JSON report has it as finding.subject; what dbt has not seen yet is there after dbt parse, and what only "
         "base has is looked for with --base FOLDER";
}

std::vector<std::string> ids_of(const Sides& sides) {
  std::set<std::string> ids;
  for (const auto* side : {&sides.head, &sides.base}) {
    if (!*side) continue;
    for (std::string& id : subjects_in(**side)) ids.insert(std::move(id));
  }
  return {ids.begin(), ids.end()};
}

// --- columns ---

/// `net_amount` of `model.shop.orders.net_amount (o)`; empty: the subject names none, or one with wildcards.
std::string column_in(const std::string& subject, const std::string& id) {
  const std::string path = subject.substr(0, subject.find(" ("));
  if (path.size() <= id.size() || path.find_first_of("*?") != std::string::npos) return {};
  return path.substr(id.size() + 1);
}

/// The columns of one relation, where all of them are known.
struct KnownColumns {
  bool whole = true;
  std::set<std::string> names;

  void add(const dbt::Project& project, const dbt::Catalog* catalog, const std::string& id) {
    const lineage::Graph graph = lineage::build_graph({.project = &project, .catalog = catalog});
    const lineage::Relation* relation = graph.find(id);
    if (relation == nullptr) return;
    whole = whole && !relation->open && relation->origin != lineage::Origin::yaml &&
            relation->origin != lineage::Origin::none;
    for (const lineage::Column& column : graph.columns_of(*relation)) names.insert(column.name);
  }
};

KnownColumns columns_of(const std::string& id, const Sides& sides, const ArtifactFolders& folders) {
  KnownColumns known;
  if (sides.head) {
    const auto catalog = catalog_of_head(folders, *sides.head, sides.base ? &*sides.base : nullptr);
    known.add(*sides.head, catalog ? &*catalog : nullptr, id);
  }
  if (sides.base) known.add(*sides.base, nullptr, id);
  return known;
}

/// Only of what has columns: the rest of a metric's subject is no column.
void look_up_column(const std::string& subject, const std::string& id, const Sides& sides,
                    const ArtifactFolders& folders) {
  const std::string column = column_in(subject, id);
  if (column.empty()) return;
  const KnownColumns known = columns_of(id, sides, folders);
  if (!known.whole || known.names.empty() || known.names.contains(column)) return;
  const std::vector<std::string_view> names(known.names.begin(), known.names.end());
  throw Error(ErrorKind::usage,
              {fmt::format("--subject {}: {} has no column {} in {}", subject, id, column, sides.looked_in),
               did_you_mean(column, names),
               {}});
}

// --- the part that is a unique_id ---

/// As many parts between dots as all ids have that the subject can be about; empty where they have not equally many.
std::string stem_of(const std::string& subject, const std::vector<std::string>& ids) {
  const auto dots = std::ranges::count(ids.front(), '.');
  if (std::ranges::any_of(ids, [&](const std::string& id) { return std::ranges::count(id, '.') != dots; })) return {};
  std::size_t end = 0;
  for (auto i = 0; i <= dots; ++i) end = subject.find_first_of(". ", end + (i > 0 ? 1 : 0));
  return subject.substr(0, end);
}

}  // namespace

std::vector<std::string> subjects_in(const dbt::Project& project) {
  std::vector<std::string> ids;
  const auto add = [&ids](const auto& by_id) {
    for (const auto& entry : by_id) ids.push_back(entry.first);
  };
  add(project.nodes);
  add(project.sources);
  add(project.exposures);
  add(project.semantics);
  add(project.unit_tests);
  std::ranges::sort(ids);
  return ids;
}

LookedUp look_up_subject(const std::string& subject, const ArtifactFolders& folders) {
  if (subject == change_subject) return {};
  Sides sides;
  sides.head = load_where_there(folders.head, sides);
  sides.base = load_where_there(folders.base, sides);
  if (!sides.head && !sides.base) {
    sides.notes.push_back(
        fmt::format("there is no manifest in {} or {}, so nobody looked whether there is such a subject", folders.head,
                    folders.base));
    return {sides.notes, {}};
  }
  Waiver waiver;
  waiver.subject = subject;
  const std::vector<std::string> known = ids_of(sides);
  const std::vector<std::string> ids = subject_ids(waiver, known);
  if (ids.empty()) {
    throw Error(ErrorKind::usage,
                {fmt::format("--subject {}: there is no such subject in {}", subject, sides.looked_in),
                 hint_for(subject, known),
                 {}});
  }
  if (ids.size() == 1) look_up_column(subject, ids.front(), sides, folders);
  return {sides.notes, stem_of(subject, ids)};
}

}  // namespace tollgate::cli
