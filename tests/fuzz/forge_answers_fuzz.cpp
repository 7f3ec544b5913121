// Answers of a forge, or of something that stands in its place: read as facts or not at all, and refusals told in words
// that hold no token.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "forge/api.hpp"
#include "forge/instant.hpp"
#include "forge/read_answers.hpp"
#include "forge/retry.hpp"

using namespace tollgate::forge;

namespace {

const char* const token = "ghs_fuzz_token";

void read_all(const Json& root) {
  if (const auto facts = github_pull_request(root)) {
    if (facts->number <= 0 || facts->head_commit.empty()) __builtin_trap();
  }
  if (const auto facts = gitlab_merge_request(root)) {
    if (facts->number <= 0) __builtin_trap();
  }
  for (const auto& reviews : {github_reviews(root), gitlab_approvals(root), gitlab_approval_state(root)}) {
    if (!reviews) continue;
    for (const Review& review : *reviews) {
      if (review.by.login.empty()) __builtin_trap();
    }
  }
  for (const auto& commits : {github_commits(root), gitlab_commits(root)}) {
    if (!commits) continue;
    for (const CommitFacts& commit : *commits) {
      if (commit.id.empty()) __builtin_trap();
    }
  }
  for (const auto& merged : {github_merged_requests(root), gitlab_merged_requests(root)}) {
    if (!merged) continue;
    for (const MergedRequest& request : merged->requests) {
      if (request.number <= 0 || !request.merged_at || !merged->oldest_update) __builtin_trap();
    }
  }
  github_label_events(root);
  gitlab_label_events(root);
  github_labels(root);
  if (const auto files = github_files(root)) {
    for (const PatchedFile& file : *files) {
      for (const LineRange& range : file.lines) {
        if (range.first > range.last || range.first < 0) __builtin_trap();
      }
    }
  }
  if (const auto runs = github_check_runs(root)) {
    for (const CheckRun& run : *runs) {
      if (run.id <= 0) __builtin_trap();
    }
  }
  if (const auto comments = github_review_comments(root)) {
    for (const ReviewComment& comment : *comments) {
      if (comment.id <= 0) __builtin_trap();
    }
  }
}

/// The input: which status, whether it was sent, then headers as lines, an empty line, the body.
Response response_of(std::string_view input) {
  Response response;
  constexpr std::array<int, 8> statuses{200, 429, 403, 422, 502, 301, 404, 0};
  if (input.size() >= 2) {
    response.status = statuses.at(static_cast<unsigned char>(input[0]) % statuses.size());
    response.was_sent = input[1] == 's';
  }
  input.remove_prefix(std::min<std::size_t>(2, input.size()));
  while (!input.empty() && input.front() != '\n') {
    const std::string_view line = input.substr(0, input.find('\n'));
    const std::size_t colon = std::min(line.find(':'), line.size());
    response.headers[std::string(line.substr(0, colon))] = line.substr(std::min(colon + 1, line.size()));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
  }
  response.body = input;
  return response;
}

void ask(const Response& response) {
  std::chrono::milliseconds elapsed{0};
  const Pace pace{[&] { return std::chrono::steady_clock::time_point(elapsed); },
                  [] { return std::chrono::sys_seconds{}; }, [&](std::chrono::milliseconds time) { elapsed += time; },
                  [] { return 0.5; }};
  int asked = 0;
  Api api(
      {Kind::github, {true, false, "https://git.example", ""}, token, std::chrono::seconds(120), {}},
      [&](const Request&) {
        ++asked;
        return response;
      },
      pace);
  const Answer<std::string> answer = api.post("/repos/o/r/issues/7/labels", R"({"labels":["a"]})", {});
  if (answer.problem.find(token) != std::string::npos || answer.problem.find('\n') != std::string::npos) {
    __builtin_trap();
  }
  if (asked > 10 || elapsed > std::chrono::seconds(120)) __builtin_trap();
  api.get_pages("/repos/o/r/pulls/7/reviews");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  instant_from(input);
  const Response response = response_of(input);
  for (const std::string_view text : {input, std::string_view(response.body)}) {
    if (const auto document = Document::parse(text)) read_all(document->root());
  }
  ask(response);
  return 0;
}
