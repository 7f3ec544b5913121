// The one Warehouse: sessions that lie idle between rounds, and how many each of two databases gets.
#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <mutex>
#include <utility>

#include "core/error.hpp"
#include "warehouse/conninfo.hpp"
#include "warehouse/crew.hpp"
#include "warehouse/round.hpp"
#include "warehouse/session.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {
namespace {

using std::chrono::steady_clock;

// How many connections each of two databases gets: by its share of the questions, and never none.
std::pair<std::size_t, std::size_t> shares(std::size_t connections, std::size_t first, std::size_t second) {
  if (first == 0 || second == 0) {
    return {std::min(connections, first), std::min(connections, second)};
  }
  const auto rounded = (2 * connections * first + first + second) / (2 * (first + second));
  const auto of_first = std::clamp<std::size_t>(rounded, 1, std::max<std::size_t>(connections, 2) - 1);
  const auto of_second = connections > of_first ? connections - of_first : 1;
  return {std::min(of_first, first), std::min(of_second, second)};
}

class Pool : public Warehouse {
 public:
  Pool(const ConnectionTarget& base, const ConnectionTarget& head, const WarehouseSettings& settings,
       const PoolSettings& pool);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  Pool(Pool&&) = delete;
  Pool& operator=(Pool&&) = delete;
  ~Pool() override { finish_opening(); }

  std::vector<Answer> ask(std::span<const Question> questions) override;
  void ask_each(std::span<const Question> questions, const Receiver& receive) override;
  void expect(Side side, std::size_t questions) override;

 private:
  void run(std::deque<Round>& rounds);
  void open_one(Database& database) noexcept;
  void finish_opening();

  std::size_t x_connections;
  SessionLimits x_limits;
  std::chrono::milliseconds x_budget;
  std::optional<steady_clock::time_point> x_until;  // set by the first question
  std::vector<Database> x_databases;                // of base and head, or the one of both
  Deadlines x_deadlines;
  std::mutex x_mutex;                         // guards the databases while there are such threads:
  Crew x_opening{receiver_stack};             // of expect(), until the next question is asked
  Run* x_run;                                 // may be null
  std::optional<Run::Stoppable> x_stoppable;  // last: goes before what it cancels
};

bool same_database(const ConnectionTarget& base, const ConnectionTarget& head) {
  return base.conninfo == head.conninfo && base.role == head.role && base.search_path == head.search_path;
}

Pool::Pool(const ConnectionTarget& base, const ConnectionTarget& head, const WarehouseSettings& settings,
           const PoolSettings& pool)
    : x_connections(static_cast<std::size_t>(std::max(pool.connections, 1))),
      x_limits{settings.statement_timeout, settings.lock_timeout, pool.connect_timeout, pool.answer_grace},
      x_budget(settings.time_budget.count() > 0 ? settings.time_budget : std::chrono::hours(24 * 365)),
      x_run(pool.run) {
  if (x_run != nullptr) {
    x_stoppable.emplace(*x_run, [this] { return x_deadlines.cancel_all(); });
  }
  // No question may run on for ever, whatever the policy says.
  const bool unlimited = x_limits.statement_timeout.count() <= 0;
  x_limits.statement_timeout = unlimited ? x_budget : std::min(x_limits.statement_timeout, x_budget);
  x_databases.emplace_back().target = base;
  if (!same_database(base, head)) {
    x_databases.emplace_back().target = head;
  }
}

void Pool::expect(Side side, std::size_t questions) {
  finish_opening();
  Database& database = side == Side::base ? x_databases.front() : x_databases.back();
  std::size_t all = 0;  // of both sides
  for (const Database& each : x_databases) {
    all += each.idle.size();
  }
  const std::size_t free = x_connections - std::min(x_connections, all);
  const std::size_t most = std::min({questions, database.most, database.idle.size() + free});
  const std::size_t wanted = database.down ? 0 : most;
  bool more = true;  // else the machine gives no more threads: the rest is opened when it is needed
  for (std::size_t n = database.idle.size(); more && n < wanted; ++n) {
    more = x_opening.start([this, &database] { open_one(database); });
  }
}

// Whoever is refused asks again when a question needs the session, unless it was the time for connecting that ran out.
void Pool::open_one(Database& database) noexcept {
  try {
    auto opening = Session::open(database.target, x_limits, x_deadlines);
    const std::lock_guard lock(x_mutex);
    if (opening.session) {
      database.was_connected = true;
      database.idle.push_back(std::move(opening.session));
    } else if (opening.refusal.obstacle == Obstacle::no_answer) {
      database.unanswered = opening.refusal;
    }
  } catch (const std::exception&) {
    // Out of memory: there is no session.
  }
}

void Pool::finish_opening() {
  x_opening.join();
  for (Database& database : x_databases) {
    if (database.unanswered && database.idle.empty()) {
      database.down = database.unanswered;
    } else if (database.unanswered) {
      database.most = database.idle.size();
    }
    database.unanswered.reset();
  }
}

std::vector<Answer> Pool::ask(std::span<const Question> questions) {
  std::vector<Answer> answers(questions.size());
  ask_each(questions, [&](std::size_t index, Answer answer) { answers[index] = std::move(answer); });
  return answers;
}

void Pool::ask_each(std::span<const Question> questions, const Receiver& receive) {
  finish_opening();
  if (!x_until) {
    x_until = steady_clock::now() + x_budget;
    if (x_run != nullptr) {
      x_until = std::min(*x_until, x_run->until().value_or(*x_until));
    }
  }
  if (x_run != nullptr) {
    x_run->count("questions", questions.size());
  }
  Delivery delivery(receive, x_run);
  std::deque<Round> rounds;
  for (Database& database : x_databases) {
    if (database.down && database.down->problem == Problem::too_many_connections) {
      database.down.reset();  // slots come free again
    }
    rounds.emplace_back(database, x_limits, x_deadlines, *x_until, x_run, questions, delivery);
  }
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (i == 0 || !questions[i].with_previous) {
      rounds[questions[i].side == Side::base ? 0 : rounds.size() - 1].add(i);
    }
  }
  run(rounds);
  if (x_run != nullptr) {
    x_run->end_count();
  }
  delivery.finish();
}

