#include "core/digest.hpp"
#include "gates/pii_scan/values/keccak.hpp"
#include "tests/gates/pii_families.hpp"

namespace tollgate::test_gates {
namespace {

using pii_scan::Entity;

constexpr std::string_view given_us =
    "Deborah|Curtis|Wayne|Lillian|Gloria|Marvin|Theresa|Bradley|Tiffany|Shawn|Diana|Clarence|Natalie|Jamal|Priscilla|"
    "Earl|Yvonne|Dustin|Rosalind|Hector|Veronica|Floyd|Abigail|Leroy|Bethany|Otis|Meredith|Dwight|Camila|Reginald|Zoe";
constexpr std::string_view surname_us =
    "Whitfield|Delgado|Hutchins|Ferrell|McKinney|Abernathy|Castaneda|Lindqvist|Stokes|Varga|Boyd|Pruitt|Galloway|Nunez|"
    "Saunders|Whitaker|O'Brien|Dorsey|Kaminski|Yates|Blackburn|Randolph|Ibarra|Huff|Ellison|Tran|Mayer|Kowalski|Rhodes";
constexpr std::string_view given_eu =
    "Ingrid|Bastien|Żaneta|Ottavio|Jürgen|Małgorzata|Søren|Åsa|Thijs|Núria|Gonçalo|Eloïse|Jaroslav|Xiomara|Kerstin|"
    "Ludovic|Wojciech|Beatriz|Sander|Chiara|Benoît|Detlef|Frédérique|Joaquín|Renske|Agnieszka|Tommaso|Hannelore|Inês";
constexpr std::string_view surname_eu =
    "Hoffmann|Lefèvre|Kowalczyk|Esposito|van den Berg|Gutiérrez|Lindström|Novák|Pereira|de Vries|Schröder|Dubois|"
    "Wiśniewska|Ricci|Jansen|Fernández|Jørgensen|Svobodová|Carvalho|Bakker|Krüger|Moreau|Zieliński|Romano|Visser|"
    "Møller";
constexpr std::string_view words =
    "please|check|order|late|again|box|refund|was|sent|to|our|team|yesterday|customer|asked|about|size|window|blue|"
    "printer|delivery|broken|thanks|version|update|account|ticket|closed|waiting|for|parts";

std::string prose(Dice& dice, int count) {
  std::string text;
  for (int at = 0; at < count; ++at) {
    text += (at == 0 ? "" : " ") + std::string(dice.one_of(words));
  }
  return text;
}

std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) {
    text += part;
  }
  return text;
}

std::string email(Dice& dice) {
  return dice.fill("~~~~~##@") + join({dice.one_of("mail|post|web"), ".", dice.fill("~~~~"), ".",
                                       dice.one_of("com|org|fr|de|co.uk|io|internal")});
}

std::string base58check(std::string bytes) {
  const auto raw = [](const std::string& hex) {
    std::string out;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
      out += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
    }
    return out;
  };
  bytes += raw(sha256_hex(raw(sha256_hex(bytes)))).substr(0, 4);
  std::string out;
  std::string number = bytes;
  while (number.find_first_not_of('\0') != std::string::npos) {
    unsigned rest = 0;
    for (char& byte : number) {
      const unsigned value = rest * 256 + static_cast<unsigned char>(byte);
      byte = static_cast<char>(value / 58);
      rest = value % 58;
    }
    out.insert(out.begin(), "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[rest]);
  }
  for (std::size_t at = 0; at < bytes.size() && bytes[at] == '\0'; ++at) {
    out.insert(out.begin(), '1');
  }
  return out;
}

std::string random_bytes(Dice& dice, char first, std::size_t size) {
  std::string bytes(1, first);
  while (bytes.size() < size) {
    bytes += static_cast<char>(dice.below(256));
  }
  return bytes;
}

std::string ethereum(Dice& dice) {
  std::string digits = dice.fill(std::string(40, '&'));
  const auto hash = pii_scan::keccak256(digits);
  for (std::size_t at = 0; at < digits.size(); ++at) {
    const int nibble = at % 2 == 0 ? hash[at / 2] / 16 : hash[at / 2] % 16;
    digits[at] = nibble >= 8 && digits[at] >= 'a' ? static_cast<char>(digits[at] - 32) : digits[at];
  }
  return "0x" + digits;
}

