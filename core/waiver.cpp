#include "core/waiver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

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

/// A finding that the waiver would cover if its subject were written out.
const Finding* nearly_covered(const Waiver& waiver, const std::vector<std::string>& ids, const Matter& matter) {
  const auto found = std::ranges::find_if(matter.findings, [&](const Finding& finding) {
    return finding.gate == waiver.gate && finding.rule == waiver.rule && !finding.waived &&
           std::ranges::find(ids, finding.subject.id) != ids.end();
  });
  return found == matter.findings.end() ? nullptr : &*found;
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

/// How many findings each waiver covers; marks those whose waiver is in force.
std::vector<std::size_t> mark(std::span<Finding> findings, const WaiverBook& book) {
  std::vector<std::size_t> covered(book.waivers.size());
  std::map<std::pair<std::string_view, std::string_view>, std::vector<std::size_t>> by_rule;
  for (std::size_t i = 0; i < book.waivers.size(); ++i)
    by_rule[{book.waivers[i].gate, book.waivers[i].rule}].push_back(i);
  for (Finding& finding : findings) {
    const auto candidates = by_rule.find({finding.gate, finding.rule});
    if (candidates == by_rule.end()) continue;
    for (const std::size_t i : candidates->second) {
      const Waiver& waiver = book.waivers[i];
      if (!covers(waiver, finding.subject)) continue;
      ++covered[i];
      const bool counts = waiver.expires >= book.today && (!waiver.added || book.added.count);
      if (!finding.waived && counts) finding.waived = as_mark(waiver);
    }
  }
  return covered;
}

}  // namespace

std::string waiver_subject(const Subject& subject) {
  return subject.relation.empty() ? path_of(subject) : fmt::format("{} ({})", path_of(subject), subject.relation);
}

bool covers(const Waiver& waiver, const Subject& subject) {
  return is_glob(waiver.subject) ? covers_glob(waiver.subject, subject) : waiver.subject == waiver_subject(subject);
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
