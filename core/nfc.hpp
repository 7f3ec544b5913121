// Unicode's composed form (NFC), in which hashed texts must be: two ways of writing one word would have two digests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate {

/// True when the UTF-8 text is surely NFC: no character of it has NFC_Quick_Check other than Yes, and no two combining
/// marks meet (UAX #15, section 9). False also for the rare text that holds such a thing and is NFC all the same.
bool is_surely_nfc(std::string_view utf8);

/// The text in that form; nothing where it is no UTF-8, which is_surely_nfc() does not always tell. Linear, but for
/// marks upon one letter, which are sorted.
std::optional<std::string> nfc(std::string_view utf8);

}  // namespace tollgate