std::string many(Dice& dice, std::string_view letter, std::size_t count) {
  std::string pattern;
  for (std::size_t at = 0; at < count; ++at) {
    pattern += letter;
  }
  return dice.fill(pattern);
}

/// Mostly prose, with the hit in a few cells of a hundred.
Family sparse(std::string_view name, Entity entity, std::size_t hundred, std::function<std::string(Dice&)> hit) {
  return {name, entity, [hundred, hit = std::move(hit)](Dice& dice) {
            const std::string before = prose(dice, 5);
            return dice.in(hundred) ? before + " " + hit(dice) + " " + prose(dice, 3) : before + " " + prose(dice, 4);
          }};
}

std::string ip(Dice& dice) {
  return std::to_string(1 + dice.below(222)) + "." + std::to_string(dice.below(256)) + "." +
         std::to_string(dice.below(256)) + "." + std::to_string(1 + dice.below(254));
}

void add_people(std::vector<Family>& all) {
  const auto us = [](Dice& dice) {
    return join({dice.one_of(given_us), " ", dice.one_of(surname_us), dice.fill(dice.one_of("| %").substr(0, 0))});
  };
  all.push_back({"people us", Entity::person_name, us});
  all.push_back({"people capitals", Entity::person_name, [us](Dice& dice) {
                   std::string name = us(dice);
                   for (char& letter : name)
                     letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
                   return name;
                 }});
  all.push_back({"people last first", Entity::person_name, [](Dice& dice) {
                   return join({dice.one_of(surname_us), ", ", dice.one_of(given_us), " ", dice.fill("^.")});
                 }});
  all.push_back({"people with titles", Entity::person_name, [us](Dice& dice) {
                   return join({dice.one_of("Mr.|Mrs.|Dr.|Ms|Prof."), " ", us(dice)});
                 }});
  all.push_back({"people eu", Entity::person_name, [](Dice& dice) {
                   return join({dice.one_of(given_eu), " ", dice.one_of(surname_eu)});
                 }});
  all.push_back({"given names eu", Entity::person_name, [](Dice& dice) { return std::string(dice.one_of(given_eu)); }});
  all.push_back({"surnames eu", Entity::person_name, [](Dice& dice) { return std::string(dice.one_of(surname_eu)); }});
  all.push_back({"surnames us", Entity::person_name, [](Dice& dice) { return std::string(dice.one_of(surname_us)); }});
  all.push_back({"people in", Entity::person_name, [](Dice& dice) {
                   return join(
                       {dice.one_of("Rajesh|Sunita|Vikram|Lakshmi|Arjun|Pooja|Sandeep|Kavita|Manoj|Deepa|Harish|Meera"),
                        " ", dice.one_of("Iyer|Kulkarni|Chatterjee|Reddy|Malhotra|Patel|Nair|Bose|Agarwal|Joshi")});
                 }});
  all.push_back({"people ar", Entity::person_name, [](Dice& dice) {
                   return join(
                       {dice.one_of("Khalid|Fatima|Omar|Layla|Hassan|Noor|Yusuf|Aisha|Tariq|Salma"), " ",
                        dice.one_of("al-Rashid|Haddad|Mansour|El Sayed|Khan|Abdullah|Nasser|Farouk|Aziz|Saleh")});
                 }});
  all.push_back(
      {"people ru", Entity::person_name, [](Dice& dice) {
         return join({dice.one_of("Иван|Ольга|Сергей|Татьяна|Дмитрий|Наталья|Алексей|Елена|Михаил|Ирина"), " ",
                      dice.one_of("Смирнов|Кузнецова|Попов|Соколова|Лебедев|Козлова|Новиков|Морозова|Волков|Павлова")});
       }});
  all.push_back({"people cn", Entity::person_name, [](Dice& dice) {
                   return join({dice.one_of("王|李|张|刘|陈|杨|赵|黄|周|吴"),
                                dice.one_of("伟|芳|娜|敏|静|秀英|丽|强|磊|洋|艳|勇|军|杰|娟|涛|明|超")});
                 }});
  all.push_back({"people kr", Entity::person_name, [](Dice& dice) {
                   return join({dice.one_of("김|이|박|최|정|강|조|윤|장|임"),
                                dice.one_of("민준|서연|도윤|지우|하은|예준|수빈|지훈|현우|유진")});
                 }});
}

