#include "dbt/unit_test_changes.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "dbt/model_columns.hpp"
#include "dbt/squeezed.hpp"
#include "dbt/tested_relation.hpp"

namespace tollgate::dbt {

namespace {

using Inputs = std::vector<UnitTestInput>;

std::string plain_words(const std::string& relation) {
  std::string words = squeezed(relation);
  std::ranges::replace(words, '"', '\'');
  return words;
}

/// What the relation is called at the end of its unique_id: `.orders`, `.raw.orders`; empty: it names none.
std::string end_of_id(const std::string& relation) {
  const std::string words = plain_words(relation.substr(0, relation.find('=')));  // without `version='2'`
  std::string end, last;
  for (std::size_t open = words.find('\''); open != std::string::npos;) {
    const std::size_t close = words.find('\'', open + 1);
    if (close == std::string::npos) break;
    last = "." + words.substr(open + 1, close - open - 1);
    end += last;
    open = words.find('\'', close + 1);
  }
  return words.starts_with("source") ? end : last;
}

/// The unique_id of what the model reads under that name; empty: it reads no such thing.
std::string read_as(const Node& model, const std::string& relation) {
  const std::string end = end_of_id(relation);
  if (end.empty()) return {};
  const auto found = std::ranges::find_if(model.depends_on, [&](const std::string& id) {
    return id.ends_with(end) || id.find(end + ".v") != std::string::npos;
  });
  return found == model.depends_on.end() ? std::string() : *found;
}

/// Whether SQL can make something of a column: it names it, makes JSON of whole rows, or compares whole rows that a
/// star may have brought it into.
bool may_use(const std::string& sql, const std::string& column) {
  const auto says = [&](std::string_view word) { return mentions(sql, word); };
  constexpr std::array<std::string_view, 5> of_records{"to_json", "to_jsonb", "row_to_json", "json_agg", "jsonb_agg"};
  if (says(column) || std::ranges::any_of(of_records, says)) return true;
  constexpr std::array<std::string_view, 5> of_whole_rows{"distinct", "union", "intersect", "except", "natural"};
  return sql.find('*') != std::string::npos && std::ranges::any_of(of_whole_rows, says);
}

/// Of one unit test on both sides.
class Comparison {
 public:
  Comparison(const Node& before, const Node& after, const Project& base, const Project& head)
      : x_before(before), x_after(after), x_base(base), x_head(head) {}

  std::vector<TestDifference> take(const UnitTest& before, const UnitTest& after) {
    if (!before.checksum.empty() && before.checksum == after.checksum) return {};
    compare_given(before.given, after.given);
    const ModelColumns columns(&x_before, &x_after);
    const auto gone = [&](const std::string& column) { return columns.is_gone(column); };
    if (!same(before.expect, after.expect, gone, [](const std::string&) { return true; })) {  // what is new checks more
      add("expect", before.expect, after.expect);
    }
    if (before.overrides != after.overrides) x_found.push_back({"overrides", "", "", Direction::unknown});
    return std::move(x_found);
  }

 private:
  using Excuse = std::function<bool(const std::string& column)>;

  void add(std::string what, const UnitTestRows& before, const UnitTestRows& after) {
    std::string counts;
    if (before.count != after.count) {
      counts = std::to_string(before.count) + " -> " + std::to_string(after.count) + " rows";
    }
    x_found.push_back({std::move(what), "", std::move(counts), Direction::unknown});
  }

  /// But for columns that may go or come.
  static bool same(const UnitTestRows& before, const UnitTestRows& after, const Excuse& may_go,
                   const Excuse& may_come) {
    if (before.digest == after.digest) return true;
    if (before.columns.empty() || after.columns.empty() || before.count != after.count) return false;
    for (const auto& [column, values] : before.columns) {
      const auto now = after.columns.find(column);
      if (now == after.columns.end() ? !may_go(column) : now->second != values) return false;
    }
    return std::ranges::all_of(after.columns, [&](const auto& column) {
      return before.columns.contains(column.first) || may_come(column.first);
    });
  }

