#include "cli/init/personal_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "core/lower.hpp"
#include "gates/pii_scan/tags.hpp"

namespace tollgate::cli::init {

namespace {

constexpr std::size_t most_examples = 3;

struct Counting {
  pii_scan::TagKeys keys = pii_scan::usual_tag_keys();
  std::map<std::string, std::size_t> by;
  std::set<std::string> columns;
  std::set<std::string> unread;
};

/// Words by which teams call personal data; where tollgate takes none of them for a declaration, the policy may name
/// it.
bool sounds_personal(std::string_view word) {
  static constexpr std::array<std::string_view, 7> words{"pii",   "gdpr",         "personal", "sensitive",
                                                         "dsgvo", "confidential", "privacy"};
  const std::string low = lowered(word);
  return std::ranges::any_of(words, [&](std::string_view known) { return low.find(known) != std::string::npos; });
}

void count_unread(const std::vector<dbt::Column>& columns, const pii_scan::RelationDeclarations& declared,
                  Counting& counting) {
  for (const dbt::Column& column : columns) {
    const auto said = declared.columns.find(lowered(column.name));
    if (said != declared.columns.end() && said->second.declared) continue;
    for (const std::string& tag : column.tags) {
      if (sounds_personal(tag)) counting.unread.insert("tag " + tag);
    }
    for (const auto& [key, value] : column.meta) {
      if (sounds_personal(key)) counting.unread.insert("meta." + key);
    }
  }
}

void count(const dbt::Project& project, const std::string& unique_id, const std::string& name,
           const std::vector<dbt::Column>& columns, Counting& counting) {
  const auto declared = pii_scan::declarations_of(project, unique_id, counting.keys);
  for (const auto& [column, declaration] : declared.columns) {
    if (!declaration.personal) continue;
    counting.columns.insert(name + "." + column);
    ++counting.by[declaration.by];
  }
  count_unread(columns, declared, counting);
}

}  // namespace

PersonalData personal_data_in(const dbt::Project& project) {
  Counting counting;
  for (const auto& [id, node] : project.nodes) {
    if (dbt::is_judged(node)) count(project, id, node.name, node.columns, counting);
  }
  for (const auto& [id, source] : project.sources) {
    count(project, id, source.source_name + "." + source.name, source.columns, counting);
  }
  PersonalData found;
  found.columns = counting.columns.size();
  for (const std::string& column : counting.columns) {
    if (found.examples.size() < most_examples) found.examples.push_back(column);
  }
  std::vector<std::pair<std::string, std::size_t>> by(counting.by.begin(), counting.by.end());
  std::ranges::stable_sort(by, [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [word, times] : by) found.by.push_back(fmt::format("{} ({})", word, times));
  found.unread.assign(counting.unread.begin(), counting.unread.end());
  return found;
}

}  // namespace tollgate::cli::init
