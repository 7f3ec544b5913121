// The judge of provenance. What each key means: docs/inspect.md.
#include <nlohmann/json.hpp>

#include "change/provenance.hpp"
#include "cli/inspect_judges.hpp"

namespace tollgate::cli {

namespace {

using nlohmann::json;

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }
json text_or_null(std::string_view text) { return text.empty() ? json() : json(text); }

json revert_json(const std::optional<change::Revert>& revert) {
  if (!revert) return nullptr;
  return {{"kind", change::to_string(revert->kind)}, {"target", text_or_null(revert->target)}};
}

}  // namespace

InspectAnswer inspect_provenance(const InspectRequest& request) {
  change::CommitText commit;
  commit.message = request.text("message");
  commit.author = {request.optional_member("author", "name"), request.optional_member("author", "email")};
  commit.committer = {request.optional_member("committer", "name"), request.optional_member("committer", "email")};
  commit.notes = request.optional_text("notes");
  commit.branch = request.optional_text("branch");
  for (const std::string& label : request.optional_texts("labels")) commit.labels.push_back(label);
  const change::Provenance provenance = change::recognise(commit);
  json signals = json::array();
  for (const change::Signal& signal : provenance.signals) signals.push_back(signal.text);
  return {{"state", json_string(change::to_string(provenance.state))},
          {"strength", dump(text_or_null(change::to_string(provenance.strength)))},
          {"tool", dump(text_or_null(provenance.tool))},
          {"model", dump(text_or_null(provenance.model))},
          {"signals", dump(signals)},
          {"revert", dump(revert_json(provenance.revert))}};
}

}  // namespace tollgate::cli
