#include "budget/audit/log.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "core/error.hpp"

namespace tollgate::budget {

namespace {

using ById = std::map<std::string_view, const StoredEvent*, std::less<>>;

void add(Verification& verification, const std::string& where, const std::string& what) {
  verification.problems.push_back({where, what});
}

void sort_problems(Verification& verification) {
  std::ranges::sort(verification.problems, {},
                    [](const LogProblem& problem) { return std::tie(problem.where, problem.what); });
}

void read_file(const LogFile& file, Verification& verification) {
  if (file.mode != "100644") return add(verification, file.path, "no plain file (mode " + file.mode + ")");
  if (file.too_large) return add(verification, file.path, "larger than any event may be");
  try {
    verification.events.push_back(stored_event(file.path, file.bytes));
  } catch (const Error& error) {
    add(verification, file.path, error.diagnostic().message);
  }
}

/// `prev` of every event is there, and lamport is 1 more than the largest of it.
void check_place(const StoredEvent& event, const ById& by_id, Verification& verification) {
  std::int64_t largest = 0;
  bool all = true;
  for (const std::string& id : event.prev) {
    const auto before = by_id.find(id);
    if (before == by_id.end()) {
      all = false;
      add(verification, event.path, "the event follows " + id + ", which is missing");
    } else {
      largest = std::max(largest, before->second->lamport);
    }
  }
  if (all && event.lamport != largest + 1) {
    add(verification, event.path,
        "lamport is " + std::to_string(event.lamport) + " instead of " + std::to_string(largest + 1));
  }
}

void check_dag(Verification& verification) {
  ById by_id;
  for (const StoredEvent& event : verification.events) by_id.emplace(event.id, &event);
  std::map<std::string_view, std::size_t> followers;
  std::vector<std::string_view> roots;
  for (const StoredEvent& event : verification.events) {
    check_place(event, by_id, verification);
    if (event.prev.empty()) roots.push_back(event.path);
    for (const std::string& id : event.prev) ++followers[id];
  }
  for (const auto& [id, count] : followers) verification.forks += count > 1 ? 1 : 0;
  if (roots.size() < 2) return;
  for (const std::string_view path : roots) {
    add(verification, std::string(path),
        "the log has " + std::to_string(roots.size()) + " first events, of which this is one");
  }
}

std::string_view verb_of(char status) {
  switch (status) {
    case 'D':
      return "deletes";
    case 'M':
      return "edits";
    default:
      return "changes the kind of";
  }
}

}  // namespace

LogHeads heads_of(const std::vector<StoredEvent>& events) {
  LogHeads heads;
  std::set<std::string_view> followed;
  for (const StoredEvent& event : events) {
    heads.lamport = std::max(heads.lamport, event.lamport);
    followed.insert(event.prev.begin(), event.prev.end());
  }
  for (const StoredEvent& event : events) {
    if (!followed.contains(event.id)) heads.ids.push_back(event.id);
  }
  std::ranges::sort(heads.ids);
  return heads;
}

Verification read_events(const LogContents& contents) {
  Verification verification;
  for (const LogFile& file : contents.files) read_file(file, verification);
  std::ranges::sort(verification.events, {},
                    [](const StoredEvent& event) { return std::tie(event.lamport, event.id); });
  check_dag(verification);
  verification.heads = heads_of(verification.events);
  sort_problems(verification);
  return verification;
}

void check_history(const LogHistory& history, Verification& verification) {
  for (const LogChange& change : history.changes) {
    if (change.status == 'A') continue;
    add(verification, change.path, "commit " + change.commit + " " + std::string(verb_of(change.status)) + " it");
  }
  if (history.roots.size() > 1) {
    for (const std::string& root : history.roots) {
      add(verification, "commit " + root, "the branch has several beginnings, of which this is one");
    }
  }
  sort_problems(verification);
}

void check_anchors(const std::vector<std::string>& anchors, Verification& verification) {
  for (const std::string& anchor : anchors) {
    if (std::ranges::find(verification.events, anchor, &StoredEvent::id) != verification.events.end()) continue;
    add(verification, anchor, "the anchor is not in the log: its end was cut off, or another log was put in its place");
  }
  sort_problems(verification);
}

}  // namespace tollgate::budget
