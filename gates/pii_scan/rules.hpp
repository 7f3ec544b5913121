// The rules of pii-scan, stated once: docs, policy schema and `tollgate explain` come from here.
#pragma once

#include <algorithm>
#include <array>

#include "core/gate.hpp"

namespace tollgate::pii_scan {

inline constexpr std::array all_rules{
    Rule{"leaked-column", Severity::error,
         "A column that is tagged on base is gone under that name, and its data goes on under another name without "
         "the tag.",
         "Tag the new column in its YAML (`tollgate pii suggest` prints the lines), or leave the data out."},
    Rule{"untagged-derivation", Severity::error, "A column without a tag carries the data of a tagged one.",
         "Tag it in its YAML (`tollgate pii suggest` prints the lines), sanitise the value on the way, or say "
         "`meta: {pii: false, reason: …}` where it is no personal data."},
    Rule{"tag-removed", Severity::error, "A column lost its tag and still holds the data.",
         "Bring the tag back. If the data is not personal after all, ask for a waiver: the tag was somebody's word."},
    Rule{"declared-too-low", Severity::error,
         "A column declares less than what lineage finds in it, e.g. `pii: pseudonymised` where nothing hashes it.",
         "Declare what it holds, or name the function that sanitises it in the option `sanitizers`."},
    Rule{"exposed", Severity::error, "Personal data newly reaches a layer or an exposure that is closed to it.",
         "Leave the column out there, or sanitise it before."},
    Rule{"pseudonymised", Severity::warning,
         "A column without a tag holds hashes of tagged data: pseudonymised, and still personal data (GDPR, recital "
         "26).",
         "Declare it: `meta: {pii: pseudonymised}`."},
    Rule{"reversible-hash", Severity::warning,
         "A hash without a salt of values that can all be tried, such as telephone or card numbers: it hides nothing.",
         "Hash with a secret key (hmac), or leave the column out; then declare `meta: {pii: pseudonymised}`."},
    Rule{"looks-like-pii", Severity::warning, "A new column without a tag has a name that says personal data.",
         "Tag it in its YAML (`tollgate pii suggest` prints the lines), or say `meta: {pii: false, reason: …}`."},
    Rule{"standing-leak", Severity::warning,
         "Columns of a model that this change edits carry tagged data without a tag, as they did on base.",
         "Tag them while you are here: `tollgate pii suggest` prints the lines."},
    Rule{"could-not-analyse", Severity::error,
         "Tagged data goes into a model whose lineage cannot be told, so that nobody knows in which column it comes "
         "out.",
         "Make the model compile, or declare each of its columns in YAML: `pii: true`, or `pii: false` with a reason."},
    Rule{
        "pii-values", Severity::error,
        "A column without a tag holds values that are personal data; a warning where no checksum or fixed shape proves "
        "it. Only with the option `values`.",
        "Tag it in its YAML (`tollgate pii suggest` prints the lines), leave the data out, or say `meta: {pii: false, "
        "reason: …}` where it is no personal data."},
    Rule{"pii-values-on-base", Severity::info,
         "The same, in a column that the change leaves alone and that holds such values on base too.",
         "Tag it while you are here: `tollgate pii suggest` prints the lines."},
    Rule{"pii-values-unread", Severity::error,
         "Values could not be read: no privilege, a timeout, or not built. Only where the option `unread_values` is "
         "`finding`; else the model is unjudged.",
         "Grant select on the columns, build the relation before the check, or raise `value_timeout`."},
};

/// Ids are checked by a test: an unknown one is the first rule.
constexpr const Rule& rule_called(std::string_view id) {
  for (const Rule& rule : all_rules) {
    if (rule.id == id) return rule;
  }
  return all_rules.front();
}

}  // namespace tollgate::pii_scan