void Pool::run(std::deque<Round>& rounds) {
  const auto [first, second] =
      shares(x_connections, rounds.front().pending(), rounds.size() > 1 ? rounds.back().pending() : 0);
  const std::array workers{std::min(first, x_databases.front().most), std::min(second, x_databases.back().most)};
  for (std::size_t i = 0; i < x_databases.size(); ++i) {  // what one side needs less, the other may open
    x_databases[i].idle.resize(std::min(x_databases[i].idle.size(), workers[i]));
  }
  Crew crew(receiver_stack);
  bool more = true;  // else the machine gives no more threads: those that there are, or this one, do the work
  for (std::size_t n = 0; more && n < std::max(workers[0], workers[1]); ++n) {  // in turns: both sides begin together
    for (std::size_t i = 0; more && i < rounds.size(); ++i) {
      more = n >= workers[i] || crew.start([&round = rounds[i]] { round.work(); });
    }
  }
  crew.join();
  for (Round& round : rounds) {
    // Given back by a worker without a connection, after the last other one had left.
    if (round.pending() > 0 && !crew.start([&round] { round.work(); })) {
      round.work();
    }
    crew.join();
  }
}

void require_conninfo(const ConnectionTarget& target, Side side) {
  if (!read_conninfo(target.conninfo)) {
    throw Error(ErrorKind::usage, {"the connection string of the " + std::string(to_string(side)) +
                                       " database is not one that PostgreSQL knows",
                                   "write postgresql://user@host:5432/database, or libpq's key=value form",
                                   {}});
  }
}

}  // namespace

std::unique_ptr<Warehouse> connect(const ConnectionTarget& base, const ConnectionTarget& head,
                                   const WarehouseSettings& settings, const PoolSettings& pool) {
  require_conninfo(base, Side::base);
  require_conninfo(head, Side::head);
  return std::make_unique<Pool>(base, head, settings, pool);
}

}  // namespace tollgate::warehouse
