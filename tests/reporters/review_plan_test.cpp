#include "reporters/review_plan.hpp"

#include <set>
#include <string>

#include "reporters/comment_marker.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/sample_reports.hpp"

namespace tollgate::reporters {

namespace {

const std::string key = "shop";

/// A comment of ours for each text, with ids from 1.
std::vector<forge::ReviewComment> comments_of(const std::vector<ReviewText>& texts) {
  std::vector<forge::ReviewComment> comments;
  for (const ReviewText& text : texts)
    comments.push_back({static_cast<long long>(comments.size()) + 1, text.body, {"1", "x[bot]", false}});
  return comments;
}

ReviewPlan plan_of(const Report& report, const std::vector<forge::ReviewComment>& comments, bool ours = true) {
  return review_plan(report, key, review_texts(report, key), comments, std::vector<bool>(comments.size(), ours));
}

Report without_findings(Report report) {
  report.findings.clear();
  report.pull_request.emplace().head_commit = "bbbb";
  return report;
}

}  // namespace

TEST_CASE("errors and warnings that stand are told, with a key of their own") {
  const auto texts = review_texts(samples::mixed(), key);
  CHECK(texts.size() == 4);  // not the info
  for (const ReviewText& text : texts) {
    const auto marker = finding_marker_in(text.body);
    REQUIRE(marker);
    CHECK(marker->key == key);
    CHECK(marker->fingerprint == text.fingerprint);
    CHECK(marker->open);
    CHECK_FALSE(marker_in(text.body).has_value());
  }
  for (const ReviewText& text : review_texts(samples::waived(), key))
    CHECK_THAT(text.body, !ContainsSubstring("waived by"));
}

TEST_CASE("a second run has nothing to do, and nothing is told twice") {
  const Report report = samples::mixed();
  const ReviewPlan first = plan_of(report, {});
  CHECK(first.fresh.size() == 4);
  const ReviewPlan second = plan_of(report, comments_of(first.fresh));
  CHECK(second.fresh.empty());
  CHECK(second.updates.empty());
  CHECK(second.on_lines == 4);
}

TEST_CASE("what was told and stands no more was taken away: it is not told again") {
  const Report report = samples::mixed();
  const auto texts = review_texts(report, key);
  auto comments = comments_of(texts);
  comments.erase(comments.begin());
  std::set<std::string> told;
  for (const ReviewText& text : texts) told.insert(short_fingerprint(text.fingerprint));
  const std::vector<bool> ours(comments.size(), true);
  const ReviewPlan plan = review_plan(report, key, texts, comments, ours, told);
  CHECK(plan.fresh.empty());
  CHECK(plan.taken_away == 1);
  CHECK(review_plan(report, key, texts, comments, ours, {}).fresh.size() == 1);
}

TEST_CASE("a review's marker is read as it was written, and nothing else is") {
  const auto marker = review_marker_in(review_marked({"shop", {"aaaa", "bbbb"}}, "tollgate: 2 findings"));
  REQUIRE(marker);
  CHECK(marker->key == "shop");
  CHECK(marker->told == std::vector<std::string>{"aaaa", "bbbb"});
  CHECK(review_marker_in(review_marked({"shop", {}}, "x"))->told.empty());
  for (const char* text :
       {"", "LGTM", "<!-- tollgate:shop v1 sha256=00 -->\nx", " <!-- tollgate:shop review told=a -->"})
    CHECK_FALSE(review_marker_in(text).has_value());
}

TEST_CASE("other words update the comment, whoever quotes it is no comment of ours") {
  Report report = samples::mixed();
  const auto comments = comments_of(review_texts(report, key));
  for (Finding& finding : report.findings) finding.message += " Now more.";
  CHECK(plan_of(report, comments).updates.size() == 4);
  CHECK(plan_of(report, comments).fresh.empty());
  CHECK(plan_of(report, comments, false).fresh.size() == 4);
  CHECK(plan_of(report, comments, false).updates.empty());
}

TEST_CASE("a finding that is gone is told so once, and opened again when it is back") {
  const Report report = samples::mixed();
  auto comments = comments_of(review_texts(report, key));
  const ReviewPlan gone = plan_of(without_findings(report), comments);
  REQUIRE(gone.updates.size() == 4);
  CHECK(gone.closed == 4);
  CHECK_THAT(gone.updates[0].second,
             ContainsSubstring("not found any more** at <code>bbbb</code><br>was: ❌ **error**"));
  for (std::size_t i = 0; i < comments.size(); ++i) comments[i].body = gone.updates[i].second;
  CHECK(plan_of(without_findings(report), comments).updates.empty());
  const ReviewPlan back = plan_of(report, comments);
  CHECK(back.updates.size() == 4);
  CHECK(back.fresh.empty());
}

TEST_CASE("what could not be judged, or did not run, is not gone") {
  const auto comments = comments_of(review_texts(samples::mixed(), key));
  Report unjudged = without_findings(samples::mixed());
  unjudged.outcomes = {{"parse", "model.shop.orders", Status::errored, "no manifest", "marts"},
                       {"row-count-diff", "model.shop.orders", Status::errored, "no connection", "marts"}};
  CHECK(plan_of(unjudged, comments).updates.size() == 1);  // that about the policy, which every run judges
  Report elsewhere = without_findings(samples::mixed());
  elsewhere.gates = {"explain"};
  CHECK(plan_of(elsewhere, comments).updates.size() == 1);
}

TEST_CASE("a waiver closes the comment and says whose it is") {
  Report report = samples::mixed();
  const auto comments = comments_of(review_texts(report, key));
  for (Finding& finding : report.findings)
    finding.waived = WaivedBy{"ana", "known", "2026-12-31", {"w.yml", 3, 0}, false};
  const ReviewPlan plan = plan_of(report, comments);
  REQUIRE(plan.closed == 4);
  CHECK_THAT(plan.updates[0].second, ContainsSubstring("waived by ana until 2026-12-31: known"));
}

TEST_CASE("a thread that somebody answered is left as it is") {
  const Report report = samples::mixed();
  auto comments = comments_of(review_texts(report, key));
  const std::size_t ours = comments.size();
  for (std::size_t i = 0; i < ours; ++i)
    comments.push_back({90 + static_cast<long long>(i), "why?", {"2", "dana", true}, comments[i].id});
  CHECK(plan_of(without_findings(report), comments).updates.empty());
  Report reworded = report;
  for (Finding& finding : reworded.findings) finding.message += " Now more.";
  CHECK(plan_of(reworded, comments).updates.empty());
  CHECK(plan_of(reworded, comments).fresh.empty());
}

TEST_CASE("a finding that is back where an answered thread tells that it is gone is told anew") {
  const Report report = samples::mixed();
  auto comments = comments_of(review_texts(report, key));
  const ReviewPlan gone = plan_of(without_findings(report), comments);
  comments[0].body = gone.updates[0].second;
  comments.push_back({90, "thanks", {"2", "dana", true}, comments[0].id});
  CHECK(plan_of(report, comments).fresh.size() == 1);
  CHECK(plan_of(report, comments).updates.empty());
}

TEST_CASE("a comment stands on its line, else on its file, else nowhere") {
  ReviewPlan plan;
  plan.fresh = {{"1", {"a.sql", 4, 0}, "x"},
                {"2", {"a.sql", 9, 0}, "x"},
                {"3", {"b.sql", 1, 0}, "x"},
                {"4", {"gone.sql", 1, 0}, "x"},
                {"5", {"large.sql", 1, 0}, "x"}};
  const ReviewPlaces places =
      review_places(plan, {{"a.sql", false, {{3, 5}}}, {"gone.sql", true, {{1, 1}}}, {"large.sql", false, {}}});
  REQUIRE(places.on_lines.size() == 1);
  CHECK(places.on_lines[0].fingerprint == "1");
  REQUIRE(places.on_files.size() == 2);
  CHECK(places.on_files[0].fingerprint == "2");
  CHECK(places.on_files[1].fingerprint == "5");
  CHECK(places.left_out == 2);
}

TEST_CASE("at most 30 comments on lines and 10 on files, over all runs") {
  ReviewPlan plan;
  for (int i = 0; i < 40; ++i) plan.fresh.push_back({std::to_string(i), {"a.sql", 1, 0}, "x"});
  for (int i = 0; i < 20; ++i) plan.fresh.push_back({"f" + std::to_string(i), {"a.sql", 7, 0}, "x"});
  const std::vector<forge::PatchedFile> files{{"a.sql", false, {{1, 1}}}};
  CHECK(review_places(plan, files).on_lines.size() == 30);
  CHECK(review_places(plan, files).on_files.size() == 10);
  CHECK(review_places(plan, files).left_out == 20);
  plan.on_lines = 29;
  plan.on_files = 10;
  CHECK(review_places(plan, files).on_lines.size() == 1);
  CHECK(review_places(plan, files).on_files.empty());
}

TEST_CASE("lines that are refused all the same move to their files, as many as may stand there") {
  ReviewPlan plan;
  plan.on_files = 7;
  ReviewPlaces places;
  for (int i = 0; i < 5; ++i) places.on_lines.push_back({std::to_string(i), {"a.sql", 1, 0}, "x"});
  places.on_files = {{"f", {"b.sql", 1, 0}, "x"}};
  places.left_out = 1;
  move_to_files(places, plan);
  CHECK(places.on_lines.empty());
  REQUIRE(places.on_files.size() == 3);
  CHECK(places.on_files[1].fingerprint == "0");
  CHECK(places.left_out == 4);
}

TEST_CASE("very many comments that say something else are updated over several runs") {
  Report report = samples::mixed();
  const Finding pattern = report.findings[3];
  report.findings.clear();
  for (int i = 0; i < 60; ++i) {
    report.findings.push_back(pattern);
    report.findings.back().subject.column = "c" + std::to_string(i);
  }
  const auto comments = comments_of(review_texts(report, key));
  const ReviewPlan plan = plan_of(without_findings(report), comments);
  CHECK(plan.updates.size() == most_review_updates);
  CHECK(plan.closed == most_review_updates);
}

TEST_CASE("what is no marker of a finding is none") {
  FindingMarker marker{"shop/nightly", "abc", "row-count-diff", false, {}};
  const std::string text = finding_marked(marker, "text\n");
  const auto read = finding_marker_in(text);
  REQUIRE(read);
  CHECK(read->key == "shop/nightly");
  CHECK(read->gate == "row-count-diff");
  CHECK_FALSE(read->open);
  CHECK(read->digest == marker.digest);
  CHECK(
      finding_marker_in("<!-- tollgate:shop finding=a gate=b open sha256=" + marker.digest + " -->\r\nx").has_value());
  for (const std::string& wrong : {std::string(), std::string("text"), " " + text,
                                   std::string("<!-- tollgate:shop finding=a gate=b open sha256=12 -->"),
                                   "<!-- tollgate:shop finding=a gate=b other sha256=" + marker.digest + " -->",
                                   "<!-- tollgate:shop finding=a open sha256=" + marker.digest + " -->",
                                   "<!-- tollgate:shop v1 sha256=" + marker.digest + " -->"}) {
    INFO(wrong);
    CHECK_FALSE(finding_marker_in(wrong).has_value());
  }
}

}  // namespace tollgate::reporters
