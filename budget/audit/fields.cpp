#include "budget/audit/fields.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "budget/audit/addresses.hpp"
#include "core/day.hpp"
#include "core/suggest.hpp"

namespace tollgate::budget {

namespace {

using nlohmann::json;

enum class Kind : std::uint8_t {
  version,    ///< 1
  type,       ///< of `types`
  timestamp,  ///< YYYY-MM-DDTHH:MM:SS.mmmZ
  number,     ///< from 0
  flag,
  word,       ///< no blanks
  line,       ///< words of a person or a tool, one line
  commit,     ///< 40 or 64 hex digits
  event,      ///< sha256:<64 hex>
  keyed,      ///< hmac-sha256:<hex>
  outcome,    ///< of `outcomes`
  words,      ///< a list
  lines,      ///< a list, or one
  signals,    ///< a list of lines that may name a tool's published address
  reviewers,  ///< a list of objects
  llm,
  window,
  actor,
};

struct Field {
  std::string_view name;
  Kind kind;
};

// Reference: L7 of the audit log's rules, docs/audit.md.
constexpr std::array event_fields{Field{"type", Kind::type},
                                  Field{"v", Kind::version},
                                  Field{"ts", Kind::timestamp},
                                  Field{"repo", Kind::word},
                                  Field{"pr", Kind::number},
                                  Field{"head", Kind::commit},
                                  Field{"base", Kind::commit},
                                  Field{"merge_sha", Kind::commit},
                                  Field{"layer", Kind::word},
                                  Field{"author_id", Kind::number},
                                  Field{"requester_id", Kind::number},
                                  Field{"reviewers", Kind::reviewers},
                                  Field{"llm", Kind::llm},
                                  Field{"prompt_hash", Kind::keyed},
                                  Field{"tools_used", Kind::words},
                                  Field{"retrieval_ids", Kind::words},
                                  Field{"gates_passed", Kind::words},
                                  Field{"gates_failed", Kind::words},
                                  Field{"window", Kind::window},
                                  Field{"outcome", Kind::outcome},
                                  Field{"by_commit", Kind::commit},
                                  Field{"lag_s", Kind::number},
                                  Field{"actor", Kind::actor},
                                  Field{"tollgate_version", Kind::word},
                                  Field{"config_sha", Kind::word},
                                  Field{"rule", Kind::word},
                                  Field{"subject", Kind::word},
                                  Field{"reason", Kind::line},
                                  Field{"rollback_sla", Kind::word},
                                  Field{"supersedes", Kind::event}};
constexpr std::array llm_fields{Field{"state", Kind::word},      Field{"touched", Kind::flag},
                                Field{"tools", Kind::words},     Field{"models", Kind::words},
                                Field{"model_raw", Kind::lines}, Field{"signals", Kind::signals},
                                Field{"strength", Kind::word}};
constexpr std::array reviewer_fields{Field{"id", Kind::number}, Field{"login", Kind::word}, Field{"role", Kind::word},
                                     Field{"state", Kind::word}, Field{"commit", Kind::commit}};
constexpr std::array window_fields{Field{"tz", Kind::word}, Field{"tzdata", Kind::word}, Field{"open", Kind::flag}};
constexpr std::array actor_fields{Field{"workflow", Kind::line}, Field{"run_id", Kind::number},
                                  Field{"attempt", Kind::number}, Field{"id", Kind::number},
                                  Field{"login", Kind::word}};

/// What an event of a type is about, and so has to say.
struct Type {
  std::string_view name;
  std::array<std::string_view, 4> needs;
};
constexpr std::array types{Type{"pr_tagged", {"head", "llm"}},
                           Type{"pr_judged", {"gates_passed", "gates_failed", "config_sha", "tollgate_version"}},
                           Type{"pr_reviewed", {"pr", "reviewers"}},
                           Type{"pr_merged", {"pr", "merge_sha"}},
                           Type{"merged_outside_window", {"pr", "merge_sha", "window"}},
                           Type{"outcome", {"pr", "outcome"}},
                           Type{"override", {"pr", "reason", "actor"}},
                           Type{"waiver", {"reason", "actor"}},
                           Type{"supersedes", {"supersedes", "reason"}}};

constexpr std::array<std::string_view, 7> outcomes{"merged",        "reverted",  "rolled_back", "hotfixed",
                                                   "fixed_forward", "reapplied", "planned_undo"};

constexpr std::size_t longest_word = 200;
constexpr std::size_t longest_line = 500;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_commit(std::string_view text) { return (text.size() == 40 || text.size() == 64) && is_hex(text); }

bool is_event_id(std::string_view text) {
  return text.size() == 71 && text.starts_with("sha256:") && is_hex(text.substr(7));
}

bool is_keyed_digest(std::string_view text) {
  constexpr std::string_view algorithm = "hmac-sha256:";
  if (!text.starts_with(algorithm)) return false;
  const std::string_view digits = text.substr(algorithm.size());
  return !digits.empty() && digits.size() <= 64 && digits.size() % 2 == 0 && is_hex(digits);
}

bool is_timestamp(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd.dddZ";
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == 'd' ? !digit : text[i] != form[i]) return false;
  }
  return day_from(text.substr(0, 10)) && text.substr(11, 2) < "24" && text.substr(14, 2) < "60" &&
         text.substr(17, 2) < "60";
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= longest_word && text.find(' ') == std::string_view::npos;
}

