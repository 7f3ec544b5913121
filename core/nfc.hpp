// Whether a text is in Unicode's composed form (NFC), as far as that can be told without composing it. Hashed texts
// must be, since two ways of writing one word have two digests. It changes no text.
#pragma once

#include <string_view>

namespace tollgate {

/// True when the UTF-8 text is surely NFC: no character of it has NFC_Quick_Check other than Yes, and no two combining
/// marks meet (UAX #15, section 9). False also for the rare text that holds such a thing and is NFC all the same.
bool is_surely_nfc(std::string_view utf8);

}  // namespace tollgate