void add_addresses(std::vector<Family>& all) {
  const auto add = [&all](std::string_view name, std::function<std::string(Dice&)> cell) {
    all.push_back({name, Entity::address, std::move(cell)});
  };
  add("address us", [](Dice& dice) {
    return dice.fill("%### ") + join({dice.one_of("Maple|Oak Hill|Lake|N Washington|Fifth|Cherry|W 42nd|Sunset"), " ",
                                      dice.one_of("Street|Ave|Blvd|Dr|Rd.|Lane|Court|Ct|Parkway")});
  });
  add("address us full", [](Dice& dice) {
    return dice.fill("%## ") +
           join({dice.one_of("Jackson|Pleasant|Willow Creek"), " ",
                 dice.one_of("Trail|Square|Ridge|Meadows|Heights|Way"), ", ", dice.one_of("Apt|Suite|Unit"),
                 dice.fill(" %#, "), dice.one_of("Salem|Dayton|Troy"), ", ", dice.one_of("OH|OR|NY"),
                 dice.fill(" #####")});
  });
  add("address po box",
      [](Dice& dice) { return dice.fill(dice.one_of("P.O. Box %###|PO Box %##, Salem, OR 9####|P.O. Box %####")); });
  add("address uk", [](Dice& dice) {
    return dice.fill("%# ") + join({dice.one_of("Church|High|Victoria|Mill|Queens"), " ",
                                    dice.one_of("Road|Street|Close|Lane|Gardens|Mews"), ", ",
                                    dice.one_of("Leeds LS|Derby DE|Bath BA"), dice.fill("% %^^")});
  });
  add("address de", [](Dice& dice) {
    return join({dice.one_of("Lindenstraße|Goethestr.|Am Markt|Bahnhofstrasse|Kirchweg|Berliner "
                             "Allee|Schillerplatz|Lange Straße|Mozartgasse"),
                 dice.fill(" %#"), dice.one_of("|a|b"), dice.one_of("|, 10115 Berlin|, 80331 München")});
  });
  add("address fr", [](Dice& dice) {
    return dice.fill("%#") +
           join({dice.one_of(" | bis | ter |, "),
                 dice.one_of("rue de la République|avenue Victor Hugo|boulevard Voltaire|place du Marché|chemin des "
                             "Vignes|allée des Tilleuls|impasse Molière|Rue Pasteur"),
                 dice.one_of("|, 75011 Paris|, 69003 Lyon")});
  });
  add("address es", [](Dice& dice) {
    return join(
        {dice.one_of("Calle Mayor|C/ Serrano|Avda. de América|Plaza de España|Paseo del Prado|Calle de la Luna"),
         dice.one_of(" | , |, "), dice.fill("%#"), dice.one_of("|, 3º B|, 28013 Madrid")});
  });
  add("address nl", [](Dice& dice) {
    return join({dice.one_of("Herengracht|Kerkstraat|Julianalaan|Marktplein|Oudeweg|Prinsenkade"), dice.fill(" %#"),
                 dice.one_of("||-2| A"), dice.one_of("|, 1012 AB Amsterdam|, 3511 CD Utrecht")});
  });
  add("address it", [](Dice& dice) {
    return join({dice.one_of("Via Roma|Viale Europa|Piazza Garibaldi|Corso Italia|Via dei Mille"), dice.one_of(", | "),
                 dice.fill("%#")});
  });
  add("address pl", [](Dice& dice) {
    return join({dice.one_of("ul. Marszałkowska|ul. Długa|al. Jana Pawła II|os. Tysiąclecia|Plac Wolności"),
                 dice.fill(" %#"), dice.one_of("|/4|, 00-001 Warszawa")});
  });
  add("address pt", [](Dice& dice) {
    return join({dice.one_of("Rua das Flores|Avenida da Liberdade|Travessa do Carmo|Praça da República"),
                 dice.one_of(", | "), dice.fill("%##")});
  });
  add("address nordic", [](Dice& dice) {
    return join({dice.one_of("Storgatan|Kungsgatan|Nørregade|Vesterbrogade|Kirkeveien|Mannerheimintie|Strandvägen"),
                 dice.fill(" %#")});
  });
  all.push_back(sparse("address in text", Entity::address, 4, [](Dice& dice) {
    return dice.fill("deliver to %## ") +
           join({dice.one_of("Maple|Oak|Hill"), " ", dice.one_of("Street|Avenue|Road|Drive")});
  }));
}

