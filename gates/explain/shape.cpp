#include "gates/explain/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tollgate::explain {
namespace {

// Where a node prints expressions (plans.md of the project's references; explain.c: show_*).
constexpr std::array<std::string_view, 11> scalar_keys{
    "Index Cond",    "Recheck Cond",        "Filter",          "Join Filter", "Hash Cond", "Merge Cond", "Cache Key",
    "Function Call", "Table Function Call", "One-Time Filter", "TID Cond"};
constexpr std::array<std::string_view, 6> list_keys{"Output",    "Order By",  "Sort Key",
                                                    "Group Key", "Cache Key", "Function Call"};
constexpr std::array<std::string_view, 6> condition_keys{"Filter",      "Index Cond", "Recheck Cond",
                                                         "Join Filter", "Hash Cond",  "Merge Cond"};

constexpr std::size_t longest_condition = 100'000;

}  // namespace

PlanView::PlanView(const Plan& plan, const Catalogue& catalogue, Look look, const PlanView* alike)
    : x_plan(plan), x_catalogue(catalogue) {
  add(plan.root, -1);
  if (look != Look::whole) return;
  for (int i = 0; i < size(); ++i) read_mentions(i);
  parse(alike);
}

void PlanView::add(const PlanNode& node, int parent) {
  const int i = size();
  x_nodes.push_back({&node, parent, 0, node.alias, nullptr});
  if (!node.relation.empty()) x_nodes.back().relation = x_catalogue.find(node.schema, node.relation);
  add_alias(i);
  if (node.subplan_name.starts_with("CTE ")) x_ctes.emplace(std::string_view(node.subplan_name).substr(4), i);
  for (const PlanNode& child : node.children) add(child, i);
  x_nodes[static_cast<std::size_t>(i)].end = size();
}

// Members of a partitioned table are `events_7`, and `events` above them.
void PlanView::add_alias(int i) {
  Item& item = x_nodes[static_cast<std::size_t>(i)];
  const std::string_view printed = item.node->alias;
  if (printed.empty()) return;
  x_scans_of[printed].push_back(i);
  int up = i;
  while (up >= 0 && node(up).relationship != "Member" && !is_join(up)) up = parent(up);
  if (up < 0 || node(up).relationship != "Member") return;
  const std::string_view plain = without_number(printed);
  if (plain == printed) return;
  x_scans_of[plain].push_back(i);
  if (item.relation == nullptr || item.relation->partition) item.alias = plain;
}

void PlanView::read_mentions(int i) {
  const PlanNode& own = node(i);
  const auto take = [&](std::string_view text) {
    for (const std::string_view alias : aliases_in(text)) {
      if (x_scans_of.count(alias) > 0) x_mentions.push_back({i, alias});
    }
  };
  for (const std::string_view key : scalar_keys) {
    if (const auto found = own.scalars.find(key); found != own.scalars.end()) take(found->second);
  }
  for (const std::string_view key : list_keys) {
    const auto found = own.lists.find(key);
    if (found == own.lists.end()) continue;
    for (const std::string& text : found->second) take(text);
  }
}

void PlanView::parse(const PlanView* alike) {
  for (int i = 0; i < size(); ++i) {
    for (const std::string_view key : condition_keys) {
      const auto found = node(i).scalars.find(key);
      if (found == node(i).scalars.end() || found->second.size() > longest_condition) continue;
      const auto text = x_texts.emplace(as_sql(found->second, node(i).alias, alias(i)), x_texts.size()).first;
      x_condition_of[{i, key}] = text->second;
    }
  }
  x_conditions.resize(x_texts.size());
  std::vector<std::string> unread;
  std::vector<std::size_t> places;
  for (const auto& [text, place] : x_texts) {
    const auto read = alike == nullptr ? x_texts.end() : alike->x_texts.find(text);
    if (alike != nullptr && read != alike->x_texts.end()) {
      x_conditions[place] = alike->x_conditions[read->second];
    } else {
      unread.push_back(text);
      places.push_back(place);
    }
  }
  std::vector<Condition> read = read_conditions(unread);
  for (std::size_t i = 0; i < places.size(); ++i) x_conditions[places[i]] = std::move(read[i]);
}

