// A plan seen as a whole: its nodes in order with their parents, which aliases each subtree reads and mentions, what is
// provably one row, and its conditions parsed. Refers to the Plan and the Catalogue, which must outlive it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gates/explain/catalogue.hpp"
#include "gates/explain/expressions.hpp"
#include "gates/explain/look.hpp"
#include "gates/explain/plan.hpp"

namespace tollgate::explain {

/// Nodes by their number in preorder; the nodes of a subtree are [i, end(i)).
class PlanView {
 public:
  /// Look::names: no condition, and nothing refers to anything.
  /// `alike`: a view of much the same plan, whose conditions need not be parsed again; null: there is none.
  PlanView(const Plan& plan, const Catalogue& catalogue, Look look = Look::whole, const PlanView* alike = nullptr);
  PlanView(const PlanView&) = delete;
  PlanView& operator=(const PlanView&) = delete;

  const Plan& plan() const { return x_plan; }
  const Catalogue& catalogue() const { return x_catalogue; }
  int size() const { return static_cast<int>(x_nodes.size()); }
  const PlanNode& node(int i) const { return *at(i).node; }
  int parent(int i) const { return at(i).parent; }  ///< -1: the root
  int end(int i) const { return at(i).end; }
  /// The children of that relationship (`Outer`, `Inner`, …), in order.
  std::vector<int> children(int i) const;
  int child(int i, std::string_view relationship) const;  ///< the first; -1: none
  bool is(int i, std::string_view type) const { return i >= 0 && node(i).type == type; }
  bool is_join(int i) const;
  bool is_scan(int i) const { return !node(i).relation.empty() && node(i).type != "ModifyTable"; }
  /// Whether the test holds for a node of the subtree.
  bool any(int i, const std::function<bool(int)>& test) const;

  /// The alias as conditions above the scan call it: without the number that members of a partitioned table have.
  std::string_view alias(int i) const { return at(i).alias; }
  /// Catalogue entry of a scan; null: unknown.
  const CatalogueRelation* relation(int i) const { return at(i).relation; }
  /// `schema.name` of the table that was partitioned, of the scan's own relation otherwise.
  std::string table_name(int i) const;
  const CatalogueRelation* table(int i) const;
  bool partition_member(int i) const { return at(i).relation != nullptr && at(i).relation->partition; }
  /// `raw.orders o`: the name and, where it differs, the alias.
  std::string called(int i) const;
  /// Rows of the relation by the catalogue; below 0: not known.
  double table_rows(int i) const { return at(i).relation == nullptr ? -1 : at(i).relation->rows; }

  /// An alias that is read in the subtree.
  bool reads(int subtree, std::string_view alias) const;
  std::vector<std::string_view> aliases(int subtree) const;
  /// Whether anything printed in the subtree names an alias read in the other one.
  bool refers(int subtree, int other) const;
  /// The condition under that key (`Filter`, …); null: none.
  const Condition* condition(int i, std::string_view key) const;
  /// Conjuncts of several keys together.
  std::vector<const Condition*> conjuncts(int i, std::initializer_list<std::string_view> keys) const;
  /// The number of the CTE that a CTE Scan reads; -1: none.
  int cte(int i) const;

 private:
  struct Item {
    const PlanNode* node = nullptr;
    int parent = -1;
    int end = 0;
    std::string_view alias;
    const CatalogueRelation* relation = nullptr;
  };
  struct Mention {
    int node = 0;
    std::string_view alias;
  };
  const Item& at(int i) const { return x_nodes[static_cast<std::size_t>(i)]; }
  void add(const PlanNode& node, int parent);
  void add_alias(int i);
  void read_mentions(int i);
  void parse(const PlanView* alike);

  const Plan& x_plan;
  const Catalogue& x_catalogue;
  std::vector<Item> x_nodes;
  std::map<std::string_view, std::vector<int>> x_scans_of;  ///< alias -> nodes, in order
  std::vector<Mention> x_mentions;                          ///< in order of nodes
  std::vector<Condition> x_conditions;
  std::map<std::string, std::size_t> x_texts;  ///< of the conditions, as SQL
  std::map<std::pair<int, std::string_view>, std::size_t> x_condition_of;
  std::map<std::string_view, int> x_ctes;
};

/// Whether at most one row can come out of the subtree.
bool is_one_row(const PlanView& view, int node);
/// VALUES, a constant array or series, constant SELECTs: rows that the text itself spells out.
bool is_literal(const PlanView& view, int node);

}  // namespace tollgate::explain
