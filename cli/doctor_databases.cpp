#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "cli/doctor.hpp"
#include "core/error.hpp"
#include "gates/all.hpp"
#include "reporters/wording.hpp"
#include "warehouse/read_rights.hpp"
#include "warehouse/role_rights.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::cli {

namespace {

using warehouse::ConnectionTarget;
using warehouse::Readable;
using warehouse::Side;

/// One database, for the side or sides that use it.
struct Connection {
  std::string what;  ///< `base database`, `database of base and head`
  ConnectionTarget target;
  std::vector<Side> sides;
};

struct Found {
  std::string version;
  std::string user;
  std::vector<std::string> excess;                 ///< rights that a reader does not need
  std::map<Side, std::vector<Readable>> readable;  ///< of each side's relations
};

/// Whether a build of the selection alone left it out: head reads it where base has it.
bool is_left_to_base(const dbt::Changes& changes, const std::string& id) {
  return !changes.only_base_compiled.empty() &&
         !std::ranges::binary_search(changes.changed, id, {}, &dbt::Change::unique_id) &&
         !std::ranges::binary_search(changes.downstream, id, {}, &dbt::Downstream::unique_id);
}

/// `changes`: null for base.
std::vector<std::string> relations_of(const dbt::Project& project, const dbt::Changes* changes) {
  std::set<std::string> relations;
  const auto add = [&](const std::string& relation_name) {
    if (auto relation = warehouse::quoted_relation(relation_name)) relations.insert(*std::move(relation));
  };
  for (const auto& [id, node] : project.nodes) {
    if (dbt::is_judged(node) && (changes == nullptr || !is_left_to_base(*changes, id))) add(node.relation_name);
  }
  for (const auto& [id, source] : project.sources) add(source.relation_name);
  return {relations.begin(), relations.end()};
}

const dbt::Project* project_of(const Patient& patient, Side side) {
  if (side == Side::base) return patient.has_base ? &patient.artifacts.base : nullptr;
  return patient.has_head ? &patient.artifacts.head : nullptr;
}

std::vector<std::string> relations_of(const Patient& patient, Side side) {
  const dbt::Project* project = project_of(patient, side);
  if (project == nullptr || !dbt::is_postgres_family(project->metadata)) return {};
  return relations_of(*project, side == Side::head ? &patient.artifacts.changes : nullptr);
}

/// The quoted schema of `"db"."schema"."table"`.
std::string schema_of(const std::string& relation) {
  const std::string around = relation.substr(0, relation.rfind("\".\"") + 1);
  const std::size_t dot = around.rfind("\".\"");
  return dot == std::string::npos ? around : around.substr(dot + 2);
}

Found ask(const Patient& patient, const Connection& connection) {
  const auto pool = warehouse::connect(connection.target, connection.target, patient.policy.policy.warehouse,
                                       {.connections = 1, .run = patient.streams.run});
  std::vector<warehouse::Question> questions{
      {.sql = "select current_setting('server_version'), current_user", .about = "server version"},
      {.sql = warehouse::role_rights_sql(), .about = "rights of the role"}};
  std::vector<std::pair<Side, std::size_t>> asked;
  for (const Side side : connection.sides) {
    const auto relations = relations_of(patient, side);
    if (relations.empty()) continue;
    asked.emplace_back(side, relations.size());
    questions.push_back({.sql = warehouse::read_rights_sql(relations), .about = "rights to relations"});
  }
  for (warehouse::Question& question : questions) question.side = connection.sides.front();
  const auto answers = pool->ask(questions);
  for (const warehouse::Answer& answer : answers) {
    if (!answer.ok()) throw Error(ErrorKind::unjudged, {answer.explanation, "", {}});
  }
  Found found{answers[0].rows.at(0).at(0).value_or("?"),
              answers[0].rows.at(0).at(1).value_or("?"),
              warehouse::excess_rights_in(answers[1]),
              {}};
  for (std::size_t i = 0; i < asked.size(); ++i) {
    found.readable[asked[i].first] = warehouse::read_rights_in(answers[i + 2], asked[i].second);
  }
  return found;
}

/// What stands in the way of some relations, and how many of all.
struct Obstacle {
  std::vector<std::string> relations;
  std::set<std::string> schemas;
  std::size_t of = 0;

