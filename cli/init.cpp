// `tollgate init`: looks at the dbt project, writes a policy for it, and the files that run tollgate in CI or before a
// push. What is there already stays as it is.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "change/process.hpp"
#include "cli/commands.hpp"
#include "cli/init/ci.hpp"
#include "cli/init/files.hpp"
#include "cli/init/hook.hpp"
#include "cli/init/policy_text.hpp"
#include "cli/init/yaml_text.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "gates/all.hpp"
#include "policy/load.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;
using namespace init;

/// A policy that tollgate itself refuses must not be written: that would be a defect of ours, or a folder's name that
/// no policy can hold.
void check_policy(const std::string& text, const Streams& streams) {
  const policy::Loaded loaded = policy::load(text, "tollgate.yml", gates::all, streams.environment);
  if (loaded.policy) return;
  Diagnostic problem = loaded.problems.empty() ? Diagnostic{} : loaded.problems.front();
  problem.message = "the policy that was made for this project is not valid, and is not written: " + problem.message;
  problem.hint = "start from the preset instead (version: 1, preset: standard), and please report this";
  throw Error(ErrorKind::unjudged, problem);
}

// --- what was found ---

std::string project_line(const Survey& survey) {
  const ProfileFile& profile = survey.profile;
  std::string line = survey.project.name.empty() ? std::string("(without a name)") : survey.project.name;
  if (!survey.project.profile.empty()) line += ", profile " + survey.project.profile;
  if (profile.path.empty()) return line + ", no profiles.yml";
  line += " in " + profile.path;
  if (!profile.targets.empty()) line += fmt::format(" (targets {})", fmt::join(profile.targets, ", "));
  return line;
}

std::string adapter_line(const Survey& survey) {
  if (survey.postgres && !survey.adapter.empty()) return survey.adapter;
  const GatesByNeed needs = gates_by_need({.gates = gates::all});
  if (survey.adapter.empty()) {
    return fmt::format(
        "not known (no manifest, profile or requirements file says it); taken for postgres. Without a "
        "database work: {}",
        fmt::join(needs.offline, ", "));
  }
  return fmt::format("{}: tollgate asks PostgreSQL only. Works: {}. Does not: {}", survey.adapter,
                     fmt::join(needs.offline, ", "), fmt::join(needs.database, ", "));
}

std::string layers_line(const FoundLayers& found) {
  if (found.layout == Layout::empty) return "no model yet; the preset's layers by dbt's usual names";
  std::string line = found.layout == Layout::folders ? "no usual folder names; a layer per top folder: " : "";
  std::size_t unplaced = 0;
  for (const FoundLayer& layer : found.layers) {
    line += fmt::format("{}{} {}", line.empty() || line.ends_with(": ") ? "" : ", ", layer.name, layer.models);
  }
  const bool has_others =
      std::ranges::any_of(found.layers, [](const FoundLayer& layer) { return layer.name == "others"; });
  for (const Unplaced& place : found.unplaced) unplaced += has_others ? 0 : place.models;
  return unplaced == 0 ? line : line + fmt::format(", in none {}", unplaced);
}

std::string personal_line(const Survey& survey) {
  if (survey.manifest.empty()) return "not known without a manifest";
  const PersonalData& personal = survey.personal;
  if (personal.columns == 0) return "no column is tagged";
  return fmt::format("{} columns are tagged, by {}", personal.columns, listed(personal.by));
}

void tell_survey(const Survey& survey, const FoundLayers& layers, const CiPlace& ci, std::ostream& out) {
  const std::string_view forge = ci.forge == Forge::github ? "github" : ci.forge == Forge::gitlab ? "gitlab" : "none";
  out << "found\n";
  const auto line = [&](std::string_view what, const std::string& text) {
    out << fmt::format("  {:<9} {}\n", what, comment_text(text));
  };
  line("project", project_line(survey));
  line("adapter", adapter_line(survey));
  line("manifest",
       survey.manifest.empty() ? "none; with one (dbt parse) tags and packages are seen too" : survey.manifest);
  line("models", layers_line(layers));
  if (!survey.schemas.empty()) line("schemas", listed(survey.schemas));
  line("personal", personal_line(survey));
  line("ci", fmt::format("{} ({})", forge, ci.why));
  for (const std::string& note : survey.notes) line("note", note);
}

// --- what is written ---

struct Writing {
  const InitArguments& arguments;
  const Streams& streams;
  std::string root;       ///< of the repository, else the project's folder
  std::size_t width = 0;  ///< of the longest path
};

