// Rules about names: networks, devices, wallets, and what opens a door.
#include "gates/pii_scan/names_around.hpp"

namespace tollgate::pii_scan {

using enum Concept;

FoundPhrase network_at(const Around& word) {
  switch (word.here()) {
    case ip: {
      const bool nobodys = word.has({infrastructure}) || word.before({private_}) || word.text_at(-1, "internal");
      return word.means(Entity::ip_address, word.run_before({address}), word.run_after({address, name_part}),
                        nobodys ? Strength::weak : Strength::strong);
    }
    case remote:
      if (word.next({address})) return word.strong(Entity::ip_address, 0, 1);
      return word.is("forwarded") ? FoundPhrase(word.strong(Entity::ip_address)) : std::nullopt;
    case mac: {
      const std::ptrdiff_t after = word.run_after({address});
      const std::ptrdiff_t before = word.run_before({address});
      const bool told = after + before > 0 || word.has({radio, device});
      return word.means(Entity::mac_address, before, after, told ? Strength::strong : Strength::weak);
    }
    case radio:
      return word.next({address}) ? FoundPhrase(word.strong(Entity::mac_address, 0, 1)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

FoundPhrase device_at(const Around& word) {
  switch (word.here()) {
    case device_id:
      return word.strong(Entity::device_id, 0, word.run_after({number, id, code}));
    case fingerprint:
      return word.before({device}) || word.text_at(-1, "browser") ? FoundPhrase(word.strong(Entity::device_id, 1, 0))
                                                                  : std::nullopt;
    case id:
      if (word.before({advertising}) || word.text_at(-1, "android")) return word.strong(Entity::device_id, 1, 0);
      return word.before({device}) ? FoundPhrase(word.weak(Entity::device_id, 1, 0)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

FoundPhrase wallet_at(const Around& word) {
  if (word.here() != wallet && word.here() != coin) return std::nullopt;
  const bool far = word.next({modifier, unknown}) && word.at(2, {address});
  const std::ptrdiff_t after = far ? 2 : word.run_after({wallet, coin, address});
  const std::ptrdiff_t before = word.run_before({address});
  const bool address_too = word.at(after, {address}) || before > 0;
  const bool both = after > 0 && word.at(after, {wallet});
  if (address_too || both) return word.strong(Entity::crypto, before, after);
  return word.here() == wallet && word.last() ? FoundPhrase(word.weak(Entity::crypto)) : std::nullopt;
}

namespace {

FoundPhrase token_at(const Around& word) {
  const bool plain = word.at(-1) == filler;
  if (word.before({harmless_token, card, credit, count, number, thing, coin, party, kind_of}) ||
      word.has({harmless_token}) || word.next({harmless_token})) {
    return std::nullopt;
  }
  const bool told = word.has({access, secret, password, private_, recovery});
  if (word.token().plural && !told) return std::nullopt;
  if (plain && !told) return word.weak(Entity::secret);
  return word.strong(Entity::secret, word.run_before({access, secret, private_}),
                     word.run_after({secret, key, sanitised, salt, code, modifier}));
}

}  // namespace

FoundPhrase secret_at(const Around& word) {
  switch (word.here()) {
    case password:
      return word.strong(Entity::secret, word.run_before({access, sanitised}),
                         word.run_after({sanitised, salt, secret, code, key, modifier}));
    case secret:
      return word.strong(Entity::secret, word.run_before({access, recovery, sanitised}),
                         word.run_after({key, token, sanitised, answer, code, access, salt, modifier}));
    case secret_word:
      return word.strong(Entity::secret, 0, word.run_after({sanitised, token, modifier}));
    case token:
      return token_at(word);
    case key:
      if (word.has({harmless_key}) || word.text_at(-1, "public") || word.has_text("public")) return std::nullopt;
      if (word.before({account}) && word.text_at(-2, "service")) return word.strong(Entity::secret, 2, 0);
      if (!word.has({private_}) && !word.before({access, secret, private_}) && !word.next({private_, secret, access}))
        return std::nullopt;
      return word.strong(Entity::secret, word.run_before({access, secret, private_}),
                         word.run_after({sanitised, secret, modifier, private_, access}));
    case salt:
      return word.has({password}) ? word.strong(Entity::secret) : word.weak(Entity::secret);
    case recovery:
      if (const std::ptrdiff_t end = word.run_after({code, key, secret, recovery, sanitised, modifier}); end > 0) {
        return word.strong(Entity::secret, 0, end);
      }
      return word.last() ? FoundPhrase(word.weak(Entity::secret)) : std::nullopt;
    case answer:
      return word.before({security, secret}) ? FoundPhrase(word.strong(Entity::secret, 1, word.run_after({sanitised})))
                                             : std::nullopt;
    case code:
      return word.text_at(-1, "backup") ? FoundPhrase(word.strong(Entity::secret, 1, word.run_after({sanitised})))
                                        : std::nullopt;
    case pin:
      if (const std::ptrdiff_t end = word.run_after({code, number, sanitised}); end > 0) {
        return word.strong(Entity::secret, 0, end);
      }
      return word.weak(Entity::secret);
    default:
      return std::nullopt;
  }
}

}  // namespace tollgate::pii_scan
