// Finds the constructs of other dialects in a text by their tokens, with edits of equal length that take them out.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/references/constructs.hpp"
#include "sql/references/tokens.hpp"

namespace tollgate::sql {

/// Writes `text` over the bytes from begin to end, padded with blanks.
struct Edit {
  std::size_t begin = 0, end = 0;
  std::string text;
};

struct ConstructMatch {
  std::string_view name;
  std::string_view dialects;
  std::string suggestion;
  bool hides_columns = false;
  std::uint8_t since = 0;
  std::size_t begin = 0, end = 0;  ///< bytes
  std::vector<Edit> edits;         ///< empty: it can't be taken out
};

/// A text and its tokens, for those who look at places in it.
struct ScannedText {
  std::string_view sql;
  std::span<const Token> tokens;
};

/// The construct of the table that starts at token `at`.
std::optional<ConstructMatch> match_construct(const ScannedText& text, std::size_t at, const Construct& construct);
/// Constructs that no pattern can say: backticks, bracketed names and arrays, dashes in names, paths, templates.
std::optional<ConstructMatch> match_special(const ScannedText& text, std::size_t at);
/// All of them in order, but for those whose name is in `without`; none begins inside what another one took out.
std::vector<ConstructMatch> find_constructs(const ScannedText& text, std::span<const std::string_view> without);

/// The text with all edits done; of the same length.
std::string edited(std::string_view sql, std::span<const ConstructMatch> matches);

bool is_word(const Token& token, std::string_view folded);
bool is_symbol(const Token& token, std::string_view text);
/// A token that can end an operand: a literal, a name, a closing bracket.
bool ends_operand(const Token& token);
/// day, MONTH, hours, …: what dialects write as a bare date part.
bool is_date_part(std::string_view folded);

}  // namespace tollgate::sql
