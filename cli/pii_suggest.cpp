// `tollgate pii suggest`: the YAML that tags what carries personal data or looks like it, per file, ready to paste.
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/inputs.hpp"
#include "cli/lineage_inputs.hpp"
#include "gates/pii_scan/suggestions.hpp"

namespace tollgate::cli {

namespace {

using lineage::Graph;
using lineage::Relation;
using pii_scan::Suggestion;

struct Entry {
  const Relation* relation = nullptr;
  std::vector<Suggestion> columns;
};
using Files = std::map<std::string, std::vector<Entry>>;  ///< by repo-relative path

/// The words of the first layer that has pii-scan: these are the project's, not a layer's.
pii_scan::Settings settings_in(const Policy& policy, const dbt::Project& project) {
  for (const auto& [id, node] : project.nodes) {
    if (!dbt::is_judged(node)) continue;
    const ModelSettings settings = policy.settings_for(dbt::key_of(node));
    const auto gate = settings.gates.find("pii-scan");
    if (gate != settings.gates.end()) return pii_scan::settings_of(gate->second.options);
  }
  return {};
}

/// Where the relation is described: its YAML, else beside its SQL.
std::string file_of(const Relation& relation, const ProjectPlace& place, const std::string& root) {
  if (relation.source != nullptr) {
    return repository_path(place, root, relation.source->package, relation.source->original_file_path);
  }
  const dbt::Node& node = *relation.node;
  if (node.patch_path.empty()) return repository_path(place, root, node.package, node.original_file_path);
  return repository_path(place, root, node.package, node.patch_path);
}

Files files_of(const Graph& graph, const std::vector<Suggestion>& suggestions, const ProjectPlace& place) {
  const std::string& root = graph.project().metadata.project_name;
  Files files;
  for (const Suggestion& suggestion : suggestions) {
    const Relation& relation = graph.relations()[graph.columns()[suggestion.column].relation];
    if (relation.node == nullptr && relation.source == nullptr) continue;
    const std::string& package = relation.source != nullptr ? relation.source->package : relation.node->package;
    const std::string file = file_of(relation, place, root);
    // What an installed package says of its models is not ours to edit.
    if (package != root && file.find("dbt_packages/") != std::string::npos) continue;
    std::vector<Entry>& entries = files[file];
    if (entries.empty() || entries.back().relation != &relation) entries.push_back({&relation, {}});
    entries.back().columns.push_back(suggestion);
  }
  return files;
}

// --- the project's own style ---

std::string_view without_indent(std::string_view line) {
  const std::size_t at = line.find_first_not_of(" -");
  return at == std::string_view::npos ? std::string_view() : line.substr(at);
}

struct Styles {
  int in_config = 0;
  int alone = 0;
};

void count_styles(std::string_view text, Styles& styles) {
  bool in_config = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = without_indent(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("meta:")) ++(in_config ? styles.in_config : styles.alone);
    if (line.starts_with("config:") && line.find("meta:") != std::string_view::npos) ++styles.in_config;
    in_config = line == "config:";
  }
}

/// `config: {meta: …}` is what dbt wants since 1.10; a project that writes `meta:` keeps to it.
bool writes_config(const Graph& graph, const ProjectPlace& place) {
  const dbt::Project& project = graph.project();
  const std::string& root = project.metadata.project_name;
  std::set<std::string> files;
  for (const Relation& relation : graph.relations()) {
    const bool described =
        relation.source != nullptr || (relation.node != nullptr && !relation.node->patch_path.empty());
    if (described) files.insert(file_of(relation, place, root));
  }
  Styles styles;
  for (const std::string& file : files) {
    if (const auto text = read_repository_file(place, file)) count_styles(*text, styles);
  }
  if (styles.in_config != styles.alone) return styles.in_config > styles.alone;
  return project.metadata.schema_version >= 12 && !project.metadata.dbt_version.starts_with("1.8") &&
         !project.metadata.dbt_version.starts_with("1.9");
}

// --- YAML ---

std::string_view section_of(const Relation& relation) {
  if (relation.source != nullptr) return "sources";
  if (relation.type == dbt::ResourceType::seed) return "seeds";
  return relation.type == dbt::ResourceType::snapshot ? "snapshots" : "models";
}

/// A name that YAML would read as something else is quoted.
std::string yaml_name(std::string_view name) {
  const bool plain = !name.empty() &&
                     name.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789_") == std::string_view::npos &&
                     name.find_first_not_of("0123456789") != std::string_view::npos;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  static constexpr std::string_view words[] = {"true", "false", "yes", "no", "null", "on", "off", "y", "n"};
  for (const std::string_view word : words) {
    if (name == word) return quoted + "\"";
  }
  return plain ? std::string(name) : quoted + "\"";
}

void write_columns(const Graph& graph, const Entry& entry, std::string indent, bool in_config, std::ostream& out) {
  out << indent << "columns:\n";
  indent += "  ";
  for (const Suggestion& suggestion : entry.columns) {
    const std::string meta = fmt::format("meta: {{pii: {}}}", suggestion.value);
    out << indent << "- name: " << yaml_name(graph.columns()[suggestion.column].name) << "  # " << suggestion.why
        << "\n";
    out << indent << "  " << (in_config ? "config: {" + meta + "}" : meta) << "\n";
  }
}

void write_entry(const Graph& graph, const Entry& entry, bool in_config, std::ostream& out) {
  if (entry.relation->source == nullptr) {
    out << "  - name: " << yaml_name(entry.relation->node->name) << "\n";
    return write_columns(graph, entry, "    ", in_config, out);
  }
  out << "  - name: " << yaml_name(entry.relation->source->source_name) << "\n    tables:\n";
  out << "      - name: " << yaml_name(entry.relation->source->name) << "\n";
  write_columns(graph, entry, "        ", in_config, out);
}

void write_file(const Graph& graph, const std::string& path, const std::vector<Entry>& entries, bool in_config,
                std::ostream& out) {
  const bool described = !path.ends_with(".sql") && !path.ends_with(".csv") && !path.ends_with(".py");
  out << "# " << path << (described ? "" : ": no YAML describes it yet; paste this into a new file beside it") << "\n";
  std::string_view section;
  for (const Entry& entry : entries) {
    if (section_of(*entry.relation) != section) out << (section = section_of(*entry.relation)) << ":\n";
    write_entry(graph, entry, in_config, out);
  }
}

}  // namespace

