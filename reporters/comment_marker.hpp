// The hidden lines by which tollgate finds its own comments again, and knows whether they say something else now.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::reporters {

struct CommentMarker {
  std::string key;
  std::string digest;        ///< SHA-256 of what follows the first line
  std::size_t findings = 0;  ///< that the comment tells
  std::size_t resolved = 0;  ///< that it tells to be gone; where nothing was judged, that an earlier one told
};

/// The project's name and, if there is one, the user's own key: letters, digits, `.`, `_`, `-`, `/` and `%XX`, at most
/// 150 of them.
std::string comment_key(std::string_view project, std::string_view own_key);

/// `<!-- tollgate:KEY v1 sha256=DIGEST -->`, a hidden line with both numbers, and the text.
std::string marked(std::string_view key, std::size_t findings, std::size_t resolved, std::string_view text);
/// Bytes that marked() adds at most.
std::size_t marked_room(std::string_view key);

/// Nothing unless the text begins with a marker.
std::optional<CommentMarker> marker_in(std::string_view body);

/// Of a comment about one finding, beside its line.
struct FindingMarker {
  std::string key;
  std::string fingerprint;
  std::string gate;  ///< as comment_key() writes it
  bool open = true;  ///< false: the comment tells that it is gone
  std::string digest;
};

/// `<!-- tollgate:KEY finding=FINGERPRINT gate=GATE open sha256=DIGEST -->` (or `closed`) and the text; sets `digest`.
std::string finding_marked(FindingMarker& marker, std::string_view text);
/// Of a review as a whole: which findings it has told beside lines and on files, so that a comment that somebody took
/// away is not written again.
struct ReviewMarker {
  std::string key;
  std::vector<std::string> told;  ///< as short_fingerprint() writes them
};
/// Enough of a fingerprint to tell the findings of a pull request apart.
std::string short_fingerprint(std::string_view fingerprint);
/// `<!-- tollgate:KEY review told=FINGERPRINT,… -->` and the text.
std::string review_marked(const ReviewMarker& marker, std::string_view text);
std::optional<ReviewMarker> review_marker_in(std::string_view body);

/// Nothing unless the text begins with such a marker.
std::optional<FindingMarker> finding_marker_in(std::string_view body);

}  // namespace tollgate::reporters
