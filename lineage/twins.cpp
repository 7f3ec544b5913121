#include "lineage/twins.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "sql/deep_stack.hpp"

namespace tollgate::lineage {

namespace {

/// Copying and comparing texts needs no more.
constexpr std::size_t small_stack = std::size_t{1} << 20U;

bool is_readable(const dbt::Node& node) { return node.language == "sql" && node.compiled; }

class Search {
 public:
  Search(const GraphInput& base, const Graph& head, const sql::Names& base_names, const dbt::EnvironmentNames& names)
      : x_base(*base.project),
        x_head(head),
        x_base_names(base_names),
        x_names(names),
        x_base_inlined(inlined_names(*base.project)),
        x_head_inlined(inlined_names(head.project())) {}

  Twins run(int jobs) const {
    std::vector<std::pair<const dbt::Node*, const Relation*>> pairs;
    for (const Relation& relation : x_head.relations()) {
      const dbt::Node* const node = x_base.find_node(relation.unique_id);
      if (node != nullptr && relation.node != nullptr && may_serve(*node, relation))
        pairs.emplace_back(node, &relation);
    }
    std::vector<char> same(pairs.size(), 0);
    sql::for_each_on_deep_stacks(pairs.size(), jobs, small_stack, [&](std::size_t i) {
      same[i] = says_the_same(*pairs[i].first, *pairs[i].second->node) ? 1 : 0;
    });
    Twins twins;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (same[i] != 0) twins.emplace(pairs[i].second->unique_id, pairs[i].second);
    }
    return twins;
  }

 private:
  bool may_serve(const dbt::Node& base, const Relation& head) const {
    if (base.type != head.type || !is_readable(base) || !is_readable(*head.node)) return false;
    if (head.analysis == nullptr || head.analysis->query() == nullptr) return false;
    if (!head.analysis->problems().empty() || !head.analysis->reads_all_ctes()) return false;
    const std::vector<const sql::RangeEntry*> read = head.analysis->relations();
    return std::ranges::all_of(read, [&](const sql::RangeEntry* entry) { return means_the_same(*entry, head); });
  }

  /// That the texts are the same but for names that stand for one relation then says that base names it as well. Names
  /// of one part are equal in both texts.
  bool means_the_same(const sql::RangeEntry& entry, const Relation& reader) const {
    const std::string& id = entry.relation->identity;
    if (!entry.known || id.empty() || id == reader.unique_id) return false;
    const bool qualified = entry.written_name.find('.') != std::string_view::npos;
    const sql::Names& names = qualified ? x_names.head.relations : x_base_names;
    const auto found = names.find(entry.written_name);
    return found != names.end() && found->second == id;
  }

  bool says_the_same(const dbt::Node& base, const dbt::Node& head) const {
    if (!same(base.compiled_code, head.compiled_code)) return false;
    if (head.compiled_code.find(inlined_prefix) == std::string::npos) return true;
    return same(without_inlined(base.compiled_code, x_base_inlined),
                without_inlined(head.compiled_code, x_head_inlined));
  }

  bool same(const std::string& base, const std::string& head) const {
    return dbt::with_stable_names(base, x_names.base) == dbt::with_stable_names(head, x_names.head);
  }

  const dbt::Project& x_base;
  const Graph& x_head;
  const sql::Names& x_base_names;
  const dbt::EnvironmentNames& x_names;
  const InlinedNames x_base_inlined, x_head_inlined;
};

}  // namespace

Twins find_twins(const GraphInput& base, const Graph& head, const sql::Names& base_names,
                 const dbt::EnvironmentNames& names, int jobs) {
  return Search(base, head, base_names, names).run(jobs);
}

bool read_alike(const sql::KnownRelation& one, const sql::KnownRelation& other) {
  const auto same_column = [](const sql::KnownColumn& a, const sql::KnownColumn& b) {
    return a.name == b.name && a.type == b.type;
  };
  return one.identity == other.identity && one.name == other.name && one.open == other.open &&
         one.unique_keys == other.unique_keys && one.key_evidence == other.key_evidence &&
         std::ranges::equal(one.columns, other.columns, same_column);
}

}  // namespace tollgate::lineage