bool is_line(std::string_view text) { return !text.empty() && text.size() <= longest_line; }

FieldProblem not_of_kind(const std::string& path, const std::string& expected) {
  return {"`" + path + "` is not " + expected, "see docs/audit.md"};
}

FieldProblem address_in(const std::string& path) {
  return {"`" + path + "` holds an e-mail address",
          "the log is kept for years: name people by the number of their account, and tools by their name"};
}

/// What a text of a kind must be; empty: it is.
std::string_view expectation(Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::timestamp:
      return is_timestamp(text) ? "" : "a time such as 2026-04-01T09:15:00.000Z";
    case Kind::word:
      return is_word(text) ? "" : "one word of at most 200 bytes";
    case Kind::line:
    case Kind::signals:
      return is_line(text) ? "" : "a text of 1 to 500 bytes";
    case Kind::commit:
      return is_commit(text) ? "" : "a commit: 40 or 64 lower-case hex digits";
    case Kind::event:
      return is_event_id(text) ? "" : "the id of an event: sha256: and 64 hex digits";
    case Kind::keyed:
      return is_keyed_digest(text) ? "" : "hmac-sha256: and hex digits";
    case Kind::outcome:
      return std::ranges::find(outcomes, text) != outcomes.end()
                 ? ""
                 : "merged, reverted, rolled_back, hotfixed, fixed_forward, reapplied or planned_undo";
    default:
      return "a text";
  }
}

FieldProblem check_text(const std::string& path, Kind kind, const json& value) {
  if (!value.is_string()) return not_of_kind(path, "a text");
  const auto& text = value.get_ref<const std::string&>();
  if (const std::string_view expected = expectation(kind, text); !expected.empty()) {
    return not_of_kind(path, std::string(expected));
  }
  const bool hidden = kind == Kind::signals ? holds_address_of_a_person(text) : holds_address(text);
  return hidden ? address_in(path) : FieldProblem{};
}

FieldProblem check_list(const std::string& path, Kind kind, const json& value) {
  if (!value.is_array()) return not_of_kind(path, "a list");
  for (std::size_t i = 0; i < value.size(); ++i) {
    FieldProblem problem = check_text(path + "[" + std::to_string(i) + "]", kind, value[i]);
    if (!problem.message.empty()) return problem;
  }
  return {};
}

FieldProblem check_value(const std::string& path, Kind kind, const json& value);

FieldProblem unknown_field(const std::string& path, const std::string& name, std::span<const Field> fields) {
  if (holds_address(name)) return address_in("the name of a field");
  std::vector<std::string_view> known;
  for (const Field& field : fields) known.push_back(field.name);
  if (name.find("prompt") != std::string::npos || name == "messages" || name == "transcript") {
    return {"the field `" + path + "` is not logged: no prompt text enters the log",
            "write prompt_hash, the keyed digest that tollgate trailers prints"};
  }
  const std::string meant = did_you_mean(name, known);
  return {"the field `" + path + "` is not one that an event has", meant.empty() ? "see docs/audit.md" : meant};
}

