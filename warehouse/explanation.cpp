#include "warehouse/explanation.hpp"

#include <fmt/core.h>

#include "warehouse/conninfo.hpp"

namespace tollgate::warehouse {
namespace {

std::string explain_timeout(const Answer& answer) {
  if (answer.sqlstate == "55P03") {
    return "gave up waiting for a lock: another session holds the table; try again when it is done, or raise "
           "warehouse.lock_timeout";
  }
  if (answer.sqlstate == "57014") {
    return "took longer than warehouse.statement_timeout, or was cancelled by hand: raise the timeout, narrow the "
           "count with `where`, or set estimate_above_rows";
  }
  if (answer.sqlstate == "25P03") {
    return "was ended by the server for being idle: try again";
  }
  return "got no answer, and the server did not end it at its statement_timeout either: look whether the server is "
         "overloaded or the network is broken";
}

std::string explain_other(const Answer& answer) {
  if (answer.sqlstate == "0A000") {
    return "is not supported there: usually the manifest names another database than the one connected to, and "
           "PostgreSQL cannot reach across; let the connection of this side name the database its dbt target builds in";
  }
  if (answer.sqlstate.substr(0, 2) == "22") {
    return "failed on a value (for example a cast in `where`): write the condition so that it holds for every row";
  }
  if (answer.sqlstate == "40001" || answer.sqlstate == "40P01") {
    return "was cancelled by the server twice for what others do: on a replica, changes that arrive from its primary "
           "end queries; raise max_standby_streaming_delay, set hot_standby_feedback, or ask the primary";
  }
  if (answer.sqlstate == "53100") {
    return "filled the server's disk: free space where it keeps data and temporary files, or try again with fewer "
           "--jobs";
  }
  if (answer.sqlstate == "53400") {
    return "exceeded a limit of the server's configuration, usually temp_file_limit: raise it for this role, or try "
           "again with fewer --jobs";
  }
  if (answer.sqlstate.substr(0, 2) == "53") {
    return "failed for want of memory or disk on the server: try again, or with fewer --jobs";
  }
  if (answer.sqlstate.substr(0, 2) == "58" || answer.sqlstate == "XX001" || answer.sqlstate == "XX002") {
    return "failed on the server's disk or files: its log says where; look after the server before anything else";
  }
  return "failed; the server's log has the message, which is kept out of reports because it can hold data";
}

std::string what_happened(const Answer& answer, Side side, const ConnectionTarget& target) {
  switch (answer.problem) {
    case Problem::undefined_relation:
      return fmt::format("found no such relation in the {} {}: build the model there before the gate runs",
                         to_string(side), target.description);
    case Problem::undefined_column:
      return "found no such column: check the columns named by `where`, `group_by` and `event_time`";
    case Problem::no_privilege:
      return fmt::format(
          "is not allowed in the {} {}: grant select on the relation and usage on its schema to that user",
          to_string(side), target.description);
    case Problem::timeout:
      return explain_timeout(answer);
    case Problem::connection_lost:
      return fmt::format(
          "lost its connection to the {} {} twice: look whether the server restarts, runs out of memory, "
          "or ends sessions",
          to_string(side), target.description);
    case Problem::read_only_violation:
      return "tried to write, which tollgate never lets it: check the functions that `where` and `group_by` call";
    case Problem::syntax:
      return "is not valid SQL there: check the `where`, `group_by` and `event_time` of the policy; each is one "
             "expression";
    default:
      return explain_other(answer);
  }
}

// The same for a sample of values: no condition of the policy is in it.
std::string what_happened_to_sample(const Answer& answer, Side side, const ConnectionTarget& target) {
  if (answer.sqlstate == "57014") {
    return "took longer than its timeout, or was cancelled by hand: raise the timeout of samples in the policy, or "
           "look at what the view computes";
  }
  if (answer.problem == Problem::undefined_column) {
    return "found no such column: the relation was built anew meanwhile; try again";
  }
  if (answer.problem == Problem::read_only_violation) {
    return "tried to write, which tollgate never lets it: look at the functions that the view calls";
  }
  if (answer.problem == Problem::syntax || answer.sqlstate.substr(0, 2) == "22") {
    return "failed in the relation itself, which cannot be read as it stands: select from it by hand to see the "
           "server's message, which is kept out of reports because it can hold data";
  }
  return what_happened(answer, side, target);
}

// The same for an EXPLAIN, which runs what PostgreSQL can compute beforehand.
std::string what_happened_to_plan(const Answer& answer, Side side, const ConnectionTarget& target) {
  if (answer.sqlstate == "57014") {
    return "took longer than warehouse.statement_timeout, or was cancelled by hand: planning calls functions that are "
           "declared IMMUTABLE or STABLE with constant arguments; look whether one of them is slow, or raise the "
           "timeout";
  }
  if (answer.problem == Problem::undefined_relation) {
    return fmt::format("found a relation or schema missing in the {} {}", to_string(side), target.description);
  }
  if (answer.problem == Problem::read_only_violation) {
    return "tried to write, which tollgate never lets it: a function that is declared IMMUTABLE or STABLE writes when "
           "it is planned; declare it VOLATILE";
  }
  const std::string_view code = answer.sqlstate;
  if (answer.problem == Problem::undefined_column || answer.problem == Problem::syntax || code.substr(0, 2) == "22") {
    return "was refused by PostgreSQL";
  }
  return what_happened(answer, side, target);
}

/// What stood in the way before the server could answer; empty where nothing did.
std::string_view obstacle_words(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::none:
      break;
    case Obstacle::no_answer:
      return "it did not answer in time: look whether the server is up and the network lets this machine through";
    case Obstacle::tls:
      return "no encrypted connection came about: the server has no TLS, or its certificate is not trusted; look at "
             "sslmode and sslrootcert";
    case Obstacle::password:
      return "it asks for a password, and none was given: put it into the connection's URL, PGPASSWORD or a password "
             "file";
    case Obstacle::broken_off:
      return "the login broke off: look whether it is PostgreSQL that answers there, what the network or a pooler in "
             "between cuts off, and at channel_binding and require_auth";
    case Obstacle::old_server:
      return "the server is older than PostgreSQL 12, or something else that speaks its protocol: use a newer server";
    case Obstacle::statement_pooling:
      return "the pooler in between ends transactions after each statement, and tollgate asks in READ ONLY "
             "transactions only: use pool_mode = transaction or session, or connect to the server itself";
  }
  return {};
}

/// What the server, or who answers in its place, said by its SQLSTATE; empty where that says nothing.
std::string_view refusal_words(std::string_view code) {
  if (code.substr(0, 2) == "28") {
    return "it refused the login: check user, password, sslmode and pg_hba.conf";
  }
  if (code == "3D000") {
    return "there is no such database: check the database name";
  }
  if (code.substr(0, 2) == "57") {
    return "it is starting up or shutting down: try again";
  }
  if (code.substr(0, 2) == "08") {
    return "what answers there, usually a pooler, turned the session away: its log says why; look at the database and "
           "user it knows, its client limit, and options in the connection that it does not take";
  }
  if (code == "42501") {
    return "the user may not connect, or may not take the role: grant connect on the database, or membership in the "
           "role";
  }
  if (code == "22023" || code == "42704") {
    return "the server refused a session setting: check `role` and `search_path` of the dbt profile";
  }
  return {};
}

std::string why_refused(const Refusal& refusal, const ConnectionTarget& target) {
  if (refusal.problem == Problem::too_many_connections) {
    return "it has no connection slot left: use fewer --jobs, or raise the server's or the role's connection limit";
  }
  if (const auto words = obstacle_words(refusal.obstacle); !words.empty()) return std::string(words);
  if (const auto words = refusal_words(refusal.sqlstate); !words.empty()) return std::string(words);
  if (const auto hosts = unresolved_hosts(target.conninfo); refusal.sqlstate.empty() && !hosts.empty()) {
    return fmt::format(
        "the host name {} does not resolve: check its spelling, and whether this machine's DNS knows it "
        "(in a container or without a VPN it may not)",
        hosts);
  }
  return "the server is not reachable: check host, port and whether it runs";
}

std::string with_code(std::string text, const std::string& sqlstate) {
  return sqlstate.empty() ? text : fmt::format("{} (SQLSTATE {})", text, sqlstate);
}

}  // namespace

std::string explain(const Answer& answer, const Question& question, const ConnectionTarget& target) {
  const auto& words = question.data ? what_happened_to_sample : question.plan ? what_happened_to_plan : what_happened;
  return with_code(fmt::format("the {} {}", question.about.empty() ? "question" : question.about,
                               words(answer, question.side, target)),
                   answer.sqlstate);
}

std::string explain(const Refusal& refusal, Side side, const ConnectionTarget& target, bool was_connected) {
  return with_code(fmt::format("{} the {} {}: {}", was_connected ? "lost the connection to" : "cannot connect to",
                               to_string(side), target.description, why_refused(refusal, target)),
                   refusal.sqlstate);
}

std::string explain_budget(const Question& question, bool started, const Run* run) {
  const std::string about = question.about.empty() ? "question" : "question for the " + question.about;
  if (run != nullptr && run->out_of_time()) {
    return fmt::format("the {} was not {}: {}", about, started ? "done" : "started", run->out_of_time_text());
  }
  return fmt::format("the {} was not {} within the time budget of the run: raise warehouse.time_budget or --jobs{}",
                     about, started ? "done" : "started", question.plan ? "" : ", or count less");
}

}  // namespace tollgate::warehouse
