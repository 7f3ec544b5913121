#include "cli/inspect_judges.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace tollgate::cli {

namespace {

constexpr std::array<InspectJudge, 7> judges{{
    {"lineage", "the base columns that each output column comes from", inspect_lineage},
    {"references", "names that are not there, other dialects, silent drift", inspect_references},
    {"change", "what a change of a query can do to its columns and rows", inspect_change},
    {"plan", "what a plan will do that a person would mend", inspect_plan},
    {"provenance", "whether a commit says that an LLM helped, and what it takes back", inspect_provenance},
    {"budget", "what k failures among n pull requests say about a target rate", inspect_budget},
    {"pii", "what personal data a column holds, by its name and by values of it", inspect_pii},
}};

}  // namespace

std::span<const InspectJudge> inspect_judges() { return judges; }

std::string json_string(std::string_view text) {
  using nlohmann::json;
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace tollgate::cli
