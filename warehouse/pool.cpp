// Who asks what, when: a worker per connection takes the next question of its database, in the order given.
#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>

#include "core/error.hpp"
#include "warehouse/conninfo.hpp"
#include "warehouse/explanation.hpp"
#include "warehouse/session.hpp"
#include "warehouse/sqlstate.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {
namespace {

using std::chrono::steady_clock;
using Sessions = std::vector<std::unique_ptr<Session>>;

// A database and what is known of it; lives as long as the pool.
struct Database {
  ConnectionTarget target;
  Sessions idle;
  std::size_t most = std::numeric_limits<std::size_t>::max();  // sessions, by the last time that one waited in vain
  bool was_connected = false;
  std::optional<Refusal> unanswered;  // by which nobody who made connections in good time got one
  std::optional<Refusal> down;        // no session can be had any more
};

// One ask() as far as it concerns one database: the questions, handed out to its workers.
class Round {
 public:
  Round(Database& database, const SessionLimits& limits, Deadlines& deadlines, steady_clock::time_point until, Run* run,
        std::span<const Question> questions, std::span<Answer> answers)
      : x_database(database),
        x_limits(limits),
        x_deadlines(deadlines),
        x_until(until),
        x_run(run),
        x_questions(questions),
        x_answers(answers) {}

  // Both only while no worker is at work.
  void add(std::size_t question) { x_pending.push_back(question); }
  std::size_t pending() const { return x_pending.size(); }

  // One worker: its connection, question after question.
  void work() noexcept;

 private:
  enum class Progress { answered, retired };

  std::optional<std::size_t> next();
  std::size_t end_of_row(std::size_t index) const;
  Progress answer_row(std::size_t first, std::unique_ptr<Session>& session);
  Progress answer(std::size_t index, std::unique_ptr<Session>& session);
  // Only under the lock.
  std::unique_ptr<Session> take_idle();
  // Takes or opens a session; nothing when the database is down, or when others have one and this worker is not needed.
  std::unique_ptr<Session> open(std::size_t index, Progress& progress);
  bool is_worth_waiting(const Refusal& refusal, steady_clock::time_point since);
  Answer refused(const Question& question) const;
  Answer out_of_time(const Question& question) const;
  // No time is left, or the run was stopped.
  bool is_over() const;
  void take(std::size_t index, Answer answer);

  Database& x_database;
  const SessionLimits& x_limits;
  Deadlines& x_deadlines;
  const steady_clock::time_point x_until;
  Run* const x_run;  // may be null
  const std::span<const Question> x_questions;
  const std::span<Answer> x_answers;

  std::mutex x_mutex;  // guards all below, and the database
  std::deque<std::size_t> x_pending;
  int x_connected = 0;  // workers that have a session, or are about to get one
  int x_opening = 0;    // the latter
};

Answer Round::out_of_time(const Question& question) const {
  Answer answer;
  answer.problem = Problem::timeout;
  answer.explanation = explain_budget(question, false, x_run);
  return answer;
}

bool Round::is_over() const { return steady_clock::now() >= x_until || (x_run != nullptr && x_run->stopped()); }

void Round::take(std::size_t index, Answer answer) {
  x_answers[index] = std::move(answer);
  if (x_run != nullptr) {
    x_run->advance();
  }
}

Answer Round::refused(const Question& question) const {
  Answer answer;
  const bool lost = x_database.was_connected && x_database.down->problem == Problem::cannot_connect;
  answer.problem = lost ? Problem::connection_lost : x_database.down->problem;
  answer.sqlstate = x_database.down->sqlstate;
  answer.explanation = explain(*x_database.down, question.side, x_database.target, lost);
  return answer;
}

// Behind the questions that want the session of the one at `index`.
std::size_t Round::end_of_row(std::size_t index) const {
  std::size_t end = index + 1;
  while (end < x_questions.size() && x_questions[end].with_previous) {
    ++end;
  }
  return end;
}

// Questions that nobody can answer any more are answered here, at once.
std::optional<std::size_t> Round::next() {
  const std::lock_guard lock(x_mutex);
  while (!x_pending.empty()) {
    const auto index = x_pending.front();
    x_pending.pop_front();
    if (!x_database.down && !is_over()) {
      return index;
    }
    for (auto i = index; i < end_of_row(index); ++i) {
      take(i, x_database.down ? refused(x_questions[i]) : out_of_time(x_questions[i]));
    }
  }
  return std::nullopt;
}

std::unique_ptr<Session> Round::take_idle() {
  if (x_database.idle.empty()) {
    return nullptr;
  }
  auto session = std::move(x_database.idle.back());
  x_database.idle.pop_back();
  return session;
}

// A server that restarts, or hands over to another, is back in a few seconds; one that was never there is not.
bool Round::is_worth_waiting(const Refusal& refusal, steady_clock::time_point since) {
  if (is_over() || steady_clock::now() - since >= Session::connect_timeout(x_database.target, x_limits)) {
    return false;
  }
  const std::lock_guard lock(x_mutex);
  return !x_database.down && may_come_back(refusal, x_database.was_connected);
}

std::unique_ptr<Session> Round::open(std::size_t index, Progress& progress) {
  {
    const std::lock_guard lock(x_mutex);
    ++x_connected;
    if (auto session = take_idle()) {
      return session;
    }
    ++x_opening;
  }
  auto opening = Session::open(x_database.target, x_limits, x_deadlines, x_until);
  for (const auto since = steady_clock::now(); !opening.session && is_worth_waiting(opening.refusal, since);) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    opening = Session::open(x_database.target, x_limits, x_deadlines, x_until);
  }
  const std::lock_guard lock(x_mutex);
  --x_opening;
  x_database.was_connected = x_database.was_connected || opening.session;
  if (!opening.session && opening.refusal.obstacle == Obstacle::no_answer) {  // a pooler lets it queue: once is enough
    const auto there = static_cast<std::size_t>(x_connected - x_opening - 1) + x_database.idle.size();
    x_database.most = std::max<std::size_t>(there, 1);
  }
  // Whom the server turned away goes on with the session of a worker that has meanwhile left.
  auto session = opening.session ? std::move(opening.session) : take_idle();
  if (session) {
    return session;
  }
  --x_connected;
  if (x_connected > 0) {  // the others go on with fewer connections
    x_pending.push_front(index);
    progress = Progress::retired;
  } else {
    x_database.down = opening.refusal;
    take(index, refused(x_questions[index]));
    progress = Progress::answered;
  }
  return nullptr;
}

