// Telephone numbers: one text read as one, and the rule over a column: markers count, vetoes go first. Digits alone are
// never a telephone number. Pure; numbers read are wiped.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tollgate::pii_scan {

enum class PhoneMark : std::uint8_t {
  none,
  international,  ///< `+` or `00` and a known calling code, with a length of that country
  labelled,       ///< `tel:`, an extension
  area,           ///< an area code in parentheses
  trunk,          ///< `0` and a national grouping
  nanp,           ///< 3-3-4 of North America
  mobile,         ///< a grouping that a country keeps for mobile numbers
};

struct PhoneReading {
  bool shaped = false;  ///< 7 to 15 digits and what stands between digits of telephone numbers
  bool bare = false;    ///< digits only
  bool trunk = false;   ///< begins with one 0
  bool broken = false;  ///< 3-3-4, but North America never gave such a number
  bool pairs = false;   ///< five groups of two
  PhoneMark mark = PhoneMark::none;
  std::uint32_t layout = 0;  ///< of groups and separators; equal layouts, equal numbers
  std::uint64_t value = 0;   ///< the digits, for order only
  int highest_pair = 0;      ///< of five pairs
  bool ascending_pairs = false;
};

PhoneReading read_phone(std::string_view text);

/// Length of the calling code at the front (0: none), when what follows has a length that its country gives.
std::size_t calling_code(std::string_view digits);

class PhoneColumn {
 public:
  PhoneColumn() = default;
  ~PhoneColumn();
  PhoneColumn(const PhoneColumn&) = delete;
  PhoneColumn& operator=(const PhoneColumn&) = delete;

  void add(const PhoneReading& reading);
  /// Cells with a marker, or nothing when a veto speaks.
  std::int64_t marked() const;
  /// Cells without a marker that could be the same numbers: bare digits, or groups of another layout.
  std::int64_t supporting() const { return x_supporting; }
  std::int64_t shaped() const { return x_shaped; }

 private:
  bool lottery() const;
  bool ordered() const;
  bool scattered() const;

  std::int64_t x_shaped = 0, x_supporting = 0, x_pairs = 0, x_ascending_pairs = 0, x_broken = 0, x_steps = 0,
               x_ascending = 0;
  std::array<std::int64_t, 7> x_marks{};
  std::array<std::uint32_t, 24> x_layouts{};
  std::array<std::int64_t, 24> x_of_layout{};
  std::int64_t x_other_layouts = 0;
  std::uint64_t x_last = 0;
  int x_highest_pair = 0;
};

}  // namespace tollgate::pii_scan
