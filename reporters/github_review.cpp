// Comments beside the changed lines of a pull request on GitHub, one per finding and only one, however often it runs.
// They stand only where the diff has the line, else on the file; what has no place there is left to the other formats.
// A review made here comments: it approves nothing and asks for no changes.
#include "forge/github_review.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "reporters/all.hpp"
#include "reporters/authorship.hpp"
#include "reporters/comment_marker.hpp"
#include "reporters/markdown_blocks.hpp"
#include "reporters/refusal.hpp"
#include "reporters/review_plan.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::string_view key_begins = "<!-- tollgate:";
constexpr std::string_view key_ends = " review -->\n";

Rendering render(const Report& report, const RenderStyle& style) {
  const std::string key = comment_key(report.project, style.comment_key);
  Rendering rendering;
  rendering.body = std::string(key_begins) + key + std::string(key_ends);
  for (const ReviewText& text : review_texts(report, key))
    rendering.body += "\n### " + markdown_code_cell(place_text(text.location)) + "\n\n" + text.body;
  return rendering;
}

/// Of a text that render() made.
std::string key_in(const std::string& text) {
  return text.substr(key_begins.size(), text.find(key_ends) - key_begins.size());
}

/// What a run did, in words.
struct Done {
  std::size_t on_lines = 0;
  std::size_t on_files = 0;
  std::size_t updated = 0;
  std::size_t closed = 0;
  std::size_t left_out = 0;
  std::size_t taken_away = 0;
};

std::string words_of(const Done& done) {
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, std::string_view noun, std::string_view after) {
    if (count > 0) parts.push_back(counted(count, noun) + std::string(after));
  };
  add(done.on_lines, "comment", " on lines");
  add(done.on_files, "comment", " on files");
  add(done.updated, "comment", " updated");
  add(done.closed, "finding", " gone");
  add(done.left_out, "finding", " with no place in the diff or beyond the limit: see the comment or the summary");
  add(done.taken_away, "comment", " taken away by somebody, not written again");
  return joined(parts, ", ");
}

/// The calls of one run about one pull request.
class Review {
 public:
  Review(forge::Client& client, long long number, std::string head, std::string key)
      : x_client(client), x_number(number), x_head(std::move(head)), x_key(std::move(key)) {}

  Published publish(const Report& report);

 private:
  Published told() const;
  bool update(const ReviewPlan& plan);
  bool add_lines(ReviewPlaces& places, const ReviewPlan& plan);
  bool add_files(const ReviewPlaces& places, std::size_t first);
  bool remember_files();
  bool write(ReviewPlaces& places, const ReviewPlan& plan);
  std::string review_text(const std::vector<ReviewText>& on_lines, std::string_view where) const;
  bool failed(std::string_view what, forge::Failure failure, const std::string& problem);
  forge::IsThere is_there(const ReviewText& text);
  forge::IsThere is_there(const std::string& body);

  forge::Client& x_client;
  long long x_number;
  std::string x_head;
  std::string x_key;
  std::vector<std::string> x_told;  ///< on files, and no review remembers it yet
  Done x_done;
  Published x_failure;
};

bool Review::failed(std::string_view what, forge::Failure failure, const std::string& problem) {
  x_failure = refusal(what, failure, problem);
  return false;
}

/// Whether a comment of that text stands: a review arrives as a whole or not at all.
forge::IsThere Review::is_there(const ReviewText& text) {
  return [&]() -> forge::Answer<bool> {
    const auto now = forge::review_comments(x_client, x_number);
    const bool there = std::ranges::any_of(now.value, [&](const forge::ReviewComment& comment) {
      const auto marker = finding_marker_in(comment.body);
      return marker && marker->digest == finding_marker_in(text.body)->digest;
    });
    return {there, now.failure, now.problem};
  };
}

/// Whether a review of that text stands.
forge::IsThere Review::is_there(const std::string& body) {
  return [&]() -> forge::Answer<bool> {
    const auto now = forge::review_bodies(x_client, x_number);
    const bool there =
        std::ranges::any_of(now.value, [&](const forge::ReviewBody& review) { return review.text == body; });
    return {there, now.failure, now.problem};
  };
}

bool Review::update(const ReviewPlan& plan) {
  for (const auto& [id, text] : plan.updates) {
    const auto answer = forge::update_review_comment(x_client, id, text);
    // Deleted meanwhile: nobody wants it.
    if (!answer.ok() && answer.failure != forge::Failure::not_found)
      return failed("comments not updated", answer.failure, answer.problem);
  }
  x_done.closed = plan.closed;
  x_done.updated = plan.updates.size() - x_done.closed;
  return true;
}

/// The review's own text: how many findings it tells, and hidden, which, with those told on files before it.
std::string Review::review_text(const std::vector<ReviewText>& on_lines, std::string_view where) const {
  ReviewMarker marker{x_key, x_told};
  for (const ReviewText& text : on_lines) marker.told.push_back(short_fingerprint(text.fingerprint));
  return review_marked(marker, "tollgate: " + counted(marker.told.size(), "finding") + std::string(where));
}

