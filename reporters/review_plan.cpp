#include "reporters/review_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/waiver.hpp"
#include "reporters/comment_findings.hpp"
#include "reporters/comment_marker.hpp"
#include "reporters/markdown_blocks.hpp"
#include "reporters/problems.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

bool belongs_beside_a_line(const Problem& problem) {
  return problem.finding != nullptr && !problem.finding->waived && problem.finding->severity >= Severity::warning &&
         !problem.finding->location.path.empty();
}

/// Whether a gate, as a marker names it, could tell all of its findings: what could not be judged may still be wrong.
/// The policy and the waivers are judged by every run that begins.
bool judged_all(const Report& report, const std::string& gate) {
  const auto is_gate = [&](const std::string& id) { return comment_key(id, "") == gate; };
  const bool always = report.begun && (gate == "policy" || gate == waiver_gate);
  return (always || std::ranges::any_of(report.gates, is_gate)) &&
         std::ranges::none_of(report.outcomes, [&](const Outcome& outcome) {
           return outcome.status == Status::errored && is_gate(outcome.gate);
         });
}

/// The line that says what the finding was: the first of the text that we wrote.
std::string_view head_of(std::string_view body) {
  body.remove_prefix(std::min(body.find('\n'), body.size() - 1) + 1);
  std::string_view line = body.substr(0, body.find('\n'));
  line = line.substr(0, line.find("<br>"));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

std::string closed_text(const Report& report, FindingMarker marker, std::string_view old_body) {
  marker.open = false;
  const std::string head = report.pull_request ? report.pull_request->head_commit : std::string();
  const std::string at = head.empty() ? "" : " at " + markdown_code_cell(head);
  const auto waived = std::ranges::find_if(report.findings, [&](const Finding& finding) {
    return finding.waived && fingerprint(finding) == marker.fingerprint;
  });
  std::string text = "✅ **not found any more**" + at;
  if (waived != report.findings.end()) text = "✅ " + markdown_cell(waived_text(*waived->waived)) + at;
  return finding_marked(marker, text + "<br>was: " + std::string(head_of(old_body)) + "\n");
}

struct OwnComment {
  const forge::ReviewComment* comment = nullptr;
  FindingMarker marker;
  bool answered = false;
};

/// Of that key, oldest first.
std::vector<OwnComment> own_comments(std::string_view key, const std::vector<forge::ReviewComment>& comments,
                                     const std::vector<bool>& ours) {
  std::set<long long> answered;
  for (const forge::ReviewComment& comment : comments) answered.insert(comment.in_reply_to);
  std::vector<OwnComment> own;
  for (std::size_t i = 0; i < comments.size(); ++i) {
    auto marker = finding_marker_in(comments[i].body);
    if (ours[i] && marker && marker->key == key)
      own.push_back({&comments[i], *std::move(marker), answered.contains(comments[i].id)});
  }
  return own;
}

/// False where it has to wait for the next run.
bool add_update(ReviewPlan& plan, const OwnComment& own, std::string text) {
  if (plan.updates.size() == most_review_updates) return false;
  plan.updates.emplace_back(own.comment->id, std::move(text));
  return true;
}

}  // namespace

std::vector<ReviewText> review_texts(const Report& report, std::string_view key) {
  std::vector<ReviewText> texts;
  for (const Problem& problem : problems_of(report)) {
    if (!belongs_beside_a_line(problem)) continue;
    FindingMarker marker{std::string(key), problem.fingerprint, comment_key(problem.gate, ""), true, {}};
    texts.push_back(
        {problem.fingerprint, problem.location, finding_marked(marker, finding_text(report, *problem.finding))});
  }
  return texts;
}

ReviewPlan review_plan(const Report& report, std::string_view key, const std::vector<ReviewText>& texts,
                       const std::vector<forge::ReviewComment>& comments, const std::vector<bool>& ours,
                       const std::set<std::string>& told_before) {
  std::map<std::string_view, const ReviewText*> wanted;
  for (const ReviewText& text : texts) wanted.emplace(text.fingerprint, &text);
  ReviewPlan plan;
  std::set<std::string_view> told;
  const std::vector<OwnComment> own = own_comments(key, comments, ours);
  for (const OwnComment& one : own) {
    const auto found = wanted.find(one.marker.fingerprint);
    if (found == wanted.end()) {
      if (one.answered || !one.marker.open || !judged_all(report, one.marker.gate)) continue;
      if (add_update(plan, one, closed_text(report, one.marker, one.comment->body))) ++plan.closed;
      continue;
    }
    if (one.answered && !one.marker.open) continue;  // it says that the finding is gone, and may not be changed
    ++(one.comment->on_file ? plan.on_files : plan.on_lines);
    told.insert(found->first);
    if (!one.answered && finding_marker_in(found->second->body)->digest != one.marker.digest)
      add_update(plan, one, found->second->body);
  }
  std::set<std::string_view> standing;
  for (const OwnComment& one : own) standing.insert(one.marker.fingerprint);
  for (const ReviewText& text : texts) {
    if (told.contains(text.fingerprint)) continue;
    if (!standing.contains(text.fingerprint) && told_before.contains(short_fingerprint(text.fingerprint))) {
      ++plan.taken_away;
    } else {
      plan.fresh.push_back(text);
    }
  }
  return plan;
}

ReviewPlaces review_places(const ReviewPlan& plan, const std::vector<forge::PatchedFile>& files) {
  std::map<std::string_view, const forge::PatchedFile*> by_path;
  for (const forge::PatchedFile& file : files) {
    if (!file.removed) by_path.emplace(file.path, &file);
  }
  ReviewPlaces places;
  for (const ReviewText& text : plan.fresh) {
    const auto file = by_path.find(text.location.path);
    const bool in_diff = file != by_path.end();
    const bool on_line = in_diff && forge::holds(file->second->lines, text.location.line);
    if (on_line && plan.on_lines + places.on_lines.size() < most_line_comments) {
      places.on_lines.push_back(text);
    } else if (in_diff && !on_line && plan.on_files + places.on_files.size() < most_file_comments) {
      places.on_files.push_back(text);
    } else {
      ++places.left_out;
    }
  }
  return places;
}

void move_to_files(ReviewPlaces& places, const ReviewPlan& plan) {
  for (ReviewText& text : places.on_lines) {
    if (plan.on_files + places.on_files.size() < most_file_comments) {
      places.on_files.push_back(std::move(text));
    } else {
      ++places.left_out;
    }
  }
  places.on_lines.clear();
}

}  // namespace tollgate::reporters
