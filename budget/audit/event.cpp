#include "budget/audit/event.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "budget/audit/canonical.hpp"
#include "budget/audit/fields.hpp"
#include "core/day.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"

namespace tollgate::budget {

namespace {

using nlohmann::json;

void put(json& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}
void put(json& object, const char* key, const std::optional<std::int64_t>& value) {
  if (value) object[key] = *value;
}
void put(json& object, const char* key, const std::vector<std::string>& values) {
  if (!values.empty()) object[key] = values;
}

json reviewers_of(const AuditEvent& event) {
  json list = json::array();
  for (const AuditReviewer& reviewer : event.reviewers) {
    json one{{"id", reviewer.id}};
    put(one, "login", reviewer.login);
    put(one, "role", reviewer.role);
    put(one, "state", reviewer.state);
    put(one, "commit", reviewer.commit);
    list.push_back(std::move(one));
  }
  return list;
}

json llm_of(const AuditLlm& llm) {
  json object{{"tools", llm.tools}, {"models", llm.models}, {"signals", llm.signals}};
  put(object, "state", llm.state);
  if (llm.touched) object["touched"] = *llm.touched;
  put(object, "model_raw", llm.model_raw);
  put(object, "strength", llm.strength);
  return object;
}

json actor_of(const AuditActor& actor) {
  json object = json::object();
  put(object, "workflow", actor.workflow);
  put(object, "run_id", actor.run_id);
  put(object, "attempt", actor.attempt);
  put(object, "id", actor.id);
  put(object, "login", actor.login);
  return object;
}

/// What the change was and what was found of it.
void put_change(json& object, const AuditEvent& event) {
  put(object, "repo", event.repo);
  put(object, "pr", event.pr);
  put(object, "head", event.head);
  put(object, "base", event.base);
  put(object, "merge_sha", event.merge_sha);
  put(object, "layer", event.layer);
  put(object, "author_id", event.author_id);
  put(object, "requester_id", event.requester_id);
  put(object, "prompt_hash", event.prompt_hash);
  put(object, "tools_used", event.tools_used);
  put(object, "retrieval_ids", event.retrieval_ids);
  if (event.llm) object["llm"] = llm_of(*event.llm);
  if (!event.reviewers.empty() || event.type == "pr_reviewed") object["reviewers"] = reviewers_of(event);
  put(object, "gates_passed", event.gates_passed);
  put(object, "gates_failed", event.gates_failed);
  if (event.type != "pr_judged") return;
  object["gates_passed"] = event.gates_passed;
  object["gates_failed"] = event.gates_failed;
}

/// What became of it, and who says so.
void put_outcome(json& object, const AuditEvent& event) {
  if (event.window) {
    object["window"] = {{"tz", event.window->tz}, {"tzdata", event.window->tzdata}, {"open", event.window->open}};
  }
  put(object, "outcome", event.outcome);
  put(object, "by_commit", event.by_commit);
  put(object, "lag_s", event.lag_s);
  if (json actor = event.actor ? actor_of(*event.actor) : json(); !actor.empty()) object["actor"] = std::move(actor);
  put(object, "tollgate_version", event.tollgate_version);
  put(object, "config_sha", event.config_sha);
  put(object, "rule", event.rule);
  put(object, "subject", event.subject);
  put(object, "reason", event.reason);
  put(object, "rollback_sla", event.rollback_sla);
  put(object, "supersedes", event.supersedes);
}

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::usage, {"the event may not be logged: " + message, hint, {}});
}

std::string checked(const std::string& json_text) {
  std::string draft;
  try {
    draft = canonical(json_text);
  } catch (const Error& error) {
    refuse(error.diagnostic().message, error.diagnostic().hint);
  }
  const FieldProblem problem = problem_of_fields(draft);
  if (!problem.message.empty()) refuse(problem.message, problem.hint);
  return draft;
}

/// Text that is no UTF-8 becomes a refusal, never the library's exception.
std::string text_of(const json& object) {
  try {
    return object.dump();
  } catch (const json::exception&) {
    refuse("a text of it is not UTF-8", "write it in UTF-8");
  }
}

std::string path_of(const std::string& ts, const std::string& hex) {
  return "events/" + ts.substr(0, 4) + "/" + ts.substr(5, 2) + "/" + hex + ".json";
}

