#include "budget/audit/append.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <thread>
#include <utility>

#include "core/error.hpp"

namespace tollgate::budget {

namespace {

/// The drafts in their places after what the log holds.
struct Placed {
  std::vector<std::string> ids;
  std::vector<SealedEvent> fresh;
};

Placed place(const std::vector<std::string>& drafts, const Verification& log) {
  std::map<std::string, std::string> known;  // draft -> id
  for (const StoredEvent& event : log.events) known.emplace(event.draft, event.id);
  LogHeads heads = log.heads;
  Placed placed;
  for (const std::string& draft : drafts) {
    const auto there = known.find(draft);
    if (there != known.end()) {
      placed.ids.push_back(there->second);
      continue;
    }
    SealedEvent event = seal(draft, heads.ids, ++heads.lamport);
    heads.ids = {event.id};
    known.emplace(draft, event.id);
    placed.ids.push_back(event.id);
    placed.fresh.push_back(std::move(event));
  }
  return placed;
}

Appended not_added(Appended::Kind kind, std::string reason) {
  Appended result;
  result.kind = kind;
  result.reason = std::move(reason);
  return result;
}

Appended build_on(const LogRepository& repository, const std::string& tip, const Verification& log,
                  const std::vector<std::string>& drafts) {
  Placed placed = place(drafts, log);
  Appended result;
  result.ids = std::move(placed.ids);
  result.added = placed.fresh.size();
  result.tip = tip;
  result.kind = Appended::Kind::present;
  if (placed.fresh.empty()) return result;
  result.kind = Appended::Kind::added;
  result.tip = repository.commit(tip, placed.fresh);
  PushAnswer answer = repository.push(tip, result.tip);
  if (answer.kind == PushAnswer::Kind::done) return result;
  const bool again = answer.kind == PushAnswer::Kind::overtaken;
  return not_added(again ? Appended::Kind::contended : Appended::Kind::refused, std::move(answer.reason));
}

/// One attempt. Kind contended: another may succeed.
Appended attempt_once(const LogRepository& repository, const std::vector<std::string>& drafts) {
  try {
    const std::string tip = repository.tip();
    const Verification log = read_events(repository.contents(tip));
    if (log.problems.empty()) return build_on(repository, tip, log, drafts);
    return not_added(Appended::Kind::broken, log.problems.front().where + ": " + log.problems.front().what);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::usage) throw;
    return not_added(Appended::Kind::unreachable, error.diagnostic().message);
  }
}

}  // namespace

void wait_with_jitter(int attempt) {
  constexpr std::int64_t first_microseconds = 50'000;
  const std::int64_t limit = first_microseconds << std::clamp(attempt - 1, 0, 3);
  std::random_device device;
  std::uniform_int_distribution<std::int64_t> any(0, limit);
  std::this_thread::sleep_for(std::chrono::microseconds(any(device)));
}

Appended append(const LogPlace& place, const std::vector<std::string>& drafts, const AppendOptions& options) {
  const LogRepository repository(place);
  const int attempts = std::max(options.attempts, 8);
  Appended result;
  for (int attempt = 1; attempt <= attempts; ++attempt) {
    result = attempt_once(repository, drafts);
    result.attempts = attempt;
    if (result.kind != Appended::Kind::contended) return result;
    if (attempt == attempts) break;
    if (options.wait) {
      options.wait(attempt);
    } else {
      wait_with_jitter(attempt);
    }
  }
  return result;
}

}  // namespace tollgate::budget
