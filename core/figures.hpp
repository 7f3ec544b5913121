// How figures are told to people, one way everywhere: thousands, percent, sizes of memory, and two figures with as many
// digits as it takes to see that they differ. Asks no locale, and never formats for machines.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace tollgate {

/// `-1,234,567`
std::string with_thousands(std::int64_t number);
/// At most two decimals, `1,234.5`; `1e+300` from 1e15 on; `not a number`.
std::string figure_text(double number);

/// `104.1 %`, `5 %`, `0.044 %`: one decimal, below 0.1 two significant digits, no zeros at the end.
std::string percent_text(double percent);
/// The same with a sign: `+104.1 %`, `-5 %`, `0 %`.
std::string change_text(double percent);
/// A rate of few events, between 0 and 1, in percent with no more digits than it bears: `35 %`, `1.5 %`, `0.044 %`.
std::string rate_text(double rate);
/// A limit or target as it is set, with all its digits: `2.25 %`, `-20 %`.
std::string limit_text(double percent);
/// change_text() of a value that lies beyond the limit, with up to six decimals until that shows.
std::string change_beyond_text(double percent, double limit);

/// `512 bytes`, `64 kB`, `8.4 MB`: units of 1,024, as PostgreSQL's settings have them; at most one decimal.
std::string memory_text(double bytes);
/// Both in the unit of the larger, with the fewest decimals (at most six) in which they differ, if they do: `8.4 MB`
/// and `8 MB`, not `8 MB` twice.
std::pair<std::string, std::string> memory_texts(double bytes, double other);

}  // namespace tollgate
