// `tollgate lineage`: which columns feed which, over the whole project of the head. Asks no database.
#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/inputs.hpp"
#include "cli/lineage_inputs.hpp"
#include "cli/lineage_view.hpp"
#include "core/error.hpp"
#include "dbt/line_changes.hpp"
#include "dbt/stand_ins.hpp"
#include "gates/compiled_sql.hpp"
#include "sql/tree.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;

/// Base is asked for what head's catalogue does not hold, and may be absent.
std::optional<dbt::Project> base_if_any(const std::string& folder) {
  std::error_code ignored;
  const bool there = fs::is_regular_file(folder, ignored) || fs::exists(fs::path(folder) / "manifest.json", ignored);
  return there ? std::optional(dbt::load_project(folder)) : std::nullopt;
}

/// What head did not compile (`dbt build --select` leaves it out) is read as base has it, as by a check.
void fill_up(dbt::Project& head, std::optional<dbt::Project>& base) {
  const bool lacks = std::ranges::any_of(head.nodes, [](const auto& entry) {
    return dbt::is_judged(entry.second) && entry.second.type != dbt::ResourceType::seed && !entry.second.compiled;
  });
  if (!base || !lacks) return;
  try {
    dbt::find_changes_of_a_check(*base, head);
  } catch (const Error&) {
    return;  // of another project: it has nothing to say
  }
}

/// The file of a relation: of a model, its SQL; of a source, its YAML.
std::string file_of(const lineage::Relation& relation, const ProjectPlace& place, const dbt::Project& project) {
  const std::string& root = project.metadata.project_name;
  if (relation.source != nullptr) {
    return repository_path(place, root, relation.source->package, relation.source->original_file_path);
  }
  if (relation.node == nullptr) return {};
  return repository_path(place, root, relation.node->package, relation.node->original_file_path);
}

/// Where the select items of a model stand in its own file, as far as the compiled text tells.
void add_places(LineageView& view, const lineage::Relation& relation, const ProjectPlace& place) {
  Target target;
  target.head = relation.node;
  target.location = {file_of(relation, place, view.graph->project()), 0, 0};
  std::optional<sql::Positions> positions;
  if (relation.node != nullptr && relation.origin == lineage::Origin::sql) {
    positions.emplace(relation.node->compiled_code);
    const auto text = read_repository_file(place, target.location.path);
    if (text) target.lines_before_code = dbt::leading_lines(*text);
  }
  for (std::uint32_t i = 0; i < relation.column_count; ++i) {
    const lineage::ColumnId id = relation.first_column + i;
    view.places[id] = target.location;
    const int location = view.graph->columns()[id].location;
    if (!view.shown[id] || !positions || location < 0) continue;
    const auto at = positions->at(static_cast<std::size_t>(location));
    view.places[id] = gates::location_in_model(target, {at.line, at.column});
  }
}

LineageView make_view(const LineageArguments& arguments, const lineage::Graph& graph) {
  if (!arguments.from.empty()) return view_from(graph, find_column(graph, arguments.from));
  if (!arguments.to.empty()) return view_to(graph, find_column(graph, arguments.to));
  if (!arguments.model.empty()) return view_of(graph, arguments.model);
  return whole_view(graph);
}

struct LineageFormat {
  std::string_view id;
  std::string (*write)(const LineageView& view);
};

constexpr std::array<LineageFormat, 5> formats{{{"text", lineage_text},
                                                {"json", lineage_json},
                                                {"dot", lineage_dot},
                                                {"mermaid", lineage_mermaid},
                                                {"openlineage", lineage_openlineage}}};

}  // namespace

int lineage_command(const LineageArguments& arguments, const Streams& streams) {
  const ProjectPlace place = find_place(arguments.project);
  const PolicyInForce policy = find_policy(arguments.project, place, commits_of(arguments.project, place), streams);
  const ArtifactFolders folders = find_folders(arguments.project, policy.policy, place);
  require_project(place, folders.head);
  begin_step(streams, "following columns");
  dbt::Project project = dbt::load_project(folders.head);
  std::optional<dbt::Project> base = base_if_any(folders.base);
  fill_up(project, base);
  const std::optional<dbt::Catalog> catalog = catalog_of_head(folders, project, base ? &*base : nullptr);
  const lineage::Graph graph = lineage::build_graph({.project = &project,
                                                     .catalog = catalog ? &*catalog : nullptr,
                                                     .database = nullptr,
                                                     .other = base ? &*base : nullptr});
  LineageView view = make_view(arguments, graph);
  view.places.resize(graph.columns().size());
  for (const lineage::RelationId id : view.relations) add_places(view, graph.relations()[id], place);
  begin_step(streams, {});
  const bool asks_for_all =
      arguments.all || !arguments.from.empty() || !arguments.to.empty() || !arguments.model.empty();
  if (arguments.format == "text" && !asks_for_all) {
    streams.out << lineage_summary(view);
    return 0;
  }
  for (const LineageFormat& format : formats) {
    if (format.id == arguments.format) streams.out << format.write(view);
  }
  return 0;
}

}  // namespace tollgate::cli
