#include "gates/pii_scan/values/secret_prefixes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include "gates/pii_scan/values/compact.hpp"

namespace tollgate::pii_scan {
namespace {

enum class Letters : std::uint8_t { alnum, word, hex, base32, dotted };

struct Prefix {
  std::string_view text;
  Letters letters;
  std::size_t shortest, longest;  ///< of what follows
  bool live = false;              ///< opens production
};

// As the issuers document them (their pages on token formats and secret scanning); in order of the first letter.
constexpr std::size_t any = 400;
constexpr std::array prefixes = {
    Prefix{"A3-", Letters::dotted, 30, 40},   // 1Password
    Prefix{"ABIA", Letters::base32, 16, 16},  // AWS
    Prefix{"ACCA", Letters::base32, 16, 16},
    Prefix{"AIza", Letters::word, 35, 35},          // Google
    Prefix{"AKIA", Letters::base32, 16, 16, true},  // AWS
    Prefix{"ASIA", Letters::base32, 16, 16},
    Prefix{"ATATT3", Letters::dotted, 50, any},        // Atlassian
    Prefix{"CFPAT-", Letters::word, 40, 50},           // Contentful
    Prefix{"EAAC", Letters::alnum, 40, any},           // Facebook
    Prefix{"FLWSECK_TEST-", Letters::dotted, 12, 40},  // Flutterwave
    Prefix{"FLWSECK-", Letters::dotted, 32, 50, true},
    Prefix{"GOCSPX-", Letters::word, 28, 28},  // Google OAuth client
    Prefix{"LTAI", Letters::alnum, 12, 20},    // Alibaba
    Prefix{"NRAK-", Letters::alnum, 27, 27},   // New Relic
    Prefix{"PMAK-", Letters::dotted, 59, 59},  // Postman
    Prefix{"SG.", Letters::dotted, 60, 70},    // SendGrid
    Prefix{"SK", Letters::hex, 32, 32},        // Twilio
    Prefix{"amzn.mws.", Letters::dotted, 36, 36},
    Prefix{"dapi", Letters::hex, 32, 32},        // Databricks
    Prefix{"dckr_pat_", Letters::word, 27, 40},  // Docker
    Prefix{"doo_v1_", Letters::hex, 64, 64},     // DigitalOcean
    Prefix{"dop_v1_", Letters::hex, 64, 64},
    Prefix{"dp.pt.", Letters::alnum, 40, 50},  // Doppler
    Prefix{"duffel_live_", Letters::word, 40, 50, true},
    Prefix{"figd_", Letters::word, 36, 60},  // Figma
    Prefix{"gho_", Letters::alnum, 36, 36},  // GitHub
    Prefix{"ghp_", Letters::alnum, 36, 36},
    Prefix{"ghr_", Letters::alnum, 36, 76},
    Prefix{"ghs_", Letters::alnum, 36, 36},
    Prefix{"ghu_", Letters::alnum, 36, 36},
    Prefix{"github_pat_", Letters::word, 82, 82},
    Prefix{"gldt-", Letters::word, 20, 60},  // GitLab
    Prefix{"glft-", Letters::word, 20, 60},
    Prefix{"glpat-", Letters::dotted, 20, 60},
    Prefix{"glptt-", Letters::word, 40, 60},
    Prefix{"glrt-", Letters::dotted, 20, 60},
    Prefix{"glc_", Letters::word, 32, any},  // Grafana
    Prefix{"glsa_", Letters::word, 41, 41},
    Prefix{"gsk_", Letters::alnum, 40, 60},  // Groq
    Prefix{"hf_", Letters::alnum, 30, 40},   // Hugging Face
    Prefix{"hvb.", Letters::word, 60, any},  // Vault
    Prefix{"hvs.", Letters::word, 24, any},
    Prefix{"key-", Letters::hex, 32, 32},        // Mailgun
    Prefix{"lin_api_", Letters::alnum, 40, 40},  // Linear
    Prefix{"ntn_", Letters::alnum, 40, 60},      // Notion
    Prefix{"npm_", Letters::alnum, 36, 36},
    Prefix{"pat-na1-", Letters::dotted, 36, 36},  // HubSpot
    Prefix{"patp", Letters::dotted, 80, 90},      // Airtable
    Prefix{"pscale_", Letters::dotted, 32, 70},   // PlanetScale
    Prefix{"pul-", Letters::hex, 40, 40},         // Pulumi
    Prefix{"pypi-AgE", Letters::word, 50, any},
    Prefix{"r8_", Letters::alnum, 37, 40},              // Replicate
    Prefix{"rk_live_", Letters::alnum, 20, 120, true},  // Stripe
    Prefix{"rk_test_", Letters::alnum, 20, 120},
    Prefix{"rubygems_", Letters::hex, 48, 48},
    Prefix{"rzp_live_", Letters::alnum, 14, 20, true},  // Razorpay
    Prefix{"secret_", Letters::alnum, 43, 43},          // Notion
    Prefix{"shpat_", Letters::hex, 32, 32},             // Shopify
    Prefix{"shpca_", Letters::hex, 32, 32},
    Prefix{"shppa_", Letters::hex, 32, 32},
    Prefix{"shpss_", Letters::hex, 32, 32},
    Prefix{"sk-ant-", Letters::word, 80, 120},   // Anthropic
    Prefix{"sk-or-v1-", Letters::hex, 64, 64},   // OpenRouter
    Prefix{"sk-proj-", Letters::word, 40, 200},  // OpenAI
    Prefix{"sk-svcacct-", Letters::word, 40, 200},
    Prefix{"sk-", Letters::alnum, 48, 48},
    Prefix{"sk_live_", Letters::alnum, 20, 120, true},  // Stripe
    Prefix{"sk_test_", Letters::alnum, 20, 120},
    Prefix{"sntrys_", Letters::dotted, 60, any},  // Sentry
    Prefix{"sq0atp-", Letters::word, 22, 22},     // Square
    Prefix{"sq0csp-", Letters::word, 43, 43},
    Prefix{"tfp_", Letters::word, 40, 60},      // Typeform
    Prefix{"whsec_", Letters::dotted, 24, 64},  // webhook signing
    Prefix{"xai-", Letters::alnum, 70, 90},
    Prefix{"xapp-", Letters::dotted, 20, any},  // Slack
    Prefix{"xoxa-", Letters::dotted, 20, any},
    Prefix{"xoxb-", Letters::dotted, 20, any},
    Prefix{"xoxe-", Letters::dotted, 20, any},
    Prefix{"xoxe.", Letters::dotted, 20, any},
    Prefix{"xoxo-", Letters::dotted, 20, any},
    Prefix{"xoxp-", Letters::dotted, 20, any},
    Prefix{"xoxr-", Letters::dotted, 20, any},
    Prefix{"xoxs-", Letters::dotted, 20, any},
    Prefix{"ya29.", Letters::dotted, 20, any},  // Google OAuth
};

bool fits(char letter, Letters letters) {
  switch (letters) {
    case Letters::alnum:
      return is_alnum(letter);
    case Letters::word:
      return is_alnum(letter) || letter == '-' || letter == '_';
    case Letters::hex:
      return is_hex(letter);
    case Letters::base32:
      return is_upper(letter) || (letter >= '2' && letter <= '7');
    case Letters::dotted:
      return is_alnum(letter) || letter == '-' || letter == '_' || letter == '.' || letter == '=' || letter == '/' ||
             letter == '+';
  }
  return false;
}

bool fits(std::string_view rest, const Prefix& prefix) {
  if (rest.size() < prefix.shortest || rest.size() > prefix.longest) {
    return false;
  }
  bool all = true;
  bool digit_or_capital = false;
  for (const char letter : rest) {
    all = all && fits(letter, prefix.letters);
    digit_or_capital = digit_or_capital || is_digit(letter) || is_upper(letter);
  }
  return all && digit_or_capital;  // `key-signature-algorithm-…` is prose
}

/// Telegram: the bot's number, a colon, 35 characters. Discord, Slack: the secret is in the path.
SecretShape without_prefix(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon >= 8 && colon <= 10 && text.size() == colon + 36 && text[colon + 1] == 'A' &&
      all_digits(text.substr(0, colon))) {
    return SecretShape::token;
  }
  const bool webhook = (text.starts_with("https://hooks.slack.com/services/T") && text.size() > 60) ||
                       (text.starts_with("https://discord.com/api/webhooks/") && text.size() > 100) ||
                       (text.starts_with("https://discordapp.com/api/webhooks/") && text.size() > 100);
  return webhook ? SecretShape::token : SecretShape::none;
}

}  // namespace

SecretShape prefixed_token(std::string_view text) {
  for (const auto& prefix : prefixes) {
    if (text.starts_with(prefix.text) && fits(text.substr(prefix.text.size()), prefix)) {
      return prefix.live ? SecretShape::live_key : SecretShape::token;
    }
  }
  return without_prefix(text);
}

}  // namespace tollgate::pii_scan
