// The audit log for other tools: the same events under the same ids, in the order of (lamport, id). Texts only; who
// prints them, or runs the script, owns what becomes of them.
#pragma once

#include <string>
#include <vector>

#include "budget/audit/event.hpp"

namespace tollgate::budget {

/// One canonical event per line: the SHA-256 of a line without its end is the id.
std::string audit_jsonl(const std::vector<StoredEvent>& events);

/// RFC 4180 with a line of names. Lists are joined with blanks; the last column is the canonical event.
std::string audit_csv(const std::vector<StoredEvent>& events);

/// A script for psql (PostgreSQL 12 or later) that makes an append-only table, if it is not there, and adds the events
/// that it lacks: it may be run again and again. `table`: `name` or `schema.name`, in lower case.
/// Throws Error (usage) for another name.
std::string audit_sql(const std::vector<StoredEvent>& events, const std::string& table);

}  // namespace tollgate::budget
