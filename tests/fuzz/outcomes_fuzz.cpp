// Histories of any messages: each landing comes to something, equally each time; targets were merged earlier, and no
// pull request fails twice in one count.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "budget/history/landings.hpp"
#include "budget/outcomes.hpp"
#include "budget/standing.hpp"

using namespace tollgate;
using namespace tollgate::budget;

namespace {

constexpr std::size_t most_commits = 200;

/// Ids that messages of a corpus can name: the place in the history, in hexadecimal digits, over and over.
std::string id_of(std::size_t place) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id(40, 'a');
  for (std::size_t i = 0; i < 40; i += 2) {
    id[i] = digits[place / 16 % 16];
    id[i + 1] = digits[place % 16];
  }
  return id;
}

/// Messages end in NUL. One that begins with `^` merges the commit before it, which is then no landing.
History history_of(std::string_view text) {
  KnownCommits known;
  std::string line;  // the tip of the base branch
  std::string side;
  for (std::size_t place = 0; !text.empty() && place < most_commits; ++place) {
    const std::string_view message = text.substr(0, text.find('\0'));
    text.remove_prefix(std::min(message.size() + 1, text.size()));
    change::Commit commit;
    commit.id = id_of(place);
    commit.text.message = message;
    commit.committed_at += std::chrono::hours(place * 20);
    if (!line.empty()) commit.parents.push_back(line);
    const bool merges = message.starts_with('^');
    if (merges && !side.empty()) commit.parents.push_back(side);
    if (message.starts_with('>')) {
      side = commit.id;
    } else {
      line = commit.id;
    }
    if (merges || message.starts_with('>')) commit.text.message.erase(0, 1);
    add_commit(judged_commit(commit), known);
  }
  History history;
  build_landings(known, line, history);
  return history;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const History history = history_of({reinterpret_cast<const char*>(data), size});
  const Outcomes outcomes = outcomes_of(history);
  for (const OutcomeEvent& event : outcomes.events) {
    if (event.target >= history.landings.size() || !event.by || event.target >= *event.by) __builtin_trap();
  }
  if (outcomes_of(history).events.size() != outcomes.events.size()) __builtin_trap();
  StandingOptions options;
  options.as_of += std::chrono::days(170);
  for (const Cell& cell : stand(history, outcomes, LlmBudget{}, options).cells) {
    if (cell.count.events > cell.count.trials || cell.words.empty()) __builtin_trap();
  }
  return 0;
}
