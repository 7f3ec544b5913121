#include "gates/pii_scan/values/person.hpp"

#include <algorithm>
#include <cstring>

#include "gates/pii_scan/values/byte_set.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/folded.hpp"
#include "gates/pii_scan/values/lexicon.hpp"
#include "gates/pii_scan/values/word_list.hpp"

namespace tollgate::pii_scan {
namespace {

constexpr std::size_t longest_name = 80;

constexpr std::string_view title_text =
    "capt col don dona dott dottssa dr drs fr frau fru gen herr hon hr ing jonkheer lady lord lt madame mag maitre maj "
    "major master miss mlle mme monsieur mr mrs ms pan pani prof rev sen senhor senora sgt sig sigra sir sra srta st";
constexpr std::string_view particle_text =
    "af al am ap ben bin bint da dal das de degli dei del della den der di do dos du e el ibn la le lo los ten ter und "
    "van vom von y zu zum zur";
constexpr std::string_view suffix_text = "cpa dds esq ii iii iv jr md phd sr";
constexpr auto titles = word_list<count_words(title_text)>(title_text);
constexpr auto particles = word_list<count_words(particle_text)>(particle_text);
constexpr auto suffixes = word_list<count_words(suffix_text)>(suffix_text);
static_assert(is_sorted(titles) && is_sorted(particles) && is_sorted(suffixes));

bool is_title(std::string_view word) { return holds_word(titles, word); }
bool is_particle(std::string_view word) { return holds_word(particles, word); }

/// The words of a cell that has been taken for a name so far, joined for the vocabularies.
class Joined {
 public:
  Joined() = default;
  ~Joined() { explicit_bzero(x_letters.data(), x_letters.size()); }
  Joined(const Joined&) = delete;
  Joined& operator=(const Joined&) = delete;
  void add(std::string_view word) {
    const std::size_t room = std::min(word.size(), x_letters.size() - x_size);
    word.copy(x_letters.data() + x_size, room);
    x_size += room;
  }
  std::string_view text() const { return {x_letters.data(), x_size}; }

 private:
  std::array<char, 96> x_letters;
  std::size_t x_size = 0;
};

/// What is known of the names seen, in their order.
struct Names {
  int words = 0;
  bool first_given = false, first_surname = false, last_given = false, last_surname = false, last_thing = false;
  bool comma_after_first = false;
  bool capitals_first = false;
  bool last_place = false;  ///< `Jackson, Mississippi`, `Jackson, MS`

