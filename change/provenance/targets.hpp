// What a text that takes something back names as its target: commit ids, numbers of pull and merge requests, quoted
// titles, branches. For the files of this folder only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tollgate::change {

bool is_word_char(char c);
/// Lines without white space around them, empty ones too.
std::vector<std::string_view> raw_lines(std::string_view text);

/// The commit id, whole or short, at the start; else empty.
std::string_view sha_at(std::string_view text);
/// A short id holds a digit, or it may be a word.
bool looks_like_sha(std::string_view sha);
/// `#12`, `!12`, `owner/repo#12`, `group/proj!12` at the start, else empty. Ends at a word boundary.
std::string_view number_at(std::string_view text);
/// `#N` of `(#N)` at the end, and the title without it.
std::string_view number_at_end(std::string_view title);
std::string_view without_number_at_end(std::string_view title);
/// What stands quoted after an opening quote. A cut title has no closing one.
std::string_view quoted(std::string_view text);
/// `#N` of a branch `revert-N-…`; empty: none.
std::string branch_number(std::string_view text);
/// What follows the prefix, but for case; empty when it is not there.
std::string_view after(std::string_view text, std::string_view prefix);

struct BodyTarget {
  std::string target;
  bool in_first_paragraph = false;  ///< and no `* Revert "…"` bullet before it
};
/// "This reverts commit <sha>.", "Reverts owner/repo#12", "This reverts merge request !3". The first line is the
/// subject.
BodyTarget target_in_body(const std::vector<std::string_view>& lines);
/// Every such target before a bullet that takes something back, which is about the same pull request.
std::vector<std::string> targets_in_body(const std::vector<std::string_view>& lines);

}  // namespace tollgate::change