  /// The column means something to that side's SQL alone: the model reads it only now, or no more.
  bool only(const Node& model, const std::string& column) const {
    const bool compiled = x_before.compiled && x_after.compiled;
    const auto uses = [&](const Node& side) { return may_use(compiled ? side.compiled_code : side.raw_code, column); };
    return uses(model) && !uses(&model == &x_before ? x_after : x_before);
  }

  void compare_input(const UnitTestInput& before, const UnitTestInput& after) {
    const std::string id = read_as(x_after, after.relation);
    const ModelColumns columns(x_base.find_node(id), x_head.find_node(id));
    const auto gone = [&](const std::string& column) { return columns.is_gone(column) || only(x_before, column); };
    const auto fresh = [&](const std::string& column) { return columns.is_new(column) || only(x_after, column); };
    if (same(before.rows, after.rows, gone, fresh)) return;
    add("given of " + after.relation, before.rows, after.rows);
  }

  /// What the model reads no more, or only reads now, has no rows on the other side.
  void compare_given(const Inputs& before, const Inputs& after) {
    const auto named = [](const std::string& relation) {
      return
          [words = plain_words(relation)](const UnitTestInput& input) { return plain_words(input.relation) == words; };
    };
    for (const UnitTestInput& input : before) {
      const auto now = std::ranges::find_if(after, named(input.relation));
      if (now != after.end()) {
        compare_input(input, *now);
      } else if (!read_as(x_after, input.relation).empty()) {
        add("given of " + input.relation, input.rows, {});
      }
    }
    for (const UnitTestInput& input : after) {
      if (std::ranges::none_of(before, named(input.relation)) && !read_as(x_before, input.relation).empty()) {
        add("given of " + input.relation, {}, input.rows);
      }
    }
  }

  const Node& x_before;
  const Node& x_after;
  const Project& x_base;
  const Project& x_head;
  std::vector<TestDifference> x_found;
};

TestChange change_of(TestLoss loss, const UnitTest& before, const UnitTest& where, std::string guards) {
  TestChange change;
  change.loss = loss;
  change.name = before.name;
  change.kind = "unit test";
  change.guards = std::move(guards);
  change.package = where.package;
  change.original_file_path = where.original_file_path;
  return change;
}

}  // namespace

std::vector<TestChange> changed_unit_tests(const Project& base, const Project& head) {
  std::map<std::string_view, std::vector<const UnitTest*>> of_head;  // by what is tested
  for (const auto& [id, test] : head.unit_tests) of_head[test.tested_node].push_back(&test);
  std::vector<TestChange> changes;
  for (const auto& entry : base.unit_tests) {  // clang 14 lets no lambda see a structured binding
    const UnitTest& test = entry.second;
    const std::string tested = on_head(test.tested_node, head);
    const Node* const before = base.find_node(test.tested_node);
    const Node* const after = head.find_node(tested);
    if (before == nullptr || after == nullptr) continue;
    const auto differences = [&](const UnitTest& other) {
      return Comparison(*before, *after, base, head).take(test, other);
    };
    const std::vector<const UnitTest*>& there = of_head[tested];
    const auto named = std::ranges::find(there, test.name, &UnitTest::name);
    std::vector<TestDifference> found;
    if (named != there.end() && (found = differences(**named)).empty()) continue;
    const auto says_as_much = [&](const UnitTest* other) {
      const bool known = !other->checksum.empty() || !other->expect.digest.empty();
      return known && other->name != test.name && differences(*other).empty();
    };
    if (std::ranges::any_of(there, says_as_much)) continue;
    if (named == there.end()) {
      const bool off = std::ranges::binary_search(head.disabled, entry.first);
      changes.push_back(change_of(off ? TestLoss::disabled : TestLoss::removed, test, test, tested));
    } else {
      changes.push_back(change_of(TestLoss::changed, test, **named, tested));
      changes.back().differences = std::move(found);
    }
  }
  return changes;
}

}  // namespace tollgate::dbt
