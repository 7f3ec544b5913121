// The blocks behind is_incremental() in a model's own code, and where a compiled text shows them. Compares tokens,
// never runs Jinja: what an expression writes may be anything. What it does not understand is no block.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::dbt {

/// A token of SQL; comments and blanks are none. `wild`: made by Jinja, wholly or in part.
struct TemplateToken {
  std::string_view text;
  std::size_t from = 0, to = 0;  ///< bytes of the text
  bool wild = false;
};

std::vector<TemplateToken> tokens_of(std::string_view sql);

/// Half open, in tokens.
struct TokenRange {
  std::size_t from = 0, to = 0;
  bool empty() const { return from == to; }
};

/// `{% if is_incremental() %} … {% else %} … {% endif %}`, or with `not`. No other condition is one.
struct IncrementalBlock {
  TokenRange incremental;  ///< what is there only where the table exists
  TokenRange first;        ///< what is there only where it does not
  std::string code;        ///< all of it as written, blanks squeezed

  std::size_t from() const { return std::min(incremental.from, first.from); }
  std::size_t to() const { return std::max(incremental.to, first.to); }
};

class RawTemplate {
 public:
  explicit RawTemplate(std::string_view raw_code);
  RawTemplate(const RawTemplate&) = delete;
  RawTemplate& operator=(const RawTemplate&) = delete;

  const std::vector<IncrementalBlock>& blocks() const { return x_blocks; }

  /// Where in a compiled text that part of a block stands, from token `from` on: found by its own tokens and those
  /// around the block. Nothing: it is not there, or cannot be told.
  std::optional<TokenRange> find(const IncrementalBlock& block, TokenRange part,
                                 const std::vector<TemplateToken>& compiled, std::size_t from) const;

 private:
  struct Pattern;
  struct OpenIf;
  struct ClosedIf;
  static bool writes_nothing(std::string_view piece, const std::vector<OpenIf>& open);
  void read(std::string_view raw);
  void follow(std::string_view raw, std::size_t at, std::size_t end, std::vector<OpenIf>& open,
              std::vector<ClosedIf>& closed) const;
  void add_block(std::string_view raw, const ClosedIf& one);
  std::size_t token_at(std::size_t byte) const;
  bool is_border(std::size_t token, const IncrementalBlock& but) const;
  std::optional<Pattern> pattern_of(const IncrementalBlock& block, TokenRange part) const;

  std::string x_flat;  ///< raw_code with a mark for each piece of Jinja
  std::vector<TemplateToken> x_tokens;
  std::vector<IncrementalBlock> x_blocks;  ///< in order; none within another
};

}  // namespace tollgate::dbt
