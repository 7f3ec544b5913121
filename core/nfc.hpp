// Unicode's composed form (NFC), in which hashed texts must be: two ways of writing one word would have two digests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate {

/// The text in that form (UAX #15); nothing where it is no UTF-8. Linear, but for marks upon one letter, which are
/// sorted. Throws std::bad_alloc.
std::optional<std::string> nfc(std::string_view utf8);

}  // namespace tollgate
