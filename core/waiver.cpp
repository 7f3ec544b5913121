#include "core/waiver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "core/listing.hpp"
#include "core/policy.hpp"
#include "core/suggest.hpp"

namespace tollgate {

namespace {

/// `model.shop.orders.amount (2024)`: what stands before the parentheses, and in them.
struct SubjectText {
  std::string_view path;
  std::optional<std::string_view> relation;
};

SubjectText split(std::string_view subject) {
  const std::size_t at = subject.find(" (");
  if (at == std::string_view::npos || !subject.ends_with(')')) return {subject, std::nullopt};
  return {subject.substr(0, at), subject.substr(at + 2, subject.size() - at - 3)};
}

bool is_glob(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

/// Takes the part before the next dot off the text; nothing when there is none left.
std::optional<std::string_view> next_part(std::optional<std::string_view>& rest) {
  if (!rest) return std::nullopt;
  const std::size_t dot = rest->find('.');
  const std::string_view part = rest->substr(0, dot);
  rest = dot == std::string_view::npos ? std::nullopt : std::optional(rest->substr(dot + 1));
  return part;
}

enum class Extent { whole, beginning };

/// Part by part between dots; with `beginning` the glob may say more than the text.
bool matches_parts(std::string_view glob, std::string_view text, Extent extent) {
  std::optional<std::string_view> globs(glob);
  std::optional<std::string_view> texts(text);
  while (const auto part = next_part(texts)) {
    const auto wanted = next_part(globs);
    if (!wanted || !glob_matches(*wanted, *part)) return false;
  }
  return extent == Extent::beginning || !globs;
}

std::string path_of(const Subject& subject) {
  return subject.column.empty() ? subject.id : subject.id + "." + subject.column;
}

bool covers_glob(std::string_view pattern, const Subject& subject) {
  const SubjectText wanted = split(pattern);
  if (wanted.relation.has_value() == subject.relation.empty()) return false;
  if (wanted.relation && !glob_matches(*wanted.relation, subject.relation)) return false;
  return matches_parts(wanted.path, path_of(subject), Extent::whole);
}

using GateAndId = std::pair<std::string_view, std::string_view>;

/// What is known when the waivers themselves are judged.
struct Matter {
  const WaiverBook& book;
  std::span<const Finding> findings;
  std::set<GateAndId> judged{};
  std::vector<std::size_t> covered{};  ///< findings, by waiver
};

std::string name_of(const Waiver& waiver) {
  return fmt::format("the waiver of {}/{} for {}", waiver.gate, waiver.rule, waiver.subject);
}

Finding about(const Waiver& waiver, const Rule& rule, std::string message, std::string help = {}) {
  Finding finding;
  finding.gate = waiver_gate;
  finding.rule = rule.id;
  finding.severity = rule.severity;
  finding.location = waiver.location;
  finding.subject = {
      std::string(change_subject), {}, fmt::format("{}/{} {}", waiver.gate, waiver.rule, waiver.subject)};
  finding.message = std::move(message);
  finding.help = help.empty() ? std::string(rule.advice) : std::move(help);
  return finding;
}

Finding with_covered(Finding finding, std::size_t covered) {
  finding.evidence.push_back({"covered_findings", static_cast<std::int64_t>(covered)});
  return finding;
}

/// A finding that the waiver would cover if its subject were written out; one that another waiver covers comes last.
const Finding* nearly_covered(const Waiver& waiver, const std::vector<std::string>& ids, const Matter& matter) {
  const Finding* near = nullptr;
  for (const Finding& finding : matter.findings) {
    const bool is_near = finding.gate == waiver.gate && finding.rule == waiver.rule &&
                         std::ranges::find(ids, finding.subject.id) != ids.end();
    if (is_near && !finding.waived) return &finding;
    if (is_near && near == nullptr) near = &finding;
  }
  return near;
}

/// Where another waiver covers what this one is near to.
Finding covered_by_another(const Waiver& waiver, const Finding& near) {
  const WaivedBy& other = *near.waived;
  return about(waiver, waiver_unused,
               fmt::format("{} covers nothing: what {} found about {} is covered by another waiver, of {} ({}:{})",
                           name_of(waiver), waiver.gate, waiver_subject(near.subject), other.owner, other.location.path,
                           other.location.line),
               "delete one of the two");
}

Finding names_nothing(const Waiver& waiver, const Matter& matter) {
  const std::vector<std::string_view> known(matter.book.known_subjects.begin(), matter.book.known_subjects.end());
  return about(waiver, waiver_unused,
               fmt::format("{} covers nothing: neither base nor head has such a subject", name_of(waiver)),
               did_you_mean(split(waiver.subject).path, known));
}

/// Nothing when it covers a finding, or when this run can't know.
std::optional<Finding> unused(const Waiver& waiver, std::size_t covered, const Matter& matter) {
  if (covered > 0 || matter.book.known_subjects.empty()) return std::nullopt;
  const std::vector<std::string> ids = subject_ids(waiver, matter.book.known_subjects);
  if (ids.empty()) return names_nothing(waiver, matter);
  if (!std::ranges::all_of(ids, [&](const std::string& id) { return matter.judged.contains({waiver.gate, id}); }))
    return std::nullopt;
  if (const Finding* near = nearly_covered(waiver, ids, matter)) {
    if (near->waived) return covered_by_another(waiver, *near);
    return about(waiver, waiver_unused,
                 fmt::format("{} covers nothing: {} found something about {}", name_of(waiver), waiver.gate,
                             waiver_subject(near->subject)),
                 fmt::format("if that is meant, write the subject just so: {}", waiver_subject(near->subject)));
  }
  return about(waiver, waiver_unused,
               fmt::format("{} covers nothing: {} judged it and found nothing there", name_of(waiver), waiver.gate));
}

std::string added_text(const WaiverBook::Added& added) {
  if (added.because.empty()) return "it counts, and asks for the approval of someone other than the author";
  return fmt::format("{}, {}", added.count ? "it counts" : "it does not count", added.because);
}

void judge_waiver(const Waiver& waiver, std::size_t covered, const Matter& matter, std::vector<Finding>& told) {
  const std::string until = day_text(waiver.expires);
  if (waiver.expires < matter.book.today) {
    told.push_back(with_covered(about(waiver, waiver_expired,
                                      fmt::format("{} by {} was in force until {}: it does not count any more",
                                                  name_of(waiver), waiver.owner, until)),
                                covered));
    return;
  }
  if (waiver.added) {
    Finding finding =
        about(waiver, waiver_added,
              fmt::format("this change {} {} by {} until {}: {}: {}", waiver.edited ? "edits" : "adds", name_of(waiver),
                          waiver.owner, until, added_text(matter.book.added), waiver.reason));
    const bool agreed = matter.book.added.count && !matter.book.added.because.empty();
    if (agreed) finding.severity = Severity::info;
    told.push_back(with_covered(std::move(finding), covered));
  }
  if (auto finding = unused(waiver, covered, matter)) {
    told.push_back(std::move(*finding));
  } else if (!waiver.added && waiver.expires - matter.book.today <= std::chrono::days(warn_days)) {
    told.push_back(with_covered(
        about(waiver, waiver_expires_soon,
              fmt::format("{} by {} is in force until {} and no longer", name_of(waiver), waiver.owner, until)),
        covered));
  }
}

WaivedBy as_mark(const Waiver& waiver) {
  return {waiver.owner, waiver.reason, day_text(waiver.expires), waiver.location, waiver.added, SetAside::waiver};
}

/// Marks findings with the waivers of their gate and rule, and counts what each covers.
class Marking {
 public:
  explicit Marking(const WaiverBook& book) : x_book(book), x_covered(book.waivers.size()) {
    for (std::size_t i = 0; i < book.waivers.size(); ++i)
      x_by_rule[{book.waivers[i].gate, book.waivers[i].rule}].push_back(i);
  }

  void mark(Finding& finding) {
    const auto candidates = x_by_rule.find({finding.gate, finding.rule});
    if (candidates == x_by_rule.end()) return;
    for (const std::size_t i : candidates->second) {
      const Waiver& waiver = x_book.waivers[i];
      if (!covers(waiver, finding.subject)) continue;
      ++x_covered[i];
      if (!finding.waived && counts(waiver)) finding.waived = as_mark(waiver);
    }
    mark_columns(finding, candidates->second);
  }

  std::vector<std::size_t> covered() && { return std::move(x_covered); }

 private:
  bool counts(const Waiver& waiver) const {
    return waiver.expires >= x_book.today && (!waiver.added || x_book.added.count);
  }

  /// The waiver in force that covers a column, the longest of several.
  const Waiver* waiver_of(const Subject& column, const std::vector<std::size_t>& candidates,
                          std::set<std::size_t>& used) const {
    const Waiver* longest = nullptr;
    for (const std::size_t i : candidates) {
      const Waiver& waiver = x_book.waivers[i];
      if (!covers(waiver, column)) continue;
      used.insert(i);
      if (counts(waiver) && (longest == nullptr || longest->expires < waiver.expires)) longest = &waiver;
    }
    return longest;
  }

  /// Each column by its own waiver; where they cover all, the one that ends first tells until when.
  void mark_columns(Finding& finding, const std::vector<std::size_t>& candidates) {
    const std::vector<Subject> columns = column_subjects(finding);
    std::set<std::size_t> used;
    std::vector<std::string> waived;
    const Waiver* first = nullptr;
    for (const Subject& column : columns) {
      const Waiver* waiver = waiver_of(column, candidates, used);
      if (waiver == nullptr) continue;
      waived.push_back(column.column);
      if (first == nullptr || waiver->expires < first->expires) first = waiver;
    }
    for (const std::size_t i : used) ++x_covered[i];
    if (finding.waived || first == nullptr) return;
    if (waived.size() == columns.size()) {
      finding.waived = as_mark(*first);
    } else {
      const std::size_t others = columns.size() - waived.size();
      finding.message += fmt::format("; {} {} waived, the {} {} not", listed(waived), waived.size() == 1 ? "is" : "are",
                                     others == 1 ? "other column" : fmt::format("{} other columns", others),
                                     others == 1 ? "is" : "are");
    }
  }

  const WaiverBook& x_book;
  std::map<std::pair<std::string_view, std::string_view>, std::vector<std::size_t>> x_by_rule{};
  std::vector<std::size_t> x_covered;
};

/// How many findings each waiver covers; marks those whose waiver is in force.
std::vector<std::size_t> mark(std::span<Finding> findings, const WaiverBook& book) {
  Marking marking(book);
  for (Finding& finding : findings) marking.mark(finding);
  return std::move(marking).covered();
}

}  // namespace

std::string waiver_subject(const Subject& subject) {
  return subject.relation.empty() ? path_of(subject) : fmt::format("{} ({})", path_of(subject), subject.relation);
}

bool covers(const Waiver& waiver, const Subject& subject) {
  return is_glob(waiver.subject) ? covers_glob(waiver.subject, subject) : waiver.subject == waiver_subject(subject);
}

std::vector<Subject> column_subjects(const Finding& finding) {
  std::vector<Subject> subjects;
  if (!finding.subject.column.empty() || finding.cause.item == "rows") return subjects;
  for (const std::string& column : finding.columns) subjects.push_back({finding.subject.id, column, {}});
  return subjects;
}

bool tells_of_rows(std::string_view gate) {
  static constexpr std::array<std::string_view, 4> gates{"row-count-diff", "lineage-diff", "explain", "sample"};
  return std::ranges::find(gates, gate) != gates.end();
}

bool answers_for(std::string_view gate, std::string_view rule, std::string_view other_gate,
                 std::string_view other_rule) {
  constexpr std::string_view gate_of_counts = "row-count-diff";
  if (!tells_of_rows(gate) || !tells_of_rows(other_gate)) return false;
  return other_gate != gate_of_counts || rule == other_rule;
}

std::vector<std::string> subject_ids(const Waiver& waiver, const std::vector<std::string>& known) {
  std::vector<std::string> ids;
  std::string_view path = split(waiver.subject).path;
  if (path == change_subject) return {std::string(path)};
  if (is_glob(path)) {
    std::ranges::copy_if(known, std::back_inserter(ids),
                         [&](const std::string& id) { return matches_parts(path, id, Extent::beginning); });
    return ids;
  }
  while (!std::ranges::binary_search(known, path)) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) return {};
    path = path.substr(0, dot);
  }
  return {std::string(path)};
}

std::vector<Finding> apply_waivers(std::span<Finding> findings, std::span<const Outcome> outcomes,
                                   const WaiverBook& book) {
  if (book.waivers.empty()) return {};
  Matter matter{.book = book, .findings = findings};
  matter.covered = mark(findings, book);
  for (const Outcome& outcome : outcomes) {
    const bool judged = outcome.status == Status::passed || outcome.status == Status::failed;
    if (judged) matter.judged.emplace(outcome.gate, outcome.subject);
  }
  std::vector<Finding> told;
  for (std::size_t i = 0; i < book.waivers.size(); ++i) judge_waiver(book.waivers[i], matter.covered[i], matter, told);
  return told;
}

}  // namespace tollgate
