#include "dbt/test_changes.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/lower.hpp"
#include "dbt/changed_test_macros.hpp"
#include "dbt/model_columns.hpp"
#include "dbt/squeezed.hpp"
#include "dbt/tested_relation.hpp"
#include "dbt/unit_test_changes.hpp"
#include "dbt/variables.hpp"

namespace tollgate::dbt {

namespace {

constexpr std::size_t most_candidates = 200;  ///< looked at for one test: a project has no such many of one kind

bool is_test(const Node& node) { return node.type == ResourceType::test && node.config.enabled && node.test; }
bool is_generic(const Node& test) { return !test.test->name.empty(); }

std::string tested_by(const Node& test) {
  if (!test.test->attached_node.empty()) return test.test->attached_node;
  return test.depends_on.empty() ? std::string() : test.depends_on.front();
}

std::string kind_of(const Node& test) {
  if (!is_generic(test)) return "singular test";
  const TestInfo& info = *test.test;
  return info.package.empty() ? info.name : info.package + "." + info.name;
}

/// Written with quotes around it, or in any case, as PostgreSQL folds it.
std::string column_of(const Node& test) {
  std::string column = test.test->column;
  const bool quoted = std::erase(column, '"') > 0;
  return quoted ? column : lowered(column);
}

/// Whether head has it in a form that this environment alone switches off.
bool switched_off_by_environment(const Node& test, const Project& head) {
  const auto condition = test.test->templates.find("enabled");
  if (condition == test.test->templates.end() || head.disabled_in_words.contains(test.unique_id)) return false;
  if (head.variables_edited && reads_variables(condition->second)) return false;
  return std::ranges::binary_search(head.disabled, test.unique_id);
}

TestChange change_of(TestLoss loss, const Node& test) {
  TestChange change;
  change.loss = loss;
  change.name = test.name;
  change.kind = kind_of(test);
  change.column = column_of(test);
  change.guards = tested_by(test);
  change.package = test.package;
  change.original_file_path = test.original_file_path;
  return change;
}

TestChange changed(const Node& before, const Node& after, std::vector<TestDifference> found) {
  std::erase_if(found, [](const TestDifference& d) { return d.direction == Direction::stricter; });
  TestChange change = change_of(TestLoss::changed, before);
  change.original_file_path = after.original_file_path;
  change.looser = std::ranges::all_of(found, [](const TestDifference& d) { return d.direction == Direction::looser; });
  change.differences = std::move(found);
  return change;
}

TestChange removed(const Node& test, const Project& head) {
  const bool off = std::ranges::binary_search(head.disabled, test.unique_id);
  return change_of(off ? TestLoss::disabled : TestLoss::removed, test);
}

using Tests = std::vector<const Node*>;
using Kind = std::pair<std::string, std::string>;  // what is tested, kind of test
using Groups = std::map<Kind, Tests>;

Groups generic_tests(const Project& project) {
  Groups groups;
  for (const auto& [id, node] : project.nodes) {
    if (is_test(node) && is_generic(node)) groups[{tested_by(node), kind_of(node)}].push_back(&node);
  }
  return groups;
}

/// All tests of one kind on one relation, on both sides.
class Group {
 public:
  Group(const Tests& before, const Tests& after, ModelColumns columns, const Project& head)
      : x_before(before), x_head(head), x_model_columns(std::move(columns)) {
    for (const Node* test : after) {
      x_by_column[column_of(*test)].push_back(test);
      x_after.emplace(signature(*test));
    }
    std::set<std::string> known;
    for (const Node* test : before) known.insert(signature(*test));
    for (const Node* test : after) {
      if (!known.contains(signature(*test))) x_new.push_back(test);
    }
  }

  void compare(std::vector<TestChange>& changes) {
    for (const Node* test : x_before) {
      if (x_after.contains(signature(*test)) || is_covered(*test)) continue;
      if (const Node* other = nearest(*test)) {
        x_taken.insert(other);
        changes.push_back(changed(*test, *other, differences(*test, *other, x_head)));
      } else if (!x_model_columns.is_gone(column_of(*test))) {
        add_lost(*test, changes);
      }
    }
  }

