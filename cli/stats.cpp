// `tollgate stats export` reads sizes and statistics of the project's relations; `tollgate stats import` is the one
// command that writes to a database: to its planner's statistics, and only when told --yes.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/inputs.hpp"
#include "cli/outputs.hpp"
#include "cli/policy_in_force.hpp"
#include "cli/stats_file.hpp"
#include "core/error.hpp"
#include "dbt/file_bytes.hpp"
#include "warehouse/statistics_import.hpp"

namespace tollgate::cli {

namespace {

using warehouse::ImportOrder;
using warehouse::ImportResult;
using warehouse::RelationStatistics;
using warehouse::Side;

/// unique_id and quoted relation of everything that may be a table.
std::map<std::string, std::string> relations_of(const dbt::Project& project) {
  std::map<std::string, std::string> relations;
  const auto add = [&](const std::string& id, const std::string& relation_name) {
    if (auto relation = warehouse::quoted_relation(relation_name)) relations.emplace(id, *relation);
  };
  for (const auto& [id, node] : project.nodes) {
    if (dbt::is_judged(node)) add(id, node.relation_name);
  }
  for (const auto& [id, source] : project.sources) add(id, source.relation_name);
  return relations;
}

/// What both commands need of their surroundings.
struct Surroundings {
  ProjectPlace place;
  PolicyInForce policy;
  dbt::Project project;
  warehouse::ConnectionTarget target;
};

Surroundings look_around(const StatsArguments& arguments, Side side, const Streams& streams) {
  Surroundings around;
  around.place = find_place(arguments.project);
  around.policy = find_policy(arguments.project, around.place, commits_of(arguments.project, around.place), streams);
  const ArtifactFolders folders = find_folders(arguments.project, around.policy.policy, around.place);
  require_project(around.place, folders.head);
  around.project = side == Side::base ? load_base(folders.base) : dbt::load_project(folders.head);
  around.target = warehouse::resolve_target(around.policy.policy.warehouse, side, around.place.directory);
  return around;
}

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

// --- export ---

std::vector<RelationStatistics> ask_for_statistics(const Surroundings& around, Side side, int jobs,
                                                   const Streams& streams) {
  const auto relations = relations_of(around.project);
  std::vector<warehouse::Question> questions;
  for (const auto& [id, relation] : relations) {
    warehouse::Question question;
    question.side = side;
    question.sql = warehouse::statistics_sql(relation);
    question.about = "statistics of " + relation;
    questions.push_back(std::move(question));
  }
  const auto database = warehouse::connect(around.target, around.target, around.policy.policy.warehouse,
                                           {.connections = jobs, .run = streams.run});
  begin_step(streams, "statistics");
  const std::vector<warehouse::Answer> answers = database->ask(questions);
  begin_step(streams, {});
  std::vector<RelationStatistics> all;
  std::size_t at = 0;
  for (const auto& [id, relation] : relations) {
    const warehouse::Answer& answer = answers.at(at++);
    if (!answer.ok()) throw Error(ErrorKind::unjudged, {answer.explanation, "", {}});
    RelationStatistics statistics = warehouse::statistics_in(answer);
    statistics.unique_id = id;
    statistics.name = relation;
    all.push_back(std::move(statistics));
  }
  return all;
}

bool holds_rows(const RelationStatistics& relation) {
  return relation.kind == 'r' || relation.kind == 'p' || relation.kind == 'm';
}

/// What the file lacks and why, on stderr: nothing that is missing goes by unseen.
void tell_gaps(const std::vector<RelationStatistics>& all, const Streams& streams) {
  for (const RelationStatistics& relation : all) {
    if (!relation.found) {
      tell(streams, fmt::format("{}: {} does not exist there, or its schema may not be used", relation.unique_id,
                                relation.name));
    } else if (holds_rows(relation) && relation.rows < 0) {
      tell(streams, fmt::format("{}: {} was never analysed: run ANALYZE there", relation.unique_id, relation.name));
    } else if (holds_rows(relation) && !relation.unknown.empty()) {
      tell(streams,
           fmt::format("{}: {} of {} without statistics: never analysed, or the role may not select them",
                       relation.unique_id, counted(relation.unknown.size(), "column", "columns"), relation.name));
    }
  }
}

int export_statistics(const StatsArguments& arguments, const Streams& streams) {
  if (!arguments.output.empty()) require_writable("--output", arguments.output, streams.run);
  const Side side = arguments.side == "head" ? Side::head : Side::base;
  const Surroundings around = look_around(arguments, side, streams);
  const std::vector<RelationStatistics> all = ask_for_statistics(around, side, arguments.jobs, streams);
  tell_gaps(all, streams);
  StatsFile file{around.project.metadata.project_name, {}};
  for (const RelationStatistics& relation : all) {
    if (relation.found && holds_rows(relation) && relation.rows >= 0) file.relations.push_back(relation);
  }
  if (file.relations.empty()) {
    throw Error(
        ErrorKind::unjudged,
        {fmt::format("no relation of the project has statistics in the {}", around.target.description),
         "name the database of production with --side base and the policy's warehouse.base_url, and run ANALYZE "
         "there",
         {}});
  }
  const std::string text = write_stats(file);
  if (arguments.output.empty()) {
    streams.out << text;
  } else {
    write_file(arguments.output, text, streams.run);
    tell(streams, fmt::format("{}: {} of the {}; no values", arguments.output,
                              counted(file.relations.size(), "relation", "relations"), around.target.description));
  }
  return 0;
}

// --- import ---

/// Relations that base reads as well, in the same database: production itself. Their statistics are not ours to touch.
std::set<std::string> shared_with_base(const StatsArguments& arguments, const Surroundings& around) {
  const auto base = warehouse::resolve_target(around.policy.policy.warehouse, Side::base, around.place.directory);
  if (base.conninfo != around.target.conninfo) return {};
  const ArtifactFolders folders = find_folders(arguments.project, around.policy.policy, around.place);
  std::set<std::string> shared;
  for (const auto& [id, relation] : relations_of(load_base(folders.base))) shared.insert(relation);
  return shared;
}

struct Orders {
  std::vector<ImportOrder> orders;
  std::vector<std::string> left_out;  ///< lines for a person
};

Orders orders_for(const StatsFile& file, const Surroundings& around, const std::set<std::string>& shared) {
  const auto relations = relations_of(around.project);
  Orders orders;
  for (const RelationStatistics& statistics : file.relations) {
    const auto here = relations.find(statistics.unique_id);
    if (here == relations.end()) {
      orders.left_out.push_back(fmt::format("{}: the head manifest has no such relation", statistics.unique_id));
    } else if (shared.contains(here->second)) {
      orders.left_out.push_back(fmt::format("{}: {} is base's own in the same database, so it stays as it is",
                                            statistics.unique_id, here->second));
    } else {
      orders.orders.push_back({here->second, &statistics});
    }
  }
  return orders;
}

int tell_results(const Orders& orders, const std::vector<ImportResult>& results, const Streams& streams,
                 const std::string& where) {
  std::size_t written = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const ImportOrder& order = orders.orders[i];
    if (!results[i].skipped.empty()) {
      streams.out << fmt::format("skipped {}: {} {}\n", order.statistics->unique_id, order.relation,
                                 results[i].skipped);
      continue;
    }
    ++written;
    streams.out << fmt::format("written {}: {:.0f} rows, {}\n", order.statistics->unique_id, order.statistics->rows,
                               counted(results[i].columns, "column", "columns"));
  }
  streams.out << fmt::format("{} of {} written into the {}; the next ANALYZE there replaces them\n", written,
                             counted(results.size(), "relation", "relations"), where);
  return written > 0 ? 0 : 3;
}

int import_statistics(const StatsArguments& arguments, const Streams& streams) {
  const Surroundings around = look_around(arguments, Side::head, streams);
  const StatsFile file = read_stats(std::string(dbt::FileBytes::read(arguments.file).text()), arguments.file);
  const Orders orders = orders_for(file, around, shared_with_base(arguments, around));
  for (const std::string& line : orders.left_out) streams.out << "skipped " << line << "\n";
  if (!arguments.yes) {
    for (const ImportOrder& order : orders.orders) {
      streams.out << fmt::format("would write {} into {}\n", order.statistics->unique_id, order.relation);
    }
    tell(streams, fmt::format("tollgate: nothing was written: this command changes the statistics that the planner of "
                              "the {} goes by\n  hint: say --yes to do it; never on a database whose plans matter",
                              around.target.description));
    return 2;
  }
  const auto results = warehouse::import_statistics(around.target, around.policy.policy.warehouse, orders.orders);
  return tell_results(orders, results, streams, around.target.description);
}

}  // namespace

int stats_command(const StatsArguments& arguments, const Streams& streams) {
  return arguments.action == StatsArguments::Action::write_file ? export_statistics(arguments, streams)
                                                                : import_statistics(arguments, streams);
}

}  // namespace tollgate::cli
