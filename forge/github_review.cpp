#include "forge/github_review.hpp"

#include "forge/api.hpp"
#include "forge/document.hpp"
#include "forge/read_answers.hpp"

namespace tollgate::forge {

namespace {

std::string comment_json(const LineComment& comment) {
  return "{\"path\":" + json_text(comment.path) + ",\"line\":" + std::to_string(comment.line) +
         R"(,"side":"RIGHT","body":)" + json_text(comment.body) + "}";
}

std::string below_pull(long long number, const char* rest) { return "/pulls/" + std::to_string(number) + rest; }

}  // namespace

Answer<std::vector<PatchedFile>> patched_files(Client& client, long long number) {
  return read_pages<PatchedFile>(client.api().get_pages(client.path(below_pull(number, "/files"))), "changed files",
                                 github_files);
}

Answer<std::vector<ReviewComment>> review_comments(Client& client, long long number) {
  return read_pages<ReviewComment>(client.api().get_pages(client.path(below_pull(number, "/comments"))),
                                   "comments on lines", github_review_comments);
}

Answer<std::vector<ReviewBody>> review_bodies(Client& client, long long number) {
  return read_pages<ReviewBody>(client.api().get_pages(client.path(below_pull(number, "/reviews"))), "reviews",
                                github_review_bodies);
}

Answer<std::string> add_review(Client& client, long long number, const std::string& commit, const std::string& body,
                               const std::vector<LineComment>& comments, const IsThere& already_there) {
  std::string list;
  for (const LineComment& comment : comments) list += (list.empty() ? "" : ",") + comment_json(comment);
  const std::string json = "{\"commit_id\":" + json_text(commit) + R"(,"event":"COMMENT","body":)" + json_text(body) +
                           ",\"comments\":[" + list + "]}";
  return client.api().post(client.path(below_pull(number, "/reviews")), json, already_there);
}

Answer<std::string> add_file_comment(Client& client, long long number, const std::string& commit,
                                     const std::string& path, const std::string& body, const IsThere& already_there) {
  const std::string json = "{\"commit_id\":" + json_text(commit) + ",\"path\":" + json_text(path) +
                           R"(,"subject_type":"file","body":)" + json_text(body) + "}";
  return client.api().post(client.path(below_pull(number, "/comments")), json, already_there);
}

Answer<std::string> update_review_comment(Client& client, long long comment, const std::string& body) {
  return client.api().patch(client.path("/pulls/comments/" + std::to_string(comment)),
                            "{\"body\":" + json_text(body) + "}");
}

}  // namespace tollgate::forge