[[noreturn]] void broken(const std::string& path, const std::string& message) {
  throw Error(ErrorKind::unjudged, {message, "events are never edited: find who pushed it", {path, 0, 0}});
}

std::vector<std::string> prev_of(const std::string& path, const json& event) {
  std::vector<std::string> ids;
  if (!event.contains("prev") || !event["prev"].is_array()) broken(path, "the event has no list `prev`");
  for (const json& id : event["prev"]) {
    if (!id.is_string()) broken(path, "`prev` holds something that is no id");
    if (!ids.empty() && !(ids.back() < id.get_ref<const std::string&>())) broken(path, "`prev` is not sorted");
    ids.push_back(id.get<std::string>());
  }
  return ids;
}

std::string text_member(const std::string& path, const json& event, const char* key) {
  if (!event.contains(key) || !event[key].is_string()) broken(path, "the event has no `" + std::string(key) + "`");
  return event[key].get<std::string>();
}

}  // namespace

std::string audit_timestamp(std::int64_t milliseconds) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(milliseconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  std::int64_t rest = (time - day).count();
  std::string clock = "00:00:00.000";
  for (const auto& [at, digits, base] :
       {std::tuple{9, 3, 1000}, std::tuple{6, 2, 60}, std::tuple{3, 2, 60}, std::tuple{0, 2, 24}}) {
    std::int64_t part = rest % base;
    rest /= base;
    for (int i = digits - 1; i >= 0; --i, part /= 10) {
      clock[static_cast<std::size_t>(at + i)] = static_cast<char>('0' + part % 10);
    }
  }
  return day_text(day) + "T" + clock + "Z";
}

std::string to_draft(const AuditEvent& event) {
  json object{{"v", 1}};
  put(object, "type", event.type);
  put(object, "ts", event.ts);
  put_change(object, event);
  put_outcome(object, event);
  return checked(text_of(object));
}

std::string draft_from(std::string_view text, const std::string& ts_if_absent) {
  std::string first;
  try {
    first = canonical(text);
  } catch (const Error& error) {
    refuse(error.diagnostic().message, error.diagnostic().hint);
  }
  json object = json::parse(first);
  object.erase("prev");
  object.erase("lamport");
  if (!object.contains("v")) object["v"] = 1;
  if (!object.contains("ts")) put(object, "ts", ts_if_absent);
  return checked(object.dump());
}

SealedEvent seal(const std::string& draft, const std::vector<std::string>& heads, std::int64_t lamport) {
  json object = json::parse(draft);
  object["prev"] = heads;
  object["lamport"] = lamport;
  SealedEvent sealed;
  sealed.bytes = object.dump();
  if (sealed.bytes.size() > largest_event) {
    refuse("it is larger than " + std::to_string(largest_event) + " bytes", "log names and digests, not contents");
  }
  const std::string hex = sha256_hex(sealed.bytes);
  sealed.id = "sha256:" + hex;
  sealed.ts = object["ts"].get<std::string>();
  sealed.path = path_of(sealed.ts, hex);
  return sealed;
}

StoredEvent stored_event(const std::string& path, const std::string& bytes) {
  StoredEvent stored;
  const std::string hex = sha256_hex(bytes);
  if (!path.ends_with("/" + hex + ".json")) broken(path, "the event is not the one that its name is the digest of");
  json event;
  try {
    if (canonical(bytes) != bytes) broken(path, "the event is not in canonical form");
    event = json::parse(bytes);
  } catch (const Error& error) {
    broken(path, error.diagnostic().message);
  }
  const std::string ts = text_member(path, event, "ts");
  if (ts.size() < 10 || path != path_of(ts, hex)) broken(path, "the event lies in the folder of another month");
  if (!event.contains("lamport") || !event["lamport"].is_number_unsigned()) broken(path, "the event has no `lamport`");
  stored.id = "sha256:" + hex;
  stored.path = path;
  stored.bytes = bytes;
  stored.ts = ts;
  stored.type = text_member(path, event, "type");
  stored.lamport = event["lamport"].get<std::int64_t>();
  stored.prev = prev_of(path, event);
  event.erase("prev");
  event.erase("lamport");
  stored.draft = event.dump();
  return stored;
}

}  // namespace tollgate::budget
