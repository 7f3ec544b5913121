#include "lineage/shared_edits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "core/listing.hpp"

namespace tollgate::lineage {

namespace {

using Names = std::set<std::string>;

/// Direct sources of a column, by unique_id of their relation.
std::map<std::string, Names> sources_of(const Graph& graph, ColumnId column) {
  std::map<std::string, Names> sources;
  for (const Edge& edge : graph.columns()[column].sources) {
    if ((edge.roles & sql::role::direct) == 0) continue;
    const Column& source = graph.columns()[edge.column];
    sources[graph.relations()[source.relation].unique_id].insert(source.name);
  }
  return sources;
}

/// Relations that a column comes from on one side alone, and what it is there.
struct Exchange {
  Names lost, gained;   ///< unique_ids
  bool by_name = true;  ///< what stands in for another has its columns' names
};

Exchange exchange_of(const std::map<std::string, Names>& before, const std::map<std::string, Names>& after) {
  Exchange found;
  Names old_names;
  Names new_names;
  for (const auto& [relation, names] : before) {
    if (after.contains(relation)) continue;
    found.lost.insert(relation);
    old_names.insert(names.begin(), names.end());
  }
  for (const auto& [relation, names] : after) {
    if (before.contains(relation)) continue;
    found.gained.insert(relation);
    new_names.insert(names.begin(), names.end());
  }
  found.by_name = found.lost.empty() || found.gained.empty() || old_names == new_names;
  return found;
}

class SharedEdits {
 public:
  SharedEdits(const ModelPair& pair, const Correspondence& same, std::vector<Difference>& found)
      : x_pair(pair), x_base(same.base()), x_head(same.head()), x_found(found) {}

  void run() {
    for (Difference& difference : x_found) add(difference);
    for (auto& [scale, members] : x_scaled) {
      if (members.size() < 2) continue;
      for (Difference* member : members) member->together = scale;
    }
    for (const auto& [key, members] : x_groups) {
      const auto& [kind, lost, gained] = key;
      if (members.size() < 2 || !is_one_edit(lost, gained, members)) continue;
      const std::string text = words(lost, gained);
      for (Difference* member : members) member->together = text;
    }
  }

 private:
  using Members = std::vector<Difference*>;

  void add(Difference& difference) {
    using Kind = DifferenceKind;
    if (difference.kind == Kind::scaled && difference.before == difference.after)
      x_scaled[difference.scale].push_back(&difference);
    const bool other_sources = difference.kind == Kind::resourced || difference.kind == Kind::partly_resourced ||
                               difference.kind == Kind::kind_changed;
    if (!other_sources || !difference.together.empty()) return;
    const auto base = x_base.find(x_pair.base->unique_id, difference.column);
    const auto head = x_head.find(x_pair.head->unique_id, difference.column);
    if (!base || !head) return;
    Exchange exchange = exchange_of(sources_of(x_base, *base), sources_of(x_head, *head));
    if (!exchange.by_name || (exchange.lost.empty() && exchange.gained.empty())) return;
    x_groups[{difference.kind, std::move(exchange.lost), std::move(exchange.gained)}].push_back(&difference);
  }

  /// A relation is read that was not, or not any more; or one select item, a star, makes them all.
  bool is_one_edit(const Names& lost, const Names& gained, const Members& members) const {
    const auto read_by = [](const Graph& graph, const Relation& relation, const std::string& unique_id) {
      return std::ranges::any_of(relation.parents,
                                 [&](RelationId parent) { return graph.relations()[parent].unique_id == unique_id; });
    };
    const bool gone =
        std::ranges::any_of(lost, [&](const std::string& id) { return !read_by(x_head, *x_pair.head, id); });
    const bool fresh =
        std::ranges::any_of(gained, [&](const std::string& id) { return !read_by(x_base, *x_pair.base, id); });
    const int place = members.front()->head_location;
    return gone || fresh || (place >= 0 && std::ranges::all_of(members, [&](const Difference* member) {
                               return member->head_location == place;
                             }));
  }

  static std::vector<std::string> called(const Graph& graph, const Names& ids) {
    std::vector<std::string> names;
    for (const std::string& id : ids) names.push_back(graph.find(id)->name);
    return names;
  }

  std::string words(const Names& lost, const Names& gained) const {
    const std::string before = listed(called(x_base, lost));
    const std::string after = listed(called(x_head, gained));
    if (lost.empty()) return fmt::format("from {} as well", after);
    if (gained.empty()) return fmt::format("not from {} any more", before);
    return fmt::format("from {} now, on base from {}", after, before);
  }

  const ModelPair& x_pair;
  const Graph& x_base;
  const Graph& x_head;
  std::vector<Difference>& x_found;
  std::map<std::tuple<DifferenceKind, Names, Names>, Members> x_groups;
  std::map<std::string, Members> x_scaled;  ///< by the words of their scale
};

}  // namespace

void mark_edits(std::vector<Difference>& found) {
  using Kind = DifferenceKind;
  std::map<std::tuple<std::string, std::string, int>, std::vector<Difference*>> edits;
  for (Difference& difference : found) {
    const bool of_value = difference.kind == Kind::kind_changed || difference.kind == Kind::aggregate_changed ||
                          difference.kind == Kind::recomputed || difference.kind == Kind::partly_resourced;
    if (!of_value || difference.part_after.empty() || !difference.together.empty()) continue;
    edits[{difference.part_before, difference.part_after, difference.part_location}].push_back(&difference);
  }
  for (const auto& [edit, members] : edits) {
    if (members.size() < 2) continue;
    const auto first = std::ranges::min_element(members, {}, [](const Difference* d) { return d->head_location; });
    for (Difference* member : members) {
      member->edit = fmt::format("{} -> {} at {}", std::get<0>(edit), std::get<1>(edit), std::get<2>(edit));
      member->cause = column_cause(member->unique_id, (*first)->column);
    }
  }
}

void mark_shared_edits(const ModelPair& pair, const Correspondence& same, std::vector<Difference>& found) {
  SharedEdits(pair, same, found).run();
}

}  // namespace tollgate::lineage
