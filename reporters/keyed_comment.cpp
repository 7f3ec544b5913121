#include "reporters/keyed_comment.hpp"

#include <optional>
#include <string>

#include "core/lower.hpp"
#include "forge/client.hpp"
#include "reporters/comment_body.hpp"
#include "reporters/comment_marker.hpp"
#include "reporters/escape.hpp"

namespace tollgate::reporters {

namespace {

struct OwnComment {
  long long id = 0;
  CommentMarker marker;
};

using Found = forge::Answer<std::optional<OwnComment>>;

/// The oldest with that key by a bot or by ourselves: a person may quote the marker. Who we are is asked only where a
/// person's comment carries it; a token that may not ask (that of GitHub Actions) is a bot's.
Found find_comment(forge::Client& client, long long number, const std::string& key) {
  const forge::Answer<std::vector<forge::Comment>> comments = client.comments(number);
  if (!comments.ok()) return {{}, comments.failure, comments.problem};
  std::optional<std::string> own;
  for (const forge::Comment& comment : comments.value) {
    std::optional<CommentMarker> marker = marker_in(comment.body);
    if (!marker || marker->key != key) continue;
    if (comment.by.is_person && !own) own = lowered(client.own_login().value);
    if (comment.by.is_person && (own->empty() || lowered(comment.by.login) != *own)) continue;
    return {OwnComment{comment.id, *std::move(marker)}, forge::Failure::none, {}};
  }
  return {};
}

Published failed_to(const std::string& what, forge::Failure failure, const std::string& problem) {
  const bool refused = failure == forge::Failure::not_allowed;
  return {refused ? PublishState::refused : PublishState::failed, "comment not " + what + ": " + visible(problem)};
}

Published create(forge::Client& client, long long number, const std::string& key, const std::string& text) {
  const auto already_there = [&]() -> forge::Answer<bool> {
    const Found now = find_comment(client, number, key);
    return {now.value.has_value(), now.failure, now.problem};
  };
  const forge::Answer<std::string> answer = client.add_comment(number, text, already_there);
  if (!answer.ok()) return failed_to("written", answer.failure, answer.problem);
  return {PublishState::done, "comment written"};
}

/// What is gone now: what the comment told last, or what it told to be gone already.
std::size_t resolved_since(const CommentMarker& marker, const Report& report) {
  if (has_something_to_say(report)) return 0;
  return marker.findings > 0 ? marker.findings : marker.resolved;
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
  const Found found = find_comment(client, number, marker->key);
  if (!found.ok()) return failed_to("looked up", found.failure, found.problem);
  if (!found.value) {
    if (rendering.only_replaces) return {};
    return create(client, number, marker->key, rendering.body);
  }
  const std::string text = comment_text(report, marker->key, resolved_since(found.value->marker, report));
  if (marker_in(text)->digest == found.value->marker.digest) return {PublishState::done, "comment unchanged"};
  const forge::Answer<std::string> answer = client.update_comment(number, found.value->id, text);
  // Deleted meanwhile.
  if (answer.failure == forge::Failure::not_found) return create(client, number, marker->key, text);
  if (!answer.ok()) return failed_to("updated", answer.failure, answer.problem);
  return {PublishState::done, "comment updated"};
}

}  // namespace tollgate::reporters
