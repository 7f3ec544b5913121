// What keeps the role of a connection from reading a project's relations: a schema that is not there, a right that it
// has not. A question over pg_catalog alone; builds text and reads the answer, asks nobody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

enum class Readable : std::uint8_t {
  yes,
  other_database,  ///< named with another database than the connection's
  no_schema,       ///< no such schema there
  no_usage,        ///< the schema may not be used
  no_relation,     ///< no such relation in the schema
  no_select        ///< it may not be selected from
};

/// One question for all of them. Relations come from quoted_relation(), with their schema.
std::string read_rights_sql(std::span<const std::string> relations);

/// The answer to that question, in order of its relations. Throws Error (unjudged) for an answer that is none of ours.
std::vector<Readable> read_rights_in(const Answer& answer, std::size_t relations);

}  // namespace tollgate::warehouse
