// Lines of a message that say an LLM helped: the Assisted-by family, tools' own trailers and footers, our own trailers,
// and words that only make one ask. For the files of this folder only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "change/provenance.hpp"
#include "change/provenance/words.hpp"

namespace tollgate::change {

/// The value of `Assisted-by:` and its like: `<agent>:<model> [tool]` and every shape seen of it. Nothing for a person.
std::optional<Signal> assisted_by_signal(std::string_view key, std::string_view value);

/// What the lines of one message say. `Co-authored-by` is read too.
struct Declarations {
  std::vector<Signal> signals;
  bool human = false;  ///< `llm: none`
  std::string prompt_hash;
  std::vector<std::string> reviewers;
  std::vector<Person> other_coauthors;  ///< no tool that is known everywhere
};
Declarations declarations_of(const std::vector<Line>& lines);

/// A branch that an agent opens: `codex/…`, `claude/…`; also named by a merge's subject.
std::optional<Signal> branch_signal(std::string_view branch);

/// A git-ai note or an Agent Trace record. Broken ones say what can still be read; never throws.
std::vector<Signal> note_signals(std::string_view note);

/// What one Agent Trace record is about; empty: it does not say.
struct TraceScope {
  std::string revision;
  std::vector<std::string> paths;
};
/// Agent Trace records, one text or one per line, as far as `is_ours`.
std::vector<Signal> trace_signals(std::string_view text, const std::function<bool(const TraceScope&)>& is_ours);

}  // namespace tollgate::change
