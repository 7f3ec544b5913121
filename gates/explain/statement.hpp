// The SQL side of a plan: the queries of the statement with what joins their FROM items, and what is unique by the
// catalogue. A statement that does not parse, or is not understood, is empty and says so. Owns its Analysis.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gates/explain/catalogue.hpp"
#include "gates/explain/look.hpp"
#include "sql/analyse.hpp"

namespace tollgate::explain {

/// One part of WHERE or ON, or a key of USING, and the items (numbers of entries) that it touches.
struct Link {
  const sql::Expr* condition = nullptr;  ///< null: a key of USING, or a reference from LATERAL
  const sql::UsingKey* key = nullptr;
  std::set<int> items;
  int location = -1;
};

/// One query with FROM.
struct QueryFacts {
  const sql::Query* query = nullptr;
  std::vector<int> items;    ///< entries that are leaves of FROM, in order
  std::vector<Link> links;   ///< every conjunct of WHERE and ON, keys of USING, references from LATERAL
  std::vector<int> one_row;  ///< items that are at most one row
  /// The items that conditions hold together; items of one row left out.
  std::vector<std::vector<int>> components;
};

/// likely: nothing proves it, and statistics, which may be old, say that hardly a value repeats.
enum class Unique { yes, likely, no, unknown };

/// Which queries are one row: what was found out once.
using SingleRows = std::map<const sql::Query*, bool>;

class Statement {
 public:
  /// `tree`: of that text, where it was read already; it must outlive the Statement. Null: it is read here.
  /// Look::names: queries() stays empty. Look::nodes: nothing is read, nor understood.
  Statement(std::string_view sql, const sql::Tree* tree, const Catalogue& catalogue, Look look = Look::whole);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  bool understood() const { return x_understood; }
  const std::vector<QueryFacts>& queries() const { return x_facts; }   ///< with FROM, outer before inner
  const std::vector<const sql::Query*>& all() const { return x_all; }  ///< outer before inner
  bool reads_view() const { return x_reads_view; }            ///< or a relation that the catalogue does not hold
  bool has_not_in() const { return x_not_in; }                ///< NOT IN (sub-query), or `<> ALL`
  bool has_not_all() const { return x_not_all; }              ///< `<> ALL (sub-query)`
  const QueryFacts* facts_of(const sql::Query& query) const;  ///< null: it has no FROM
  std::vector<const sql::RangeEntry*> relations() const;
  const CatalogueRelation* relation(const sql::RangeEntry& entry) const;  ///< null: unknown

  /// Whether no two rows of the item share the values of these of its columns.
  Unique unique_on(const QueryFacts& facts, int item, const std::set<int>& attributes) const;
  /// Aliases that the plan may have for what the item reads; open: through a view, so that not all are known.
  struct Aliases {
    std::set<std::string, std::less<>> names;
    bool open = false;
  };
  Aliases aliases(const sql::RangeEntry& entry) const;
  /// Where the first condition on that column stands; -1: not told.
  int condition_on(std::string_view relation, std::string_view column) const;

 private:
  void collect(const sql::Query& query, Look look);
  void collect_within(const sql::Expr& value, Look look);
  /// Of columns that nothing proves to be unique: `no` where everything is in sight that could. `steps`: how many more
  /// may be looked at, since CTEs that are read twice each would double at every level.
  Unique unproven(const sql::RangeEntry& entry, const std::set<int>& attributes, int& steps) const;
  Unique unproven(const sql::Query& query, const std::set<int>& outputs, int& steps) const;

  bool x_understood = false;
  bool x_reads_view = false;
  bool x_not_in = false;
  bool x_not_all = false;
  const Catalogue& x_catalogue;
  sql::Schema x_schema;
  std::optional<sql::Analysis> x_analysis;
  std::vector<const sql::Query*> x_all;
  std::set<const sql::Query*> x_seen;
  SingleRows x_single;
  std::vector<QueryFacts> x_facts;
};

/// `raw.orders o`: what the item reads and, where it differs, its alias.
std::string called(const sql::RangeEntry& entry);
QueryFacts facts_about(const sql::Query& query, const Catalogue& catalogue, SingleRows& known);
bool is_one_row(const sql::Query& query, const Catalogue& catalogue, SingleRows& known);
/// What the expression touches among the items of a query `levels` above it.
void touched(const sql::Expr& value, int levels, const sql::Query& query, std::set<int>& items);
/// The base column of a bare reference: its item and attribute; through merged columns of joins.
std::vector<sql::ColumnRef> columns_of(const sql::Expr& value, const sql::Query& query);
/// Columns of the item that an equality holds to another item.
std::set<int> joined_columns(const QueryFacts& facts, int item);
/// The two sides of `a = b`; null where the link is none.
std::pair<const sql::Expr*, const sql::Expr*> equated(const Link& link);

}  // namespace tollgate::explain
