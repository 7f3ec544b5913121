// Writes pages for the browser test: sample_pages FOLDER. Each sample, one with a lineage, and one of the size that the
// page must stand: 1,000 models and 10,000 findings.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/reporters/rendered.hpp"

namespace {

using namespace tollgate;
using namespace tollgate::reporters;

Report with_lineage() {
  Report report = samples::mixed();
  const auto node = [](const char* id, const char* title, DrawnState state, std::vector<DrawnColumn> columns) {
    return DrawnNode{id, title, "model", "marts", state, {}, std::move(columns)};
  };
  report.lineage.nodes = {
      node("source.shop.raw.users", "raw.users", DrawnState::same,
           {{"email", DrawnState::same, ""}, {"username", DrawnState::same, ""}}),
      node("model.shop.customers", "customers", DrawnState::changed,
           {{"email", DrawnState::changed, "re-sourced"}, {"phone", DrawnState::lost, "lost"}}),
      node("model.shop.orders", "orders", DrawnState::changed,
           {{"contact", DrawnState::same, ""}, {"<img src=x onerror=alert(1)>", DrawnState::added, "added"}}),
      {"exposure.shop.weekly", "dashboard weekly", "exposure", "", DrawnState::same, {}, {}}};
  report.lineage.nodes[2].notes = {"join added"};
  report.lineage.edges = {{0, 0, 1, 0, DrawnState::lost},
                          {0, 1, 1, 0, DrawnState::added},
                          {1, 0, 2, 0, DrawnState::same},
                          {2, 0, 3, -1, DrawnState::same}};
  report.lineage.columns_left_out = 3;
  report.excerpts = {
      {"shop/models/marts/orders.sql", 12, {"select o.id", "from orders o", "left join payments p", ""}}};
  return report;
}

Report large() {
  constexpr int models = 1'000;
  constexpr int findings_each = 10;
  Report report = samples::mixed();
  const SelectedModel model = report.models.front();
  const Finding finding = report.findings[3];
  report.models.clear();
  report.findings.clear();
  report.outcomes.clear();
  report.row_counts.clear();
  for (int m = 0; m < models; ++m) {
    SelectedModel made = model;
    made.unique_id = "model.shop.m" + std::to_string(m);
    made.name = "m" + std::to_string(m);
    report.models.push_back(made);
    report.outcomes.push_back({"row-count-diff", made.unique_id, Status::failed, "", made.layer});
    report.row_counts.push_back(samples::row_count(made.unique_id, 1'000 + m, 2'000 + 2 * m));
    for (int f = 0; f < findings_each; ++f) {
      Finding one = finding;
      one.subject = {made.unique_id, "c" + std::to_string(f), ""};
      one.severity = f % 3 == 0 ? Severity::error : Severity::warning;
      report.findings.push_back(one);
    }
  }
  return report;
}

void write(const std::filesystem::path& path, const Report& report) {
  std::ofstream file(path, std::ios::binary);
  file << html.render(report, test_style()).body;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: sample_pages FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder(arguments[1]);
  for (const samples::Sample& sample : samples::all)
    write(folder / (std::string(sample.name) + ".html"), sample.make());
  write(folder / "lineage.html", with_lineage());
  write(folder / "large.html", large());
}