void add_nets(std::vector<Family>& all) {
  all.push_back({"email", Entity::email, email});
  all.push_back({"email upper", Entity::email, [](Dice& dice) {
                   return dice.fill("^^^^.^^^^@") + join({dice.one_of("ACME|GLOBEX"), ".COM"});
                 }});
  all.push_back({"email display", Entity::email, [](Dice& dice) {
                   return join({dice.one_of(given_us), " ", dice.one_of(surname_us), " <", email(dice), ">"});
                 }});
  all.push_back({"email list", Entity::email, [](Dice& dice) {
                   return join({email(dice), dice.one_of("; |, |,"), email(dice)});
                 }});
  all.push_back(
      {"email unicode", Entity::email, [](Dice& dice) {
         return join({dice.one_of("jürgen|søren|zoë|łukasz"), dice.fill("##@"), dice.one_of("bücher|müller"), ".de"});
       }});
  all.push_back(
      {"email half", Entity::email, [](Dice& dice) { return dice.in(45) ? email(dice) : dice.fill("user####"); }});
  all.push_back(
      {"email json", Entity::email, [](Dice& dice) {
         return join({R"({"id": )", dice.fill("%##"), R"(, "contact": {"mail": ")", email(dice), R"(", "ok": true}})"});
       }});
  all.push_back({"email logfmt", Entity::email, [](Dice& dice) {
                   return join({"level=info user=", email(dice), " took=", dice.fill("%#ms")});
                 }});
  all.push_back({"email xml", Entity::email, [](Dice& dice) {
                   return join({"<user><mail>", email(dice), "</mail><n>", dice.fill("#"), "</n></user>"});
                 }});
  all.push_back(sparse("email in text", Entity::email, 6, [](Dice& dice) { return "write to " + email(dice) + "."; }));
  all.push_back(sparse("phone in text", Entity::phone, 6, [](Dice& dice) {
    return dice.fill(dice.one_of("call +49 171 #######|tel (415) 555-####|reach me at +1 415 555 ####"));
  }));
  all.push_back(sparse("iban in text", Entity::iban, 5, [](Dice& dice) {
    return std::string(dice.one_of(
        "DE89 3704 0044 0532 0130 00|FR1420041010050500013M02606|NL91ABNA0417164300|GB29NWBK60161331926819"));
  }));
  all.push_back(sparse("card in text", Entity::credit_card, 5, [](Dice& dice) {
    return std::string(dice.one_of(
        "card 4111111111111111|visa 4012 8888 8888 1881|paid with 5555-5555-5555-4444|amex 378282246310005"));
  }));
  all.push_back(sparse("ssn in text", Entity::us_ssn, 5,
                       [](Dice& dice) { return dice.fill("SSN %2#-4%-12%#").replace(4, 1, "5"); }));
  all.push_back({"ip", Entity::ip_address, ip});
  all.push_back(
      {"ip with port", Entity::ip_address, [](Dice& dice) { return ip(dice) + dice.fill(":%####").substr(0, 5); }});
  all.push_back({"ip forwarded", Entity::ip_address, [](Dice& dice) { return ip(dice) + ", " + ip(dice); }});
  all.push_back({"ip access log", Entity::ip_address, [](Dice& dice) {
                   return ip(dice) + dice.fill(" - - [1#/Oct/2025:1#:2#:3# +0000] \"GET /~~~~ HTTP/1.1\" 200 ####");
                 }});
  all.push_back({"ip behind a word", Entity::ip_address, [](Dice& dice) {
                   return dice.fill("Failed login for ~~~~ from ") + ip(dice) + dice.fill(" port 4####");
                 }});
  all.push_back({"ipv6", Entity::ip_address, [](Dice& dice) {
                   return dice.fill(
                       dice.one_of("2a02:&&&&:&&&&:&&&&:&&&&:&&&&:&&&&:&&&&|2001:4860:&&&&::&&&&|2a00:%&&:&&&::%"));
                 }});
  all.push_back({"mac colons", Entity::mac_address, [](Dice& dice) { return dice.fill("&&:&&:&&:&&:&&:&&"); }});
  all.push_back({"mac dashes", Entity::mac_address, [](Dice& dice) { return dice.fill("A4-&&-&&-&&-&&-&&"); }});
  all.push_back({"mac dots", Entity::mac_address, [](Dice& dice) { return dice.fill("&&&&.&&&&.&&&&"); }});
  all.push_back({"bitcoin", Entity::crypto,
                 [](Dice& dice) { return base58check(random_bytes(dice, dice.in(50) ? '\0' : '\5', 21)); }});
  all.push_back({"litecoin and tron", Entity::crypto,
                 [](Dice& dice) { return base58check(random_bytes(dice, dice.in(50) ? '\x30' : '\x41', 21)); }});
  all.push_back({"ethereum", Entity::crypto, ethereum});
}

