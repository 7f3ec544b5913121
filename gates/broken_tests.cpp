#include "gates/broken_tests.hpp"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "core/lower.hpp"
#include "dbt/squeezed.hpp"

namespace tollgate::gates::tests {

namespace {

std::optional<GoneColumn> named_in(const Context& context, const std::vector<std::string>& relations,
                                   const std::vector<std::string_view>& texts) {
  for (const std::string& id : relations) {
    for (GoneColumn& gone : gone_columns(context, id)) {
      const auto names = [&](std::string_view text) { return dbt::mentions(text, gone.column); };
      if (std::ranges::any_of(texts, names)) return std::move(gone);
    }
  }
  return std::nullopt;
}

bool is_in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$'; }

/// The text with each word that is a renamed column under its new name; nothing where one is gone for good.
std::string with_new_names(std::string_view text, const std::vector<GoneColumn>& renamed) {
  std::string said;
  for (std::size_t at = 0; at < text.size();) {
    const auto* const end = std::find_if_not(text.begin() + at, text.end(), is_in_word);
    const auto length = static_cast<std::size_t>(end - (text.begin() + at));
    if (length == 0) {
      said += text[at++];
      continue;
    }
    const std::string word(text.substr(at, length));
    const auto column = std::ranges::find(renamed, lowered(word), [](const auto& one) { return lowered(one.column); });
    said += column == renamed.end() || column->now.empty() ? word : column->now;
    at += length;
  }
  return said;
}

}  // namespace

std::optional<GoneColumn> gone_for(const Context& context, const dbt::Node& test) {
  if (!test.test) return std::nullopt;
  std::string column = test.test->column;
  std::erase(column, '"');
  if (auto own = gone_column(context, test.test->attached_node, column)) return own;
  std::vector<std::string_view> texts{test.raw_code, test.compiled_code, test.test->where};
  for (const auto& [name, value] : test.test->kwargs) {
    if (name != "column_name") texts.emplace_back(value);
  }
  return named_in(context, test.depends_on, texts);
}

std::optional<GoneColumn> gone_for(const Context& context, const dbt::UnitTest& test) {
  const dbt::Node* const model = context.head->find_node(test.tested_node);
  const std::string path = context.project_prefix + test.original_file_path;
  const auto yaml = context.read_file ? context.read_file(path) : std::nullopt;
  if (model == nullptr || !yaml) return std::nullopt;
  std::vector<std::string> relations{test.tested_node};
  relations.insert(relations.end(), model->depends_on.begin(), model->depends_on.end());
  return named_in(context, relations, {*yaml});
}

ColumnFollowers::ColumnFollowers(const Context& context) : x_context(context) {
  if (context.changes == nullptr || context.changes->tests.empty() || context.base == nullptr) return;
  for (const auto& [id, node] : context.base->nodes) {
    if (node.type == dbt::ResourceType::test) x_base_tests.emplace(node.name, &node);
  }
}

/// Whose columns a difference names: the parent's for the `field` of a test of relationships, else the tested one's.
std::string_view ColumnFollowers::relation_of(const dbt::TestChange& change,
                                              const dbt::TestDifference& difference) const {
  if (difference.what != "field") return change.guards;
  const auto test = x_base_tests.find(change.name);
  if (test == x_base_tests.end()) return change.guards;
  const auto parent =
      std::ranges::find_if(test->second->depends_on, [&](const auto& id) { return id != change.guards; });
  return parent == test->second->depends_on.end() ? std::string_view(change.guards) : std::string_view(*parent);
}

bool ColumnFollowers::follows(const dbt::TestChange& change, const dbt::TestDifference& difference) const {
  if (difference.what == "sql" || difference.before.empty()) return false;
  const auto gone = gone_columns(x_context, relation_of(change, difference));
  if (gone.empty()) return false;
  return dbt::squeezed(with_new_names(difference.before, gone)) == dbt::squeezed(difference.after);
}

OwnChange ColumnFollowers::own_part(const dbt::TestChange& change) const {
  const auto gone = gone_column(x_context, change.guards, change.column);
  const bool lost = change.loss == dbt::TestLoss::removed || change.loss == dbt::TestLoss::disabled;
  if (gone && lost && !change.guards.empty()) return {};  // it went with its column
  OwnChange own{change, gone ? gone->cause : Cause{}};
  std::erase_if(own.change->differences,
                [&](const dbt::TestDifference& difference) { return follows(change, difference); });
  if (own.change->differences.empty() && !change.differences.empty()) own.change.reset();
  return own;
}

}  // namespace tollgate::gates::tests
