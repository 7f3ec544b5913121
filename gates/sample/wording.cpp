#include "gates/sample/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "gates/all.hpp"
#include "gates/outcomes.hpp"
#include "gates/sample/options.hpp"
#include "lineage/difference.hpp"
#include "sql/tree.hpp"

namespace tollgate::gates::sample_run {

namespace {

std::string_view trimmed(std::string_view line) {
  const std::size_t from = line.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return line.substr(from, line.find_last_not_of(" \t,") + 1 - from);
}

/// Whether base's text has a line that reads so.
bool on_base(const Trial& trial, std::string_view line) {
  if (!trial.base) return false;
  std::string_view text = trial.base->text;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (trimmed(text.substr(0, end)) == line) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

/// The server does not say where a runtime error happened. Of the places that can have caused it, the new ones are
/// looked at first: base's SQL ran through the others. Nothing where several lines are left.
template <typename May>
std::optional<TextPosition> only_place(const Trial& trial, const May& may) {
  std::vector<TextPosition> all;
  std::vector<TextPosition> fresh;
  const auto add = [](std::vector<TextPosition>& places, TextPosition place) {
    if (places.empty() || places.back().line != place.line) places.push_back(place);
  };
  for (const Suspect& suspect : trial.head.facts.suspects) {
    if (!may(suspect)) continue;
    add(all, suspect.where);
    if (!on_base(trial, trimmed(line_of(trial.head.text, suspect.where.line)))) add(fresh, suspect.where);
  }
  if (fresh.size() == 1) return fresh.front();
  return all.size() == 1 ? std::optional(all.front()) : std::nullopt;
}

Location place_of(const Trial& trial, const std::optional<TextPosition>& where) {
  return where ? location_in_model(*trial.target, *where) : trial.target->location;
}

bool may_cause(Suspect::Kind kind, std::string_view sqlstate) {
  if (sqlstate == "22012") return kind == Suspect::Kind::division;
  if (sqlstate.starts_with("21")) return kind == Suspect::Kind::subquery;
  return kind == Suspect::Kind::cast;
}

void add_cut(const Trial& trial, Finding& finding) {
  if (trial.cut == Cut::by_key) finding.evidence.push_back({"sample_one_in", trial.one_in});
  if (trial.cut == Cut::by_limit) finding.evidence.push_back({"first_rows", trial.limit});
}

/// What this change does to the rows of the model, where it is one thing at one place.
std::optional<TextPosition> row_change(const Context& context, const Trial& trial) {
  if (context.lineage_differences == nullptr) return std::nullopt;
  std::vector<int> places;
  for (const lineage::Difference& difference : context.lineage_differences->differences) {
    if (difference.unique_id != trial.target->model->unique_id) continue;
    if (is_about_column(difference.kind) || difference.head_location < 0) continue;
    places.push_back(difference.head_location);
  }
  if (places.size() != 1) return std::nullopt;
  const auto place = sql::Positions(trial.target->head->compiled_code).at(static_cast<std::size_t>(places.front()));
  return TextPosition{place.line, place.column};
}

}  // namespace

std::string cut_text(const Trial& trial) {
  if (trial.cut == Cut::by_key) return fmt::format("a sample of 1 row in {} of {}", trial.one_in, trial.sampled);
  if (trial.cut == Cut::by_limit) return fmt::format("its first {} rows", trial.limit);
  return "all rows";
}

Finding empty_finding(const Context& context, const Trial& trial, const Run& base) {
  const bool counted = base.end == Run::End::counted && base.counts.rows > 0 && trial.cut == Cut::none;
  Finding finding = finding_about(
      sample, empty_result, *trial.target,
      fmt::format("{}: gives no rows; base's SQL over the same inputs gives {}", trial.target->model->name,
                  counted ? fmt::format("{}", base.counts.rows) : std::string("rows")));
  finding.location = place_of(trial, row_change(context, trial));
  finding.cause = lineage::rows_cause(trial.target->model->unique_id);
  if (counted) finding.evidence = {{"base_rows", base.counts.rows}, {"head_rows", std::int64_t{0}}};
  add_cut(trial, finding);
  return finding;
}

Finding null_finding(const Trial& trial, const std::string& column, std::int64_t head_rows, std::int64_t base_values) {
  Finding finding =
      finding_about(sample, all_null_column, *trial.target,
                    fmt::format("{}: {} is null in every row; base's SQL over the same inputs gives {} value{}",
                                trial.target->model->name, column, base_values, base_values == 1 ? "" : "s"));
  finding.subject.column = column;
  finding.location = place_of(trial, only_place(trial, [&](const Suspect& suspect) {
                                return suspect.kind == Suspect::Kind::output && suspect.name == column;
                              }));
  finding.cause = lineage::column_cause(trial.target->model->unique_id, column);
  finding.evidence = {{"head_rows", head_rows}, {"base_values", base_values}};
  add_cut(trial, finding);
  return finding;
}

Finding error_finding(const Trial& trial, const std::string& sqlstate) {
  const auto where = only_place(trial, [&](const Suspect& suspect) { return may_cause(suspect.kind, sqlstate); });
  Finding finding =
      finding_about(sample, runtime_error, *trial.target,
                    fmt::format("{}: runs into {} (SQLSTATE {}){}", trial.target->model->name, name_of_error(sqlstate),
                                sqlstate, trial.compares() ? "; base's SQL over the same inputs does not" : ""));
  finding.location = place_of(trial, where);
  finding.cause = {trial.target->model->unique_id, "runtime error " + sqlstate};
  add_cut(trial, finding);
  return finding;
}

Finding as_before_finding(const Trial& trial, const Run& head, const Run& base) {
  return finding_about(
      sample, fails_as_before, *trial.target,
      fmt::format("{}: runs into {} (SQLSTATE {}), and so does base's SQL over the same inputs (SQLSTATE {})",
                  trial.target->model->name, name_of_error(head.sqlstate), head.sqlstate, base.sqlstate));
}

}  // namespace tollgate::gates::sample_run
