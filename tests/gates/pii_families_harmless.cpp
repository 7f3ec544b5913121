#include "gates/pii_scan/values/checksums.hpp"
#include "tests/gates/pii_families.hpp"

namespace tollgate::test_gates {
namespace {

/// Patterns of Dice::fill, separated by `|`.
Family like(std::string_view name, std::string patterns) {
  return {name, std::nullopt,
          [patterns = std::move(patterns)](Dice& dice) { return dice.fill(dice.one_of(patterns)); }};
}

/// Words, as they are.
Family words(std::string_view name, std::string text) {
  return {name, std::nullopt, [text = std::move(text)](Dice& dice) { return std::string(dice.one_of(text)); }};
}

Family made(std::string_view name, std::function<std::string(Dice&)> cell) {
  return {name, std::nullopt, std::move(cell)};
}

std::string number(Dice& dice, std::size_t limit) { return std::to_string(dice.below(limit)); }

std::string with_ean(std::string digits) {
  for (char check = '0'; check <= '9'; ++check) {
    if (pii_scan::ean(digits + check)) {
      return digits + check;
    }
  }
  return digits;
}

void add_identifiers(std::vector<Family>& all) {
  for (auto& family : std::vector<Family>{like("epoch seconds", "16########|17########"),
                                          like("epoch milliseconds", "16###########|17###########"),
                                          like("epoch microseconds", "17##############"),
                                          like("compact time", "2025010112####|2024123123####"),
                                          like("id 8", "########"),
                                          like("id 9", "%########"),
                                          like("id 10", "%#########"),
                                          like("id 11", "%##########"),
                                          like("id 12", "%###########"),
                                          like("id 13", "%############"),
                                          like("id 14", "%#############"),
                                          like("id 15", "%##############"),
                                          like("id 16", "%###############"),
                                          like("id 18", "1#################"),
                                          like("visa prefix", "4###############"),
                                          like("grouped 16", "#### #### #### ####"),
                                          like("orcid", "0000-000#-####-####"),
                                          like("zero padded", "0000######"),
                                          like("invoice 3-3-4", "###-###-####"),
                                          like("invoice dots", "###.###.####"),
                                          like("document 3-2-4", "###-##-####"),
                                          like("document 6-4", "######-####"),
                                          like("document 4-4-4", "####-####-####"),
                                          like("document 3-3-3", "###-###-###"),
                                          like("ein", "##-#######"),
                                          like("duns dashes", "##-###-####"),
                                          like("invoice", "INV-2025-#####|INV-2024-#####"),
                                          like("purchase order", "45########"),
                                          like("sku", "^^^-#####-XL|^^^-#####-S"),
                                          like("part 3-4", "###-####"),
                                          like("hs code", "####.##.####"),
                                          like("hs code 0", "0###.##.####"),
                                          like("naics", "######"),
                                          like("ndc", "#####-####-##"),
                                          like("loinc", "#####-#|####-#"),
                                          like("issn", "####-###X|####-####"),
                                          like("isbn 13 dashed", "978-0-######-##-#|978-3-###-#####-#"),
                                          like("isbn 10", "0-###-#####-#|0#########"),
                                          like("doi", "10.####/~~~~.####.##"),
                                          like("arxiv", "25##.#####"),
                                          like("isin", "US##########|DE##########"),
                                          like("cusip", "######^##"),
                                          like("sedol", "^######"),
                                          like("lei", "5493##??????????####"),
                                          like("bic", "^^^^DEFF|^^^^FRPPXXX"),
                                          like("aba", "0########|1########"),
                                          like("vat", "DE#########|FR###########|ATU########"),
                                          like("abn", "## ### ### ###"),
                                          like("cnpj bare", "########000#%#"),
                                          like("iban-like reference", "DE####################"),
                                          like("iban-like reference short", "NO#############|BE##############"),
                                          like("vin", "1HGCM8263#A######|WVWZZZ1KZ#W######"),
                                          like("plate us", "^^^-####|###-^^^"),
                                          like("plate uk", "^^## ^^^"),
                                          like("plate de", "B-^^ ####|M-^^ ####"),
                                          like("royal mail", "^^#########GB"),
                                          like("ups", "1Z??????##########"),
                                          like("fedex 12", "############"),
                                          like("fedex 15", "###############"),
                                          like("usps", "9400##################"),
                                          like("dhl", "%#########"),
                                          like("air ticket", "220##########"),
                                          like("flight", "LH####|UA###"),
                                          like("case number", "%:2#-cv-#####"),
                                          like("isrc", "US^^^2######"),
                                          like("snowflake", "1##################"),
                                          like("two letters and digits", "^^########"),
                                          like("eight digits and a letter", "########^"),
                                          like("letter and nine digits", "^#########"),
                                          like("five letters four digits", "^^^^^####^"),
                                          like("seven digits and a letter", "#######^"),
                                          like("nine letters", "^^######^"),
                                          like("six digits slash four", "######/####"),
                                          like("thirteen with a dash", "######-#######"),
                                          like("chilean shape", "##.###.###-#"),
                                          like("cpf shape", "###.###.###-##"),
                                          like("eleven with dots", "##.##.##-###.##"),
                                          like("ddmmyy ticket", "1112##-####")}) {
    all.push_back(std::move(family));
  }
  all.push_back(made("ean 13", [](Dice& dice) { return with_ean(dice.fill("40##########")); }));
  all.push_back(made("upc", [](Dice& dice) { return dice.fill("0###########"); }));
}

void add_technical(std::vector<Family>& all) {
  for (auto& family : std::vector<Family>{
           like("guid", "&&&&&&&&-&&&&-4&&&-a&&&-&&&&&&&&&&&&"),
           like("guid bare", "&&&&&&&&&&&&4&&&a&&&&&&&&&&&&&&&"),
           like("guid braces", "{&&&&&&&&-&&&&-4&&&-a&&&-&&&&&&&&&&&&}"),
           like("sha1", "&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"),
           like("sha256", "&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"),
           like("crc", "&&&&&&&&"),
           like("transaction hash", "0x&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"),
           like("ulid", "01J^^^^^#^^#^#^^^#^^##^^^#"),
           like("nano id", "?????????????????????"),
           like("short url", "???????"),
           like("object id", "65&&&&&&&&&&&&&&&&&&&&&&"),
           like("request id", "req_??????????????"),
           like("customer object", "cus_??????????????|cus_??????????????"),
           like("base58-like", "1???????????????????????????????"),
           like("fingerprint 16", "&&:&&:&&:&&:&&:&&:&&:&&:&&:&&:&&:&&:&&:&&:&&:&&"),
           like("eui64", "&&:&&:&&:&&:&&:&&:&&:&&"),
           like("six pairs of digits", "1#:2#:3#:4#:1#:2#"),
           like("clock", "1#:2#:3#|0#:4#:5#"),
           like("timecode", "01:2#:3#:1#"),
           like("version 2", "%.#|%.##"),
           like("version 3", "%.##.#"),
           like("version 4 small", "%.#.%#.#|1#.#.0.#"),
           like("windows build", "10.0.19045.####|10.0.22631.####"),
           like("chrome", "12#.0.####.1##|11#.0.####.##"),
           like("file version", "1#.2#.3##.4#"),
           like("v version", "v%.##.#.1##"),
           like("section", "%.%#.#.%"),
           like("oid", "1.3.6.1.4.1.####.%|2.16.840.1.######"),
           like("oid four", "1.3.6.1|2.5.29.1#|1.2.840.11####"),
           like("netmask", "255.255.25#.0|255.255.0.0"),
           like("private net", "10.%#.1##.2#|192.168.%.1##"),
           like("subnet", "10.%#.0.0/16|172.16.%.0/24"),
           like("docker digest", "sha256:&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"),
           like("image", "registry.test/team/~~~~:%.#.#"),
           like("pod", "api-&&&&&&&&&-~~~~~"),
           like("host", "web-##.eu.corp.test|db#.internal"),
           like("git remote", "git@git.test:~~~~/~~~~.git"),
           like("package", "~~~~@%.##.#|@~~~~/~~~~@%.#.#"),
           like("retina image", "logo-~~~@2x.png|icon##@3x.png"),
           like("unit", "getty@tty#.service"),
           like("url", "https://www.shop.test/p/########|http://x.test/~~~~?id=##########"),
           like("url with at", "https://blog.test/@~~~~/post-######"),
           like("s3", "s3://bucket/~~~~/2025/##/##.parquet"),
           like("arn", "arn:aws:iam::############:role/~~~~~"),
           like("path", "/var/log/~~~~/%###.log|C:\\data\\~~~.csv"),
           like("file", "report_2025####.pdf"),
           like("user agent",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/12#.0.####.1## Safari/537.36|curl/8.%.#"),
           like("cron", "*/# * * * *|0 # * * %"),
           like("mime", "image/~~~|application/~~~~"),
           like("colour", "#&&&&&&|rgb(1##, 2#, %#)"),
           like("geohash", "u4pruyd~#~"),
           like("seat", "##A|%C"),
           like("masked email", "~***@~~~~.com|~****@mail.org"),
           like("masked card", "**** **** **** ####|************####"),
           like("masked ssn", "***-**-####|XXX-XX-####"),
           like("masked phone", "***-***-####|(XXX) XXX-####"),
           like("redacted", "[REDACTED]|<redacted>"),
           like("token for a value", "tok_??????????????????|tok_????????????????#?"),
           like("pseudonym", "user_&&&&&&&&&&|user_&&&&&&&&&&"),
           like("email domain", "~~~~~.com|~~~~.co.uk|mail.~~~~~.org"),
           like("email hash", "sha256:&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"),
           like("last four", "####"),
           like("decimal", "0.##########|1#.######"),
           like("price", "$%,###.##|%## EUR|€%#.##"),
           like("percent", "%#.#%"),
           like("position", "4#.######,-7#.######"),
           like("dms", "4#°2#'1#\"N"),
           like("lottery 5", "0# 1# 2# 3# 4#"),
           like("lottery 6", "0#-1#-2#-3#-4#-49"),
           like("score", "#-#|%:#"),
           like("dimensions", "%##x%##x%#"),
           like("date iso", "202#-0%-1#"),
           like("date us", "0%/1#/202#"),
           like("date dots", "1#.0%.202#"),
           like("date and time", "202#-0%-1# 1#:2#:3#"),
           like("zip plus four", "#####-####"),
           like("zip", "#####"),
           like("json", R"({"retries": #, "id": %#########, "mode": "~~~~"})"),
           like("json dates", R"({"at": "2025-01-1#T10:00:00Z", "v": "1.%.#.1#"})"),
           like("html", "<p class=\"c###\">~~~~ ~~~~</p>"),
           like("sql", "SELECT ~~~ FROM t WHERE id = %#########"),
           like("log", "2025-01-1# 10:00:## INFO worker-# done in %## ms, id %###############"),
           like("rgb hex run", "&& && && && && &&")}) {
    all.push_back(std::move(family));
  }
  all.push_back(made("sequence", [at = std::size_t{1000200000}](Dice& dice) mutable {
    return std::to_string(at += 1 + dice.below(3));
  }));
  all.push_back(made("sequence with trunk", [at = std::size_t{1000}](Dice& dice) mutable {
    return "030 1" + std::to_string(at += 1 + dice.below(3)) + "00";
  }));
  all.push_back(made("small version", [](Dice& dice) {
    return number(dice, 4) + "." + number(dice, 20) + "." + number(dice, 300) + "." + number(dice, 60);
  }));
}

void add_words(std::vector<Family>& all) {
  for (auto& family : std::vector<Family>{
           words("months", "January|February|March|April|May|June|July|August|September|October|November|December"),
           words("weekdays", "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"),
           words("states",
                 "Virginia|Georgia|Carolina|Texas|Florida|Montana|Nevada|Dakota|Washington|Indiana|Maryland|Delaware|"
                 "Oregon|Utah|Idaho|Ohio|Iowa|Maine"),
           words("cities",
                 "Austin|Charlotte|Florence|Jackson|Lincoln|Madison|Sydney|Adelaide|Victoria|Houston|Dallas|Denver|"
                 "Paris|Berlin|Madrid|Lyon|Orlando|Savannah|Chester|Lancaster"),
           words("cities and states",
                 "Jackson, MS|Madison, WI|Houston, TX|Austin, TX|Charlotte, NC|Florence, SC|Lincoln, NE|Carson, CA|"
                 "Tyler, TX|Chester, PA|Logan, UT|Aurora, CO|Hudson, NY|Warren, MI|Nelson, NZ|Marion, OH|Douglas, AZ"),
           words(
               "cities and countries",
               "Paris, France|Sydney, Australia|Florence, Italy|Victoria, Canada|Austin, United States|Santiago, Chile|"
               "Valencia, Spain|Adelaide, Australia|Lima, Peru|Milan, Italy|Chester, England|Kingston, Jamaica"),
           words("countries",
                 "Chad|Jordan|Georgia|Israel|Kenya|India|China|Cuba|France|Ireland|Jamaica|Malta|Norway|Oman|Peru|"
                 "Qatar|Spain|Togo|Wales|Yemen"),
           words("colours",
                 "Amber|Violet|Scarlett|Olive|Ivory|Jade|Ruby|Hazel|Rose|Coral|Ginger|Jasmine|Teal|Navy|Indigo|Slate|"
                 "Pearl|Opal|Sienna|Azure"),
           words("flowers",
                 "Rose|Lily|Iris|Daisy|Violet|Heather|Ivy|Jasmine|Poppy|Fern|Holly|Magnolia|Dahlia|Tulip|Orchid|Peony"),
           words("makes",
                 "Ford|Mercedes|Lincoln|Bentley|Porsche|Tesla|Ferrari|Audi|Volvo|Honda|Toyota|Mazda|Nissan|Kia|Jaguar|"
                 "Chevrolet|Dodge|Buick"),
           words(
               "labels",
               "Calvin Klein|Ralph Lauren|Hugo Boss|Tommy Hilfiger|Tom Ford|Paul Smith|Ted Baker|Michael Kors|Kate "
               "Spade|Marc Jacobs|Stella McCartney|Fred Perry|Ben Sherman|Louis Vuitton|Christian Dior|Giorgio Armani"),
           words("languages",
                 "English|German|French|Spanish|Polish|Dutch|Korean|Hindi|Basque|Irish|Danish|Finnish|Czech|Greek|Thai|"
                 "Turkish|Welsh|Arabic"),
           words("letters",
                 "Alpha|Bravo|Charlie|Delta|Echo|Oscar|Mike|Victor|Romeo|Juliett|Sierra|Lima|Quebec|Papa|Kilo|Hotel|"
                 "Golf"),
           words("planets and gods",
                 "Mercury|Venus|Mars|Jupiter|Saturn|Apollo|Athena|Diana|Juno|Thor|Freya|Hermes|Ares|Artemis|Hera|Zeus"),
           words("roles",
                 "Account Manager|Nurse Practitioner|Software Engineer|Data Analyst|Head Chef|Team Lead|Sales "
                 "Director|Mason|Baker|Carter|Potter|Butcher"),
           words("departments",
                 "Human Resources|Customer Success|Finance|Legal|Research|Field Marketing|Sales "
                 "Operations|Support|Engineering"),
           words("statuses", "pending|shipped|cancelled|returned|new|paid|open|closed"),
           words("time zones", "Europe/Berlin|America/New_York|Asia/Tokyo|UTC|Africa/Cairo"),
           words("airports", "LHR|JFK|SFO|FRA|NRT|CDG|AMS|MAD|LAX|ORD|DXB|SIN|HND|IST|MUC|ZRH"),
           words("currencies", "USD|EUR|GBP|CHF|JPY|PLN|SEK"),
           words("systems", "Windows 11|macOS 14.2|Android 13|iOS 17.1|Ubuntu 22.04"),
           words("species", "Felis catus|Ursus arctos|Panthera leo|Canis lupus|Homo sapiens|Vulpes vulpes|Lynx lynx"),
           words("sizes", "XS|S|M|L|XL"),
           words("answers", "yes|no|maybe"),
           words("none", "N/A|none|-|unknown")}) {
    all.push_back(std::move(family));
  }
  constexpr std::string_view first =
      "Johnson|Miller|Baker|Harrison|Owens|Franklin|Clinton|Grant|Madison|Carter|Marshall|Hudson|Lincoln|Warren|Nelson|"
      "Monroe|Logan|Douglas";
  const auto pair = [first](std::string_view tails) {
    return
        [first, tails](Dice& dice) { return std::string(dice.one_of(first)) + " " + std::string(dice.one_of(tails)); };
  };
  all.push_back(made("companies", [first](Dice& dice) {
    return std::string(dice.one_of(first)) +
           std::string(dice.one_of(" & Sons| LLC| Inc| Ltd.| GmbH|, Inc.| and Partners| Holdings"));
  }));
  all.push_back(made("places", pair("Mall|Park|High School|Hospital|University|Airport|Bridge|Library|Hotel")));
  all.push_back(made("dishes", pair("Salad|Burger|Soup|Sandwich|Pie|Platter|Pizza")));
  all.push_back(made("teams", pair("United|City|Tigers|Rovers|FC|Bears|Wanderers")));
  all.push_back(made("products", [](Dice& dice) {
    return std::string(dice.one_of("Alpine|Ultra|Classic|Swift|Nova|Eco|Urban|Royal")) + " " +
           std::string(dice.one_of("Backpack|Lamp|Kettle|Chair|Desk|Jacket|Boots")) + " " + dice.fill("###");
  }));
  all.push_back(made("products without numbers", [](Dice& dice) {
    return std::string(dice.one_of("Alpine|Ultra|Classic|Victoria|Charlotte|Oliver|Emma|Royal")) + " " +
           std::string(dice.one_of("Backpack|Lamp|Kettle|Chair|Desk|Jacket|Boots|Dress|Sofa"));
  }));
  all.push_back(made("flash drives", [](Dice& dice) {
    return dice.fill("%## GB ") + std::string(dice.one_of("Flash Drive|Hard Drive|Thumb Drive"));
  }));
  all.push_back(made("street titles", [](Dice& dice) {
    return std::string(dice.one_of("Tales of|Songs from|A Night on|The House on")) + " " +
           std::string(dice.one_of("Elm Street|Oak Avenue|Park Lane|Sunset Boulevard"));
  }));
  all.push_back(made("sentences", [](Dice& dice) {
    return std::string(dice.one_of(
               "Need movie coach|Grow challenge small|Power herself life|Thus avoid result|Bill sometimes statement")) +
           " " +
           std::string(dice.one_of("nation news in. Hospital arm|enjoy perhaps. Outside bit|always specific but. "
                                   "Learn|response. Leader will")) +
           ".";
  }));
  all.push_back(made("tickets in text", [](Dice& dice) {
    return dice.fill("order %############### moved to queue %, see ticket %#########, version %.#.#.%#");
  }));
  all.push_back(made("references in text", [](Dice& dice) {
    return dice.fill("invoice ###-###-#### for part ###-#### and DE#################### was booked");
  }));
  all.push_back(made("commits in text", [](Dice& dice) {
    return dice.fill("merge &&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&& into main (#%##)");
  }));
  all.push_back(made("usernames", [](Dice& dice) { return dice.fill("~~~~~##|~~~_~~~~").substr(0, 8); }));
  all.push_back(made("handles", [](Dice& dice) { return dice.fill("@~~~~~~"); }));
}

}  // namespace

const std::vector<Family> harmless_families() {
  std::vector<Family> all;
  add_identifiers(all);
  add_technical(all);
  add_words(all);
  return all;
}

}  // namespace tollgate::test_gates
