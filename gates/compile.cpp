#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/unique_id.hpp"
#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/each_target.hpp"
#include "gates/outcomes.hpp"

namespace tollgate::gates {

namespace {

constexpr std::array rules{
    Rule{"unresolved-ref", Severity::error,
         "The model depends on a node that the manifest does not hold, or holds as disabled.",
         "Correct the ref() or source(), or bring the node back; then run `dbt compile` again."},
    Rule{"unrendered-jinja", Severity::error,
         "Jinja is left in the compiled SQL, outside strings and comments: it was not rendered.",
         "Look for Jinja inside {% raw %}, or built by a macro that returns text with braces in it."},
    Rule{"empty-sql", Severity::error, "The compiled SQL is empty, or comments only.",
         "Check the model's {% if %} blocks: every branch must yield a statement on this target."},
};
constexpr const Rule& unresolved_ref = rules[0];
constexpr const Rule& unrendered_jinja = rules[1];
constexpr const Rule& empty_sql = rules[2];

bool exists(const dbt::Project& project, const std::string& id) {
  return project.nodes.contains(id) || project.sources.contains(id) || project.semantics.contains(id) ||
         project.exposures.contains(id) || project.unit_tests.contains(id);
}

/// The line of raw_code that names the missing node, if exactly one does.
int line_that_names(const dbt::Node& node, std::string_view id) {
  const std::string_view name = written_name(id);
  int found = 0;
  std::string_view text = node.raw_code;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find(fmt::format("'{}'", name)) != line.npos || line.find(fmt::format("\"{}\"", name)) != line.npos) {
      if (found != 0) return 0;
      found = number;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

Finding ref_finding(const dbt::Project& project, const Target& target, const std::string& id) {
  const bool disabled = std::ranges::find(project.disabled, id) != project.disabled.end();
  Finding finding = finding_about(compile, unresolved_ref, target,
                                  fmt::format("{}: depends on {}, which {}", target.model->name, id,
                                              disabled ? "is disabled" : "is not in the manifest"));
  finding.subject.relation = id;
  if (target.head->type == dbt::ResourceType::model) {
    if (const int line = line_that_names(*target.head, id); line != 0) {
      finding.location.line = line + target.lines_before_code;
      finding.location.column = 0;
    }
  }
  return finding;
}

void judge_refs(const Context& context, const Target& target, GateResult& result) {
  for (const std::string& id : target.head->depends_on) {
    if (!exists(*context.head, id)) result.findings.push_back(ref_finding(*context.head, target, id));
  }
}

void judge_sql(const Target& target, GateResult& result) {
  if (!holds_statement(target.head->compiled_code)) {
    result.findings.push_back(finding_about(
        compile, empty_sql, target, fmt::format("{}: the compiled SQL holds no statement", target.model->name)));
    result.findings.back().cause = empty_sql_cause(target);
  } else if (const auto where = find_jinja(target.head->compiled_code)) {
    Finding finding = finding_about(compile, unrendered_jinja, target,
                                    fmt::format("{}: Jinja is left in the compiled SQL (line {}, column {})",
                                                target.model->name, where->line, where->column));
    finding.location = location_in_model(target, *where);
    finding.cause = jinja_cause(target);
    finding.evidence = {{"compiled_line", std::int64_t{where->line}}, {"compiled_column", std::int64_t{where->column}}};
    result.findings.push_back(std::move(finding));
  }
}

void judge_target(const Context& context, const Target& target, GateResult& result) {
  if (target.head == nullptr) {
    result.outcomes.push_back(skipped(compile, target, removed_reason(target)));
    return;
  }
  judge_refs(context, target, result);
  if (target.head->type == dbt::ResourceType::seed) {
    result.outcomes.push_back(skipped(compile, target, "a seed is not compiled"));
    return;
  }
  if (const std::string reason = not_compiled_reason(*context.head, *target.head); !reason.empty()) {
    result.outcomes.push_back(errored(compile, target, reason));
    return;
  }
  if (target.head->language == "sql") judge_sql(target, result);
  result.outcomes.push_back(judged(compile, target));
}

GateResult check(const Context& context) {
  GateResult result;
  for_each_target(compile, context, result, [&](const Target& target) { judge_target(context, target, result); });
  return result;
}

}  // namespace

constinit const Gate compile{
    .id = "compile",
    .summary = "Each model is compiled, completely rendered, and every node it depends on exists.",
    .needs = {.compiled_sql = true},
    .options = {},
    .rules = rules,
    .check = check,
};

}  // namespace tollgate::gates
