// The Markdown of the step summary as a file of its own: for a job's artifact, a wiki, a forge that tollgate does not
// know.
#include "reporters/all.hpp"
#include "reporters/github_summary.hpp"

namespace tollgate::reporters {

namespace {

Rendering render(const Report& report, const RenderStyle&) { return {github_summary(report), {}}; }

}  // namespace

constinit const Reporter markdown{"markdown", "verdict, gates, findings and row counts as Markdown", {}, render};

}  // namespace tollgate::reporters
