// What stands for each relation that a model's SQL reads, on the head's connection: the relation as written, the head's
// in place of the base's (matched by unique_id), the SQL of a model that is not built yet, or what base has. Owned by
// the gate; asks nobody and guesses no name.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dbt/environment_names.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/context.hpp"
#include "gates/explain/rewritten.hpp"
#include "gates/relation_mapping.hpp"
#include "sql/tree.hpp"

namespace tollgate::explain {

/// What is known of the head's database: `schema.name` of what exists there.
struct Existing {
  std::string database;
  std::function<bool(std::string_view schema_and_name)> has;
};

/// The SQL of one side as it can be planned on head.
struct PlannedText {
  Rewritten sql;
  std::string problem;                  ///< why it cannot; empty: it can
  std::set<std::string> inlined;        ///< models whose SQL stands in it for a relation that is not there, by name
  std::set<std::string> taken_of_base;  ///< changed upstreams for which base's relation stands, by name
  bool is_other() const { return !inlined.empty() || !taken_of_base.empty(); }
};

class Upstreams {
 public:
  /// Members that read SQL need a stack of sql::stack_to_walk() of the longest text.
  explicit Upstreams(const Context& context);

  /// Reads the texts of one of the targets: of base only where names in it have to be others on head. This and all else
  /// that is asked here may be called by many threads.
  void read(const Target& target);
  /// Whether that text is one statement, so that a plan of it may be asked for.
  bool is_one_statement(const dbt::Node& node, warehouse::Side side);
  /// The tree of a target's text as compiled; null where it was not kept: it takes much more memory than the text.
  const sql::Tree* tree_of(const dbt::Node& node) const;
  /// Frees the trees of that target's texts; what was found in them stays known.
  void forget_trees(const Target& target);

  /// Head as written; base with the head's relations in place of its own. Nothing is known of what exists.
  PlannedText head_as_written(const Target& target);
  PlannedText base_on_head(const Target& target);
  /// The same, reading only what exists. `anew`: the SQL of changed upstreams even where they exist, which may have
  /// been built of other SQL.
  PlannedText of_what_exists(const Target& target, warehouse::Side side, const Existing& existing, bool anew);

  /// Names that the texts of both sides have, or their relations on head; quoted for the server. `all`: also every
  /// other that may have to stand for one.
  std::set<std::string> names_to_look_up(const Target& target, bool all);
  /// The ephemeral model in whose text, inlined into that of the head's model, the byte stands; null: in its own.
  const dbt::Node* inlined_at(const dbt::Node& node, std::size_t byte) const;
  /// The place in the ephemeral model's own file of a line of `node`, into whose compiled text it is inlined.
  Location place_in(const dbt::Node& ephemeral, const dbt::Node& node, gates::TextPosition where) const;
  /// unique_id of the relation `schema.name`; empty: dbt does not know it.
  std::string id_of(std::string_view schema_and_name) const;
  /// Those of all relations that id_of() knows.
  const std::set<std::string>& schemas() const { return x_schemas; }
  /// Whether head's SQL reads the model's own relation, as incremental SQL does.
  bool reads_itself(const Target& target);

 private:
  struct Task;
  using Names = std::optional<gates::NamesInText>;
  struct Read {
    Names names;
    std::optional<sql::Tree> tree;
  };
  /// Whether base's text reads what head's reads, under the same names.
  bool reads_alike(const Target& target) const;
  Read read(const dbt::Node& node, warehouse::Side side, bool keep_tree) const;
  const Read* known(const dbt::Node& node) const;
  const Names& names_of(const dbt::Node& node, warehouse::Side side);
  void note_written(const Target& target, Task& task);
  PlannedText rewrite(const dbt::Node& node, warehouse::Side side, Task& task);
  std::optional<std::string> stand_in(const gates::RelationUse& use, Task& task, PlannedText& planned);
  std::optional<std::string> known_stand_in(const gates::RelationUse& use, Task& task, PlannedText& planned);
  std::optional<std::string> sql_of(const gates::RelationUse& use, Task& task, PlannedText& planned);
  void note_names(const dbt::Node& node, warehouse::Side side, int depth, std::set<std::string>& names);

  const Context& x_context;
  dbt::EnvironmentNames x_names;
  bool x_same_names;                                              ///< no relation has another name on base than on head
  std::map<std::string, std::string, std::less<>> x_id_of_table;  ///< by `schema.name`
  std::set<std::string> x_schemas;
  std::set<std::string, std::less<>> x_changed;
  mutable std::mutex x_mutex;  // guards the following; what is in it stays where it is
  std::map<const dbt::Node*, Read> x_read;
  std::size_t x_kept_text = 0;  ///< bytes of which trees are kept
};

}  // namespace tollgate::explain
