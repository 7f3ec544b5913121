// docs/gates/<id>.md: one page per gate and no other; its generated part is what the Gate value says now.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/page_header.hpp"

namespace fs = std::filesystem;
using namespace tollgate;

namespace {

fs::path pages() { return fs::path(TOLLGATE_SOURCE_DIR) / "docs" / "gates"; }

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string generated(const Gate& gate) {
  return std::string(test_gates::generated_begin) + "\n" + test_gates::page_header(gate) +
         std::string(test_gates::generated_end);
}

bool updating() {
  const char* update = std::getenv("TOLLGATE_UPDATE_GOLDENS");
  return update != nullptr && std::string_view(update) == "1";
}

void renew(const fs::path& page, const Gate& gate) {
  std::string text = read(page);
  const std::size_t begin = text.find(test_gates::generated_begin);
  const std::size_t end = text.find(test_gates::generated_end);
  if (begin == std::string::npos || end == std::string::npos) return;
  text.replace(begin, end + test_gates::generated_end.size() - begin, generated(gate));
  std::ofstream(page, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("the page of each gate holds what its Gate value says") {
  for (const Gate* gate : gates::all) {
    const fs::path page = pages() / (std::string(gate->id) + ".md");
    INFO(page.string());
    if (updating()) renew(page, *gate);
    CHECK_THAT(read(page), ContainsSubstring(generated(*gate)));
    for (const char* heading : {"## What it does\n", "## Why\n", "## Example\n"}) {
      CHECK_THAT(read(page), ContainsSubstring(heading));
    }
  }
}

TEST_CASE("there is a page for no gate that does not exist") {
  std::set<std::string> ids;
  for (const Gate* gate : gates::all) ids.insert(std::string(gate->id));
  for (const auto& entry : fs::directory_iterator(pages())) {
    INFO(entry.path().string());
    CHECK(ids.contains(entry.path().stem().string()));
  }
}

TEST_CASE("a bar in an option's text does not end the cell of the table") {
  static constexpr Option<std::string_view> option{
      .name = "how", .unit = "", .fallback = "a", .help = "Help.", .choices = "a|b"};
  static constexpr std::array<AnyOption, 1> options{&option};
  const Gate gate{.id = "x", .summary = "S.", .needs = {}, .options = options, .rules = {}, .check = nullptr};
  CHECK_THAT(test_gates::page_header(gate), ContainsSubstring("| `how` |  | `a` |  | Help. One of `a\\|b`. |"));
}

TEST_CASE("options say their unit in their name or carry one, and rule ids are kebab-case") {
  for (const Gate* gate : gates::all) {
    std::set<std::string_view> ids;
    for (const Rule& rule : gate->rules) {
      INFO(gate->id << ": " << rule.id);
      CHECK(rule.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
      CHECK(ids.insert(rule.id).second);
      CHECK_FALSE(rule.advice.empty());
    }
    for (const AnyOption& option : gate->options) {
      INFO(gate->id << ": " << name_of(option));
      CHECK_FALSE(std::visit([](const auto* typed) { return typed->help.empty(); }, option));
    }
  }
}
