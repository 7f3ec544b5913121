// The one comment below a pull request: found by its marker, written only when it says something else, turned green
// when the findings are gone; a second one of two runs at once becomes a pointer to the first. Never touches a comment
// of a person, and takes none away.
#pragma once

#include "core/reporter.hpp"

namespace tollgate::reporters {

/// The text, and whether it is worth a comment of its own (`variant` always: whatever it says).
Rendering render_comment(const Report& report, const RenderStyle& style);
/// `rendering` is render_comment's. Refused on 401 and 403.
Published publish_comment(const Report& report, const Rendering& rendering, forge::Client& client);

}  // namespace tollgate::reporters
