#include "reporters/keyed_comment.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "forge/client.hpp"
#include "reporters/authorship.hpp"
#include "reporters/comment_body.hpp"
#include "reporters/comment_marker.hpp"
#include "reporters/refusal.hpp"

namespace tollgate::reporters {

namespace {

struct OwnComment {
  long long id = 0;
  CommentMarker marker;
};

using Found = forge::Answer<std::vector<OwnComment>>;

constexpr std::size_t most_pointers = 10;  // in one run; there are more only where something went very wrong

/// Ours of which the key is one that is wanted, oldest first.
template <class Wanted>
Found find_comments(forge::Client& client, long long number, const Wanted& wanted) {
  const forge::Answer<std::vector<forge::Comment>> comments = client.comments(number);
  if (!comments.ok()) return {{}, comments.failure, comments.problem};
  Authorship authorship(client);
  Found found;
  for (const forge::Comment& comment : comments.value) {
    std::optional<CommentMarker> marker = marker_in(comment.body);
    if (!marker || !wanted(marker->key) || !authorship.is_ours(comment.by)) continue;
    found.value.push_back({comment.id, *std::move(marker)});
  }
  return found;
}

Found find_comments_of(forge::Client& client, long long number, const std::string& key) {
  return find_comments(client, number, [&](const std::string& one) { return one == key; });
}

/// Ours of whichever project, where the run could not tell which one it is: nothing where there are several projects.
Found find_comments_of_any(forge::Client& client, long long number, std::string_view own_part) {
  Found found = find_comments(client, number, [&](const std::string& key) {
    return own_part.empty() ? key.find('/') == std::string::npos : key.ends_with(own_part);
  });
  const auto is_other = [&](const OwnComment& one) { return one.marker.key != found.value.front().marker.key; };
  if (std::ranges::any_of(found.value, is_other)) found.value.clear();
  return found;
}

Published create(forge::Client& client, long long number, const std::string& key, const std::string& text) {
  const auto already_there = [&]() -> forge::Answer<bool> {
    const Found now = find_comments_of(client, number, key);
    return {!now.value.empty(), now.failure, now.problem};
  };
  const forge::Answer<std::string> answer = client.add_comment(number, text, already_there);
  if (!answer.ok()) return refusal("comment not written", answer.failure, answer.problem);
  return {PublishState::done, "comment written"};
}

/// Two runs at once may both have written one: the oldest stays, the others point to it. Where that fails the next run
/// tries again.
void point_to_the_oldest(forge::Client& client, long long number, const std::vector<OwnComment>& comments) {
  const char* anchor = client.kind() == forge::Kind::github ? "#issuecomment-" : "#note_";
  const std::string& key = comments.front().marker.key;
  const std::string text = "<!-- tollgate-moved:" + key + " -->\ntollgate reports in [one comment](" + anchor +
                           std::to_string(comments.front().id) + ").\n";
  for (std::size_t i = 1; i < std::min(comments.size(), most_pointers + 1); ++i) {
    client.update_comment(number, comments[i].id, text);
  }
}

/// What is gone now: what the comment told last, or what it told to be gone already. A run that could not judge tells
/// neither, and keeps the number for the next one that can.
std::size_t resolved_since(const CommentMarker& marker, const Report& report) {
  if (report.verdict != Verdict::unjudged && has_something_to_say(report)) return 0;
  return std::max(marker.findings, marker.resolved);
}

}  // namespace

Rendering render_comment(const Report& report, const RenderStyle& style) {
  Rendering rendering;
  rendering.body = comment_text(report, comment_key(report.project, style.comment_key));
  rendering.only_replaces = style.variant != "always" && !has_something_to_say(report);
  return rendering;
}

Published publish_comment(const Report& report, const Rendering& rendering, forge::Client& client) {
  const std::optional<CommentMarker> marker = marker_in(rendering.body);
  if (!marker) return {PublishState::failed, "the comment has no marker: this is a defect of tollgate, report it"};
  const long long number = report.pull_request->number;
  const bool nameless = report.project.empty() && !report.begun;
  const Found found =
      nameless ? find_comments_of_any(client, number, marker->key) : find_comments_of(client, number, marker->key);
  if (!found.ok()) return refusal("comment not looked up", found.failure, found.problem);
  if (found.value.empty()) {
    if (rendering.only_replaces) return {};
    if (nameless) return {PublishState::done, "nothing is written: the name of the dbt project is not known"};
    return create(client, number, marker->key, rendering.body);
  }
  point_to_the_oldest(client, number, found.value);
  const OwnComment& oldest = found.value.front();
  const std::string& key = oldest.marker.key;
  const std::string text = comment_text(report, key, resolved_since(oldest.marker, report));
  if (marker_in(text)->digest == oldest.marker.digest) return {PublishState::done, "comment unchanged"};
  const forge::Answer<std::string> answer = client.update_comment(number, oldest.id, text);
  // Deleted meanwhile.
  if (answer.failure == forge::Failure::not_found) return create(client, number, key, text);
  if (!answer.ok()) return refusal("comment not updated", answer.failure, answer.problem);
  return {PublishState::done, "comment updated"};
}

}  // namespace tollgate::reporters
