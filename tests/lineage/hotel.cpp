#include "tests/lineage/hotel.hpp"

#include <fmt/format.h>

#include "tests/catch.hpp"

namespace tollgate::test_lineage {

Side hotel() {
  return Side()
      .source("guest", {{"id", "integer"}, {"agency_id", "integer"}, {"land", "text"}, {"active", "boolean"}})
      .source("stay", {{"id", "integer"}, {"guest_id", "integer"}, {"payer_id", "integer"}, {"room_id", "integer"}})
      .source("bill", {{"id", "integer"}, {"stay_id", "integer"}, {"guest_id", "integer"}, {"sum", "numeric"}})
      .source("room", {{"id", "integer"}, {"floor", "integer"}, {"keeper_id", "integer"}});
}

lineage::Differences compare_hotels(const std::string& base, const std::string& head) {
  const Side one = hotel().model("m", base);
  const Side other = hotel().model("m", head);
  return lineage::compare(one.graph(&other), other.graph(&one));
}

std::vector<std::string> rows(const std::string& base, const std::string& head) {
  std::vector<std::string> told;
  for (const lineage::Difference& d : compare_hotels(base, head).differences) {
    if (lineage::is_about_column(d.kind)) continue;
    told.push_back(fmt::format("{}: {}{}{} -> {}{}{}", to_string(d.kind), d.joined, d.joined.empty() ? "" : " ",
                               d.before, d.after, d.effect.empty() ? "" : ": ", d.effect));
  }
  return told;
}

std::string with(std::string text, const std::string& old_words, const std::string& new_words) {
  const std::size_t at = text.find(old_words);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_words.size(), new_words);
}

}  // namespace tollgate::test_lineage
