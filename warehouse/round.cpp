#include "warehouse/round.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include "warehouse/explanation.hpp"
#include "warehouse/sqlstate.hpp"

namespace tollgate::warehouse {

using std::chrono::steady_clock;

void Delivery::hand_over(std::size_t index, Answer answer) noexcept {
  try {
    x_receive(index, std::move(answer));
  } catch (...) {
    const std::lock_guard lock(x_mutex);
    if (!x_failure) {
      x_failure = std::current_exception();
    }
  }
  if (x_run != nullptr) {
    x_run->advance();
  }
}

void Delivery::finish() const {
  if (x_failure) {
    std::rethrow_exception(x_failure);
  }
}

Answer Round::out_of_time(const Question& question) const {
  Answer answer;
  answer.problem = Problem::timeout;
  answer.explanation = explain_budget(question, false, x_run);
  return answer;
}

bool Round::is_over() const { return steady_clock::now() >= x_until || (x_run != nullptr && x_run->stopped()); }

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
  for (;;) {
    std::size_t index = 0;
    {
      const std::lock_guard lock(x_mutex);
      if (x_pending.empty()) {
        return std::nullopt;
      }
      index = x_pending.front();
      x_pending.pop_front();
      if (!x_database.down && !is_over()) {
        return index;
      }
    }
    for (auto i = index; i < end_of_row(index); ++i) {  // who is down stays so as long as the round goes
      x_delivery.hand_over(i, x_database.down ? refused(x_questions[i]) : out_of_time(x_questions[i]));
    }
  }
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
  std::unique_lock lock(x_mutex);
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
    progress = Progress::answered;
    lock.unlock();
    x_delivery.hand_over(index, refused(x_questions[index]));
  }
  return nullptr;
}

Round::Progress Round::answer(std::size_t index, std::unique_ptr<Session>& session) {
  const Question& question = x_questions[index];
  if (is_over()) {  // the question before it, of the same row, took all the time
    x_delivery.hand_over(index, out_of_time(question));
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
    x_delivery.hand_over(index, std::move(answer));
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
      Answer none;
      none.problem = Problem::other;
      x_delivery.hand_over(i, std::move(none));
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

}  // namespace tollgate::warehouse
