// The rules of the gate `test`. For its own files only.
#pragma once

#include <array>
#include <string_view>

#include "core/gate.hpp"

namespace tollgate::gates::tests {

inline constexpr std::array all_rules{
    Rule{"test-failed", Severity::error, "A dbt test or unit test of the model failed.",
         "Run `dbt test --select` with the test's name; `--store-failures` keeps the rows it found."},
    Rule{"test-warned", Severity::warning, "A dbt test of the model found rows, and its own severity is warn.",
         "Run `dbt test --select` with the test's name; mend the data or the test."},
    Rule{"test-error", Severity::error, "A dbt test of the model could not be run: the database refused its query.",
         "Run `dbt test --select` with the test's name and read dbt's own message; tollgate never repeats it, since it "
         "can hold data."},
    Rule{"model-error", Severity::error, "dbt could not build the model itself, or only some of its batches.",
         "Run `dbt build --select` with the model's name and read dbt's own message."},
    Rule{"untested", Severity::info, "A new model has no test at all.",
         "Give it at least a unique and a not_null test on its key."},
    Rule{"test-removed", Severity::warning,
         "A test of base is gone or switched off, and what it tested is still there.",
         "Put the test back, and mend what made it fail; where it goes on purpose, say why in the pull request."},
    Rule{"test-changed", Severity::warning,
         "A test says something else than on base, or lets more pass: its arguments, its settings, its SQL, the rows "
         "of a unit test, or a macro that it is made by.",
         "Mend what the test finds, not the test; where it was wrong, say why in the pull request."},
};
inline constexpr const Rule& test_failed = all_rules[0];
inline constexpr const Rule& test_warned = all_rules[1];
inline constexpr const Rule& test_error = all_rules[2];
inline constexpr const Rule& model_error = all_rules[3];
inline constexpr const Rule& untested = all_rules[4];
inline constexpr const Rule& test_removed = all_rules[5];
inline constexpr const Rule& test_changed = all_rules[6];

/// Of a test that could not be run because it names a column that went.
inline constexpr std::string_view advice_where_column_went =
    "Let the test name what head has, or give the column back, in the same pull request.";

}  // namespace tollgate::gates::tests