Round::Progress Round::answer(std::size_t index, std::unique_ptr<Session>& session) {
  const Question& question = x_questions[index];
  if (is_over()) {  // the question before it, of the same row, took all the time
    take(index, out_of_time(question));
    return Progress::answered;
  }
  for (int attempt = 1;; ++attempt) {
    if (!session) {
      auto progress = Progress::answered;
      session = open(index, progress);
      if (!session) {
        return progress;
      }
    }
    Answer answer = session->ask(question, x_until);
    if (!session->alive()) {
      session.reset();
      const std::lock_guard lock(x_mutex);
      --x_connected;
      x_database.idle.clear();  // what ended this one has most likely ended those that lay idle
    }
    const bool again = answer.problem == Problem::connection_lost || worth_repeating(answer.sqlstate);
    if (again && attempt == 1) {
      continue;
    }
    if (answer.problem == Problem::timeout && steady_clock::now() >= x_until) {
      answer.explanation = explain_budget(question, true, x_run);
    } else if (!answer.ok()) {
      answer.explanation = explain(answer, question, x_database.target);
    }
    take(index, std::move(answer));
    return Progress::answered;
  }
}

// A worker that retires has given back the question at which it was.
Round::Progress Round::answer_row(std::size_t first, std::unique_ptr<Session>& session) {
  for (auto i = first; i < end_of_row(first); ++i) {
    try {
      if (answer(i, session) == Progress::retired) {
        return Progress::retired;
      }
    } catch (const std::exception&) {  // out of memory: this question has no answer, the next may have
      x_answers[i].problem = Problem::other;
    }
  }
  return Progress::answered;
}

void Round::work() noexcept {
  std::unique_ptr<Session> session;
  while (const auto index = next()) {
    if (answer_row(*index, session) == Progress::retired) {
      break;
    }
  }
  if (!session) {
    return;
  }
  if (session->held_data()) {  // its end frees, and so overwrites, what libpq keeps of the last answer
    session.reset();
  } else {
    session->rest();
  }
  const std::lock_guard lock(x_mutex);
  --x_connected;
  if (session) {
    x_database.idle.push_back(std::move(session));
  }
}

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
  std::vector<std::thread> x_opening;         // of expect(), until the next question is asked
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
  try {
    for (std::size_t n = database.idle.size(); n < wanted; ++n) {
      x_opening.emplace_back([this, &database] { open_one(database); });
    }
  } catch (const std::system_error&) {
    // The machine gives no more threads: the rest is opened when it is needed.
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
  for (auto& thread : x_opening) {
    thread.join();
  }
  x_opening.clear();
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
  finish_opening();
  std::vector<Answer> answers(questions.size());
  if (!x_until) {
    x_until = steady_clock::now() + x_budget;
    if (x_run != nullptr) {
      x_until = std::min(*x_until, x_run->until().value_or(*x_until));
    }
  }
  if (x_run != nullptr) {
    x_run->count("questions", questions.size());
  }
  std::deque<Round> rounds;
  for (Database& database : x_databases) {
    if (database.down && database.down->problem == Problem::too_many_connections) {
      database.down.reset();  // slots come free again
    }
    rounds.emplace_back(database, x_limits, x_deadlines, *x_until, x_run, questions, answers);
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
  return answers;
}

void Pool::run(std::deque<Round>& rounds) {
  const auto [first, second] =
      shares(x_connections, rounds.front().pending(), rounds.size() > 1 ? rounds.back().pending() : 0);
  const std::array workers{std::min(first, x_databases.front().most), std::min(second, x_databases.back().most)};
  for (std::size_t i = 0; i < x_databases.size(); ++i) {  // what one side needs less, the other may open
    x_databases[i].idle.resize(std::min(x_databases[i].idle.size(), workers[i]));
  }
  std::vector<std::thread> threads;
  try {
    for (std::size_t n = 0; n < std::max(workers[0], workers[1]); ++n) {  // in turns, so that both sides begin together
      for (std::size_t i = 0; i < rounds.size(); ++i) {
        if (n < workers[i]) {
          threads.emplace_back([&round = rounds[i]] { round.work(); });
        }
      }
    }
  } catch (const std::system_error&) {
    // The machine gives no more threads: those that there are, and this one, do the work.
  }
  for (auto& thread : threads) {
    thread.join();
  }
  for (Round& round : rounds) {
    if (round.pending() > 0) {  // given back by a worker without a connection, after the last other one had left
      round.work();
    }
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
