#include "gates/pii_scan/values/phone.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <initializer_list>

#include "gates/pii_scan/values/compact.hpp"

namespace tollgate::pii_scan {
namespace {

/// Runs of digits and what separates them.
struct Groups {
  std::array<char, 20> digits;
  std::size_t size = 0;
  std::array<std::uint8_t, 8> sizes{};
  std::size_t count = 0;
  bool plus = false;
  int parenthesised = -1;  ///< which group
  char separator = '\0';   ///< the last one that is no blank next to another
  bool right = true;

  Groups() = default;
  ~Groups() { explicit_bzero(digits.data(), digits.size()); }
  Groups(const Groups&) = delete;
  Groups& operator=(const Groups&) = delete;

  std::string_view text() const { return {digits.data(), size}; }
  bool are(std::initializer_list<int> wanted) const {
    return std::equal(wanted.begin(), wanted.end(), sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(count));
  }
};

void take_groups(std::string_view text, Groups& groups) {
  bool inside = false;
  for (std::size_t at = 0; at < text.size() && groups.right; ++at) {
    const char letter = text[at];
    if (is_digit(letter)) {
      const bool first = at == 0 || !is_digit(text[at - 1]);
      groups.count += first ? 1 : 0;
      groups.right = groups.size < groups.digits.size() && groups.count <= groups.sizes.size();
      if (groups.right) {
        groups.digits[groups.size++] = letter;
        ++groups.sizes[groups.count - 1];
        groups.parenthesised = inside && first ? static_cast<int>(groups.count) - 1 : groups.parenthesised;
      }
    } else if (letter == '+') {
      groups.right = groups.size == 0 && !groups.plus;
      groups.plus = true;
    } else if (letter == '(' || letter == ')') {
      groups.right = (letter == '(') != inside;
      inside = letter == '(';
    } else {
      groups.right = letter == ' ' || letter == '-' || letter == '.' || letter == '/' || !is_letter(letter);
      groups.separator = letter == ' ' && groups.separator != '\0' ? groups.separator : letter;
    }
  }
  groups.right = groups.right && !inside;
}

/// Cuts `tel:`, `Phone `, … from the front; true when there was one.
bool cut_label(std::string_view& text) {
  std::size_t at = 0;
  while (at < text.size() && is_letter(text[at])) {
    ++at;
  }
  text.remove_prefix(at == 0 ? 0 : std::min(text.size(), text.find_first_of("+(0123456789", at)));
  return at > 0;
}

/// Cuts an extension (`ext. 12`, `x12`, `#12`, `;ext=12`) from the end; true when there was one.
bool cut_extension(std::string_view& text) {
  static constexpr std::array<std::string_view, 10> words = {"ext",   "extn", "extension", "x",   "poste",
                                                             "ramal", "dw",   "anexo",     "int", ""};
  const auto first = std::find_if(text.begin(), text.end(),
                                  [](char letter) { return is_letter(letter) || letter == '#' || letter == ';'; });
  const auto at = static_cast<std::size_t>(first - text.begin());
  if (at == text.size() || text.find_last_of("0123456789") < at) {
    return false;
  }
  std::array<char, 12> letters{};
  std::size_t size = 0;
  std::size_t digits = 0;
  for (const char letter : text.substr(at)) {
    digits += is_digit(letter) ? 1 : 0;
    if (is_letter(letter) && size < letters.size()) {
      letters[size++] = lower(letter);
    }
  }
  const std::string_view word(letters.data(), size);
  if (digits > 6 || std::find(words.begin(), words.end(), word) == words.end()) {
    return false;
  }
  text = text.substr(0, at);
  text = text.substr(0, text.find_last_of("0123456789") + 1);
  return true;
}

bool is_nanp(std::string_view ten) {
  const auto block = [](std::string_view three) { return three[0] >= '2' && three.substr(1) != "11"; };
  return ten.size() == 10 && block(ten.substr(0, 3)) && block(ten.substr(3, 3));
}

/// Groupings behind a trunk 0, with it, of the countries that have one (European, Asian and Australian plans).
bool is_national_grouping(const Groups& groups) {
  static constexpr std::array<std::string_view, 51> known = {
      "28",   "27",   "37",   "38",   "36",    "35",   "46",    "47",   "48",   "55",   "56",   "57",   "65",
      "244",  "234",  "334",  "333",  "344",   "343",  "433",   "434",  "444",  "443",  "533",  "424",  "442",
      "345",  "435",  "423",  "245",  "325",   "2222", "22222", "3322", "2322", "4222", "3222", "4322", "3332",
      "4223", "3232", "2332", "3422", "22222", "332",  "324",   "4332", "426",  "2434", "3323", "42222"};
  std::array<char, 8> sizes{};
  for (std::size_t at = 0; at < groups.count; ++at) {
    sizes[at] = static_cast<char>('0' + std::min<int>(groups.sizes[at], 9));
  }
  const std::string_view text(sizes.data(), groups.count);
  const bool tariff = text == "424" && groups.separator == '.';  // 0101.21.0010: a customs code
  return !tariff && groups.size >= 9 && std::find(known.begin(), known.end(), text) != known.end();
}

PhoneMark international(const Groups& groups) {
  std::string_view digits = groups.text();
  if (!groups.plus) {
    const bool zeros = digits.starts_with("00") && digits.size() >= 11 && digits[2] != '0';
    return zeros && calling_code(digits.substr(2)) > 0 ? PhoneMark::international : PhoneMark::none;
  }
  if (calling_code(digits) > 0) {
    return PhoneMark::international;
  }
  // +49 (0) 171 …: the trunk digit is written for those who call from inside.
  const bool optional_zero = groups.parenthesised > 0;
  return optional_zero && digits.size() >= 9 ? PhoneMark::international : PhoneMark::none;
}

PhoneMark mark_of(const Groups& groups, PhoneReading& reading) {
  const std::string_view digits = groups.text();
  if (groups.plus || digits.starts_with("00")) {
    return international(groups);
  }
  const bool one_first = groups.count > 0 && groups.sizes[0] == 1 && digits[0] == '1';
  const bool north_american = groups.are({3, 3, 4}) || (one_first && groups.are({1, 3, 3, 4})) ||
                              (groups.are({3, 7}) && groups.parenthesised == 0);
  if (north_american && digits.substr(digits.size() - 10)[0] != '0') {
    reading.broken = !is_nanp(digits.substr(digits.size() - 10));
    if (!reading.broken) {
      return groups.parenthesised >= 0 || one_first ? PhoneMark::area : PhoneMark::nanp;
    }
    return PhoneMark::none;
  }
  const bool in_front = groups.parenthesised == 0 || (groups.parenthesised == 1 && groups.sizes[0] == 1);
  if (in_front && groups.count >= 2 && groups.size >= 8 && groups.size <= 12 &&
      groups.sizes[static_cast<std::size_t>(groups.parenthesised)] <= 6) {
    return PhoneMark::area;
  }
  if (reading.trunk && groups.count >= 2) {
    return is_national_grouping(groups) ? PhoneMark::trunk : PhoneMark::none;
  }
  const bool chinese = groups.are({3, 4, 4}) && digits[0] == '1' && digits[1] >= '3';
  const bool brazilian = groups.are({2, 5, 4}) && digits[0] != '0' && digits[1] != '0' && digits[2] == '9';
  const bool russian = groups.are({1, 3, 3, 2, 2}) && digits[0] == '8';
  return chinese || brazilian || russian ? PhoneMark::mobile : PhoneMark::none;
}

void read_pairs(const Groups& groups, PhoneReading& reading) {
  reading.pairs = groups.are({2, 2, 2, 2, 2}) || groups.are({2, 2, 2, 2, 2, 2});
  int last = -1;
  reading.ascending_pairs = reading.pairs;
  for (std::size_t at = 0; reading.pairs && at < groups.size; at += 2) {
    const int pair = number(groups.text().substr(at, 2));
    reading.ascending_pairs = reading.ascending_pairs && pair > last;
    reading.highest_pair = std::max(reading.highest_pair, pair);
    last = pair;
  }
}

}  // namespace

PhoneReading read_phone(std::string_view text) {
  PhoneReading reading;
  const bool label = cut_label(text);
  const bool extension = cut_extension(text);
  Groups groups;
  take_groups(text, groups);
  if (!groups.right || groups.size < 7 || groups.size > 17 || (groups.size > 15 && !groups.text().starts_with("00"))) {
    return reading;
  }
  // +48.856614: a coordinate. +49.1713597833: the form of domain registries (RFC 5733), which has no short ones.
  if (groups.count == 2 && groups.separator == '.' && groups.parenthesised < 0 && groups.sizes[0] <= 3 &&
      groups.sizes[1] < 8) {
    return reading;
  }
  reading.shaped = true;
  reading.bare = groups.size == text.size() && !label && !extension;
  reading.trunk = groups.text()[0] == '0' && groups.text()[1] != '0';
  for (std::size_t at = 0; at < groups.count; ++at) {
    reading.layout = reading.layout * 16 + groups.sizes[at];
  }
  reading.layout = reading.layout * 8 + (groups.plus ? 1 : 0) + (groups.parenthesised >= 0 ? 2 : 0);
  for (const char letter : groups.text()) {
    reading.value = reading.value * 10 + static_cast<std::uint64_t>(digit(letter));
  }
  if (groups.plus) {
    reading.layout = 1;  // lengths of international numbers differ by country: one layout
  }
  read_pairs(groups, reading);
  reading.mark = mark_of(groups, reading);
  if (reading.mark == PhoneMark::none && !reading.broken && (label || (extension && groups.size >= 9))) {
    reading.mark = PhoneMark::labelled;
  }
  return reading;
}

PhoneColumn::~PhoneColumn() { explicit_bzero(&x_last, sizeof x_last); }

void PhoneColumn::add(const PhoneReading& reading) {
  if (!reading.shaped) {
    return;
  }
  ++x_shaped;
  x_ascending += x_steps > 0 && reading.value > x_last ? 1 : 0;
  ++x_steps;
  x_last = reading.value;
  x_broken += reading.broken ? 1 : 0;
  x_pairs += reading.pairs ? 1 : 0;
  x_ascending_pairs += reading.ascending_pairs ? 1 : 0;
  x_highest_pair = std::max(x_highest_pair, reading.highest_pair);
  if (reading.mark == PhoneMark::none) {
    x_supporting += reading.broken || reading.pairs ? 0 : 1;
    return;
  }
  ++x_marks.at(static_cast<std::size_t>(reading.mark));
  for (std::size_t at = 0; at < x_layouts.size(); ++at) {
    if (x_of_layout[at] == 0 || x_layouts[at] == reading.layout) {
      x_layouts[at] = reading.layout;
      ++x_of_layout[at];
      return;
    }
  }
  ++x_other_layouts;
}

/// Draws: pairs in order, or none above what balls are numbered.
bool PhoneColumn::lottery() const {
  return x_pairs >= 10 && 2 * x_pairs > x_shaped && (10 * x_ascending_pairs > 8 * x_pairs || x_highest_pair <= 80);
}

/// A sequence: nearly every number is above the one before.
bool PhoneColumn::ordered() const { return x_steps >= 10 && 10 * x_ascending >= 9 * (x_steps - 1); }

/// More groupings than a handful of national plans has.
bool PhoneColumn::scattered() const {
  auto counts = x_of_layout;
  std::sort(counts.begin(), counts.end(), std::greater<>());
  std::int64_t all = x_other_layouts;
  std::int64_t first = 0;
  for (std::size_t at = 0; at < counts.size(); ++at) {
    all += counts[at];
    first += at < 12 ? counts[at] : 0;
  }
  return 10 * first < 8 * all;
}

std::int64_t PhoneColumn::marked() const {
  const auto of = [this](PhoneMark mark) { return x_marks[static_cast<std::size_t>(mark)]; };
  const std::int64_t grouped = of(PhoneMark::nanp) + of(PhoneMark::area) + x_broken;
  // Numbers of documents in groups of 3-3-4 break the rules of North America in one cell of seven.
  const bool documents = x_broken > 0 && 100 * x_broken > 4 * grouped;
  std::int64_t sum = of(PhoneMark::international) + of(PhoneMark::labelled);
  if (!ordered() && !lottery()) {
    sum += of(PhoneMark::trunk) + of(PhoneMark::mobile) + of(PhoneMark::area);
    sum += documents ? 0 : of(PhoneMark::nanp);
  }
  return scattered() ? 0 : sum;
}

}  // namespace tollgate::pii_scan
