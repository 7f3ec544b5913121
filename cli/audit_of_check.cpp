#include "cli/audit_of_check.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "budget/audit/event.hpp"
#include "change/window_state.hpp"
#include "cli/audit_events.hpp"
#include "core/error.hpp"
#include "core/merge_window.hpp"
#include "gates/all.hpp"
#include "gates/duties.hpp"
#include "gates/layer_window.hpp"
#include "gates/reviews.hpp"

namespace tollgate::cli {

namespace {

constexpr std::size_t longest_reason = 300;

std::int64_t number_of(const std::string& digits) {
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// The events of one run share what they are about.
class Writer {
 public:
  Writer(const Report& report, const PullRequestInForce& pull_request, const Policy& policy,
         std::chrono::sys_seconds now, const Streams& streams)
      : x_report(report), x_pull_request(pull_request), x_policy(policy), x_now(now), x_streams(streams) {}

  /// Empty, and a note, when it may not be logged.
  std::string draft(const budget::AuditEvent& event) {
    try {
      return budget::to_draft(event);
    } catch (const Error& error) {
      x_notes.push_back({"audit", "no event " + event.type + ": " + error.diagnostic().message});
      return {};
    }
  }
  std::vector<Note> notes() && { return std::move(x_notes); }

  budget::AuditEvent event(const char* type) const {
    budget::AuditEvent event;
    const change::PullRequest& facts = x_pull_request.facts;
    event.type = type;
    event.ts = budget::audit_timestamp(std::chrono::milliseconds(x_now.time_since_epoch()).count());
    event.repo = facts.repository.value.empty() ? audit_repository(x_streams) : facts.repository.value;
    if (event.repo.empty()) event.repo = x_report.project;
    if (facts.number.value > 0) event.pr = facts.number.value;
    event.head = facts.head_commit.value;
    event.base = facts.base_commit.value;
    if (const std::int64_t id = number_of(facts.author.value.id); id > 0) event.author_id = id;
    add_requester(event);
    event.actor = audit_actor({}, x_streams);
    return event;
  }

  budget::AuditEvent tagged() const {
    budget::AuditEvent event = this->event("pr_tagged");
    add_llm(event);
    return event;
  }

  budget::AuditEvent judged() const {
    budget::AuditEvent event = this->event("pr_judged");
    add_llm(event);
    std::map<std::string, std::pair<bool, bool>> gates;  // by id: passed somewhere, failed somewhere
    for (const Outcome& outcome : x_report.outcomes) {
      gates[outcome.gate].first |= outcome.status == Status::passed;
      gates[outcome.gate].second |= outcome.status == Status::failed;
    }
    for (const auto& [id, verdicts] : gates) {
      const std::string& gate = id;
      if (verdicts.second) event.gates_failed.push_back(gate);
      const bool unjudged = std::ranges::any_of(x_report.outcomes, [&](const Outcome& outcome) {
        return outcome.gate == gate && outcome.status == Status::errored;
      });
      if (verdicts.first && !verdicts.second && !unjudged && !is_pending(gate)) event.gates_passed.push_back(gate);
    }
    add_layer(event);
    add_window(event);
    event.tollgate_version = x_report.tollgate_version;
    event.config_sha = x_report.policy.digest;
    return event;
  }

  budget::AuditEvent reviewed() const {
    constexpr std::array<const char*, 5> states{"APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"};
    budget::AuditEvent event = this->event("pr_reviewed");
    for (const forge::Review& review : x_pull_request.facts.reviews.value) {
      budget::AuditReviewer& reviewer = event.reviewers.emplace_back();
      reviewer.id = number_of(review.by.id);
      if (reviewer.id == 0) reviewer.login = review.by.login;
      reviewer.state = states.at(static_cast<std::size_t>(review.state));
      reviewer.commit = review.commit;
    }
    return event;
  }

  budget::AuditEvent overridden(const std::string& rule, const gates::LabelOverride& word) const {
    budget::AuditEvent event = this->event("override");
    event.rule = rule;
    event.reason = word.reason;
    event.actor = audit_actor(word.by, x_streams);
    event.actor->login = word.by;
    return event;
  }

  budget::AuditEvent waived(const Finding& finding) const {
    budget::AuditEvent event = this->event("waiver");
    event.rule = finding.gate + "/" + finding.rule;
    event.subject = finding.subject.id;
    event.reason = finding.waived->reason.substr(0, longest_reason);
    event.actor = audit_actor({}, x_streams);
    event.actor->id.reset();
    event.actor->login = finding.waived->owner;
    return event;
  }

  /// Labels by which people set a gate aside, and what they set aside.
  std::vector<std::pair<std::string, std::string>> override_labels() const {
    std::vector<std::pair<std::string, std::string>> labels{
        {x_policy.llm.labels.not_llm, "hallucination-budget/not-llm"}};
    for (const Layer& layer : x_policy.layers) {
      const bool touched =
          std::ranges::any_of(x_report.layers, [&](const LayerSummary& one) { return one.name == layer.name; });
      const auto settings = layer.gates.find(gates::merge_window.id);
      if (!touched || settings == layer.gates.end()) continue;
      std::pair label{gates::window_override_label(settings->second), std::string("merge-window/window-closed")};
      if (std::ranges::find(labels, label) == labels.end()) labels.push_back(std::move(label));
    }
    return labels;
  }

  /// That it was merged, judged for the time of it.
  budget::AuditEvent merged(const char* type) const {
    budget::AuditEvent event = this->event(type);
    event.head.clear();
    event.merge_sha = x_pull_request.facts.head_commit.value;
    add_layer(event);
    add_window(event);
    return event;
  }
  bool window_was_closed() const {
    return x_report.pull_request &&
           std::ranges::any_of(x_report.pull_request->windows, [](const WindowLine& line) { return !line.open; });
  }

 private:
  /// People still owe the gate something: it has not passed, whatever else it has found.
  bool is_pending(const std::string& gate) const {
    return x_report.pull_request && std::ranges::any_of(x_report.pull_request->duties, [&](const Duty& duty) {
             return duty.gate == gate && duty.state == DutyState::pending;
           });
  }

  /// The one person to whom a pull request of an agent is assigned.
  void add_requester(budget::AuditEvent& event) const {
    const change::PullRequest& facts = x_pull_request.facts;
    if (!facts.author.known() || !gates::is_machine(facts.author.value)) return;
    std::vector<std::int64_t> people;
    for (const forge::Account& account : facts.assignees.value) {
      const std::int64_t id = number_of(account.id);
      if (id > 0 && !gates::is_machine(account)) people.push_back(id);
    }
    if (people.size() == 1) event.requester_id = people.front();
  }

  void add_llm(budget::AuditEvent& event) const {
    const change::PullRequestProvenance& provenance = x_pull_request.provenance;
    budget::AuditLlm llm;
    std::set<std::string> tools;
    std::set<std::string> models;
    std::set<std::string> raw;
    for (const change::Signal& signal : provenance.signals) {
      if (!signal.tool.empty()) tools.insert(signal.tool);
      if (!signal.model.empty()) models.insert(signal.model);
      if (!signal.model_raw.empty() && signal.model_raw != signal.model) raw.insert(signal.model_raw);
      llm.signals.push_back(signal.text);
    }
    llm.tools.assign(tools.begin(), tools.end());
    llm.models.assign(models.begin(), models.end());
    llm.model_raw.assign(raw.begin(), raw.end());
    llm.state = change::to_string(provenance.state);
    llm.strength = change::to_string(provenance.strength);
    llm.touched = provenance.state == change::ProvenanceState::declared_llm;
    event.llm = std::move(llm);
    for (const std::string& hash : provenance.prompt_hashes) {
      if (hash.starts_with("hmac-sha256:") && event.prompt_hash.empty()) event.prompt_hash = hash;
    }
  }

  /// The touched layer that asks for most, with the shortest rollback of all.
  void add_layer(budget::AuditEvent& event) const {
    long long shortest = 0;
    int most = -1;
    for (const LayerSummary& layer : x_report.layers) {
      if (layer.review.approvals > most) event.layer = layer.name;
      most = std::max(most, layer.review.approvals);
      const bool shorter = layer.rollback_sla_s > 0 && (shortest == 0 || layer.rollback_sla_s < shortest);
      if (shorter) shortest = layer.rollback_sla_s;
    }
    if (shortest == 0) return;
    const bool hours = shortest % 3600 == 0;
    event.rollback_sla = hours ? std::to_string(shortest / 3600) + "h" : std::to_string(shortest / 60) + "m";
  }

  void add_window(budget::AuditEvent& event) const {
    if (!x_report.pull_request || x_report.pull_request->windows.empty()) return;
    budget::AuditWindow window;
    window.tz = "UTC";
    window.open = true;
    for (const WindowLine& line : x_report.pull_request->windows) {
      const auto parsed = parse_merge_window(line.window);
      if (parsed && !parsed->zone.empty()) window.tz = parsed->zone;
      window.open = window.open && line.open;
    }
    window.tzdata = change::time_zone_data_version();
    if (window.tzdata.empty()) window.tzdata = "unknown";
    event.window = std::move(window);
  }

  const Report& x_report;
  const PullRequestInForce& x_pull_request;
  const Policy& x_policy;
  std::chrono::sys_seconds x_now;
  const Streams& x_streams;
  std::vector<Note> x_notes;
};

}  // namespace

AuditDrafts audit_drafts(const Report& report, const PullRequestInForce& pull_request, const Policy& policy,
                         std::chrono::sys_seconds now, const Streams& streams) {
  Writer writer(report, pull_request, policy, now, streams);
  AuditDrafts drafts;
  const auto add = [&](const budget::AuditEvent& event) {
    if (std::string draft = writer.draft(event); !draft.empty()) drafts.others.push_back(std::move(draft));
  };
  // What gates say after the merge is no judgement of before it.
  const bool merged = pull_request.facts.merged_at.known();
  if (merged && pull_request.facts.number.known()) {
    drafts.judged = writer.draft(writer.merged("pr_merged"));
    if (writer.window_was_closed()) add(writer.merged("merged_outside_window"));
  }
  if (!merged) drafts.judged = writer.draft(writer.judged());
  if (!merged && pull_request.provenance.state == change::ProvenanceState::declared_llm) add(writer.tagged());
  if (!pull_request.facts.reviews.value.empty() && pull_request.facts.number.known()) add(writer.reviewed());
  for (const auto& [label, rule] : writer.override_labels()) {
    const auto word = gates::override_by_label(label, pull_request.facts, pull_request.provenance);
    if (word && word->counts && pull_request.facts.number.known()) add(writer.overridden(rule, *word));
  }
  for (const Finding& finding : report.findings) {
    if (finding.waived && finding.waived->by == SetAside::waiver) add(writer.waived(finding));
  }
  drafts.notes = std::move(writer).notes();
  return drafts;
}

}  // namespace tollgate::cli
