#include "dbt/changed_test_macros.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "dbt/macro_closure.hpp"

namespace tollgate::dbt {

namespace {

const Macro* find_macro(const Project& project, const std::string& id) {
  const auto found = project.macros.find(id);
  return found == project.macros.end() ? nullptr : &found->second;
}

bool says_the_same(const std::string& id, const Project& base, const Project& head) {
  const Macro* before = find_macro(base, id);
  const Macro* after = find_macro(head, id);
  return before != nullptr && after != nullptr && !before->words_digest.empty() &&
         before->words_digest == after->words_digest;
}

/// The nearest changed macro that says something else; empty: none does.
std::string changed_macro_of(const Node& before, const Node& after, const MacroClosure& closure, const Project& base,
                             const Project& head) {
  for (const ReachedMacro& macro : closure.changed(before, after)) {
    if (!says_the_same(macro.id, base, head)) return macro.id;
  }
  return {};
}

/// The test of base under that id on head: where the arguments are others, that is told already.
const Node* same_test(const Node& test, const Project& base) {
  if (test.type != ResourceType::test || !test.config.enabled || !test.test) return nullptr;
  const Node* before = base.find_node(test.unique_id);
  return before != nullptr && before->test && before->config.enabled ? before : nullptr;
}

std::string tested_by(const Node& test) {
  if (!test.test->attached_node.empty()) return test.test->attached_node;
  return test.depends_on.empty() ? std::string() : test.depends_on.front();
}

TestChange change_of(const std::string& id, const Project& base, const Project& head) {
  TestChange change;
  change.loss = TestLoss::macro;
  change.kind = "macro";
  change.name = id;
  const Macro* macro = find_macro(head, id);
  if (macro == nullptr) macro = find_macro(base, id);
  if (macro == nullptr) return change;
  change.package = macro->package;
  change.original_file_path = macro->original_file_path;
  return change;
}

}  // namespace

std::vector<TestChange> changed_test_macros(const Project& base, const Project& head) {
  const MacroClosure closure(base, head);
  const std::string& project = head.metadata.project_name;
  std::map<std::string, TestChange> changes;
  for (const auto& [id, test] : head.nodes) {
    const Node* before = same_test(test, base);
    if (before == nullptr || (test.depends_on_macros.empty() && before->depends_on_macros.empty())) continue;
    const std::string macro = changed_macro_of(*before, test, closure, base, head);
    if (macro.empty()) continue;
    TestChange change = change_of(macro, base, head);
    const bool installed = !project.empty() && change.package != project;
    TestChange& known = changes.try_emplace(installed ? change.package : macro, std::move(change)).first->second;
    if (known.guards.empty() || tested_by(test) < known.guards) known.guards = tested_by(test);
    known.tests.push_back(test.name);
  }
  std::vector<TestChange> all;
  for (auto& [key, change] : changes) {
    std::ranges::sort(change.tests);
    all.push_back(std::move(change));
  }
  return all;
}

}  // namespace tollgate::dbt
