#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "cli/circumstances.hpp"
#include "cli/doctor.hpp"
#include "cli/lineage_inputs.hpp"
#include "cli/stale_artifacts.hpp"
#include "dbt/catalog.hpp"
#include "dbt/changes.hpp"
#include "dbt/fit.hpp"
#include "reporters/wording.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;

std::string describe_project(const dbt::Project& project) {
  const auto models =
      std::ranges::count_if(project.nodes, [](const auto& entry) { return dbt::is_judged(entry.second); });
  const std::string& version = project.metadata.dbt_version;
  return fmt::format("{} (project {}, {}, {}manifest v{}, {})", project.manifest_path, project.metadata.project_name,
                     version.empty() ? "dbt of a version that it does not tell" : "dbt " + version,
                     project.metadata.adapter_type.empty() ? "" : project.metadata.adapter_type + ", ",
                     project.metadata.schema_version,
                     models == 1 ? "1 model, seed or snapshot" : fmt::format("{} models, seeds and snapshots", models));
}

/// Three of them, for a person who has to find the cause.
std::string examples(const std::vector<std::string>& names) {
  const std::size_t shown = std::min<std::size_t>(names.size(), 3);
  std::string text =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  return names.size() > shown ? text + ", …" : text;
}

/// SQL models of one side.
struct Compiled {
  std::size_t models = 0;
  std::vector<std::string> without;  ///< names of those that have no compiled SQL
};

Compiled compiled_models(const dbt::Project& project, const std::vector<std::string>& but = {}) {
  Compiled found;
  for (const auto& [id, node] : project.nodes) {
    if (node.type != dbt::ResourceType::model || node.language != "sql") continue;
    ++found.models;
    if (!node.compiled && !std::ranges::binary_search(but, id)) found.without.push_back(node.name);
  }
  return found;
}

std::string lacking(const Compiled& of) {
  return fmt::format("{} of {} {} none ({})", of.without.size(), reporters::counted(of.models, "model"),
                     of.without.size() == 1 ? "has" : "have", examples(of.without));
}

const char* whence_of(bool none) {
  return none ? ": was the manifest written by dbt parse or ls?"
              : ": dbt build --select compiles what it selects alone";
}

void look_at_compiled(Examination& examination, const std::string& side, const dbt::Project& project) {
  const Compiled found = compiled_models(project);
  if (found.without.empty()) return;
  const std::string what = side + " compiled SQL";
  const bool none = found.without.size() == found.models;
  const std::string why = lacking(found) + whence_of(none);
  const std::string remedy =
      fmt::format("run dbt compile, or dbt build, on {} and give tollgate the manifest.json that it writes", side);
  if (none) return examination.blame(what, why, remedy);
  examination.warn(what, why, remedy);
}

/// Those of them that the change touches.
std::vector<std::string> touched(const dbt::Changes& changes, const std::vector<std::string>& names) {
  std::vector<std::string> found;
  for (const dbt::Change& change : changes.changed) {
    if (change.head != nullptr && std::ranges::count(names, change.head->name) > 0) found.push_back(change.head->name);
  }
  return found;
}

/// With base at hand it is known what a check can do without: base's SQL stands for what did not change.
void look_at_compiled_head(Examination& examination, Artifacts& artifacts) {
  const Compiled all = compiled_models(artifacts.head);
  if (all.without.empty()) return;
  const std::string what = "head compiled SQL";
  const bool none = all.without.size() == all.models;
  const char* const whence = whence_of(none);
  artifacts.changes = dbt::find_changes(artifacts.base, artifacts.head);
  const dbt::Changes& changes = artifacts.changes;
  const Compiled open = compiled_models(artifacts.head, changes.only_base_compiled);
  if (open.without.empty()) {
    const bool one = all.without.size() == 1;
    const std::string why = fmt::format("{}{}; base's SQL stands for {}", lacking(all), whence,
                                        one ? "it, unchanged as it is" : "them, unchanged as they are");
    if (!none) return examination.praise(what, why);
    return examination.warn(what, why, "run dbt compile, or dbt build, on head: what is edited is not judged without");
  }
  const bool one = open.without.size() == 1;
  const std::string remedy =
      fmt::format("run dbt compile, or dbt build with a selection that holds {}, on head", one ? "it" : "them");
  const std::vector<std::string> changed = touched(changes, open.without);
  const std::string why = lacking(open) + whence;
  if (changed.empty()) return examination.warn(what, why, remedy);
  examination.blame(
      what, fmt::format("{}; not judged, as the change touches {}: {}", why, one ? "it" : "them", examples(changed)),
      remedy);
}

