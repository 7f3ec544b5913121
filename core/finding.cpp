#include "core/finding.hpp"

#include <array>
#include <utility>

#include "core/digest.hpp"

namespace tollgate {

namespace {
constexpr std::array<std::pair<std::string_view, Severity>, 4> severity_names{{
    {"off", Severity::off},
    {"info", Severity::info},
    {"warning", Severity::warning},
    {"error", Severity::error},
}};
}  // namespace

std::string_view to_string(Severity severity) {
  for (const auto& [name, value] : severity_names) {
    if (value == severity) return name;
  }
  return "error";
}

std::optional<Severity> severity_from(std::string_view name) {
  for (const auto& [known, value] : severity_names) {
    if (known == name) return value;
  }
  return std::nullopt;
}

bool fails(const Finding& finding, Severity fail_on) { return !finding.waived && finding.severity >= fail_on; }

std::string fingerprint(const Finding& finding) {
  std::string text;
  for (const std::string* part :
       {&finding.gate, &finding.rule, &finding.subject.id, &finding.subject.column, &finding.subject.relation}) {
    text += *part;
    text += '\0';
  }
  return sha256_hex(text);
}

}  // namespace tollgate