  /// `12 of 40 relations, e.g. "prod"."orders"`
  std::string count() const {
    return fmt::format("{} of {}, e.g. {}", relations.size(), reporters::counted(of, "relation"), relations.front());
  }
  std::string in_schemas() const { return fmt::format("{}", fmt::join(schemas, ", ")); }
};

void tell_obstacle(Examination& examination, Readable kind, const Obstacle& obstacle, std::string_view side,
                   const std::string& user) {
  const std::string what = fmt::format("{} relations", side);
  switch (kind) {
    case Readable::yes:
      return;
    case Readable::other_database:
      return examination.blame(what, obstacle.count() + ", are in another database than the one connected to",
                               fmt::format("name the database that dbt builds {} in: warehouse.{}_url", side, side));
    case Readable::no_schema:
      return examination.blame(
          what, fmt::format("there is no schema {} ({})", obstacle.in_schemas(), obstacle.count()),
          fmt::format("build {} there, or connect to the database that it is built in; is the manifest of that build?",
                      side));
    case Readable::no_usage:
      return examination.blame(
          what, fmt::format("{} may not use schema {} ({})", user, obstacle.in_schemas(), obstacle.count()),
          fmt::format("grant usage on schema {} to {}", obstacle.in_schemas(), user));
    case Readable::no_select:
      return examination.blame(
          what, fmt::format("{} may not select from {}", user, obstacle.count()),
          fmt::format("grant select on all tables in schema {} to {}", obstacle.in_schemas(), user));
    case Readable::no_relation:
      return examination.warn(what, obstacle.count() + ", are not there",
                              fmt::format("run dbt build on {}: what is not built cannot be counted", side));
  }
}

void tell_relations(Examination& examination, const Patient& patient, Side side, const Found& found) {
  const auto readable = found.readable.find(side);
  if (readable == found.readable.end()) return;
  const auto relations = relations_of(patient, side);
  std::map<Readable, Obstacle> obstacles;
  for (std::size_t i = 0; i < relations.size(); ++i) {
    if (readable->second[i] == Readable::yes) continue;
    Obstacle& obstacle = obstacles[readable->second[i]];
    obstacle.of = relations.size();
    obstacle.relations.push_back(relations[i]);
    obstacle.schemas.insert(schema_of(relations[i]));
  }
  const std::string user = warehouse::quoted_identifier(found.user);
  for (const auto& [kind, obstacle] : obstacles) {
    tell_obstacle(examination, kind, obstacle, warehouse::to_string(side), user);
  }
  if (obstacles.empty()) {
    examination.praise(fmt::format("{} relations", warehouse::to_string(side)),
                       fmt::format("{} may be read", relations.size()));
  }
}

void look_at(Examination& examination, const Patient& patient, const Connection& connection) {
  Found found;
  const bool there = examination.look_at(connection.what, [&] {
    found = ask(patient, connection);
    return fmt::format("{}: PostgreSQL {}", connection.target.description, found.version);
  });
  if (!there) return;
  if (!found.excess.empty()) {
    examination.warn(connection.what, fmt::format("its role {}; tollgate only reads", fmt::join(found.excess, ", ")),
                     "give it a role with select alone, above all before pii-scan may read values");
  }
  for (const Side side : connection.sides) tell_relations(examination, patient, side, found);
}

/// The target of a side, or why there is none.
struct Resolved {
  std::optional<ConnectionTarget> target;
  std::string problem;
};

Resolved resolve(const Patient& patient, Side side) {
  try {
    return {warehouse::resolve_target(patient.policy.policy.warehouse, side, patient.place.directory), {}};
  } catch (const Error& error) {
    return {std::nullopt, error.what()};
  }
}

bool asks_a_database(const Policy& policy) {
  return std::ranges::any_of(gates::all, [&](const Gate* gate) {
    return (gate->needs.warehouse || gate->needs.may_ask_warehouse) && asks_for(policy, gate->id);
  });
}

void tell_unresolved(Examination& examination, const std::string& what, const std::string& problem) {
  examination.look_at(what, [&]() -> std::string { throw Error(ErrorKind::unjudged, {problem, "", {}}); });
}

}  // namespace

void look_at_databases(Examination& examination, const Patient& patient) {
  if (!patient.has_policy) return;  // it names them
  if (!asks_a_database(patient.policy.policy)) {
    return examination.praise("database", "no gate of the policy asks one");
  }
  const Resolved base = resolve(patient, Side::base);
  const Resolved head = resolve(patient, Side::head);
  if (!base.target && !head.target && base.problem == head.problem) {
    return tell_unresolved(examination, "database", base.problem);
  }
  if (base.target && head.target && base.target->conninfo == head.target->conninfo &&
      base.target->role == head.target->role && base.target->search_path == head.target->search_path) {
    return look_at(examination, patient, {"database of base and head", *base.target, {Side::base, Side::head}});
  }
  for (const auto& [side, resolved] : {std::pair(Side::base, &base), std::pair(Side::head, &head)}) {
    const std::string what = fmt::format("{} database", warehouse::to_string(side));
    if (resolved->target) look_at(examination, patient, {what, *resolved->target, {side}});
    if (!resolved->target) tell_unresolved(examination, what, resolved->problem);
  }
}

}  // namespace tollgate::cli
