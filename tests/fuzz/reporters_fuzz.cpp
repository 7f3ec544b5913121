// Any bytes as every text of a report: no format crashes, forges a workflow command, or writes what it cannot be read
// back.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "reporters/all.hpp"
#include "reporters/utf8.hpp"
#include "tests/reporters/workflow_commands.hpp"

namespace {

using namespace tollgate;

/// The input cut at each byte 0x00 into texts that are used in turn.
class Texts {
 public:
  explicit Texts(std::string_view input) {
    while (true) {
      const std::size_t end = input.find('\0');
      x_texts.emplace_back(input.substr(0, end));
      if (end == std::string_view::npos) return;
      input.remove_prefix(end + 1);
    }
  }
  const std::string& next() { return x_texts[x_next++ % x_texts.size()]; }

 private:
  std::vector<std::string> x_texts;
  std::size_t x_next = 0;
};

Report report_of(Texts& texts) {
  Report report;
  report.headline = texts.next();
  report.project = texts.next();
  report.base_label = texts.next();
  report.layers = {{texts.next(), {1, {texts.next()}}, texts.next(), 60}};
  report.verdict = Verdict::unjudged;
  SelectedModel model;
  model.unique_id = texts.next();
  model.name = texts.next();
  model.layer = texts.next();
  model.path = texts.next();
  model.reasons = {{texts.next(), texts.next()}};
  report.models = {model};
  Finding finding;
  finding.gate = texts.next();
  finding.rule = texts.next();
  finding.location = {texts.next(), 1, 1};
  finding.subject = {model.unique_id, texts.next(), texts.next()};
  finding.message = texts.next();
  finding.help = texts.next();
  finding.evidence = {{texts.next(), std::int64_t{-1}}};
  finding.folded = {{texts.next(), texts.next(), Severity::error, finding.subject, finding.location, texts.next(), {}}};
  Finding waived = finding;
  waived.waived = WaivedBy{texts.next(), texts.next(), "2027-01-01", {texts.next(), 1, 1}, true, SetAside::waiver};
  report.findings = {finding, waived};
  report.outcomes = {{finding.gate, model.unique_id, Status::errored, texts.next(), model.layer},
                     {texts.next(), model.unique_id, Status::skipped, texts.next(), texts.next()}};
  report.notes = {{texts.next(), texts.next()}};
  RowCount count;
  count.subject = model.unique_id;
  count.base_rows = 1;
  count.head_rows = 2;
  count.filter = texts.next();
  report.row_counts = {count};
  return report;
}

void require(bool held) {
  if (!held) std::abort();
}

void check(const Report& report) {
  RenderStyle style;
  style.width = 60;
  const std::string text = reporters::terminal.render(report, style).body;
  reporters::each_code_point(text,
                             [](char32_t point) { require(point == '\n' || !reporters::is_unsafe_to_show(point)); });
  require(reporters::obeyed_commands(text).empty());
  style.random_token = "0123456789abcdef";
  const Rendering github = reporters::github.render(report, style);
  require(reporters::obeyed_commands(github.body).size() == 3);
  require(reporters::parsed_outputs(github.side_files[1].text).size() == 9);
  for (const char* variant : {"", "strict"}) {
    style.variant = variant;
    const std::string xml = reporters::junit.render(report, style).body;
    require(pugi::xml_document().load_buffer(xml.data(), xml.size()));
    require(reporters::obeyed_commands(xml).empty());
  }
  const std::string json = reporters::json.render(report, style).body;
  require(nlohmann::json::accept(json));
  require(reporters::obeyed_commands(json).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string input;
  for (std::size_t i = 0; i < size; ++i) input += static_cast<char>(data[i]);
  Texts texts(input);
  check(report_of(texts));
  return 0;
}
