#include "gates/pii_scan/values/vocabularies.hpp"

#include <array>
#include <cstddef>

#include "gates/pii_scan/values/word_list.hpp"

namespace tollgate::pii_scan {
namespace {

// Folded, words of an entry joined (`newyork`), in order. What gives persons their names gives them to other things
// too.
constexpr std::string_view calendar_text =
    "abril agosto aout apr april aquarius aries aug august autumn avril cancer capricorn dec december decembre "
    "dezember diciembre dienstag dimanche domingo donnerstag earth enero fall feb febrero februar february fevrier "
    "freitag friday gemini jan januar january janvier jeudi jueves juillet juin jul juli julio july jun june juni "
    "junio jupiter leo libra lundi lunes maerz mai mar march mardi mars martes marz marzo may mayo mercredi mercury "
    "miercoles mittwoch monday montag neptune nov november novembre noviembre oct october octobre octubre oktober "
    "pisces pluto sabado sagittarius samedi samstag saturday saturn scorpio sep september septembre septiembre "
    "sonntag spring summer sunday taurus thursday tuesday uranus vendredi venus viernes virgo wednesday winter";
constexpr auto calendar = word_list<count_words(calendar_text)>(calendar_text);
static_assert(is_sorted(calendar));

constexpr std::string_view colours_and_stones_text =
    "amber amethyst aqua aquamarine azure beige black blue bronze brown burgundy burlywood cadetblue cerulean "
    "champagne charcoal chartreuse chestnut chocolate cinnamon citrine cobalt copper coral cornsilk cream crimson "
    "cyan diamond ebony emerald flint fuchsia garnet ginger gold golden granite gray green grey hazel heather honey "
    "indigo ivory jade jasmine jasper jet khaki lapis lavender lemon lilac lime linen magenta mahogany marble maroon "
    "mauve midnight mint moss mustard navy ochre olive onyx opal orange orchid peach pearl peridot periwinkle pewter "
    "pine pink platinum plum purple quartz red rose rosewood ruby russet rust saffron sage salmon sand sapphire "
    "scarlet scarlett sienna silver slate snow steel tan tangerine taupe teal tomato topaz turquoise umber vanilla "
    "violet walnut wheat white wine yellow";
constexpr auto colours_and_stones = word_list<count_words(colours_and_stones_text)>(colours_and_stones_text);
static_assert(is_sorted(colours_and_stones));

constexpr std::string_view plants_and_animals_text =
    "ash aspen badger basil bay bear beaver birch bryony buck bull camellia cedar cheetah clover colt crane cypress "
    "dahlia daisy dove eagle elm falcon fern finch fox ginger hawk hazel heather heron holly hyacinth iris ivy "
    "jaguar jasmine jay juniper kestrel lark laurel lavender leopard lily lion lotus lynx magnolia maple marigold "
    "martin mint oak olive orchid otter panther parsley peony petunia phoenix pine poppy primrose ram raven robin "
    "rose rosemary rowan saffron sage sequoia swan thyme tiger tulip violet willow wolf wren";
constexpr auto plants_and_animals = word_list<count_words(plants_and_animals_text)>(plants_and_animals_text);
static_assert(is_sorted(plants_and_animals));

constexpr std::string_view codes_and_letters_text =
    "alpha andromeda anubis aphrodite apollo ares artemis athena atlas bacchus beta bravo cassiopeia charlie chi "
    "cupid delta demeter diana dionysus echo epsilon eta foxtrot freya gamma golf hades hephaestus hera hermes "
    "hestia horus hotel india iota isis juliet juliett juno kappa kilo lambda lima loki luna lyra mike minerva "
    "neptune nova november nu odin omega omicron orion oscar osiris papa phi pi polaris poseidon psi quebec ra rho "
    "romeo sierra sigma sirius tango tau theta thor titan uniform upsilon vega vesta victor vulcan whiskey xi xray "
    "yankee zeta zeus zulu";
constexpr auto codes_and_letters = word_list<count_words(codes_and_letters_text)>(codes_and_letters_text);
static_assert(is_sorted(codes_and_letters));

constexpr std::string_view makes_and_brands_text =
    "abercrombiefitch acer acura adidas alfaromeo amazon amd americanexpress amex apple arbys armani astonmartin "
    "asus audi auntjemima balenciaga barclays benjerrys benshermann bentley bettycrocker bmw bobbibrown bosch bose "
    "braun buick burberry cadbury cadillac calvinklein canon captainmorgan carlsjr chanel charlesschwab "
    "charlottetilbury chevrolet chickfila christiandior chrysler cisco citroen clifbar converse costco cuervo dacia "
    "danone dell dennys diesel dinersclub dior discover dodge dolce dolcegabbana drpepper ducati dyson edwardjones "
    "electrolux elizabetharden ernstyoung esteelauder estelauder fendi ferrari ferrero fiat ford fredmeyer fredperry "
    "gaggenau gap garmin giant gillette giorgioarmani givenchy gmc goldmansachs google gucci guess harleydavidson "
    "harmankardon harristeeter hasbro heinz hermes hershey hilton hiltons hm honda hoover hp hugoboss hummer hyundai "
    "ibm ikea infiniti intel jackdaniels jaguar jbl jcb jeep jimbeam jimmychoo jimmyjohns johndeere johnlewis "
    "johnniewalker johnson johnsonjohnson jose josecuervo jpmorgan katespade kawasaki kellogg kelloggs kennethcole "
    "kia kohls kroger lacoste lamborghini lancia landrover laramartin laurageller lee lego lenovo levis levistrauss "
    "lexus lg lincoln lindt lloyds lotus louisvuitton macys maestro mango marcjacobs marksspencer marriott mars "
    "marykay maserati mastercard mattel mazda mcdonalds mclaren mercedes mercedesbenz merrilllynch michaelkors "
    "microsoft miele mini mitsubishi morganstanley nestle newbalance nike nikon nissan nordstrom nvidia opel oracle "
    "panasonic papajohns paulsmith paypal perryellis peugeot philips playmobil pontiac porsche prada procter puma "
    "ralphlauren ram reebok renault rollsroyce saab samsung sara saralee saturn seat sheraton sherwinwilliams "
    "siemens skoda sony specialized stellamccartney stevemadden subaru suzuki target tedbaker tesla tiffany "
    "tiffanyco tomford tommyhilfiger toyota traderjoes trek triumph uncleben unclebens underarmour unilever unionpay "
    "uniqlo valentino vans versace victoriassecret vincecamuto visa volkswagen volvo walmart wellsfargo wendys "
    "whirlpool wrangler wyndham yamaha zara";
constexpr auto makes_and_brands = word_list<count_words(makes_and_brands_text)>(makes_and_brands_text);
static_assert(is_sorted(makes_and_brands));

constexpr std::string_view systems_and_languages_text =
    "ada android ansible asana basic bitbucket brave c catalina chef chrome clojure cobol dart debian delphi docker "
    "edge elixir erlang fedora firefox fortran github gitlab go golang groovy haskell ios jaguar java javascript "
    "jenkins jira julia kotlin kubernetes leopard linux lion lisp lua macos matlab mojave monterey opera panther "
    "pascal perl php prolog puppet python r redhat ruby rust safari scala scheme sierra slack sonoma sql swift teams "
    "terraform tiger trello typescript ubuntu ventura vivaldi windows yosemite zoom";
constexpr auto systems_and_languages = word_list<count_words(systems_and_languages_text)>(systems_and_languages_text);
static_assert(is_sorted(systems_and_languages));

constexpr std::string_view languages_and_peoples_text =
    "african afrikaans albanian american arabic asian australian basque bengali brazilian british bulgarian canadian "
    "cantonese catalan chinese croatian czech danish dutch english esperanto estonian european farsi filipino "
    "finnish french galician german greek gujarati hausa hebrew hindi hungarian icelandic igbo indian indonesian "
    "irish italian japanese korean latin latvian lithuanian macedonian malay mandarin marathi mexican norwegian "
    "persian polish portuguese punjabi romanian russian scottish serbian slovak slovenian spanish swahili swedish "
    "tagalog tamil telugu thai turkish ukrainian urdu vietnamese welsh xhosa yoruba zulu";
constexpr auto languages_and_peoples = word_list<count_words(languages_and_peoples_text)>(languages_and_peoples_text);
static_assert(is_sorted(languages_and_peoples));

constexpr std::string_view occupations_and_roles_text =
    "accountant actor admin administrator analyst architect artist assistant baker barber barista basic biologist "
    "bishop bronze business butcher captain carpenter carter cashier chef chemist clerk consultant cook cooper "
    "customer dancer dentist designer developer director doctor driver economist editor electrician employee "
    "engineer enterprise family farmer fisher free gardener gold guard guest hunter judge junior lawyer librarian "
    "manager mason mechanic member miller musician nurse officer owner painter partner personal pharmacist physician "
    "physicist platinum plumber plus porter potter premium president priest pro professional scientist secretary "
    "senior sergeant shepherd silver singer smith soldier standard starter student supplier surgeon tailor taylor "
    "teacher team therapist user vendor viewer waiter weaver writer";
constexpr auto occupations_and_roles = word_list<count_words(occupations_and_roles_text)>(occupations_and_roles_text);
static_assert(is_sorted(occupations_and_roles));

constexpr std::string_view places_text =
    "abilene abudhabi adelaide afghanistan akron alabama alaska albania albany alberta albuquerque algeria alicante "
    "amarillo amsterdam anaheim anchorage andalucia andorra angers angola ankara antwerp argentina arizona arkansas "
    "arlington armenia aruba ashland asuncion athens atlanta auburn augsburg augusta aurora austin australia austria "
    "azerbaijan baghdad bahamas bahrain bakersfield baltimore bangalore bangkok bangladesh barbados barcelona bari "
    "basel bath batonrouge bayern beaumont beijing belarus belfast belgium belize belohorizonte benin berlin bermuda "
    "bern bhutan bilbao birmingham bochum bogota boise bolivia bologna bonn bordeaux bosnia boston botswana bradford "
    "braga brasilia brazil bremen brighton brisbane bristol brownsville bruges brunei brussels budapest buenosaires "
    "buffalo bulgaria burkinafaso burlington burundi cairo calgary cali california cambodia cambridge cameroon "
    "canada canberra capetown capeverde caracas cardiff carlisle carson cataluna catania centerville chad chandler "
    "charleston charlotte chennai chesapeake chester chicago chile china chulavista cincinnati cleveland clinton "
    "coimbra cologne colombia colorado coloradosprings columbus comoros congo connecticut copenhagen cordoba "
    "cornwall corpuschristi costarica coventry croatia cuba curacao curitiba cyprus czechia czechrepublic dallas "
    "darwin dayton delaware delft delhi denhaag denmark denver derby desmoines detroit devon dhaka dijon djibouti "
    "doha dominica dominicanrepublic dorset dortmund douglas dover dresden dubai dublin duisburg durban durham "
    "dusseldorf ecuador edinburgh edmonton egypt eindhoven elpaso elsalvador england eritrea essen essex estonia "
    "ethiopia eugene exeter fairview faro fayetteville fiji finland firenze florence florida fontana fortaleza "
    "fortwayne fortworth france frankfurt franklin fremont fresno gabon gambia garland gdansk geneva genoa genova "
    "georgetown georgia germany ghana ghent gibraltar gijon gilbert glasgow glendale granada grandrapids graz greece "
    "greenland greensboro greenville grenada grenoble groningen guadalajara guadeloupe guam guatemala guernsey "
    "guinea guyana haarlem haiti halifax hamburg hamilton hannover hanoi havana hawaii helena helsinki henderson "
    "hessen hialeah hobart honduras hongkong honolulu houston hudson hungary huntsville hyderabad iceland idaho "
    "illinois india indiana indianapolis indonesia innsbruck iowa iran iraq ireland irvine irving israel istanbul "
    "italy jackson jacksonville jakarta jamaica japan jeddah jefferson jersey jerseycity jerusalem johannesburg "
    "jordan kansas kansascity karachi karlsruhe katowice kazakhstan kent kentucky kenya kiev kingston kiribati "
    "knoxville kolkata koln kosovo krakow kuwait kyiv kyoto kyrgyzstan lagos lahore lancaster laos lapaz laredo "
    "lasvegas latvia lausanne lebanon leeds leicester leiden leipzig lesotho lexington liberia libya liechtenstein "
    "lille lima lincoln linz lisbon lithuania littlerock liverpool lodz logan london longbeach losangeles louisiana "
    "louisville lubbock lublin luxembourg lyon macao macedonia macon madagascar madison madrid maine malaga malawi "
    "malaysia maldives mali malta manaus manchester manila manitoba mannheim marion marseille martinique maryland "
    "massachusetts mauritania mauritius mayotte medellin melbourne memphis mesa messina mexico mexicocity miami "
    "michigan micronesia midland milan milano milton milwaukee minneapolis minnesota mississippi missouri mobile "
    "modesto moldova monaco mongolia monroe montana montenegro monterrey montevideo montgomery montpellier montreal "
    "montserrat moreno morocco moscow mozambique mumbai munchen munich munster murcia myanmar nairobi namibia nantes "
    "naples napoli nashville nauru nebraska nelson nepal netherlands nevada newark newcastle newdelhi newhampshire "
    "newjersey newmexico neworleans newport newyork newzealand nicaragua nice niger nigeria nimes niue norfolk "
    "northcarolina northdakota northlasvegas norway nottingham novascotia nuremberg nurnberg oakland odessa ogden "
    "ohio oklahoma oklahomacity omaha oman ontario oregon orlando osaka oslo ottawa oxford oxnard padua pakistan "
    "palau palermo palestine panama paraguay paris pennsylvania perth peru philadelphia philippines phoenix "
    "pitcairnislands pittsburgh plano plymouth poland portland porto portsmouth portugal poznan prague preston "
    "pretoria princeton providence provo puebla puertorico pune qatar quebec quito raleigh reading recife regina "
    "reims rennes reno reunion rhodeisland richmond riodejaneiro riverside riyadh rochester romania rome rosario "
    "rotterdam russia rwanda sachsen sacramento saintpaul salem saltlakecity salvador salzburg samoa sanantonio "
    "sanbernardino sandiego sanfrancisco sanjose sanjuan sanmarino santaana santaclarita santiago saopaulo "
    "saskatchewan saudiarabia savannah scotland scottsdale seattle senegal seoul serbia sevilla seville seychelles "
    "shanghai sheffield sierraleone singapore slovakia slovenia somalia somerset southafrica southampton "
    "southcarolina southdakota southkorea spain spokane springfield srilanka stlouis stockholm stockton stpaul "
    "stpetersburg strasbourg stuttgart sudan suffolk suriname surrey sussex sweden switzerland sydney syria szczecin "
    "tacoma taiwan tajikistan tampa tanzania tehran telaviv tennessee texas thailand thehague tijuana tilburg togo "
    "tokelau tokyo toledo tonga torino toronto toulouse trieste trinidadandtobago troy tucson tulsa tunisia turin "
    "turkey turkmenistan tuvalu tyler uganda ukraine unitedkingdom unitedstates uruguay usa utah utrecht uzbekistan "
    "valencia vancouver vanuatu venezia venezuela venice vermont vernon verona victoria vienna vietnam vigo virginia "
    "virginiabeach wales warren warsaw washington westvirginia wichita wiesbaden winchester winnipeg winstonsalem "
    "wisconsin worcester wroclaw wyoming yemen york zambia zaragoza zimbabwe zurich";
constexpr auto places = word_list<count_words(places_text)>(places_text);
static_assert(is_sorted(places));

constexpr std::string_view nouns_text =
    "academy act adapter ag airport album ale arena associates avenue award backpack bag band bank bar battery bay "
    "beach bears bed beer benedict bistro bites books boots boulevard bowl box brewery bridge bros brush building "
    "bulls bundle burger bv cable cafe cake camera capsule case cathedral center centre chair charger church cinema "
    "city clinic club co coat cocktail coffee collection college combo company consulting cookie corp corporation "
    "county court cover cowboys cream creek cup department depot desk development disease district dress drive "
    "eagles edition effect eggs engineering enterprises entertainment estate factory farm fc festival field films "
    "filter finance foundation fries games garden gardens giants gmbh grill group guitar hall hat heights hills "
    "holding holdings hospital hotel house hurricane inc index industries injection inn institute insurance island "
    "jacket jeans journal juice keyboard kings kit kitchen labs lager lake lakers lamp lane laptop law library "
    "limited lions llc lotion ltd magazine mall management market marketing mattress media method mill mine model "
    "monitor mount mountain mouse museum necklace news nv office oil open operations orchestra oy pack package pants "
    "park parks partners patriots phone piano pictures pie pillow pizza pizzeria plan plant plate platter plaza plc "
    "post press printer prize program programme project province quartet raiders ranch rangers records region "
    "relations report resort resources restaurant ring river road roll rolls rovers rule salad sales sandwich sarl "
    "sauce scale school series services set shampoo shirt shoes shop skirt smoothie sneakers soap sofa solutions "
    "song sons soup special square srl stadium state station store storm street studio studios success sundae "
    "support syndrome syrup systems table tablet tea team technologies technology temple terminal terrace test "
    "theater theatre theme theorem tigers times toast tournament tower towers town trio trophy united university "
    "valley version village vineyard vitamin wallet wanderers warehouse warriors watch wine winery wrap";
constexpr auto nouns = word_list<count_words(nouns_text)>(nouns_text);
static_assert(is_sorted(nouns));

}  // namespace

VocabularyMask vocabularies_with(std::string_view joined) {
  VocabularyMask mask = 0;
  unsigned bit = 1;
  for (const bool held :
       {holds_word(calendar, joined), holds_word(colours_and_stones, joined), holds_word(plants_and_animals, joined),
        holds_word(codes_and_letters, joined), holds_word(makes_and_brands, joined),
        holds_word(systems_and_languages, joined), holds_word(languages_and_peoples, joined),
        holds_word(occupations_and_roles, joined), holds_word(places, joined)}) {
    mask |= held ? bit : 0U;
    bit <<= 1U;
  }
  return mask;
}

bool is_thing(std::string_view folded) { return holds_word(nouns, folded); }
bool is_place(std::string_view joined) { return holds_word(places, joined); }

}  // namespace tollgate::pii_scan
