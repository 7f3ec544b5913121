#include "gates/explain/rewritten.hpp"

#include <algorithm>
#include <iterator>

namespace tollgate::explain {

Rewritten::Rewritten(std::string_view sql, std::vector<Replacement> replacements) {
  std::sort(replacements.begin(), replacements.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  std::size_t done = 0;
  for (const Replacement& one : replacements) {
    x_pieces.push_back({x_text.size(), done, false});
    x_text += sql.substr(done, one.from - done);
    x_pieces.push_back({x_text.size(), one.from, true});
    x_text += one.text;
    done = one.to;
  }
  if (!x_pieces.empty()) x_pieces.push_back({x_text.size(), done, false});
  x_text += sql.substr(done);
}

int Rewritten::original(int at) const {
  if (at < 0 || x_pieces.empty()) return at;
  const auto now = static_cast<std::size_t>(at);
  const auto after = std::upper_bound(x_pieces.begin(), x_pieces.end(), now,
                                      [](std::size_t wanted, const Piece& piece) { return wanted < piece.now; });
  const Piece& piece = *std::prev(after);
  return static_cast<int>(piece.put_in ? piece.before : piece.before + (now - piece.now));
}

}  // namespace tollgate::explain