void look_at_catalog(Examination& examination, const std::string& side, const std::string& folder,
                     const dbt::Project& project) {
  const std::string what = side + " catalog";
  const fs::path file = fs::path(project.manifest_path).parent_path() / "catalog.json";
  std::error_code ignored;
  const std::string remedy = fmt::format("run dbt docs generate on {}, with the target folder {}", side, folder);
  if (!fs::exists(file, ignored)) {
    examination.warn(what,
                     fmt::format("there is no {}: columns of sources and seeds are asked of the database, or not "
                                 "known to lineage-diff, references and pii-scan",
                                 file.string()),
                     remedy);
    return;
  }
  std::string generated;
  const bool read = examination.look_at(what, [&] {
    const dbt::Catalog catalog = dbt::load_catalog(file.string());
    generated = catalog.generated_at;
    return fmt::format("{} ({})", file.string(), reporters::counted(catalog.entries.size(), "relation"));
  });
  constexpr std::size_t to_the_day = 10;  // a catalogue is written minutes before or after the manifest
  if (read && generated.substr(0, to_the_day) < project.metadata.generated_at.substr(0, to_the_day)) {
    examination.warn(what,
                     fmt::format("it is of {}, older than the manifest of {}", generated.substr(0, to_the_day),
                                 project.metadata.generated_at.substr(0, to_the_day)),
                     remedy);
  }
}

bool load(Examination& examination, const std::string& side, const std::string& folder, dbt::Project& project) {
  return examination.look_at(side + " artifacts", [&] {
    project = side == "base" ? load_base(folder) : dbt::load_project(folder);
    return describe_project(project);
  });
}

/// `245 results of dbt build, dbt test`; a file need not say by which command it was written.
std::string results_text(const dbt::RunResults& results) {
  std::vector<std::string> commands;
  for (const std::string& command : results.commands) {
    if (!command.empty()) commands.push_back("dbt " + command);
  }
  const std::string told = reporters::counted(results.results.size(), "result");
  return commands.empty() ? told : told + " of " + reporters::joined(commands, ", ");
}

void look_at_files(Examination& examination, const Patient& patient) {
  Circumstances known;
  known.place = patient.place;
  const std::vector<Outcome> stale = stale_models(patient.artifacts, known);
  if (stale.empty()) return;
  std::vector<std::string> names;
  for (const Outcome& outcome : stale) names.push_back(outcome.subject);
  examination.blame("head artifacts",
                    fmt::format("{} {} edited since the manifest was made ({})", names.size(),
                                names.size() == 1 ? "model was" : "models were", examples(names)),
                    "run dbt compile, or dbt build, again: what a manifest does not show is not judged");
}

/// Whether they belong together.
bool look_at_both(Examination& examination, const Patient& patient) {
  if (!patient.has_base || !patient.has_head) return false;
  std::vector<std::string> notes;
  const bool fit = examination.look_at("base and head", [&] {
    notes = dbt::check_fit(patient.artifacts.base, patient.artifacts.head);
    return std::string("two states of one project");
  });
  if (!fit) return false;
  for (const std::string& note : notes) examination.warn("base and head", note, {});
  return true;
}

}  // namespace

void look_at_artifacts(Examination& examination, Patient& patient) {
  patient.has_base = load(examination, "base", patient.folders.base, patient.artifacts.base);
  patient.has_head = load(examination, "head", patient.folders.head, patient.artifacts.head);
  const bool fit = look_at_both(examination, patient);
  for (const bool base : {true, false}) {
    if (!(base ? patient.has_base : patient.has_head)) continue;
    const dbt::Project& project = base ? patient.artifacts.base : patient.artifacts.head;
    const std::string side = base ? "base" : "head";
    if (base || !fit) look_at_compiled(examination, side, project);
    if (!base && fit) look_at_compiled_head(examination, patient.artifacts);
    look_at_catalog(examination, side, base ? patient.folders.base : patient.folders.head, project);
  }
  if (patient.has_head) look_at_files(examination, patient);
  const bool asked = asks_for(patient.policy.policy, "test") || !patient.arguments.run_results.empty();
  if (!asked && patient.policy.policy.artifacts.run_results.empty()) return;
  examination.look_at("dbt results", [&] {
    const auto results = dbt::load_run_results(
        find_run_results(patient.arguments.run_results, patient.policy.policy, patient.place, patient.folders.head));
    return results_text(results);
  });
}

}  // namespace tollgate::cli