  void add(std::string_view word) {
    const bool given = is_given_name(word);
    const bool surname = is_surname(word);
    if (words == 0) {
      first_given = given;
      first_surname = surname;
    }
    ++words;
    last_given = given;
    last_surname = surname;
    last_thing = is_thing(word);
  }
  bool known() const {
    if (words == 1) {
      return first_given || first_surname;
    }
    return comma_after_first ? first_surname || last_given : first_given || last_surname;
  }
};

constexpr ByteSet blanks(" \t");
constexpr ByteSet between_names(" .,'-()/&`\"");

std::string_view cut_word(std::string_view& rest) {
  const std::size_t end = std::min(blanks.first_in(rest), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  rest.remove_prefix(std::min(blanks.first_beyond(rest), rest.size()));
  return word;
}

/// Surnames of China, Korea and Japan by their first character; names there are two to four characters.
bool is_cjk_surname(char32_t first) {
  static constexpr std::u32string_view common =
      U"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
      U"钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤張劉陳楊黃趙吳孫馬鄭"
      U"謝"
      U"許韓馮鄧羅蕭葉蘇盧鐘陸佐鈴渡伊山中小加吉松井木斎清森池橋阿前藤後岡長村近遠青坂西福太原김이박최정강조윤장임한오"
      U"서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진";
  return common.find(first) != std::u32string_view::npos;
}

bool is_cjk(char32_t letter) {
  return (letter >= 0x4E00 && letter <= 0x9FFF) || (letter >= 0xAC00 && letter <= 0xD7A3);
}

bool read_cjk(std::string_view cell, PersonReading& reading) {
  int letters = 0;
  bool surname = false;
  for (std::string_view rest = cell; !rest.empty();) {
    const char32_t letter = cut_character(rest);
    const bool kana = letter >= 0x3040 && letter <= 0x30FF;
    if (letter == ' ' || letter == 0x3000) {
      continue;
    }
    if (!is_cjk(letter) && !(kana && letters > 0)) {
      return false;
    }
    surname = letters == 0 ? is_cjk_surname(letter) : surname;
    ++letters;
  }
  reading.shaped = letters >= 2 && letters <= 6;
  reading.known = reading.shaped && surname;
  return true;
}

/// A capitalised word, an initial, or a particle; nothing else stands in a name.
bool take_word(std::string_view word, PersonReading& reading, Names& names, Joined& joined) {
  if (decimal_digits.any_in(word)) {
    return false;
  }
  const Folded folded(word);
  const auto& form = folded.form();
  if (!form.letters_only || form.letters == 0) {
    return false;
  }
  joined.add(folded.text());
  const bool beyond_latin = folded.text().empty();
  if ((names.words == 0 && is_title(folded.text())) || (names.words > 0 && holds_word(suffixes, folded.text()))) {
    return true;
  }
  if (!form.capital && !beyond_latin) {
    return is_particle(folded.text());
  }
  if (form.letters > 1) {
    const std::size_t hyphen = word.find('-');
    if (hyphen != std::string_view::npos && !is_given_name(folded.text())) {
      names.add(Folded(word.substr(0, hyphen)).text());
      names.add(Folded(word.substr(hyphen + 1)).text());
    } else {
      names.add(folded.text());
    }
    names.capitals_first = names.words == 1 ? form.all_capital : names.capitals_first;  // `WANG, LI`: no state
    const bool state = form.all_capital && form.letters == 2 && !names.capitals_first;
    names.last_place = state || is_place(folded.text());
    reading.lone_capitals = names.words == 1 && form.all_capital;
  }
  return true;
}

}  // namespace

PersonReading read_person(std::string_view cell) {
  PersonReading reading;
  if (cell.size() > longest_name || cell.size() < 2 || read_cjk(cell, reading)) {
    return reading;
  }
  Names names;
  Joined joined;
  int words = 0;
  int commas = 0;
  for (std::string_view rest = cell; !rest.empty(); ++words) {
    std::string_view word = cut_word(rest);
    const bool comma = word.ends_with(',');
    word.remove_suffix(comma ? 1 : 0);
    if (words == 6 || !take_word(word, reading, names, joined)) {
      return {};
    }
    if (comma) {
      ++commas;
      names.comma_after_first = true;
    }
  }
  reading.lone_capitals = reading.lone_capitals && words == 1;
  reading.shaped = names.words >= 1 && names.words <= 5 && commas <= 1;
  reading.known = reading.shaped && names.known() && !(reading.lone_capitals && cell.size() < 4);
  reading.thing = names.words > 1 && (names.comma_after_first ? names.last_place : names.last_thing);
  reading.vocabularies = reading.shaped ? vocabularies_with(joined.text()) : 0;
  return reading;
}

bool may_be_name(std::string_view cell) {
  std::size_t letters = 0;
  std::size_t digits = 0;
  std::size_t others = 0;
  for (std::string_view rest = cell; !rest.empty();) {
    const char32_t letter = cut_character(rest);
    if (letter >= 0x80 || is_letter(static_cast<char>(letter))) {
      ++letters;
    } else if (letter >= '0' && letter <= '9') {
      ++digits;
    } else if (!between_names.has(static_cast<char>(letter))) {
      ++others;
    }
  }
  return letters >= 2 && digits * 10 <= letters && others * 10 <= letters && cell.size() <= 200;
}

void PersonColumn::add(const PersonReading& reading) {
  x_shaped += reading.shaped ? 1 : 0;
  x_known += reading.known ? 1 : 0;
  x_things += reading.thing ? 1 : 0;
  for (std::size_t at = 0; at < x_in_vocabulary.size(); ++at) {
    x_in_vocabulary[at] += (reading.vocabularies >> at) & 1U;
  }
}

bool PersonColumn::covered(std::int64_t cells, std::int64_t hundred) const {
  return std::any_of(x_in_vocabulary.begin(), x_in_vocabulary.end(),
                     [=](std::int64_t held) { return 100 * held > hundred * cells; });
}

bool PersonColumn::closed_vocabulary(std::int64_t cells) const { return covered(cells, 70); }

PersonColumnVerdict PersonColumn::verdict(std::int64_t cells) const {
  if (cells < 8 || 10 * x_shaped < 8 * cells || 5 * x_things > cells || closed_vocabulary(cells)) {
    return PersonColumnVerdict::none;
  }
  if (cells >= 15 && 10 * x_known >= 6 * cells) {
    return PersonColumnVerdict::strong;
  }
  // Few names that come again and again: a closed vocabulary, but one of persons.
  if (100 * x_known >= 90 * cells && !covered(cells, 40)) {
    return PersonColumnVerdict::strong;
  }
  return 10 * x_known >= 4 * cells ? PersonColumnVerdict::weak : PersonColumnVerdict::none;
}

}  // namespace tollgate::pii_scan
