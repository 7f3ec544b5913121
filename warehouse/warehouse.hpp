// What PostgreSQL answers. The one abstract class of tollgate: ask many questions at once, get the answers in order.
// Pool, timeouts and READ ONLY transactions are the implementation's own business; nothing here can write.
// libpq's DETAIL and CONTEXT never leave the implementation: they can hold data.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/policy.hpp"
#include "core/run.hpp"
#include "warehouse/sample_cells.hpp"

namespace tollgate::warehouse {

/// Which of the two databases (they may be the same server).
enum class Side { base, head };
std::string_view to_string(Side side);

/// One SELECT, asked in a READ ONLY transaction.
struct Question {
  Side side = Side::head;
  std::string sql;
  std::string about;  ///< for people: `row count of "db"."marts"."orders"`; no data, no secret
  /// The answer holds cells of users' tables: it is given in Answer::data, and what held it is wiped. To be asked while
  /// a SampleGuard lives. The server then sees an empty search_path and reads without parallel workers and without
  /// sharing its scans, so that the same question has the same answer.
  bool data = false;
  std::chrono::milliseconds timeout{0};  ///< by the server, instead of statement_timeout, if shorter; 0: none
  /// An EXPLAIN of a model's SQL: planned without JIT, and told of as a plan when it fails.
  bool plan = false;
  /// Asked by the session of the question before it, which is of the same side, right after it and in a transaction of
  /// its own: what changes between sessions (settings of a role, temporary tables) is alike for both.
  bool with_previous = false;
};

/// Classified by SQLSTATE, never by message text (messages are localised).
enum class Problem {
  none,
  undefined_relation,    ///< 42P01, 3F000
  undefined_column,      ///< 42703
  no_privilege,          ///< 42501
  timeout,               ///< 57014 by statement_timeout, 55P03, or the run's time budget
  connection_lost,       ///< 08xxx, 57P01..57P03, after one retry
  cannot_connect,        ///< refused, unknown host, 28xxx, 3D000
  too_many_connections,  ///< 53300, even with one connection
  read_only_violation,   ///< 25006: the SQL tried to write
  syntax,                ///< 42601 and other 42xxx, e.g. in a policy's `where`
  other                  ///< anything else: told by its SQLSTATE
};
std::string_view to_string(Problem problem);

/// Cells as PostgreSQL's text, null as nothing. Gates read numbers and dates out of it, and relation_columns.hpp the
/// names and types of columns that pg_catalog answers; cells of users' tables never reach a report. What is data by its
/// question has no rows here: it is in `data`.
struct Answer {
  Problem problem = Problem::none;
  std::string sqlstate;
  std::string explanation;  ///< our words for a person, no data: what happened and what to do; empty when none
  std::vector<std::vector<std::optional<std::string>>> rows;
  SampleCells data;
  bool ok() const { return problem == Problem::none; }
};

/// What is done with each answer, told with the index of its question.
using Receiver = std::function<void(std::size_t index, Answer answer)>;
/// What a receiver finds on its thread: plans nest at most 1,000 deep.
inline constexpr std::size_t receiver_stack = std::size_t{16} << 20U;

class Warehouse {
 public:
  Warehouse() = default;
  Warehouse(const Warehouse&) = delete;
  Warehouse& operator=(const Warehouse&) = delete;
  Warehouse(Warehouse&&) = delete;
  Warehouse& operator=(Warehouse&&) = delete;
  virtual ~Warehouse() = default;

  /// Asks all questions, as many at once as there are connections, in the order given; neighbours start together.
  /// Never throws for what a database may answer: each question has its own Answer. To be called by one thread.
  virtual std::vector<Answer> ask(std::span<const Question> questions) = 0;

  /// Asks as ask() does, and hands each answer over as soon as it is there, so that what is done with it goes on beside
  /// other questions and the answers are never all in memory at once. By the thread that asked, on a stack of
  /// receiver_stack: several answers at the same time, in no certain order, each once; its connection waits meanwhile.
  /// Throws what a receiver threw first, after all were called.
  virtual void ask_each(std::span<const Question> questions, const Receiver& receive) {
    std::vector<Answer> answers = ask(questions);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      receive(i, std::move(answers[i]));
    }
  }

  /// So many questions will come for that side: connections may be made meanwhile. What fails here is told with the
  /// answers.
  virtual void expect(Side side, std::size_t questions) {
    static_cast<void>(side);
    static_cast<void>(questions);
  }
};

/// Where a side's database is and how it was found; holds a secret, so it is never printed whole.
struct ConnectionTarget {
  std::string conninfo;     ///< libpq connection string or URI
  std::string description;  ///< host, port, database and user, without a password
  std::string role;         ///< `set role` after connecting; empty: none
  std::string search_path;  ///< set after connecting; empty: the server's
};

/// The target of each side, by: the policy's URLs, else its dbt profile, else libpq's PG* variables.
/// Throws Error (usage) for a profile that cannot be read; (unjudged) when nothing names a database.
ConnectionTarget resolve_target(const WarehouseSettings& settings, Side side, const std::string& project_dir);

struct PoolSettings {
  int connections = 8;  ///< in all, over both sides; but at least one per database
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds answer_grace{10'000};  ///< beyond statement_timeout, before a server counts as hanging
  /// Told of progress; its time limit ends questions, and its stop() cancels them. Outlives the pool. Null: none.
  Run* run = nullptr;
};

/// PostgreSQL through libpq. Connects on the first question; one connection pool when both sides are one database.
/// Throws Error (usage) for a connection string that libpq does not understand.
std::unique_ptr<Warehouse> connect(const ConnectionTarget& base, const ConnectionTarget& head,
                                   const WarehouseSettings& settings, const PoolSettings& pool);

/// A quoted relation name as dbt writes it ("db"."schema"."table"), checked part by part and quoted anew.
/// Nothing when it is not one: a semicolon, an open quote, more than three parts, a NUL.
std::optional<std::string> quoted_relation(std::string_view relation_name);
/// An SQL identifier in double quotes.
std::string quoted_identifier(std::string_view name);
/// An SQL string literal, safe with standard_conforming_strings on.
std::string quoted_literal(std::string_view text);

}  // namespace tollgate::warehouse
