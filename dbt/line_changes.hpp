// Which lines of a model's file a change touched, and which of them a finding should point at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tollgate::dbt {

/// A line of the head that was added or edited, or the line after (at the end: before) deleted ones.
struct LineChange {
  int line = 1;         ///< in the head, 1-based
  std::string text;     ///< the line itself where it was added or edited, else empty
  std::string deleted;  ///< base lines that went here, joined by newlines; told with the first line of their place
  friend bool operator==(const LineChange&, const LineChange&) = default;
};

/// Changed lines of the head, in order, by a longest common subsequence of lines. Texts whose changed middle is too
/// large for that (more than 4 million pairs of lines) count as rewritten there.
std::vector<LineChange> changed_lines(std::string_view base, std::string_view head);

/// The line of the head that a finding about rows should point at: of the changed lines the first that joins, else
/// the first that filters, groups, deduplicates, combines, cuts …, outside of comments and strings; else the first
/// changed line that is more than a comment; else the first changed line; 1 when nothing changed.
int line_of_change(std::string_view base, std::string_view head);

/// Lines that dbt strips from the front of a file before it calls the rest raw_code: add them to lines of raw_code.
int leading_lines(std::string_view file_text);

}  // namespace tollgate::dbt
