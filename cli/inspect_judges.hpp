// The judges that `tollgate inspect` can ask: one visible table. A judge takes one request and gives one answer; it
// never reads anything else.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "cli/inspect_request.hpp"

namespace tollgate::cli {

/// Key -> its value as JSON text; the caller adds `id`. Keys come out sorted.
using InspectAnswer = std::map<std::string, std::string>;

struct InspectJudge {
  std::string_view id;
  std::string_view summary;
  InspectAnswer (*answer)(const InspectRequest& request);  ///< throws Error for a key that is missing or wrong
};

std::span<const InspectJudge> inspect_judges();

/// These need a stack of sql::stack_to_walk(the line).
InspectAnswer inspect_lineage(const InspectRequest& request);
InspectAnswer inspect_references(const InspectRequest& request);
InspectAnswer inspect_change(const InspectRequest& request);
InspectAnswer inspect_plan(const InspectRequest& request);
/// Needs no more than an ordinary stack.
InspectAnswer inspect_budget(const InspectRequest& request);
InspectAnswer inspect_provenance(const InspectRequest& request);
/// Never tells a value of the column, nor a part of one.
InspectAnswer inspect_pii(const InspectRequest& request);

/// A JSON string; bytes that are not UTF-8 (a name that the parser cut at 63 bytes) become U+FFFD.
std::string json_string(std::string_view text);

}  // namespace tollgate::cli