 private:
  /// Whether any test of head on that column checks at least as much.
  bool is_covered(const Node& test) const {
    const auto found = x_by_column.find(column_of(test));
    if (found == x_by_column.end()) return false;
    const auto end =
        found->second.begin() + static_cast<std::ptrdiff_t>(std::min(found->second.size(), most_candidates));
    return std::any_of(found->second.begin(), end,
                       [&](const Node* other) { return checks_as_much(differences(test, *other, x_head)); });
  }

  /// The new test of head on that column that says most alike; of the same name it is the same test, edited.
  const Node* nearest(const Node& test) const {
    const Node* best = nullptr;
    std::pair<bool, std::size_t> least;
    std::size_t looked_at = 0;
    for (const Node* other : x_new) {
      if (x_taken.contains(other) || column_of(*other) != column_of(test)) continue;
      if (++looked_at > most_candidates) break;
      const std::pair far(other->name != test.name, differences(test, *other, x_head).size());
      if (best == nullptr || far < least) {
        best = other;
        least = far;
      }
    }
    return best;
  }

  /// Gone, or it says the same of another column now.
  void add_lost(const Node& test, std::vector<TestChange>& changes) {
    std::size_t looked_at = 0;
    for (const Node* other : x_new) {
      if (x_taken.contains(other) || column_of(test).empty() || columns_of_base().contains(column_of(*other))) continue;
      if (++looked_at > most_candidates) break;
      std::vector<TestDifference> found = differences(test, *other, x_head);
      if (!found.empty()) continue;
      x_taken.insert(other);
      found.push_back({"column", column_of(test), column_of(*other), Direction::unknown});
      changes.push_back(changed(test, *other, std::move(found)));
      changes.back().on_new_column = x_model_columns.is_new(column_of(*other));
      return;
    }
    changes.push_back(removed(test, x_head));
  }

  const std::set<std::string>& columns_of_base() {
    if (x_columns.empty()) {
      for (const Node* test : x_before) x_columns.insert(column_of(*test));
    }
    return x_columns;
  }

