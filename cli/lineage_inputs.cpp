#include "cli/lineage_inputs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <future>
#include <set>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "dbt/catalog.hpp"
#include "warehouse/relation_columns.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;
using warehouse::Side;
using Ids = std::set<std::string, std::less<>>;

/// What is known of one side's columns before its graph is built.
struct Known {
  const dbt::Project* project = nullptr;
  std::optional<dbt::Catalog> catalog;
  bool has_catalog = false;  ///< of its own
  /// False: head's catalogue was written before base's manifest was, so head's models were built after it, if at all.
  bool catalog_is_current = true;
  Ids borrowed;  ///< entries of `catalog` that are the other side's
  lineage::DatabaseColumns database;
};

/// A folder, or the manifest itself: the catalogue lies beside it.
std::optional<dbt::Catalog> read_catalog(const std::string& folder) {
  std::error_code ignored;
  const fs::path beside = fs::is_regular_file(folder, ignored) ? fs::path(folder).parent_path() : fs::path(folder);
  const fs::path file = beside / "catalog.json";
  if (!fs::exists(file, ignored)) return std::nullopt;
  return dbt::load_catalog(file.string());
}

bool is_same_source(const dbt::Project& other, const dbt::Source& source) {
  const auto found = other.sources.find(source.unique_id);
  return found != other.sources.end() && found->second.relation_name == source.relation_name;
}

/// dbt sees no edits of a seed whose checksum is its path.
bool is_same_seed(const dbt::Project& other, const dbt::Node& seed) {
  const dbt::Node* found = other.find_node(seed.unique_id);
  return found != nullptr && found->checksum == seed.checksum && seed.checksum_kind != "path";
}

bool has_entry(const Known& side, const std::string& id) { return side.catalog && side.catalog->find(id) != nullptr; }

void borrow(Known& side, const std::string& id, const dbt::CatalogEntry* entry) {
  if (entry == nullptr) return;
  if (!side.catalog) side.catalog.emplace();
  side.catalog->entries.emplace(id, *entry);
  side.borrowed.insert(id);
}

/// Sources and seeds that did not change have the columns that the other side's catalogue says.
void borrow_from(Known& side, const dbt::Project& other, const std::optional<dbt::Catalog>& catalog) {
  if (!catalog) return;
  for (const auto& [id, source] : side.project->sources) {
    if (!has_entry(side, id) && is_same_source(other, source)) borrow(side, id, catalog->find(id));
  }
  for (const auto& [id, node] : side.project->nodes) {
    if (node.type != dbt::ResourceType::seed || has_entry(side, id)) continue;
    if (is_same_seed(other, node)) borrow(side, id, catalog->find(id));
  }
}

/// Relations that no catalogue holds, by unique_id, as pg_catalog is to be asked for them.
std::vector<std::pair<std::string, std::string>> unknown_relations(const Known& side) {
  std::vector<std::pair<std::string, std::string>> unknown;
  const auto add = [&](const std::string& id, const std::string& relation_name) {
    if (has_entry(side, id)) return;
    if (const auto quoted = warehouse::quoted_relation(relation_name)) unknown.emplace_back(id, *quoted);
  };
  for (const auto& [id, source] : side.project->sources) add(id, source.relation_name);
  for (const auto& [id, node] : side.project->nodes) {
    if (node.type == dbt::ResourceType::seed || node.type == dbt::ResourceType::snapshot) add(id, node.relation_name);
  }
  return unknown;
}

/// One question for the columns of one side.
struct ColumnQuestion {
  Known* side = nullptr;
  std::vector<std::string> ids;
  warehouse::Question question;
};

ColumnQuestion question_for(Known& known, Side side) {
  ColumnQuestion question{&known, {}, {}};
  std::vector<std::string> relations;
  for (auto& [id, relation] : unknown_relations(known)) {
    question.ids.push_back(id);
    relations.push_back(std::move(relation));
  }
  question.question = {side, warehouse::relation_columns_sql(relations), "columns of sources and seeds"};
  return question;
}

void read_answer(const ColumnQuestion& question, const warehouse::Answer& answer) {
  const auto relations = warehouse::relation_columns_in(answer, question.ids.size());
  for (std::size_t i = 0; i < relations.size(); ++i) {
    if (!relations[i].found) continue;
    auto& columns = question.side->database[question.ids[i]];
    for (const warehouse::RelationColumn& column : relations[i].columns) columns.push_back({column.name, column.type});
  }
}

/// Why the database could not be asked for everything; empty when it could, or nothing was left to ask.
std::string ask_database(std::array<Known, 2>& sides, const WarehouseForColumns& open) {
  std::vector<ColumnQuestion> asked;
  std::vector<warehouse::Question> questions;
  for (const Side side : {Side::base, Side::head}) {
    Known& known = sides[side == Side::base ? 0 : 1];
    if (!dbt::is_postgres_family(known.project->metadata) || unknown_relations(known).empty()) continue;
    asked.push_back(question_for(known, side));
    questions.push_back(asked.back().question);
  }
  if (questions.empty()) return {};
  std::string why_not;
  warehouse::Warehouse* const warehouse = open(why_not);
  if (warehouse == nullptr) return why_not;
  const std::vector<warehouse::Answer> answers = warehouse->ask(questions);
  for (std::size_t i = 0; i < asked.size() && i < answers.size(); ++i) {
    if (answers[i].ok()) {
      read_answer(asked[i], answers[i]);
    } else {
      why_not = answers[i].explanation;
    }
  }
  return why_not;
}

