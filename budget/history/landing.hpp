// What the message of a commit on the base branch tells of the pull request that it landed: GitHub's, GitLab's,
// Bitbucket's and Azure's merges, squashes, and merges by hand. A judge of words. For the files of this folder only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tollgate::budget {

/// Whose hand a landing shows.
enum class Hand : std::uint8_t { unknown, github, gitlab };

struct Heading {
  char mark = '#';
  long long number = 0;     ///< 0: not told
  bool request = false;     ///< names a pull or merge request, or merges a branch by hand
  bool takes_base = false;  ///< merges the base branch into something: the branch goes on with its second parent
  bool squash = false;      ///< the number is only `(#12)` at the end of the subject, which elsewhere may be an issue
  std::string title{};
  std::string branch{};
  Hand hand = Hand::unknown;
};

/// `is_merge`: the commit has several parents. `committer_email` tells GitHub's web interface. `base`: name of the base
/// branch; empty: main or master.
Heading heading_of(std::string_view message, bool is_merge, std::string_view committer_email,
                   std::string_view base = {});

}  // namespace tollgate::budget
