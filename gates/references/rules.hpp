// The rules and options of the gate references, stated once: docs, policy schema and `tollgate explain` come from here.
#pragma once

#include <array>

#include "core/gate.hpp"
#include "sql/references.hpp"

namespace tollgate::gates::references_rules {

inline constexpr std::array all_rules{
    Rule{"syntax", Severity::error,
         "The compiled SQL does not parse, or PostgreSQL refuses it before it looks at names.",
         "Open the compiled file under target/compiled at the line given; the model, or a macro it calls, wrote that "
         "text."},
    Rule{"dialect", Severity::error,
         "A construct of another dialect, which PostgreSQL refuses or reads as something else.",
         "Write what the finding suggests, or what PostgreSQL has for it."},
    Rule{"unknown-table", Severity::error,
         "A name before a column that no relation in FROM has, or a CTE that reads itself.",
         "Use the alias of the relation, or add the relation to FROM."},
    Rule{"unknown-column", Severity::error,
         "A column that no relation in scope has: invented, misspelt or out of reach.",
         "Correct the name (a near one is suggested where there is one), or add the column to the model it should come "
         "from."},
    Rule{"gone-on-head", Severity::error, "A column that a parent has on base and no longer has on head.",
         "Bring it back in the parent, or change this reader in the same pull request."},
    Rule{"ambiguous-column", Severity::error, "A column that several relations in scope have.",
         "Write the alias before it."},
    Rule{"unknown-function", Severity::error, "A function that PostgreSQL does not have, or not for these arguments.",
         "Write what the finding suggests, or correct the call; declare functions of your own in the option "
         "`functions`."},
    Rule{"wrong-argument-count", Severity::error, "No function of that name takes that number of arguments.",
         "Write what the finding suggests, or correct the call; declare functions of your own in the option "
         "`functions`."},
    Rule{"unknown-type", Severity::error, "A type that PostgreSQL does not have.",
         "Write the type suggested, or correct the name."},
    Rule{"unknown-operator", Severity::error, "An operator that PostgreSQL does not have for these operands.",
         "Write what the finding suggests, or cast one side."},
    Rule{"semantic-drift", Severity::info, "PostgreSQL takes it, with another meaning than other dialects.",
         "Check which meaning is wanted."},
    Rule{"unknown-metadata", Severity::warning,
         "Names that the metadata at hand does not hold: they may exist, and nothing here can tell. Only with the "
         "option `allow_unproven`; else the model is not judged.",
         "Give a catalogue (`dbt docs generate`) or a warehouse connection."},
    Rule{"deprecated-column", Severity::error, "A deprecated column is read that this model did not read on base.",
         "Use the column that its YAML names in `use_instead`."},
    Rule{"deprecated-model", Severity::warning,
         "A model is newly read that is deprecated, has a deprecation date, or is an older version.",
         "Read its successor, or the latest version."},
    Rule{"bypassed-ref", Severity::error,
         "A relation of the project is named literally, so that dbt does not know of it.",
         "Write {{ ref('…') }} or {{ source('…', '…') }}: the literal name reads another environment and breaks the "
         "order of builds."},
};

inline constexpr Option<TextList> functions{
    .name = "functions",
    .unit = "",
    .fallback = {},
    .help =
        "Functions of the warehouse that are not PostgreSQL's own: user-defined ones and those of extensions that "
        "tollgate does not know.",
};

inline constexpr Option<bool> allow_unproven{
    .name = "allow_unproven",
    .unit = "",
    .fallback = false,
    .help =
        "Whether a model passes with a warning that newly names columns, relations or functions of which no metadata "
        "at hand tells whether they are there. Otherwise it is not judged.",
    .tighter = Tighter::lower,
};

constexpr const Rule& rule_called(std::string_view id) {
  for (const Rule& rule : all_rules) {
    if (rule.id == id) return rule;
  }
  return all_rules.front();
}

}  // namespace tollgate::gates::references_rules
