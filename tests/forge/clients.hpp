// The real client over libcurl against the fake forge, with less patience: what the tests of the client share.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "forge/api.hpp"
#include "forge/client.hpp"
#include "tests/forge/fake_forge.hpp"

namespace tollgate::test {

using forge::Client;
using forge::Failure;
using forge::Kind;
using forge::Settings;
using Texts = std::vector<std::string>;

inline const std::string secret = "ghs_secret_of_the_test";

/// The real client, but for a tenth of the patience.
inline forge::Client client_of(const forge::Settings& settings) {
  const forge::Address address = forge::address_from(settings.api, "X");
  const auto http = std::make_shared<forge::Http>(std::string(), address.is_here);
  forge::Pace pace = forge::real_pace();
  pace.sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time / 10); };
  const forge::ApiSettings api{settings.kind, address, settings.token, settings.budget, settings.request_timeout};
  const forge::Transport transport = [http](const forge::Request& request) { return http->ask(request); };
  return {settings, std::make_unique<forge::Api>(api, transport, pace)};
}

inline forge::Settings settings_of(const FakeForge& fake, forge::Kind kind, int budget = 30) {
  const bool github = kind == forge::Kind::github;
  return {kind,
          fake.address() + (github ? "" : "/api/v4"),
          github ? "o/r" : "42",
          secret,
          {},
          std::chrono::seconds(budget),
          std::chrono::seconds(5)};
}

inline forge::Client github(const FakeForge& fake, int budget = 30) {
  return client_of(settings_of(fake, forge::Kind::github, budget));
}
inline forge::Client gitlab(const FakeForge& fake) { return client_of(settings_of(fake, forge::Kind::gitlab)); }

}  // namespace tollgate::test
