#include "budget/history/notes.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "change/git.hpp"
#include "change/git_history.hpp"

namespace tollgate::budget {

namespace {

/// Some notes hold whole transcripts: so many are kept at once.
constexpr std::size_t at_once = 1000;

void take(const std::string& note, Landing& landing) {
  if (note.empty()) return;
  change::CommitText text;
  text.notes = note;
  const change::Provenance provenance = change::recognise(text);
  landing.provenance = std::max(landing.provenance, provenance.state);
  if (provenance.strength > landing.strength) {
    landing.strength = provenance.strength;
    landing.tool = provenance.tool;
  }
}

void read_batch(const std::string& root, std::vector<change::Commit>& batch, std::vector<std::uint32_t>& owners,
                History& history) {
  change::read_ai_notes(root, batch);
  for (std::size_t i = 0; i < batch.size(); ++i) take(batch[i].text.notes, history.landings[owners[i]]);
  batch.clear();
  owners.clear();
}

}  // namespace

void read_notes(const HistoryInput& input, History& history) {
  if (!change::resolve_commit(input.root, "refs/notes/ai")) return;
  std::vector<change::Commit> batch;
  std::vector<std::uint32_t> owners;
  for (const LandedCommit& commit : history.commits) {
    const Landing& landing = history.landings[commit.landing];
    if (!landing.pull_request || (input.files_since && landing.merged_at < *input.files_since)) continue;
    batch.emplace_back().id = commit.id;
    owners.push_back(commit.landing);
    if (batch.size() == at_once) read_batch(input.root, batch, owners, history);
  }
  read_batch(input.root, batch, owners, history);
}

}  // namespace tollgate::budget
