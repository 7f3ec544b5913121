// The rules of lineage-diff, stated once: docs, policy schema and `tollgate explain` come from here.
#pragma once

#include <array>

#include "core/gate.hpp"
#include "lineage/difference.hpp"

namespace tollgate::gates::columns {

inline constexpr std::array all_rules{
    Rule{"re-sourced", Severity::error,
         "A column keeps its name and its values come from elsewhere: none of its sources is one that it had.",
         "Read the select item named here against base. If the new source is meant, waive it (tollgate waivers "
         "add) and tell those who read it, or give the column a new name."},
    Rule{"partly-re-sourced", Severity::warning, "Some sources of a column came or went while others stay.",
         "Check that the value still means what its name and its readers say."},
    Rule{"removed-column", Severity::error, "A column is gone or renamed, and something on head still reads it.",
         "Bring the column back, or change its readers in the same pull request."},
    Rule{"removed-unread-column", Severity::info, "Columns are gone that nothing in the project reads on head.",
         "Where a dashboard reads the model, ask whether it shows them."},
    Rule{"renamed-column", Severity::info, "A column has another name and the same value; every reader follows.",
         "Tell those who read the relation outside of the project."},
    Rule{"added-column", Severity::info, "Columns are new.", "Nothing to do."},
    Rule{
        "scale-changed", Severity::error,
        "A column is another multiple of the same value: cents for units, a share for percent, the opposite sign; or a "
        "constant is added to it.",
        "Bring the factor back. If the new unit is meant, give the column a name that says it, or waive this (tollgate "
        "waivers add) and tell those who read it: whatever adds, compares or shows it is off by that factor."},
    Rule{"retyped-column", Severity::error, "A column that something reads has another type.",
         "Cast it back, or check each reader: comparisons, joins and unions may fail or mean something else."},
    Rule{"retyped-unread-column", Severity::info, "A column that nothing in the project reads has another type.",
         "Tell those who read the relation outside of the project."},
    Rule{"kind-changed", Severity::warning,
         "A column that was handed on is computed now, or the other way round, or it is a constant.",
         "Check that the value still means what its name says."},
    Rule{"aggregate-changed", Severity::warning, "A column is aggregated, or made of an aggregate, in another way.",
         "Check that the value still means what its name says, and that the tests of the model hold its total."},
    Rule{"recomputed-column", Severity::info, "A column is computed in another way from the same columns.",
         "Check that the value still means what its name says."},
    Rule{"inverted-condition", Severity::warning,
         "A column is made of the opposite of a condition that it had: NOT came or went, `<>` stands for `=`, results "
         "of a CASE changed places.",
         "Check that the name still says what is true; give what is meant to be the opposite a name of its own."},
    Rule{"lost-fraction", Severity::warning,
         "A column divides whole numbers where it did not: PostgreSQL cuts the fraction off, so that 1 / 2 is 0.",
         "Cast one side to numeric, or multiply by 1.0 before the division."},
    Rule{"moved-column", Severity::error,
         "The order of columns changed, and a reader goes by position: UNION, INSERT or an alias list over `*`.",
         "Keep the order, or name the columns in the reader."},
    Rule{"join-added", Severity::info, "A relation is joined that was not.",
         "Check that it has one row for each row it is joined to; row-count-diff counts them."},
    Rule{"join-removed", Severity::warning, "A relation is not joined any more.",
         "Check whether the join kept rows out, and whether its columns are missed."},
    Rule{"join-changed", Severity::warning, "A join has another type or another key.",
         "Check the condition against base: rows may be lost, multiplied or matched to others."},
    Rule{"filter-added", Severity::info, "Rows are filtered that were not.", "Check that these rows are not missed."},
    Rule{"filter-removed", Severity::warning, "A filter is gone.",
         "Check that the rows that it kept out may come in, here and further down."},
    Rule{"filter-changed", Severity::warning, "A filter says something else.",
         "Check which rows come in or go now, here and further down."},
    Rule{"grain-changed", Severity::warning,
         "What one row stands for changed: GROUP BY, DISTINCT, LIMIT or a set operation.",
         "Check the key of the model and every join to it."},
    Rule{"union-arm-added", Severity::warning,
         "Rows of further relations are appended by a UNION, and each column comes from there as well.",
         "Check that what is appended means the same in each column and is not in the model already: keys may repeat, "
         "and totals below grow."},
    Rule{"union-arm-removed", Severity::warning, "A branch of a UNION is gone, and its rows with it.",
         "Check whether these rows are missed, here and further down."},
    Rule{"rows-changed", Severity::warning,
         "The SQL does not provably make the rows that it made, and no join, filter or grouping by itself shows why.",
         "Compare the SQL with base clause by clause: what moved into another sub-query, and what is cut, numbered or "
         "merged in another order. Where it says the same, a waiver with that reason settles it (tollgate waivers "
         "add)."},
    Rule{"captured-name", Severity::error,
         "A name in a sub-query that none of its relations has now means a column of the query around it.",
         "Qualify the name with the relation that is meant."},
    Rule{
        "catalogue-disagrees", Severity::warning,
        "What head's catalog.json holds of the model is not what its SQL makes, and the change does not explain it.",
        "Build the model and run `dbt docs generate` again. If they still differ, a hook or a hand altered the table, "
        "or an incremental model needs a full refresh; if neither is so, tollgate misreads the SQL: please report it."},
    Rule{
        "load-changed", Severity::warning,
        "A setting decides otherwise which rows a table that stays keeps, replaces or loses: of an incremental model, "
        "a snapshot or a seed.",
        "Count on what it does to rows that are there, and to those that arrive again. What is loaded already stays as "
        "it is until a full refresh."},
    Rule{
        "build-changed", Severity::info,
        "A setting has the model built as another kind of relation, or loaded in a way that loses no row by itself.",
        "Tell those who read the relation outside of the project; rebuild it (--full-refresh) where rows stay that the "
        "setting does not reach."},
    Rule{"hook-writes", Severity::warning, "A hook that writes rows or relations came, went or says something else.",
         "Do in the model's SQL what decides its rows: no gate sees what a hook does to them, and tests run after it."},
    Rule{"hook-changed", Severity::info,
         "A hook came, went or says something else, and its text does not tell what it does.",
         "Read the macro or function that it calls."},
    Rule{"source-moved", Severity::warning, "source() stands for another table than on base.",
         "Hold both tables against each other: columns, types, keys and rows. row-count-diff counts what is built from "
         "them."},
    Rule{"unresolved-column", Severity::error, "A column reads a name that its relation does not have.",
         "Correct the name; PostgreSQL refuses the statement."},
};

/// The rule that a difference breaks.
const Rule& rule_of(const lineage::Difference& difference);
const Rule& rule_called(std::string_view id);

}  // namespace tollgate::gates::columns
