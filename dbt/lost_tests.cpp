#include "dbt/lost_tests.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "core/listing.hpp"

namespace tollgate::dbt {

namespace {

using TestKey = std::pair<std::string, std::string>;  // tested node, test name
using Severities = std::map<TestKey, std::string>;

std::string tested_node(const Node& test) {
  if (test.test && !test.test->attached_node.empty()) return test.test->attached_node;
  return test.depends_on.empty() ? std::string() : test.depends_on.front();
}

Severities tests_of(const Project& project) {
  Severities tests;
  for (const auto& [id, node] : project.nodes) {
    if (node.type != ResourceType::test || !node.config.enabled) continue;
    tests.emplace(TestKey{tested_node(node), node.name}, node.test ? node.test->severity : "ERROR");
  }
  for (const auto& [id, test] : project.unit_tests) tests.emplace(TestKey{test.tested_node, test.name}, "ERROR");
  return tests;
}

bool is_warn(const std::string& severity) { return severity == "WARN" || severity == "warn"; }

}  // namespace

std::vector<std::string> lost_test_notes(const Project& base, const Project& head) {
  const Severities head_tests = tests_of(head);
  std::vector<std::string> gone;
  std::vector<std::string> weakened;
  for (const auto& [key, severity] : tests_of(base)) {
    if (head.find_node(key.first) == nullptr && !head.sources.contains(key.first)) continue;
    const auto found = head_tests.find(key);
    if (found == head_tests.end()) {
      gone.push_back(key.second);
    } else if (!is_warn(severity) && is_warn(found->second)) {
      weakened.push_back(key.second);
    }
  }
  std::vector<std::string> notes;
  if (!gone.empty()) {
    notes.push_back(fmt::format("head lacks {} test{} of base whose model is still there: {}", gone.size(),
                                gone.size() == 1 ? "" : "s", listed(gone)));
  }
  if (!weakened.empty()) {
    notes.push_back(fmt::format("head only warns where base failed, in {} test{}: {}", weakened.size(),
                                weakened.size() == 1 ? "" : "s", listed(weakened)));
  }
  return notes;
}

}  // namespace tollgate::dbt