/// Should GitHub know of a line that is not in the diff all the same, the comments stand on their files.
bool Review::add_lines(ReviewPlaces& places, const ReviewPlan& plan) {
  if (places.on_lines.empty()) return true;
  std::vector<forge::LineComment> comments;
  for (const ReviewText& text : places.on_lines)
    comments.push_back({text.location.path, text.location.line, text.body});
  const std::string body = review_text(places.on_lines, " beside the lines and files of this change.");
  const auto answer = forge::add_review(x_client, x_number, x_head, body, comments, is_there(places.on_lines.front()));
  if (answer.failure == forge::Failure::rejected) {
    move_to_files(places, plan);
    return true;
  }
  if (!answer.ok()) return failed("comments on lines not written", answer.failure, answer.problem);
  x_done.on_lines = comments.size();
  x_told.clear();
  return true;
}

/// Those from that one on.
bool Review::add_files(const ReviewPlaces& places, std::size_t first) {
  for (std::size_t i = first; i < places.on_files.size(); ++i) {
    const ReviewText& text = places.on_files[i];
    const auto answer =
        forge::add_file_comment(x_client, x_number, x_head, text.location.path, text.body, is_there(text));
    if (answer.failure == forge::Failure::rejected) {
      ++x_done.left_out;
    } else if (!answer.ok()) {
      return failed("comments on files not written", answer.failure, answer.problem);
    } else {
      ++x_done.on_files;
      x_told.push_back(short_fingerprint(text.fingerprint));
    }
  }
  return true;
}

/// A comment on a file belongs to no review of ours: one that says so remembers them.
bool Review::remember_files() {
  if (x_told.empty()) return true;
  const std::string body = review_text({}, " on files of this change.");
  const auto answer = forge::add_review(x_client, x_number, x_head, body, {}, is_there(body));
  // Refused: the next run can't know of them, and that is all.
  if (answer.failure == forge::Failure::rejected) return true;
  return answer.ok() || failed("what is told on files is not remembered", answer.failure, answer.problem);
}

bool Review::write(ReviewPlaces& places, const ReviewPlan& plan) {
  const std::size_t planned = places.on_files.size();
  if (!add_files(places, 0) || !add_lines(places, plan)) return false;
  x_done.left_out += places.left_out;
  return add_files(places, planned) && remember_files();
}

Published Review::told() const {
  Published published = x_failure;
  const std::string words = words_of(x_done);
  if (published.words.empty()) return {PublishState::done, words.empty() ? "nothing new" : words};
  if (!words.empty()) published.words += " (" + words + ")";
  return published;
}

Published Review::publish(const Report& report) {
  const auto comments = forge::review_comments(x_client, x_number);
  if (!comments.ok()) return refusal("comments not looked up", comments.failure, comments.problem);
  Authorship authorship(x_client);
  std::vector<bool> ours;
  for (const forge::ReviewComment& comment : comments.value)
    ours.push_back(finding_marker_in(comment.body) && authorship.is_ours(comment.by));
  const auto reviews = forge::review_bodies(x_client, x_number);
  if (!reviews.ok()) return refusal("reviews not looked up", reviews.failure, reviews.problem);
  std::set<std::string> told_before;
  for (const forge::ReviewBody& review : reviews.value) {
    const auto marker = review_marker_in(review.text);
    if (marker && marker->key == x_key && authorship.is_ours(review.by))
      told_before.insert(marker->told.begin(), marker->told.end());
  }
  const ReviewPlan plan = review_plan(report, x_key, review_texts(report, x_key), comments.value, ours, told_before);
  x_done.taken_away = plan.taken_away;
  if (!update(plan) || plan.fresh.empty()) return told();
  const auto files = forge::patched_files(x_client, x_number);
  if (!files.ok()) return refusal("the diff is not known", files.failure, files.problem);
  ReviewPlaces places = review_places(plan, files.value);
  write(places, plan);
  return told();
}

Published publish(const Report& report, const Rendering& rendering, forge::Client& client) {
  if (client.kind() != forge::Kind::github) return {PublishState::done, "nothing is written: this is not GitHub"};
  const long long number = report.pull_request->number;
  const auto facts = client.pull_request(number);
  if (!facts.ok()) return refusal("the pull request is not known", facts.failure, facts.problem);
  const std::string& judged = report.pull_request->head_commit;
  // Lines of the diff of another commit are other lines.
  if (!judged.empty() && judged != facts.value.head_commit)
    return {PublishState::done, "nothing is written: the pull request has a newer commit, whose run tells"};
  return Review(client, number, facts.value.head_commit, key_in(rendering.body)).publish(report);
}

}  // namespace

constinit const Reporter github_review{
    "github-review", "one comment per finding beside the changed lines; made where a token is", {}, render, publish};

}  // namespace tollgate::reporters
