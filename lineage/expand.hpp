// A model's text with the models that only its side of the change has written into it, so that a CTE that became a
// model (or the other way round) is compared as what it is: the same SQL in another place.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lineage/graph.hpp"

namespace tollgate::lineage {

/// Longer texts are left as they are.
inline constexpr std::size_t longest_expanded_text = std::size_t{256} << 10U;

/// A text made of another one, and where each byte came from.
class ExpandedText {
 public:
  explicit ExpandedText(std::string_view text);

  /// Puts `inner` in the place of [from, to) of the original text; in order of place.
  void replace(std::size_t from, std::size_t to, std::string_view inner);
  /// With the rest of the original text.
  std::string finish();
  /// Byte offset in the original text; inside of what was put in: where that begins. Negative ones stay.
  int original(int location) const;

 private:
  struct Piece {
    std::size_t at;        ///< in the new text
    std::size_t original;  ///< in the original one
    bool put_in;
  };

  std::string_view x_text;
  std::string x_made;
  std::size_t x_taken = 0;
  std::vector<Piece> x_pieces;
};

struct Expansion {
  sql::Analysis analysis;
  ExpandedText text;
};

using IsWritten = std::function<bool(const Relation&)>;

/// With the SQL of those in their places, as deep as they are read. Nothing when the model reads none of them, or when
/// the text grows too long. Needs a deep stack.
std::optional<ExpandedText> write_out(const Graph& graph, const Relation& relation, const IsWritten& is_written);
/// The same, analysed; nothing when it cannot be.
std::optional<Expansion> expand(const Graph& graph, const Relation& relation, const IsWritten& is_written);

}  // namespace tollgate::lineage
