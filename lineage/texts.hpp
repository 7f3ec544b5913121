// The compiled SQL of a project as trees, and the relations that each names: what must be read before what.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lineage/graph.hpp"
#include "lineage/inlined.hpp"
#include "lineage/order.hpp"
#include "sql/parse.hpp"

namespace tollgate::lineage {

/// All names by which SQL may call a relation -> its unique_id. Own names win over those of the other side.
sql::Names relation_names(const GraphInput& input);
/// The parts of the name that dbt gave; made of database, schema and alias where old manifests hold none; empty for
/// what is no relation.
std::vector<std::string> relation_parts(const dbt::Node& node);
std::vector<std::string> relation_parts(const dbt::Source& source);
/// How children call an ephemeral model: one name by its alias, one by its name.
InlinedNames inlined_names(const dbt::Node& node);

struct ModelText {
  std::optional<sql::Tree> tree;
  std::string problem;   ///< why there is none, for a person
  bool bad_sql = false;  ///< then: it does not parse
};
using ModelTexts = std::map<std::string, ModelText, std::less<>>;  ///< models and snapshots by unique_id

/// On that many threads, each with a deep stack.
ModelTexts read_texts(const dbt::Project& project, int jobs);
/// The longest compiled text.
std::size_t longest_text(const dbt::Project& project);

/// By what dbt says and by what the texts name.
Dependencies dependencies_of(const GraphInput& input, const ModelTexts& texts, const sql::Names& names);

}  // namespace tollgate::lineage
