// Old and new text of SQL side by side, for a person: on one line, and where they are long cut so that what differs
// shows. Knows no gate; cells of data never reach this place.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace tollgate::gates {

/// Both, cut alike.
std::pair<std::string, std::string> cut_alike(std::string before, std::string after);
/// `` `a` -> `b` ``
std::string old_to_new(const std::string& before, const std::string& after);
/// Byte offsets: that of a part where it stands on another line than the item that it is a part of, else the item's.
/// -1: not known.
int place_told(std::string_view text, int item, int part);
/// A text as a part of a subject: where it is cut, a digest of the whole tells it from others that begin alike.
std::string subject_text(std::string text);

}  // namespace tollgate::gates
