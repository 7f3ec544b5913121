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

void look_at_compiled(Examination& examination, const std::string& side, const dbt::Project& project) {
  std::vector<std::string> without;
  std::size_t models = 0;
  for (const auto& [id, node] : project.nodes) {
    if (node.type != dbt::ResourceType::model || node.language != "sql") continue;
    ++models;
    if (!node.compiled) without.push_back(node.name);
  }
  if (without.empty()) return;
  const std::string what = side + " compiled SQL";
  const std::string why =
      fmt::format("{} of {} {} none ({}): was the manifest written by dbt parse or ls?", without.size(),
                  reporters::counted(models, "model"), without.size() == 1 ? "has" : "have", examples(without));
  const std::string remedy =
      fmt::format("run dbt compile, or dbt build, on {} and give tollgate the manifest.json that it writes", side);
  if (without.size() == models) return examination.blame(what, why, remedy);
  examination.warn(what, why, remedy);
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

void look_at_both(Examination& examination, const Patient& patient) {
  if (!patient.has_base || !patient.has_head) return;
  std::vector<std::string> notes;
  const bool fit = examination.look_at("base and head", [&] {
    notes = dbt::check_fit(patient.artifacts.base, patient.artifacts.head);
    return std::string("two states of one project");
  });
  if (!fit) return;
  for (const std::string& note : notes) examination.warn("base and head", note, {});
}

}  // namespace

void look_at_artifacts(Examination& examination, Patient& patient) {
  patient.has_base = load(examination, "base", patient.folders.base, patient.artifacts.base);
  patient.has_head = load(examination, "head", patient.folders.head, patient.artifacts.head);
  look_at_both(examination, patient);
  for (const bool base : {true, false}) {
    if (!(base ? patient.has_base : patient.has_head)) continue;
    const dbt::Project& project = base ? patient.artifacts.base : patient.artifacts.head;
    const std::string side = base ? "base" : "head";
    look_at_compiled(examination, side, project);
    look_at_catalog(examination, side, base ? patient.folders.base : patient.folders.head, project);
  }
  if (patient.has_head) look_at_files(examination, patient);
  const bool asked = asks_for(patient.policy.policy, "test");
  if (!asked && patient.policy.policy.artifacts.run_results.empty()) return;
  examination.look_at("dbt results", [&] {
    const auto results =
        dbt::load_run_results(find_run_results({}, patient.policy.policy, patient.place, patient.folders.head));
    return results_text(results);
  });
}

}  // namespace tollgate::cli
