// Functions that versions after PostgreSQL 15 add, by hand, sorted by name. Sources: release notes of 16, 17 and 18,
// section "Functions", and their manuals, chapter 9. None of them was asked of such a server.
#include "sql/builtins_data.hpp"

namespace tollgate::sql {

namespace {

// clang-format off
constexpr FunctionSignature rows[] = {
{"any_value", 1, 1, 'a', 'i', false, true, "anyelement", "anyelement", "", 16, ""},
{"array_reverse", 1, 1, 'f', 'i', false, true, "anyarray", "anyarray", "", 18, ""},
{"array_sample", 2, 2, 'f', 'v', false, true, "anyarray, integer", "anyarray", "", 16, ""},
{"array_shuffle", 1, 1, 'f', 'v', false, true, "anyarray", "anyarray", "", 16, ""},
{"array_sort", 1, 3, 'f', 'i', false, true, "anyarray, boolean, boolean", "anyarray", "", 18, ""},
{"casefold", 1, 1, 'f', 'i', false, true, "text", "text", "", 18, ""},
{"crc32", 1, 1, 'f', 'i', false, true, "bytea", "bigint", "", 18, ""},
{"crc32c", 1, 1, 'f', 'i', false, true, "bytea", "bigint", "", 18, ""},
{"date_add", 2, 2, 'f', 's', false, true, "timestamp with time zone, interval", "timestamp with time zone", "", 16, ""},
{"date_add", 3, 3, 'f', 'i', false, true, "timestamp with time zone, interval, text", "timestamp with time zone", "", 16, ""},
{"date_subtract", 2, 2, 'f', 's', false, true, "timestamp with time zone, interval", "timestamp with time zone", "", 16, ""},
{"date_subtract", 3, 3, 'f', 'i', false, true, "timestamp with time zone, interval, text", "timestamp with time zone", "", 16, ""},
{"erf", 1, 1, 'f', 'i', false, true, "double precision", "double precision", "", 16, ""},
{"erfc", 1, 1, 'f', 'i', false, true, "double precision", "double precision", "", 16, ""},
{"gamma", 1, 1, 'f', 'i', false, true, "double precision", "double precision", "", 18, ""},
{"generate_series", 4, 4, 'f', 'i', true, true, "timestamp with time zone, timestamp with time zone, interval, text", "timestamp with time zone", "", 16, ""},
{"icu_unicode_version", 0, 0, 'f', 'i', false, true, "", "text", "", 17, ""},
{"lgamma", 1, 1, 'f', 'i', false, true, "double precision", "double precision", "", 18, ""},
{"merge_action", 0, 0, 'f', 'v', false, true, "", "text", "", 17, ""},
{"pg_basetype", 1, 1, 'f', 's', false, true, "regtype", "regtype", "", 17, ""},
{"pg_input_error_info", 2, 2, 'f', 's', false, true, "text, text", "record", "message text, detail text, hint text, sql_error_code text", 16, ""},
{"pg_input_is_valid", 2, 2, 'f', 's', false, true, "text, text", "boolean", "", 16, ""},
{"random", 2, 2, 'f', 'v', false, true, "bigint, bigint", "bigint", "", 17, ""},
{"random", 2, 2, 'f', 'v', false, true, "integer, integer", "integer", "", 17, ""},
{"random", 2, 2, 'f', 'v', false, true, "numeric, numeric", "numeric", "", 17, ""},
{"random_normal", 0, 2, 'f', 'v', false, true, "double precision, double precision", "double precision", "", 16, ""},
{"to_bin", 1, 1, 'f', 'i', false, true, "bigint", "text", "", 17, ""},
{"to_bin", 1, 1, 'f', 'i', false, true, "integer", "text", "", 17, ""},
{"to_oct", 1, 1, 'f', 'i', false, true, "bigint", "text", "", 17, ""},
{"to_oct", 1, 1, 'f', 'i', false, true, "integer", "text", "", 17, ""},
{"unicode_assigned", 1, 1, 'f', 'i', false, true, "text", "boolean", "", 17, ""},
{"unicode_version", 0, 0, 'f', 'i', false, true, "", "text", "", 17, ""},
{"uuid_extract_timestamp", 1, 1, 'f', 'i', false, true, "uuid", "timestamp with time zone", "", 17, ""},
{"uuid_extract_version", 1, 1, 'f', 'i', false, true, "uuid", "smallint", "", 17, ""},
{"uuidv4", 0, 0, 'f', 'v', false, true, "", "uuid", "", 18, ""},
{"uuidv7", 0, 1, 'f', 'v', false, true, "interval", "uuid", "", 18, ""},
{"xmltext", 1, 1, 'f', 'i', false, true, "text", "xml", "", 17, ""},
};
// clang-format on

}  // namespace

std::span<const FunctionSignature> newer_functions() { return rows; }

}  // namespace tollgate::sql