FieldProblem check_object(const std::string& path, std::span<const Field> fields, const json& value) {
  if (!value.is_object()) return not_of_kind(path, "an object");
  for (const auto& [name, member] : value.items()) {
    const std::string at = path.empty() ? name : path + "." + name;
    const auto field = std::ranges::find(fields, std::string_view(name), &Field::name);
    if (field == fields.end()) return unknown_field(at, name, fields);
    FieldProblem problem = check_value(at, field->kind, member);
    if (!problem.message.empty()) return problem;
  }
  return {};
}

FieldProblem check_reviewers(const std::string& path, const json& value) {
  if (!value.is_array()) return not_of_kind(path, "a list");
  for (std::size_t i = 0; i < value.size(); ++i) {
    FieldProblem problem = check_object(path + "[" + std::to_string(i) + "]", reviewer_fields, value[i]);
    if (!problem.message.empty()) return problem;
  }
  return {};
}

FieldProblem check_plain(const std::string& path, Kind kind, const json& value) {
  if (kind == Kind::version) return value == 1 ? FieldProblem{} : not_of_kind(path, "1");
  if (kind == Kind::flag) return value.is_boolean() ? FieldProblem{} : not_of_kind(path, "true or false");
  const bool number = value.is_number_unsigned() || (value.is_number_integer() && value.get<std::int64_t>() >= 0);
  return number ? FieldProblem{} : not_of_kind(path, "a whole number from 0");
}

bool is_type(const json& value) {
  return value.is_string() &&
         std::ranges::find(types, std::string_view(value.get_ref<const std::string&>()), &Type::name) != types.end();
}

FieldProblem check_value(const std::string& path, Kind kind, const json& value) {
  switch (kind) {
    case Kind::type:
      return is_type(value) ? FieldProblem{} : not_of_kind(path, "a type of event");
    case Kind::version:
    case Kind::flag:
    case Kind::number:
      return check_plain(path, kind, value);
    case Kind::words:
      return check_list(path, Kind::word, value);
    case Kind::lines:
      return value.is_string() ? check_text(path, Kind::line, value) : check_list(path, Kind::line, value);
    case Kind::signals:
      return check_list(path, Kind::signals, value);
    case Kind::reviewers:
      return check_reviewers(path, value);
    case Kind::llm:
      return check_object(path, llm_fields, value);
    case Kind::window:
      return check_object(path, window_fields, value);
    case Kind::actor:
      return check_object(path, actor_fields, value);
    default:
      return check_text(path, kind, value);
  }
}

FieldProblem missing_field(const json& event) {
  const auto missing = [&](std::string_view name) {
    return FieldProblem{"the field `" + std::string(name) + "` is missing", "see docs/audit.md"};
  };
  for (const std::string_view name : {"type", "v", "ts", "repo"}) {
    if (!event.contains(std::string(name))) return missing(name);
  }
  const auto type =
      std::ranges::find(types, std::string_view(event["type"].get_ref<const std::string&>()), &Type::name);
  for (const std::string_view name : type->needs) {
    if (!name.empty() && !event.contains(std::string(name))) return missing(name);
  }
  const bool tells_change =
      event.contains("pr") || event.contains("head") || event.contains("merge_sha") || event.contains("supersedes");
  return tells_change ? FieldProblem{} : missing("pr");
}

/// Rule R12: who wrote a change has no say in what is set aside.
bool overrides_own_change(const json& event) {
  if (event["type"] != "override" || !event.contains("author_id")) return false;
  const json& actor = event["actor"];
  return actor.contains("id") && actor["id"] == event["author_id"];
}

}  // namespace

FieldProblem problem_of_fields(std::string_view draft) {
  const json event = json::parse(draft, nullptr, false);
  FieldProblem problem = check_object("", event_fields, event);
  if (!problem.message.empty()) return problem;
  problem = missing_field(event);
  if (!problem.message.empty() || !overrides_own_change(event)) return problem;
  return {"`actor` is the author of the change", "let somebody else override it"};
}

}  // namespace tollgate::budget
