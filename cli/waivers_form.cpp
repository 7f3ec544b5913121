#include "cli/waivers_form.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace tollgate::cli {

namespace {

constexpr SubjectEnd whole{};
constexpr SubjectEnd column{.column = true};
constexpr SubjectEnd with_words{.words = true};
constexpr SubjectEnd column_with_words{.column = true, .words = true};

/// Rules of a gate, all of them where `rules` names none. The first entry that fits tells.
struct Form {
  std::string_view gate;
  std::vector<std::string_view> rules;
  std::vector<SubjectEnd> ends;
};

SubjectEnd words_that_begin(std::string_view begins) { return {.words = true, .begins = begins}; }

/// One join, filter or grouping of a model, by what became of it.
std::vector<Form> forms_of_rows() {
  return {{"lineage-diff", {"join-added"}, {words_that_begin("join added ")}},
          {"lineage-diff", {"join-removed"}, {words_that_begin("join removed ")}},
          {"lineage-diff",
           {"join-changed"},
           {words_that_begin("join key changed "), words_that_begin("join type changed ")}},
          {"lineage-diff", {"filter-added"}, {words_that_begin("filter added ")}},
          {"lineage-diff", {"filter-removed"}, {words_that_begin("filter removed ")}},
          {"lineage-diff", {"filter-changed"}, {words_that_begin("filter changed ")}},
          {"lineage-diff", {"grain-changed"}, {words_that_begin("grain changed ")}},
          {"lineage-diff", {"union-arm-added", "union-arm-removed"}, {with_words}}};
}

std::vector<Form> all_forms() {
  std::vector<Form> forms = forms_of_rows();
  const std::vector<Form> others{
      {"parse", {}, {whole}},
      {"compile", {"unresolved-ref"}, {with_words}},
      {"compile", {}, {whole}},
      {"test", {"model-error", "untested"}, {whole}},
      {"test", {}, {column_with_words, with_words}},
      {"lineage-diff", {"added-column", "removed-unread-column", "catalogue-disagrees", "rows-changed"}, {whole}},
      {"lineage-diff", {"unresolved-column"}, {column}},
      {"lineage-diff", {"load-changed", "build-changed", "hook-writes", "hook-changed", "source-moved"}, {with_words}},
      {"lineage-diff",
       {"re-sourced", "partly-re-sourced", "removed-column", "renamed-column", "scale-changed", "retyped-column",
        "retyped-unread-column", "kind-changed", "aggregate-changed", "recomputed-column", "inverted-condition",
        "lost-fraction"},
       {column, with_words}},  // columns that one edit made differ are told together, by what it was
      {"references", {"unknown-column", "ambiguous-column"}, {column}},
      {"references", {"gone-on-head", "deprecated-column"}, {column_with_words}},
      {"references", {"deprecated-model", "bypassed-ref"}, {with_words}},
      {"references",
       {"dialect", "unknown-table", "unknown-function", "wrong-argument-count", "unknown-type", "unknown-operator"},
       {with_words, whole}},
      {"metric-definition-review", {}, {whole, with_words}},
      {"pii-scan", {"standing-leak"}, {whole}},
      {"pii-scan",
       {"leaked-column", "looks-like-pii", "pii-values", "pii-values-on-base"},
       {column, column_with_words}},
      {"row-count-diff", {}, {whole}},
      {"explain", {}, {whole, with_words}},
      {"sample", {"all-null-column"}, {column}},
      {"sample", {}, {whole}}};
  forms.insert(forms.end(), others.begin(), others.end());
  return forms;
}

/// `.amount (2024)` as its parts.
struct Rest {
  bool column = false;
  std::optional<std::string_view> words{};
};

Rest rest_of(std::string_view subject, std::string_view id) {
  std::string_view rest = subject.substr(std::min(id.size(), subject.size()));
  Rest parts;
  const std::size_t at = rest.find(" (");
  if (at != std::string_view::npos && rest.ends_with(')')) {
    parts.words = rest.substr(at + 2, rest.size() - at - 3);
    rest = rest.substr(0, at);
  }
  parts.column = !rest.empty();
  return parts;
}

bool may_begin(std::string_view words, std::string_view begins) {
  const std::string_view said = words.substr(0, words.find_first_of("*?"));
  return said.size() < words.size() ? said.starts_with(begins) || begins.starts_with(said) : said.starts_with(begins);
}

bool fits(const Rest& rest, const SubjectEnd& end) {
  if (rest.column != end.column || rest.words.has_value() != end.words) return false;
  return !rest.words || may_begin(*rest.words, end.begins);
}

/// `model.shop.orders.COLUMN (join added …)`
std::string example_of(std::string_view id, const SubjectEnd& end) {
  std::string text(id);
  if (end.column) text += ".COLUMN";
  if (end.words) text += fmt::format(" ({}…)", end.begins);
  return text;
}

}  // namespace

std::vector<SubjectEnd> subject_ends(std::string_view gate, std::string_view rule) {
  for (Form& form : all_forms()) {
    if (form.gate != gate) continue;
    if (form.rules.empty() || std::ranges::find(form.rules, rule) != form.rules.end()) return std::move(form.ends);
  }
  return {};
}

void require_form(std::string_view gate, std::string_view rule, std::string_view subject, std::string_view id) {
  const std::vector<SubjectEnd> ends = subject_ends(gate, rule);
  const Rest rest = rest_of(subject, id);
  if (ends.empty() || std::ranges::any_of(ends, [&](const SubjectEnd& end) { return fits(rest, end); })) return;
  std::vector<std::string> examples;
  for (const SubjectEnd& end : ends) examples.push_back(example_of(id, end));
  const bool any_words = std::ranges::any_of(ends, &SubjectEnd::words);
  throw Error(
      ErrorKind::usage,
      {fmt::format("--subject {}: no finding of {}/{} has such a subject", subject, gate, rule),
       fmt::format("they look like {}; every report tells a finding's own (`subject:`){}", fmt::join(examples, " or "),
                   any_words ? ", and (*) stands for whatever is in the parentheses" : ""),
       {}});
}

}  // namespace tollgate::cli
