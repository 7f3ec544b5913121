// Comments beside the changed lines of a pull request on GitHub: reads them and the diff they stand in, adds some,
// changes one. A review made here comments and never approves or asks for changes; endpoints.hpp lets no other through.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "forge/client.hpp"
#include "forge/patch_lines.hpp"

namespace tollgate::forge {

/// A file of the pull request's diff.
struct PatchedFile {
  std::string path;  ///< on the head
  bool removed = false;
  std::vector<LineRange> lines;  ///< of the head, that the diff shows; empty where GitHub sends no patch (too large)
};

struct ReviewComment {
  long long id = 0;
  std::string body;
  Account by;
  long long in_reply_to = 0;  ///< the id of the comment that began the thread; 0: this one does
  bool on_file = false;       ///< on a file as a whole
};

/// What a review says by itself, above its comments. It stays where somebody takes its comments away.
struct ReviewBody {
  std::string text;
  Account by;
};

struct LineComment {
  std::string path;
  long long line = 1;
  std::string body;
};

using IsThere = std::function<Answer<bool>()>;

/// GitHub lists 3,000 of them.
Answer<std::vector<PatchedFile>> patched_files(Client& client, long long number);
/// Oldest first.
Answer<std::vector<ReviewComment>> review_comments(Client& client, long long number);
/// Of all reviews that say something by themselves, oldest first.
Answer<std::vector<ReviewBody>> review_bodies(Client& client, long long number);
/// One review that comments. Rejected as a whole where one of the lines is not in the diff.
Answer<std::string> add_review(Client& client, long long number, const std::string& commit, const std::string& body,
                               const std::vector<LineComment>& comments, const IsThere& already_there);
/// On a file of the diff as a whole.
Answer<std::string> add_file_comment(Client& client, long long number, const std::string& commit,
                                     const std::string& path, const std::string& body, const IsThere& already_there);
Answer<std::string> update_review_comment(Client& client, long long comment, const std::string& body);

}  // namespace tollgate::forge