void add_secrets(std::vector<Family>& all) {
  // Prefixes in two pieces: the hosts of code look for whole ones.
  const auto add = [&all](std::string_view name, std::function<std::string(Dice&)> cell) {
    all.push_back({name, Entity::secret, std::move(cell)});
  };
  const auto token = [&add](std::string_view name, std::string prefix, std::string_view letter, std::size_t count) {
    add(name, [=](Dice& dice) { return prefix + many(dice, letter, count); });
  };
  token("secret github", std::string("gh") + "p_", "?", 36);
  token("secret aws", std::string("AK") + "IA", "^", 16);
  token("secret google", std::string("AI") + "za", "?", 35);
  token("secret slack", std::string("xo") + "xp-", "#", 30);
  token("secret stripe", std::string("sk") + "_live_", "?", 24);
  token("secret npm", std::string("np") + "m_", "?", 36);
  token("secret shopify", std::string("shp") + "at_", "&", 32);
  token("secret hugging face", std::string("h") + "f_", "?", 34);
  token("secret digitalocean", std::string("do") + "p_v1_", "&", 64);
  token("secret twilio", std::string("S") + "K", "&", 32);
  token("secret vault", std::string("hv") + "s.", "?", 24);
  token("bcrypt", "$2y$12$", "?", 53);
  token("argon2", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$", "?", 43);
  token("sha512 crypt", "$6$rounds=5000$saltsalt$", "?", 86);
  token("django", "pbkdf2_sha256$600000$saltsalt12$", "?", 44);
  token("ssha", "{SSHA}", "?", 32);
  add("jwt", [](Dice& dice) {
    return join({"eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.", many(dice, "?", 60), ".", many(dice, "?", 86)});
  });
  add("private key", [](Dice& dice) {
    return join({"-----BEGIN ", "PRIV", "ATE KEY-----\n", many(dice, "?", 64), "\n-----END ", "PRIV", "ATE KEY-----"});
  });
  add("dsn", [](Dice& dice) {
    return join({dice.one_of("postgres|mysql|redis|amqp|mongodb+srv"), "://",
                 dice.fill("svc~~:?????????@db~.internal:5432/~~~~")});
  });
  add("jdbc", [](Dice& dice) { return dice.fill("jdbc:postgresql://db#.internal/app?user=app&password=????????"); });
  add("ado", [](Dice& dice) { return dice.fill("Server=db#;Database=app;User Id=svc;Password=????????;"); });
  all.push_back(sparse("secret in text", Entity::secret, 4, [](Dice& dice) {
    return join({"export TOKEN=gh", "o_", many(dice, "?", 36)});
  }));
  all.push_back({"secret in json", Entity::secret, [](Dice& dice) {
                   return join({R"({"url": "https://x.test", "auth": "gl)", "pat-", many(dice, "?", 20), "\"}"});
                 }});
}

}  // namespace

const std::vector<Family> text_families() {
  std::vector<Family> all;
  add_people(all);
  add_addresses(all);
  add_nets(all);
  add_secrets(all);
  return all;
}

}  // namespace tollgate::test_gates
