#include <algorithm>
#include <array>
#include <tuple>

#include "change/provenance.hpp"
#include "change/provenance/declarations.hpp"
#include "change/provenance/reverts.hpp"
#include "change/provenance/tools.hpp"

namespace tollgate::change {

namespace {

// Labels by which people say it.
constexpr std::array<std::string_view, 8> labels{"assisted-by:llm", "assisted-by: llm", "llm",           "llm-assisted",
                                                 "ai-assisted",     "ai-generated",     "llm-generated", "ai assisted"};

std::optional<Signal> team_signal(const Person& person, std::string_view by, const TeamSigns& team) {
  const std::string_view tool = team_tool_of(person, team);
  if (tool.empty()) return {};
  return Signal{SignalStrength::strong, std::string(tool), {}, {}, std::string(by) + ":" + std::string(tool)};
}

void add_author(const Person& author, const TeamSigns& team, std::vector<Signal>& signals) {
  for (std::optional<Signal> signal :
       {team_signal(author, "author", team), identity_signal(author, "author"), author_suffix_signal(author)}) {
    if (!signal) continue;
    signal->is_author = true;
    signals.push_back(*std::move(signal));
  }
}

/// The people of them stay; tools of the team become signals.
void add_coauthors(std::vector<Person>& coauthors, const TeamSigns& team, std::vector<Signal>& signals) {
  std::erase_if(coauthors, [&](const Person& person) {
    std::optional<Signal> signal = team_signal(person, "coauthor", team);
    if (signal) signals.push_back(*std::move(signal));
    return signal.has_value() || is_bot(person);
  });
}

void add_labels(const std::vector<std::string>& given, const TeamSigns& team, std::vector<Signal>& signals) {
  for (const std::string& label : given) {
    const std::string low = lowered(label);
    const bool known = std::find(labels.begin(), labels.end(), low) != labels.end() ||
                       std::find(team.labels.begin(), team.labels.end(), low) != team.labels.end();
    if (!known) continue;
    signals.push_back({SignalStrength::medium, {}, {}, {}, "label:" + low});
  }
}

// The strongest; on a tie the author's own identity, then one that names its tool, then the order of the lines.
const Signal* weightiest(const std::vector<Signal>& signals) {
  const auto rank = [](const Signal& signal) {
    return std::make_tuple(signal.strength, signal.is_author, !signal.tool.empty());
  };
  const Signal* best = nullptr;
  for (const Signal& signal : signals) {
    if (best == nullptr || rank(*best) < rank(signal)) best = &signal;
  }
  return best;
}

// Its own model, else that of another signal of the same tool, else of any as strong.
std::string model_for(const Signal& best, const std::vector<Signal>& signals) {
  if (!best.model.empty()) return best.model;
  for (const bool same_tool : {true, false}) {
    for (const Signal& signal : signals) {
      if (signal.model.empty() || signal.strength < best.strength) continue;
      if (!same_tool || signal.tool == best.tool) return signal.model;
    }
  }
  return {};
}

}  // namespace

std::string_view to_string(ProvenanceState state) {
  switch (state) {
    case ProvenanceState::declared_llm:
      return "declared-llm";
    case ProvenanceState::declared_human:
      return "declared-human";
    case ProvenanceState::undeclared:
      break;
  }
  return "undeclared";
}

std::string_view to_string(SignalStrength strength) {
  constexpr std::array<std::string_view, 4> names{"", "weak", "medium", "strong"};
  return names.at(static_cast<std::size_t>(strength));
}

Provenance recognise(const CommitText& commit, const TeamSigns& team) {
  Provenance result;
  add_author(commit.author, team, result.signals);
  const bool agent = !result.signals.empty() && result.signals.front().strength == SignalStrength::strong;
  Declarations found = declarations_of(lines_of(commit.message));
  std::move(found.signals.begin(), found.signals.end(), std::back_inserter(result.signals));
  add_coauthors(found.other_coauthors, team, result.signals);
  for (Signal& signal : note_signals(commit.notes)) result.signals.push_back(std::move(signal));
  add_labels(commit.labels, team, result.signals);
  if (std::optional<Signal> signal = branch_signal(commit.branch)) result.signals.push_back(*std::move(signal));
  if (const Signal* best = weightiest(result.signals)) {
    result.strength = best->strength;
    result.tool = best->tool;
    result.model = model_for(*best, result.signals);
  }
  const bool counts = result.strength >= SignalStrength::medium;
  result.state = counts        ? ProvenanceState::declared_llm
                 : found.human ? ProvenanceState::declared_human
                               : ProvenanceState::undeclared;
  result.contradiction = counts && found.human;
  result.prompt_hash = std::move(found.prompt_hash);
  result.reviewers = std::move(found.reviewers);
  if (agent) {
    for (const Person& person : found.other_coauthors) result.requesters.push_back(person.name);
  }
  result.revert = revert_in(commit);
  return result;
}

}  // namespace tollgate::change