int pii_suggest(const PiiArguments& arguments, const Streams& streams) {
  const ProjectPlace place = find_place(arguments.project);
  const PolicyInForce policy = find_policy(arguments.project, place, commits_of(arguments.project, place), streams);
  const ArtifactFolders folders = find_folders(arguments.project, policy.policy, place);
  const dbt::Project project = dbt::load_project(folders.head);
  const std::optional<dbt::Catalog> catalog = catalog_of_head(folders, project, nullptr);
  const Graph graph = lineage::build_graph(
      {.project = &project, .catalog = catalog ? &*catalog : nullptr, .database = nullptr, .other = nullptr});
  const auto found = pii_scan::suggestions(graph, settings_in(policy.policy, project));
  if (found.empty()) {
    streams.out << "# nothing to tag: every column that carries tagged data says so, and no other column's name looks "
                   "personal\n";
    return 0;
  }
  streams.out << "# Columns that should say what they hold. Paste each part into the file named above it; where it is "
                 "no personal\n"
                 "# data, write {pii: false, reason: WHY} instead, so that nobody is asked again.\n";
  const bool in_config = writes_config(graph, place);
  bool first = true;
  for (const auto& [path, entries] : files_of(graph, found, place)) {
    if (!std::exchange(first, false)) streams.out << "\n";
    write_file(graph, path, entries, in_config, streams.out);
  }
  return 0;
}

}  // namespace tollgate::cli
