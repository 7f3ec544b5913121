// A report as each format tells it, under the style that the tests use.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/reporter.hpp"
#include "reporters/all.hpp"
#include "tests/reporters/sample_reports.hpp"

namespace tollgate::reporters {

/// Fixed, so that goldens are; a run draws its own.
inline constexpr std::string_view test_token = "0123456789abcdef0123456789abcdef";

RenderStyle test_style(int width = 100);

/// Golden name -> text: terminal, terminal-color, terminal-narrow, github, github-summary, github-output, junit,
/// junit-strict, json, codequality, sarif, markdown, agent, github-comment, github-checks, github-review.
std::map<std::string, std::string> renderings_of(const Report& report);

/// The side file of that variable.
std::string side_file(const Rendering& rendering, std::string_view variable);

std::string junit_of(const Report& report, const std::string& variant = "");
std::string json_of(const Report& report);
std::string terminal_of(const Report& report, int width = 100, bool color = false);
Rendering github_of(const Report& report);

}  // namespace tollgate::reporters
