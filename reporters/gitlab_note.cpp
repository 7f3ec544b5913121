// The one note below a merge request on GitLab.
#include <array>

#include "forge/client.hpp"
#include "reporters/all.hpp"
#include "reporters/keyed_comment.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::array<std::string_view, 1> variants{"always"};

Published publish(const Report& report, const Rendering& rendering, forge::Client& client) {
  if (client.kind() != forge::Kind::gitlab) return {PublishState::done, "nothing is written: this is not GitLab"};
  return publish_comment(report, rendering, client);
}

}  // namespace

constinit const Reporter gitlab_note{"gitlab-note",
                                     "one note below the merge request, kept up to date where a token is", variants,
                                     render_comment, publish};

}  // namespace tollgate::reporters
