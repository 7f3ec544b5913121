// The files that `tollgate init` starts from: docs/examples and templates, embedded when tollgate is built. One text,
// so that what the documentation shows and what is written are the same.
#pragma once

#include <string_view>

namespace tollgate::cli::init {

/// `github-pull-request`, `github-review`, `gitlab-merge-request`, `tollgate` (the GitLab component), `pre-push`; else
/// empty.
std::string_view template_text(std::string_view name);

}  // namespace tollgate::cli::init
