// Which subjects `waivers add` takes for a rule, held against the findings that gates made in their own tests.
#include "cli/waivers_form.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "tests/catch.hpp"

using namespace tollgate;

namespace {

/// A line of fixtures/gates/GATE/CASE/expected.txt: `finding SEVERITY RULE PLACE ID [column C] [relation R] [<- CAUSE]:
/// MESSAGE`.
struct Expected {
  std::string rule;
  std::string id;
  std::string subject;
};

std::string_view taken(std::string_view& text, std::string_view end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + end.size(), text.size()));
  return part;
}

std::optional<Expected> expected_in(std::string_view line) {
  if (taken(line, " ") != "finding") return std::nullopt;
  taken(line, " ");
  const std::string rule(taken(line, " "));
  taken(line, " ");
  std::string_view about = line.substr(0, line.find(": "));
  about = about.substr(0, about.find(" <- "));
  const std::string id(about.substr(0, about.find(' ')));
  Expected expected{rule, id, id};
  const std::size_t relation = about.find(" relation ");
  const std::string_view before = about.substr(0, relation);
  if (const std::size_t column = before.find(" column "); column != std::string_view::npos)
    expected.subject += "." + std::string(before.substr(column + 8));
  if (relation != std::string_view::npos) expected.subject += " (" + std::string(about.substr(relation + 10)) + ")";
  return expected;
}

}  // namespace

TEST_CASE("the forms that waivers add knows are those of the findings that gates make") {
  namespace fs = std::filesystem;
  int judged = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(TOLLGATE_SOURCE_DIR) / "fixtures" / "gates")) {
    if (entry.path().filename() != "expected.txt") continue;
    const std::string gate = entry.path().parent_path().parent_path().filename().string();
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      const auto expected = expected_in(line);
      if (!expected) continue;
      INFO(entry.path() << "\n" << line << "\n" << expected->subject);
      CHECK_NOTHROW(cli::require_form(gate, expected->rule, expected->subject, expected->id));
      ++judged;
    }
  }
  CHECK(judged > 60);
}

TEST_CASE("a wildcard counts as what it can stand for") {
  const auto takes = [](std::string_view subject) {
    try {
      cli::require_form("lineage-diff", "join-added", subject, "model.shop.orders");
      return true;
    } catch (const Error&) {
      return false;
    }
  };
  CHECK(takes("model.shop.orders (join added items)"));
  CHECK(takes("model.shop.orders (*)"));
  CHECK(takes("model.shop.orders (join*)"));
  CHECK(takes("model.shop.orders (join added it??s)"));
  CHECK_FALSE(takes("model.shop.orders (filter*)"));
  CHECK_FALSE(takes("model.shop.orders (join added)"));
  CHECK_FALSE(takes("model.shop.orders"));
  CHECK_FALSE(takes("model.shop.orders.*"));
}
