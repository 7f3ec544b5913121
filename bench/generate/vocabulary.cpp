#include "bench/generate/vocabulary.hpp"

#include <fmt/format.h>

#include <array>

namespace tollgate::bench {

namespace {

constexpr std::array<std::string_view, 16> system_names{
    "billing",   "crm",      "web",     "support",   "logistics", "marketing", "finance", "hr",
    "catalogue", "payments", "loyalty", "warehouse", "partners",  "surveys",   "risk",    "telemetry"};

constexpr std::array<std::string_view, 40> noun_names{
    "order",    "invoice",  "payment",  "refund",  "customer", "session",  "event",    "ticket",  "shipment", "parcel",
    "product",  "price",    "discount", "voucher", "contract", "campaign", "click",    "lead",    "visit",    "return",
    "stock",    "supplier", "purchase", "ledger",  "booking",  "review",   "rating",   "message", "call",     "task",
    "employee", "team",     "store",    "device",  "license",  "renewal",  "forecast", "budget",  "transfer", "claim"};

constexpr std::array<Attribute, 56> attribute_list{{
    {"country_code", Kind::word},
    {"currency_code", Kind::word},
    {"channel", Kind::word},
    {"region", Kind::word},
    {"segment", Kind::word},
    {"source_system", Kind::word},
    {"external_reference", Kind::word},
    {"language", Kind::word},
    {"device_type", Kind::word},
    {"plan_name", Kind::word},
    {"category", Kind::word},
    {"subcategory", Kind::word},
    {"priority", Kind::word},
    {"reason", Kind::word},
    {"comment", Kind::word},
    {"email", Kind::word, true},
    {"phone_number", Kind::word, true},
    {"full_name", Kind::word, true},
    {"street", Kind::word, true},
    {"owner_id", Kind::id},
    {"parent_id", Kind::id},
    {"campaign_id", Kind::id},
    {"store_id", Kind::id},
    {"product_id", Kind::id},
    {"agent_id", Kind::id},
    {"contract_id", Kind::id},
    {"net_cents", Kind::count},
    {"tax_cents", Kind::count},
    {"fee_cents", Kind::count},
    {"shipping_cents", Kind::count},
    {"discount_cents", Kind::count},
    {"quantity", Kind::count},
    {"item_count", Kind::count},
    {"attempt_count", Kind::count},
    {"page_views", Kind::count},
    {"duration_seconds", Kind::count},
    {"weight_grams", Kind::count},
    {"score", Kind::amount},
    {"exchange_rate", Kind::amount},
    {"margin_rate", Kind::amount},
    {"unit_price", Kind::amount},
    {"started_at", Kind::moment},
    {"finished_at", Kind::moment},
    {"shipped_at", Kind::moment},
    {"paid_at", Kind::moment},
    {"cancelled_at", Kind::moment},
    {"synced_at", Kind::moment},
    {"due_on", Kind::day},
    {"booked_on", Kind::day},
    {"valid_from", Kind::day},
    {"valid_to", Kind::day},
    {"is_active", Kind::flag},
    {"is_test", Kind::flag},
    {"is_first", Kind::flag},
    {"is_manual", Kind::flag},
    {"has_consent", Kind::flag},
}};

constexpr std::array<std::string_view, 48> prose{
    "the",    "amount", "of",      "each",  "record",  "as",       "written", "by",      "source", "system",
    "before", "any",    "refund",  "in",    "account", "currency", "and",     "without", "tax",    "that",
    "was",    "known",  "when",    "row",   "last",    "changed",  "see",     "finance", "for",    "how",
    "it",     "is",     "rounded", "empty", "where",   "nobody",   "filled",  "form",    "since",  "2021",
    "only",   "closed", "months",  "are",   "counted", "at",       "day's",   "end"};

/// FNV-1a.
std::uint64_t digest(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return value;
}

}  // namespace

std::string_view type_of(Kind kind) {
  constexpr std::array<std::string_view, 7> types{
      "bigint", "text", "numeric", "bigint", "timestamp without time zone", "date", "boolean"};
  return types.at(static_cast<std::size_t>(kind));
}

std::span<const std::string_view> systems() { return system_names; }
std::span<const std::string_view> nouns() { return noun_names; }
std::span<const Attribute> attributes() { return attribute_list; }

std::string sentences(std::string_view about, std::size_t length) {
  Chance chance(digest(about));
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    const bool first = i % 12 == 0;
    if (first && i > 0) text += '.';
    if (i > 0) text += ' ';
    const std::size_t at = text.size();
    text += prose.at(chance.below(prose.size()));
    if (first && text[at] >= 'a') text[at] = static_cast<char>(text[at] - 'a' + 'A');
  }
  return text.empty() ? text : text + ".";
}

std::string hex_of(std::string_view about, std::size_t digits) {
  constexpr std::string_view alphabet = "0123456789abcdef";
  Chance chance(digest(about));
  std::string text;
  while (text.size() < digits) text += alphabet[chance.below(alphabet.size())];
  return text;
}

std::string uuid_of(std::string_view about) {
  const std::string hex = hex_of(about, 32);
  return fmt::format("{}-{}-4{}-9{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3), hex.substr(17, 3),
                     hex.substr(20, 12));
}

}  // namespace tollgate::bench