std::string one_line(const Diagnostic& diagnostic) {
  const std::string text = to_text({diagnostic.message, {}, diagnostic.place});
  return diagnostic.hint.empty() ? text : text + "; " + diagnostic.hint;
}

/// `17 from catalog.json, 1 as YAML declares it`.
std::string origins_text(const lineage::Graph& graph, const Known& side, std::string_view other) {
  int own = 0, borrowed = 0, database = 0, declared = 0, unknown = 0;
  for (const lineage::Relation& relation : graph.relations()) {
    if (relation.type == dbt::ResourceType::model) continue;
    if (relation.origin == lineage::Origin::catalog) ++(side.borrowed.contains(relation.unique_id) ? borrowed : own);
    database += relation.origin == lineage::Origin::database ? 1 : 0;
    declared += relation.origin == lineage::Origin::yaml ? 1 : 0;
    unknown += relation.origin == lineage::Origin::none ? 1 : 0;
  }
  std::vector<std::string> parts;
  const auto tell = [&](int n, const std::string& from) {
    if (n > 0) parts.push_back(fmt::format("{} {}", n, from));
  };
  tell(own, "from catalog.json");
  tell(borrowed, fmt::format("from {}'s catalog.json", other));
  tell(database, "from pg_catalog");
  tell(declared, "as YAML declares them");
  tell(unknown, "not known");
  return parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, ", "));
}

/// Whether columns are not known because dbt was never asked to write them down.
bool lacks_catalogue(const lineage::Graph& graph, const Known& side) {
  return !side.has_catalog && std::ranges::any_of(graph.relations(), [](const lineage::Relation& relation) {
    return relation.type != dbt::ResourceType::model && relation.origin == lineage::Origin::none;
  });
}

std::string missing_catalogues(const LineageOfBoth& both, const std::array<Known, 2>& sides) {
  std::vector<std::string_view> missing;
  if (lacks_catalogue(*both.base, sides[0])) missing.emplace_back("base");
  if (lacks_catalogue(*both.head, sides[1])) missing.emplace_back("head");
  if (missing.empty()) return {};
  return fmt::format("; there is no catalog.json of {}: `dbt docs generate` writes it there",
                     fmt::join(missing, " and "));
}

Note note_about(const LineageOfBoth& both, const std::array<Known, 2>& sides, const std::string& why_not) {
  std::string text =
      fmt::format("columns of sources, seeds and snapshots: on base {}; on head {}",
                  origins_text(*both.base, sides[0], "head"), origins_text(*both.head, sides[1], "base"));
  if (!sides[1].catalog_is_current)
    text += "; head's catalog.json is older than base's manifest: built models are not held against it";
  if (!why_not.empty()) text += "; pg_catalog was not asked: " + why_not;
  text += missing_catalogues(both, sides);
  return {"lineage", std::move(text)};
}

lineage::GraphInput graph_input(const Known& side, const dbt::Project& other, int jobs, Run* run) {
  return {.project = side.project,
          .catalog = side.catalog ? &*side.catalog : nullptr,
          .database = &side.database,
          .other = &other,
          .jobs = jobs,
          .catalog_is_current = side.catalog_is_current,
          .run = run};
}

/// To the second, as dbt writes it: 2025-05-28T20:11:04.123456Z.
bool is_older(std::string_view catalogue, std::string_view manifest) {
  constexpr std::size_t to_the_second = 19;
  return catalogue.size() >= to_the_second && manifest.size() >= to_the_second &&
         catalogue.substr(0, to_the_second) < manifest.substr(0, to_the_second);
}

}  // namespace

std::optional<dbt::Catalog> catalog_of_head(const ArtifactFolders& folders, const dbt::Project& head,
                                            const dbt::Project* base) {
  Known known;
  known.project = &head;
  known.catalog = read_catalog(folders.head);
  if (base != nullptr) borrow_from(known, *base, read_catalog(folders.base));
  return std::move(known.catalog);
}

LineageOfBoth build_lineage(const Artifacts& artifacts, const ArtifactFolders& folders,
                            const WarehouseForColumns& warehouse, int jobs, Run* run) {
  LineageOfBoth both;
  try {
    std::array<Known, 2> sides;
    sides[0].project = &artifacts.base;
    sides[1].project = &artifacts.head;
    std::future<std::optional<dbt::Catalog>> reading = std::async(std::launch::async, read_catalog, folders.base);
    sides[1].catalog = read_catalog(folders.head);
    sides[0].catalog = reading.get();
    for (Known& side : sides) side.has_catalog = side.catalog.has_value();
    if (const auto& of_head = sides[1].catalog; of_head) {
      sides[1].catalog_is_current = !is_older(of_head->generated_at, artifacts.base.metadata.generated_at);
    }
    borrow_from(sides[0], artifacts.head, sides[1].catalog);
    borrow_from(sides[1], artifacts.base, sides[0].catalog);  // what base borrowed, head has
    const std::string why_not = ask_database(sides, warehouse);
    const dbt::EnvironmentNames& names = artifacts.changes.names;
    lineage::Graphs graphs = lineage::build_graphs(graph_input(sides[0], artifacts.head, jobs, run),
                                                   graph_input(sides[1], artifacts.base, jobs, run), names);
    both.base = std::move(graphs.base);
    both.head = std::move(graphs.head);
    both.differences = lineage::compare(*both.base, *both.head, names, run);
    both.note = note_about(both, sides, why_not);
  } catch (const Error& error) {
    both.head.reset();
    both.base.reset();
    both.problem = one_line(error.diagnostic());
  }
  return both;
}

}  // namespace tollgate::cli
