// One self-contained page for a person who sifts many results. The report travels as the `json` format in a block of
// data; reporters/html/script.js shows it with text nodes only, and the page's own security policy lets nothing else
// run and nothing be loaded.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "reporters/all.hpp"
#include "reporters/escape.hpp"
#include "reporters/figures_told.hpp"
#include "reporters/overview.hpp"
#include "reporters/page_texts.hpp"
#include "reporters/people.hpp"
#include "reporters/plain_page.hpp"
#include "reporters/report_json.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

std::string_view word_of(DrawnState state) {
  switch (state) {
    case DrawnState::changed:
      return "changed";
    case DrawnState::added:
      return "added";
    case DrawnState::lost:
      return "lost";
    case DrawnState::same:
      break;
  }
  return "same";
}

Json to_json(const DrawnNode& node) {
  Json columns = Json::array();
  for (const DrawnColumn& column : node.columns) {
    columns.push_back({{"name", column.name}, {"state", word_of(column.state)}, {"note", column.note}});
  }
  return {{"unique_id", node.unique_id},  {"title", node.title}, {"kind", node.kind},
          {"layer", node.layer},          {"notes", node.notes}, {"state", word_of(node.state)},
          {"columns", std::move(columns)}};
}

Json to_json(const LineageDrawing& lineage) {
  Json nodes = Json::array();
  for (const DrawnNode& node : lineage.nodes) nodes.push_back(to_json(node));
  Json edges = Json::array();
  for (const DrawnEdge& edge : lineage.edges) {
    edges.push_back({{"from_node", edge.from_node},
                     {"from_column", edge.from_column},
                     {"to_node", edge.to_node},
                     {"to_column", edge.to_column},
                     {"state", word_of(edge.state)}});
  }
  return {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}, {"columns_left_out", lineage.columns_left_out}};
}

Json reasons_of(const Report& report, Status status) {
  Json list = Json::array();
  for (const SharedReason& reason : shared_reasons(report, status)) {
    Json groups = Json::array();
    for (const GatesAndSubjects& group : reason.groups)
      groups.push_back({{"gates", group.gates}, {"subjects", group.subjects}, {"beside", group.beside}});
    list.push_back({{"reason", reason.reason}, {"groups", std::move(groups)}});
  }
  return list;
}

/// What people still have to do, in words.
Json pending_of(const Report& report) {
  Json list = Json::array();
  if (!report.pull_request) return list;
  for (const DutiesTold& duties : pending_duties(*report.pull_request)) list.push_back(duties_text(duties));
  return list;
}

/// In the order of the findings.
Json figures_of(const Report& report) {
  Json list = Json::array();
  for (const Finding& finding : report.findings) list.push_back(figures_told(finding.evidence, finding.message));
  return list;
}

/// What the `json` format leaves out.
Json more_of(const Report& report) {
  Json excerpts = Json::array();
  for (const Excerpt& excerpt : report.excerpts) {
    excerpts.push_back({{"path", excerpt.path}, {"first_line", excerpt.first_line}, {"lines", excerpt.lines}});
  }
  Json rules = Json::array();
  for (const RuleText& rule : report.rules) {
    rules.push_back({{"gate", rule.gate}, {"id", rule.id}, {"summary", rule.summary}, {"advice", rule.advice}});
  }
  return {{"excerpts", std::move(excerpts)},
          {"rules", std::move(rules)},
          {"lineage", to_json(report.lineage)},
          {"not_judged", reasons_of(report, Status::errored)},
          {"skipped", reasons_of(report, Status::skipped)},
          {"pending", pending_of(report)},
          {"llm", report.pull_request ? recognition_text(*report.pull_request) : std::string()},
          {"figures", figures_of(report)}};
}

/// JSON within a script element: no `<`, so neither its end nor a comment's beginning (HTML, "Restrictions for contents
/// of script elements").
std::string script_data(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::string hash_source(std::string_view text) { return "'sha256-" + sha256_base64(text) + "'"; }

/// Puts each value in the place of its `{{name}}`, in one pass: no value is looked into for further names.
std::string filled(std::string_view page, const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string text;
  while (!page.empty()) {
    const std::size_t open = page.find("{{");
    const std::size_t close = open == std::string_view::npos ? open : page.find("}}", open);
    text += page.substr(0, close == std::string_view::npos ? page.size() : open);
    if (close == std::string_view::npos) break;
    const std::string_view name = page.substr(open + 2, close - open - 2);
    for (const auto& [known, value] : values) {
      if (known == name) text += value;
    }
    page.remove_prefix(close + 2);
  }
  return text;
}

Rendering render(const Report& report, const RenderStyle&) {
  const std::string_view style = page_text("style");
  const std::string_view script = page_text("script");
  const std::string_view library = page_text("dagre");
  const std::string more = more_of(report).dump(-1, ' ', true, Json::error_handler_t::replace);
  const std::string title = fmt::format("{} tollgate{}", verdict_word(report.verdict),
                                        report.project.empty() ? "" : ": " + visible(report.project));
  return {filled(page_text("page"), {{"script-hashes", hash_source(library) + " " + hash_source(script)},
                                     {"style-hash", hash_source(style)},
                                     {"title", xml_text(title)},
                                     {"plain", plain_page(report)},
                                     {"style", std::string(style)},
                                     {"report", script_data(report_json(report, -1))},
                                     {"more", script_data(more)},
                                     {"library", std::string(library)},
                                     {"script", std::string(script)}}),
          {}};
}

}  // namespace

constinit const Reporter html{
    "html", "one self-contained page: findings to sift, row counts, the lineage", {}, render, nullptr, true};

}  // namespace tollgate::reporters
