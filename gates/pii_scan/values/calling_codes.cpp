#include <array>
#include <cstddef>

#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/phone.hpp"

namespace tollgate::pii_scan {
namespace {

/// National significant numbers of a calling code: shortest and longest (ITU-T E.164 and the national plans sent to
/// the ITU; ranges of the whole plan, so that landlines and special services fit).
struct Plan {
  int code;
  std::size_t shortest, longest;
};
constexpr std::array plans = {
    Plan{1, 10, 10},  Plan{7, 10, 10}, Plan{20, 8, 10},  Plan{27, 9, 9},   Plan{30, 10, 10}, Plan{31, 9, 9},
    Plan{32, 8, 9},   Plan{33, 9, 9},  Plan{34, 9, 9},   Plan{36, 8, 9},   Plan{39, 6, 11},  Plan{40, 9, 9},
    Plan{41, 9, 9},   Plan{43, 7, 13}, Plan{44, 9, 10},  Plan{45, 8, 8},   Plan{46, 7, 10},  Plan{47, 8, 8},
    Plan{48, 9, 9},   Plan{49, 6, 12}, Plan{51, 8, 9},   Plan{52, 10, 11}, Plan{53, 6, 8},   Plan{54, 10, 11},
    Plan{55, 10, 11}, Plan{56, 9, 9},  Plan{57, 8, 10},  Plan{58, 10, 10}, Plan{60, 8, 10},  Plan{61, 9, 9},
    Plan{62, 8, 12},  Plan{63, 8, 10}, Plan{64, 8, 10},  Plan{65, 8, 8},   Plan{66, 8, 9},   Plan{81, 9, 10},
    Plan{82, 8, 10},  Plan{84, 9, 10}, Plan{86, 10, 11}, Plan{90, 10, 10}, Plan{91, 10, 10}, Plan{92, 9, 10},
    Plan{93, 9, 9},   Plan{94, 9, 9},  Plan{95, 7, 10},  Plan{98, 10, 10},
};

/// Codes of three digits that are in use, by tens: bit n stands for the last digit n.
struct Tens {
  int first_two;
  unsigned last;
};
constexpr unsigned from_to(int first, int last) {
  return (2U << static_cast<unsigned>(last)) - (1U << static_cast<unsigned>(first));
}
constexpr std::array tens = {
    Tens{21, 0b0010110110U | (1U << 1U)},
    Tens{22, from_to(0, 9)},
    Tens{23, from_to(0, 9)},
    Tens{24, from_to(0, 9)},
    Tens{25, from_to(0, 8)},
    Tens{26, from_to(0, 9)},
    Tens{29, 0b1110000011U},
    Tens{35, from_to(0, 9)},
    Tens{37, from_to(0, 9)},
    Tens{38, 0b1111101111U},
    Tens{42, 0b1000000011U | (1U << 3U)},
    Tens{50, from_to(0, 9)},
    Tens{59, from_to(0, 9)},
    Tens{67, 0b1111111111U},
    Tens{68, from_to(0, 9)},
    Tens{69, from_to(0, 2)},
    Tens{80, 0b0100000001U},
    Tens{85, 0b0101101101U},
    Tens{88, 0b0111000001U},
    Tens{96, from_to(0, 8)},
    Tens{97, 0b1111111101U},
    Tens{99, 0b0101111100U},
};

}  // namespace

std::size_t calling_code(std::string_view digits) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}}) {
    for (const auto& plan : plans) {
      const bool fits =
          digits.size() > size && number(digits.substr(0, size)) == plan.code && (plan.code > 9) == (size == 2);
      if (fits) {
        const std::size_t rest = digits.size() - size;
        return rest >= plan.shortest && rest <= plan.longest ? size : 0;
      }
    }
  }
  if (digits.size() < 9 || digits.size() > 15) {
    return 0;
  }
  for (const auto& ten : tens) {
    if (number(digits.substr(0, 2)) == ten.first_two) {
      return ((ten.last >> static_cast<unsigned>(digit(digits[2]))) & 1U) != 0 ? 3 : 0;
    }
  }
  return 0;
}

}  // namespace tollgate::pii_scan
