// A text with parts of it replaced, every byte of which can be told back to where it stood before. Immutable.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::explain {

/// What stands in place of the bytes from `from` to `to`.
struct Replacement {
  std::size_t from = 0, to = 0;
  std::string text;
};

class Rewritten {
 public:
  Rewritten() = default;
  explicit Rewritten(std::string_view sql) : x_text(sql) {}
  /// `replacements`: in any order, none within another.
  Rewritten(std::string_view sql, std::vector<Replacement> replacements);

  const std::string& text() const { return x_text; }
  bool as_it_was() const { return x_pieces.empty(); }  ///< nothing was replaced
  /// Where that byte stood before; of what was put in: where what it replaced began. -1 stays -1.
  int original(int at) const;

 private:
  struct Piece {
    std::size_t now = 0, before = 0;
    bool put_in = false;
  };
  std::string x_text;
  std::vector<Piece> x_pieces;  ///< in order; empty: nothing was replaced
};

}  // namespace tollgate::explain
