#include "gates/pii_scan/values/street_words.hpp"

#include "gates/pii_scan/values/word_list.hpp"

namespace tollgate::pii_scan {
namespace {

// USPS Publication 28, appendix C1 (those that hardly name anything else first), and British ones.
constexpr std::string_view english_text =
    "alley av ave avenue blvd boulevard cir circle close court cres crescent ct dr drive esplanade expressway "
    "highway hwy lane ln mews parkway pkwy pl place rd road row sq square st street ter terrace trail trl turnpike "
    "way";
constexpr auto english = word_list<count_words(english_text)>(english_text);
static_assert(is_sorted(english));

constexpr std::string_view english_maybe_text =
    "bend bluff bluffs bridge brook brooks burg bypass camp canyon cape causeway center centre cliff cliffs common "
    "commons corner corners course cove creek crest crossing crossroad crossroads curve dale dam divide drove end "
    "estate estates extension fall falls ferry field fields flat flats ford fords forest forge forges fork forks "
    "fort freeway garden gardens gate gateway gdns glen glens green greens grove groves harbor harbors haven heights "
    "hill hills hollow inlet island islands isle junction key keys knoll knolls lake lakes land landing light lights "
    "loaf lodge loop mall manor manors meadow meadows mill mills mission motorway mount mountain mountains neck "
    "orchard oval overpass parade park parks passage path pike pine pines plain plains plaza plazas point pointe "
    "port ports prairie quay radial ramp ranch rapid rapids rest ridge ridges rise river roads route run shoal "
    "shoals shore shores skyway spring springs spur spurs squares stravenue stream streets summit throughway trace "
    "track trafficway tunnel underpass union unions vale valley via viaduct view views village villages ville vista "
    "walk walks wall ways well wells wharf yard";
constexpr auto english_maybe = word_list<count_words(english_maybe_text)>(english_maybe_text);
static_assert(is_sorted(english_maybe));

constexpr std::string_view begins_text =
    "al alameda aleja aleje av avd avda avenida barrio c calle camino carretera cl contrada corso ctra estrada "
    "glorieta largo lungomare os osiedle paseo piazza piazzale pl plac plaza plza praca pza rodovia ronda rua str "
    "strada strasse travesia travessa ul ulica urbanizacion via viale vicolo";
constexpr auto begins = word_list<count_words(begins_text)>(begins_text);
static_assert(is_sorted(begins));

constexpr std::string_view french_text =
    "all allee allees av ave avenue bd bld blvd boulevard ch chemin cite cours esplanade faubourg hameau imp impasse "
    "lotissement montee passage pl place promenade quai residence rondpoint route rte rue ruelle sentier square "
    "venelle villa voie";
constexpr auto french = word_list<count_words(french_text)>(french_text);
static_assert(is_sorted(french));

constexpr std::string_view tails_text =
    "allee alleen berg chaussee damm dijk dreef gade gasse gata gatan gaten graben gracht grand hain hof kade katu "
    "kuja laan markt pfad plantsoen platz plein polku ring singel steeg steig stieg stien str straat straede strasse "
    "ufer utca vagen vegen veien vej wall weg";
constexpr auto tails = word_list<count_words(tails_text)>(tails_text);
static_assert(is_sorted(tails));

constexpr std::string_view units_text =
    "bytes cl cm count ct day days dollars eur ft g gb gbp hour hours hr hrs in inch inches item items kb kg km l lb "
    "lbs m mb mg min mins minute minutes ml mm month months ms oz pack packs pc pcs people percent piece pieces row "
    "rows tb times unit units usd users v volt volts w watt watts week weeks x year years";
constexpr auto units = word_list<count_words(units_text)>(units_text);
static_assert(is_sorted(units));

}  // namespace

bool ends_english_street(std::string_view word) { return holds_word(english, word); }
bool may_end_english_street(std::string_view word) { return holds_word(english_maybe, word); }
bool begins_street(std::string_view word) { return holds_word(begins, word); }
bool begins_french_street(std::string_view word) { return holds_word(french, word); }
bool is_unit_of_measure(std::string_view word) { return holds_word(units, word); }

bool ends_in_street(std::string_view word) {
  for (const auto tail : tails) {
    // As a word of its own (`Lange Straße 3`) only what is nothing else.
    const bool alone = word.size() == tail.size() && tail.size() >= 4 &&
                       (tail.starts_with("stra") || tail == "allee" || tail == "platz" || tail == "gasse" ||
                        tail == "laan" || tail == "plein" || tail == "gatan");
    if (word.ends_with(tail) && (word.size() >= tail.size() + 3 || alone || word == "str" || word == "weg")) {
      return true;
    }
  }
  return false;
}

}  // namespace tollgate::pii_scan
