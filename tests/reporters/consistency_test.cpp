// Four tellers, one report: they agree on the verdict, on how many findings there are, and on the place of each.
#include <algorithm>
#include <clocale>
#include <locale>
#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"
#include "tests/reporters/workflow_commands.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

struct Told {
  std::string verdict;
  std::vector<std::string> places;  ///< sorted `severity path:line`
  friend bool operator==(const Told&, const Told&) = default;
};

Told sorted(Told told) {
  std::sort(told.places.begin(), told.places.end());
  return told;
}

/// `severity path:line` of the lines that begin with the indent and a severity and end with ` at path:line:column`.
std::vector<std::string> places_in(const std::string& text, const std::string& indent) {
  std::vector<std::string> found;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const std::size_t at = line.rfind(" at ");
    if (line.compare(0, indent.size(), indent) != 0 || at == std::string::npos) continue;
    const std::string severity = line.substr(indent.size(), line.find(' ', indent.size()) - indent.size());
    if (severity != "error" && severity != "warning" && severity != "info" && severity != "waived" &&
        severity != "known" && severity != "outside")
      continue;
    const std::string place = line.substr(at + 4);
    const std::size_t end = place.find_first_not_of("0123456789", place.find(':') + 1);
    found.push_back(severity + " " + place.substr(0, end));
  }
  return found;
}

/// The first word of what a finding that does not fail is called.
std::string word_of(const std::string& by) {
  return by == "baseline" ? "known" : by == "diff-filter" ? "outside" : "waived";
}

Told by_json(const Report& report) {
  const Json object = Json::parse(json_of(report));
  Told told{object["verdict"], {}};
  for (const Json& finding : object["findings"]) {
    const Json& place = finding["location"];
    const std::string severity =
        finding["waived"].is_null() ? finding["severity"].get<std::string>() : word_of(finding["waived"]["by"]);
    told.places.push_back(severity + " " + place["path"].get<std::string>() + ":" +
                          std::to_string(place["line"].get<int>()));
  }
  return sorted(told);
}

Told by_terminal(const Report& report) {
  const std::string text = terminal_of(report);
  const std::map<std::string, std::string> words{{"PASS", "passed"}, {"FAIL", "failed"}, {"NOT JUDGED", "unjudged"}};
  return sorted({words.at(text.substr(0, text.find(':'))), places_in(text, "  ")});
}

Told by_junit(const Report& report) {
  pugi::xml_document document;
  REQUIRE(document.load_string(junit_of(report).c_str()));
  const pugi::xml_node root = document.child("testsuites");
  const bool unjudged = root.attribute("errors").as_int() > 0;
  Told told{unjudged ? "unjudged" : root.attribute("failures").as_int() > 0 ? "failed" : "passed", {}};
  for (const pugi::xml_node suite : root) {
    for (const pugi::xml_node made : suite.children("testcase")) {
      for (const std::string& place : places_in(made.last_child().text().get(), "")) told.places.push_back(place);
    }
  }
  return sorted(told);
}

Told by_github(const Report& report) {
  const Rendering rendering = github_of(report);
  Told told{parsed_outputs(side_file(rendering, "GITHUB_OUTPUT")).at("conclusion"), {}};
  for (const WorkflowCommand& command : obeyed_commands(rendering.body)) {
    if (command.message.rfind("could not be judged", 0) == 0) continue;
    const std::string title = command.properties.at("title");
    std::string level = command.name == "notice" ? "info" : command.name;
    for (const char* word : {"waived", "known", "outside"}) {
      if (title.starts_with(std::string(word) + ": ") || title.starts_with(std::string(word) + " the diff: "))
        level = word;
    }
    told.places.push_back(level + " " + command.properties.at("file") + ":" + command.properties.at("line"));
  }
  return sorted(told);
}

}  // namespace

TEST_CASE("the four formats agree on the verdict and on the place of every finding") {
  for (const auto make : {samples::clean, samples::mixed, samples::errored, samples::waived}) {
    const Report report = make();
    const Told told = by_json(report);
    CHECK(told.places.size() == report.findings.size());
    CHECK(by_terminal(report) == told);
    CHECK(by_junit(report) == told);
    CHECK(by_github(report) == told);
  }
}

TEST_CASE("the formats agree on a hostile report, too") {
  const Report report = samples::hostile();
  const Told told = by_json(report);
  CHECK(told.verdict == "unjudged");
  CHECK(by_junit(report).verdict == told.verdict);
  CHECK(by_github(report).verdict == told.verdict);
  CHECK(by_terminal(report).verdict == told.verdict);
  CHECK(by_github(report).places.size() == told.places.size());
}

TEST_CASE("every rendering is the same from run to run and in every locale") {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  for (const samples::Sample& sample : samples::all) {
    const auto before = renderings_of(sample.make());
    const std::locale usual = std::locale::global(std::locale(std::locale::classic(), new Comma));
    const std::string c_locale = std::setlocale(LC_ALL, nullptr);
    for (const char* name : {"de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8", "C"}) {  // those that the machine has
      std::setlocale(LC_ALL, name);
      INFO(sample.name << " in " << name);
      CHECK((renderings_of(sample.make()) == before));
    }
    std::locale::global(usual);
    std::setlocale(LC_ALL, c_locale.c_str());
  }
}

}  // namespace tollgate::reporters