bool PlanView::is_join(int i) const { return is(i, "Nested Loop") || is(i, "Hash Join") || is(i, "Merge Join"); }

std::vector<int> PlanView::children(int i) const {
  std::vector<int> found;
  for (int child = i + 1; child < end(i); child = end(child)) found.push_back(child);
  return found;
}

int PlanView::child(int i, std::string_view relationship) const {
  for (int child = i + 1; child < end(i); child = end(child)) {
    if (node(child).relationship == relationship) return child;
  }
  return -1;
}

bool PlanView::any(int i, const std::function<bool(int)>& test) const {
  for (int at = i; at < end(i); ++at) {
    if (test(at)) return true;
  }
  return false;
}

std::string PlanView::table_name(int i) const {
  const PlanNode& scan = node(i);
  std::string name = scan.schema.empty() ? scan.relation : fmt::format("{}.{}", scan.schema, scan.relation);
  // Partitions of partitions: a catalogue that runs in a circle ends here as well.
  for (int level = 0; level < 32; ++level) {
    const auto found = x_catalogue.relations.find(name);
    if (found == x_catalogue.relations.end() || !found->second.partition || found->second.parent.empty()) break;
    name = found->second.parent;
  }
  return name;
}

const CatalogueRelation* PlanView::table(int i) const {
  const auto found = x_catalogue.relations.find(table_name(i));
  return found == x_catalogue.relations.end() ? relation(i) : &found->second;
}

std::string PlanView::called(int i) const {
  const PlanNode& scan = node(i);
  if (scan.relation.empty()) {
    if (!scan.cte_name.empty()) return scan.cte_name == scan.alias ? scan.cte_name : scan.cte_name + " " + scan.alias;
    return std::string(alias(i));
  }
  const bool member = alias(i) != scan.alias;
  const std::string name =
      member ? table_name(i) : (scan.schema.empty() ? scan.relation : fmt::format("{}.{}", scan.schema, scan.relation));
  const std::string_view last = std::string_view(name).substr(name.rfind('.') + 1);
  return alias(i).empty() || alias(i) == last ? name : fmt::format("{} {}", name, alias(i));
}

bool PlanView::reads(int subtree, std::string_view alias) const {
  const auto found = x_scans_of.find(alias);
  if (found == x_scans_of.end()) return false;
  const auto first = std::lower_bound(found->second.begin(), found->second.end(), subtree);
  return first != found->second.end() && *first < end(subtree);
}

std::vector<std::string_view> PlanView::aliases(int subtree) const {
  std::vector<std::string_view> found;
  for (int i = subtree; i < end(subtree); ++i) {
    if (!node(i).alias.empty()) found.push_back(node(i).alias);
    if (!node(i).alias.empty() && alias(i) != node(i).alias) found.push_back(alias(i));
  }
  return found;
}

bool PlanView::refers(int subtree, int other) const {
  auto mention = std::lower_bound(x_mentions.begin(), x_mentions.end(), subtree,
                                  [](const Mention& one, int node) { return one.node < node; });
  for (; mention != x_mentions.end() && mention->node < end(subtree); ++mention) {
    if (reads(other, mention->alias) && !reads(subtree, mention->alias)) return true;
  }
  return false;
}

const Condition* PlanView::condition(int i, std::string_view key) const {
  const auto found = x_condition_of.find({i, key});
  return found == x_condition_of.end() ? nullptr : &x_conditions[found->second];
}

std::vector<const Condition*> PlanView::conjuncts(int i, std::initializer_list<std::string_view> keys) const {
  std::vector<const Condition*> all;
  for (const std::string_view key : keys) {
    const Condition* const whole = condition(i, key);
    if (whole == nullptr) continue;
    for (const Condition* part : explain::conjuncts(*whole)) all.push_back(part);
  }
  return all;
}

int PlanView::cte(int i) const {
  const auto found = x_ctes.find(node(i).cte_name);
  return found == x_ctes.end() ? -1 : found->second;
}

}  // namespace tollgate::explain
