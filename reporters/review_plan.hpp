// What has to be said beside the lines of a pull request: which comments are new, which say something else now, which
// findings are gone, and where the new ones may stand. Pure; github_review.cpp asks and tells the forge.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/report.hpp"
#include "forge/github_review.hpp"

namespace tollgate::reporters {

/// What reviewdog sends in one run, and no reader reads more; of all runs together.
inline constexpr std::size_t most_line_comments = 30;
inline constexpr std::size_t most_file_comments = 10;
/// In one run, so that it ends in time; the next goes on.
inline constexpr std::size_t most_review_updates = 40;

/// The comment that one finding wants.
struct ReviewText {
  std::string fingerprint;
  Location location;
  std::string body;  ///< with its marker
};
/// Errors and warnings that are not waived and have a place, worst first.
std::vector<ReviewText> review_texts(const Report& report, std::string_view key);

struct ReviewPlan {
  std::vector<std::pair<long long, std::string>> updates;  ///< by the id of the comment
  std::size_t closed = 0;                                  ///< how many of these tell that a finding is gone
  std::vector<ReviewText> fresh;
  std::size_t taken_away = 0;  ///< told by an earlier run, and somebody took the comment away: not told again
  std::size_t on_lines = 0;    ///< comments that stand
  std::size_t on_files = 0;
};
/// `comments`: all of the pull request, `ours` says which are tollgate's; `told`: what our reviews told, by
/// short_fingerprint(). A thread that somebody answered is left as it
/// is. A finding is gone only where its gate ran and could judge everything.
ReviewPlan review_plan(const Report& report, std::string_view key, const std::vector<ReviewText>& texts,
                       const std::vector<forge::ReviewComment>& comments, const std::vector<bool>& ours,
                       const std::set<std::string>& told = {});

struct ReviewPlaces {
  std::vector<ReviewText> on_lines;
  std::vector<ReviewText> on_files;
  std::size_t left_out = 0;  ///< not in the diff, or too many
};
/// Where the line is not in the diff, on its file; where that is not either, nowhere.
ReviewPlaces review_places(const ReviewPlan& plan, const std::vector<forge::PatchedFile>& files);
/// For a forge that refuses the lines all the same: their comments stand on their files, as many as may.
void move_to_files(ReviewPlaces& places, const ReviewPlan& plan);

}  // namespace tollgate::reporters
