#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

RenderStyle test_style(int width) {
  RenderStyle style;
  style.width = width;
  style.random_token = test_token;
  return style;
}

std::string side_file(const Rendering& rendering, std::string_view variable) {
  for (const SideFile& file : rendering.side_files) {
    if (file.environment_variable == variable) return file.text;
  }
  return "(none)";
}

std::string junit_of(const Report& report, const std::string& variant) {
  RenderStyle style = test_style();
  style.variant = variant;
  return junit.render(report, style).body;
}

std::string json_of(const Report& report) { return json.render(report, test_style()).body; }

std::string terminal_of(const Report& report, int width, bool color) {
  RenderStyle style = test_style(width);
  style.color = color;
  return terminal.render(report, style).body;
}

Rendering github_of(const Report& report) { return github.render(report, test_style()); }

std::map<std::string, std::string> renderings_of(const Report& report) {
  const Rendering on_github = github_of(report);
  return {{"terminal", terminal_of(report)},
          {"terminal-color", terminal_of(report, 80, true)},
          {"terminal-narrow", terminal_of(report, 40)},
          {"github", on_github.body},
          {"github-summary", side_file(on_github, "GITHUB_STEP_SUMMARY")},
          {"github-output", side_file(on_github, "GITHUB_OUTPUT")},
          {"junit", junit_of(report)},
          {"junit-strict", junit_of(report, "strict")},
          {"json", json_of(report)},
          {"codequality", codequality.render(report, test_style()).body},
          {"sarif", sarif.render(report, test_style()).body},
          {"markdown", markdown.render(report, test_style()).body},
          {"agent", agent.render(report, test_style()).body},
          {"github-checks", github_checks.render(report, test_style()).body},
          {"github-review", github_review.render(report, test_style()).body},
          {"github-comment", github_comment.render(report, test_style()).body}};
}

}  // namespace tollgate::reporters