  const Tests& x_before;
  const Project& x_head;
  const ModelColumns x_model_columns;
  std::map<std::string, Tests> x_by_column;  ///< head's
  std::set<std::string> x_after;             ///< signatures
  Tests x_new;                               ///< head's, of which base has no equal
  std::set<const Node*> x_taken;
  std::set<std::string> x_columns;
};

void compare_generic(const Project& base, const Project& head, std::vector<TestChange>& changes) {
  const Groups before = generic_tests(base), after = generic_tests(head);
  const Tests none;
  for (const auto& [kind, tests] : before) {
    const std::string tested = on_head(kind.first, head);
    if (tested.empty() && !kind.first.empty()) continue;  // gone with what it tested
    Tests left;
    std::ranges::copy_if(tests, std::back_inserter(left),
                         [&](const Node* test) { return !switched_off_by_environment(*test, head); });
    const auto found = after.find({tested, kind.second});
    const std::size_t known = changes.size();
    Group(left, found == after.end() ? none : found->second, {base.find_node(kind.first), head.find_node(tested)}, head)
        .compare(changes);
    for (std::size_t i = known; i < changes.size(); ++i) changes[i].guards = tested;
  }
}

bool reads_what_is_gone(const Node& test, const Project& head) {
  return std::ranges::any_of(test.depends_on, [&](const std::string& id) { return !is_there(head, id); });
}

/// As `ref()` and `source()` write it, without a version; empty: the project does not know the id.
std::string written_name(const std::string& id, const Project& project) {
  if (const Node* node = project.find_node(id)) return node->name;
  const auto source = project.sources.find(id);
  return source == project.sources.end() ? std::string() : source->second.name;
}

/// What the test reads that is gone, called as what it reads now instead, where that is one thing each.
std::string code_with_new_names(const Node& before, const Node& after, const Project& base, const Project& head) {
  std::vector<std::string> gone, fresh;
  std::ranges::copy_if(before.depends_on, std::back_inserter(gone),
                       [&](const auto& id) { return !is_there(head, id); });
  std::ranges::copy_if(after.depends_on, std::back_inserter(fresh),
                       [&](const auto& id) { return !is_there(base, id); });
  std::string code = squeezed(before.raw_code);
  if (gone.size() != 1 || fresh.size() != 1) return code;
  const std::string from = written_name(gone.front(), base), to = written_name(fresh.front(), head);
  if (from.empty()) return code;
  for (std::size_t at = code.find(from); at != std::string::npos; at = code.find(from, at + to.size())) {
    code.replace(at, from.size(), to);
  }
  return code;
}

struct Lines {
  std::string before, after;
  int line = 1;  ///< of head's code
};

/// The first line that differs; a text that ends before has an empty one.
Lines first_difference(std::string_view before, std::string_view after) {
  for (int number = 1;; ++number) {
    const std::string_view a = before.substr(0, before.find('\n')), b = after.substr(0, after.find('\n'));
    const bool last = a.size() == before.size() || b.size() == after.size();
    if (squeezed(a) != squeezed(b) || last) return {std::string(a), std::string(b), number};
    before.remove_prefix(a.size() + 1);
    after.remove_prefix(b.size() + 1);
  }
}

void compare_code(const Node& before, const Node& after, const Project& base, const Project& head,
                  std::vector<TestChange>& changes) {
  std::vector<TestDifference> found = differences(before, after, head);
  Lines lines;
  const bool known = !before.raw_code.empty() && !after.raw_code.empty();
  if (known && code_with_new_names(before, after, base, head) != squeezed(after.raw_code)) {
    lines = first_difference(before.raw_code, after.raw_code);
    found.insert(found.begin(), {"sql", lines.before, lines.after, Direction::unknown});
  }
  if (checks_as_much(found)) return;
  TestChange change = changed(before, after, std::move(found));
  change.line = lines.line;
  changes.push_back(std::move(change));
}

void compare_singular(const Project& base, const Project& head, std::vector<TestChange>& changes) {
  std::map<std::string, const Node*> fresh;  // by code: a test that was renamed or moved
  for (const auto& [id, node] : head.nodes) {
    if (is_test(node) && !is_generic(node) && !node.raw_code.empty() && base.find_node(id) == nullptr) {
      fresh.emplace(squeezed(node.raw_code), &node);
    }
  }
  for (const auto& [id, test] : base.nodes) {
    if (!is_test(test) || is_generic(test) || switched_off_by_environment(test, head)) continue;
    const Node* now = head.find_node(id);
    if (now != nullptr && !is_test(*now)) now = nullptr;
    if (const auto moved = fresh.find(squeezed(test.raw_code)); now == nullptr && moved != fresh.end()) {
      now = moved->second;
    }
    if (now != nullptr) {
      compare_code(test, *now, base, head, changes);
    } else if (!reads_what_is_gone(test, head)) {
      changes.push_back(removed(test, head));
    }
  }
}

/// The tested model, else the first one that reads what is tested.
std::string model_for(const std::string& tested, const Project& head) {
  const Node* node = head.find_node(tested);
  if (node != nullptr && is_judged(*node)) return tested;
  const auto readers = head.children.find(tested);
  if (readers == head.children.end()) return {};
  const auto reader = std::ranges::find_if(readers->second, [&](const std::string& id) {
    const Node* model = head.find_node(id);
    return model != nullptr && is_judged(*model);
  });
  return reader == readers->second.end() ? std::string() : *reader;
}

}  // namespace

std::vector<TestChange> find_test_changes(const Project& base, const Project& head) {
  std::vector<TestChange> changes;
  if (!base.digest.empty() && base.digest == head.digest) return changes;
  compare_generic(base, head, changes);
  compare_singular(base, head, changes);
  for (TestChange& change : changed_unit_tests(base, head)) changes.push_back(std::move(change));
  for (TestChange& change : changed_test_macros(base, head)) changes.push_back(std::move(change));
  for (TestChange& change : changes) change.model = model_for(change.guards, head);
  std::ranges::stable_sort(changes, {}, [](const TestChange& change) {
    return std::tie(change.model, change.kind, change.column, change.name);
  });
  return changes;
}

}  // namespace tollgate::dbt