/// The lines of a pipeline that somebody adds to his own: from `include:` on.
std::string addition(const std::string& text) {
  std::string part = text.substr(std::min(text.find("include:"), text.size()));
  std::string indented;
  for (std::size_t at = 0; at < part.size();) {
    const std::size_t end = part.find('\n', at);
    indented += "    " + part.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return indented;
}

void tell_left(const Document& document, const Writing& writing) {
  std::ostream& out = writing.streams.out;
  if (writing.arguments.beside) {
    const std::string beside = document.path + ".suggested";
    const Put put = put_file((fs::path(writing.root) / beside).string(), document.text);
    const std::string_view done = put == Put::left ? "is there too, and older: delete it and run again" : "written";
    out << fmt::format("  {:<{}} is there and stays as it is; {} {}\n", document.path, writing.width, beside, done);
    return;
  }
  out << fmt::format("  {:<{}} is there and stays as it is{}\n", document.path, writing.width,
                     document.show_addition ? "; add to it:" : " (--beside writes the new text next to it)");
  if (document.show_addition) out << addition(document.text);
}

void write_document(const Document& document, const Writing& writing) {
  std::ostream& out = writing.streams.out;
  switch (put_file((fs::path(writing.root) / document.path).string(), document.text)) {
    case Put::written:
      out << fmt::format("  {:<{}} {}\n", document.path, writing.width, document.what);
      break;
    case Put::same:
      out << fmt::format("  {:<{}} is there already, just so\n", document.path, writing.width);
      break;
    case Put::left:
      tell_left(document, writing);
      break;
  }
}

void print_document(const Document& document, const Writing& writing) {
  const Put put = would_put((fs::path(writing.root) / document.path).string(), document.text);
  const std::string_view state = put == Put::written ? "would be written"
                                 : put == Put::same  ? "is there already, just so"
                                                     : "is there, and would stay as it is";
  writing.streams.out << fmt::format("\n# ---- {}: {}\n{}", document.path, state, document.text);
}

/// Whether git would take the base's artifacts for files of the project.
bool base_is_tracked(const ProjectPlace& place) {
  if (!place.repository_root) return false;
  return change::run_process({"git", "-C", place.directory, "check-ignore", "--quiet", "target-base/manifest.json"})
             .exit_code == 1;
}

void tell_next(const Survey& survey, const CiPlace& ci, std::ostream& out) {
  const std::string_view secrets = survey.postgres ? " and set TOLLGATE_BASE_URL and TOLLGATE_HEAD_URL as secrets" : "";
  out << "next\n  1. Read tollgate.yml, name people in tollgate-roles.yml; tollgate policy validate says what is "
         "wrong.\n";
  switch (ci.forge) {
    case Forge::github:
      out << fmt::format("  2. Adapt the lines of .github/workflows/tollgate.yml that say `adapt`{}.\n", secrets);
      break;
    case Forge::gitlab:
      out << fmt::format("  2. Adapt the lines of .gitlab-ci.yml that say `adapt`{}.\n", secrets);
      break;
    case Forge::none:
      out << "  2. tollgate init --ci github or --ci gitlab writes the files for CI.\n";
      break;
  }
  out << "  3. tollgate doctor tells what tollgate check still misses here. The policy counts once it is merged.\n";
  if (base_is_tracked(survey.place))
    out << "  4. Keep the base's artifacts out of git: echo target-base/ >> .gitignore\n";
}

std::vector<Document> documents_for(const Survey& survey, const FoundLayers& layers, const CiPlace& ci,
                                    const InitArguments& arguments) {
  const PolicyChoices choices{.preset = arguments.preset, .gates = gates::all};
  std::vector<Document> documents{
      {survey.place.prefix + "tollgate.yml", policy_text(survey, layers, choices), "the policy"},
      {survey.place.prefix + "tollgate-roles.yml", roles_text(layers, choices), "who may approve as what"}};
  for (Document& document : ci_documents(survey, ci, arguments.action)) documents.push_back(std::move(document));
  return documents;
}

int write_hook(const InitArguments& arguments, const ProjectPlace& place, const Streams& streams) {
  const Hook hook = pre_push_hook(place);
  if (arguments.dry_run) {
    streams.out << hook.text;
    return 0;
  }
  if (hook.shared) {
    throw Error(ErrorKind::usage,
                {"core.hooksPath is a folder that other repositories use too, and tollgate writes nothing there",
                 "tollgate init --hook pre-push --dry-run prints the hook: put it where that folder's hooks find it",
                 {hook.path, 0, 0}});
  }
  switch (put_file(hook.path, hook.text, {.runnable = true})) {
    case Put::written:
      streams.out << hook.path << ": tollgate check runs before each git push\n";
      break;
    case Put::same:
      streams.out << hook.path << " is there already, just so\n";
      break;
    case Put::left:
      streams.out << hook.path << " is there and stays as it is\n" << how_to_chain(hook);
      break;
  }
  return 0;
}

}  // namespace

int init_command(const InitArguments& arguments, const Streams& streams) {
  ProjectArguments project;
  project.project_dir = arguments.project_dir;
  const ProjectPlace place = find_place(project);
  if (!arguments.hook.empty()) return write_hook(arguments, place, streams);
  const Survey found = survey(place, streams);
  const FoundLayers layers = find_layers(found);
  const CiPlace ci = find_ci(place, arguments.ci);
  const std::vector<Document> documents = documents_for(found, layers, ci, arguments);
  check_policy(documents.front().text, streams);
  tell_survey(found, layers, ci, streams.out);
  std::size_t width = 0;
  for (const Document& document : documents) width = std::max(width, document.path.size());
  const Writing writing{arguments, streams, place.repository_root.value_or(place.directory), width};
  if (!arguments.dry_run) streams.out << "files\n";
  for (const Document& document : documents) {
    arguments.dry_run ? print_document(document, writing) : write_document(document, writing);
  }
  if (!arguments.dry_run) tell_next(found, ci, streams.out);
  return 0;
}

}  // namespace tollgate::cli
