#include "tests/gates/page_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <vector>

namespace tollgate::test_gates {

namespace {

/// A bar would end the cell of a table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string needs_text(const Needs& needs) {
  std::vector<std::string_view> words;
  if (needs.base) words.emplace_back("base artifacts");
  if (needs.compiled_sql && !needs.lineage) words.emplace_back("compiled SQL in the head manifest");
  if (needs.run_results) words.emplace_back("run_results.json of `dbt test` or `dbt build`");
  if (needs.warehouse) words.emplace_back("a PostgreSQL connection");
  if (needs.lineage) words.emplace_back("compiled SQL in both manifests");
  if (needs.may_ask_warehouse) words.emplace_back("a PostgreSQL connection where an option asks for it");
  if (needs.lineage_helps) words.emplace_back("where at hand compiled SQL in both manifests");
  if (needs.pull_request) words.emplace_back("a pull request");
  return fmt::format("The head manifest{}{}", words.empty() ? "" : ", ", fmt::join(words, ", "));
}

std::string_view judged_text(const Needs& needs) {
  if (needs.pull_request) return "the pull request as a whole";
  if (needs.semantics) return "metrics, semantic models and saved queries";
  if (needs.downstream && needs.declarations) {
    return "changed models, the unchanged ones below them, and those of which only YAML declares something else";
  }
  if (needs.downstream && needs.test_changes) {
    return "changed models, the unchanged ones below them, and what the change takes from the tests of any";
  }
  return needs.downstream ? "changed models and the unchanged ones below them" : "changed models";
}

std::string_view direction(Tighter tighter) {
  switch (tighter) {
    case Tighter::lower:
      return "lower";
    case Tighter::higher:
      return "higher";
    case Tighter::neither:
      break;
  }
  return "";
}

std::string option_row(const AnyOption& option) {
  return std::visit(
      [&](const auto* typed) {
        const std::string help = typed->choices.empty() ? std::string(typed->help)
                                                        : fmt::format("{} One of `{}`.", typed->help, typed->choices);
        return fmt::format("| `{}` | {} | `{}` | {} | {} |\n", typed->name, typed->unit,
                           to_text(effective(Options{}, option)), direction(typed->tighter), cell(help));
      },
      option);
}

std::string options_table(const Gate& gate) {
  if (gate.options.empty()) return "None.\n";
  std::string text = "| option | unit | default | tighter | meaning |\n|---|---|---|---|---|\n";
  for (const AnyOption& option : gate.options) text += option_row(option);
  return text;
}

std::string rules_table(const Gate& gate) {
  std::string text = "| rule | severity | what it means | what to do |\n|---|---|---|---|\n";
  for (const Rule& rule : gate.rules) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", rule.id, to_string(rule.severity), cell(rule.summary),
                        cell(rule.advice));
  }
  return text;
}

}  // namespace

std::string page_header(const Gate& gate) {
  return fmt::format("# {}\n\n{}\n\n## Needs\n\n{}. Judges {}.\n\n## Options\n\n{}\n## Rules\n\n{}", gate.id,
                     gate.summary, needs_text(gate.needs), judged_text(gate.needs), options_table(gate),
                     rules_table(gate));
}

}  // namespace tollgate::test_gates
