// JUnit XML. The default has `file` and `line`; the strict variant has what the narrowest consumers demand and nothing
// that they refuse (see tests/reporters/junit.xsd). Every text is escaped here, pugixml only sets the tags.
#include <pugixml.hpp>
#include <sstream>

#include "reporters/all.hpp"
#include "reporters/escape.hpp"
#include "reporters/junit_cases.hpp"

namespace tollgate::reporters {

namespace {

using Node = pugi::xml_node;

/// The Report has no clock.
constexpr const char* no_time = "0.000";
constexpr const char* no_moment = "1970-01-01T00:00:00";
constexpr std::array<std::string_view, 1> variants{"strict"};

void set(Node node, const char* name, std::string_view value) {
  node.append_attribute(name) = xml_attribute(value).c_str();
}

void set(Node node, const char* name, int value) { node.append_attribute(name) = std::to_string(value).c_str(); }

void append(Node parent, const char* name, std::string_view text) {
  parent.append_child(name).text().set(xml_text(text).c_str());
}

void append_verdict(Node parent, const char* name, const Case& made) {
  Node node = parent.append_child(name);
  set(node, "message", made.message);
  set(node, "type", made.type);
  if (!made.body.empty()) node.text().set(xml_text(made.body).c_str());
}

void append_case(Node parent, const std::string& classname, const Case& made, bool strict) {
  Node node = parent.append_child("testcase");
  set(node, "classname", classname);
  set(node, "name", made.name);
  if (!strict && !made.location.path.empty()) {
    set(node, "file", made.location.path);
    if (made.location.line > 0) set(node, "line", made.location.line);
  }
  node.append_attribute("time") = no_time;
  switch (made.status) {
    case CaseStatus::failed:
      return append_verdict(node, "failure", made);
    case CaseStatus::errored:
      return append_verdict(node, "error", made);
    case CaseStatus::skipped:
      set(node.append_child("skipped"), "message", made.message);
      break;
    case CaseStatus::passed:
      break;
  }
  if (!made.body.empty()) append(node, "system-out", made.body);
}

void append_suite(Node parent, const Suite& suite, int id, const RenderStyle& style, bool strict) {
  Node node = parent.append_child("testsuite");
  set(node, "name", suite.classname);
  if (strict) {
    set(node, "package", "tollgate");
    set(node, "id", id);
    set(node, "hostname", "tollgate");
  }
  if (strict || !style.timestamp.empty()) set(node, "timestamp", style.timestamp.empty() ? no_moment : style.timestamp);
  set(node, "tests", static_cast<int>(suite.cases.size()));
  set(node, "failures", suite.count(CaseStatus::failed));
  set(node, "errors", suite.count(CaseStatus::errored));
  set(node, "skipped", suite.count(CaseStatus::skipped));
  node.append_attribute("time") = no_time;
  if (strict) node.append_child("properties");
  for (const Case& made : suite.cases) append_case(node, suite.classname, made, strict);
  if (strict) {
    node.append_child("system-out");
    node.append_child("system-err");
  }
}

void append_totals(Node node, const std::vector<Suite>& suites) {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  for (const Suite& suite : suites) {
    tests += static_cast<int>(suite.cases.size());
    failures += suite.count(CaseStatus::failed);
    errors += suite.count(CaseStatus::errored);
  }
  set(node, "name", "tollgate");
  set(node, "tests", tests);
  set(node, "failures", failures);
  set(node, "errors", errors);
  node.append_attribute("time") = no_time;
}

Rendering render(const Report& report, const RenderStyle& style) {
  const std::vector<Suite> suites = suites_of(report);
  pugi::xml_document document;
  Node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  Node root = document.append_child("testsuites");
  append_totals(root, suites);
  for (std::size_t i = 0; i < suites.size(); ++i) {
    append_suite(root, suites[i], static_cast<int>(i), style, style.variant == "strict");
  }
  std::ostringstream out;
  document.save(out, "  ", pugi::format_indent | pugi::format_no_escapes, pugi::encoding_utf8);
  return {out.str(), {}};
}

}  // namespace

constinit const Reporter junit{"junit", "JUnit XML: one test case per model and gate", variants, render, nullptr, true};

}  // namespace tollgate::reporters
