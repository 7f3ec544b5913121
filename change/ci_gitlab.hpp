// The variables of a GitLab merge request pipeline. Who opened the merge request is not among them: GITLAB_USER_LOGIN
// started the pipeline. For the files of this room only.
#pragma once

#include "change/ci.hpp"

namespace tollgate::change {

CiFacts facts_of_gitlab_variables(const Environment& environment);

}  // namespace tollgate::change
