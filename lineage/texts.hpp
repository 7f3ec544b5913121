// The compiled SQL of a change's sides as trees, each distinct text read once, and the relations that each names: what
// must be read before what.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lineage/graph.hpp"
#include "lineage/inlined.hpp"
#include "lineage/order.hpp"
#include "sql/parse.hpp"
#include "sql/tree.hpp"

namespace tollgate::lineage {

/// All names by which SQL may call a relation -> its unique_id. Own names win over those of the other side.
sql::Names relation_names(const GraphInput& input);
/// By what SQL may call a relation of that name: all its parts, and without its database. None when there are no parts.
std::vector<std::string> keys_of(std::span<const std::string> parts);
/// The parts of the name that dbt gave; made of database, schema and alias where old manifests hold none; empty for
/// what is no relation.
std::vector<std::string> relation_parts(const dbt::Node& node);
std::vector<std::string> relation_parts(const dbt::Source& source);
/// How children call an ephemeral model: one name by its alias, one by its name.
InlinedNames inlined_names(const dbt::Node& node);
/// Those of all ephemeral models.
InlinedNames inlined_names(const dbt::Project& project);

/// Why a compiled text does not parse, and where in it.
std::string located(const sql::ParseError& error);

struct ModelText {
  sql::Tree* tree = nullptr;
  std::string problem;   ///< why there is none, for a person
  bool bad_sql = false;  ///< then: it does not parse
};
using ModelTexts = std::map<std::string, ModelText, std::less<>>;  ///< models and snapshots by unique_id

/// What was read of one side.
struct ReadTexts {
  std::vector<std::optional<sql::Tree>> trees;  ///< those of `models` point here, wherever the vector is moved
  ModelTexts models;
};

/// On that many threads, each with a deep stack; equal texts once. Models of which `skip` is true have no tree and no
/// problem. Throws Error (unjudged) once the run of the input is out of time.
ReadTexts read_texts(const GraphInput& input, int jobs, const std::function<bool(const dbt::Node&)>& skip);
/// The longest compiled text.
std::size_t longest_text(const dbt::Project& project);

/// Does work(0) … work(count - 1), on several threads or on one, each with a stack of stack_to_walk().
using SideBySide = std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

/// By what dbt says and by what the texts name.
Dependencies dependencies_of(const GraphInput& input, const ModelTexts& texts, const sql::Names& names,
                             const SideBySide& side_by_side);

}  // namespace tollgate::lineage
