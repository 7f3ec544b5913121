// The column graph of one side of a change: every relation of the project with its columns, in DAG order, and which
// column feeds which. Columns of models come from their compiled SQL, those of sources and seeds from a catalogue; each
// relation says from where. Owned by the caller; immutable once built; never asks a database.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/run.hpp"
#include "dbt/catalog.hpp"
#include "dbt/environment_names.hpp"
#include "dbt/project.hpp"
#include "sql/analyse.hpp"
#include "sql/lineage.hpp"
#include "sql/schema.hpp"

namespace tollgate::lineage {

/// Where the columns of a relation are known from.
enum class Origin : std::uint8_t {
  sql,       ///< derived from its compiled SQL
  catalog,   ///< catalog.json of that side
  database,  ///< pg_catalog of that side's warehouse
  yaml,      ///< declared in YAML: there may be more
  none,
};
std::string_view to_string(Origin origin);

using ColumnId = std::uint32_t;    ///< index into Graph::columns()
using RelationId = std::uint32_t;  ///< index into Graph::relations()

/// One column that feeds another, or that one feeds.
struct Edge {
  ColumnId column = 0;
  sql::RoleMask roles = 0;
  friend bool operator==(const Edge&, const Edge&) = default;
};

struct Column {
  RelationId relation = 0;
  int position = 0;
  std::string name;
  std::string type;  ///< as format_type() prints it; empty: not known
  sql::ColumnKind kind = sql::ColumnKind::identity;
  bool resolved = true;   ///< false: its sources may not be all
  bool retained = false;  ///< in the table by its catalogue, not by its SQL (an incremental model keeps old columns)
  int location = -1;      ///< byte offset of its select item in the compiled SQL; -1: none
  std::vector<Edge> sources;  ///< in parents, by column; direct and indirect roles
};

/// What to do about a relation whose list of columns is not whole.
inline constexpr std::string_view what_would_tell =
    "`dbt docs generate`, a warehouse connection or columns in YAML would tell";

/// A source, seed, snapshot or model.
struct Relation {
  std::string unique_id;
  std::string name;  ///< as people call it: `orders`, for a source `shop_raw.orders`
  dbt::ResourceType type = dbt::ResourceType::model;
  Origin origin = Origin::none;
  bool open = false;        ///< there may be columns that are not listed
  std::string open_reason;  ///< for a person, with what would help; empty when not open
  bool ephemeral = false;
  ColumnId first_column = 0;
  std::uint32_t column_count = 0;
  std::vector<RelationId> parents;   ///< sorted; what its SQL reads, else what dbt says it depends on
  std::vector<RelationId> children;  ///< sorted
  std::vector<Edge> influences;      ///< columns of parents that steer its rows, by column
  /// Its compiled SQL with the CTEs of ephemeral parents (`__dbt__cte__…`) blanked out: these are relations of the
  /// schema, and byte offsets are those of compiled_code. Null: not SQL, not compiled or not parsed. Of a model of base
  /// that says the same on head this is head's: its text and offsets are those of head's compiled_code, and its
  /// relations those of head's schema, with equal columns.
  const sql::Analysis* analysis = nullptr;
  std::string parse_problem;                  ///< PostgreSQL's words, and where, when the compiled SQL does not parse
  const dbt::Node* node = nullptr;            ///< null for a source
  const dbt::Source* source = nullptr;        ///< null for a node
  const sql::KnownRelation* known = nullptr;  ///< what readers of it see; never null
};

/// An exposure, metric, semantic model or saved query: reads the graph, nothing in the graph reads it.
struct Leaf {
  std::string unique_id;
  dbt::ResourceType type = dbt::ResourceType::exposure;
  std::string title;                  ///< as people call it: `dashboard weekly_revenue`, `metric active_customers`
  std::vector<RelationId> relations;  ///< it reads, also through other leaves; sorted
  std::vector<ColumnId> columns;      ///< it is known to read, also through other leaves; sorted
  bool whole = true;                  ///< may read any column of `relations`: exposures of models, and what is not told
};

/// Where what the warehouse holds of a built model differs from what its SQL says.
struct Disagreement {
  enum class Kind : std::uint8_t { missing_in_sql, missing_in_catalogue, type, order };
  std::string unique_id;
  Kind kind = Kind::type;
  std::string column;
  std::string derived, catalogued;  ///< types; positions for `order`
};
std::string_view to_string(Disagreement::Kind kind);

/// Columns by unique_id, as pg_catalog has them.
using DatabaseColumns = std::map<std::string, std::vector<sql::KnownColumn>, std::less<>>;

/// Null: not at hand. All but `project` are only read while the graph is built.
struct GraphInput {
  const dbt::Project* project = nullptr;      ///< never null; must outlive the graph
  const dbt::Catalog* catalog = nullptr;      ///< of the same side
  const DatabaseColumns* database = nullptr;  ///< of the same side; asked where the catalogue holds nothing
  const dbt::Project* other = nullptr;        ///< the other side: a deferred model is read under its name there
  int jobs = 1;                               ///< threads; the graph is the same whatever it is
  /// False: what the catalogue holds of built models may be older than their SQL, and is not held against it.
  bool catalog_is_current = true;
  /// Is told how many models are followed; once it is out of time, Error (unjudged) is thrown. Null: nobody asks.
  Run* run = nullptr;
};

struct GraphStore;

class Graph {
 public:
  explicit Graph(std::unique_ptr<GraphStore> store);
  Graph(Graph&&) noexcept;
  Graph& operator=(Graph&&) noexcept;
  ~Graph();

  const dbt::Project& project() const;
  const sql::Schema& schema() const;                       ///< KnownRelation::identity is the unique_id
  std::span<const Relation> relations() const;             ///< parents before children, ties by unique_id
  std::span<const Column> columns() const;                 ///< of all relations, in their order
  std::span<const Leaf> leaves() const;                    ///< by unique_id
  const std::vector<Disagreement>& disagreements() const;  ///< by unique_id, then by position

  const Relation* find(std::string_view unique_id) const;
  std::optional<RelationId> id_of(std::string_view unique_id) const;
  std::optional<ColumnId> find(std::string_view unique_id, std::string_view column) const;
  std::span<const Column> columns_of(const Relation& relation) const;
  /// `model.column`: for people and paths.
  std::string full_name(ColumnId column) const;

  /// Columns that this one flows into, by column; direct and indirect roles.
  std::span<const Edge> readers_of(ColumnId column) const;
  /// Relations whose rows this column steers, sorted.
  std::span<const RelationId> steered_by(ColumnId column) const;

 private:
  std::unique_ptr<GraphStore> x_store;
};

/// Linear in the texts plus edges. Makes its own deep stack. Never throws for bad SQL: such models are open.
Graph build_graph(const GraphInput& input);

struct Graphs {
  Graph base;  ///< refers to what `head` owns, which must live as long as it is looked at
  Graph head;
};

/// Both sides of a change; `jobs` of `base` counts for both. What says the same on both sides, but for the names of the
/// environments, is read and resolved once, with head's text: see Relation::analysis.
Graphs build_graphs(const GraphInput& base, const GraphInput& head, const dbt::EnvironmentNames& environments);
/// Makes the names itself.
Graphs build_graphs(const GraphInput& base, const GraphInput& head);

}  // namespace tollgate::lineage
