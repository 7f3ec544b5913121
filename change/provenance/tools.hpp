// The tools and models that sign changes: their names, published addresses, bot accounts and lines of their own. A
// table of facts, each shape as the tools publish it. For the files of this folder only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "change/provenance.hpp"

namespace tollgate::change {

/// The id of the tool of that name (`Claude Code`, `opencode.ai`, …), the whole text; empty: none.
std::string_view tool_named(std::string_view name);
/// The id of a tool that `text` begins with, as whole words, and the rest after it.
struct NamedTool {
  std::string_view tool;
  std::string_view rest;
};
NamedTool tool_at_start_of(std::string_view text);

/// True for the name of a model or of a model family, as written: `Opus 4.6`, `anthropic/claude-sonnet-4`, `gpt-5`.
bool names_a_model(std::string_view written);
/// R13 for a display name: what follows the tool's own name; empty when nothing does.
std::string model_in_display_name(std::string_view name);

/// R3: the identity of a tool, or nothing. `by`: `author` or `coauthor`, for the signal's text.
std::optional<Signal> identity_signal(const Person& person, std::string_view by);
/// R3: an author's name that ends in a tool in parentheses (`Dana (aider)`).
std::optional<Signal> author_suffix_signal(const Person& author);
/// True for a service account: what ends in `[bot]`, and the web editor.
bool is_bot(const Person& person);

}  // namespace tollgate::change
