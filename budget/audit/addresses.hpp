// E-mail addresses in texts that are kept for years. It tells whether there is one, never which.
#pragma once

#include <string_view>

namespace tollgate::budget {

/// True when the text holds something of the form of an e-mail address.
bool holds_address(std::string_view text);
/// The same, but for the addresses that the makers of a tool publish (`noreply@anthropic.com`): they are nobody's.
bool holds_address_of_a_person(std::string_view text);

}  // namespace tollgate::budget
