// Blocks of Markdown that the step summary and the comment share: tables of gates, reasons, row counts, and what is
// known of the pull request. Untrusted text goes through reporters/escape.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/report.hpp"

namespace tollgate::reporters {

/// Takes whole blocks as long as they fit; after the first that does not, only counts.
class Cut {
 public:
  /// Room for the closing line is kept free.
  explicit Cut(std::size_t most_bytes) : x_room(most_bytes > closing_room ? most_bytes - closing_room : 0) {}

  void add(const std::string& block);
  /// The same, made only where it may still fit.
  template <class Make>
  void add_made(const Make& make) {
    if (x_left_out == 0) return add(make());
    ++x_left_out;
  }
  /// How many blocks did not fit.
  std::size_t left_out() const { return x_left_out; }
  /// With a line that says how many did not fit, and `where` they are.
  std::string closed(std::string_view where) const;

 private:
  static constexpr std::size_t closing_room = 200;
  std::string x_text;
  std::size_t x_room;
  std::size_t x_left_out = 0;
};

inline constexpr std::size_t most_names = 20;
/// Columns; a name of 10,000 characters hides the table around it.
inline constexpr std::size_t longest_cell = 4'000;

std::string markdown_cell(std::string_view text, std::size_t longest = longest_cell);
/// Empty for an empty text.
std::string markdown_code_cell(std::string_view text, std::size_t longest = longest_cell);
std::string markdown_row(const std::vector<std::string>& cells);
/// A heading, the header row and the rule below it.
std::string markdown_table(std::string_view heading, const std::vector<std::string>& columns);

/// ✅, ❌ or ⚠️
std::string_view verdict_sign(Verdict verdict);
/// ❌, ⚠️ or ℹ️
std::string_view severity_sign(Severity severity);

/// `idle`: also gates that had nothing to judge.
void add_gates(Cut& cut, const Report& report, bool idle);
/// What people still have to do before the merge.
void add_pending(Cut& cut, const Report& report);
/// Each reason once, with the gates and models of which it is the reason.
void add_reasons(Cut& cut, const Report& report, Status status, std::string_view heading);
/// At most that many, and a line that counts the rest; 0: all.
void add_row_counts(Cut& cut, const Report& report, std::size_t most = 0);
/// `labels`: also those to add and the signals of LLM use, of which a label added is one: a comment that told them
/// would say something else in the next run, though nothing changed.
void add_pull_request(Cut& cut, const Report& report, bool labels);
void add_notes(Cut& cut, const Report& report);

}  // namespace tollgate::reporters
